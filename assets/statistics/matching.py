"""Matching: persons with a treatment against persons without it who looked alike before, and whether that comparison may be trusted.

Belongs here: nearest-neighbour matching on frames, the adjusted difference with a variance that knows of reuse, balance and verdict. Does
not belong here: what is matched on and what the outcome means (`assets/effects/net_effect`).

All settings stand here as constants. They were fixed before any data set was looked at and are the same for every one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl
from narwhals.typing import IntoFrame

from assets.statistics.asked_columns import NotEstimableError, apart, numeric_rows, two_valued
from assets.statistics.differences import Estimate
from assets.statistics.means import t_quantile

NEIGHBOURS = 4
"""As many comparison persons as Abadie, Drukker, Herr & Imbens (Stata Journal 2004) advise; all at the distance of the last one."""
CALIPER = 0.5
"""How far off, in standard deviations, a comparison person may be in the quadratic mean over what is matched on."""
LARGEST_DIFFERENCE = 0.1
SMALLEST_SHARE = 0.8
FEWEST_MATCHED = 30
"""The limits of the verdict: DEFINITIONS, section Net effect."""
FEWEST_COMPARISONS = 30
"""Below so many comparison persons, weights counted in, the variance itself is a guess."""
FEWEST = 2
SAME_DISTANCE = 1e-9
NO_SPREAD = 1e-12
BALANCE_SCHEMA = {"covariate": pl.String, "difference_before": pl.Float64, "difference_after": pl.Float64}

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Match:
    """Who stands for whom.

    `rows`: the frame's rows without a gap, the columns that were asked for and no other. `weights`: one number per row: 1 for a matched
    treated row, for a comparison row the number of treated that it stands for, 0 for whoever is not used. `treated`: which rows are
    treated. `covariates`: what was nearest, in standard deviations from the mean of the treated, one column each. `persons`: whose row
    each is. `balance`: BALANCE_SCHEMA. `matched_share`: matched of all treated.
    """

    rows: pl.DataFrame
    weights: Floats
    treated: Booleans
    covariates: Floats
    persons: Integers
    balance: pl.DataFrame
    matched_share: float

    @property
    def used(self) -> pl.DataFrame:
        """The rows that stand in the comparison, on either side."""
        return self.rows.filter(pl.Series(self.weights > 0))

    @property
    def matched_treated(self) -> pl.DataFrame:
        """The treated rows that have a comparison."""
        return self.rows.filter(pl.Series(self.treated & (self.weights > 0)))

    @property
    def matched(self) -> int:
        """How many treated rows have a comparison."""
        return int((self.weights[self.treated] > 0).sum())

    @property
    def comparisons(self) -> float:
        """How many comparison persons the others are worth: (sum of weights) squared over the sum of squares (Kish)."""
        weights = np.bincount(self.persons[~self.treated], weights=self.weights[~self.treated])
        squares = float((weights**2).sum())
        return float(weights.sum()) ** 2 / squares if squares else 0.0


@dataclass(frozen=True)
class MatchedEstimate(Estimate):
    """An effect on the treated who have a comparison, and what speaks for it; `n` counts them.

    `balance`: one row per covariate, standardised differences before and after (BALANCE_SCHEMA). `placebo`: the same comparison of an
    outcome that nothing can have changed. `reasons` are keys, empty where the estimate is `trustworthy`: unbalanced, no_placebo,
    placebo_differs, many_unmatched, few_matched, few_comparisons, nothing_matched_on.
    """

    balance: pl.DataFrame
    matched_share: float
    placebo: Estimate | None
    trustworthy: bool
    reasons: tuple[str, ...]


def matched_effect(
    frame: IntoFrame,
    outcome: str,
    treated: str,
    nearest: Sequence[str],
    exact: Sequence[str] = (),
    baseline: str | None = None,
    placebo: str | None = None,
    person: str | None = None,
) -> MatchedEstimate:
    """The mean effect on the treated, against untreated rows of the same `exact` values that are nearest in the `nearest` columns.

    `frame`: a Polars or any Narwhals-compatible frame, one row per unit, or per unit and time of entry with the unit in `person`;
    `treated`: 0/1 or boolean; `nearest`, `outcome`, `baseline`, `placebo`: numbers; `exact`: anything. With `baseline` the effect is
    that on the outcome less the baseline (matched difference-in-differences). `placebo` is compared as it is. Without `nearest` and
    `exact` everybody is compared with everybody, which no verdict trusts. Rows with a gap in any column named are left out. Raises
    NotEstimableError: nobody_observed, one_group_only, not_a_number, too_few_persons (fewer than two treated have a comparison),
    comparison_too_small, constant_outcome.
    """
    numbers = [name for name in (outcome, baseline, placebo) if name is not None]
    found = match(frame, treated, nearest, exact, numbers, person)
    rows = found.rows
    changes = rows[outcome].to_numpy() if baseline is None else rows[outcome].to_numpy() - rows[baseline].to_numpy()
    return judged(found, changes, None if placebo is None else rows[placebo].to_numpy(), is_matched=bool(nearest or exact))


def match(
    frame: IntoFrame, treated: str, nearest: Sequence[str], exact: Sequence[str] = (), kept: Sequence[str] = (), person: str | None = None
) -> Match:
    """Matches with replacement; `kept` are further numeric columns that a row needs. Raises as `matched_effect`.

    Distances are Euclidean over the `nearest` columns, each in its pooled standard deviation (the root of the mean of both groups'
    variances, Rosenbaum & Rubin, American Statistician 1985), so that distance and balance have one scale. Of each treated the NEIGHBOURS
    nearest are taken, with all at the same distance as the last one, in equal parts, none of them beyond CALIPER.
    """
    others = [*exact, *([person] if person else [])]
    apart(treated=[treated], nearest=nearest, exact=exact)
    if treated in kept:
        raise NotEstimableError("column_named_twice", treated)
    rows = numeric_rows(frame, [*nearest, treated, *kept], others)
    two_valued(rows[treated].to_numpy(), treated)
    is_treated = rows[treated].to_numpy() == 1
    covariates = _standardised(rows, nearest, is_treated)
    weights = _weights(covariates, _strata(rows, exact), is_treated)
    return Match(
        rows,
        weights,
        is_treated,
        covariates,
        _codes(rows[person]) if person else np.arange(rows.height),
        _balance(nearest, covariates, is_treated, weights),
        float((weights[is_treated] > 0).mean()),
    )


def effect(found: Match, outcome: Floats, *, is_constant_allowed: bool = False) -> Estimate:
    """The mean over matched treated rows of the outcome less that expected without treatment, one number per row of `found.rows`.

    Expected without treatment: the matched comparison persons' outcome, moved along its weighted regression on the covariates to where the
    treated stand (bias-corrected matching, Abadie & Imbens, Journal of Business & Economic Statistics 2011). The variance is the sum over
    persons of squared influence: all rows of a person are added up before squaring, with the weight of all treated they stand for, so
    that reuse counts (the cluster-robust variance of the weighted regression, corrected by each person's leverage: Bell & McCaffrey 2002);
    Student's t with as many degrees of freedom as there are persons less one. Raises NotEstimableError: too_few_persons,
    comparison_too_small, constant_outcome (nothing varies, so that no range could be told).
    """
    weights = found.weights
    own, beside = found.treated & (weights > 0), ~found.treated & (weights > 0)
    if own.sum() < FEWEST:
        raise NotEstimableError("too_few_persons")
    if len(np.unique(found.persons[beside])) < FEWEST:
        raise NotEstimableError("comparison_too_small")
    design = np.column_stack([np.ones(len(weights)), found.covariates])
    at, reuse = design[own].mean(axis=0), weights[beside]
    spread = np.linalg.pinv((design[beside] * reuse[:, None]).T @ design[beside], rcond=1e-10, hermitian=True)
    slopes = spread @ (design[beside] * reuse[:, None]).T @ outcome[beside]
    differences = outcome[own] - design[own] @ slopes
    value, number = float(differences.mean()), int(own.sum())
    leverages = np.bincount(found.persons[beside], weights=((design[beside] @ spread) * design[beside]).sum(axis=1) * reuse)
    residuals = (outcome[beside] - design[beside] @ slopes) / np.sqrt(np.clip(1 - leverages[found.persons[beside]], 0.1, 1.0))
    influence = np.zeros(len(weights))
    influence[own] = (differences - value) / number * np.sqrt(number / (number - 1))
    influence[beside] = -(design[beside] @ spread @ at) * reuse * residuals
    by_person = np.bincount(found.persons, weights=influence)
    error = float(np.sqrt((by_person**2).sum()))
    if error <= NO_SPREAD * (1.0 + float(np.abs(outcome).max())):
        if not is_constant_allowed:
            raise NotEstimableError("constant_outcome")
        # What is constant differs by nothing but the last digits of its mean.
        return Estimate(0.0, 0.0, 0.0, 0.0, number) if abs(value) <= 1e-9 else Estimate(value, 0.0, value, value, number)
    half = t_quantile(0.95, len(np.unique(found.persons[own | beside])) - 1) * error
    return Estimate(value, error, value - half, value + half, number)


def judged(found: Match, outcome: Floats, placebo: Floats | None, *, is_matched: bool = True) -> MatchedEstimate:
    """The effect on an outcome, one number per row of `found.rows`, with its placebo and the verdict. Raises as `effect`.

    A placebo that varies, but only with what is matched on, cannot differ and is no test: it counts as none.
    """
    estimate = effect(found, outcome)
    checked = None if placebo is None else effect(found, placebo, is_constant_allowed=True)
    if placebo is not None and checked is not None and checked.standard_error == 0 and np.ptp(placebo[found.weights > 0]) > 0:
        checked = None
    reasons = doubts(found, checked, is_matched=is_matched)
    return MatchedEstimate(
        **vars(estimate),
        balance=found.balance,
        matched_share=found.matched_share,
        placebo=checked,
        trustworthy=not reasons,
        reasons=reasons,
    )


def doubts(found: Match, placebo: Estimate | None, *, is_matched: bool) -> tuple[str, ...]:
    """Why a comparison may not be trusted, as keys; nothing where it may (DEFINITIONS, section Net effect)."""
    checks: Mapping[str, bool] = {
        "nothing_matched_on": not is_matched,
        "unbalanced": bool((found.balance["difference_after"].abs() >= LARGEST_DIFFERENCE).any()),
        "no_placebo": placebo is None,
        "placebo_differs": placebo is not None and not placebo.low <= 0 <= placebo.high,
        "many_unmatched": found.matched_share < SMALLEST_SHARE,
        "few_matched": found.matched < FEWEST_MATCHED,
        "few_comparisons": found.comparisons < FEWEST_COMPARISONS,
    }
    return tuple(reason for reason, holds in checks.items() if holds)


def _standardised(rows: pl.DataFrame, nearest: Sequence[str], is_treated: Booleans) -> Floats:
    """The columns less the mean of the treated, in pooled standard deviations; what does not vary is zero for all."""
    numbers = rows.select(nearest).to_numpy() if nearest else np.zeros((rows.height, 0))
    centred = numbers - numbers[is_treated].mean(axis=0)
    spread = np.sqrt((centred[is_treated].var(axis=0) + centred[~is_treated].var(axis=0)) / 2)
    size = np.abs(centred).max(axis=0, initial=0.0)
    # Where neither group varies but the groups differ, the difference itself is the scale: they are one apart.
    scale = np.where(spread > NO_SPREAD * np.maximum(1.0, size), spread, np.where(size > 0, size, 1.0))
    return np.ascontiguousarray(centred / scale)


def _codes(column: pl.Series) -> Integers:
    """Equal values as equal whole numbers, from 0 on."""
    return column.rank("dense").to_numpy().astype(np.int64) - 1


def _strata(rows: pl.DataFrame, exact: Sequence[str]) -> Integers:
    """The same number for rows with the same `exact` values."""
    strata = np.zeros(rows.height, dtype=np.int64)
    for name in exact:
        codes = _codes(rows[name])
        strata = np.unique(strata * (int(codes.max()) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    return strata


def _weights(covariates: Floats, strata: Integers, is_treated: Booleans) -> Floats:
    """Match.rows' weights. Rows that are alike in everything are one point: what is searched are points, stratum by stratum."""
    order = np.lexsort((*covariates.T, is_treated, strata))
    ordered, sides = covariates[order], np.stack([strata[order], is_treated[order]], axis=1)
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | (sides[1:] != sides[:-1]).any(axis=1)
    first = np.flatnonzero(is_new)
    sizes = np.diff(np.append(first, len(order)))
    points, sides = ordered[first], sides[first]
    parts = np.zeros(len(first))
    limits = np.flatnonzero(np.any(sides[1:] != sides[:-1], axis=1)) + 1
    bounds = [0, *limits.tolist(), len(first)]
    spans = [slice(start, end) for start, end in pairwise(bounds)]
    for others, own in pairwise(spans):
        # In each stratum the untreated come first.
        if sides[others.start, 0] == sides[own.start, 0]:
            parts[others], parts[own] = _nearest(points[others], sizes[others], points[own], sizes[own])
    weights = np.empty(len(order))
    weights[order] = np.repeat(parts, sizes)
    return weights


def _nearest(others: Floats, counts: Integers, own: Floats, sizes: Integers) -> tuple[Floats, Floats]:
    """For each point of `others` how many treated each of its `counts` rows stands for; for each of `own` 1, or 0 where none is near."""
    if not others.shape[1]:
        return np.full(len(others), sizes.sum() / counts.sum()), np.ones(len(own))
    from scipy.spatial import KDTree  # noqa: PLC0415 - only where something is matched

    asked = min(NEIGHBOURS, len(others))
    tree = KDTree(others)
    limit = CALIPER * np.sqrt(others.shape[1])
    distances, places = (np.reshape(found, (len(own), asked)) for found in tree.query(own, k=asked))
    enough = np.minimum((np.cumsum(counts[places], axis=1) < NEIGHBOURS).sum(axis=1), asked - 1)
    last = np.minimum(distances[np.arange(len(own)), enough], limit)
    reach = last * (1 + SAME_DISTANCE) + SAME_DISTANCE
    given, taken = np.zeros(len(others)), np.zeros(len(own))
    for place, near in enumerate(tree.query_ball_point(own, reach)):
        if near:
            given[near] += sizes[place] / counts[near].sum()
            taken[place] = 1.0
    return given, taken


def _balance(nearest: Sequence[str], covariates: Floats, is_treated: Booleans, weights: Floats) -> pl.DataFrame:
    """Means of the treated less those of the others, all before and the weighted after, in pooled standard deviations."""
    own, beside = is_treated & (weights > 0), ~is_treated & (weights > 0)
    before = covariates[is_treated].mean(axis=0) - covariates[~is_treated].mean(axis=0)
    after = np.full(len(nearest), np.nan)
    if own.any() and beside.any():
        after = covariates[own].mean(axis=0) - np.average(covariates[beside], axis=0, weights=weights[beside])
    return pl.DataFrame(
        {"covariate": list(nearest), "difference_before": before, "difference_after": after}, schema=BALANCE_SCHEMA
    ).with_columns(pl.col("difference_after").fill_nan(None))
