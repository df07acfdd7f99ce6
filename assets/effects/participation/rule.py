"""Participation, the calculation: persons, placements, companies and hours, in all and month by month.

Belongs here: counting. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome, Put
from assets.effects.participation.definition import (
    EMPLOYED,
    EMPLOYED_SHARE,
    ENDED,
    EVER_IN_WORK,
    PAID_HOURS,
    PARTNERS_ACTIVE,
    PLACEMENTS,
    REFERRALS,
    REFERRED,
    RUNNING,
    WAITING,
    WEEKS_TO_FIRST_JOB,
)
from assets.panel.clocks import month_number
from assets.panel.common import collected, count, mean, share
from assets.panel.groups import by_group, person_groups
from assets.panel.unknown import last_month_of_anybody, warning_of_unknown
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, Figure, Stratum
from data_contracts.settings import Settings

NO_REASON = "not_told"


def ever_in_work(panel: LazyFrame) -> LazyFrame:
    """person_key of everybody with ordinary hours in a covered month from entry on."""
    in_work = nw.col("is_hours_covered") & (nw.col("months_since_entry") >= 0) & (nw.col("ordinary_hours_hundredths") > 0)
    return panel.filter(in_work).select("person_key").unique()


def running_by_month(placements: LazyFrame, calendar: LazyFrame) -> LazyFrame:
    """Month, placements and companies with a placement running on any day of it, for every month of the calendar.

    `calendar`: month and month_end, the first and last day of each month.
    """
    runs = (nw.col("started_on") <= nw.col("month_end")) & (nw.col("ended_on").is_null() | (nw.col("ended_on") >= nw.col("month")))
    running = placements.join(calendar, how="cross").filter(runs)
    counted = running.group_by("month").agg(running_placements=nw.len(), partners_active=nw.col("host_cvr").n_unique())
    every = calendar.select("month").join(counted, on="month", how="left")
    return every.select("month", *(nw.col(name).fill_null(0) for name in ("running_placements", "partners_active")))


def months_between(first: date | None, last: date) -> pl.DataFrame:
    """month and month_end, first and last day of each month from that of `first` to that of `last`; none without a first."""
    months = pl.Series([], dtype=pl.Date) if first is None else pl.date_range(first.replace(day=1), last, "1mo", eager=True)
    return pl.DataFrame({"month": months, "month_end": months.dt.month_end()})


def own_payroll_hours(paid_hours: LazyFrame, complete: LazyFrame, payroll_cvr: tuple[str, ...]) -> LazyFrame:
    """Month and hours (hundredths) of the programme's own employer, all employment forms, in persons' complete months."""
    own = paid_hours.filter(nw.col("payroll_cvr").is_in(list(payroll_cvr))).join(complete, on=["person_key", "month"], how="semi")
    return own.group_by("month").agg(hours_hundredths=nw.col("hours_hundredths").sum())


def months_told(panel: LazyFrame) -> LazyFrame:
    """Month, looked_at, covered and complete: person-months from entry on that somebody's sources have completed, and what is known."""
    last = last_month_of_anybody(panel, "is_hours_complete") or 0
    rows = panel.filter((nw.col("months_since_entry") >= 0) & (month_number("month") <= last))
    flags = {name: nw.when(nw.col(f"is_hours_{name}")).then(1).otherwise(0) for name in ("covered", "complete")}
    counted = rows.with_columns(**flags).group_by("month")
    return counted.agg(looked_at=nw.len(), **{name: nw.col(name).sum() for name in flags})


def figures_of(
    persons: pl.DataFrame,
    groups: pl.DataFrame,
    placements: pl.DataFrame,
    in_work: int,
    by_month: pl.DataFrame,
    own_hours: pl.DataFrame | None,
    told: pl.DataFrame,
    data_date: date,
) -> Iterator[Figure]:
    """The effect's figures.

    `persons`: core.persons. `groups`: as `person_groups` returns them. `placements`: started ones. `in_work`: persons ever in work.
    `by_month`: as `running_by_month` returns it. `own_hours`: every complete month with its hours (hundredths), or None where the
    settings do not name the programme's employer. `told`: `months_told`, collected.
    """
    referred, employed = persons.height, persons["job_start_on"].count()
    yield count(REFERRED, referred, population="referred", window="total")
    for dimensions, members in by_group(groups, groups.select("person_key")):
        yield count(REFERRED, members.height, population="referred", window="total", dimensions=dimensions, denominator_count=referred)
    yield count(REFERRALS, int(persons["referrals"].sum()), population="referred", window="total")
    yield count(EMPLOYED, employed, population="referred", window="total", denominator_count=referred)
    warning = warning_of_unknown(int(told["looked_at"].sum()) - int(told["covered"].sum()), int(told["looked_at"].sum()))
    yield count(EVER_IN_WORK, in_work, population="referred", window="total", denominator_count=referred, warning=warning)
    yield count(WAITING, referred - employed, population="referred", window="total", denominator_count=referred)
    yield count(PLACEMENTS, placements.height, population="placements", window="total")
    yield share(EMPLOYED_SHARE, employed, referred, population="referred", window="total")
    yield _weeks_to_first_job(persons)
    running = placements.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") >= data_date))
    yield count(RUNNING, running.height, population="placements", window="total")
    yield from _ended(placements.filter(pl.col("ended_on") < data_date))
    yield count(PARTNERS_ACTIVE, placements["host_cvr"].n_unique(), population="partners", window="total")
    for month, number, companies in by_month.sort("month").select("month", "running_placements", "partners_active").iter_rows():
        yield count(RUNNING, number, population="placements", window=f"{month:%Y-%m}")
        yield count(PARTNERS_ACTIVE, companies, population="partners", window=f"{month:%Y-%m}")
    yield from _paid_hours(own_hours, told)


def _ended(ended: pl.DataFrame) -> Iterator[Figure]:
    yield count(ENDED, ended.height, population="placements", window="total")
    told = ended["end_reason"].fill_null(NO_REASON)
    for reason in told.unique().sort():
        number = int((told == reason).sum())
        place: Stratum = {"population": "placements", "window": "total", "dimensions": {"end_reason": reason}}
        yield count(ENDED, number, denominator_count=ended.height, **place)


def _weeks_to_first_job(persons: pl.DataFrame) -> Figure:
    waited = persons.drop_nulls("job_start_on")
    days = (waited["job_start_on"] - waited["entry_on"]).dt.total_days()
    return mean(WEEKS_TO_FIRST_JOB, days / 7, population="job_starters", window="total")


def _paid_hours(own_hours: pl.DataFrame | None, told: pl.DataFrame) -> Iterator[Figure]:
    if own_hours is None:
        yield PAID_HOURS.not_computable("no_programme_payroll", population="months", window="total")
        return
    months = own_hours.join(told, on="month", how="left").sort("month")
    warning = warning_of_unknown(int(told["looked_at"].sum()) - int(told["complete"].sum()), int(told["looked_at"].sum()))
    total = Decimal(int(own_hours["hours_hundredths"].sum())) / 100
    yield PAID_HOURS.figure(total, COMPLETE_COUNT, population="months", window="total", numerator=total, warning=warning)
    for month, hundredths, looked_at, complete in months.select("month", "hours_hundredths", "looked_at", "complete").iter_rows():
        hours = Decimal(hundredths) / 100
        warning = warning_of_unknown(looked_at - complete, looked_at) if looked_at else None
        yield PAID_HOURS.figure(hours, COMPLETE_COUNT, population="months", window=f"{month:%Y-%m}", numerator=hours, warning=warning)


def outcome(
    persons: LazyFrame,
    placements: LazyFrame,
    paid_hours: LazyFrame,
    person_months: LazyFrame,
    settings: Settings,
    data_date: date,
    put: Put,
) -> Outcome:
    """Figures of participation from the core tables."""
    started = placements.filter(nw.col("started_on") <= nw.lit(data_date))
    first = collected(started.select(first=nw.col("started_on").min())).item()
    own_hours = None
    if settings.programme.programme_payroll_cvr:
        complete = person_months.filter(nw.col("is_hours_complete")).select("person_key", "month")
        paid = own_payroll_hours(paid_hours, complete, settings.programme.programme_payroll_cvr)
        own_hours = collected(complete.select("month").unique()).join(collected(paid), on="month", how="left").fill_null(0)
    figures = figures_of(
        collected(persons),
        person_groups(persons),
        collected(started),
        collected(ever_in_work(person_months)).height,
        collected(running_by_month(started, put(months_between(first, data_date)))),
        own_hours,
        collected(months_told(person_months)),
        data_date,
    )
    return Outcome(figures)
