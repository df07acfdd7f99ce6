"""A draft of cells: numbers under keys, sums and nestings between them, and the rows that publish them, until they are made into `Cells`.

Belongs here: collecting, and what an attacker knows of each cell by itself. Does not belong here: where keys come from
(`protected_tables.py`, `assets/figures/linked.py`).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from assets.figures.protection.audience import FEWEST_POSSIBLE, Audience
from assets.figures.protection.cells import TOLERANCE, Cells

Key = Hashable
LEAST_WIDTH_OF_A_SUM = 0.1
"""Hours and kroner that are hidden must be open by at least this part of themselves."""


@dataclass
class Entry:
    """One cell. `can_be_zero`: whether it could be zero although it is hidden; a count that is a row of its own could not.

    `can_be_negative`: a count that is the change of another.
    """

    value: float
    is_count: bool = True
    can_be_zero: bool = True
    can_be_negative: bool = False
    is_told: bool = False
    is_rounded: bool = True
    least_width: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    is_implied: bool = False


@dataclass
class Draft:
    """Cells by key, sums (`whole`, `parts`), and rows: the cells that each tells, what hiding it costs and whether it must go."""

    audience: Audience
    entries: list[Entry] = field(default_factory=list)
    places: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    first: list[bool] = field(default_factory=list)

    def cell(self, key: Key, value: float, *, is_count: bool = True) -> int:
        """The place of a cell; equal keys are one cell. A new one is published by nobody until a row tells it."""
        if key not in self.places:
            self.places[key] = len(self.entries)
            self.entries.append(Entry(value, is_count))
        return self.places[key]

    def row(self, cells: Sequence[int], *, cost: float = 1.0, must_go: bool = False) -> int:
        """A published row that tells these cells; returns its number."""
        for cell in cells:
            self.entries[cell].is_told = True
        self.rows.append(tuple(dict.fromkeys(cells)))
        self.costs.append(cost)
        self.first.append(must_go)
        return len(self.rows) - 1

    def sum(self, whole: int, parts: Iterable[int], *, can_have_rest: bool = False) -> None:
        """The parts add up to the whole. What is missing is a cell of its own, hidden from everybody; parts that are together more than
        the whole overlap, and then each is no more than the whole; one that is more is no part of it.

        `can_have_rest`: something could be missing as far as anybody knows, even where nothing is.
        """
        parts = tuple(dict.fromkeys(parts))
        if not parts or parts == (whole,):
            return
        rest = self.entries[whole].value - sum(self.entries[part].value for part in parts)
        is_count = self.entries[whole].is_count
        scale = TOLERANCE * max(1.0, abs(self.entries[whole].value))
        is_open = (can_have_rest and rest >= -scale) or (abs(rest) > scale and (rest > 0 or not is_count))
        if is_open and is_count and len(parts) == 1:
            self.nested(whole, parts[0])
            return
        if is_open:
            parts = (*parts, self.cell(("rest", whole, parts), rest, is_count=is_count))
        elif rest < -scale:
            for part in parts:
                if self.entries[part].value <= self.entries[whole].value + TOLERANCE:
                    self.nested(whole, part)
            return
        self.sums.append((whole, parts))

    def nested(self, larger: int, smaller: int) -> None:
        """Everybody in the smaller count is in the larger one: the difference is a count that nobody publishes.

        Raises ValueError where the smaller one is larger.
        """
        difference = self.entries[larger].value - self.entries[smaller].value
        if difference < -TOLERANCE:
            raise ValueError("a count that lies within another cannot be larger than that")
        if larger != smaller:
            self.sums.append((larger, (smaller, self.cell(("between", larger, smaller), difference))))

    def change(self, now: int, then: int) -> None:
        """What a count has become since an earlier publication, up or down, is itself a number that nobody publishes."""
        larger, smaller = (now, then) if self.entries[now].value >= self.entries[then].value else (then, now)
        by = self.cell(("change", larger, smaller), self.entries[larger].value - self.entries[smaller].value)
        self.entries[by].can_be_negative = True
        self.sums.append((larger, (smaller, by)))

    def hide_what_would_bound(self) -> None:
        """Hides counts that hold others and are themselves fewer than the values that must stay possible: once told, they would pin any of
        the others that a later publication hides, even one that is zero today and therefore shown."""
        holding = {whole for whole, parts in self.sums if len(parts) > 1}
        small = {cell for cell in holding if self.entries[cell].is_told and self._would_bound(self.entries[cell])}
        self.first = [must_go or not small.isdisjoint(cells) for must_go, cells in zip(self.first, self.rows, strict=True)]

    def _would_bound(self, entry: Entry) -> bool:
        _, most = self.audience.window(self.audience.shown(entry.value)) if entry.is_rounded else (entry.value, entry.value)
        return entry.is_count and 0 < most < FEWEST_POSSIBLE

    def know(self, cell: int, low: float, high: float) -> None:
        """What is known of a cell from elsewhere, whether it is shown or not."""
        entry = self.entries[cell]
        entry.low, entry.high = max(entry.low, low), min(entry.high, high)

    def cells(self) -> Cells:
        """The cells, for the engine."""
        bounds = np.array([self._bounds(entry) for entry in self.entries], dtype=np.float64).reshape(-1, 4)
        values = np.array([entry.value for entry in self.entries], dtype=np.float64)
        lines = sorted({(whole, tuple(sorted(parts))) for whole, parts in self.sums})
        line = [number for number, (_, parts) in enumerate(lines) for _ in range(1 + len(parts))]
        column = [cell for whole, parts in lines for cell in (whole, *parts)]
        sign = [number for _, parts in lines for number in (1.0, *[-1.0] * len(parts))]
        return Cells(
            values=values,
            relations=csr_array((sign, (line, column)), shape=(len(lines), len(values))),
            shown_low=bounds[:, 0],
            shown_high=bounds[:, 1],
            hidden_low=bounds[:, 2],
            hidden_high=bounds[:, 3],
            rows=tuple(self.rows),
            cost=np.array(self.costs, dtype=np.float64),
            first=np.array(self.first, dtype=bool),
            is_implied=np.array([self._is_implied(entry) for entry in self.entries], dtype=bool),
            need=np.array([self._need(entry) for entry in self.entries], dtype=np.float64),
            is_whole=np.array([entry.is_count for entry in self.entries], dtype=bool),
        )

    def _is_implied(self, entry: Entry) -> bool:
        is_small = entry.is_count and self.audience.is_small(entry.value)
        return entry.is_implied or (not entry.is_told and is_small)

    def _need(self, entry: Entry) -> float:
        return FEWEST_POSSIBLE - 1.0 if entry.is_count else max(entry.least_width, LEAST_WIDTH_OF_A_SUM * abs(entry.value), TOLERANCE)

    def _bounds(self, entry: Entry) -> tuple[float, float, float, float]:
        """What the cell can be while it is shown, and while it is not."""
        if entry.can_be_negative:
            return (-math.inf, math.inf, -math.inf, math.inf)
        shown: tuple[float, float] = (entry.value, entry.value)
        if not entry.is_told:
            shown = (0.0 if entry.is_count else -math.inf, math.inf)
        elif entry.is_count and entry.is_rounded and not self.audience.is_small(entry.value):
            shown = self.audience.window(self.audience.shown(entry.value))
        hidden = (0.0 if entry.can_be_zero or not entry.is_told else 1.0, math.inf)
        if not entry.is_count:
            hidden = (0.0 if entry.value >= 0 else -math.inf, math.inf)
        if entry.is_told and not entry.can_be_zero and not entry.value:
            hidden = (0.0, 0.0)
        return (*_within(shown, entry), *_within(hidden, entry))


def _within(bounds: tuple[float, float], entry: Entry) -> tuple[float, float]:
    return max(bounds[0], entry.low), min(bounds[1], entry.high)
