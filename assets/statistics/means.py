"""Intervals for means, of independent values and of values that come in clusters.

Belongs here: Student's t and its cluster-robust form. Does not belong here: shares (`intervals.py`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np


def t_quantile(level: float, degrees_of_freedom: float) -> float:
    """How many standard errors Student's interval of a level reaches to each side."""
    from scipy.special import stdtrit  # noqa: PLC0415 - only means need it; scipy.stats would cost a second

    return float(stdtrit(degrees_of_freedom, (1 + level) / 2))


def mean_interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float, float]:
    """Mean, low, high by Student's t for independent values. Raises ValueError for fewer than two values."""
    return cluster_mean_interval(values, range(len(values)), level)


def cluster_mean_interval(values: Sequence[float], clusters: Sequence[Hashable], level: float = 0.95) -> tuple[float, float, float]:
    """Mean, low, high where values of one cluster (a person's months) belong together.

    The variance is the linearised one of a ratio, sum over clusters of squared sums of residuals, times G / (G - 1); G - 1 degrees of
    freedom (Cameron & Miller, Journal of Human Resources 2015, CR1 for a mean). With one value per cluster it is Student's t exactly.
    Raises ValueError for fewer than two clusters or unequal lengths.
    """
    if len(values) != len(clusters):
        raise ValueError("as many clusters as values are needed")
    _, index = np.unique(np.asarray(clusters), return_inverse=True)
    groups = int(index.max()) + 1 if len(index) else 0
    if groups < 2:
        raise ValueError("a mean's interval needs at least two clusters")
    numbers = np.asarray(values, dtype=float)
    mean = float(numbers.mean())
    sums = np.bincount(index, weights=numbers - mean)
    error = float(np.sqrt(groups / (groups - 1) * (sums**2).sum())) / len(numbers)
    half = t_quantile(level, groups - 1) * error
    return mean, mean - half, mean + half
