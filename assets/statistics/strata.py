"""Differences within strata: treated against untreated of the same stratum, averaged over the treated.

Belongs here: the estimator and its standard error. Does not belong here: what a stratum is, and matching on distances.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from assets.statistics.differences import Estimate, NotEstimableError
from assets.statistics.means import t_quantile

FEWEST_TREATED = 2


def stratified_difference(frame: pl.DataFrame, outcome: str, treated: str, stratum: str, person: str, level: float = 0.95) -> Estimate:
    """Mean over the treated of (own outcome - mean outcome of the untreated of the same stratum).

    `frame`: one row per person and stratum; `treated` is boolean; a person may stand in several strata as untreated. Treated persons of a
    stratum without untreated ones are left out; `n` counts those that remain. The variance is the sum over persons of their squared
    influence: a treated one's deviation from the mean difference, and an untreated one's deviations from the means of their strata, each
    with the weight that the stratum's treated give it and raised by m / (m - 1) for the m untreated behind a mean, added up over strata
    before squaring, so that reuse counts (as in Abadie & Imbens, Econometrica 2006, and Liang & Zeger, Biometrika 1986). Student's t with
    as many degrees of freedom as there are persons less one. Raises NotEstimableError where fewer than two treated remain or a stratum
    in use has a single untreated person.
    """
    others = frame.filter(~pl.col(treated)).group_by(stratum).agg(mean=pl.col(outcome).mean(), size=pl.len())
    own = frame.filter(pl.col(treated)).join(others, on=stratum).with_columns(difference=pl.col(outcome) - pl.col("mean"))
    if own.height < FEWEST_TREATED:
        raise NotEstimableError("too_few_persons")
    if own["size"].min() == 1:
        raise NotEstimableError("single_comparison_person")
    value = float(np.asarray(own["difference"], dtype=float).mean())
    weights = own.group_by(stratum, "mean", "size").agg(weight=pl.len() / pl.col("size").first())
    inflation = (pl.col("size") / (pl.col("size") - 1)).sqrt()
    used = frame.filter(~pl.col(treated)).join(weights, on=stratum)
    influence = pl.concat(
        [
            own.select(person, influence=pl.col("difference") - value),
            used.select(person, influence=-(pl.col(outcome) - pl.col("mean")) * pl.col("weight") * inflation),
        ]
    )
    by_person = influence.group_by(person).agg(pl.col("influence").sum()).sort(person)["influence"].to_numpy()
    error = float(np.sqrt((by_person**2).sum())) / own.height
    half = t_quantile(level, len(by_person) - 1) * error
    return Estimate(value, error, value - half, value + half, own.height)
