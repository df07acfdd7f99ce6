"""Nothing: the words by which systems say that a cell holds nothing.

Belongs here: which words those are. Does not belong here: where a blank cell may stand and what it means (the contract), and errors of
spreadsheets such as `#N/A`, which hide something and are never blank.
"""

from __future__ import annotations

from typing import Final

import polars as pl

WORDS: Final = frozenset({"null", "(null)", "na", "n/a", "nan", "none", "nil", "-", "–", "—", "--", ".", ".."})
"""In lower case. Databases write NULL, R writes NA, pandas NaN, Python None, SAS a point, Statistics Denmark two."""
LONGEST: Final = 6
"""Characters of the longest word; no longer cell is looked at."""


def words_for_nothing(texts: pl.Series) -> frozenset[str]:
    """Those of a column's distinct texts that say nothing."""
    short = texts.drop_nulls()
    short = short.filter(short.str.len_chars() <= LONGEST)
    return frozenset(text for text in short.to_list() if text.lower() in WORDS) if len(short) else frozenset()
