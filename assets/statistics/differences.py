"""Differences between two groups: of means, and of changes over time.

Belongs here: ordinary least squares on a frame, with the variance that the design asks for. Does not belong here: who is compared with whom
(`matching.py`) and what the numbers mean (`assets/effects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl


class NotEstimableError(ValueError):
    """The data cannot answer the question. `reason` is a key: nobody_observed, one_group_only, empty_cell, too_few_clusters,
    no_degrees_of_freedom, adjustment_collinear, not_a_number.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


@dataclass(frozen=True)
class Estimate:
    """A difference in the outcome's unit, its standard error, its 95 % range by Student's t, and how many rows it rests on."""

    value: float
    standard_error: float
    low: float
    high: float
    n: int


def difference_in_means(frame: Any, outcome: str, treated: str, adjust: Sequence[str] = ()) -> Estimate:
    """Mean outcome of the treated minus that of the others; with `adjust`, at equal values of those columns (least squares).

    `frame`: a Polars or any Narwhals-compatible frame, one row per unit; `treated`: 0/1 or boolean; `adjust`: numeric columns. Rows with a
    gap in any column named are left out; `n` says how many were used. The variance is that of least squares with one error variance, as the
    published estimates that it is held against. Raises NotEstimableError.
    """
    rows = numeric_rows(frame, [outcome, treated, *adjust])
    two_valued(rows, treated)
    design = rows.select(pl.lit(1.0).alias("one"), treated, *adjust).to_numpy()
    return _least_squares(rows[outcome].to_numpy(), design, 1, None)


def difference_in_differences(frame: Any, outcome: str, treated: str, after: str, cluster: str | None = None) -> Estimate:
    """The treated's change of the mean outcome minus the others' change: the coefficient of treated × after in the saturated regression.

    `frame`: one row per unit and period; `treated`, `after`: 0/1 or boolean; `cluster`: the unit whose rows belong together (CR1,
    Cameron & Miller 2015; clusters - 1 degrees of freedom). Without it rows count as independent. Rows with a gap in any column named are
    left out; `n` says how many were used. Raises NotEstimableError.
    """
    groups = None
    if cluster is None:
        rows = numeric_rows(frame, [outcome, treated, after])
    else:
        rows = numeric_rows(frame, [outcome, treated, after], [cluster])
        groups = rows[cluster].rank("dense").to_numpy().astype(np.int64)
        if len(np.unique(groups)) < 2:
            raise NotEstimableError("too_few_clusters")
    two_valued(rows, treated)
    two_valued(rows, after)
    if rows.select(treated, after).n_unique() < 4:
        raise NotEstimableError("empty_cell")
    both = (pl.col(treated) * pl.col(after)).alias("both")
    design = rows.select(pl.lit(1.0).alias("one"), treated, after, both).to_numpy()
    return _least_squares(rows[outcome].to_numpy(), design, 3, groups)


def numeric_rows(frame: Any, columns: Sequence[str], others: Sequence[str] = ()) -> pl.DataFrame:
    """The rows without a gap, `columns` as floats. Text that is no number is refused, not read as a gap."""
    native: pl.DataFrame = nw.from_native(frame).lazy().select(*dict.fromkeys([*columns, *others])).collect(backend="polars").to_native()
    for name in columns:
        kind = native[name].dtype
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            raise NotEstimableError("not_a_number", name)
    rows = native.with_columns(pl.col(name).cast(pl.Float64).fill_nan(None) for name in dict.fromkeys(columns)).drop_nulls()
    if rows.is_empty():
        raise NotEstimableError("nobody_observed")
    if not all(rows[name].is_finite().all() for name in columns):
        raise NotEstimableError("not_a_number", "infinite")
    return rows


def two_valued(rows: pl.DataFrame, column: str) -> None:
    values = set(rows[column].unique().to_list())
    if not values <= {0.0, 1.0}:
        raise NotEstimableError("not_a_number", f"{column} is neither 0 nor 1")
    if len(values) < 2:
        raise NotEstimableError("one_group_only", column)


def _least_squares(
    outcome: npt.NDArray[np.float64], design: npt.NDArray[np.float64], which: int, groups: npt.NDArray[np.int64] | None
) -> Estimate:
    import statsmodels.api as sm  # noqa: PLC0415 - over a second that only estimates need

    # Columns of very different size (age and its square, income) are brought to one scale, so that the rank is judged fairly.
    scale = np.maximum(np.abs(design).max(axis=0), np.finfo(float).tiny)
    if np.linalg.matrix_rank(design / scale) < design.shape[1]:
        raise NotEstimableError("adjustment_collinear")
    if len(outcome) <= design.shape[1]:
        raise NotEstimableError("no_degrees_of_freedom")
    model = sm.OLS(outcome, design)
    fitted = model.fit() if groups is None else model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    low, high = fitted.conf_int()[which]
    return Estimate(float(fitted.params[which]), float(fitted.bse[which]), float(low), float(high), len(outcome))
