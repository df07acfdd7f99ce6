"""Which warnings a figure carries: unknown months, structural breaks, and a last value that stands for a later month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from assets.effects.benefit_weeks import rule as benefit_weeks
from assets.panel.common import collected
from assets.panel.competing import breaks_until, is_settled, unknown_warning
from assets.panel.groups import DIMENSIONS
from assets.panel.unknown import known_spans, unknown_until, warning_of_unknown
from assets.panel.weeks import breaks_in_months, week_of
from tests.spec.panels import ENGINES, Engine, panel


@pytest.mark.parametrize("engine", ENGINES)
def test_runs_of_known_months_are_those_from_month_zero_on(engine: Engine) -> None:
    spans = collected(known_spans(panel({"p": [0, None, 5, 6], "q": [None, None]}, engine), "months_since_entry", "is_hours_complete"))
    assert sorted(spans.rows()) == [("p", 0, 0), ("p", 2, 3)]


def persons(**columns: list[int | None]) -> pl.DataFrame:
    number = len(next(iter(columns.values())))
    empty = dict.fromkeys(("observable_to_month", "competing_month", "event"), [None] * number)
    return pl.DataFrame({"person_key": [f"p{place}" for place in range(number)], **(empty | columns)}).with_columns(
        pl.col(*empty).cast(pl.Int64)
    )


SPANS = pl.DataFrame({"person_key": ["p0"], "first_month": [0], "last_month": [20]})


def test_who_is_never_covered_counts_with_all_months_that_anybody_is_seen_in() -> None:
    both = persons(observable_to_month=[20, 20])
    assert unknown_until(SPANS, both.select("person_key", until_month="observable_to_month")) == (20, 40)
    assert unknown_warning(both, SPANS, "event", 2) == "unknown_months"
    assert unknown_warning(both.head(1), SPANS, "event", 2) is None


def test_months_after_the_own_event_and_from_a_competing_one_on_are_not_looked_at() -> None:
    gap = pl.DataFrame({"person_key": ["p0", "p0"], "first_month": [0, 15], "last_month": [9, 20]})
    assert unknown_warning(persons(observable_to_month=[20]), gap, "event", 0) == "unknown_months"
    assert unknown_warning(persons(observable_to_month=[20], event=[9]), gap, "event", 0) is None
    assert unknown_warning(persons(observable_to_month=[20], competing_month=[10]), gap, "event", 0) is None
    assert unknown_warning(persons(observable_to_month=[20]), gap, "event", 10) is None, "month 10 is the last that can hold an event"


def test_a_tenth_is_not_more_than_a_tenth() -> None:
    assert (warning_of_unknown(1, 10), warning_of_unknown(2, 19), warning_of_unknown(0, 0)) == (None, "unknown_months", None)


def test_months_on_both_sides_of_a_day_on_which_the_rules_changed_cross_it() -> None:
    def crossed(month_0: date, months: int) -> str | None:
        return breaks_in_months(pl.Series([month_0]), pl.Series([months]))

    assert crossed(date(2025, 6, 1), 1) == "crosses_break_2025_07"
    assert crossed(date(2025, 6, 1), 0) is None
    assert crossed(date(2025, 7, 1), 12) is None
    assert crossed(date(2016, 1, 1), 0) == "crosses_break_2016", "the fourth of January lies inside the month"
    assert crossed(date(2013, 1, 1), 40) == "crosses_break_2014,crosses_break_2016"


def test_only_the_months_that_the_figure_looks_at_cross_a_break() -> None:
    told = persons(event=[None, None]).with_columns(month_0=pl.Series([date(2024, 5, 1), date(2025, 8, 1)]))
    at_risk = pl.DataFrame({"person_key": ["p0", "p1"], "time": [20, 5], "cause": [0, 1]})
    assert breaks_until(at_risk, told, 2, 24) == "crosses_break_2025_07"
    assert breaks_until(at_risk, told, 2, 12) == "crosses_break_2025_07", "twelve months and two looked ahead end in July 2025"
    assert breaks_until(at_risk, told, 1, 12) is None
    assert breaks_until(at_risk.with_columns(cause=pl.lit(3)), told, 2, 12) is None, "death is not looked ahead of"
    assert breaks_until(at_risk.tail(1), told, 2, 24) is None, "the other person alone crosses it"


def test_a_share_is_settled_once_nobody_is_left_event_free() -> None:
    def settled(*told: tuple[int, int]) -> bool:
        return is_settled(pl.DataFrame({"time": [time for time, _ in told], "cause": [cause for _, cause in told]}))

    assert settled((3, 1), (7, 2))
    assert not settled((3, 1), (7, 0))
    assert not settled((7, 1), (7, 0)), "one of those followed longest is left"
    assert settled((3, 0), (7, 1)), "of those followed on everybody had one"


def compared(entry_weeks: list[int], covered: list[int]) -> pl.DataFrame:
    number = len(entry_weeks)
    sides = {f"{what}_{side}": [10] * number for what in ("benefit_weeks", "benefit_oere") for side in ("before", "after")}
    known = {f"covered_weeks_{side}": covered for side in ("before", "after")}
    return pl.DataFrame({"person_key": [f"p{place}" for place in range(number)], "entry_week": entry_weeks, **sides, **known})


def test_comparisons_of_weeks_warn_of_unknown_weeks_and_of_breaks_that_their_own_persons_cross() -> None:
    early, late = week_of(date(2022, 3, 14)), week_of(date(2025, 1, 13))
    groups = pl.DataFrame(
        {
            "person_key": [f"p{place}" for place in range(4)],
            "referral_year": [2022, 2022, 2025, 2025],
            **{name: ["same"] * 4 for name in DIMENSIONS if name != "referral_year"},
        }
    )
    persons = compared([early, early, late, late], [52, 52, 45, 45])
    found = {
        tuple(figure.dimensions.items()): figure.reason
        for figure in benefit_weeks.figures_of(persons, None, groups, has_source=True)
        if figure.definition is benefit_weeks.CHANGE
    }
    assert found[()] == "crosses_break_2025_07", "28 of 416 weeks are unknown: less than a tenth"
    assert found[(("referral_year", 2022),)] is None
    assert found[(("referral_year", 2025),)] == "unknown_months,crosses_break_2025_07"
