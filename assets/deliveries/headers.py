"""Headers: which row of a file is its header, and which column of the contract stands under which cell.

Belongs here: matching by any known name, with letters broken or lost. Does not belong here: the cells below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assets.deliveries.encodings import LOST_LETTER, fitting, folded, repaired
from assets.deliveries.notations import INVISIBLE
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import Contract

FEWEST_KNOWN_HEADERS = 2
"""A row with fewer known headers is no header row: one word may stand in a title by chance."""
LONGEST_NAME = 200
"""Characters of a cell that may still be a column's name."""
LONGEST_HEADER, LONGEST_LIST = 40, 300
"""Characters of the file's own words that a message repeats."""
QUESTION_MARK_FOR_A_LETTER = re.compile(r"\?(?=[^\W\d_])")
"""Some programs write a question mark for a letter that they do not know."""


@dataclass(frozen=True)
class MatchedHeader:
    """Column name → place in the header, how many named columns the contract does not know, and notes on letters."""

    places: Mapping[str, int]
    unknown: int
    notes: frozenset[str]


def header_row(rows: Sequence[Sequence[str]], contract: Contract) -> tuple[int, int] | None:
    """Index of the row with most known headers (the first of several) and their number; None where no row has enough."""
    counts = [len({name for cell in row if cell and (name := _column_of(cell, contract))}) for row in rows]
    best = max(counts, default=0)
    return (counts.index(best), best) if best >= FEWEST_KNOWN_HEADERS else None


def match_header(cells: Sequence[str], contract: Contract) -> MatchedHeader:
    """Finds the contract's columns in a header row.

    Raises FileRejected: `header_twice` where two cells name one column, `missing_columns` with the business names looked for and the
    file's own headers.
    """
    names = {column.name: column.headers[1] for column in contract.columns}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _column_of(cell, contract)
        if name in places:
            raise FileRejected("header_twice", header=names[name])
        if name is not None:
            places[name] = place
    missing = [column.headers[1] for column in contract.read_columns if column.is_required and column.name not in places]
    if missing:
        raise FileRejected("missing_columns", missing=", ".join(missing), found=shown_headers(cells))
    unknown = sum(1 for cell in cells if cell) - len(places)
    return MatchedHeader(places, unknown, frozenset(_notes(cells, places)))


def _column_of(cell: str, contract: Contract) -> str | None:
    """The column that a header's cell names: the only one, where letters of it are lost."""
    if len(cell) > LONGEST_NAME:
        return None
    known = _known_names(contract)
    plain = folded(repaired(cell))
    if plain in known:
        return known[plain]
    lost = folded(QUESTION_MARK_FOR_A_LETTER.sub(LOST_LETTER, repaired(cell)))
    if LOST_LETTER not in lost:
        return None
    candidates = {known[name] for name in fitting(lost, list(known))}
    return candidates.pop() if len(candidates) == 1 else None


@cache
def _known_names(contract: Contract) -> Mapping[str, str]:
    return {folded(header): column.name for column in contract.read_columns for header in column.headers}


def _notes(cells: Sequence[str], places: Mapping[str, int]) -> set[str]:
    known = [cells[place] for place in places.values()]
    notes = {"letters_broken"} if any(repaired(cell) != cell for cell in known) else set()
    if any(LOST_LETTER in cell or QUESTION_MARK_FOR_A_LETTER.search(cell) for cell in known):
        notes.add("letters_lost")
    return notes


def shown_headers(cells: Sequence[str]) -> str:
    """The file's own headers, shortened; a header full of digits may be a number that stands in the wrong row."""
    shown = [re.sub(INVISIBLE, "", cell)[:LONGEST_HEADER] for cell in cells if cell and sum(character.isdigit() for character in cell) < 6]
    text = ", ".join(shown)
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rsplit(", ", 1)[0] + ", …"
