"""Incidence over discrete time: how many have had an event by when, with competing causes and censoring.

Belongs here: estimators on plain times and causes. Does not belong here: what an event is (`assets/effects`).
Monthly data is all ties; here all events of one time share that time's risk set, as time really is discrete.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.statistics.intervals import wilson
from assets.statistics.whole_numbers import Integers, Numbers, whole_numbers

CENSORED = 0
NO_VARIANCE = 1e-15
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


@dataclass(frozen=True)
class Incidence:
    """A cumulative incidence at one time: share, standard error, range, and how many were at risk at the step it stands on."""

    incidence: float
    standard_error: float
    low: float
    high: float
    at_risk: int


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


def cumulative_incidence(times: Numbers, causes: Numbers, level: float = 0.95) -> pl.DataFrame:
    """Discrete-time Aalen-Johansen estimate for every distinct time and cause.

    `times`: whole numbers of periods; `causes`: 0 for censored, any other whole number for a cause. Returns INCIDENCE_SCHEMA, one row per
    time and cause, sorted. The variance is that of multinomial hazards, independent from one time to the next (Greenwood's argument):
    with S the share without any event, h_j the hazard of cause j and h that of all causes,

        Var F_j(t) = sum over s <= t of 1/n_s [ G² h (1 - h) + S(s-)² h_j (1 - h_j) - 2 G S(s-) h_j (1 - h) ],
        G = (F_j(t) - F_j(s)) / (1 - h)

    which without censoring is F (1 - F) / n exactly (Marubini & Valsecchi 1995, section 10.2.3). The range is Wilson's on the number of
    persons that F is worth: everybody until somebody is censored; then F (1 - F) / Var, and where nothing has happened yet, or all, what
    that comes to for a first event now, at_risk / S(t-). It never grows again, and neither end ever goes back down.
    Raises ValueError for unequal lengths, negative numbers, fractions or gaps.
    """
    distinct, at_risk, events = _risk_sets(whole_numbers(times, "times"), whole_numbers(causes, "causes"))
    total = sum(events.values(), start=np.zeros(len(distinct), dtype=np.int64))
    hazard: Floats = (total / np.maximum(at_risk, 1)).astype(np.float64)
    survival = np.cumprod(1 - hazard).astype(np.float64)
    before = np.concatenate([[1.0], survival[:-1]]) if len(distinct) else survival
    followed = _followed(at_risk, total, before)
    frames = [
        _of_cause(kind, distinct, at_risk, counted / np.maximum(at_risk, 1), hazard, before, followed, level)
        for kind, counted in events.items()
    ]
    if not frames:
        return pl.DataFrame(schema=INCIDENCE_SCHEMA)
    return pl.concat(frames).sort("time", "cause")


def _followed(at_risk: Integers, total: Integers, before: Floats) -> Floats:
    """How many persons are still followed at each time: all, less what censoring has taken; S(t-) = 0 leaves the number before."""
    if not len(at_risk):
        return before
    lost = at_risk[:-1] - total[:-1] - at_risk[1:]
    is_whole = np.concatenate([[True], np.cumsum(lost) == 0])
    worth = np.divide(at_risk, before, out=np.full(len(before), np.inf), where=before > 0)
    return np.minimum.accumulate(np.where(is_whole, float(at_risk[0]), np.minimum(worth, float(at_risk[0]))))


def _of_cause(
    kind: int,
    distinct: Integers,
    at_risk: Integers,
    own_hazard: Floats,
    hazard: Floats,
    before: Floats,
    followed: Floats,
    level: float,
) -> pl.DataFrame:
    # Where everybody has had the event the sum may come to a last digit above one.
    incidence = np.minimum(np.cumsum(before * own_hazard), 1.0)
    variance = np.array([_variance(step, incidence, at_risk, own_hazard, hazard, before) for step in range(len(distinct))])
    sizes = _sizes(incidence, variance, followed)
    ranges = np.array([wilson(share * size, size, level) for share, size in zip(incidence, sizes, strict=True)]).reshape(-1, 2)
    return pl.DataFrame(
        {
            "time": distinct,
            "cause": np.full(len(distinct), kind),
            "at_risk": at_risk,
            "incidence": incidence,
            "standard_error": np.sqrt(variance),
            "low": np.minimum(np.maximum.accumulate(ranges[:, 0]), incidence),
            "high": np.maximum(np.maximum.accumulate(ranges[:, 1]), incidence),
        },
        schema=INCIDENCE_SCHEMA,
    )


def _sizes(incidence: Floats, variance: Floats, followed: Floats) -> Floats:
    """How many persons each incidence is worth; never more than a time before."""
    spread = incidence * (1 - incidence)
    has_spread = (variance > NO_VARIANCE) & (spread > 0)
    worth = np.divide(spread, variance, out=followed.copy(), where=has_spread)
    return np.minimum.accumulate(np.where(followed == followed[:1], followed, np.minimum(worth, followed[:1])))


def _variance(step: int, incidence: Floats, at_risk: Integers, own: Floats, hazard: Floats, before: Floats) -> float:
    upto = slice(0, step + 1)
    h, h_j, s, n = hazard[upto], own[upto], before[upto], at_risk[upto]
    later = incidence[step] - incidence[upto]
    # Where everybody at risk had an event nothing is left to come, and the quotient is 0 / 0.
    rest = np.divide(later, 1 - h, out=np.zeros_like(later), where=h < 1)
    terms = rest**2 * h * (1 - h) + s**2 * h_j * (1 - h_j) - 2 * rest * s * h_j * (1 - h)
    return max(float((terms / n).sum()), 0.0)


def incidence_at(frame: pl.DataFrame, cause: int, time: int, at_risk: int | None = None) -> Incidence:
    """The step function's value at a time, from `cumulative_incidence`.

    For a cause that never happens the incidence is 0, with Wilson's range for as many as are still followed: `at_risk` persons, or those
    that the other causes' rows tell of where these are more (nobody known: 0 to 1).
    """
    steps = frame.filter((pl.col("cause") == cause) & (pl.col("time") <= time))
    if steps.is_empty():
        followed = max(float(at_risk or 0), _followed_beside(frame.filter(pl.col("time") <= time)))
        low, high = wilson(0, followed)
        return Incidence(0.0, 0.0, low, high, at_risk or 0)
    row = steps.row(-1, named=True)
    return Incidence(row["incidence"], row["standard_error"], row["low"], row["high"], row["at_risk"])


def _followed_beside(steps: pl.DataFrame) -> float:
    """How many persons are still followed at the last of these steps (`_followed`), whatever their causes."""
    if steps.is_empty():
        return 0.0
    last = steps["time"].max()
    before = steps.filter(pl.col("time") < last).group_by("cause").agg(pl.col("incidence").max())
    rest = 1.0 - float(before["incidence"].sum())
    at_risk = float(steps.filter(pl.col("time") == last)["at_risk"][0])
    return at_risk / rest if rest > NO_VARIANCE else at_risk


def survival(times: Numbers, events: Numbers) -> pl.DataFrame:
    """Kaplan-Meier estimate with Greenwood's standard error; `events` is 0 for censored, any other whole number (or true) for an event.

    Returns SURVIVAL_SCHEMA, one row per distinct time. Raises ValueError as `cumulative_incidence` does: for unequal lengths, negative
    numbers, fractions or gaps.
    """
    happened = whole_numbers(events, "events")
    if happened.size and happened.min() < 0:
        raise ValueError("an event is not negative")
    distinct, at_risk, by_cause = _risk_sets(whole_numbers(times, "times"), (happened != 0).astype(np.int64))
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
