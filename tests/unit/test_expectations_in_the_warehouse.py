"""Great Expectations counts inside DuckDB what the quarantine's own pass counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.deliveries.quarantine import judge
from assets.warehouse.database import Warehouse, append, create_table
from assets.warehouse.expectations import ExpectationOutcome, validate
from data_contracts.contract import load_contract
from data_contracts.problems import MachineProblem
from data_contracts.suites import expectations

CONTRACT = load_contract("placements")


def placement(row: int, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "file_id": 1,
        "supplier": "fokus",
        "delivered_on": date(2022, 5, 16),
        "row_number": row,
        "person_key": f"key{row}",
        "birth_year": 1980,
        "sex": "mand",
        "is_check_digit_ok": True,
        "placement_id": f"A{row}",
        "host_cvr": "28041330",
        "started_on": date(2022, 1, 2),
        "ended_on": None,
        "weekly_hours": 10,
        "job_function": None,
        "end_reason": None,
        "unreadable": [],
        "masked": [],
    }
    return plain | changes


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """A warehouse in a folder whose name would break a carelessly written address, with one good row and many bad ones."""
    folder = tmp_path / "mappe med æøå & 100 %"
    folder.mkdir()
    found = Warehouse(folder / "warehouse.duckdb")
    rows = [
        placement(2),
        placement(3, placement_id=None),
        placement(4, placement_id=None),
        placement(5, placement_id="same"),
        placement(6, placement_id="same"),
        placement(7, host_cvr="12345678"),
        placement(8, ended_on=date(2021, 1, 1)),
        placement(9, weekly_hours=40),
        placement(10, weekly_hours=0),
        placement(11, end_reason="no such reason"),
        placement(12, started_on=None, unreadable=["started_on"], masked=["99-99-9999"]),
        placement(13, is_check_digit_ok=False),
        placement(14, unreadable=["*"], masked=[""]),
    ]
    schema = {"weekly_hours": pl.Decimal(14, 2), "ended_on": pl.Date, "job_function": pl.String, "end_reason": pl.String}
    lists = {"unreadable": pl.List(pl.String), "masked": pl.List(pl.String)}
    with found.transaction() as connection:
        create_table(connection, "deliveries.landed_placements", CONTRACT.landed_columns)
        append(connection, "deliveries.landed_placements", pl.DataFrame(rows, schema_overrides=schema | lists))
    return found


def test_every_rule_is_evaluated_and_both_judges_agree(warehouse: Warehouse) -> None:
    found = validate(warehouse.path, "deliveries", "landed_placements", expectations(CONTRACT.rules))
    with warehouse.transaction() as connection:
        outcomes = {outcome.rule.rule_id: outcome.violations for outcome in judge(connection, CONTRACT, found)}
    broken = {rule: number for rule, number in outcomes.items() if number}
    assert broken == {
        "cells_beyond_header": 1,
        "placement_id_required": 2,
        "placement_id_unique": 2,
        "cpr_check_digit": 1,
        "host_cvr_modulus_11": 1,
        "started_on_readable": 1,
        "started_on_required": 1,
        "ended_on_not_before_start": 1,
        "weekly_hours_between": 2,
        "end_reason_known": 1,
    }


def test_a_rule_that_could_not_be_evaluated_stops_the_run(warehouse: Warehouse) -> None:
    found = validate(warehouse.path, "deliveries", "landed_placements", expectations(CONTRACT.rules))
    silent = [ExpectationOutcome(item.expectation_id, None) for item in found]
    with pytest.raises(MachineProblem) as caught, warehouse.transaction() as connection:
        judge(connection, CONTRACT, silent)
    assert caught.value.key == "check_not_evaluated"


def test_two_judges_that_count_differently_stop_the_run(warehouse: Warehouse) -> None:
    found = validate(warehouse.path, "deliveries", "landed_placements", expectations(CONTRACT.rules))
    wrong = [ExpectationOutcome(item.expectation_id, (item.violations or 0) + 1) for item in found]
    with pytest.raises(MachineProblem) as caught, warehouse.transaction() as connection:
        judge(connection, CONTRACT, wrong)
    assert caught.value.key == "checks_disagree"
