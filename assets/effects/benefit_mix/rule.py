"""Benefit mix, the calculation: weeks known to the krone on each benefit, and which one a person had most of.

Belongs here: person by person, then counted. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from assets.effects.benefit_mix.definition import DEFINITIONS, PERSONS
from assets.effects.effect import Outcome
from assets.panel.before_and_after import warning_of
from assets.panel.common import collected, count, has_rows
from assets.panel.core_sources import Source
from assets.panel.histories import NO_BENEFIT
from assets.panel.money_sides import FAR_PAST, FEWEST_KNOWN_WEEKS, SIDES, money_sides
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Whole

BENEFITS = Source("""
    SELECT person_key, date_diff('day', DATE '1970-01-05', first_week) // 7 AS first_week,
           date_diff('day', DATE '1970-01-05', last_week) // 7 AS last_week, benefit_group
    FROM core.benefit_spells WHERE source = 'ydelsesrefusion' AND handling = 'benefit'
""")
"""person_key, first_week, last_week (numbers), benefit_group of benefits in Ydelsesrefusion."""


def weeks_by_benefit(groups: LazyFrame, states: LazyFrame, entered: LazyFrame) -> LazyFrame:
    """person_key, benefit_group, weeks_before, weeks_after: weeks known to the krone on each benefit, each once.

    Two names of a group, or two municipalities that pay, may stand in the same week: of rows that overlap, a later one tells only of the
    weeks that go beyond those before it. `groups`: person_key, first_week, last_week, benefit_group. `states` and `entered` as
    STATE_RUNS and ENTRIES tell them.
    """
    known = states.filter(nw.col("is_amount_known")).select("person_key", known_first="first_week", known_last="last_week")
    order = {"order_by": ["first_week", "last_week"]}
    reached = groups.with_columns(reached=nw.col("last_week").cum_max().over("person_key", "benefit_group", **order))
    before = reached.with_columns(told=nw.col("reached").shift(1).over("person_key", "benefit_group", **order))
    beyond = nw.max_horizontal(nw.col("first_week"), nw.col("told").fill_null(FAR_PAST) + 1)
    once = before.with_columns(first_week=beyond).filter(nw.col("first_week") <= nw.col("last_week"))
    joined = (
        once.select("person_key", "benefit_group", "first_week", "last_week")
        .join(entered.select("person_key", "entry_week"), on="person_key", how="inner")
        .join(known, on="person_key", how="inner")
    )
    for side, (first, last) in SIDES.items():
        begins = nw.max_horizontal(nw.col("first_week"), nw.col("known_first"), nw.col("entry_week") + first)
        ends = nw.min_horizontal(nw.col("last_week"), nw.col("known_last"), nw.col("entry_week") + last)
        joined = joined.with_columns(**{f"weeks_{side}": nw.when(ends >= begins).then(ends - begins + 1).otherwise(0)})
    return joined.group_by("person_key", "benefit_group").agg(**{f"weeks_{side}": nw.col(f"weeks_{side}").sum() for side in SIDES})


def main_benefit(weeks: pl.DataFrame, persons: pl.DataFrame, side: str) -> pl.DataFrame:
    """person_key and benefit_group, of every person of `persons` the one with most weeks on a side, NO_BENEFIT where there is none."""
    had = weeks.filter(pl.col(f"weeks_{side}") > 0).sort("person_key", f"weeks_{side}", "benefit_group", descending=[False, True, False])
    first = had.unique("person_key", keep="first", maintain_order=True).select("person_key", "benefit_group")
    everybody = persons.select("person_key").join(first, on="person_key", how="left")
    return everybody.with_columns(pl.col("benefit_group").fill_null(NO_BENEFIT))


def figures_of(weeks: pl.DataFrame, persons: pl.DataFrame) -> Iterator[Figure]:
    """Persons by main benefit of each side. `weeks` as `weeks_by_benefit`, `persons` (with entry_week) as `money_sides`, both collected."""
    known = persons.filter(pl.all_horizontal(pl.col(f"known_weeks_{side}") >= FEWEST_KNOWN_WEEKS for side in SIDES))
    mains = {side: main_benefit(weeks, known, side) for side in SIDES}
    names = sorted({*mains["before"]["benefit_group"], *mains["after"]["benefit_group"]})
    warning = warning_of(known, "known_weeks")
    for side, definition in PERSONS.items():
        place: Whole = {"population": "referred", "window": "total"}
        if known.is_empty():
            yield definition.not_computable("nobody_observed", **place)
        for name in names:
            number = mains[side].filter(pl.col("benefit_group") == name).height
            yield count(definition, number, denominator_count=known.height, dimensions={"benefit_group": name}, warning=warning, **place)


def outcome(states: LazyFrame, entered: LazyFrame, benefits: LazyFrame, in_kroner: LazyFrame) -> Outcome:
    """Persons by main benefit before and after."""
    if not has_rows(in_kroner):
        return Outcome([one.not_computable("no_benefit_amounts", population="referred", window="total") for one in DEFINITIONS])
    weeks = collected(weeks_by_benefit(benefits, states, entered))
    return Outcome(figures_of(weeks, collected(money_sides(states, entered)).sort("person_key")))
