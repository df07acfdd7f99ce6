"""The numbers of public claims, counted by hand: events up to the day a claim was stated, and silence where the records do not reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from assets.effects.claimed import rule as claimed
from assets.effects.claimed.rule import Records
from data_contracts.figure import Figure

DAY = date(2023, 6, 15)
LAST_OF_2021 = date(2021, 12, 31)


def records(
    persons: Sequence[tuple[str, date, date | None]],
    placements: Sequence[tuple[str, str, date]] = (),
    partners: Sequence[tuple[str, date, bool | None]] = (),
    data_date: date = DAY,
    quarantined: frozenset[str] = frozenset(),
) -> Records:
    """Persons with entry and job start; placements with person, company and start; partners with their first day and mark."""
    hours = [10.0 + place for place in range(len(placements))]
    schema = {"person_key": pl.String, "host_cvr": pl.String, "started_on": pl.Date}
    return Records(
        pl.DataFrame(persons, schema={"person_key": pl.String, "entry_on": pl.Date, "job_start_on": pl.Date}, orient="row"),
        pl.DataFrame(placements, schema=schema, orient="row").with_columns(weekly_hours=pl.Series(hours, dtype=pl.Float64)),
        pl.DataFrame(partners, schema={"host_cvr": pl.String, "partner_since": pl.Date, "is_in_task_force": pl.Boolean}, orient="row"),
        data_date,
        quarantined,
    )


def rows(figures: Iterable[Figure]) -> dict[tuple[str, str], tuple[Any, str | None]]:
    """(measure, claim) → value, or None, and reason."""
    found = {}
    for figure in figures:
        key = figure.definition.figure_id.removeprefix("claimed."), str(figure.dimensions["claim"])
        assert key not in found
        found[key] = (figure.value, figure.reason)
    return found


EARLY = ("early", date(2018, 3, 1), date(2018, 5, 1))
PEOPLE = (
    EARLY,
    ("first", date(2021, 1, 1), date(2021, 3, 12)),
    ("last", LAST_OF_2021, LAST_OF_2021),
    ("a day late", date(2021, 2, 1), date(2022, 1, 1)),
    ("never", date(2021, 6, 1), None),
    ("next year", date(2022, 1, 1), date(2022, 2, 1)),
    ("after all", date(2023, 6, 16), date(2023, 6, 20)),
)
JOBS = (
    ("early", "10000001", date(2018, 5, 1)),
    ("first", "10000001", date(2021, 3, 12)),
    ("first", "10000002", date(2021, 9, 1)),
    ("first", "10000002", date(2022, 2, 1)),
    ("last", "10000003", LAST_OF_2021),
    ("a day late", "10000004", date(2022, 1, 1)),
    ("next year", "10000005", date(2022, 2, 1)),
)


def test_persons_and_placements_are_counted_up_to_the_day_of_the_claim() -> None:
    found = rows(claimed.count_figures(records(PEOPLE, JOBS)))
    assert {key: value for key, (value, _) in found.items()} == {
        ("referred", "referred_2021"): 4,
        ("referred", "candidates_2023"): 6,
        ("employed", "employed_2021"): 2,
        ("employed", "candidates_2021"): 2,
        ("employed", "candidates_2023"): 5,
        ("placements", "employments_2021"): 3,
    }
    assert {reason for _, reason in found.values()} == {None}


def test_companies_are_counted_up_to_the_day_of_the_claim() -> None:
    partners = [
        ("10000001", date(2017, 12, 31), True),
        ("10000002", date(2018, 1, 1), True),
        ("10000003", date(2021, 7, 2), True),
        ("10000004", DAY, False),
        ("10000005", DAY + timedelta(days=1), None),
    ]
    found = rows(claimed.company_figures(records(PEOPLE, JOBS, partners)))
    assert {key: value for key, (value, _) in found.items()} == {
        ("companies_with_placement", "partners_2021"): 1,
        ("companies_with_placement", "partners_2023"): 5,
        ("partner_companies", "partners_2023"): 4,
        ("task_force_companies", "task_force_2017"): 1,
        ("task_force_listed", "task_force_2017"): 2,
    }


def test_a_list_that_marks_nobody_cannot_tell_of_a_task_force() -> None:
    found = rows(claimed.company_figures(records(PEOPLE, JOBS, [("10000001", date(2017, 1, 1), None)])))
    assert found["task_force_companies", "task_force_2017"] == (None, "no_task_force_marks")
    without = rows(claimed.company_figures(records(PEOPLE, JOBS)))
    assert without["partner_companies", "partners_2023"] == (None, "no_partner_list")


def test_data_that_ends_before_the_day_tells_nothing_of_that_claim() -> None:
    found = rows(claimed.count_figures(records(PEOPLE, JOBS, data_date=date(2023, 6, 14))))
    assert found["employed", "candidates_2023"] == (None, "data_before_statement")
    assert found["employed", "candidates_2021"] == (2, None)
    assert rows(claimed.count_figures(records(PEOPLE, JOBS)))["employed", "candidates_2023"] == (5, None)


def test_records_that_begin_after_the_period_tell_nothing_and_later_ones_tell_at_least() -> None:
    late = rows(claimed.count_figures(records(PEOPLE[5:], JOBS)))
    assert late["referred", "referred_2021"] == late["employed", "candidates_2021"] == (None, "records_begin_after_period")
    assert late["employed", "candidates_2023"] == (1, "records_begin_later")
    whole_year = rows(claimed.count_figures(records(PEOPLE[1:], JOBS)))
    assert whole_year["referred", "referred_2021"] == (4, None)
    assert whole_year["employed", "candidates_2021"] == (1, "records_begin_later")
    from_april = rows(claimed.count_figures(records([("one", date(2021, 4, 1), None)], JOBS)))
    assert from_april["referred", "referred_2021"] == (1, "records_begin_later")


def test_without_a_placement_on_record_nobody_is_said_to_be_out_of_work() -> None:
    found = rows(claimed.count_figures(records(PEOPLE)))
    assert found["employed", "employed_2021"] == found["placements", "employments_2021"] == (None, "no_placements")
    assert found["referred", "referred_2021"] == (4, None)


def test_rows_in_quarantine_are_told_of_the_counts_that_they_may_be_missing_in() -> None:
    found = rows(claimed.count_figures(records(PEOPLE, JOBS, quarantined=frozenset({"placements"}))))
    assert found["referred", "referred_2021"] == (4, None)
    assert found["employed", "employed_2021"] == (2, "rows_in_quarantine")


def test_weeks_and_hours_are_those_of_the_people_referred_that_year_and_in_work_by_its_end() -> None:
    running = pl.DataFrame(
        {"person_key": ["first"] * 2 + ["last"] * 2, "ordinary_hours_hundredths": [6500, 0, 4333, 8667]},
        schema={"person_key": pl.String, "ordinary_hours_hundredths": pl.Int64},
    )
    found = rows(claimed.time_and_hours_figures(records(PEOPLE, JOBS), running))
    assert found["weeks_to_first_job", "weeks_to_job_2021"][0] == pytest.approx((70 + 0) / 7 / 2)
    assert found["mean_weekly_hours", "weekly_hours_2021"][0] == pytest.approx((65 + 43.33 + 86.67) / 3 * 12 / 52)
    assert found["agreed_weekly_hours", "weekly_hours_2021"][0] == pytest.approx((11 + 12 + 14) / 3)
    gap = running.with_columns(ordinary_hours_hundredths=pl.Series([6500, None, 4333, 8667]))
    assert rows(claimed.time_and_hours_figures(records(PEOPLE, JOBS), gap))["mean_weekly_hours", "weekly_hours_2021"][1] == "unknown_months"


def followed(persons: Sequence[tuple[str, date, int | None, int]]) -> pl.DataFrame:
    """Rows of the self-support effect: month of job start, first month off benefit, last month followed to."""
    told = [
        {
            "person_key": key,
            "month_0": month_0,
            "off_benefit_month": off,
            "followed_to_month": last,
            "observable_to_month": last,
            "competing_event": None,
            "competing_month": None,
        }
        for key, month_0, off, last in persons
    ]
    types = {"off_benefit_month": pl.Int64, "competing_event": pl.String, "competing_month": pl.Int64}
    return pl.DataFrame(told, schema_overrides=types)


def off_benefit(people: pl.DataFrame, of: Records, observed: set[str] | None) -> dict[tuple[str, str], tuple[Any, str | None]]:
    spans = people.select("person_key", first_month=pl.lit(0), last_month="followed_to_month")
    return rows(claimed.off_benefit_figures(of, people, spans, observed))


def test_off_benefit_within_a_year_could_be_known_of_nobody_when_it_was_stated_and_is_followed_since() -> None:
    seen = {"death"}
    people = followed(
        [("first", date(2021, 3, 1), 3, 26), ("last", date(2021, 12, 1), None, 17), ("a day late", date(2022, 1, 1), 1, 16)],
    )
    key = "self_support_2021"
    found = off_benefit(people, records(PEOPLE, JOBS), seen)
    assert found["off_benefit_share", key] == (None, "year_not_over_when_stated")
    assert found["off_benefit_share_since", key][0] == pytest.approx(0.5)
    brief = people.with_columns(followed_to_month=pl.lit(8), off_benefit_month=pl.lit(None, pl.Int64))
    assert off_benefit(brief, records(PEOPLE, JOBS), seen)["off_benefit_share_since", key] == (None, "nobody_observed")
    assert off_benefit(people, records(PEOPLE, JOBS), None)["off_benefit_share_since", key] == (None, "no_benefit_source")


def sides(kroner: Sequence[tuple[int, int]], known_weeks: int = 52) -> pl.DataFrame:
    """What benefits cost before and after, in kroner, of one person each."""
    parts = {
        f"{name}_{side}": [value * scale for value in values]
        for side, values in (("before", [one for one, _ in kroner]), ("after", [two for _, two in kroner]))
        for name, scale in (("oere", 100), ("municipal_low", 8000), ("municipal_high", 8000))
    }
    weeks = {f"{name}_{side}": [number] * len(kroner) for side in ("before", "after") for name, number in (("known_weeks", known_weeks),)}
    unrated = {f"unrated_weeks_{side}": [0] * len(kroner) for side in ("before", "after")}
    frame = {"person_key": [str(place) for place in range(len(kroner))], "entry_week": [2600] * len(kroner), **parts, **weeks, **unrated}
    return pl.DataFrame(frame)


def test_the_gross_change_is_a_sum_of_changes_and_needs_a_year_on_both_sides() -> None:
    of = records(PEOPLE, JOBS)
    changed = claimed.money_figure(of, sides([(100_000, 40_000), (90_000, 100_000)]))
    assert changed.value == pytest.approx(-50_000)
    assert changed.definition.gross_or_net == "gross"
    assert claimed.money_figure(of, sides([(100_000, 40_000)] * 3, known_weeks=39)).reason == "too_few_persons"
    assert claimed.money_figure(of, sides([])).reason == "year_not_over_when_stated"
    assert claimed.money_figure(of, None).reason == "no_benefit_amounts"
    assert claimed.money_figure(replace(of, data_date=date(2021, 12, 30)), sides([(1, 2)] * 3)).reason == "data_before_statement"
