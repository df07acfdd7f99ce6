"""The audit: how little and how much each hidden cell can be, for all that is told. What it finds is a proof, not an estimate.

Belongs here: integer points that show what is possible, found by HiGHS through SciPy. Every point is held against every sum and bound
before it counts, so that a fault of the solver can only hide more. Does not belong here: choosing what is hidden (`suppression.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from assets.figures.protection.cells import TOLERANCE, Cells, Flags, Numbers

Places = NDArray[np.int64]
NODES = 1000
"""An integer programme that branches further is taken to have found nothing: the cell counts as pinned, and more is hidden.

Nodes and not seconds, so that what is hidden is the same on every machine.
"""
GOLDEN = 0.6180339887498949
WORTH = 1e4
"""What it is worth to move a target: more than moving everything else costs."""
GAP = 0.01
"""An integer programme may stop where it has moved its targets as far as they go: less than that is what the rest's movement costs."""


class Effort(Enum):
    """How hard whole numbers are looked for: by the linear programme alone, among the cells that it moved, among all."""

    LINEAR = 0
    FEW = 1
    ALL = 2


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


def moved(
    cells: Cells, hidden: Flags, targets: Places, direction: float, effort: Effort = Effort.LINEAR, turn: int = 0
) -> tuple[Numbers | None, float]:
    """A possible point that has moved the targets up (1) or down (-1) by what they need, or as far as they go, and little else.

    With it, how far they go together when cells need not be whole. The least movement of all cells together follows few sums and so ends at
    whole numbers, as a rule; where it does not, an integer programme follows: over the cells that it moved, or over all. None where nothing
    is found. `turn`: another one takes another way of those that are equally short.
    """
    low, high = cells.bounds(hidden)
    low, high = low - cells.values, high - cells.values
    none, need = np.zeros(len(targets)), cells.need[targets]
    low[targets] = np.maximum(low[targets], none if direction > 0 else -need)
    high[targets] = np.minimum(high[targets], need if direction > 0 else none)
    gain = np.zeros(len(low))
    gain[targets] = direction / need
    free = np.flatnonzero(high - low > TOLERANCE)
    if not np.isin(targets, free).any():
        return None, 0.0
    by = _least_movement(cells, free, gain, low, high, turn, is_branching=False)
    if by is None:
        return None, 0.0
    far = float(np.abs(by[np.isin(free, targets)]).sum())
    point = _moved_by(cells, free, by)
    if cells.is_possible(point, hidden):
        return point, far
    if effort == Effort.LINEAR:
        return None, far
    among = free if effort == Effort.ALL else free[np.abs(by) > TOLERANCE]
    by = _least_movement(cells, among, gain, low, high, turn, is_branching=True)
    if by is None:
        return None, far
    point = _moved_by(cells, among, by)
    return (point if cells.is_possible(point, hidden) else None), far


def _moved_by(cells: Cells, free: Places, by: Numbers) -> Numbers:
    point = cells.values.copy()
    point[free] += by
    return np.where(cells.is_whole, np.round(point), point)


def _least_movement(
    cells: Cells, free: Places, gain: Numbers, low: Numbers, high: Numbers, turn: int, *, is_branching: bool
) -> Numbers | None:
    """How far the free cells move from their true numbers, all others standing still, at the greatest gain and then the least movement."""
    matrix = cells.by_column[:, free].tocsr()
    matrix = matrix[np.diff(matrix.indptr) > 0]
    # Costs that differ a little leave one best way: an end of the programme that lies on as few sums as can be.
    cost = (1 + np.modf(free * GOLDEN * (turn + 1))[0]) / cells.need[free]
    up, down = np.maximum(high[free], 0), np.maximum(-low[free], 0)
    wins = gain[free] * WORTH
    found = milp(
        np.concatenate([cost - wins, cost + wins]),
        constraints=LinearConstraint(hstack([matrix, -matrix], format="csr"), 0, 0) if matrix.shape[0] else (),
        bounds=Bounds(0, np.concatenate([up, down])),
        integrality=np.tile(cells.is_whole[free].astype(np.int64), 2) if is_branching else None,
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    return None if found.x is None else np.asarray(found.x[: len(free)] - found.x[len(free) :], dtype=np.float64)


def pinned(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int] = frozenset()) -> Places:
    """The targets whose possible values lie too close together; adds what it finds to `evidence`.

    All that lack evidence are moved at once; where the programme then ends between whole numbers, each half of them, and so on; what is
    left is asked for alone. `but`: targets that are not asked for.
    """
    lacking = evidence.lacking(cells, np.array([cell for cell in cells.targets(hidden) if int(cell) not in but], dtype=np.int64))
    for direction in (1.0, -1.0):
        _prove(cells, hidden, evidence, lacking, direction)
        lacking = evidence.lacking(cells, lacking)
    return np.array([cell for cell in lacking if _is_pinned(cells, hidden, evidence, cell)], dtype=np.int64)


def _prove(cells: Cells, hidden: Flags, evidence: Evidence, targets: Places, direction: float) -> None:
    targets = evidence.lacking(cells, targets)
    if len(targets) < 2:  # one alone is asked for last
        return
    point, _ = moved(cells, hidden, targets, direction)
    if point is not None:
        evidence.add(point)
        left = evidence.lacking(cells, targets)
        if len(left) <= len(targets) // 2:
            _prove(cells, hidden, evidence, left, direction)
        return
    half = len(targets) // 2
    _prove(cells, hidden, evidence, targets[:half], direction)
    _prove(cells, hidden, evidence, targets[half:], direction)


def is_safe(cells: Cells, hidden: Flags, evidence: Evidence, but: frozenset[int] = frozenset()) -> bool:
    """Whether no target is pinned but those given; stops at the first that is. Those with least room are asked for first."""
    lacking = evidence.lacking(cells, np.array([cell for cell in cells.targets(hidden) if int(cell) not in but], dtype=np.int64))
    if len(lacking) and _is_pinned(cells, hidden, evidence, lacking[np.argmin(cells.values[lacking])]):
        return False
    for direction in (1.0, -1.0):
        _prove(cells, hidden, evidence, evidence.lacking(cells, lacking), direction)
    return not any(_is_pinned(cells, hidden, evidence, cell) for cell in evidence.lacking(cells, lacking))


def _is_pinned(cells: Cells, hidden: Flags, evidence: Evidence, target: int) -> bool:
    alone = np.array([target])
    for turn, effort in enumerate((Effort.FEW, Effort.FEW, Effort.FEW, Effort.ALL)):
        reach = 0.0
        for direction in (1.0, -1.0):
            point, far = moved(cells, hidden, alone, direction, effort, turn)
            reach += far
            if point is not None:
                evidence.add(point)
                if not len(evidence.lacking(cells, alone)):
                    return False
        if reach < cells.need[target] - TOLERANCE:
            return True
    return True
