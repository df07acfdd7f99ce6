"""Self-support: who is off benefit for four weeks on end, and when for the first time.

In words: off benefit are four consecutive weeks that some source covers and has completed, none of them with a benefit (121-123, holiday
paid out of a job, is none), dated by the month of the first of them, month 1 after entry or later. It is neither employment nor
self-support in the sense of living by one's own work: people also leave benefits for a partner's income or by moving away. Gross.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import narwhals as nw
import polars as pl

from assets.effects.common import collected, count, keep
from assets.effects.weeks import MONDAY_ZERO, entries, state_runs
from assets.warehouse.database import Warehouse
from data_contracts.figure import Figure, FigureDefinition

WEEKS_ON_END = 4
WINDOW_MONTHS = 12

OFF_BENEFIT = FigureDefinition(
    "self_support.off_benefit_by_12m_count",
    "persons",
    "gross",
    "all referred persons",
    "Persons off benefit for four consecutive covered weeks that begin in month 1 to 12 after entry.",
)
DEFINITIONS = (OFF_BENEFIT,)


def first_off_benefit(states: nw.LazyFrame[Any], entered: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """person_key and off_benefit_week, the first week of the first four off benefit in month 1 or later; null where there are none.

    `states` and `entered` as `state_runs` and `entries` return them. Neighbouring runs that are free of benefit are one.
    """
    free = states.filter(nw.col("is_complete") & ~nw.col("is_benefit")).select("person_key", "first_week", "last_week")
    before = free.with_columns(previous=nw.col("last_week").shift(1).over("person_key", order_by="first_week"))
    is_new = nw.when(nw.col("previous").is_null() | (nw.col("previous") + 1 != nw.col("first_week"))).then(1).otherwise(0)
    numbered = before.with_columns(is_new=is_new).with_columns(run=nw.col("is_new").cum_sum().over("person_key", order_by="first_week"))
    runs = numbered.group_by("person_key", "run").agg(first_week=nw.col("first_week").min(), last_week=nw.col("last_week").max())
    on_clock = runs.join(entered.select("person_key", "month_1_week"), on="person_key", how="inner")
    start = nw.max_horizontal(nw.col("first_week"), nw.col("month_1_week"))
    is_long = nw.col("last_week") - start + 1 >= WEEKS_ON_END
    starts = on_clock.filter(is_long).with_columns(start=start).group_by("person_key").agg(off_benefit_week=nw.col("start").min())
    return entered.select("person_key").join(starts, on="person_key", how="left").select("person_key", "off_benefit_week")


def with_months(persons: pl.DataFrame, entry_months: pl.DataFrame) -> pl.DataFrame:
    """`first_off_benefit` with off_benefit_month, months since entry; a week belongs to the month of its Thursday."""
    thursday = pl.lit(MONDAY_ZERO) + pl.duration(days=pl.col("off_benefit_week") * 7 + 3)
    joined = persons.join(entry_months.select("person_key", "entry_month"), on="person_key", how="left").with_columns(thursday=thursday)
    months = (pl.col("thursday").dt.year().cast(pl.Int64) - pl.col("entry_month").dt.year()) * 12 + (
        pl.col("thursday").dt.month().cast(pl.Int64) - pl.col("entry_month").dt.month()
    )
    return joined.with_columns(off_benefit_month=months).drop("thursday", "entry_month")


def figures_of(persons: pl.DataFrame, *, has_source: bool) -> Iterator[Figure]:
    """The effect's figures from `with_months`."""
    if not has_source:
        yield OFF_BENEFIT.not_computable("no_benefit_source", population="referred", window="12m")
        return
    within = persons.filter(pl.col("off_benefit_month") <= WINDOW_MONTHS).height
    yield count(OFF_BENEFIT, within, population="referred", window="12m", denominator_count=persons.height)


@dg.asset(
    key=["effects", "self_support"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "benefit_states")],
    description="Off benefit for four weeks on end: who, and in which month after entry.",
)
def self_support(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Each person's first four weeks off benefit."""
    with warehouse.connect(read_only=True) as connection:
        found = collected(first_off_benefit(state_runs(connection), entries(connection))).sort("person_key")
        persons = with_months(found, connection.table("core.persons").pl())
        has_source = connection.sql("SELECT 1 FROM core.benefit_states WHERE is_complete LIMIT 1").fetchone() is not None
    return keep(warehouse, "self_support", persons, list(figures_of(persons, has_source=has_source)), DEFINITIONS)
