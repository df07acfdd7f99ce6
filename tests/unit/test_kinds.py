"""What a contract says of its kind drives all that handles kinds, and one that leaves a thing open is refused."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from assets.deliveries.expired import persons_past
from assets.figures.revision_causes import BY_MONTH
from assets.warehouse.database import Warehouse, append, create_table
from data_contracts import contract
from data_contracts.contract import CONTEXT_KINDS, KINDS, NAMING_KINDS, correction_names, load_contract
from data_contracts.core_tables import CORE_TABLES, own_tables
from data_contracts.properties import MEANING, ContractFault

CONTRACTS = [load_contract(kind) for kind in KINDS]
OF_THE_KIND = re.compile(r"^      - property: (\w+)$", re.MULTILINE)


def test_kinds_are_read_in_the_order_in_which_they_need_each_other() -> None:
    assert KINDS[:3] == ("corrections", *NAMING_KINDS)
    assert KINDS.index("dream_keys") < KINDS.index("dream"), "its files fit the other's pattern as well"
    assert NAMING_KINDS == ("referrals", "comparison_persons")
    assert CONTEXT_KINDS == ("jobindsats_y30r21", "auk01", "folk1a")


def test_a_person_is_there_until_the_last_referral_the_end_of_a_placement_or_the_newest_listing() -> None:
    signs = {one.kind: one.sign_of_life for one in CONTRACTS if one.sign_of_life}
    assert signs == {"referrals": "referred_on", "placements": "ended_on", "comparison_persons": "delivered_on"}
    blank = {column.name: column.blank for column in load_contract("placements").columns}
    assert blank["ended_on"] == "ongoing", "whoever is still there has no end"


def test_corrections_call_kinds_as_suppliers_do() -> None:
    assert list(correction_names().values()) == [
        "henvisninger", "sammenligning", "ansættelser", "virksomheder", "løntimer", "ydelsesrefusion", "borgerstatus", "omkostninger",
        "fakturaer", "trivsel",
    ]  # fmt: skip
    known = next(rule for rule in load_contract("corrections").rules if rule.rule_id == "corrected_file_known")
    assert known.values == tuple(correction_names().values())


def test_a_figure_of_one_month_uses_that_months_rows_of_kinds_that_tell_of_months() -> None:
    assert {"paid_hours", "invoices", "programme_costs"} == BY_MONTH


def test_what_makes_two_rows_tell_of_the_same_thing_identifies_a_row_of_core() -> None:
    keys = {one.kind: set(one.key) for one in CONTRACTS}
    assert keys["referrals"] == {"person_key", "referred_on"}
    assert keys["placements"] == {"supplier", "placement_id"}
    assert keys["comparison_persons"] == {"person_key"}
    assert (keys["partners"], keys["invoices"]) == ({"host_cvr"}, {"invoice_id"})
    for one in CONTRACTS:
        assert all(set(CORE_TABLES[table].key) == set(one.key) for table in own_tables(one))


def test_every_kind_feeds_core_but_those_that_open_or_correct_others() -> None:
    assert {one.kind for one in CONTRACTS if not one.core_tables} == {"corrections", "dream_keys"}
    assert {table for one in CONTRACTS for table in one.core_tables} <= set(CORE_TABLES)
    assert {one.kind for one in CONTRACTS if "source_periods" in one.core_tables} == {"paid_hours", "benefit_weeks"}


def planted(monkeypatch: pytest.MonkeyPatch, folder: Path, kind: str, old: str, new: str) -> str:
    """What the house says of a contract that has been changed, beside one that has not."""
    for name in {kind, "person_status"}:
        text = files("data_contracts").joinpath(f"{name}.odcs.yaml").read_text(encoding="utf-8")
        assert name != kind or old in text
        (folder / f"{name}.odcs.yaml").write_text(text.replace(old, new, 1) if name == kind else text, encoding="utf-8")
    caches = (contract._documents, contract.correction_names, contract.load_contract)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(contract, "files", lambda _: folder)
            for one in caches:
                one.cache_clear()
            with pytest.raises(ContractFault) as refused:
                contract.load_contract(kind)
    finally:
        for one in caches:
            one.cache_clear()
    return str(refused.value)


LINES = files("data_contracts").joinpath("wellbeing.odcs.yaml").read_text(encoding="utf-8").splitlines()
PROPERTIES = OF_THE_KIND.findall("\n".join(LINES))


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_kind_that_leaves_a_property_open_is_refused_by_file_line_and_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    line = LINES.index(f"      - property: {name}")
    told = planted(monkeypatch, tmp_path, "wellbeing", "\n".join(LINES[line : line + 2]) + "\n", "")
    opened = LINES.index("    customProperties:") + 1
    assert told == f"data_contracts/wellbeing.odcs.yaml:{opened}: {name}: is missing; say {MEANING[name]}"


def test_no_property_of_a_kind_has_a_default() -> None:
    assert len(PROPERTIES) == 15
    for kind in KINDS:
        text = files("data_contracts").joinpath(f"{kind}.odcs.yaml").read_text(encoding="utf-8")
        assert set(PROPERTIES) <= set(OF_THE_KIND.findall(text)), kind


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        ("wellbeing", "value: goes_with_the_person", "value: no_person", "signOfLife: no_person does not go with persons: named_elsewhere"),
        ("wellbeing", "value: goes_with_the_person", "value: who5", "signOfLife: who5 is no column of days"),
        ("referrals", "signOfLife\n        value: referred_on", "signOfLife\n        value: goes_with_the_person", "ever be forgotten"),
        ("partners", "value: none", "value: named_elsewhere", "persons: named_elsewhere does not go with its columns"),
        ("wellbeing", "value: [person_key, answered_on, who5]", "value: [cpr]", "key: cpr is none of its columns"),
        ("wellbeing", "step: day", "step: year", "period: year is none of day, week, month"),
        ("wellbeing", "- name: who5", "- name: who5 FROM x", "who5 FROM x is no plain name"),
        ("wellbeing", "value: [wellbeing]", "value: ['x; DROP']", "x; DROP is no plain name"),
        ("wellbeing", "value: 130", "value: 100", "order: 100 is person_status's"),
        ("invoices", "value: fakturaer", "value:", "correctionName: is missing"),
        ("paid_hours", "replacesAll: false", "", "restatement: replacesAll is missing"),
        ("wellbeing", "{da: trivsel, en: wellbeing}", "{da: trivsel}", "name: en is missing"),
        ("placements", "          - property: blank\n            value: ongoing\n", "", "blank: is missing; say what a blank cell means"),
        ("invoices", "          - property: threeDigitsAfterPoint\n            value: decimals\n", "", "threeDigitsAfterPoint: is missing"),
        ("wellbeing", "              - property: action\n                value: quarantine\n", "", "action: is missing"),
        ("partners", "requiredToPublish\n        value: false", "requiredToPublish\n        value: maybe", "neither true nor false"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, old: str, new: str, told: str) -> None:
    said = planted(monkeypatch, tmp_path, kind, old, new)
    assert re.match(rf"data_contracts/{kind}\.odcs\.yaml:[1-9]\d*: ", said)
    assert told in said


def test_whom_corrections_alone_tell_of_is_forgotten_too(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    told = {
        "corrections": ("delivered_on", [("a", "2022-01-15"), ("b", "2023-01-15")]),
        "referrals": ("referred_on", [("b", "2021-01-15"), ("c", "2023-06-15")]),
        "placements": ("ended_on", [("d", None)]),
    }
    with warehouse.transaction() as connection:
        for kind, (day, rows) in told.items():
            create_table(connection, f"deliveries.{kind}", {"person_key": "VARCHAR", day: "DATE"})
            append(connection, f"deliveries.{kind}", pl.DataFrame(rows, schema={"person_key": pl.String, day: pl.String}, orient="row"))
    assert persons_past(warehouse, date(2025, 1, 1), 24) == [], "a kind with a sign of life has not been read yet"
    with warehouse.transaction() as connection:
        create_table(connection, "deliveries.comparison_persons", {"person_key": "VARCHAR", "delivered_on": "DATE"})
    assert persons_past(warehouse, date(2025, 1, 1), 24) == ["a", "b"], "a correction is no sign of life beside a referral"
    assert persons_past(warehouse, date(2099, 1, 1), 24) == ["a", "b", "c"], "who is still there has no end"
