"""The columns that an estimator asks for, taken out of any frame as plain arrays.

Belongs here: naming, gaps, types. What an estimator adds of its own never becomes a column beside the caller's, so that no name of a caller
can be taken for it. Does not belong here: any estimate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl
from narwhals.typing import IntoFrame

Floats = npt.NDArray[np.float64]


class NotEstimableError(ValueError):
    """The data cannot answer the question. `reason` is a key: nobody_observed, one_group_only, empty_cell, too_few_clusters,
    too_few_persons, no_degrees_of_freedom, adjustment_collinear, not_a_number, column_missing, column_named_twice, comparison_too_small,
    constant_outcome.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


def numeric_rows(frame: IntoFrame, columns: Sequence[str], others: Sequence[str] = ()) -> pl.DataFrame:
    """The rows without a gap, `columns` as floats, `others` as they are. Text that is no number is refused, not read as a gap.

    A column may be asked for twice (`matched_effect` lets one be matched on and looked at). Raises NotEstimableError: column_missing,
    column_named_twice (the frame has two of that name), not_a_number, nobody_observed.
    """
    wanted = list(dict.fromkeys([*columns, *others]))
    native = _selected(frame, wanted)
    numbers = list(dict.fromkeys(columns))
    for name in numbers:
        kind = native[name].dtype
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            raise NotEstimableError("not_a_number", name)
    rows = native.with_columns(pl.col(name).cast(pl.Float64).fill_nan(None) for name in numbers).drop_nulls()
    if rows.is_empty():
        raise NotEstimableError("nobody_observed")
    if not all(rows[name].is_finite().all() for name in numbers):
        raise NotEstimableError("not_a_number", "infinite")
    return rows


def _selected(frame: IntoFrame, wanted: Sequence[str]) -> pl.DataFrame:
    names = Counter(str(name) for name in getattr(frame, "columns", ()))
    for name in wanted:
        if names[name] > 1:
            raise NotEstimableError("column_named_twice", name)
    lazy = nw.from_native(frame).lazy()
    for name in set(wanted) - set(lazy.collect_schema().names()):
        raise NotEstimableError("column_missing", name)
    found: pl.DataFrame = lazy.select(*wanted).collect(backend="polars").to_native()
    return found


def apart(**roles: Sequence[str]) -> None:
    """Raises NotEstimableError column_named_twice where one column is given to two of these roles, or twice to one."""
    for name, number in Counter(name for named in roles.values() for name in named).items():
        if number > 1:
            raise NotEstimableError("column_named_twice", name)


def two_valued(values: Floats, column: str) -> None:
    """Raises NotEstimableError unless both 0 and 1 occur and nothing else does."""
    found = set(np.unique(values).tolist())
    if not found <= {0.0, 1.0}:
        raise NotEstimableError("not_a_number", f"{column} is neither 0 nor 1")
    if len(found) < 2:
        raise NotEstimableError("one_group_only", column)
