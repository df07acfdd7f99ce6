"""Calendar words: months by their names, Danish and English, whole or shortened.

Belongs here: those names. Does not belong here: where in a date they stand (`days.py`, `months.py`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

NAMES: Final = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september", "sept"),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
NUMBERS: Final = {word: f"{number:02}" for number, names in enumerate(NAMES, start=1) for name in names for word in (name, name[:3])}
"""A name, or its first three letters, as the month's two digits."""


def month_number(word: pl.Expr) -> pl.Expr:
    """Two digits of the month that a word names; null for any other word."""
    return word.str.to_lowercase().replace_strict(NUMBERS, default=None, return_dtype=pl.String)
