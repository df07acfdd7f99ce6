"""Cells: numbers that are told or hidden, how they add up, and what is known of each when it is shown and when it is not.

Belongs here: the type, and which values a choice of hidden rows leaves open. Does not belong here: the choice (`suppression.py`) and the
bounds (`audit.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Cells:
    """Cells, the rows that publish them, and all that an attacker knows. One entry per cell, but for `cost` and `first`: one per row.

    `values`: true numbers. `relations`: one line per sum, +1 for the whole and -1 for each part, so that `relations @ values` is zero; a
    nested pair is such a sum with the difference as a cell. `shown_low`/`shown_high`: what a shown cell can be; `hidden_low`/`hidden_high`:
    what a hidden one, or one that nobody publishes, can be. `rows`: the cells that each published row tells; a cell told by several is
    hidden when all of them are. `cost`: what hiding a row costs. `first`: rows that must go. `is_implied`: cells that nobody publishes and
    nobody may work out. `need`: how far a hidden cell's greatest possible value must lie from its least. `is_whole`: counts of somebody.
    """

    values: Numbers
    relations: csr_array
    shown_low: Numbers
    shown_high: Numbers
    hidden_low: Numbers
    hidden_high: Numbers
    rows: Sequence[Sequence[int]]
    cost: Numbers
    first: Flags
    is_implied: Flags
    need: Numbers
    is_whole: Flags

    @cached_property
    def by_column(self) -> csc_array:
        """The relations, quick to cut by cell."""
        return csc_array(self.relations)

    @cached_property
    def membership(self) -> csr_array:
        """Rows × cells: 1 where the row tells the cell."""
        lengths = [len(row) for row in self.rows]
        places = np.fromiter((cell for row in self.rows for cell in row), dtype=np.int64, count=sum(lengths))
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return csr_array((np.ones(len(places)), places, starts), shape=(len(self.rows), len(self.values)))

    @cached_property
    def told_by(self) -> Numbers:
        """How many rows tell each cell; zero for one that nobody publishes."""
        return np.asarray(self.membership.sum(axis=0), dtype=np.float64).ravel()

    @cached_property
    def room_above(self) -> Numbers:
        """How much further up a cell can be when it is hidden than when it is shown."""
        return np.where(
            self.hidden_high > self.shown_high, self.hidden_high - np.where(np.isinf(self.shown_high), 0.0, self.shown_high), 0.0
        )

    @cached_property
    def room_below(self) -> Numbers:
        """How much further down a cell can be when it is hidden than when it is shown."""
        return np.where(self.shown_low > self.hidden_low, np.where(np.isinf(self.shown_low), 0.0, self.shown_low) - self.hidden_low, 0.0)

    def is_open(self, hidden: Flags) -> Flags:
        """Which cells no shown row tells. `hidden`: one flag per row."""
        shown = np.asarray(self.membership.T @ (~hidden).astype(np.float64))
        return shown < 0.5  # a number of rows

    def bounds(self, hidden: Flags) -> tuple[Numbers, Numbers]:
        """What each cell can be at least and at most, by what is told of itself alone."""
        is_open = self.is_open(hidden)
        return np.where(is_open, self.hidden_low, self.shown_low), np.where(is_open, self.hidden_high, self.shown_high)

    def targets(self, hidden: Flags) -> NDArray[np.int64]:
        """The cells that must not be worked out: the hidden ones and the implied ones, where they are not known from elsewhere."""
        is_hidden = (self.is_open(hidden) & (self.told_by > 0)) | self.is_implied
        return np.flatnonzero(is_hidden & (self.hidden_high - self.hidden_low >= self.need))

    def is_possible(self, numbers: Numbers, hidden: Flags) -> bool:
        """Whether the cells could be these numbers, for all that is told: every sum holds, every bound is kept, counts are whole."""
        low, high = self.bounds(hidden)
        scale = TOLERANCE * np.maximum(1.0, np.abs(numbers))
        is_within = bool(np.all(numbers >= low - scale) and np.all(numbers <= high + scale))
        is_whole = bool(np.all(numbers[self.is_whole] == np.round(numbers[self.is_whole])))
        return (
            is_within
            and is_whole
            and bool(np.all(np.abs(self.relations @ numbers) <= TOLERANCE * (1 + abs(self.relations) @ np.abs(numbers))))
        )
