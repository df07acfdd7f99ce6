"""Contracts say all that INPUTS says: names of files, headers by any name, rules with texts, values from reference tables."""

from __future__ import annotations

import pytest

from data_contracts.contract import KINDS, kind_of, load_contract
from data_contracts.reference import reference_table, reference_values

HEADERS = {
    "referrals": {
        "cpr": "CPR-nummer|CPR nummer|CPR|Personnummer",
        "referred_on": "Henvist dato|Henvisningsdato|Henvist",
        "target_group": "Målgruppe",
        "municipality_code": "Kommunekode|Bopælskommune|Kommune",
    },
    "placements": {
        "placement_id": "Ansættelses-id|Ansættelsesnr|Løbenr",
        "cpr": "CPR-nummer",
        "host_cvr": "CVR-nummer|CVR|Virksomhed CVR",
        "started_on": "Startdato|Start",
        "ended_on": "Slutdato|Slut",
        "weekly_hours": "Ugentlige timer|Timer pr. uge|Timetal",
        "job_function": "Jobfunktion|Stilling",
        "end_reason": "Afslutningsårsag|Årsag",
    },
    "partners": {
        "host_cvr": "CVR-nummer",
        "name": "Virksomhedsnavn|Navn",
        "sector": "Branche",
        "employees": "Antal ansatte",
        "partner_since": "Partner siden",
        "task_force": "Task force|Taskforce",
    },
    "paid_hours": {
        "cpr": "CPR-nummer",
        "payroll_cvr": "CVR-nummer|Arbejdsgiver CVR|Indberetter CVR",
        "month": "Måned|Periode|Lønperiode",
        "hours": "Løntimer|Timer|Antal timer",
        "gross_pay_dkk": "Bredt lønbeløb|Løn|A-indkomst",
        "pay_type": "Aflønningsform",
        "employment_form": "Ansættelsesform",
        "imputed": "Imputeret|Imputeringskode",
    },
    "benefit_weeks": {
        "cpr": "CPR nummer",
        "week": "Uge",
        "benefit": "Ydelse",
        "financing_municipality": "Finansiering Kommunenavn",
        "amount_dkk": "Beregnet udbetalingsbeløb",
        "refund_rate_percent": "Refusionssats",
        "refund_dkk": "Refusionsbeløb",
        "cofinancing_rate_percent": "Medfinansieringssats",
        "cofinancing_dkk": "Medfinansieringsbeløb",
    },
    "dream": {"cpr": "PNR|pnr|cpr"},
    "dream_keys": {"lobenr": "lobenr|Løbenr", "cpr": "PNR|cpr"},
    "corrections": {
        "correction_id": "Rettelse-id",
        "corrected_file": "Fil",
        "corrected_supplier": "Leverandør",
        "cpr": "CPR-nummer",
        "key_column": "Nøglekolonne",
        "key_value": "Nøgleværdi",
        "corrected_column": "Kolonne",
        "expected_value": "Forventet",
        "correct_value": "Rettet",
        "reason": "Begrundelse",
        "role": "Rolle",
        "decided_on": "Dato",
    },
    "comparison_persons": {"cpr": "CPR-nummer", "municipality_code": "Kommunekode", "target_group": "Målgruppe"},
    "person_status": {"cpr": "CPR-nummer", "status": "Status", "status_from_on": "from|Fra|Dato"},
    "programme_costs": {"month": "Måned", "payer": "Betaler", "amount_dkk": "Beløb", "purpose": "Formål"},
    "invoices": {
        "invoice_id": "Fakturanr",
        "host_cvr": "CVR-nummer",
        "month": "Måned",
        "hours": "Fakturerede timer|Timer",
        "amount_dkk": "Beløb|Beløb ekskl. moms",
    },
    "wellbeing": {"cpr": "CPR-nummer", "answered_on": "Dato|Svardato", "who5": "WHO-5|Score"},
}


@pytest.mark.parametrize("kind", HEADERS)
def test_every_header_of_the_inputs_is_known(kind: str) -> None:
    contract = load_contract(kind)
    assert {column.name for column in contract.read_columns} == set(HEADERS[kind])
    for column in contract.read_columns:
        wanted, known = HEADERS[kind][column.name].split("|"), {header.casefold() for header in column.headers}
        assert {header.casefold() for header in wanted} <= known, column.name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("henvisninger.csv", "referrals"),
        ("HENVISNINGER_2023.XLSX", "referrals"),
        ("ansaettelser.csv", "placements"),
        ("Ansættelser maj.parquet", "placements"),
        ("anså\u0308ttelser.csv", None),
        ("ansættelser.csv".replace("æ", "æ"), "placements"),
        ("løntimer_2022.csv", "paid_hours"),
        ("loentimer.csv", "paid_hours"),
        ("virksomheder.csv", "partners"),
        ("yr-ydelsesrefusion-beregning-851-1-2022-05-16.csv", "benefit_weeks"),
        ("noget andet.csv", None),
    ],
)
def test_a_files_kind_follows_from_its_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_letter_written_as_two_characters_is_the_same_letter() -> None:
    assert kind_of("løntimer å.csv") == kind_of("løntimer a\u030a.csv") == "paid_hours"


@pytest.mark.parametrize("kind", KINDS)
def test_rule_names_are_unique_and_required_columns_have_their_rule(kind: str) -> None:
    contract = load_contract(kind)
    names = [rule.rule_id for rule in contract.rules]
    assert len(names) == len(set(names))
    assert {f"{column.name}_required" for column in contract.columns if column.is_required} <= set(names)
    assert {"referrals", "paid_hours"} == {name for name in KINDS if load_contract(name).is_required_to_publish}


def test_reference_tables_hold_what_they_promise() -> None:
    assert len(reference_values("municipalities")) == 98
    assert 851 in reference_values("municipalities")
    assert len(reference_table("target_groups")) == 13
    assert "sygdom" in reference_values("end_reasons")
