"""Histories: what lies before and after each month in which somebody entered, or could have entered, the programme.

Belongs here: one row per person and month of entry, for participants and comparison persons alike, with the same columns made by the same
rules. Does not belong here: matching (`assets/statistics/matching.py`), and any figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from assets.panel.before_and_after import before_and_after
from assets.panel.clocks import month_number
from assets.panel.common import collected
from assets.panel.core_sources import Source
from assets.panel.weeks import WEEKS_ON_END, free_runs, week_of
from assets.warehouse.frames import LazyFrame

FTE_HUNDREDTHS = 16033
"""Hours of a full-time equivalent's month (Statistics Denmark: 37 hours x 52 / 12)."""
HISTORY_MONTHS = LOOK_MONTHS = 24
YEAR_MONTHS, YEAR_WEEKS = 12, 52
SPANS = {"early": (-2 * YEAR_WEEKS, -YEAR_WEEKS - 1), "after": (1, YEAR_WEEKS)}
"""The weeks of the outcome and of the level taken off it, counted from the week of entry."""
AGE_BAND_YEARS = 5
NO_BENEFIT = "none"
CELL = ("month", "sex", "age_band", "benefit_group")
OFF_BENEFIT_LOOK_AHEAD_MONTHS = 1

SUMS: Mapping[str, tuple[str, int, int]] = {
    "known_before": ("is_known", -24, -1),
    "known_year": ("is_known", -12, -1),
    "weeks_year": ("weeks", -12, -1),
    "weeks_first_half": ("weeks", -12, -7),
    "weeks_second_half": ("weeks", -6, -1),
    "hours_year": ("hours", -12, -1),
    "hours_first_half": ("hours", -12, -7),
    "hours_second_half": ("hours", -6, -1),
    "hours_early": ("hours", -24, -13),
    "months_in_work_early": ("is_in_work", -24, -13),
    "hours_12": ("hours", 12, 12),
    "known_hours_12": ("is_hours_known", 0, 12),
    "known_weeks_13": ("is_weeks_known", 1, 12 + OFF_BENEFIT_LOOK_AHEAD_MONTHS),
    "hours_second_year": ("hours", 13, 24),
    "months_in_work_second_year": ("is_in_work", 13, 24),
    "known_hours_24": ("is_hours_known", 0, 24),
}
"""What is added up from which month to which, counted from the month of entry."""
ENTERED = Source("""
    SELECT person_key, entry_month AS month, coalesce(sex, 'unknown') AS sex, birth_year::BIGINT AS birth_year,
           municipality_code::BIGINT AS municipality_code,
           date_diff('day', DATE '1970-01-05', date_trunc('week', entry_on)::DATE) // 7 AS entry_week
    FROM core.persons
""")
"""person_key, month, sex, birth_year, municipality_code, entry_week (number) of every participant."""
LISTED = Source("""
    SELECT person_key, coalesce(listed.sex, 'unknown') AS sex, listed.birth_year::BIGINT AS birth_year,
           listed.municipality_code::BIGINT AS municipality_code,
           coalesce(year(entry_month) * 12 + month(entry_month), 1000000) AS referred_month_number
    FROM core.comparison_persons AS listed LEFT JOIN core.persons USING (person_key)
""")
"""person_key, sex, birth_year, municipality_code, referred_month_number (far ahead where never) of every comparison person."""
BENEFIT_GROUP_BY_MONTH = Source("""
    WITH entry_months AS (
        SELECT DISTINCT entry_month AS month, date_trunc('week', entry_month + 3)::DATE AS month_first_week,
               (date_trunc('week', entry_month + INTERVAL 1 MONTH + INTERVAL 3 DAY) - INTERVAL 7 DAY)::DATE AS month_last_week
        FROM core.persons
    ), weeks AS (
        SELECT person_key, month, source,
               CASE WHEN benefit_group LIKE 'integrationsydelse%' THEN 'sho'
                    ELSE regexp_replace(benefit_group, '_(jobparat|aktivitetsparat|parat)$', '') END AS benefit_group,
               date_diff('day', greatest(first_week, month_first_week), least(last_week, month_last_week)) // 7 + 1 AS weeks
        FROM core.benefit_spells JOIN entry_months ON first_week <= month_last_week AND last_week >= month_first_week
        WHERE handling = 'benefit'
    )
    SELECT person_key, month, benefit_group FROM weeks GROUP BY person_key, month, source, benefit_group
    QUALIFY row_number() OVER (PARTITION BY person_key, month ORDER BY source DESC, sum(weeks) DESC, benefit_group) = 1
""")
"""person_key, month, benefit_group of every person and entry month of any participant in which the person is on benefit.

The group with most weeks of the month, the first by name of several; Ydelsesrefusion's where it tells of any. DREAM's job-ready and
activity-ready benefits go under the name that Ydelsesrefusion has for both.
"""


def around_each_month(months: LazyFrame) -> LazyFrame:
    """person_key, month, is_benefit_covered and SUMS around each month, taken as a month of entry.

    `months`: one row per person and calendar month without a gap, as `core.person_months`. Hours are hundredths. What is unknown counts as
    zero and is told by the `known_` columns; null where the months do not reach so far.
    """
    hours, weeks = nw.col("ordinary_hours_hundredths").fill_null(0), nw.col("benefit_weeks").fill_null(0)
    is_hours_known = nw.col("is_hours_complete")
    is_weeks_known = nw.col("is_benefit_complete") & nw.col("is_benefit_covered")
    flags = {
        "is_hours_known": is_hours_known,
        "is_weeks_known": is_weeks_known,
        "is_known": is_hours_known & is_weeks_known,
        "is_in_work": is_hours_known & (hours > 0),
    }
    base = months.select(
        "person_key",
        "month",
        "is_benefit_covered",
        hours=nw.when(is_hours_known).then(hours).otherwise(0).cast(nw.Int64),
        weeks=nw.when(is_weeks_known).then(weeks).otherwise(0).cast(nw.Int64),
        **{name: nw.when(holds).then(1).otherwise(0) for name, holds in flags.items()},
    )
    wanted = {(name, last - first + 1) for name, first, last in SUMS.values()}
    running = {
        f"{name}_{length}": nw.col(name).rolling_sum(length, min_samples=length).over("person_key", order_by="month")
        for name, length in sorted(wanted)
        if length > 1
    }
    summed = base.with_columns(**running)
    shifted = {
        column: nw.col(f"{name}_{last - first + 1}" if last > first else name)
        .shift(-last)
        .over("person_key", order_by="month")
        .cast(nw.Int64)
        for column, (name, first, last) in SUMS.items()
    }
    return summed.with_columns(**shifted).select("person_key", "month", "is_benefit_covered", *SUMS)


def _at(column: str, months_later: int) -> nw.Expr:
    return nw.col(column).shift(-months_later).over("person_key", order_by="month").cast(nw.Int64)


def off_benefit_between(states: LazyFrame, spans: LazyFrame) -> LazyFrame:
    """person_key and month of the rows of `spans` in which four known weeks on end without benefit begin.

    `states` as STATE_RUNS returns them; `spans`: person_key, month, from_week and to_week, in which the first of the four may lie.
    """
    joined = free_runs(states).join(spans, on="person_key", how="inner")
    start = nw.max_horizontal(nw.col("first_week"), nw.col("from_week"))
    found = joined.filter((start <= nw.col("to_week")) & (nw.col("last_week") - start + 1 >= WEEKS_ON_END))
    return found.select("person_key", "month").unique()


def participant_rows(entered: LazyFrame, around: LazyFrame, groups: LazyFrame) -> LazyFrame:
    """Each participant's row at the month of entry. `entered` as ENTERED, `around` as `around_each_month`, `groups` as
    BENEFIT_GROUP_BY_MONTH."""
    return _with_group(entered.join(around, on=["person_key", "month"], how="inner"), groups)


def comparison_rows(people: LazyFrame, around: LazyFrame, groups: LazyFrame, own: LazyFrame) -> LazyFrame:
    """A row per comparison person and month in which a participant like them entered: same sex, age band and benefit group in that month.

    `people` as LISTED; `own` as `participant_rows`. Left out are those referred before or in that month, and those of whom no source
    tells in it: they are not alive, or live elsewhere. The week of entry is the participants' mean of that month.
    """
    cells = own.select(*CELL).unique()
    weeks = own.group_by("month").agg(total=nw.col("entry_week").sum(), number=nw.len())
    entry_week = ((nw.col("total") + nw.col("number") // 2) // nw.col("number")).cast(nw.Int64)
    weeks = weeks.select("month", entry_week=entry_week)
    placed = around.filter(nw.col("is_benefit_covered")).join(weeks, on="month", how="inner").join(people, on="person_key", how="inner")
    free = placed.filter(nw.col("referred_month_number") > month_number("month"))
    grouped = _with_group(free, groups)
    return grouped.join(
        cells.select("month", "sex", "age_band", "benefit_group"), on=["month", "sex", "age_band", "benefit_group"], how="semi"
    )


def _with_group(rows: LazyFrame, groups: LazyFrame) -> LazyFrame:
    joined = rows.join(groups, on=["person_key", "month"], how="left")
    age = nw.col("month").dt.year().cast(nw.Int64) - nw.col("birth_year")
    return joined.with_columns(age_band=age // AGE_BAND_YEARS, benefit_group=nw.col("benefit_group").fill_null(NO_BENEFIT))


def month_by_month(used: LazyFrame, months: LazyFrame, first: int, last: int) -> LazyFrame:
    """row, offset, hours_hundredths of each row of `used` (row, person_key, month) in the months `first` to `last` from its own."""
    offset = month_number("month") - nw.col("month_0_number")
    entered = used.select("row", "person_key", month_0_number=month_number("month"))
    hours = months.select("person_key", "month", hours_hundredths="ordinary_hours_hundredths")
    around = entered.join(hours, on="person_key", how="inner").with_columns(offset=offset)
    return around.filter((nw.col("offset") >= first) & (nw.col("offset") <= last)).select("row", "offset", "hours_hundredths")


def with_outcomes(rows: pl.DataFrame, weeks: pl.DataFrame, off: pl.DataFrame, off_early: pl.DataFrame) -> pl.DataFrame:
    """`rows` of `histories`, collected, with the columns that MEASURES name and `has_history`.

    `weeks` as `before_and_after` over SPANS; `off`, `off_early` as `off_benefit_between` over months 1 to 12 and -24 to -13.
    """
    key = ["person_key", "month"]
    joined = rows.join(weeks, on=["person_key", "entry_week"], how="left")
    for name, found in (("is_off", off), ("is_off_early", off_early)):
        joined = joined.join(found.select(*key, pl.lit(1.0).alias(name)), on=key, how="left").with_columns(pl.col(name).fill_null(0.0))
    is_lasting = {side: pl.col(f"months_in_work_{side}") == YEAR_MONTHS for side in ("early", "second_year")}
    known = joined.with_columns(
        has_history=(pl.col("known_before") == HISTORY_MONTHS).fill_null(False),
        has_year=(pl.col("known_year") == YEAR_MONTHS).fill_null(False),
        is_known_12=(pl.col("known_hours_12") == YEAR_MONTHS + 1).fill_null(False),
        is_known_24=(pl.col("known_hours_24") == LOOK_MONTHS + 1).fill_null(False),
        is_weeks_known=pl.all_horizontal(pl.col(f"covered_weeks_{side}") == YEAR_WEEKS for side in SPANS).fill_null(False),
        is_off_known=(pl.col("known_weeks_13") == YEAR_MONTHS + 1).fill_null(False),
        weeks=pl.col("benefit_weeks_after"),
        weeks_early=pl.col("benefit_weeks_early"),
        lasting_hours_second_year=pl.when(is_lasting["second_year"]).then(pl.col("hours_second_year")).otherwise(0),
        lasting_hours_early=pl.when(is_lasting["early"]).then(pl.col("hours_early")).otherwise(0),
    )
    year = YEAR_MONTHS * FTE_HUNDREDTHS
    quotients = {
        "fte": ("hours_12", FTE_HUNDREDTHS),
        "fte_early": ("hours_early", year),
        "hours": ("hours_12", 100),
        "hours_a_month_early": ("hours_early", YEAR_MONTHS * 100),
        "lasting_fte": ("lasting_hours_second_year", year),
        "lasting_fte_early": ("lasting_hours_early", year),
    }
    return known.with_columns(_quotient(known[column], by).alias(name) for name, (column, by) in quotients.items())


def _quotient(numbers: pl.Series, by: int) -> pl.Series:
    """Divided by NumPy: Polars may divide by a constant in two ways, whose last digits differ from one run to the next."""
    return pl.Series(numbers.cast(pl.Float64).to_numpy() / by, nan_to_null=True)


def first_week_of(month: date) -> int:
    """The number of the first week that belongs to a month: the one with its fourth day, so that its Thursday lies in it."""
    return week_of(month + timedelta(days=3))


def weeks_around(months: Iterable[date]) -> pl.DataFrame:
    """month and, for months 1 to 12 after it (`after`) and 24 to 13 before it (`early`), the numbers of the first and the last week."""
    spans = {"after": (1, YEAR_MONTHS), "early": (-2 * YEAR_MONTHS, -YEAR_MONTHS - 1)}
    rows = []
    for month in sorted(set(months)):
        row: dict[str, date | int] = {"month": month}
        for name, (first, last) in spans.items():
            row[f"from_week_{name}"] = first_week_of(_months_later(month, first))
            row[f"to_week_{name}"] = first_week_of(_months_later(month, last + 1)) - 1
        rows.append(row)
    names = [f"{end}_week_{name}" for name in spans for end in ("from", "to")]
    return pl.DataFrame(rows, schema={"month": pl.Date, **dict.fromkeys(names, pl.Int64)})


def _months_later(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def told(rows: pl.DataFrame, states: LazyFrame, put: Callable[[pl.DataFrame], LazyFrame]) -> pl.DataFrame:
    """`rows` of `histories`, collected, with their outcomes; `put` lays a frame on the engine that holds `states`."""
    calendar = weeks_around(rows["month"].to_list())
    weeks = collected(before_and_after(states, put(rows.select("person_key", "entry_week")), SPANS))
    off = {}
    for name in ("after", "early"):
        columns = {"from_week": pl.col(f"from_week_{name}"), "to_week": pl.col(f"to_week_{name}")}
        spans = rows.select("person_key", "month").join(calendar, on="month").select("person_key", "month", **columns)
        off[name] = collected(off_benefit_between(states, put(spans)))
    return with_outcomes(rows, weeks, off["after"], off["early"])
