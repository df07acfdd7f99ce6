"""Matching on the National Supported Work programme: the experiment's answer is known, and the comparison group is another one.

Sources: LaLonde, American Economic Review 1986; Dehejia & Wahba, Journal of the American Statistical Association 1999; the data sets come
with the package causaldata. Nothing is set for them: all settings are constants of `assets/statistics/matching.py`.
"""

from __future__ import annotations

import polars as pl
import pytest
from causaldata import cps_mixtape, nsw_mixtape

from assets.statistics.matching import matched_effect

EXPERIMENT, STANDARD_ERROR = 1_794, 633
EXACT = ("black", "hisp", "marr", "nodegree")


@pytest.fixture(scope="module")
def trained_beside_others() -> pl.DataFrame:
    """The 185 who were trained, and 15,992 of the Current Population Survey."""
    trained = pl.from_pandas(nsw_mixtape.load_pandas().data).filter(pl.col("treat") == 1)
    others = pl.from_pandas(cps_mixtape.load_pandas().data).select(trained.columns)
    return pl.concat([trained, others], how="vertical_relaxed")


def test_from_another_comparison_group_the_estimate_comes_near_the_experiment(trained_beside_others: pl.DataFrame) -> None:
    found = matched_effect(trained_beside_others, "re78", "treat", ["age", "educ", "re74", "re75"], EXACT)
    assert abs(found.value - EXPERIMENT) <= STANDARD_ERROR
    assert found.standard_error <= 1.5 * STANDARD_ERROR
    assert found.matched_share > 0.95
    assert found.balance["difference_after"].abs().max() < 0.1  # type: ignore[operator]  # a number


def test_all_of_it_as_distances_comes_near_the_experiment_as_well(trained_beside_others: pl.DataFrame) -> None:
    found = matched_effect(trained_beside_others, "re78", "treat", ["age", "educ", "re74", "re75", *EXACT])
    assert abs(found.value - EXPERIMENT) <= STANDARD_ERROR
    assert found.standard_error <= 1.5 * STANDARD_ERROR


def test_plain_difference_in_differences_is_far_off_and_says_that_it_is_not_to_be_trusted(trained_beside_others: pl.DataFrame) -> None:
    plain = matched_effect(trained_beside_others, "re78", "treat", (), baseline="re75", placebo="re74")
    assert round(plain.value) == 3_621
    assert not plain.trustworthy
    assert "placebo_differs" in plain.reasons


def test_leaving_out_the_year_before_the_dip_is_found_by_the_placebo(trained_beside_others: pl.DataFrame) -> None:
    found = matched_effect(trained_beside_others, "re78", "treat", ["age", "educ", "re75"], EXACT, placebo="re74")
    assert found.reasons == ("placebo_differs",)
