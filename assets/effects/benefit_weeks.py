"""Benefit weeks: how many weeks on benefit, and kroner, the referred have in the year before entry and the year after.

In words: the 52 calendar weeks before the week of entry and the 52 after it, the entry week in neither; weeks count where some source
covers them and has completed them. Both sides of the same person are compared; persons with fewer than 40 such weeks on a side are left out
and counted, and counts are not scaled. Supplements count in kroner, not in weeks. It does not say what
was saved, nor what the programme did: people are referred at their lowest point, and much of the change would have come anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import narwhals as nw
import polars as pl

from assets.effects.common import collected, count, joined_warnings, keep, mean
from assets.effects.groups import by_group, person_groups
from assets.effects.money_sides import FEWEST_KNOWN_WEEKS, SIDES, WINDOW_WEEKS, money_sides
from assets.effects.unknown import warning_of_unknown
from assets.effects.weeks import crossed_breaks, entries, state_runs
from assets.warehouse.database import Warehouse
from data_contracts.figure import Figure, FigureDefinition

FEWEST_COVERED_WEEKS = 40
OERE_PER_KRONE = 100

_PAIRED = "referred persons with at least 40 covered weeks on both sides of entry"
PAIRED = FigureDefinition(
    "benefit_weeks.persons_paired",
    "persons",
    "gross",
    "all referred persons",
    "Persons compared with themselves.",
    formula=f"persons with >= {FEWEST_COVERED_WEEKS} known weeks of the {WINDOW_WEEKS} before and the {WINDOW_WEEKS} after entry",
)
LEFT_OUT = FigureDefinition(
    "benefit_weeks.persons_left_out",
    "persons",
    "gross",
    "all referred persons",
    "Persons with fewer than 40 covered weeks before or after entry.",
    formula="referred - paired",
)
BEFORE = FigureDefinition(
    "benefit_weeks.before_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 before entry.",
    formula=f"mean over persons of benefit weeks in weeks -{WINDOW_WEEKS} to -1",
)
AFTER = FigureDefinition(
    "benefit_weeks.after_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 after entry.",
    formula=f"mean over persons of benefit weeks in weeks 1 to {WINDOW_WEEKS}",
)
CHANGE = FigureDefinition(
    "benefit_weeks.change_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean of each person's weeks after less weeks before.",
    formula="mean over persons of (weeks after - weeks before)",
)
CHANGE_DKK = FigureDefinition(
    "benefit_dkk.change_52w",
    "dkk",
    "gross",
    "referred persons of whom at least 40 weeks on both sides of entry are known to the krone",
    "Mean of each person's kroner of benefit after less before, Ydelsesrefusion.",
    version=2,
    formula="mean over persons of (kroner after - kroner before)",
)
TABLES = ("referrals", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""
SOURCES = ("Ydelsesrefusion and DREAM; kroner from Ydelsesrefusion alone",)
DEFINITIONS = (PAIRED, LEFT_OUT, BEFORE, AFTER, CHANGE, CHANGE_DKK)


def before_and_after(
    states: nw.LazyFrame[Any], entered: nw.LazyFrame[Any], spans: Mapping[str, tuple[int, int]] = SIDES
) -> nw.LazyFrame[Any]:
    """person_key, entry_week and, for each span: benefit_weeks, covered_weeks and benefit_oere.

    `states` and `entered` as `state_runs` and `entries` return them; everybody who entered has a row, a person one for each week of entry.
    `spans`: name → first and last week, counted from the week of entry.
    """
    looked_at = entered.select("person_key", "entry_week").unique()
    joined = states.filter(nw.col("is_complete")).join(looked_at, on="person_key", how="inner")
    for side, (first, last) in spans.items():
        begins = nw.max_horizontal(nw.col("first_week"), nw.col("entry_week") + first)
        ends = nw.min_horizontal(nw.col("last_week"), nw.col("entry_week") + last)
        weeks = nw.when(ends >= begins).then(ends - begins + 1).otherwise(0)
        joined = joined.with_columns(**{f"covered_weeks_{side}": weeks}).with_columns(
            **{
                f"benefit_weeks_{side}": nw.when(nw.col("is_benefit")).then(nw.col(f"covered_weeks_{side}")).otherwise(0),
                f"benefit_oere_{side}": nw.col(f"covered_weeks_{side}") * nw.col("weekly_oere"),
            }
        )
    names = [f"{what}_{side}" for side in spans for what in ("benefit_weeks", "covered_weeks", "benefit_oere")]
    summed = joined.group_by("person_key", "entry_week").agg(**{name: nw.col(name).sum().cast(nw.Int64) for name in names})
    everybody = looked_at.join(summed, on=["person_key", "entry_week"], how="left")
    return everybody.select("person_key", "entry_week", **{name: nw.col(name).fill_null(0) for name in names})


def warning_of(persons: pl.DataFrame, known_weeks: str = "covered_weeks") -> str | None:
    """Warnings of a comparison of these persons' weeks: too many unknown ones (`known_weeks`, by side), structural breaks crossed."""
    looked_at = len(SIDES) * WINDOW_WEEKS * persons.height
    known = sum(int(persons[f"{known_weeks}_{side}"].sum()) for side in SIDES)
    return joined_warnings(warning_of_unknown(looked_at - known, looked_at), crossed_breaks(persons["entry_week"]))


def figures_of(persons: pl.DataFrame, money: pl.DataFrame | None, groups: pl.DataFrame, *, has_source: bool) -> Iterator[Figure]:
    """The effect's figures from `before_and_after` and `money_sides`, collected.

    Without Ydelsesrefusion there is no `money`. `groups`: as `person_groups` returns them; the change in weeks is given for each.
    """
    place: dict[str, Any] = {"population": "referred", "window": "total"}
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


@dg.asset(
    key=["effects", "benefit_weeks"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "benefit_states")],
    description="Weeks on benefit and kroner in the 52 weeks before entry and after, person by person.",
)
def benefit_weeks(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Each person's weeks on both sides of entry, and the change."""
    with warehouse.connect(read_only=True) as connection:
        groups = person_groups(connection)
        states, entered = state_runs(connection), entries(connection)
        persons = collected(before_and_after(states, entered)).sort("person_key")
        has_source = connection.sql("SELECT 1 FROM core.benefit_states WHERE is_complete LIMIT 1").fetchone() is not None
        has_kroner = connection.sql("SELECT 1 FROM core.benefit_spells WHERE source = 'ydelsesrefusion' LIMIT 1").fetchone() is not None
        money = collected(money_sides(states, entered)).sort("person_key") if has_kroner else None
    found = list(figures_of(persons, money, groups, has_source=has_source))
    return keep(warehouse, "benefit_weeks", persons, found, DEFINITIONS)
