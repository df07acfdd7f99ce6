"""Marks: what is to be laid over the values of a sheet, and how far the sheet reaches.

Belongs here: the shape that the passes over all containers share, and the limits. Does not belong here: any container's own form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from assets.deliveries.rejections import FileRejected
from assets.deliveries.unreadable import UNCALCULATED

MOST_CELLS: Final = 1 << 24
"""What calamine keeps of a sheet is a full table, 32 bytes a cell: half a GiB, and room for every row of Excel with 16 columns."""
ROOMY_CELLS: Final = 1 << 20
FEWEST_FILLED: Final = 0.02
"""Of a larger table, the share of cells that hold something; below it a cell stands far off its table."""
PERCENT_FORMATS: Final = frozenset({9, 10})
"""Excel's own numbers of `0%` and `0.00%`."""
NO_SIGN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What a number format shows as text, or does not show."""

NOWHERE: Final = 1 << 31

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass
class Marks:
    """What a pass found in one sheet.

    `cells`: text to stand instead of calamine's value. `percents`: numbers shown with a percent sign. `merged`: first row, first column,
    last row, last column. `reach`: one row and one column past the last cell that holds anything; `filled`: how many do.
    """

    cells: dict[Place, str] = field(default_factory=dict, repr=False)
    percents: set[Place] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    reach: Place = (0, 0)
    filled: int = 0
    first_hidden: Place = (NOWHERE, NOWHERE)
    """The first row and the first column that are hidden."""

    @property
    def has_hidden(self) -> bool:
        """Whether a row or column is hidden among those that hold anything."""
        return self.first_hidden[0] < self.reach[0] or self.first_hidden[1] < self.reach[1]

    def hide(self, row: int = NOWHERE, column: int = NOWHERE) -> None:
        """Notes a hidden row or column."""
        self.first_hidden = min(row, self.first_hidden[0]), min(column, self.first_hidden[1])

    def fill(self, row: int, column: int, times: int = 1, *, has_value: bool = True) -> None:
        """Notes a cell that holds something, `times` in a row; without a value where it is a formula that was never computed."""
        self.filled += times
        if row >= self.reach[0] or column + times > self.reach[1]:
            self.reach = max(row + 1, self.reach[0]), max(column + times, self.reach[1])
        if not has_value:
            self.cells[row, column] = UNCALCULATED

    def require_near(self) -> None:
        """Raises FileRejected `cell_far_off` where the sheet is mostly nothing, or larger than can be read."""
        cells = self.reach[0] * self.reach[1]
        if cells > MOST_CELLS or (cells > ROOMY_CELLS and self.filled < FEWEST_FILLED * cells):
            raise FileRejected("cell_far_off", cell=f"{column_name(self.reach[1] - 1)}{self.reach[0]}")


def column_name(column: int) -> str:
    """A column from 0 as spreadsheets call it."""
    name, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def column_number(letters: str) -> int:
    """The reverse of `column_name`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def shows_percent(number_format: str) -> bool:
    """Whether a number format shows a hundredfold with a percent sign."""
    return "%" in NO_SIGN.sub("", number_format)
