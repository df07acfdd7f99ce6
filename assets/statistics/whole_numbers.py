"""Whole numbers from whatever holds them: lists, NumPy arrays and Polars series of integers, whole floats, decimals or booleans.

Belongs here: telling a whole number from what is none. Does not belong here: what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt
import polars as pl

Integers = npt.NDArray[np.int64]
Numbers = Sequence[object] | pl.Series | npt.NDArray[np.generic]
LARGEST = 2**53
"""Beyond it a float no longer tells one whole number from the next."""


def whole_numbers(values: Numbers, name: str) -> Integers:
    """The values as 64-bit integers; true is 1, false 0.

    Raises ValueError, with `name`, for more than one dimension, gaps, fractions, text, infinity and numbers beyond 2^53.
    """
    found = values.to_numpy() if isinstance(values, pl.Series) and values.null_count() == 0 else np.asarray(values)
    if found.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional")
    if found.size == 0:
        return np.zeros(0, dtype=np.int64)
    if found.dtype == np.bool_:
        return found.astype(np.int64)
    if np.issubdtype(found.dtype, np.integer):
        return _integers(found, name)
    if np.issubdtype(found.dtype, np.floating):
        return _floats(found.astype(np.float64), name)
    return np.array([_one(value, name) for value in found.tolist()], dtype=np.int64)


def _integers(found: npt.NDArray[np.generic], name: str) -> Integers:
    if int(found.max()) > LARGEST or int(found.min()) < -LARGEST:
        raise ValueError(f"{name} must not be larger than 2^53")
    return found.astype(np.int64)


def _floats(found: npt.NDArray[np.float64], name: str) -> Integers:
    if np.isnan(found).any():
        raise ValueError(f"{name} must be numbers without gaps")
    if (np.abs(found) > LARGEST).any():
        raise ValueError(f"{name} must not be larger than 2^53")
    whole = found.astype(np.int64)
    if (whole != found).any():
        raise ValueError(f"{name} must be whole numbers: time is discrete")
    return whole


def _one(value: object, name: str) -> int:
    """One value of a mixed column; a gap, whatever it is called, is no number."""
    if value is None or isinstance(value, str | bytes):
        raise ValueError(f"{name} must be numbers without gaps")
    try:
        number = Decimal(int(value)) if isinstance(value, bool | np.bool_) else Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name} must be numbers without gaps") from None
    if not number.is_finite():
        raise ValueError(f"{name} must be numbers without gaps")
    if abs(number) > LARGEST:
        raise ValueError(f"{name} must not be larger than 2^53")
    if number != number.to_integral_value():
        raise ValueError(f"{name} must be whole numbers: time is discrete")
    return int(number)
