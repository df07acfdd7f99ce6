"""Intervals for shares.

Belongs here: score intervals from counts or effective sizes. Does not belong here: where the counts come from.
"""

from __future__ import annotations

from math import isfinite, sqrt
from statistics import NormalDist


def normal_quantile(level: float) -> float:
    """The two-sided normal quantile of a confidence level, 1.96 for 0.95. Raises ValueError outside 0 to 1."""
    if not 0 < level < 1:
        raise ValueError("a confidence level lies between 0 and 1")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval (low, high) of a share (E. B. Wilson, JASA 1927).

    `successes` and `n` may be fractions of persons, for effective sample sizes. Nobody observed gives (0, 1). The interval always holds
    successes / n and ends exactly at 0 or 1 where all observed are alike. Raises ValueError for negative or impossible counts.
    """
    z = normal_quantile(level)
    # A NumPy integer of eight bits would overflow in its own square.
    successes, n = float(successes), float(n)
    if not (isfinite(successes) and isfinite(n)):
        raise ValueError("successes and n are numbers")
    if n < 0 or successes < 0 or successes > n:
        raise ValueError("successes lie between 0 and n")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == n else (centre + half) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))
