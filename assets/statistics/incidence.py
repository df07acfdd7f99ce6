"""Incidence over discrete time: how many have had an event by when, with competing causes and censoring.

Belongs here: estimators on plain times and causes. Does not belong here: what an event is (`assets/effects`).
Monthly data is all ties; here all events of one time share that time's risk set, as time really is discrete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.statistics.intervals import wilson

CENSORED = 0
INCIDENCE_SCHEMA = {
    "time": pl.Int64,
    "cause": pl.Int64,
    "at_risk": pl.Int64,
    "incidence": pl.Float64,
    "standard_error": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
SURVIVAL_SCHEMA = {
    "time": pl.Int64,
    "at_risk": pl.Int64,
    "events": pl.Int64,
    "censored": pl.Int64,
    "survival": pl.Float64,
    "standard_error": pl.Float64,
}
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Incidence:
    """A cumulative incidence at one time: share, standard error, range, and how many were at risk at the step it stands on."""

    incidence: float
    standard_error: float
    low: float
    high: float
    at_risk: int


def _integers(values: Sequence[Any] | pl.Series | npt.NDArray[Any], name: str) -> Integers:
    numbers = np.asarray(values if not isinstance(values, pl.Series) else values.to_numpy())
    if numbers.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional")
    if numbers.size and (not np.issubdtype(numbers.dtype, np.number) or np.isnan(numbers.astype(float)).any()):
        raise ValueError(f"{name} must be numbers without gaps")
    whole = numbers.astype(np.int64)
    if numbers.size and (whole != numbers).any():
        raise ValueError(f"{name} must be whole numbers: time is discrete")
    return whole


def _risk_sets(times: Integers, causes: Integers) -> tuple[Integers, Integers, dict[int, Integers]]:
    """Distinct times, how many are at risk at each (censored at a time were at risk at it), and events of each cause."""
    if times.size != causes.size:
        raise ValueError("as many causes as times are needed")
    if times.size and times.min() < 0:
        raise ValueError("a time is not negative")
    if causes.size and causes.min() < 0:
        raise ValueError("a cause is not negative")
    distinct, index = np.unique(times, return_inverse=True)
    leaving = np.bincount(index, minlength=len(distinct))
    at_risk = leaving[::-1].cumsum()[::-1].astype(np.int64)
    kinds = sorted(set(causes.tolist()) - {CENSORED})
    events = {kind: np.bincount(index, weights=causes == kind, minlength=len(distinct)).astype(np.int64) for kind in kinds}
    return distinct, at_risk, events


def cumulative_incidence(
    times: Sequence[int] | pl.Series | npt.NDArray[Any], causes: Sequence[int] | pl.Series | npt.NDArray[Any], level: float = 0.95
) -> pl.DataFrame:
    """Discrete-time Aalen-Johansen estimate for every distinct time and cause.

    `times`: whole numbers of periods; `causes`: 0 for censored, any other whole number for a cause. Returns INCIDENCE_SCHEMA, one row per
    time and cause, sorted. The variance is that of multinomial hazards, independent from one time to the next (Greenwood's argument):
    with S the share without any event, h_j the hazard of cause j and h that of all causes,

        Var F_j(t) = sum over s <= t of 1/n_s [ G² h (1 - h) + S(s-)² h_j (1 - h_j) - 2 G S(s-) h_j (1 - h) ],
        G = (F_j(t) - F_j(s)) / (1 - h)

    which without censoring is F (1 - F) / n exactly (Marubini & Valsecchi 1995, section 10.2.3). The range is Wilson's on the effective
    sample size F (1 - F) / Var; where nothing has happened yet, or all, the number at risk takes its place.
    Raises ValueError for unequal lengths, negative numbers, fractions or gaps.
    """
    distinct, at_risk, events = _risk_sets(_integers(times, "times"), _integers(causes, "causes"))
    total = sum(events.values(), start=np.zeros(len(distinct), dtype=np.int64))
    hazard: Floats = (total / np.maximum(at_risk, 1)).astype(np.float64)
    survival = np.cumprod(1 - hazard).astype(np.float64)
    before = np.concatenate([[1.0], survival[:-1]]) if len(distinct) else survival
    frames = [
        _of_cause(kind, distinct, at_risk, counted / np.maximum(at_risk, 1), hazard, before, level) for kind, counted in events.items()
    ]
    if not frames:
        return pl.DataFrame(schema=INCIDENCE_SCHEMA)
    return pl.concat(frames).sort("time", "cause")


def _of_cause(
    kind: int, distinct: Integers, at_risk: Integers, own_hazard: Floats, hazard: Floats, before: Floats, level: float
) -> pl.DataFrame:
    # Where everybody has had the event the sum may come to a last digit above one.
    incidence = np.minimum(np.cumsum(before * own_hazard), 1.0)
    variance = np.array([_variance(step, incidence, at_risk, own_hazard, hazard, before) for step in range(len(distinct))])
    ranges = [_range(share, spread, int(size), level) for share, spread, size in zip(incidence, variance, at_risk, strict=True)]
    return pl.DataFrame(
        {
            "time": distinct,
            "cause": np.full(len(distinct), kind),
            "at_risk": at_risk,
            "incidence": incidence,
            "standard_error": np.sqrt(variance),
            "low": [low for low, _ in ranges],
            "high": [high for _, high in ranges],
        },
        schema=INCIDENCE_SCHEMA,
    )


def _variance(step: int, incidence: Floats, at_risk: Integers, own: Floats, hazard: Floats, before: Floats) -> float:
    upto = slice(0, step + 1)
    h, h_j, s, n = hazard[upto], own[upto], before[upto], at_risk[upto]
    later = incidence[step] - incidence[upto]
    # Where everybody at risk had an event nothing is left to come, and the quotient is 0 / 0.
    rest = np.divide(later, 1 - h, out=np.zeros_like(later), where=h < 1)
    terms = rest**2 * h * (1 - h) + s**2 * h_j * (1 - h_j) - 2 * rest * s * h_j * (1 - h)
    return max(float((terms / n).sum()), 0.0)


def _range(share: float, variance: float, at_risk: int, level: float) -> tuple[float, float]:
    share = min(max(share, 0.0), 1.0)
    size = share * (1 - share) / variance if variance > 1e-15 and 0 < share < 1 else float(at_risk)
    low, high = wilson(share * size, size, level)
    return min(low, share), max(high, share)


def incidence_at(frame: pl.DataFrame, cause: int, time: int, at_risk: int | None = None) -> Incidence:
    """The step function's value at a time, from `cumulative_incidence`.

    Before a cause's first event, and for a cause that never happens, the incidence is 0 with Wilson's range for `at_risk` persons (nobody
    known: 0 to 1).
    """
    steps = frame.filter((pl.col("cause") == cause) & (pl.col("time") <= time))
    if steps.is_empty():
        low, high = wilson(0, at_risk or 0)
        return Incidence(0.0, 0.0, low, high, at_risk or 0)
    row = steps.row(-1, named=True)
    return Incidence(row["incidence"], row["standard_error"], row["low"], row["high"], row["at_risk"])


def survival(times: Sequence[int] | pl.Series | npt.NDArray[Any], events: Sequence[int] | pl.Series | npt.NDArray[Any]) -> pl.DataFrame:
    """Kaplan-Meier estimate with Greenwood's standard error; `events` is 1 (or true) for an event, 0 for censored.

    Returns SURVIVAL_SCHEMA, one row per distinct time. Raises ValueError as `cumulative_incidence` does.
    """
    happened = _integers(np.asarray(events).astype(np.int64), "events")
    distinct, at_risk, by_cause = _risk_sets(_integers(times, "times"), (happened != 0).astype(np.int64))
    counted = by_cause.get(1, np.zeros(len(distinct), dtype=np.int64))
    leaving = at_risk - np.concatenate([at_risk[1:], [0]]) if len(distinct) else at_risk
    share = np.cumprod(1 - counted / np.maximum(at_risk, 1))
    left = at_risk - counted
    terms = np.divide(counted, at_risk * left, out=np.zeros(len(distinct)), where=left > 0)
    return pl.DataFrame(
        {
            "time": distinct,
            "at_risk": at_risk,
            "events": counted,
            "censored": leaving - counted,
            "survival": share,
            "standard_error": share * np.sqrt(np.cumsum(terms)),
        },
        schema=SURVIVAL_SCHEMA,
    )
