"""Benefit weeks, the calculation: the change from the year before entry to the year after, in weeks and in kroner.

Belongs here: who is paired, and the figures. Does not belong here: each person's weeks (`assets/panel/before_and_after.py`), what the
figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from assets.effects.benefit_weeks.definition import AFTER, BEFORE, CHANGE, CHANGE_DKK, DEFINITIONS, FEWEST_COVERED_WEEKS, LEFT_OUT, PAIRED
from assets.effects.effect import Outcome
from assets.panel.before_and_after import before_and_after, warning_of
from assets.panel.common import collected, count, has_rows, mean
from assets.panel.groups import by_group, person_groups
from assets.panel.money_sides import FEWEST_KNOWN_WEEKS, SIDES, money_sides
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Whole

OERE_PER_KRONE = 100


def figures_of(persons: pl.DataFrame, money: pl.DataFrame | None, groups: pl.DataFrame, *, has_source: bool) -> Iterator[Figure]:
    """The effect's figures from `before_and_after` and `money_sides`, collected.

    Without Ydelsesrefusion there is no `money`. `groups`: as `person_groups` returns them; the change in weeks is given for each.
    """
    place: Whole = {"population": "referred", "window": "total"}
    if not has_source:
        for definition in DEFINITIONS:
            yield definition.not_computable("no_benefit_source", **place)
        return
    is_paired = (pl.col("covered_weeks_before") >= FEWEST_COVERED_WEEKS) & (pl.col("covered_weeks_after") >= FEWEST_COVERED_WEEKS)
    paired = persons.filter(is_paired)
    yield count(PAIRED, paired.height, denominator_count=persons.height, **place)
    yield count(LEFT_OUT, persons.height - paired.height, denominator_count=persons.height, **place)
    before, after = paired["benefit_weeks_before"], paired["benefit_weeks_after"]
    warning = warning_of(paired)
    yield mean(BEFORE, before, warning=warning, **place)
    yield mean(AFTER, after, warning=warning, **place)
    yield mean(CHANGE, after - before, warning=warning, **place)
    for dimensions, members in by_group(groups, paired):
        change = members["benefit_weeks_after"] - members["benefit_weeks_before"]
        yield mean(CHANGE, change, dimensions=dimensions, warning=warning_of(members), **place)
    if money is None:
        yield CHANGE_DKK.not_computable("no_benefit_amounts", **place)
        return
    known = money.filter(pl.all_horizontal(pl.col(f"known_weeks_{side}") >= FEWEST_KNOWN_WEEKS for side in SIDES))
    kroner = (known["oere_after"] - known["oere_before"]) / OERE_PER_KRONE
    yield mean(CHANGE_DKK, kroner, warning=warning_of(known, "known_weeks"), **place)


def outcome(states: LazyFrame, entered: LazyFrame, persons: LazyFrame, in_kroner: LazyFrame) -> Outcome:
    """Each person's weeks on both sides of entry, and the change."""
    sides = collected(before_and_after(states, entered)).sort("person_key")
    money = collected(money_sides(states, entered)).sort("person_key") if has_rows(in_kroner) else None
    has_source = has_rows(states.filter(nw.col("is_complete")))
    return Outcome(figures_of(sides, money, person_groups(persons), has_source=has_source), sides)
