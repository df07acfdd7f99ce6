"""Matching as a patient person would do it: one treated at a time against everybody, in plain loops. Slow, and nothing shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np


@dataclass(frozen=True)
class Row:
    """A unit: who, treated or not, exact values, numbers to be near in, outcome."""

    person: Hashable
    is_treated: bool
    exact: tuple[Hashable, ...]
    near: tuple[float, ...]
    outcome: float


@dataclass(frozen=True)
class Answer:
    """The effect, its standard error, how many treated are matched, each row's weight, and the difference left in each covariate."""

    value: float
    standard_error: float
    matched: int
    weights: list[float]
    differences: list[float]


def plain_effect(rows: Sequence[Row], neighbours: int = 4, caliper: float = 0.5) -> Answer:
    """Every treated row against the nearest untreated ones of the same exact values, all at the last one's distance, in equal parts."""
    width = len(rows[0].near)
    scales = [_scale(rows, place) for place in range(width)]
    weights = [0.0] * len(rows)
    for number, row in enumerate(rows):
        if not row.is_treated:
            continue
        found = sorted(
            (sqrt(sum(((a - b) / scale) ** 2 for a, b, scale in zip(row.near, other.near, scales, strict=True))), place)
            for place, other in enumerate(rows)
            if not other.is_treated and other.exact == row.exact
        )
        near = [one for one in found if one[0] <= caliper * sqrt(width) + 1e-9]
        if near:
            last = near[min(neighbours, len(near)) - 1][0]
            taken = [place for distance, place in near if distance <= last + 1e-9]
            weights[number] = 1.0
            for place in taken:
                weights[place] += 1 / len(taken)
    return _adjusted(rows, weights, scales)


def _scale(rows: Sequence[Row], place: int) -> float:
    spreads = []
    for side in (True, False):
        values = [row.near[place] for row in rows if row.is_treated == side]
        mean = sum(values) / len(values)
        spreads.append(sum((value - mean) ** 2 for value in values) / len(values))
    pooled = sqrt(sum(spreads) / 2)
    if pooled > 1e-12:
        return pooled
    means = [next(row.near[place] for row in rows if row.is_treated == side) for side in (True, False)]
    return abs(means[0] - means[1]) or 1.0


def _adjusted(rows: Sequence[Row], weights: list[float], scales: list[float]) -> Answer:
    """The weighted regression of the untreated, by rows repeated in the root of their weight, and each person's influence by hand."""
    own = [place for place, row in enumerate(rows) if row.is_treated and weights[place]]
    beside = [place for place, row in enumerate(rows) if not row.is_treated and weights[place]]
    centre = np.mean([row.near for row in rows if row.is_treated], axis=0)
    design = np.array([[1.0, *((np.array(row.near) - centre) / scales)] for row in rows])
    roots = np.sqrt([weights[place] for place in beside])
    slopes, *_ = np.linalg.lstsq(design[beside] * roots[:, None], roots * [rows[place].outcome for place in beside], rcond=1e-8)
    differences = [rows[place].outcome - float(design[place] @ slopes) for place in own]
    value = sum(differences) / len(own)
    inverse = np.linalg.pinv((design[beside] * roots[:, None]).T @ (design[beside] * roots[:, None]), rcond=1e-10, hermitian=True)
    at = design[own].mean(axis=0)
    influence: dict[Hashable, float] = defaultdict(float)
    for place, difference in zip(own, differences, strict=True):
        influence[rows[place].person] += (difference - value) / len(own) * sqrt(len(own) / (len(own) - 1))
    leverage: dict[Hashable, float] = defaultdict(float)
    for place in beside:
        leverage[rows[place].person] += weights[place] * float(design[place] @ inverse @ design[place])
    for place in beside:
        residual = rows[place].outcome - float(design[place] @ slopes)
        residual /= sqrt(min(max(1 - leverage[rows[place].person], 0.1), 1.0))
        influence[rows[place].person] -= float(at @ inverse @ design[place]) * weights[place] * residual
    total = sum(weights[place] for place in beside)
    left = [
        float(np.mean([design[place][1 + k] for place in own]) - sum(weights[place] * design[place][1 + k] for place in beside) / total)
        for k in range(len(scales))
    ]
    return Answer(value, sqrt(sum(part**2 for part in influence.values())), len(own), weights, left)
