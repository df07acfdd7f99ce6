"""Partner network: which host companies joined, stayed and came back, and whether their invoices match the hours paid.

In words: a company is active on the day of the data while a placement runs there. It has left when it had placements and none has run on
any day of the last twelve months. It is retained when a placement runs there on any day of the twelfth calendar month after the month of
its first placement, and it comes back when it has taken a second person. Invoiced hours are the hours of all invoices, credit notes taken
off, each invoice as its supplier last told it. Unreconciled are the hours by which invoices and the hours that the programme's own
employer paid differ, month by month, whichever is larger, in the months of which every supplier's hours are complete. It does not say why
a company left, nor that an unreconciled hour is wrong: hours are also paid for courses and sick days, and invoiced later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from assets.effects.common import count, keep, mean, share
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition
from data_contracts.settings import Settings

MONTHS_UNTIL_LEFT = 12
RETENTION_MONTHS = 12
REPEATS = 2
TOP_SHARE = 10
"""The largest companies are a tenth of all, rounded up."""
DAYS_A_WEEK = 7

_EVER = "companies with a placement started"
ACTIVE = FigureDefinition(
    "partner_network.active",
    "companies",
    "gross",
    _EVER,
    "Companies with a placement running on the data's day.",
    formula="distinct companies of placements with start <= day <= end",
)
JOINED = FigureDefinition(
    "partner_network.joined",
    "companies",
    "gross",
    "all companies on the partner list",
    "Companies that became partners up to the data's day; by year, in that year.",
    formula="companies with partner_since <= day",
)
LEFT = FigureDefinition(
    "partner_network.left",
    "companies",
    "gross",
    _EVER,
    f"Companies that had placements, none of them on any day of the last {MONTHS_UNTIL_LEFT} months.",
    formula=f"companies whose last placement ended more than {MONTHS_UNTIL_LEFT} months before the day",
)
RETENTION = FigureDefinition(
    "partner_network.retention_12m",
    "share",
    "gross",
    f"companies whose first placement began {RETENTION_MONTHS} whole months ago or earlier",
    f"Share with a placement on any day of the month that lies {RETENTION_MONTHS} months after the month of the first.",
    formula=f"companies with a placement in month {RETENTION_MONTHS} / companies whose month {RETENTION_MONTHS} is over",
)
REPEAT = FigureDefinition(
    "partner_network.repeat_share",
    "share",
    "gross",
    _EVER,
    "Share of the companies that have taken a second person.",
    formula=f"companies with {REPEATS} or more persons placed / companies with a placement",
)
CONCENTRATION = FigureDefinition(
    "partner_network.top_tenth_placement_share",
    "share",
    "gross",
    "placements started",
    "Share of all placements at the tenth of the companies that have most.",
    formula=f"placements at the ceil(n / {TOP_SHARE}) largest of n companies / placements",
)
WEEKS_TO_FIRST = FigureDefinition(
    "partner_network.weeks_to_first_placement",
    "weeks",
    "gross",
    "companies whose first placement began on the day they joined or later",
    "Mean of days from joining to the first placement's start, divided by seven.",
    formula="mean over companies of (first start - partner_since) / 7",
)
INVOICED_HOURS = FigureDefinition(
    "partner_network.invoiced_hours",
    "hours",
    "gross",
    "all invoices",
    "Hours invoiced to host companies, credit notes taken off.",
    formula="sum of invoiced hours",
)
UNRECONCILED = FigureDefinition(
    "partner_network.unreconciled_hours",
    "hours",
    "gross",
    "calendar months of which every supplier's hours are complete",
    "Hours by which invoices and the hours of the programme's own employer differ, month by month, added up without sign.",
    formula="sum over months of |invoiced hours - paid hours|",
)
SOURCES = (
    "Placements, partners and invoices of the bureau, as last told",
    "Hours: eIndkomst, the programme's own payroll CVR",
)
DEFINITIONS = (ACTIVE, JOINED, LEFT, RETENTION, REPEAT, CONCENTRATION, WEEKS_TO_FIRST, INVOICED_HOURS, UNRECONCILED)

COMPANIES = """
    SELECT host_cvr, min(started_on) AS first_on, max(coalesce(ended_on, $day)) AS last_on, count(DISTINCT person_key) AS persons,
           count(*) AS placements, bool_or(ended_on IS NULL OR ended_on >= $day) AS is_active,
           bool_or(started_on < first_month + INTERVAL 13 MONTH
                   AND (ended_on IS NULL OR ended_on >= first_month + INTERVAL 12 MONTH)) AS is_retained,
           date_diff('month', any_value(first_month), $day) AS months_since_first
    FROM (SELECT *, date_trunc('month', min(started_on) OVER (PARTITION BY host_cvr)) AS first_month
          FROM core.placements WHERE started_on <= $day)
    GROUP BY host_cvr ORDER BY host_cvr
"""
"""One row per company with a placement started by the day: its first and last day, persons, placements, and whether it stayed."""

PARTNERS = """
    SELECT partners.host_cvr, partner_since, min(started_on) AS first_on
    FROM core.partners LEFT JOIN core.placements ON partners.host_cvr = placements.host_cvr AND started_on <= $day
    WHERE partner_since <= $day GROUP BY partners.host_cvr, partner_since ORDER BY partners.host_cvr
"""

RECONCILED = """
    WITH complete AS (
        SELECT max(first_month) AS first_month, min(last_month) AS last_month FROM (
            SELECT person_key, min(month) AS first_month, max(month) AS last_month
            FROM core.person_months WHERE is_hours_complete GROUP BY person_key)
    ), invoiced AS (
        SELECT month, sum(hours_hundredths) AS invoiced_hundredths FROM core.invoices GROUP BY month
    ), paid AS (
        SELECT month, sum(hours_hundredths) AS paid_hundredths
        FROM core.paid_hours SEMI JOIN (FROM core.person_months WHERE is_hours_complete) AS known USING (person_key, month)
        WHERE payroll_cvr IN (SELECT unnest($payroll_cvr)) GROUP BY month
    )
    SELECT month, coalesce(invoiced_hundredths, 0)::BIGINT AS invoiced_hundredths, coalesce(paid_hundredths, 0)::BIGINT AS paid_hundredths
    FROM invoiced FULL JOIN paid USING (month), complete
    WHERE month BETWEEN complete.first_month AND complete.last_month ORDER BY month
"""
"""Hours (hundredths) invoiced and paid in each month between the last supplier's first complete month and the first supplier's last."""


def company_figures(companies: pl.DataFrame) -> Iterator[Figure]:
    """Active, left, retention, repeats and concentration, from `COMPANIES`."""
    place: dict[str, Any] = {"population": "partners", "window": "total"}
    if companies.is_empty():
        for definition in (ACTIVE, LEFT, REPEAT, CONCENTRATION):
            yield definition.not_computable("no_placements", **place)
        yield RETENTION.not_computable("no_placements", population="partners", window=f"{RETENTION_MONTHS}m")
        return
    yield count(ACTIVE, int(companies["is_active"].sum()), denominator_count=companies.height, **place)
    yield count(LEFT, int(companies["has_left"].sum()), denominator_count=companies.height, **place)
    judged = companies.filter(pl.col("months_since_first") > RETENTION_MONTHS)
    retained = int(judged["is_retained"].sum())
    yield share(RETENTION, retained, judged.height, population="partners", window=f"{RETENTION_MONTHS}m")
    yield share(REPEAT, companies.filter(pl.col("persons") >= REPEATS).height, companies.height, **place)
    largest = companies["placements"].sort(descending=True).head(-(-companies.height // TOP_SHARE))
    whole = int(companies["placements"].sum())
    # Every placement is counted: a share of all is no sample, and no interval belongs to it.
    yield CONCENTRATION.figure(int(largest.sum()) / whole, COMPLETE_COUNT, numerator=int(largest.sum()), denominator_count=whole, **place)


def partner_figures(partners: pl.DataFrame) -> Iterator[Figure]:
    """Joined, in all and by year, and the time to the first placement, from `PARTNERS`."""
    place: dict[str, Any] = {"population": "partners", "window": "total"}
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


def invoiced_figure(hours_hundredths: int | None) -> Figure:
    """The sum of hundredths of an hour; not computable where there is no invoice (None)."""
    if hours_hundredths is None:
        return INVOICED_HOURS.not_computable("no_invoices", population="partners", window="total")
    hours = Decimal(hours_hundredths) / 100
    return INVOICED_HOURS.figure(hours, COMPLETE_COUNT, population="partners", window="total", numerator=hours)


def unreconciled_figure(months: pl.DataFrame, *, has_invoices: bool, has_payroll: bool) -> Figure:
    """The sum of differences, from `RECONCILED`."""
    place: dict[str, Any] = {"population": "months", "window": "total"}
    if not (has_invoices and has_payroll):
        return UNRECONCILED.not_computable("no_programme_payroll" if has_invoices else "no_invoices", **place)
    if months.is_empty():
        return UNRECONCILED.not_computable("nobody_observed", **place)
    hours = Decimal(int((months["invoiced_hundredths"] - months["paid_hundredths"]).abs().sum())) / 100
    return UNRECONCILED.figure(hours, COMPLETE_COUNT, numerator=hours, **place)


def figures_of(connection: duckdb.DuckDBPyConnection, settings: Settings, data_date: date) -> Iterator[Figure]:
    """All figures of the effect."""
    companies = connection.sql(COMPANIES, params={"day": data_date}).pl()
    left_before = pl.lit(data_date).dt.offset_by(f"-{MONTHS_UNTIL_LEFT}mo")
    yield from company_figures(companies.with_columns(has_left=pl.col("last_on") < left_before))
    yield from partner_figures(connection.sql(PARTNERS, params={"day": data_date}).pl())
    (invoiced,) = connection.sql("SELECT sum(hours_hundredths) FROM core.invoices").fetchall()[0]
    yield invoiced_figure(None if invoiced is None else int(invoiced))
    payroll = settings.programme.programme_payroll_cvr
    months = connection.sql(RECONCILED, params={"payroll_cvr": list(payroll) or [""]}).pl()
    yield unreconciled_figure(months, has_invoices=invoiced is not None, has_payroll=bool(payroll))


@dg.asset(
    key=["effects", "partner_network"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("invoices", "partners", "placements", "paid_hours", "person_months")],
    description="Companies that joined, stayed, came back or left, and invoices held against hours paid.",
)
def partner_network(
    warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings], data_date: dg.ResourceParam[date]
) -> dg.MaterializeResult[None]:
    """Figures of the host companies from the core tables."""
    with warehouse.connect(read_only=True) as connection:
        found = list(figures_of(connection, settings, data_date))
    return keep(warehouse, "partner_network", None, found, DEFINITIONS)
