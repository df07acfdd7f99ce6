"""What does protecting a table of 2,000 cells cost beside one plain HiGHS solve of the same table?

The plain solve is one `scipy.optimize.milp` on the whole table, without any of our search: the fewest cells to hide so that every sum with
a hidden cell has two (a binary column per cell and per sum, two lines per sum), the usual first approximation of cell suppression. It gives
no proof that anything is protected. Limit: 60 s; a solve that does not end counts with the time that it took. Beside it stands one linear
programme for one end of one cell, the least that an audit asks for. Times are of this process's CPU.

    nice python -m benchmarks.disclosure_cost
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from assets.figures.disclosure import protect
from assets.figures.protection.levels import level_sums

SHAPES = ((40, 48), (12, 11, 12))
LIMIT = 10.0
SECONDS = 60.0
THRESHOLDS = {"internal": 3, "public": 5}


def draw(shape: tuple[int, ...]) -> pl.DataFrame:
    """A table of random counts with all its totals."""
    random = np.random.default_rng(1)
    counts = random.negative_binomial(1, 1 / 9, size=shape)
    counts[random.random(shape) < 0.2] = 0  # a fifth is empty
    for axis in range(len(shape)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    rows = [
        {f"d{axis}": None if one == shape[axis] else str(one) for axis, one in enumerate(place)} | {"count": int(number)}
        for place, number in np.ndenumerate(counts)
    ]
    return pl.DataFrame(rows)


def sums_of(frame: pl.DataFrame) -> csr_array:
    """One line per sum: 1 for the whole, -1 for each part."""
    names = [name for name in frame.columns if name != "count"]
    keys = [frozenset((name, row[name]) for name in names if row[name] is not None) for row in frame.iter_rows(named=True)]
    place = {key: number for number, key in enumerate(keys)}
    lines = list(level_sums(keys))
    row = [number for number, (_, parts) in enumerate(lines) for _ in range(1 + len(parts))]
    column = [place[key] for whole, parts in lines for key in (whole, *parts)]
    sign = [one for _, parts in lines for one in (1.0, *[-1.0] * len(parts))]
    return csr_array((sign, (row, column)), shape=(len(lines), len(keys)))


def plain(frame: pl.DataFrame, threshold: int) -> tuple[float, bool]:
    """Seconds of the plain solve and whether it ended."""
    counts, sums = frame["count"].to_numpy().astype(float), abs(sums_of(frame))
    lines, size = sums.shape
    # Column of a sum: whether any of its cells is hidden.
    any_hidden = csr_array(-2.0 * np.eye(lines))
    at_least_two = vstack([_beside(sums, any_hidden), _beside(-sums, csr_array(np.diag(np.asarray(sums.sum(axis=1)).ravel())))])
    is_first = (counts > 0) & (counts < threshold)
    start = time.process_time()
    found = milp(
        np.concatenate([np.ones(size), np.zeros(lines)]),
        constraints=LinearConstraint(at_least_two, 0.0, np.inf),
        bounds=Bounds(np.concatenate([is_first, np.zeros(lines)]), np.concatenate([counts > 0, np.ones(lines)])),
        integrality=np.ones(size + lines),
        options={"time_limit": SECONDS},
    )
    return time.process_time() - start, found.status == 0


def _beside(left: csr_array, right: csr_array) -> csr_array:
    return csr_array(hstack([left, right]))


def one_end(frame: pl.DataFrame, threshold: int) -> float:
    """Seconds of one linear programme: how much one small cell can be where all small cells are hidden."""
    counts, sums = frame["count"].to_numpy().astype(float), sums_of(frame)
    is_hidden = (counts > 0) & (counts < threshold)
    weights = np.zeros(len(counts))
    weights[np.flatnonzero(is_hidden)[0]] = -1.0
    bounds = Bounds(np.where(is_hidden, 1.0, counts), np.where(is_hidden, 1e5, counts))
    start = time.process_time()
    milp(weights, constraints=LinearConstraint(sums, 0.0, 0.0), bounds=bounds)
    return time.process_time() - start


def main() -> int:
    """Prints seconds and ratios; 1 where one is above the limit."""
    worst = 0.0
    for shape in SHAPES:
        frame = draw(shape)
        for audience, threshold in THRESHOLDS.items():
            start = time.process_time()
            shown = protect(frame, audience)
            ours = time.process_time() - start
            seconds, has_ended = plain(frame, threshold)
            worst = max(worst, ours / seconds)
            sys.stdout.write(
                f"{shape} {audience}: {frame.height} cells, {shown.filter(status='suppressed').height} hidden in {ours:.1f} s; plain solve"
                f" {seconds:.1f} s ({'ended' if has_ended else 'not ended'}), ratio {ours / seconds:.2f};"
                f" one linear programme {one_end(frame, threshold):.3f} s\n"
            )
            sys.stdout.flush()
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
