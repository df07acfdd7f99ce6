"""The panel: what each referred person did in each month, and whether it is known.

Belongs here: DEFINITIONS' sections Coverage and Hours as rules over frames, engine-free (Narwhals). Does not belong here: any effect.
"""

from __future__ import annotations

import narwhals as nw

from assets.warehouse.frames import LazyFrame
from data_contracts.settings import Settings

ORDINARY = "ordinær"
HOURLY_PAID = "timeløn"
SALARIED = "fastløn"


def month_number(column: str) -> nw.Expr:
    """Months since year 0 of a date column, so that months can be subtracted."""
    return nw.col(column).dt.year().cast(nw.Int64) * 12 + nw.col(column).dt.month().cast(nw.Int64)


def monthly_hours(paid_hours: LazyFrame, settings: Settings) -> LazyFrame:
    """Paid hours summed to one row per person and month, in hundredths of an hour, with the month's norm.

    The norm is that of the pay type with most ordinary hours; ties and a missing pay type take the salaried one.
    """
    hours, is_ordinary = nw.col("hours_hundredths"), nw.col("employment_form") == ORDINARY
    is_programme = nw.col("payroll_cvr").is_in(list(settings.programme.programme_payroll_cvr) or [""])
    parts = {
        "ordinary_hours_hundredths": is_ordinary,
        "subsidised_hours_hundredths": ~is_ordinary,
        "own_payroll_ordinary_hours_hundredths": is_ordinary & is_programme,
        "hourly_paid_hundredths": is_ordinary & (nw.col("pay_type") == HOURLY_PAID),
        "salaried_hundredths": is_ordinary & (nw.col("pay_type") == SALARIED),
        "unnamed_hundredths": is_ordinary & nw.col("pay_type").is_null(),
    }
    parted = paid_hours.with_columns(**{name: nw.when(holds).then(hours).otherwise(0) for name, holds in parts.items()})
    summed = parted.group_by("person_key", "month").agg(**{name: nw.col(name).sum().cast(nw.Int64) for name in parts})
    hourly = nw.col("hourly_paid_hundredths")
    is_hourly_paid = (hourly > nw.col("salaried_hundredths")) & (hourly > nw.col("unnamed_hundredths"))
    norm = nw.when(is_hourly_paid).then(settings.full_time.norm_hourly_paid_hundredths)
    return summed.with_columns(norm_hundredths=norm.otherwise(settings.full_time.norm_salaried_hundredths).cast(nw.Int64)).select(
        "person_key",
        "month",
        "ordinary_hours_hundredths",
        "subsidised_hours_hundredths",
        "own_payroll_ordinary_hours_hundredths",
        "norm_hundredths",
    )


def hours_coverage(person_suppliers: LazyFrame, hours_months: LazyFrame, hours_unknown: LazyFrame, settings: Settings) -> LazyFrame:
    """Person and month for which some supplier's hours speak, and whether the month is complete there.

    A supplier completes a month with a delivery that speaks for it and came more than `lag_months` calendar months later. The month is
    complete for a person once each supplier that speaks for them and had begun by then has completed it: hours of one that is late are
    not zero. One that never delivered owes nothing. A month with a quarantined row is unknown, whatever others say.
    """
    age = month_number("delivered_on") - month_number("month")
    begun = hours_months.group_by("supplier").agg(month=nw.col("month").min()).with_columns(has_begun=nw.lit(1))
    spoken_for = hours_months.join(begun, on=["supplier", "month"], how="left").select(
        "supplier",
        "month",
        is_complete=nw.when(age > settings.programme.lag_months).then(1).otherwise(0),
        has_begun=nw.col("has_begun").fill_null(0),
    )
    told = (
        person_suppliers.join(spoken_for, on="supplier", how="inner")
        .group_by("person_key", "month")
        .agg(completed=nw.col("is_complete").sum(), begun=nw.col("has_begun").sum())
    )
    covered = told.with_columns(owed=nw.col("begun").cum_sum().over("person_key", order_by="month"))
    known = covered.join(hours_unknown, on=["person_key", "month"], how="anti")
    return known.select("person_key", "month", is_hours_covered=nw.lit(1) == 1, is_hours_complete=nw.col("completed") == nw.col("owed"))


def person_months(
    persons: LazyFrame,
    calendar: LazyFrame,
    hours: LazyFrame,
    coverage: LazyFrame,
    benefits: LazyFrame,
    settings: Settings,
) -> LazyFrame:
    """One row per person and calendar month.

    `persons`: person_key, entry_month, job_start_month, first_full_month. `calendar`: month, every month without a gap. `hours` and
    `coverage` as the functions above return them. `benefits`: person_key, month, benefit_weeks, sickness_weeks, benefit_oere,
    is_benefit_covered, is_benefit_complete. Hours are null where unknown and zero where known to be none; so are benefits, but that a
    known benefit week counts in a month that is not known whole.
    """
    spine = persons.select("person_key", "entry_month", "job_start_month", "first_full_month").join(calendar, how="cross")
    joined = spine
    for part in (coverage, hours, benefits):
        joined = joined.join(part, on=["person_key", "month"], how="left")
    is_covered = nw.col("is_hours_covered").fill_null(False)
    known = {
        name: nw.when(is_covered).then(nw.col(name).fill_null(0))
        for name in ("ordinary_hours_hundredths", "subsidised_hours_hundredths", "own_payroll_ordinary_hours_hundredths")
    }
    month = month_number("month")
    return joined.select(
        "person_key",
        "month",
        months_since_entry=month - month_number("entry_month"),
        months_since_job_start=month - month_number("job_start_month"),
        months_since_first_full_month=month - month_number("first_full_month"),
        **known,
        norm_hundredths=nw.col("norm_hundredths").fill_null(settings.full_time.norm_salaried_hundredths),
        is_hours_covered=is_covered,
        is_hours_complete=nw.col("is_hours_complete").fill_null(False),
        benefit_weeks=_known_benefit("benefit_weeks"),
        sickness_weeks=_known_benefit("sickness_weeks"),
        benefit_oere=_known_benefit("benefit_oere"),
        is_benefit_covered=nw.col("is_benefit_covered").fill_null(False),
        is_benefit_complete=nw.col("is_benefit_complete").fill_null(False),
    )


def _known_benefit(column: str) -> nw.Expr:
    """Null where the month is not covered and nothing of it is known."""
    return nw.when(nw.col("is_benefit_covered").fill_null(False) | (nw.col(column) > 0)).then(nw.col(column))
