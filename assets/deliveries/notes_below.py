"""Notes below the rows: last lines of a file that are no rows, such as a source, a sum, or how many rows a database counted.

Belongs here: telling such a line from a row, and from a row that was cut off. Does not belong here: what becomes of it (`landing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.deliveries.calendar_words import NUMBERS
from assets.deliveries.columns import ReadColumn
from assets.deliveries.delimited import BEYOND
from data_contracts.contract import Contract
from data_contracts.rules import Column

MOST_LINES: Final = 3
"""Lines at the end that are looked at."""
NUMBERED: Final = ("decimal", "integer")
"""Notations that a sum stands in."""
OWN_WORDS: Final = ("text", "key", "boolean")
"""Notations in which a row may hold any word."""
WORD: Final = re.compile(r"[^\W\d_]{3,}")
OPENING: Final = re.compile(
    r"\W*(?:i ?alt|sum|total|antal|udtr(?:uk|æk)|kilde|note|bemærk|rapport|genereret|dannet|slut|source|end of|\d+ (?:rækker|rows))\b",
    re.IGNORECASE,
)
"""How a note begins, where its place in the line says nothing."""


def notes_below(rows: pl.DataFrame, cells: Mapping[str, ReadColumn], places: Mapping[str, int], contract: Contract) -> int:
    """How many of a table's last rows are notes and no rows.

    A note fills fewer cells than a row has to, begins with words where a row of this kind has none, and says nothing that could be read but
    numbers. A row that was cut off begins as a row does, and is none.
    """
    columns = {places[column.name]: column for column in contract.read_columns if column.name in places}
    fewest = sum(column.is_required for column in columns.values())
    last = rows.tail(MOST_LINES)
    count = 0
    for number in range(last.height - 1, -1, -1):
        texts = [str(cell or "").strip() for cell in last.drop(BEYOND).row(number)]
        filled = [place for place in range(len(texts)) if str(place) in last.columns and texts[place]]
        readable = {name for name, read in cells.items() if read.values.tail(MOST_LINES)[number] is not None}
        said = [column for place in filled if (column := columns.get(place)) is not None and column.notation not in (*NUMBERED, *OWN_WORDS)]
        is_short = 0 < len(filled) < fewest and not last[BEYOND][number]
        if not is_short or any(column.name in readable for column in said) or not _opens(texts[filled[0]], columns.get(filled[0])):
            break
        count += 1
    return count


def _opens(text: str, column: Column | None) -> bool:
    """Whether a line that begins so is a note; part of a month's name may be a row that was cut off within it."""
    if column is None or column.notation in OWN_WORDS:
        return bool(OPENING.match(text))
    word = WORD.search(text)
    is_month = column.notation in ("date", "month") and word is not None and any(name.startswith(word[0].lower()) for name in NUMBERS)
    return word is not None and not is_month
