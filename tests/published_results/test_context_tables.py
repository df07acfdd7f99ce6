"""Published tables read as their publishers wrote them, every vintage kept, and what others computed from them comes out again."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest

from assets.core.context import as_known, build_context
from assets.deliveries.assets import delivered_files
from assets.deliveries.inbox import take_inventory
from assets.deliveries.loading import LoadingContext, load_kind
from assets.warehouse.database import Warehouse
from data_contracts.contract import CONTEXT_KINDS, load_contract
from tests.loading import PSEUDONYMS, deliver, file_facts

NAMES = {"jobindsats": "Y30R21-api_20230815.jsonl.csv", "auk01": "auk01_social_assistance.csv", "folk1a": "folk1a_population_annual.csv"}
POPULATION_OF = {2007: 2008, 2011: 2011, 2015: 2015, 2019: 2019, 2022: 2022}
"""The year whose 1 January FOLK1A counts for: the table as downloaded begins with 2008, which stands in for 2007."""
LINE = {
    "Area": "Aalborg",
    "Periode": "2022QMAT04",
    "Ydelsesgrupper": "Ydelsesgrupper i alt",
    "Forventet og faktisk antal fuldtidspersoner på offentlig forsørgelse: Forventet antal": 12650,
    "Forventet og faktisk antal fuldtidspersoner på offentlig forsørgelse: Faktisk antal": 12730,
    "Forventet og faktisk antal fuldtidspersoner på offentlig forsørgelse: Forskel mellem forventet og faktisk antal": 80,
    "Forventet og faktisk andel fuldtidspersoner på offentlig forsørgelse: Forventet andel (pct.)": "8,45",
}
ACTUAL = "Forventet og faktisk antal fuldtidspersoner på offentlig forsørgelse: Faktisk antal"
DIFFERENCE = "Forventet og faktisk antal fuldtidspersoner på offentlig forsørgelse: Forskel mellem forventet og faktisk antal"


def load(inbox: Path, output: Path) -> Warehouse:
    """Context kinds alone."""
    output.mkdir()
    warehouse = Warehouse(output / "warehouse.duckdb")
    desk = LoadingContext(take_inventory(inbox), PSEUDONYMS, output / "quarantine")
    delivered_files(warehouse=warehouse, desk=desk)
    for kind in CONTEXT_KINDS:
        load_kind(warehouse, desk, load_contract(kind))
    with warehouse.transaction() as connection:
        build_context(connection)
    return warehouse


def known(warehouse: Warehouse, table: str, known_on: date = date.max) -> pl.DataFrame:
    with warehouse.connect(read_only=True) as connection:
        return as_known(connection, table, known_on)


def account(warehouse: Warehouse, kind: str) -> dict[str, int]:
    rows = warehouse.read(f"deliveries.{kind}_account").rows()
    return {f"{outcome}.{rule}" if rule else outcome: number for _, outcome, rule, number in rows}


def quarantined(warehouse: Warehouse, kind: str) -> list[tuple[int, str]]:
    return sorted(warehouse.read(f"deliveries.{kind}_quarantine").select("row_number", "rule_id").rows())


@pytest.mark.shared
def test_actual_less_expected_is_the_difference_in_every_row_of_jobindsats(shared: Path, tmp_path: Path) -> None:
    content = (shared / "jobindsats" / NAMES["jobindsats"]).read_bytes()
    deliver(tmp_path / "inbox", "star", "2023-08-15", {NAMES["jobindsats"]: content})
    rows = known(load(tmp_path / "inbox", tmp_path / "out"), "jobindsats_y30r21")
    held = rows.filter(pl.col("actual_fulltime_persons") - pl.col("expected_fulltime_persons") == pl.col("difference_fulltime_persons"))
    assert (rows.height, held.height, rows["area"].n_unique()) == (2352, 2352, 98)
    aalborg = rows.filter((pl.col("municipality_code") == 851) & (pl.col("benefit_group") == "Ydelsesgrupper i alt"))
    second_half_of_2022 = aalborg.filter((pl.col("first_month") == date(2022, 7, 1)) & (pl.col("last_month") == date(2022, 12, 1)))
    assert second_half_of_2022.select("actual_fulltime_persons", "expected_fulltime_persons", "expected_share_percent").rows() == [
        (12730, 12650, Decimal("8.45"))
    ]


@pytest.mark.shared
def test_recipients_in_the_fourth_quarter_per_thousand_inhabitants_are_as_published(shared: Path, tmp_path: Path) -> None:
    files = {NAMES[name]: (shared / "dst_denmark" / NAMES[name]).read_bytes() for name in ("auk01", "folk1a")}
    deliver(tmp_path / "inbox", "dst", "2026-03-15", files)
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    recipients = {(row["area"], row["quarter_on"]): row["persons"] for row in known(warehouse, "auk01").iter_rows(named=True)}
    population = {
        (row["area"], row["quarter_on"].year): row["persons"]
        for row in known(warehouse, "folk1a").filter(pl.col("age_group") == "Age, total").iter_rows(named=True)
    }
    with (shared / "dst_denmark" / "factor_welfare_per_1000.csv").open(encoding="utf-8") as file:
        published = [(row["municipality"], int(row["year"]), Decimal(row["value"])) for row in csv.DictReader(file)]
    found = {
        (area, year): (Decimal(recipients[area, date(year, 10, 1)]) * 1000 / population[area, POPULATION_OF[year]]).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        for area, year, _ in published
    }
    assert sum(found[area, year] == value for area, year, value in published) == 490
    assert len(published) == 490
    assert {"Rødovre", "Tårnby", "Ærø"} <= {area for area, _ in found}


def test_a_message_saved_as_data_and_rows_told_twice_are_named_and_the_rest_loads(tmp_path: Path) -> None:
    line = json.dumps(LINE, ensure_ascii=False)
    other = json.dumps({**LINE, "Area": "Rødovre"}, ensure_ascii=False)
    content = "\n".join([line, line, '{"Message": "An error has occurred."}', other, other[:40], "<html>504</html>", other, ""])
    deliver(tmp_path / "inbox", "star", "2023-08-15", {NAMES["jobindsats"]: content})
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    assert account(warehouse, "jobindsats_y30r21") == {"loaded": 2, "set_aside.identical_row": 2, "quarantined": 3}
    assert quarantined(warehouse, "jobindsats_y30r21") == [(3, "line_is_a_row"), (5, "line_is_a_row"), (6, "line_is_a_row")]
    assert known(warehouse, "jobindsats_y30r21")["area"].to_list() == ["Aalborg", "Rødovre"]


def test_an_unknown_municipality_a_strange_period_and_a_wrong_difference_are_named(tmp_path: Path) -> None:
    lines = [{**LINE, "Area": "Atlantis"}, {**LINE, "Periode": "2022M13"}, {**LINE, DIFFERENCE: 81}]
    deliver(tmp_path / "inbox", "star", "2023-08-15", {NAMES["jobindsats"]: "\n".join(json.dumps(line) for line in lines)})
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    assert quarantined(warehouse, "jobindsats_y30r21") == [(1, "area_known"), (2, "period_is_a_half_year")]
    checks = {row["rule_id"]: row for row in warehouse.read("deliveries.jobindsats_y30r21_checks").iter_rows(named=True)}
    assert (checks["difference_adds_up"]["outcome"], checks["difference_adds_up"]["violations"]) == ("warned", 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"Message": "An error has occurred."}\n', "not_a_table"),
        ("<!DOCTYPE html><html></html>", "not_a_table"),
        ("", "empty_file"),
        ('{"Area": "Aalborg", "Periode": "2022QMAT04"}\n', "missing_columns"),
    ],
)
def test_a_file_without_any_data_is_refused_by_name(tmp_path: Path, content: str, reason: str) -> None:
    deliver(tmp_path / "inbox", "star", "2023-08-15", {NAMES["jobindsats"]: content})
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    assert file_facts(warehouse, "jobindsats_y30r21") == {f"2023-08-15/{NAMES['jobindsats']}": ("rejected", reason)}


def test_a_revised_number_stands_beside_the_one_that_it_replaces(tmp_path: Path) -> None:
    for day, actual in (("2023-08-15", 12730), ("2024-02-15", 12760)):
        line = {**LINE, ACTUAL: actual, DIFFERENCE: actual - 12650}
        deliver(tmp_path / "inbox", "star", day, {NAMES["jobindsats"]: json.dumps(line)})
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    assert warehouse.read("core.context_jobindsats_y30r21").height == 2
    assert known(warehouse, "jobindsats_y30r21")["actual_fulltime_persons"].to_list() == [12760]
    assert known(warehouse, "jobindsats_y30r21", date(2024, 1, 1))["actual_fulltime_persons"].to_list() == [12730]


def test_a_comma_inside_a_label_and_a_byte_order_mark_part_nothing(tmp_path: Path) -> None:
    content = (
        "\ufeffOMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD\nAabenraa;Kontanthjælp;Total;Age, total;2022Q4;612\nUkendt sted;x;y;z;2022Q4;1\n"
    )
    deliver(tmp_path / "inbox", "dst", "2023-02-15", {NAMES["auk01"]: content})
    warehouse = load(tmp_path / "inbox", tmp_path / "out")
    rows = known(warehouse, "auk01")
    assert rows.select("municipality_code", "age_group", "quarter_on", "persons").rows() == [(580, "Age, total", date(2022, 10, 1), 612)]
    assert quarantined(warehouse, "auk01") == [(3, "area_known")]
