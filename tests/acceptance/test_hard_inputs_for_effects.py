"""Data at its limits: each figure is a number that can be, with its warning, or says why there is none; no wrong one and no crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.acceptance.conftest import Command, Compute
from tests.acceptance.lives import DELIVERED, FIRST_MONDAY, LAST_MONDAY, Deliveries, Told, mondays, numbers, write_lives

PLACEMENT = "28052502;05-04-2021;;10;Lager;"
Rows = Mapping[tuple[str, str, str, str], Mapping[str, Any]]
ALWAYS = mondays(FIRST_MONDAY, LAST_MONDAY)


def rows_after(compute: Compute, tmp_path: Path, persons: Mapping[str, Told], deliveries: Deliveries | None = None, **more: str) -> Rows:
    """Every figure of a run on these lives, each of them sound in itself."""
    inbox = write_lives(tmp_path / "inbox", persons, deliveries)
    compute(inbox, tmp_path / "out", **more)
    with duckdb.connect(str(tmp_path / "out" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.table("figures.figures").pl().to_dicts()
    for row in rows:
        if row["status"] == "not_computable":
            assert row["reason"], row["figure_id"]
            assert row["value"] is None
        elif row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"], row["figure_id"]
        assert row["unit"] != "share" or row["value"] is None or 0 <= row["value"] <= 1, row["figure_id"]
    return {(row["figure_id"], row["population"], row["window"], row["dimensions"]): row for row in rows}


def of(rows: Rows, figure_id: str, window: str = "total", population: str = "referred") -> Mapping[str, Any]:
    return rows[figure_id, population, window, "{}"]


def told(count: int, hours: Sequence[float | None], weeks: Sequence[date] = ALWAYS, **more: Any) -> dict[str, Told]:
    return {cpr: Told(hours=hours, benefit_mondays=weeks, **more) for cpr in numbers(count)}


def test_nobody_in_work(compute: Compute, tmp_path: Path) -> None:
    rows = rows_after(compute, tmp_path, told(12, [0.0] * 29))
    assert of(rows, "full_time.reached_count")["value"] == 0
    share = of(rows, "full_time.reached_share_12m", "12m")
    assert (share["value"], share["low"]) == (0, 0)
    assert Decimal("0.1") < share["high"] < 1, "twelve persons without an event do not prove that there is none"
    assert of(rows, "employment.mean_hours_12m", "12m")["reason"] == "too_few_persons"
    assert of(rows, "participation.employed")["value"] == 0
    assert of(rows, "net_effect.fte_12m", "12m")["reason"] == "no_history", "two months before entry are not 24"
    assert of(rows, "forecast_comparison.factor_net_fte", "12m")["status"] == "not_computable"
    assert of(rows, "forecast_comparison.factor_gross_fte", "12m")["status"] == "published"
    assert of(rows, "partner_network.active", population="partners")["reason"] == "no_placements"
    assert of(rows, "job_ladder.moved_up", "12m", "job_starters")["reason"] == "nobody_observed"


def test_everybody_full_time(compute: Compute, tmp_path: Path) -> None:
    weeks = mondays(FIRST_MONDAY, date(2021, 5, 31))
    rows = rows_after(compute, tmp_path, told(12, [0.0] * 5 + [160.33] * 24, weeks, placements=[PLACEMENT]))
    share = of(rows, "full_time.reached_share_24m", "24m")
    assert (share["value"], share["high"]) == (1, 1)
    assert share["low"] < 1
    assert share["reason"] is None, "nobody is left event-free: the share is no last known one"
    by_month = rows["full_time.reached_share_by_month", "referred", "24m", '{"month":20}']
    assert (by_month["value"], by_month["reason"]) == (1, None)
    assert of(rows, "full_time.lasting_share_24m", "24m")["value"] == 1
    assert of(rows, "full_time.at_end_count")["value"] == 12
    assert of(rows, "employment.any_hours_share_12m", "12m")["value"] == 1
    mean = of(rows, "employment.mean_hours_12m", "12m")
    assert mean["value"] == mean["low"] == mean["high"] == Decimal("160.33")


def test_everybody_full_time_at_entry(compute: Compute, tmp_path: Path) -> None:
    rows = rows_after(compute, tmp_path, told(12, [160.33] * 29, weeks=[]))
    for figure, number in (
        ("at_entry_count", 12),
        ("at_end_count", 12),
        ("at_risk", 0),
        ("ever_one_month_count", 0),
        ("unconfirmed_count", 0),
    ):
        assert of(rows, f"full_time.{figure}")["value"] == number, figure
    assert of(rows, "full_time.reached_share_12m", "12m")["reason"] == "nobody_observed"
    assert of(rows, "full_time.at_entry_count", population="job_starters")["reason"] == "nobody_observed"


def test_one_person(compute: Compute, tmp_path: Path) -> None:
    rows = rows_after(compute, tmp_path, told(1, [0.0] * 4 + [40.0] * 25, placements=[PLACEMENT]), up_to="published")
    assert of(rows, "participation.referred")["value"] == 1
    for figure, window in (("benefit_weeks.change_52w", "total"), ("employment.mean_hours_12m", "12m")):
        assert of(rows, figure, window)["reason"] == "too_few_persons"
    assert of(rows, "municipal_economy.gross_change_dkk", "12m")["reason"] == "too_few_persons"
    assert of(rows, "municipal_economy.saved_dkk", "12m")["reason"] == "no_history"
    with duckdb.connect(str(tmp_path / "out" / "warehouse.duckdb"), read_only=True) as connection:
        (shown,) = connection.sql("""
            SELECT count(*) FROM figures.public
            WHERE unit = 'persons' AND status = 'published' AND value > 0 AND figure_id NOT LIKE 'published_aggregates.%'
        """).fetchall()[0]
    assert shown == 0


def test_no_benefit_source(compute: Compute, tmp_path: Path) -> None:
    rows = rows_after(compute, tmp_path, told(6, [40.0] * 29), Deliveries(has_benefits=False))
    for figure, window, reason in (
        ("full_time.reached_share_12m", "12m", "no_benefit_source"),
        ("self_support.off_benefit_share_12m", "12m", "no_benefit_source"),
        ("benefit_weeks.change_52w", "total", "no_benefit_source"),
        ("benefit_mix.persons_before_52w", "total", "no_benefit_amounts"),
        ("municipal_economy.gross_change_dkk", "12m", "no_benefit_amounts"),
        ("municipal_economy.saved_dkk", "12m", "no_benefit_amounts"),
    ):
        assert of(rows, figure, window)["reason"] == reason, figure
    assert of(rows, "employment.any_hours_share_12m", "12m")["value"] == 1


def test_no_hours_source_publishes_nothing_and_says_so(smaajob: Command, tmp_path: Path) -> None:
    answer = smaajob(
        "run", "--inbox", write_lives(tmp_path / "inbox", told(3, []), Deliveries(hours_months={})), "--output", tmp_path / "out"
    )
    assert answer.exit_code == 1
    assert "Not one row of paid hours" in answer.error
    assert not (tmp_path / "out" / "current").exists()


def test_months_missing_in_the_middle_are_unknown_and_no_run_goes_over_them(compute: Compute, tmp_path: Path) -> None:
    # Full-time in April and May 2021 and again from December on: the months between are in no delivery.
    hours = [0.0] * 3 + [160.33] * 2 + [None] * 6 + [160.33] * 2 + [0.0] * 16
    gap = Deliveries(hours_months={date(2021, 9, 15): range(5), DELIVERED: range(11, 29)})
    rows = rows_after(compute, tmp_path, told(8, hours, weeks=[], placements=[PLACEMENT]), gap)
    assert of(rows, "full_time.reached_count")["value"] == 0
    assert "unknown_months" in of(rows, "full_time.reached_share_12m", "12m")["reason"]
    assert of(rows, "full_time.ever_one_month_count")["value"] == 8
    assert of(rows, "employment.any_hours_share_6m", "6m")["reason"] == "nobody_observed", "month 6 is in the gap: unknown, not zero"


def test_a_person_born_after_the_delivery_is_no_person(compute: Compute, tmp_path: Path) -> None:
    tomorrow = f"{DELIVERED.day + 1 + 60:02d}0623" + "4208"
    persons = told(4, [40.0] * 29) | {tomorrow: Told(hours=[40.0] * 29)}
    rows = rows_after(compute, tmp_path, persons)
    assert of(rows, "participation.referred")["value"] == 4
    listed = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out" / "quarantine").glob("*.csv"))
    assert "cpr_readable" in listed
    assert tomorrow not in listed


@pytest.mark.parametrize("second", ["28052502;05-04-2021;;10;Lager;", "28063679;01-05-2021;01-09-2021;8;Lager;sygdom"])
def test_two_placements_that_overlap_are_two_placements_of_one_person(compute: Compute, tmp_path: Path, second: str) -> None:
    rows = rows_after(compute, tmp_path, told(6, [0.0] * 4 + [40.0] * 25, placements=[PLACEMENT, second]))
    assert of(rows, "participation.placements", population="placements")["value"] == 12
    assert of(rows, "participation.employed")["value"] == 6
    weekly = of(rows, "job_ladder.mean_weekly_hours", population="placements")
    assert weekly["value"] == Decimal(40 * 12 / 52).quantize(Decimal("0.000001")), "a month counts once, however many placements run in it"
