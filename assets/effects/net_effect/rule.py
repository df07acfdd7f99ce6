"""Net effect, the calculation: participants matched with comparison persons, and what followed for either.

Belongs here: the outcomes, their levels and the figures. Does not belong here: histories and matching (`assets/panel`), what the figures
mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl

from assets.effects.effect import Outcome, Put
from assets.effects.net_effect.definition import (
    BY_MONTH,
    COMPARED_WITH,
    DIFFERENCE,
    FTE,
    HOURS,
    LASTING,
    MATCHED,
    MATCHED_SHARE,
    NO_HISTORY,
    OFF_BENEFIT,
    PLACEBO,
    WEEKS,
)
from assets.panel.common import collected, count, joined_warnings
from assets.panel.comparison import REASONS, matched, missing, side_by_side, warning_of
from assets.panel.histories import (
    FTE_HUNDREDTHS,
    HISTORY_MONTHS,
    LOOK_MONTHS,
    YEAR_MONTHS,
    YEAR_WEEKS,
    around_each_month,
    comparison_rows,
    month_by_month,
    participant_rows,
    told,
)
from assets.panel.weeks import crossed_breaks
from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.matching import Match, MatchedEstimate, effect, judged
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition, Interval, Stratum, Whole

_PLACE: Whole = {"population": "referred", "window": f"{YEAR_MONTHS}m"}


@dataclass(frozen=True)
class Measure:
    """An outcome, the level taken off it, and of whom both are known; columns of `told`."""

    definition: FigureDefinition
    outcome: str
    level: str
    known: str
    window: str = f"{YEAR_MONTHS}m"
    crosses_weeks: tuple[int, int] | None = None
    """Weeks before and after entry in which rules of benefits may have changed."""


MEASURES = (
    Measure(FTE, "fte", "fte_early", "is_known_12"),
    Measure(HOURS, "hours", "hours_a_month_early", "is_known_12"),
    Measure(WEEKS, "weeks", "weeks_early", "is_weeks_known", crosses_weeks=(2 * YEAR_WEEKS, YEAR_WEEKS)),
    Measure(OFF_BENEFIT, "is_off", "is_off_early", "is_off_known", crosses_weeks=(2 * YEAR_WEEKS, YEAR_WEEKS)),
    Measure(LASTING, "lasting_fte", "lasting_fte_early", "is_known_24", f"{LOOK_MONTHS}m"),
)


def judged_measure(rows: pl.DataFrame, measure: Measure) -> tuple[Match, MatchedEstimate]:
    """The match of those of whom the measure is known, and its estimate. Raises NotEstimableError."""
    known = rows.filter(pl.col("has_history") & pl.col(measure.known))
    found = matched(known, (measure.outcome, measure.level))
    level = found.rows[measure.level].to_numpy()
    return found, judged(found, found.rows[measure.outcome].to_numpy() - level, level)


def _interval(low: float, high: float) -> Interval:
    return Interval(low, high, "cluster_robust")


def measure_figures(measure: Measure, found: Match, estimate: MatchedEstimate) -> Iterator[Figure]:
    """The figure of one outcome."""
    crossed = None
    if measure.crosses_weeks:
        crossed = crossed_breaks(found.matched_treated["entry_week"], *measure.crosses_weeks)
    share_limits = (-1.0, 1.0) if measure.definition.unit == "share" else (-np.inf, np.inf)
    low, high = (float(np.clip(end, *share_limits)) for end in (estimate.low, estimate.high))
    warning = joined_warnings(warning_of(estimate), crossed)
    place: Whole = {"population": "referred", "window": measure.window}
    yield measure.definition.figure(estimate.value, _interval(low, high), denominator_count=estimate.n, warning=warning, **place)


def design_figures(rows: pl.DataFrame, found: Match, estimate: MatchedEstimate) -> Iterator[Figure]:
    """What the main outcome's comparison rests on: placebo, balance, who is matched and who is not."""
    followed = rows.filter("is_participant", "is_known_12")
    used = found.used
    if estimate.placebo is not None:
        placebo = estimate.placebo
        yield PLACEBO.figure(placebo.value, _interval(placebo.low, placebo.high), denominator_count=placebo.n, **_PLACE)
    for row in estimate.balance.iter_rows(named=True):
        for stage in ("before", "after"):
            dimensions = {"covariate": row["covariate"], "stage": stage}
            yield DIFFERENCE.figure(
                row[f"difference_{stage}"], COMPLETE_COUNT, dimensions=dimensions, denominator_count=found.matched, **_PLACE
            )
    participants = followed.filter("has_history").height
    yield MATCHED_SHARE.figure(
        found.matched / participants, COMPLETE_COUNT, numerator=found.matched, denominator_count=participants, **_PLACE
    )
    yield count(MATCHED, found.matched, denominator_count=participants, **_PLACE)
    yield count(COMPARED_WITH, used.filter(~pl.col("is_participant").cast(pl.Boolean))["person_key"].n_unique(), **_PLACE)
    yield count(NO_HISTORY, followed.height - participants, denominator_count=followed.height, **_PLACE)


def series_figures(found: Match, hours: pl.DataFrame, months: int, warning: str | None) -> Iterator[Figure]:
    """The difference month by month from 24 before entry to `months` after it.

    `hours` as `month_by_month` of the rows used: all known, since whoever has an unknown month in between is not in the match.
    """
    offsets = range(-HISTORY_MONTHS, months + 1)
    place = {row: position for position, row in enumerate(found.rows["row"].cast(pl.Int64).to_list())}
    level = np.zeros((found.rows.height, len(offsets)))
    positions = hours["row"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    level[positions, hours["offset"].to_numpy() + HISTORY_MONTHS] = hours["hours_hundredths"].fill_null(0).to_numpy() / FTE_HUNDREDTHS
    taken_off = level[:, :YEAR_MONTHS].mean(axis=1)
    for column, offset in enumerate(offsets):
        at: Stratum = {"population": "referred", "window": f"{months}m", "dimensions": {"month": offset}}
        try:
            estimate = effect(found, level[:, column] - taken_off)
        except NotEstimableError as error:
            yield BY_MONTH.not_computable(error.reason, **at)
            continue
        interval = _interval(estimate.low, estimate.high)
        yield BY_MONTH.figure(estimate.value, interval, denominator_count=estimate.n, warning=warning, **at)


def not_computable(reason: str) -> Iterator[Figure]:
    """Every outcome with the reason why it is empty."""
    for measure in MEASURES:
        yield measure.definition.not_computable(reason, population="referred", window=measure.window)


def figures_of(rows: pl.DataFrame, hours_of: Callable[[pl.DataFrame, int], pl.DataFrame]) -> Iterator[Figure]:
    """The effect's figures from `side_by_side`. `hours_of`: `month_by_month`, collected, of rows (row, person_key, month) up to a month."""
    for measure in MEASURES:
        place: Whole = {"population": "referred", "window": measure.window}
        try:
            found, estimate = judged_measure(rows, measure)
        except NotEstimableError as error:
            yield measure.definition.not_computable(REASONS.get(error.reason, error.reason), **place)
            continue
        yield from measure_figures(measure, found, estimate)
        if measure.definition is FTE:
            yield from design_figures(rows, found, estimate)
        if measure.definition in (FTE, LASTING):
            months = YEAR_MONTHS if measure.definition is FTE else LOOK_MONTHS
            used = found.used.select("person_key", "month", row=pl.col("row").cast(pl.Int64))
            yield from series_figures(found, hours_of(used, months), months, warning_of(estimate))


def outcome(
    entered: LazyFrame,
    listed: LazyFrame,
    person_months: LazyFrame,
    comparison_months: LazyFrame,
    benefit_groups: LazyFrame,
    states: LazyFrame,
    put: Put,
) -> Outcome:
    """Matches participants with comparison persons and compares what followed."""
    reason = missing(listed, states)
    if reason:
        return Outcome(not_computable(reason))
    own = collected(participant_rows(entered, around_each_month(person_months), benefit_groups))
    others = collected(comparison_rows(listed, around_each_month(comparison_months), benefit_groups, put(own)))
    rows = side_by_side(told(own, states, put), told(others, states, put))
    return Outcome(figures_of(rows, hours_from(person_months, comparison_months, put)), rows)


def hours_from(person_months: LazyFrame, comparison_months: LazyFrame, put: Put) -> Callable[[pl.DataFrame, int], pl.DataFrame]:
    """Hours month by month of the rows used, from the panels."""
    columns = ("person_key", "month", "ordinary_hours_hundredths")
    everybody = nw.concat([panel.select(*columns) for panel in (person_months, comparison_months)]).unique()

    def hours_of(used: pl.DataFrame, months: int) -> pl.DataFrame:
        return collected(month_by_month(put(used), everybody, -HISTORY_MONTHS, months))

    return hours_of
