"""Simulated cohorts whose effect is known: participants with and without the programme, comparison persons, and designs spoilt on purpose.

The lives are the simulator's, the columns are made by the rules of the net effect itself (`assets/panel/histories.py`); what is left out
are files, readers and the warehouse, so that a cohort takes two seconds.

The simulator fills fixed numbers (so many in work, so many referred in a half-year), so that two whole worlds differ less than two samples
do. The participants of a cohort are therefore drawn by lot from a world four times as large, as people come to a programme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from assets.panel.comparison import side_by_side
from assets.panel.histories import (
    FTE_HUNDREDTHS,
    SPANS,
    around_each_month,
    comparison_rows,
    participant_rows,
    with_outcomes,
)
from assets.warehouse.frames import LazyFrame
from simulation.benefits import NAMES, NONE
from simulation.calendar import Booleans, first_day, months_of_days, months_of_weeks
from simulation.drawn_lives import lives_of_candidates, lives_of_comparison
from simulation.lives import Lives, Untreated
from simulation.people import draw_people, entry_months
from simulation.residents import draw_comparison
from simulation.simulator import world_of
from simulation.world import World

PARTICIPANTS, COMPARISONS = 1000, 5000
"""Of 1,000 referred in six years about 500 have 24 known months behind them and 12 before them."""
WORLD_TIMES = 4
"""A world has so many times the participants of the cohort that is drawn from it."""
NEVER_REFERRED = 1_000_000
FIRST_COMPARISON = 1_000_000_000


@dataclass(frozen=True)
class Cohort:
    """`rows` as `side_by_side`, with `without_fte`: what a participant would have in month 12 without the programme."""

    rows: pl.DataFrame


def draw_cohort(seed: int, participants: int = PARTICIPANTS, comparisons: int = COMPARISONS) -> Cohort:
    """A cohort of its own luck."""
    candidates = WORLD_TIMES * participants
    world = world_of(candidates=candidates, comparison=comparisons, persons=0, seed=seed)
    people = draw_people(world)
    sex = world.random(900).integers(0, 2, size=candidates + comparisons)
    is_drawn = np.zeros(candidates, dtype=np.bool_)
    is_drawn[world.random(901).choice(candidates, size=participants, replace=False)] = True
    own_parts, other_parts = [], []
    for block in lives_of_candidates(world, people):
        lives = _drawn(block, is_drawn[block.persons])
        own_parts.append(_own(world, lives, entry_months(people)[lives.persons], people.entry_day[lives.persons], sex))
    own = pl.concat(own_parts)
    wanted = own.select("month", "sex", "age_band", "benefit_group").unique()
    for lives in lives_of_comparison(world, draw_comparison(world)):
        panel, groups = _panel(world, lives, "c", lives.ordinary), _groups(world, lives, "c")
        people_of = _traits(lives, "c", sex[-len(lives.persons) :]).with_columns(referred_month_number=pl.lit(NEVER_REFERRED))
        found = comparison_rows(_lazy(people_of), around_each_month(_lazy(panel)), _lazy(groups), _lazy(own.drop("without_fte")))
        other_parts.append(_collected(found).join(wanted, on=wanted.columns, how="semi"))
    others = pl.concat(other_parts)
    both = side_by_side(_fte(own.drop("without_fte")), _fte(others))
    return Cohort(both.join(own.select("person_key", "without_fte"), on="person_key", how="left"))


def _drawn(lives: Lives, chosen: Booleans) -> Lives:
    if lives.untreated is None or lives.weeks is None:
        raise TypeError("lives without another course")
    untreated = Untreated(lives.untreated.ordinary[chosen], lives.untreated.paid[chosen])
    columns = {name: getattr(lives, name)[chosen] for name in ("persons", "hours", "employer", "pay_type", "form")}
    return Lives(**columns, weeks=lives.weeks.of(chosen), untreated=untreated)


def _own(world: World, lives: Lives, entry: Any, entry_day: Any, sex: Any) -> pl.DataFrame:
    if lives.untreated is None:
        raise TypeError("lives without another course")
    traits = _traits(lives, "p", sex[lives.persons]).with_columns(
        month=pl.Series([first_day(int(month)) for month in entry]),
        entry_week=pl.Series((np.asarray(entry_day) - 4) // 7),
    )
    groups = _lazy(_groups(world, lives, "p"))
    rows = {}
    for name, hours in (("with", lives.ordinary), ("without", lives.untreated.ordinary)):
        around = around_each_month(_lazy(_panel(world, lives, "p", hours)))
        rows[name] = _collected(participant_rows(_lazy(traits), around, groups))
    without = rows["without"].select("person_key", without_fte=pl.col("hours_12") / FTE_HUNDREDTHS)
    return rows["with"].join(without, on="person_key")


def _traits(lives: Lives, prefix: str, sex: Any) -> pl.DataFrame:
    residents = lives.weeks.residents  # type: ignore[union-attr]  # candidates and comparison persons have weeks
    return pl.DataFrame(
        {
            "person_key": _keys(lives, prefix),
            "sex": pl.Series(sex).cast(pl.String),
            "birth_year": 1 + (months_of_days(residents.birth_day) - 1) // 12,
            "municipality_code": residents.municipality.astype(np.int64),
        }
    ).with_columns(pl.col("birth_year").cast(pl.Int64))


def _keys(lives: Lives, prefix: str) -> pl.Series:
    """Numbers, of which those of comparison persons begin further up."""
    return pl.Series(lives.persons.astype(np.int64) + (FIRST_COMPARISON if prefix == "c" else 0))


def _panel(world: World, lives: Lives, prefix: str, ordinary: Any) -> pl.DataFrame:
    months = np.arange(world.first_month, world.last_month + 1)
    on_benefit = (lives.weeks.paid != NONE).astype(np.int64)  # type: ignore[union-attr]  # as above
    month_of_week = months_of_weeks(world.weeks)
    starts = np.searchsorted(month_of_week, months[:-1])
    weeks = np.concatenate([np.add.reduceat(on_benefit, starts, axis=1), np.zeros((len(on_benefit), 1), dtype=np.int64)], axis=1)
    is_complete = np.tile(months <= world.last_complete_month, len(on_benefit))
    keys = _keys(lives, prefix)
    return pl.DataFrame(
        {
            "person_key": np.repeat(keys.to_numpy(), len(months)),
            "month": pl.Series([first_day(int(month)) for month in months] * len(keys)),
            "ordinary_hours_hundredths": ordinary.reshape(-1),
            "benefit_weeks": weeks.reshape(-1),
            "is_hours_complete": is_complete,
            "is_benefit_complete": is_complete,
            "is_benefit_covered": is_complete,
        }
    )


def _groups(world: World, lives: Lives, prefix: str) -> pl.DataFrame:
    """The benefit of each month's first week."""
    months = np.arange(world.first_month, world.last_month)
    first = np.searchsorted(months_of_weeks(world.weeks), months)
    names = np.array(NAMES)[lives.weeks.paid[:, first]]  # type: ignore[union-attr]  # as above
    return pl.DataFrame(
        {
            "person_key": np.repeat(_keys(lives, prefix).to_numpy(), len(months)),
            "month": pl.Series([first_day(int(month)) for month in months] * len(names)),
            "benefit_group": names.reshape(-1),
        }
    ).filter(pl.col("benefit_group") != "")


def _fte(rows: pl.DataFrame) -> pl.DataFrame:
    """With the columns of outcomes; those of weeks are not known here."""
    none = {f"{what}_{side}": pl.lit(None, pl.Int64) for side in SPANS for what in ("benefit_weeks", "covered_weeks", "benefit_oere")}
    weeks = rows.select("person_key", "entry_week").unique().with_columns(**none)
    off = rows.select("person_key", "month").clear()
    return with_outcomes(rows, weeks, off, off)


def _lazy(frame: pl.DataFrame) -> LazyFrame:
    return nw.from_native(frame.lazy())


def _collected(frame: LazyFrame) -> pl.DataFrame:
    native: pl.DataFrame = frame.collect(backend="polars").to_native()
    return native


def with_effect(cohort: Cohort, part: float, seed: int) -> pl.DataFrame:
    """The rows where only so large a part of the participants has the programme's effect; the others have the course without it."""
    draws = np.random.default_rng(seed).random(cohort.rows.height) < part
    return cohort.rows.with_columns(
        fte=pl.when(pl.col("is_participant") & ~pl.Series(draws)).then(pl.col("without_fte")).otherwise(pl.col("fte"))
    )


Spoiler = Callable[[pl.DataFrame], pl.DataFrame]


def dip_before_entry(rows: pl.DataFrame) -> pl.DataFrame:
    """Every participant who worked in the second year before entry lost that work for the year before it, and has it back a year after."""
    dips = pl.col("is_participant") & (pl.col("hours_early") > 0)
    return _without_work_in_the_year(rows, dips).with_columns(
        fte=pl.when(dips).then(pl.max_horizontal("fte", "fte_early")).otherwise("fte")
    )


def different_trend(rows: pl.DataFrame) -> pl.DataFrame:
    """Participants rise by 0.004 FTE a month against the others, all the time: 0.05 lower at first, 0.07 higher a year after entry."""
    slope, middle = 0.004, -6.5
    early, late = slope * (-18.5 - middle), slope * (12 - middle)
    return rows.with_columns(
        fte_early=pl.when("is_participant").then(pl.col("fte_early") + early).otherwise("fte_early"),
        fte=pl.when("is_participant").then(pl.col("fte") + late).otherwise("fte"),
    )


def no_overlap(rows: pl.DataFrame) -> pl.DataFrame:
    """Only comparison persons who had more than ten hours a month in the half year before entry, where hardly any participant had."""
    return rows.filter(pl.col("is_participant") | (pl.col("hours_second_half") > 6_000))


def confounder_in_matched_months(rows: pl.DataFrame) -> pl.DataFrame:
    """A project gave every participant ten hours a week in the half year before entry, on top of what they would have worked."""
    given = pl.when("is_participant").then(6 * 4_300).otherwise(0)
    return rows.with_columns(hours_second_half=pl.col("hours_second_half") + given, hours_year=pl.col("hours_year") + given)


def _without_work_in_the_year(rows: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    zero = {name: pl.when(which).then(0).otherwise(name) for name in ("hours_year", "hours_first_half", "hours_second_half")}
    full = {name: pl.when(which).then(weeks).otherwise(name) for name, weeks in FULL_WEEKS.items()}
    return rows.with_columns(**zero, **full)


FULL_WEEKS: Mapping[str, int] = {"weeks_year": 52, "weeks_first_half": 26, "weeks_second_half": 26}
SPOILERS: Mapping[str, Spoiler] = {
    "dip before entry": dip_before_entry,
    "different trend": different_trend,
    "no overlap": no_overlap,
    "confounder in the months matched on": confounder_in_matched_months,
}
