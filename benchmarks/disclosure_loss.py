"""How many more cells does `protect` hide than the least that protects? Small tables, solved exactly by one integer programme each.

The programme (scipy.optimize.milp, HiGHS) chooses hidden cells and, for each hidden cell, two points within all that is told that lie three
apart in it; points need not be whole, so that its least is at most the true one and the ratio at least the true one.

    nice python -m benchmarks.disclosure_loss [TABLES]
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from assets.figures.disclosure import protect

TABLES = 60
LIMIT = 1.5
MOST = 1000.0
APART = 3.0
SECONDS = 120.0
THRESHOLDS = {"internal": 3, "public": 5}


def draw(random: np.random.Generator) -> np.ndarray:
    """A two-way table with its totals in the last row and column."""
    inner = random.negative_binomial(1, 0.1, size=(int(random.integers(2, 4)), int(random.integers(2, 5))))
    inner[random.random(inner.shape) < 0.1] = 0  # some are empty
    with_rows = np.vstack([inner, inner.sum(axis=0)])
    return np.hstack([with_rows, with_rows.sum(axis=1, keepdims=True)])


def frame_of(table: np.ndarray) -> pl.DataFrame:
    """The table as rows, totals without a name."""
    last = [size - 1 for size in table.shape]
    rows = [
        {"a": None if i == last[0] else f"a{i}", "b": None if j == last[1] else f"b{j}", "count": int(number)}
        for (i, j), number in np.ndenumerate(table)
    ]
    return pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "count": pl.Int64})


def window(number: float, audience: str) -> tuple[float, float]:
    """What a shown count can be."""
    if audience == "internal" or number == 0:
        return number, number
    shown = 5 * int((number + 2) // 5)
    return max(shown - 2, 5), shown + 2


def least(table: np.ndarray, audience: str) -> int | None:
    """The fewest hidden cells that protect; None where the programme found no proof in time."""
    values = table.ravel().astype(float)
    size, threshold = len(values), THRESHOLDS[audience]
    places = np.arange(size).reshape(table.shape)
    lines = [(line[-1], line[:-1]) for line in places] + [(line[-1], line[:-1]) for line in places.T]
    bounds = np.array([window(value, audience) for value in values])
    targets = np.flatnonzero(values > 0)
    # Columns: hidden or not, then for every cell that could be hidden a higher and a lower point.
    start = {(target, end): size * (1 + 2 * number + end) for number, target in enumerate(targets) for end in (0, 1)}
    wide = size * (1 + 2 * len(targets))
    entries: list[tuple[int, int, float]] = []
    low: list[float] = []
    high: list[float] = []

    def line(terms: list[tuple[int, float]], least_of: float, most_of: float) -> None:
        entries.extend((len(low), column, factor) for column, factor in terms)
        low.append(least_of)
        high.append(most_of)

    for target in targets:
        for end in (0, 1):
            first = start[target, end]
            for whole, parts in lines:
                line([(first + whole, 1.0), *((first + part, -1.0) for part in parts)], 0.0, 0.0)
            for cell in targets:
                line([(first + cell, 1.0), (cell, -(MOST - bounds[cell, 1]))], -np.inf, bounds[cell, 1])
                line([(first + cell, 1.0), (cell, bounds[cell, 0] - 1.0)], bounds[cell, 0], np.inf)
        line([(start[target, 0] + target, 1.0), (start[target, 1] + target, -1.0), (target, -APART)], 0.0, np.inf)
    is_first = (values > 0) & (values < threshold)
    lowest, highest = np.zeros(wide), np.full(wide, MOST)
    lowest[:size], highest[:size] = is_first, values > 0
    for first in start.values():
        highest[first + np.flatnonzero(values == 0)] = 0.0
    row, column, factor = (np.array(one) for one in zip(*entries, strict=True))
    matrix = coo_array((factor, (row, column)), shape=(len(low), wide)).tocsr()
    cost = np.zeros(wide)
    cost[:size] = 1.0
    kinds = np.zeros(wide)
    kinds[:size] = 1
    found: Any = milp(
        cost,
        constraints=LinearConstraint(matrix, np.array(low), np.array(high)),
        bounds=Bounds(lowest, highest),
        integrality=kinds,
        options={"time_limit": SECONDS},
    )
    return round(found.fun) if found.status == 0 else None


def main(arguments: list[str]) -> int:
    """Prints the ratios; 1 where one is above the limit."""
    number = int(arguments[0]) if arguments else TABLES
    worst = 0.0
    for audience in THRESHOLDS:
        ratios, unsolved = [], 0
        for seed in range(number):
            table = draw(np.random.default_rng(seed))
            ours = protect(frame_of(table), audience).filter(status="suppressed").height
            if not ours:
                continue
            fewest = least(table, audience)
            if fewest is None:
                unsolved += 1
            elif fewest:
                ratios.append(ours / fewest)
        if ratios:
            worst = max(worst, *ratios)
            above = sum(ratio > LIMIT for ratio in ratios)
            middle = f"mean {statistics.mean(ratios):.3f}, most {max(ratios):.2f}, above {LIMIT}: {above}"
            sys.stdout.write(f"{audience}: {len(ratios)} tables solved, {unsolved} not in {SECONDS:.0f} s; hidden / least: {middle}\n")
            sys.stdout.flush()
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
