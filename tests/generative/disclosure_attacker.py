"""An attacker on published tables: reads what was published and nothing else, and bounds every hidden count by integer programmes.

Shares no line with the protection that it attacks. Knows: the audience's threshold and base, that a zero is shown, how tables add up, which
counts lie within which, every earlier publication, and which cells have not changed since (the past of some is closed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Cell = tuple[int, str, tuple[tuple[str, str], ...]]
"""Publication (0 is the first), measure, dimensions in order of name."""
MOST = 100_000.0
FEWEST_VALUES = 4
HOURS = "hours of "


@dataclass
class System:
    """All that is known: unknowns with bounds, sums and orders between them."""

    places: dict[Cell, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    lines: list[tuple[list[int], list[float], float]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    """Unknowns that a publication hides."""

    def place(self, cell: Cell) -> int:
        """The unknown of a cell."""
        if cell not in self.places:
            self.places[cell] = len(self.low)
            self.low.append(0.0)
            self.high.append(MOST)
        return self.places[cell]

    def tell(self, place: int, low: float, high: float) -> None:
        """Narrows an unknown."""
        self.low[place], self.high[place] = max(self.low[place], low), min(self.high[place], high)


def told(shown: float, audience: str) -> tuple[float, float]:
    """The counts that are shown like that: internal ones are exact; in public 0 is 0, 5 is 5 to 7, 10 is 8 to 12."""
    if audience == "internal" or shown == 0:
        return shown, shown
    return max(shown - 2, 5.0), shown + 2


def read(
    publications: Sequence[Mapping[str, pl.DataFrame]],
    audience: str,
    chains: Sequence[Sequence[str]] = (),
    unchanged: Iterable[tuple[str, tuple[tuple[str, str], ...]]] = (),
) -> System:
    """The system of several publications of the same tables. `chains`: measures, the smallest first; `unchanged`: cells of all of them."""
    system = System()
    for edition, tables in enumerate(publications):
        for frame in tables.values():
            _read_table(system, edition, frame, audience)
    for edition in range(len(publications)):
        for smaller, larger in (pair for chain in chains for pair in pairwise(chain)):
            for _, _, key in [cell for cell in system.places if cell[:2] == (edition, smaller)]:
                outer = system.places.get((edition, larger, key))
                if outer is not None:
                    system.lines.append(([outer, system.places[edition, smaller, key]], [1.0, -1.0], MOST))
    for edition in range(1, len(publications)):
        for measure, key in unchanged:
            pair = [system.places.get((number, measure, key)) for number in (edition - 1, edition)]
            if None not in pair:
                then, now = [int(place) for place in pair if place is not None]
                system.lines.append(([then, now], [1.0, -1.0], 0.0))
                if then in system.hidden and now not in system.hidden and system.high[now] < MOST:
                    system.hidden.remove(then)  # the later publication tells it: nobody needs to work it out
    return system


def _read_table(system: System, edition: int, frame: pl.DataFrame, audience: str) -> None:
    dimensions = sorted(set(frame.columns) - {"measure", "count", "value", "status", "reason", "shown"})
    keys: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for row in frame.iter_rows(named=True):
        key = tuple((name, str(row[name])) for name in dimensions if row[name] is not None)
        keys.setdefault(row["measure"], set()).add(key)
        place = system.place((edition, row["measure"], key))
        if row["status"] == "published":
            system.tell(place, *told(float(row["count"]), audience))
        elif place not in system.hidden:
            system.tell(place, 1.0, MOST)
            system.hidden.append(place)
    for measure, found in keys.items():
        deepest = {key for key in found if len(key) == max(map(len, found))}
        names = [name for name, _ in next(iter(deepest))]
        for size in range(len(names), 0, -1):
            for kept in combinations(names, size):
                level = {tuple(pair for pair in key if pair[0] in kept) for key in deepest}
                for over in kept:
                    parts: dict[tuple[tuple[str, str], ...], list[int]] = {}
                    for key in sorted(level):
                        whole = tuple(pair for pair in key if pair[0] != over)
                        parts.setdefault(whole, []).append(system.place((edition, measure, key)))
                    for whole, places in parts.items():
                        system.lines.append(([system.place((edition, measure, whole)), *places], [1.0, *[-1.0] * len(places)], 0.0))


def pinned(system: System, differences: Sequence[tuple[int, int]] = ()) -> list[tuple[int, ...]]:
    """What is left with fewer than four possible values: hidden unknowns (one place), differences (the larger's, the smaller's)."""
    wide = len(system.low)
    row = [number for number, (places, _, _) in enumerate(system.lines) for _ in places]
    column = [place for places, _, _ in system.lines for place in places]
    sign = [one for _, signs, _ in system.lines for one in signs]
    matrix = coo_array((sign, (row, column)), shape=(len(system.lines), wide)).tocsr()
    constraint = LinearConstraint(matrix, 0.0, np.array([most for *_, most in system.lines]))
    bounds = Bounds(np.array(system.low), np.array(system.high))
    targets: list[tuple[int, ...]] = [(place,) for place in system.hidden] + [tuple(pair) for pair in differences]
    weights = np.zeros((len(targets), wide))
    for number, target in enumerate(targets):
        weights[number, target[0]] = 1.0
        if len(target) > 1:
            weights[number, target[1]] = -1.0
    least, most = np.full(len(targets), np.inf), np.full(len(targets), -np.inf)
    for number in range(len(targets)):
        for direction in (1.0, -1.0):
            if most[number] - least[number] >= FEWEST_VALUES - 1:
                break
            point = _whole_point(direction * weights[number], constraint, bounds)
            seen = weights @ point
            least, most = np.minimum(least, seen), np.maximum(most, seen)
    return [target for number, target in enumerate(targets) if most[number] - least[number] < FEWEST_VALUES - 1]


def _whole_point(weights: Any, constraint: LinearConstraint, bounds: Bounds) -> Any:
    """An integer point with the least weight; the linear programme's own end where that is whole already."""
    for integrality in (0, 1):
        found = milp(
            weights, constraints=constraint if constraint.A.shape[0] else (), bounds=bounds, integrality=np.full(len(weights), integrality)
        )
        if found.x is None:
            raise RuntimeError(f"the published numbers contradict each other: {found.message}")
        point = np.round(found.x)
        is_whole = bool(np.all(np.abs(found.x - point) < 1e-6))  # the solver's own tolerance
        if is_whole:
            break
    return point


def ends_of_sum(frame: pl.DataFrame, dimension: str) -> dict[str, tuple[float, float]]:
    """Least and greatest sum of each hidden row of a one-way table of sums with its total: what is missing from the total, at most."""
    total = frame.filter(pl.col(dimension).is_null())["value"][0]
    parts = frame.filter(pl.col(dimension).is_not_null())
    hidden = parts.filter(status="suppressed")[dimension].to_list()
    if total is None:
        return dict.fromkeys(hidden, (0.0, MOST))
    missing = total - float(parts["value"].fill_null(0).sum())
    return dict.fromkeys(hidden, (missing, missing) if len(hidden) == 1 else (0.0, missing))
