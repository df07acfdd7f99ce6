"""One coefficient of a least-squares regression, with a standard error and degrees of freedom that hold for few units.

Belongs here: arrays in, coefficient and its uncertainty out. Does not belong here: what is compared with what (`differences.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
NO_REST = 1e-10
"""Below it a unit is the only one that tells of a coefficient: its residual is zero whatever it does."""


@dataclass(frozen=True)
class Coefficient:
    """Value, standard error, and the degrees of freedom of Student's t that its range is taken from."""

    value: float
    standard_error: float
    degrees_of_freedom: float


def with_equal_spread(outcome: Floats, design: Floats, which: int) -> Coefficient:
    """One error variance for all rows: the textbook standard error, rows less columns degrees of freedom."""
    bread, slopes = _fit(outcome, design)
    freedom = len(outcome) - design.shape[1]
    variance = float(((outcome - design @ slopes) ** 2).sum()) / freedom
    return Coefficient(float(slopes[which]), float(np.sqrt(variance * bread[which, which])), float(freedom))


def with_own_spread(outcome: Floats, design: Floats, which: int, groups: Integers) -> Coefficient:
    """Each group of rows with a variance and correlations of its own: the bias-reduced cluster-robust variance (CR2).

    `groups`: equal numbers, from 0 on, for rows that belong together; with one row each it is HC2. Residuals of a group are multiplied by
    (I - H_gg)^(-1/2), which makes the variance unbiased where errors are alike and independent, and Student's t gets the degrees of
    freedom of Bell & McCaffrey (Survey Methodology 2002) as Pustejovsky & Tipton state them (Journal of Business & Economic Statistics
    2018): those of the variance's first two moments under such errors. For two means it is Welch's standard error.
    """
    bread, slopes = _fit(outcome, design)
    residuals = outcome - design @ slopes
    order = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[order], append=-1)) + 1
    reach = design @ bread[:, which]
    scores, sizes, pulls = [], [], []
    for start, end in zip(np.concatenate([[0], ends[:-1]]), ends, strict=True):
        rows = order[start:end]
        adjusted = _adjusted(design[rows], bread, reach[rows])
        scores.append(float(adjusted @ residuals[rows]))
        sizes.append(float(adjusted @ adjusted))
        pulls.append(adjusted @ design[rows])
    variance = float(np.square(scores).sum())
    return Coefficient(float(slopes[which]), float(np.sqrt(variance)), _freedom(np.array(sizes), np.array(pulls), bread))


def _fit(outcome: Floats, design: Floats) -> tuple[Floats, Floats]:
    """(X'X)^-1 and the coefficients, both by the QR decomposition."""
    q, r = np.linalg.qr(design)
    inverse = np.linalg.solve(r, np.eye(r.shape[0]))
    return inverse @ inverse.T, inverse @ (q.T @ outcome)


def _adjusted(design: Floats, bread: Floats, reach: Floats) -> Floats:
    """(I - X B X')^(-1/2) times `reach`, by the few directions in which it differs from the identity."""
    root = np.linalg.cholesky(bread)
    directions, values, _ = np.linalg.svd(design @ root, full_matrices=False)
    rest = 1.0 - np.square(values)
    factors = np.where(rest > NO_REST, 1.0 / np.sqrt(np.maximum(rest, NO_REST)), 0.0)
    return reach + directions @ ((factors - 1.0) * (directions.T @ reach))


def _freedom(sizes: Floats, pulls: Floats, bread: Floats) -> float:
    """Twice the squared mean of the variance over its variance, under independent errors that are alike.

    With one group's part g of the coefficient, the parts' covariances are diag(sizes) - P B P', so both traces need no matrix of all
    groups by all groups.
    """
    own = np.einsum("gi,ij,gj->g", pulls, bread, pulls)
    crossed = bread @ (pulls.T @ pulls)
    first = float((sizes - own).sum())
    second = float((sizes**2 - 2 * sizes * own).sum() + np.trace(crossed @ crossed))
    return first**2 / second if second > 0 else 1.0
