"""What full-time means, rule by rule, on both engines."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from assets.effects.full_time.full_time_months import outcomes, times
from assets.effects.full_time.runs import RunRule, decidable, first_starts
from assets.panel.common import collected
from assets.panel.competing import CAUSES
from tests.spec.panels import ENGINES, FULL, HOURLY, Engine, panel

pytestmark = pytest.mark.parametrize("engine", ENGINES)


NOBODY = {"competing_event": pl.String, "competing_month": pl.Int64}


def at_risk(hours: list[int | None], engine: Engine, *, is_benefit_required: bool = False, **competing: Any) -> pl.DataFrame:
    """`times` of one person p, who may have a competing event."""
    found = collected(outcomes(panel({"p": hours}, engine), "referred", 3, is_benefit_required=is_benefit_required))
    return times(found.with_columns(pl.lit(competing.get(name), kind).alias(name) for name, kind in NOBODY.items()), "reached_month", 3)


def person(hours: list[int | None], engine: Engine, **more: Any) -> dict[str, Any]:
    frame = collected(outcomes(panel({"p": hours}, engine, **more), "referred", 3, is_benefit_required=False))
    return frame.row(0, named=True)


def test_three_months_at_the_norm_are_full_time_from_the_first_of_them(engine: Engine) -> None:
    assert person([0, 0, FULL, FULL, FULL, 0], engine)["reached_month"] == 2


def test_the_sum_of_three_months_decides_to_the_hundredth(engine: Engine) -> None:
    assert person([0, 15000, 16500, 16599, 0], engine)["reached_month"] == 1
    assert person([0, 15000, 16500, 16598, 0], engine)["reached_month"] is None


def test_a_month_without_hours_breaks_the_run_however_large_the_sum(engine: Engine) -> None:
    assert person([0, 24050, 0, 24050, 0], engine)["reached_month"] is None


def test_an_unknown_month_is_no_full_time_and_does_not_end_the_follow_up(engine: Engine) -> None:
    found = person([0, FULL, None, FULL, FULL, FULL, 0], engine)
    assert found["reached_month"] == 3
    assert found["followed_to_month"] == 6


def test_a_month_that_is_not_complete_is_neither_event_nor_non_event(engine: Engine) -> None:
    found = person([0, 0, FULL, FULL, FULL], engine, complete=3)
    assert found["reached_month"] is None
    assert found["followed_to_month"] == 3
    assert found["is_at_end"]


def test_full_time_at_entry_is_seen_by_the_one_month_rule(engine: Engine) -> None:
    found = person([FULL, 0, 0, 0], engine)
    assert found["is_at_entry"]
    assert at_risk([FULL, 0, 0, 0], engine).is_empty()


def test_a_run_that_began_before_entry_counts_from_month_one(engine: Engine) -> None:
    assert person([0, FULL, FULL, FULL], engine)["reached_month"] == 1


def test_the_hourly_paid_norm_is_enough_for_hourly_paid_work(engine: Engine) -> None:
    assert person([0, HOURLY, HOURLY, HOURLY], engine, norm=HOURLY)["reached_month"] == 1
    assert person([0, HOURLY, HOURLY, HOURLY], engine)["reached_month"] is None


def test_a_person_is_followed_as_far_as_three_months_can_be_seen(engine: Engine) -> None:
    assert at_risk([0, 100, 100, 100, 100, 100], engine).row(0) == ("p", 3, 0)


def test_a_person_whose_first_month_cannot_be_decided_is_not_at_risk(engine: Engine) -> None:
    assert at_risk([0, 100, 100], engine).is_empty()


def test_without_a_benefit_source_nobody_is_full_time_where_benefits_decide(engine: Engine) -> None:
    frame = collected(outcomes(panel({"p": [0, FULL, FULL, FULL, FULL]}, engine), "referred", 3, is_benefit_required=True))
    assert frame.row(0, named=True)["reached_month"] is None
    assert at_risk([0, FULL, FULL, FULL, FULL], engine, is_benefit_required=True).is_empty()


def test_a_competing_event_in_the_same_month_goes_first_and_a_later_one_does_not_count(engine: Engine) -> None:
    reached_in_month_2 = [0, 0, FULL, FULL, FULL, 0]
    assert at_risk(reached_in_month_2, engine, competing_event="death", competing_month=2).row(0) == ("p", 2, CAUSES["death"])
    assert at_risk(reached_in_month_2, engine, competing_event="death", competing_month=3).row(0) == ("p", 2, 1)


def test_a_competing_event_counts_although_its_month_cannot_be_decided(engine: Engine) -> None:
    assert at_risk([0, 100, 100], engine, competing_event="emigration", competing_month=3).row(0) == ("p", 3, CAUSES["emigration"])


def test_the_grid_counts_runs_from_month_zero_at_a_flat_norm(engine: Engine) -> None:
    decided = decidable(panel({"p": [11700, 11700, 11700, 0]}, engine), is_benefit_required=False)
    rules = {"at_117": RunRule(3, 11700), "at_139": RunRule(3, 13900), "two_months": RunRule(2, 11700)}
    starts = collected(first_starts(decided, "referred", rules, 0)).row(0, named=True)
    assert starts == {"person_key": "p", "at_117": 0, "at_139": None, "two_months": 0}


def test_lasting_needs_twelve_months(engine: Engine) -> None:
    assert person([0, *[FULL] * 12], engine)["lasting_month"] == 1
    assert person([0, *[FULL] * 11, 0], engine)["lasting_month"] is None
