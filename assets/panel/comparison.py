"""Comparison: participants beside the comparison persons of the month in which they entered, and who is nearest to whom.

Belongs here: what is exact, what is nearest, and the words for a comparison that may not be trusted; for every effect that is net. Does not
belong here: what lies before and after an entry (`histories.py`), the estimator (`assets/statistics/matching.py`), and any figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from assets.panel.common import has_rows, joined_warnings
from assets.panel.histories import CELL
from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.matching import Match, MatchedEstimate, match
from assets.warehouse.frames import LazyFrame

NEAREST = ("weeks_year", "weeks_first_half", "weeks_second_half", "hours_year", "hours_first_half", "hours_second_half")
EXACT = (*CELL, "home")
ENOUGH_AT_HOME = 20
"""So many comparison persons of a cell in a participant's own municipality are enough to look at no others."""
NOT_TRUSTED = "not_to_be_trusted"
REASONS = {"one_group_only": "comparison_too_small", "nobody_observed": "comparison_too_small"}
"""What it means here that nobody, or one group alone, is left to compare."""


def side_by_side(own: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Both sides' rows of `told` with is_participant and `home`: the municipality where it has enough, else 0 for the country.

    A comparison person stands under their own municipality, and once more under 0 where a participant looks there.
    """
    here = [*CELL, "municipality_code"]
    sizes = others.group_by(here).agg(size=pl.len())
    placed = own.join(sizes, on=here, how="left").with_columns(
        home=pl.when(pl.col("size") >= ENOUGH_AT_HOME).then("municipality_code").otherwise(0)
    )
    wanted = placed.select(EXACT).unique()
    at_home = others.with_columns(home=pl.col("municipality_code"))
    anywhere = others.with_columns(home=pl.lit(0, pl.Int64))
    beside = pl.concat([at_home, anywhere]).join(wanted, on=list(EXACT), how="semi")
    columns = [name for name in placed.columns if name in beside.columns]
    both = pl.concat([placed.select(columns).with_columns(is_participant=True), beside.select(columns).with_columns(is_participant=False)])
    return both.sort("is_participant", "month", "person_key", "home").with_row_index("row")


def matched(rows: pl.DataFrame, needed: Sequence[str]) -> Match:
    """The rows of `side_by_side` matched; `needed` are numeric columns that a row must have. Raises NotEstimableError."""
    if not rows["is_participant"].any():
        raise NotEstimableError("no_history")
    return match(rows, "is_participant", NEAREST, EXACT, (*needed, "row", "entry_week"), "person_key")


def warning_of(estimate: MatchedEstimate) -> str | None:
    """The verdict as warnings: nothing where the comparison is trusted."""
    return None if estimate.trustworthy else joined_warnings(NOT_TRUSTED, *estimate.reasons)


def missing(comparison_persons: LazyFrame, states: LazyFrame) -> str | None:
    """Why nothing can be compared, if so. `states` as STATE_RUNS."""
    if not has_rows(comparison_persons):
        return "no_comparison_group"
    if not has_rows(states.filter(nw.col("is_complete"))):
        return "no_benefit_source"
    return None
