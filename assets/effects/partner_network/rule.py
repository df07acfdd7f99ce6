"""Partner network, the calculation: each company's first and last placement, and its invoices beside the hours paid.

Belongs here: company by company, then counted. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.participation import own_payroll_hours
from assets.effects.partner_network.definition import (
    ACTIVE,
    CONCENTRATION,
    INVOICED_HOURS,
    JOINED,
    LEFT,
    MONTHS_UNTIL_LEFT,
    REPEAT,
    REPEATS,
    RETENTION,
    RETENTION_MONTHS,
    TOP_SHARE,
    UNRECONCILED,
    WEEKS_TO_FIRST,
)
from assets.panel.clocks import month_number
from assets.panel.common import ROWS_IN_QUARANTINE, collected, count, has_rows, mean, share
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, Figure, Whole
from data_contracts.settings import Settings

DAYS_A_WEEK = 7


def companies(placements: LazyFrame, data_date: date) -> LazyFrame:
    """One row per company with a placement started by the day.

    Columns: host_cvr, first_on, last_on (the day itself while one runs), persons, placements, is_active, is_retained (1 or 0),
    months_since_first. `placements`: host_cvr, person_key, started_on, ended_on.
    """
    day = nw.lit(data_date)
    started = placements.filter(nw.col("started_on") <= day)
    first = started.group_by("host_cvr").agg(first_on=nw.col("started_on").min())
    joined = started.join(first, on="host_cvr", how="inner")
    month = month_number("first_on") + RETENTION_MONTHS
    is_running = nw.col("ended_on").is_null() | (nw.col("ended_on") >= day)
    is_in_month = (month_number("started_on") <= month) & (nw.col("ended_on").is_null() | (month_number("ended_on") >= month))
    flagged = joined.with_columns(
        is_active=nw.when(is_running).then(1).otherwise(0),
        is_retained=nw.when(is_in_month).then(1).otherwise(0),
        last_on=nw.when(is_running).then(day).otherwise(nw.col("ended_on")),
        months_since_first=data_date.year * 12 + data_date.month - month_number("first_on"),
    )
    return flagged.group_by("host_cvr").agg(
        first_on=nw.col("first_on").min(),
        last_on=nw.col("last_on").max(),
        persons=nw.col("person_key").n_unique(),
        placements=nw.len(),
        is_active=nw.col("is_active").max(),
        is_retained=nw.col("is_retained").max(),
        months_since_first=nw.col("months_since_first").max(),
    )


def joined_partners(partners: LazyFrame, placements: LazyFrame, data_date: date) -> LazyFrame:
    """host_cvr, partner_since and first_on (null without a placement) of every company that had joined by the day."""
    started = placements.filter(nw.col("started_on") <= nw.lit(data_date))
    first = started.group_by("host_cvr").agg(first_on=nw.col("started_on").min())
    joined = partners.filter(nw.col("partner_since") <= nw.lit(data_date)).select("host_cvr", "partner_since")
    return joined.join(first, on="host_cvr", how="left").select("host_cvr", "partner_since", "first_on")


def reconciled(invoices: LazyFrame, paid_hours: LazyFrame, panel: LazyFrame, payroll_cvr: tuple[str, ...]) -> pl.DataFrame:
    """Month, invoiced_hundredths and paid_hundredths of an hour, in the months of which every person's hours are complete that ever are.

    These lie between the last person's first complete month and the first person's last: a supplier that is late takes its months out.
    """
    complete = panel.filter(nw.col("is_hours_complete")).select("person_key", "month")
    spans = collected(complete.group_by("person_key").agg(first_month=nw.col("month").min(), last_month=nw.col("month").max()))
    first, last = max(spans["first_month"], default=date.max), min(spans["last_month"], default=date.min)
    invoiced = collected(invoices.group_by("month").agg(invoiced_hundredths=nw.col("hours_hundredths").sum()))
    paid = collected(own_payroll_hours(paid_hours, complete, payroll_cvr)).rename({"hours_hundredths": "paid_hundredths"})
    between = pl.date_range(first, last, "1mo", eager=True) if first <= last else pl.Series([], dtype=pl.Date)
    months = pl.DataFrame({"month": between}, schema={"month": pl.Date})
    return months.join(invoiced, on="month", how="left").join(paid, on="month", how="left").fill_null(0)


def company_figures(companies: pl.DataFrame, data_date: date) -> Iterator[Figure]:
    """Active, left, retention, repeats and concentration, from `companies`, collected."""
    place: Whole = {"population": "partners", "window": "total"}
    if companies.is_empty():
        for definition in (ACTIVE, LEFT, REPEAT, CONCENTRATION):
            yield definition.not_computable("no_placements", **place)
        yield RETENTION.not_computable("no_placements", population="partners", window=f"{RETENTION_MONTHS}m")
        return
    left_before = pl.lit(data_date).dt.offset_by(f"-{MONTHS_UNTIL_LEFT}mo")
    has_left = companies.filter(pl.col("last_on") < left_before).height
    yield count(ACTIVE, int(companies["is_active"].sum()), denominator_count=companies.height, **place)
    yield count(LEFT, has_left, denominator_count=companies.height, **place)
    judged = companies.filter(pl.col("months_since_first") > RETENTION_MONTHS)
    retained = int(judged["is_retained"].sum())
    yield share(RETENTION, retained, judged.height, population="partners", window=f"{RETENTION_MONTHS}m")
    yield share(REPEAT, companies.filter(pl.col("persons") >= REPEATS).height, companies.height, **place)
    largest = companies["placements"].sort(descending=True).head(-(-companies.height // TOP_SHARE))
    whole = int(companies["placements"].sum())
    # Every placement is counted: a share of all is no sample, and no interval belongs to it.
    yield CONCENTRATION.figure(int(largest.sum()) / whole, COMPLETE_COUNT, numerator=int(largest.sum()), denominator_count=whole, **place)


def partner_figures(partners: pl.DataFrame) -> Iterator[Figure]:
    """Joined, in all and by year, and the time to the first placement, from `joined_partners`, collected."""
    place: Whole = {"population": "partners", "window": "total"}
    if partners.is_empty():
        yield JOINED.not_computable("no_partner_list", **place)
        yield WEEKS_TO_FIRST.not_computable("no_partner_list", **place)
        return
    yield count(JOINED, partners.height, **place)
    years = partners["partner_since"].dt.year()
    for year in range(int(str(years.min())), int(str(years.max())) + 1):
        yield count(JOINED, int((years == year).sum()), dimensions={"year": year}, **place)
    days = (partners["first_on"] - partners["partner_since"]).dt.total_days().drop_nulls()
    yield mean(WEEKS_TO_FIRST, days.filter(days >= 0) / DAYS_A_WEEK, **place)


def invoiced_figure(hours_hundredths: int | None, warning: str | None = None) -> Figure:
    """The sum of hundredths of an hour; not computable where there is no invoice (None)."""
    if hours_hundredths is None:
        return INVOICED_HOURS.not_computable("no_invoices", population="partners", window="total")
    hours = Decimal(hours_hundredths) / 100
    return INVOICED_HOURS.figure(hours, COMPLETE_COUNT, population="partners", window="total", numerator=hours, warning=warning)


def unreconciled_figure(months: pl.DataFrame, warning: str | None = None, *, has_invoices: bool, has_payroll: bool) -> Figure:
    """The sum of differences, from `reconciled`."""
    place: Whole = {"population": "months", "window": "total"}
    if not (has_invoices and has_payroll):
        return UNRECONCILED.not_computable("no_programme_payroll" if has_invoices else "no_invoices", **place)
    if months.is_empty():
        return UNRECONCILED.not_computable("nobody_observed", **place)
    hours = Decimal(int((months["invoiced_hundredths"] - months["paid_hundredths"]).abs().sum())) / 100
    return UNRECONCILED.figure(hours, COMPLETE_COUNT, numerator=hours, warning=warning, **place)


def outcome(
    placements: LazyFrame,
    partners: LazyFrame,
    invoices: LazyFrame,
    paid_hours: LazyFrame,
    person_months: LazyFrame,
    quarantined: LazyFrame,
    settings: Settings,
    data_date: date,
) -> Outcome:
    """Figures of the host companies from the core tables."""
    payroll = settings.programme.programme_payroll_cvr
    found = list(company_figures(collected(companies(placements, data_date)).sort("host_cvr"), data_date))
    found += partner_figures(collected(joined_partners(partners, placements, data_date)).sort("host_cvr"))
    hours = collected(invoices.select("hours_hundredths"))["hours_hundredths"]
    invoiced = int(hours.sum()) if len(hours) else None
    months = reconciled(invoices, paid_hours, person_months, payroll)
    warning = ROWS_IN_QUARANTINE if has_rows(quarantined) else None
    found.append(invoiced_figure(invoiced, warning))
    found.append(unreconciled_figure(months, warning, has_invoices=invoiced is not None, has_payroll=bool(payroll)))
    return Outcome(found)
