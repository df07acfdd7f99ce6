"""From deliveries to verdicts: all four of them on real data, none on simulated data, and the forecast's scope in print either way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from assets.warehouse.database import Warehouse
from data_contracts.bound_claims import BINDINGS, CLAIM_COLUMNS, read_claims
from pipelines.command_line import main
from reports.blocks import Heading, Note, Sentence, Table
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from tests.acceptance.lives import DELIVERED, Deliveries, Told, numbers, write_lives
from tests.unit import report_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
REFERRED_2021, EMPLOYED_2021, EMPLOYED, REFERRED = 160, 102, 310, 500
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)


def companies(number: int) -> list[str]:
    """So many CVR numbers of modulus 11."""
    found: list[str] = []
    candidate = 20000000
    while len(found) < number:
        candidate += 1
        if sum(int(digit) * weight for digit, weight in zip(str(candidate), CVR_WEIGHTS, strict=True)) % 11 == 0:
            found.append(str(candidate))
    return found


def lives(cvr: list[str]) -> dict[str, Told]:
    """500 referred since 2018, 160 of them in 2021 of whom 102 had a job that year, about 18 weeks later; 310 ever."""
    persons: dict[str, Told] = {}
    for place, cpr in enumerate(numbers(REFERRED)):
        if place < 240:
            entry, has_job = date(2018, 6, 1) + timedelta(days=3 * place), place < 158
        elif place < 240 + REFERRED_2021:
            entry, has_job = date(2021, 1, 4) + timedelta(days=(place - 240) % 200), place - 240 < EMPLOYED_2021
        else:
            entry, has_job = date(2022, 1, 3) + timedelta(days=place - 400), place < 450
        start = entry + timedelta(weeks=17 + place % 3)
        rows = [f"{cvr[place % 80]};{start:%d-%m-%Y};;20;Lager;"] if has_job else []
        first = (start.year - 2021) * 12 + start.month
        is_cohort = has_job and entry.year == 2021
        hours = [None if number < first else 60.0 + 5 * (place % 3) for number in range(29)] if is_cohort else []
        persons[cpr] = Told(entry, hours=hours, placements=rows)
    return persons


def partner_list(cvr: list[str]) -> str:
    head = "CVR-nummer;Virksomhedsnavn;Branche;Antal ansatte;Partner siden;Task force\n"
    rows = (
        f"{number};Virksomhed {place};Handel;12;{'01-10-2017' if place < 25 else '01-03-2019'};{'ja' if place < 25 else 'nej'}\n"
        for place, number in enumerate(cvr)
    )
    return head + "".join(rows)


def run(folder: Path, key_file: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        with pytest.raises(SystemExit) as ended:
            main.main(args=["run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")])
    assert not ended.value.code
    return folder / "out"


@pytest.fixture(scope="module")
def real(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme that said some things right and some wrong."""
    folder = tmp_path_factory.mktemp("claims")
    cvr = companies(96)
    more = {f"aalborg/{DELIVERED}/virksomheder.csv": partner_list(cvr)}
    write_lives(folder / "inbox", lives(cvr), Deliveries(more=more))
    return run(folder, key_file)


@pytest.fixture
def simulated(edition: Path) -> Path:
    """A make-believe programme's output."""
    return edition.parent


def ledger(file: Path) -> dict[str, dict[str, Any]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return {row["claim_id"]: row for row in connection.table("claims").pl().to_dicts()}


def claims_section(output: Path, code: str, *, is_simulated: bool) -> list[Any]:
    warehouse = Warehouse(output / "warehouse.duckdb")
    figures, claims = warehouse.read("figures.internal"), warehouse.read("figures.claims_internal")
    report = management_report(figures, report_input.facts(is_simulated=is_simulated), load_language(code), None, claims)
    anchors = [block.anchor if isinstance(block, Heading) and block.level == 2 else "" for block in report.blocks]
    begins = anchors.index("claims")
    ends = next(place for place, anchor in enumerate(anchors) if place > begins and anchor)
    return list(report.blocks[begins:ends])


def sentences(blocks: list[Any]) -> dict[str, list[str]]:
    """Claim → its sentences."""
    found: dict[str, list[str]] = {}
    claim = ""
    for block in blocks:
        if isinstance(block, Heading):
            claim = block.anchor.removeprefix("claim-")
        elif isinstance(block, Sentence):
            found.setdefault(claim, []).append(block.text.replace("\u00a0", " "))
    return found


def told(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    return {claim: (row["verdict"], row["reason"]) for claim, row in rows.items()}


def test_real_deliveries_bear_all_four_verdicts_each_with_its_reason(real: Path) -> None:
    rows = ledger(real / "current" / "figures.duckdb")
    assert list(rows) == [binding.claim_id for binding in BINDINGS]
    assert told(rows) == {
        "task_force_2017": ("supported", "fits_claim"),
        "partners_2021": ("supported", "fits_claim"),
        "candidates_2021": ("supported", "fits_claim,job_identity_not_measured"),
        "candidates_2023": ("supported_in_part", "below_claim,fits_referred,long_term_not_examined"),
        "partners_2023": ("supported", "fits_claim,place_not_examined"),
        "fivefold_2023": ("cannot_be_judged", "no_history"),
        "forecast_scope_2023": ("supported_in_part", "forecast_covers_all_recommendations"),
        "small_jobs_mentions_2023": ("cannot_be_judged", "report_not_in_records"),
        "benefits_above_crisis_2023": ("cannot_be_judged", "no_series_since_crisis"),
        "referred_2021": ("supported", "fits_claim"),
        "employed_2021": ("supported", "fits_claim"),
        "employments_2021": ("not_supported", "below_claim"),
        "self_support_2021": ("cannot_be_judged", "year_not_over_when_stated"),
        "weeks_to_job_2021": ("supported", "fits_claim"),
        "weekly_hours_2021": ("supported", "fits_claim"),
        "saved_benefits_2021": ("cannot_be_judged", "too_few_persons"),
    }
    numbers_told = {claim: rows[claim]["value"] for claim in ("referred_2021", "employed_2021", "candidates_2023", "partners_2023")}
    assert numbers_told == {"referred_2021": 160, "employed_2021": 102, "candidates_2023": 310, "partners_2023": 96}
    assert rows["weeks_to_job_2021"]["value"] == 18
    assert (rows["weekly_hours_2021"]["claimed_low"], rows["weekly_hours_2021"]["claimed_high"]) == (14.5, 15.5)


def test_the_public_ledger_shows_rounded_counts_and_judges_by_no_more(real: Path) -> None:
    rows = ledger(real / "current" / "published.duckdb")
    assert list(next(iter(rows.values()))) == list(CLAIM_COLUMNS)
    assert (rows["employed_2021"]["value"], *told(rows)["employed_2021"]) == (100, "cannot_be_judged", "rounded_for_protection")
    assert (rows["referred_2021"]["value"], *told(rows)["referred_2021"]) == (160, "supported", "fits_claim")
    manifest = json.loads((real / "current" / "manifest.json").read_text("utf-8"))
    assert {(row["claim_id"], row["verdict"], row["reason"], row["figure_id"]) for row in manifest["claims"]} == {
        (claim, row["verdict"], row["reason"], row["figure_id"]) for claim, row in rows.items()
    }


def test_on_simulated_deliveries_no_claim_can_be_judged(simulated: Path) -> None:
    for file in ("figures.duckdb", "published.duckdb"):
        assert set(told(ledger(simulated / "current" / file)).values()) == {("cannot_be_judged", "simulated")}
    page = re.sub(r"\s+", " ", (simulated / "current" / "management" / "index.html").read_text("utf-8")).replace("\u00a0", " ")
    assert page.count("Kan ikke bedømmes. Sagt ") == len(BINDINGS)
    assert "Der kan ikke siges noget i stedet: data er simulerede." in page


@BOTH
def test_the_scope_of_the_forecast_is_corrected_in_print_in_every_run(real: Path, simulated: Path, code: str) -> None:
    corrected = {
        "da": "Reformkommissionens 3.500 til 4.500 fuldtidsstillinger gælder alle 48 anbefalinger tilsammen og omkring 200.000 mennesker, "
        "ikke små job alene.",
        "en": "The Reform Commission’s 3,500 to 4,500 full-time equivalents cover all 48 recommendations together and about 200,000 "
        "people, not small jobs alone.",
    }[code]
    for output, is_simulated in ((real, False), (simulated, True)):
        said = sentences(claims_section(output, code, is_simulated=is_simulated))["forecast_scope_2023"]
        assert said[-1].endswith(corrected)


def test_the_report_says_verdict_reason_number_and_what_can_be_said(real: Path) -> None:
    said = sentences(claims_section(real, "da", is_simulated=False))
    assert said["candidates_2023"] == [
        "Delvist belagt. Sagt 15. juni 2023. Tallet er 310 personer. Begrundelse: tallet er lavere, end der blev sagt; det nævnte "
        "tal passer på de henviste, ikke på dem i lønnet arbejde; hvor længe de havde været ledige, er ikke efterprøvet.",
        "Det kan siges i stedet: 310 personer havde haft mindst én ansættelse i et lille job til og med 15. juni 2023.",
    ]
    assert said["weeks_to_job_2021"][0].startswith("Belagt. Sagt 31. december 2021. Tallet er mellem 17,8 og 18,2 uger, bedste bud")
    assert "Tallet er mellem 3.500 og 4.500 fuldtidsstillinger (omregnet). Begrundelse" in said["forecast_scope_2023"][0]
    assert said["referred_2021"][1] == "Det kan siges: 160 personer blev henvist for første gang i 2021."
    assert said["self_support_2021"][0].endswith("Begrundelse: ingen var fulgt et helt år, da det blev sagt.")
    # All of these 102 had left benefits: a share of all would tell of each of them.
    assert said["self_support_2021"][1] == "Der kan ikke siges noget i stedet: vises ikke af hensyn til den enkelte."
    assert said["saved_benefits_2021"][1].startswith("Der kan ikke siges noget i stedet: ")


@BOTH
def test_every_claim_has_its_place_in_the_report(real: Path, code: str) -> None:
    blocks = claims_section(real, code, is_simulated=False)
    said = sentences(blocks)
    assert list(said) == [binding.claim_id for binding in BINDINGS]
    assert {len(lines) for lines in said.values()} == {2}
    table = next(block for block in blocks if isinstance(block, Table))
    assert [bool(row[-1]) for row in table.rows] == [binding.place is not None for binding in BINDINGS]
    assert set(table.figure_ids) == {binding.place.figure_id for binding in BINDINGS if binding.place}
    assert not [block for block in blocks if isinstance(block, Note) and block.kind == "warning"]
    stamped = claims_section(real, code, is_simulated=True)
    assert any(isinstance(block, Note) and block.kind == "warning" for block in stamped)


def test_the_english_sentence_is_the_one_on_record_and_the_danish_one_has_its_numbers() -> None:
    danish, english = (load_language(code) for code in ("da", "en"))
    for claim in read_claims():
        assert english.text(f"claims.{claim.claim_id}.statement") == claim.statement_en
        numbers_of = [re.findall(r"\d+", sentence) for sentence in (claim.statement_en, danish.text(f"claims.{claim.claim_id}.statement"))]
        assert sorted(numbers_of[0]) == sorted(numbers_of[1])


def test_the_warehouse_keeps_a_ledger_for_each_audience(real: Path) -> None:
    warehouse = Warehouse(real / "warehouse.duckdb")
    internal, public = (warehouse.read(f"figures.claims_{name}") for name in ("internal", "public"))
    assert internal["claim_id"].to_list() == public["claim_id"].to_list()
    assert internal.schema["stated_on"] == pl.Date
