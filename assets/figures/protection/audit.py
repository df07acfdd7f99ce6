"""The audit: how little and how much each hidden cell can be, for all that is told. What it finds is a proof, not an estimate.

Belongs here: integer points that show what is possible, found by HiGHS through SciPy. Every point is held against every sum and bound
before it counts, so that a fault of the solver can only hide more. Does not belong here: choosing what is hidden (`suppression.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from assets.figures.protection.cells import TOLERANCE, Cells, Flags, Numbers

Places = NDArray[np.int64]
NODES = 1000
"""An integer programme that branches further is taken to have found nothing: the cell counts as pinned, and more is hidden.

Nodes and not seconds, so that what is hidden is the same on every machine.
"""
GOLDEN = 0.6180339887498949
WORTH = 1e4
"""What it is worth to move a target: more than moving everything else costs."""


@dataclass
class Evidence:
    """Possible numbers of all cells, found so far, and how low and how high they show each cell to reach."""

    low: Numbers
    high: Numbers
    points: list[Numbers] = field(default_factory=list)

    @staticmethod
    def of(cells: Cells) -> Evidence:
        """What the true numbers show: themselves."""
        return Evidence(cells.values.copy(), cells.values.copy())

    def add(self, point: Numbers) -> None:
        """Takes in a possible point. Sums and bounds are convex, so what lies between points is possible as well, but for wholeness."""
        self.points.append(point)
        np.minimum(self.low, point, out=self.low)
        np.maximum(self.high, point, out=self.high)

    def still(self, cells: Cells, hidden: Flags) -> Evidence:
        """The evidence that holds where fewer rows are hidden."""
        low, high = cells.bounds(hidden)
        kept = Evidence.of(cells)
        for point in self.points:
            if np.all(point >= low - TOLERANCE) and np.all(point <= high + TOLERANCE):
                kept.add(point)
        return kept

    def lacking(self, cells: Cells, targets: Places) -> Places:
        """The targets that it does not yet show to be safe."""
        return targets[self.high[targets] - self.low[targets] < cells.need[targets] - TOLERANCE]


def moved(cells: Cells, hidden: Flags, targets: Places, urge: Numbers) -> tuple[Numbers | None, float]:
    """A possible point that has moved each target by what it needs, or as far as they go together, and little else.

    `urge`: which way each goes (up is positive), and what that is worth beside the others. With the point comes how far they go, weighed
    so, when cells need not be whole. The least movement of all cells together follows few sums and so ends at whole numbers, as a rule;
    None where it does not.
    """
    low, high = _reach(cells, hidden, targets)
    free = np.flatnonzero(high - low > TOLERANCE)
    direction = np.zeros(len(cells.values))
    direction[targets] = urge
    if not direction[free].any():
        return None, 0.0
    matrix = _among(cells, free)
    # Costs that differ a little leave one best way: an end of the programme that lies on as few sums as can be.
    cost = (1 + np.modf(free * GOLDEN)[0]) / cells.need[free]
    wins = direction[free] * WORTH / cells.need[free]
    found = milp(
        np.concatenate([cost - wins, cost + wins]),
        constraints=LinearConstraint(hstack([matrix, -matrix], format="csr"), 0, 0) if matrix.shape[0] else (),
        bounds=Bounds(0, np.concatenate([np.maximum(high[free], 0), np.maximum(-low[free], 0)])),
    )
    if found.x is None:
        return None, 0.0
    by = found.x[: len(free)] - found.x[len(free) :]
    return _possible(cells, hidden, free, by), float(direction[free] @ by)


def farthest(cells: Cells, hidden: Flags, target: int, direction: float) -> Numbers | None:
    """A possible point that has moved one target as far as it goes, up to what it needs, whatever else moves; None where none is found."""
    low, high = _reach(cells, hidden, np.array([target]))
    free = np.flatnonzero(high - low > TOLERANCE)
    if target not in free:
        return None
    matrix = _among(cells, free)
    found = milp(
        np.where(free == target, -direction, 0.0),
        constraints=LinearConstraint(matrix, 0, 0) if matrix.shape[0] else (),
        bounds=Bounds(low[free], high[free]),
        integrality=cells.is_whole[free].astype(np.int64),
        options={"node_limit": NODES},
    )
    return None if found.x is None else _possible(cells, hidden, free, np.asarray(found.x, dtype=np.float64))


def _reach(cells: Cells, hidden: Flags, targets: Places) -> tuple[Numbers, Numbers]:
    """How far each cell can go down and up from its true number; the targets no further than they need."""
    low, high = cells.bounds(hidden)
    low, high = low - cells.values, high - cells.values
    low[targets] = np.maximum(low[targets], -cells.need[targets])
    high[targets] = np.minimum(high[targets], cells.need[targets])
    return low, high


def _among(cells: Cells, free: Places) -> csr_array:
    """The sums of the free cells' movements, all others standing still."""
    matrix = cells.by_column[:, free].tocsr()
    return csr_array(matrix[np.diff(matrix.indptr) > 0])


def _possible(cells: Cells, hidden: Flags, free: Places, by: Numbers) -> Numbers | None:
    """The true numbers moved, counts made whole; None where that is not possible."""
    point = cells.values.copy()
    point[free] += by
    point = np.where(cells.is_whole, np.round(point), point)
    return point if cells.is_possible(point, hidden) else None


def pinned(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int] = frozenset()) -> Places:
    """The targets whose possible values lie too close together; adds what it finds to `evidence`. `but`: targets that are not asked for."""
    lacking = hard_to_prove(cells, hidden, evidence, but)
    return np.array([cell for cell in lacking if _is_pinned(cells, hidden, evidence, cell)], dtype=np.int64)


def is_safe(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int] = frozenset()) -> bool:
    """Whether no target is pinned but those given; stops at the first that is. The one with least room is asked for first."""
    lacking = _lacking(cells, hidden, evidence, but)
    if len(lacking) and _is_pinned(cells, hidden, evidence, lacking[np.argmin(cells.values[lacking])]):
        return False
    return not any(_is_pinned(cells, hidden, evidence, cell) for cell in hard_to_prove(cells, hidden, evidence, but))


def _lacking(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int]) -> Places:
    return evidence.lacking(cells, np.array([cell for cell in cells.targets(hidden) if int(cell) not in but], dtype=np.int64))


def hard_to_prove(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int] = frozenset()) -> Places:
    """The targets that still lack evidence after all of them were moved together, some up and some down by lot, as long as that pays.

    Most of those left are pinned; adds what it finds to `evidence`.
    """
    random = np.random.default_rng(0)
    lacking = _lacking(cells, hidden, evidence, but)
    while len(lacking) > 1:
        urge = random.choice([-1.0, 1.0], len(lacking)) * random.uniform(0.5, 1.0, len(lacking))
        programmes = sum(_move_together(cells, hidden, evidence, lacking, by) for by in (urge, -urge))
        left = evidence.lacking(cells, lacking)
        if len(lacking) - len(left) <= programmes:
            return left
        lacking = left
    return lacking


def _move_together(cells: Cells, hidden: Flags, evidence: Evidence, targets: Places, urge: Numbers) -> int:
    """Adds a possible point that moves the targets; where the programme ends between whole numbers, one for each half of them.

    Returns the number of programmes.
    """
    if len(targets) < 2:  # one alone is asked for last
        return 0
    point, _ = moved(cells, hidden, targets, urge)
    if point is not None:
        evidence.add(point)
        return 1
    half = len(targets) // 2
    return 1 + sum(_move_together(cells, hidden, evidence, targets[part], urge[part]) for part in (slice(half), slice(half, None)))


def _is_pinned(cells: Cells, hidden: Flags, evidence: Evidence, target: int) -> bool:
    alone = np.array([target])
    reach = 0.0
    for direction in (1.0, -1.0):
        point, far = moved(cells, hidden, alone, np.array([direction]))
        reach += far
        if point is not None:
            evidence.add(point)
        if not len(evidence.lacking(cells, alone)):
            return False
    if reach < cells.need[target] - TOLERANCE:
        return True
    for direction in (1.0, -1.0):
        point = farthest(cells, hidden, target, direction)
        if point is not None:
            evidence.add(point)
        if not len(evidence.lacking(cells, alone)):
            return False
    return True
