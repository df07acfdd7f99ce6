"""The choice: which rows go beside those that must, so that no hidden cell can be worked out, and as few as can be.

Belongs here: the search. Does not belong here: the proof, which `audit.py` gives for whatever is chosen here. In words: linear programmes
move every cell that is pinned by as much as it must be able to move, at the least cost in cells that have to be hidden for it (Kelly,
Golden and Assad 1992, all cells in one programme; the cost of a cell is made anew by how far it moved, which drives cells out that move a
little). It goes on until the audit finds nothing pinned; then rows that nothing rests on are shown again. Hiding every row that is not
zero always protects, since all numbers could then be any multiple of themselves; so the search ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from assets.figures.protection.audit import Evidence, Places, hard_to_prove, is_safe, pinned
from assets.figures.protection.cells import TOLERANCE, Cells, Flags, Numbers

MOST_ROUNDS = 60
PROGRAMMES_A_ROUND = 3
ROWS_TRIED_ALONE = 150
"""Up to so many rows, every secondary one is tried whether it can be shown again."""
ROWS_SEARCHED_AGAIN = 40
SEARCHES = 3
"""Up to `ROWS_SEARCHED_AGAIN` rows: how often the search begins, each time with other costs. The best is kept."""
SPREAD_OF_COSTS = 0.6
WHOLE_PRICE = 1e4
"""What it costs to leave a pinned cell where it is: more than hiding any row."""


@dataclass(frozen=True)
class Choice:
    """Hidden rows, the evidence that they protect, and the cells that nothing could protect (known from elsewhere)."""

    hidden: Flags
    evidence: Evidence
    unprotected: Places


def suppress(cells: Cells) -> Choice:
    """The rows to hide. The same cells always give the same choice."""
    best = _search(cells, cells.cost)
    if not best.hidden.any() or np.array_equal(best.hidden, cells.first):
        return best
    if len(cells.rows) > ROWS_SEARCHED_AGAIN:
        return best
    least = _lower_bound(cells, best)
    for seed in range(SEARCHES - 1):
        if _spent(cells, best.hidden) <= least:
            break
        factors = 1 + SPREAD_OF_COSTS * np.random.default_rng(seed).random(len(cells.rows))
        other = _search(cells, cells.cost * factors)
        if (len(other.unprotected), _spent(cells, other.hidden)) < (len(best.unprotected), _spent(cells, best.hidden)):
            best = other
    return best


def _lower_bound(cells: Cells, choice: Choice) -> float:
    """No choice is cheaper than the rows that must go and, where they do not do, one more."""
    extra = cells.cost[~cells.first]
    return _spent(cells, cells.first) + (float(extra.min()) if choice.hidden.sum() > cells.first.sum() and len(extra) else 0.0)


def _spent(cells: Cells, hidden: Flags) -> float:
    return float(cells.cost[hidden].sum())


def _search(cells: Cells, cost: Numbers) -> Choice:
    hidden, evidence = cells.first.copy(), Evidence.of(cells)
    hopeless: frozenset[int] = frozenset()
    # Where rows are many, whoever is hard to prove is helped at first without being asked alone: what could move already costs nothing.
    first = pinned if len(cells.rows) <= ROWS_TRIED_ALONE else hard_to_prove
    left = first(cells, hidden, evidence)
    for turn in range(MOST_ROUNDS):
        if not len(left):
            break
        more = hidden
        for direction in (1.0, -1.0) if turn % 2 == 0 else (-1.0, 1.0):
            if not (more & ~hidden).any():
                more = _rows_that_free(cells, hidden, left, cost, direction=direction)
        if not (more & ~hidden).any():
            hopeless |= _beyond_help(cells, left)
            left = np.array([cell for cell in left if int(cell) not in hopeless], dtype=np.int64)
            more = _neighbours(cells, hidden, left) if len(left) else hidden
            if len(left) and not (more & ~hidden).any():
                break
        hidden = hidden | more
        left = pinned(cells, hidden, evidence, hopeless)
    hidden, evidence = _shown_again(cells, hidden, evidence, hopeless | frozenset(left.tolist()))
    return Choice(hidden, evidence, np.array(sorted({*hopeless, *left.tolist()}), dtype=np.int64))


def _beyond_help(cells: Cells, targets: Places) -> frozenset[int]:
    """The targets that stay pinned when every row is hidden: known from elsewhere."""
    everything = np.ones(len(cells.rows), dtype=bool)
    others = frozenset(range(len(cells.values))) - frozenset(targets.tolist())
    return frozenset(pinned(cells, everything, Evidence.of(cells), others).tolist())


def _rows_that_free(cells: Cells, hidden: Flags, targets: Places, cost: Numbers, *, direction: float) -> Flags:
    """Rows that are hidden in the cheapest way to move all targets by what they need."""
    price = np.asarray(cells.membership.T @ np.where(hidden, 0.0, cost))
    weight = price.copy()
    rows = hidden
    for _ in range(PROGRAMMES_A_ROUND):
        beyond = _moved_beyond(cells, hidden, targets, weight, direction)
        if beyond is None:
            return rows
        rows = hidden | (np.asarray(cells.membership @ (beyond > TOLERANCE).astype(np.float64)) > 0)
        weight = price / (beyond / cells.need + 0.1)
    return rows


def _moved_beyond(cells: Cells, hidden: Flags, targets: Places, weight: Numbers, direction: float) -> Numbers | None:
    """How far each shown cell moves beyond what it may be while it is shown."""
    low, high = cells.bounds(hidden)
    low, high = low - cells.values, high - cells.values
    is_target = np.zeros(len(cells.values), dtype=bool)
    is_target[targets] = True
    low = np.where(is_target, np.maximum(low, -cells.need if direction < 0 else 0.0), low)
    high = np.where(is_target, np.minimum(high, cells.need if direction > 0 else 0.0), high)
    is_shown = ~cells.is_open(hidden)
    inner = np.flatnonzero(high - low > TOLERANCE)
    above = np.flatnonzero(is_shown & (cells.room_above > TOLERANCE))
    below = np.flatnonzero(is_shown & (cells.room_below > TOLERANCE))
    columns = cells.by_column
    matrix = hstack([columns[:, inner], columns[:, above], -columns[:, below]], format="csr")
    gain = np.where(is_target, -direction * WHOLE_PRICE / cells.need, 0.0)
    found = milp(
        np.concatenate([gain[inner], (weight / cells.need)[above], (weight / cells.need)[below]]),
        constraints=LinearConstraint(matrix, 0, 0) if matrix.shape[0] else (),
        bounds=Bounds(
            np.concatenate([low[inner], np.zeros(len(above) + len(below))]),
            np.concatenate([high[inner], cells.room_above[above], cells.room_below[below]]),
        ),
    )
    if found.x is None:
        return None
    beyond = np.zeros(len(cells.values))
    np.add.at(beyond, above, found.x[len(inner) : len(inner) + len(above)])
    np.add.at(beyond, below, found.x[len(inner) + len(above) :])
    return beyond


def _neighbours(cells: Cells, hidden: Flags, targets: Places) -> Flags:
    """The cheapest row still shown of those that stand in a sum with a target: where linear programmes see no way, whole numbers do."""
    lines = abs(cells.relations)
    touched = np.zeros(len(cells.values))
    touched[targets] = 1.0
    more = np.zeros(len(cells.rows), dtype=bool)
    can_hide = ~hidden & (np.asarray(cells.membership @ (cells.room_above + cells.room_below > TOLERANCE)) > 0)
    for _ in range(len(cells.values)):
        reached = np.asarray(lines.T @ (lines @ touched)) > 0
        near = can_hide & (np.asarray(cells.membership @ reached.astype(np.float64)) > 0)
        if near.any():
            more[min(np.flatnonzero(near), key=lambda row: (cells.cost[row], row))] = True
            return more
        if np.array_equal(reached, touched > 0):
            return more
        touched = reached.astype(np.float64)
    return more


def _shown_again(cells: Cells, hidden: Flags, evidence: Evidence, hopeless: frozenset[int]) -> tuple[Flags, Evidence]:
    """Rows that nothing rests on, shown again: those within whose bounds all evidence lies, then, where rows are few, one by one."""
    is_beyond = np.zeros(len(cells.values))
    for point in evidence.points:
        is_beyond += (point > cells.shown_high + TOLERANCE) | (point < cells.shown_low - TOLERANCE)
    is_needed = np.asarray(cells.membership @ is_beyond) > 0
    fewer = hidden & (cells.first | is_needed)
    kept = evidence.still(cells, fewer)
    if not set(kept.lacking(cells, cells.targets(fewer)).tolist()) - hopeless:
        hidden, evidence = fewer, kept
    if len(cells.rows) > ROWS_TRIED_ALONE:
        return hidden, evidence
    for row in sorted(np.flatnonzero(hidden & ~cells.first), key=lambda row: (-cells.cost[row], -row)):
        fewer = hidden.copy()
        fewer[row] = False
        kept = evidence.still(cells, fewer)
        if is_safe(cells, fewer, kept, hopeless):
            hidden, evidence = fewer, kept
    return hidden, evidence
