"""Weeks as numbers: what effects need to reckon with runs of weeks on any engine.

Belongs here: the runs of `core.benefit_states` and each person's entry counted in weeks. Does not belong here: any definition.
"""

from __future__ import annotations

from datetime import date

import narwhals as nw
import polars as pl

from assets.panel.clocks import Clock
from assets.panel.core_sources import Source
from assets.warehouse.frames import LazyFrame
from data_contracts.reference import reference_table

MONDAY_ZERO = date(1970, 1, 5)
"""Week 0; weeks are counted from here, Monday to Sunday, and belong to the month of their Thursday."""
WEEKS_AROUND = 52
WEEKS_ON_END = 4
"""Weeks without benefit, one after another, that are off benefit."""


def week_of(day: date) -> int:
    """The number of the week that a day lies in."""
    return (day - MONDAY_ZERO).days // 7


def crossed_breaks(entry_weeks: pl.Series, weeks_before: int = WEEKS_AROUND, weeks_after: int = WEEKS_AROUND) -> str | None:
    """Warnings of the structural breaks that lie in the weeks before or after somebody's entry; None where none does.

    `entry_weeks`: numbers of weeks. Rules of benefits before and after such a day are not the same, nor are numbers of weeks and kroner.
    """
    crossed = []
    for row in reference_table("structural_breaks"):
        week = week_of(date.fromisoformat(row["valid_from"]))
        if ((entry_weeks - weeks_before < week) & (entry_weeks + weeks_after >= week)).any():
            crossed.append(f"crosses_break_{row['break']}")
    return ",".join(crossed) or None


def month_count(day: date) -> int:
    """The calendar month of a day, counted from year 0."""
    return day.year * 12 + day.month


def breaks_in_months(month_0: pl.Series, months: pl.Series) -> str | None:
    """Warnings of the structural breaks that somebody's months cross, from the calendar month `month_0` (a day of it) to `months` later.

    Whoever has months on both sides of the day, or the day's own month where it is not the first, crosses it.
    """
    first = month_0.dt.year().cast(pl.Int64) * 12 + month_0.dt.month().cast(pl.Int64)
    crossed = []
    for row in reference_table("structural_breaks"):
        day = date.fromisoformat(row["valid_from"])
        is_before = first < month_count(day) if day.day == 1 else first <= month_count(day)
        if (is_before & (first + months >= month_count(day))).any():
            crossed.append(f"crosses_break_{row['break']}")
    return ",".join(crossed) or None


STATE_RUNS = Source("""
    SELECT person_key, date_diff('day', DATE '1970-01-05', first_week) // 7 AS first_week,
           date_diff('day', DATE '1970-01-05', last_week) // 7 AS last_week, is_complete, is_benefit,
           is_amount_known, weekly_oere, weekly_municipal_oere, weekly_unsplit_oere
    FROM core.benefit_states
""")
"""One row per person and run of weeks that are alike: person_key, first_week, last_week (numbers), and what holds of the weeks.

is_complete, is_benefit, is_amount_known, weekly_oere, weekly_municipal_oere, weekly_unsplit_oere as in `core.benefit_states`.
"""
ENTRIES = Source("""
    SELECT person_key, date_diff('day', DATE '1970-01-05', date_trunc('week', entry_on)::DATE) // 7 AS entry_week FROM core.persons
""")
"""person_key and entry_week, the number of the week of entry."""
STARTS = Source("""
    SELECT person_key, clock, month_0,
           date_diff('day', DATE '1970-01-05', date_trunc('week', month_0 + INTERVAL 1 MONTH + INTERVAL 3 DAY)::DATE) // 7 AS month_1_week
    FROM (
        SELECT person_key, 'referred' AS clock, entry_month AS month_0 FROM core.persons
        UNION ALL SELECT person_key, 'job_starters', job_start_month FROM core.persons
    ) WHERE month_0 IS NOT NULL
""")
"""Both clocks' starts: person_key, clock, month_0 (date) and month_1_week, the number of the first week of the month after it."""


def clock_starts(starts: LazyFrame, clock: Clock) -> LazyFrame:
    """Those of STARTS on one clock: person_key, month_0 and month_1_week."""
    return starts.filter(nw.col("clock") == clock).select("person_key", "month_0", "month_1_week")


def free_runs(states: LazyFrame) -> LazyFrame:
    """person_key, first_week, last_week of each run of known weeks without benefit; neighbouring runs are one. `states` as STATE_RUNS."""
    free = states.filter(nw.col("is_complete") & ~nw.col("is_benefit")).select("person_key", "first_week", "last_week")
    before = free.with_columns(previous=nw.col("last_week").shift(1).over("person_key", order_by="first_week"))
    is_new = nw.when(nw.col("previous").is_null() | (nw.col("previous") + 1 != nw.col("first_week"))).then(1).otherwise(0)
    numbered = before.with_columns(is_new=is_new).with_columns(run=nw.col("is_new").cum_sum().over("person_key", order_by="first_week"))
    runs = numbered.group_by("person_key", "run").agg(first_week=nw.col("first_week").min(), last_week=nw.col("last_week").max())
    return runs.select("person_key", "first_week", "last_week")
