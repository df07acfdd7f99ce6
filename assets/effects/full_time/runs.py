"""Runs of months: on end in work, at a norm in sum, and free of benefit where that is asked for.

Belongs here: which months may be part of a run, and where the first run of any rule begins, in one pass. Does not belong here: which rules
there are, and any figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from assets.panel.clocks import CLOCKS, Clock
from assets.warehouse.frames import LazyFrame


@dataclass(frozen=True)
class RunRule:
    """What makes a run of months full-time: how many, and at which norm (hundredths of an hour; None: each month's own)."""

    months: int
    flat_norm_hundredths: int | None = None


def decidable(panel: LazyFrame, *, is_benefit_required: bool, is_sickness_forgiven: bool = False) -> LazyFrame:
    """The panel with `is_known` (complete in every source needed) and `is_clean` (known, in work and, if required, free of benefit).

    Forgiven, weeks of sickness benefit alone are none in a month at the norm: there they are the employer's refund.
    """
    known, clean = nw.col("is_hours_complete"), nw.col("ordinary_hours_hundredths").fill_null(0) > 0
    if is_benefit_required:
        known = known & nw.col("is_benefit_complete") & nw.col("is_benefit_covered")
        weeks, sick = nw.col("benefit_weeks").fill_null(0), nw.col("sickness_weeks").fill_null(0)
        is_refund = (weeks == sick) & (nw.col("ordinary_hours_hundredths").fill_null(0) >= nw.col("norm_hundredths"))
        clean = clean & ((weeks == 0) | is_refund) if is_sickness_forgiven else clean & (weeks == 0)
    return panel.with_columns(is_known=known, is_clean=known & clean)


def first_starts(panel: LazyFrame, clock: Clock, rules: Mapping[str, RunRule], earliest: int) -> LazyFrame:
    """person_key and, in a column named after each rule, the first month on the clock, `earliest` or later, in which a run of it begins.

    `panel`: one row per person and month without a gap, from `decidable`. One pass over it, however many rules there are: a run is found
    at its last month and dated at its first. Everybody on the clock has a row; null where there is no such run.
    """
    month = nw.col(CLOCKS[clock])
    is_clean = nw.when(nw.col("is_clean")).then(1).otherwise(0)
    hours = nw.when(nw.col("is_clean")).then(nw.col("ordinary_hours_hundredths")).otherwise(0).cast(nw.Int64)
    months = panel.filter(~month.is_null()).select("person_key", "norm_hundredths", month=month, is_clean=is_clean, hours_hundredths=hours)
    trailing = {
        f"{name}_{length}": nw.col(name).rolling_sum(length, min_samples=length).over("person_key", order_by="month")
        for length in sorted({rule.months for rule in rules.values()})
        for name in ("is_clean", "hours_hundredths", "norm_hundredths")
    }
    begun = {name: _begun(rule, earliest).alias(name) for name, rule in rules.items()}
    runs = months.with_columns(**trailing).select("person_key", **begun)
    return runs.group_by("person_key").agg(**{name: nw.col(name).min().cast(nw.Int64) for name in rules})


def _begun(rule: RunRule, earliest: int) -> nw.Expr:
    """The month in which a run of the rule began that ends in this one; null where none does."""
    norm = (
        nw.col(f"norm_hundredths_{rule.months}") if rule.flat_norm_hundredths is None else nw.lit(rule.months * rule.flat_norm_hundredths)
    )
    start = nw.col("month") - (rule.months - 1)
    is_run = (nw.col(f"is_clean_{rule.months}") == rule.months) & (nw.col(f"hours_hundredths_{rule.months}") >= norm)
    return nw.when(is_run & (start >= earliest)).then(start)
