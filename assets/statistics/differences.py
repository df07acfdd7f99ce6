"""Differences between two groups: of means, and of changes over time.

Belongs here: what is compared with what, and the variance that the design asks for. Does not belong here: the regression itself
(`least_squares.py`), who is compared with whom (`matching.py`) and what the numbers mean (`assets/effects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from narwhals.typing import IntoFrame

from assets.statistics.asked_columns import Floats, NotEstimableError, apart, numeric_rows, two_valued
from assets.statistics.least_squares import Coefficient, Integers, with_equal_spread, with_own_spread
from assets.statistics.means import t_quantile

FEWEST_CLUSTERS = 4
"""Of fewer treated or fewer other clusters no range is known to hold as often as it says (docs/estimator_coverage.md)."""


@dataclass(frozen=True)
class Estimate:
    """A difference in the outcome's unit, its standard error, its 95 % range by Student's t, and how many rows it rests on."""

    value: float
    standard_error: float
    low: float
    high: float
    n: int


def difference_in_means(
    frame: IntoFrame, outcome: str, treated: str, adjust: Sequence[str] = (), *, equal_spread: bool = False
) -> Estimate:
    """Mean outcome of the treated minus that of the others; with `adjust`, at equal values of those columns (least squares).

    `frame`: a Polars or any Narwhals-compatible frame, one row per unit; `treated`: 0/1 or boolean; `adjust`: numeric columns. Rows with a
    gap in any column named are left out; `n` says how many were used. Each row has a variance of its own (HC2, Bell & McCaffrey's degrees
    of freedom; without `adjust` Welch's); `equal_spread`: one variance for all, as older published estimates have it, which is falsely
    sure where a few treated spread more than the others. Raises NotEstimableError.
    """
    apart(outcome=[outcome], treated=[treated], adjust=adjust)
    rows = numeric_rows(frame, [outcome, treated, *adjust])
    two_valued(rows[treated].to_numpy(), treated)
    design = np.column_stack([np.ones(rows.height), *(rows[name].to_numpy() for name in (treated, *adjust))])
    return _estimate(rows[outcome].to_numpy(), design, 1, None if equal_spread else np.arange(rows.height))


def difference_in_differences(frame: IntoFrame, outcome: str, treated: str, after: str, cluster: str | None = None) -> Estimate:
    """The treated's change of the mean outcome minus the others' change: the coefficient of treated x after in the saturated regression.

    `frame`: one row per unit and period; `treated`, `after`: 0/1 or boolean; `cluster`: the unit whose rows belong together (CR2 with
    Bell & McCaffrey's degrees of freedom, `least_squares.with_own_spread`). Without it rows count as independent (HC2). Rows with a gap in
    any column named are left out; `n` says how many were used. Raises NotEstimableError: too_few_clusters with fewer than FEWEST_CLUSTERS
    clusters on either side, because no range of so few is known to hold.
    """
    apart(outcome=[outcome], treated=[treated], after=[after])
    rows = numeric_rows(frame, [outcome, treated, after], [] if cluster is None else [cluster])
    is_treated, is_after = rows[treated].to_numpy(), rows[after].to_numpy()
    groups = np.arange(rows.height) if cluster is None else rows[cluster].rank("dense").to_numpy().astype(np.int64) - 1
    two_valued(is_treated, treated)
    two_valued(is_after, after)
    if len(np.unique(2 * is_treated + is_after)) < 4:
        raise NotEstimableError("empty_cell")
    if cluster is not None:
        _enough_clusters(groups, is_treated)
    design = np.column_stack([np.ones(rows.height), is_treated, is_after, is_treated * is_after])
    return _estimate(rows[outcome].to_numpy(), design, 3, groups)


def _enough_clusters(groups: Integers, is_treated: Floats) -> None:
    for side, word in ((1.0, "treated"), (0.0, "others")):
        if len(np.unique(groups[is_treated == side])) < FEWEST_CLUSTERS:
            raise NotEstimableError("too_few_clusters", word)


def _estimate(outcome: Floats, design: Floats, which: int, groups: Integers | None) -> Estimate:
    # Columns of very different size (age and its square, income) are brought to one scale, so that the rank is judged fairly.
    scale = np.maximum(np.abs(design).max(axis=0), np.finfo(float).tiny)
    scaled = design / scale
    if np.linalg.matrix_rank(scaled) < design.shape[1]:
        raise NotEstimableError("adjustment_collinear")
    if len(outcome) <= design.shape[1]:
        raise NotEstimableError("no_degrees_of_freedom")
    found = with_equal_spread(outcome, scaled, which) if groups is None else with_own_spread(outcome, scaled, which, groups)
    return _ranged(found, float(scale[which]), len(outcome))


def _ranged(found: Coefficient, scale: float, n: int) -> Estimate:
    value, error = found.value / scale, found.standard_error / scale
    half = t_quantile(0.95, found.degrees_of_freedom) * error
    return Estimate(value, error, value - half, value + half, n)
