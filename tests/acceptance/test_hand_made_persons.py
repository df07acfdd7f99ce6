"""Fifty-one made-up persons, each pinning one rule, come out as worked out by hand; what needs kinds not built yet waits for them."""

from __future__ import annotations

import csv
import hmac
import json
from pathlib import Path

import duckdb
import pytest

from tests.acceptance.conftest import KEY, Command, headline

pytestmark = pytest.mark.shared
BANDS = {"none": 0, "under_39": 1, "39_to_78": 2, "78_to_117": 3, "117_to_norm": 4, "at_norm": 5}


@pytest.fixture
def output(smaajob: Command, shared: Path, tmp_path: Path) -> Path:
    answer = smaajob("run", "--inbox", shared / "hand_made", "--output", tmp_path / "out")
    assert answer.exit_code == 0, answer.error
    return tmp_path / "out"


def test_participation_and_ladder_come_out_as_by_hand(output: Path, shared: Path) -> None:
    expected = json.loads((shared / "hand_made" / "expected_figures.json").read_text())["figures"]
    found = headline(output)
    for figure, value in expected.items():
        if figure.startswith("participation."):
            assert float(found[figure, "total"] or 0) == pytest.approx(value, abs=5e-7), figure
        if figure.startswith("job_ladder."):
            for window, number in value.items():
                name = window if window == "to_end" else f"{window}m"
                # A window in which nobody's end month is complete yet has no row of numbers; by hand that is four zeros.
                assert (found[figure, name] or 0) == number, (figure, window)


def test_each_persons_ladder_comes_out_as_by_hand(output: Path, shared: Path) -> None:
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql('SELECT person_key, "window", start_band, end_band, outcome FROM effects.job_ladder').fetchall()
    found = {(key, window): f"{start}>{end} {outcome}" for key, window, start, end, outcome in rows}
    with (shared / "hand_made" / "expected_persons.csv").open(encoding="utf-8") as file:
        persons = [row for row in csv.DictReader(file) if row["role"] == "referred"]
    assert len(persons) == 49
    for person in persons:
        key = hmac.new(bytes.fromhex(KEY), person["cpr"].encode(), "sha256").hexdigest()
        for column, window in (("ladder_6", "6m"), ("ladder_12", "12m"), ("ladder_24", "24m"), ("ladder_to_end", "to_end")):
            assert found.get((key, window), "") == person[column], (person["case"], column)


def test_kinds_that_are_not_built_are_named_and_nobody_unnamed_is_kept(output: Path) -> None:
    manifest = json.loads((output / "current" / "manifest.json").read_text())
    waiting = {file["kind"] for file in manifest["deliveries"] if file["status"] == "not_built"}
    assert waiting == {"benefit_weeks", "dream", "comparison_persons", "person_status", "programme_costs", "invoices", "wellbeing"}
    dropped = {
        file["kind"] for file in manifest["deliveries"] for outcome, rows in file["rows"].items() if outcome.startswith("dropped") and rows
    }
    assert dropped == {"paid_hours"}
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        persons = connection.sql("SELECT count(DISTINCT person_key) FROM core.paid_hours").fetchone()
    assert persons is not None
    assert persons[0] <= 49


def test_full_time_says_that_it_waits_for_a_benefit_source(output: Path) -> None:
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql("SELECT DISTINCT status, reason FROM figures.figures WHERE figure_id = 'full_time.reached_count'").fetchall()
    assert rows == [("not_computable", "no_benefit_source")]
