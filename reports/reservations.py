"""Reservations in tables: what all rows carry is said once above the table, and in a row only what is its own.

Belongs here: parting the words. Does not belong here: which reservations a figure has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.blocks import Note
from reports.figures import FigureTable, Shown

FEWEST_ROWS = 2


def shared_and_own(table: FigureTable, rows: Sequence[Shown], apart_from: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The reservations that every published row carries, where there are at least two, and for each row the rest as one text."""
    told = [[words for words in table.warnings(shown) if words not in apart_from] for shown in rows]
    published = [words for words, shown in zip(told, rows, strict=True) if shown.is_published]
    shared = [word for word in published[0] if all(word in words for words in published)] if len(published) >= FEWEST_ROWS else []
    return shared, ["; ".join(word for word in words if word not in shared) for words in told]


def shared_note(table: FigureTable, shared: Sequence[str]) -> Iterator[Note]:
    """The sentence above a table; nothing where nothing is shared."""
    if shared:
        yield Note(table.language.text("figures.shared_reservations", words="; ".join(shared)))
