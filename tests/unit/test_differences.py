"""Differences between groups refuse what they cannot answer, and agree with sums done by hand."""

from __future__ import annotations

import math

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.statistics.differences import Estimate, NotEstimableError, difference_in_differences, difference_in_means

FOUR_CELLS = pl.DataFrame(
    {
        "unit": [1, 2, 3, 4, 1, 2, 3, 4],
        "is_treated": [0, 0, 1, 1, 0, 0, 1, 1],
        "is_after": [0, 0, 0, 0, 1, 1, 1, 1],
        "hours": [10.0, 12.0, 20.0, 24.0, 11.0, 15.0, 30.0, 40.0],
    }
)


def by_hand(treated: list[float], others: list[float]) -> tuple[float, float]:
    """Difference of two means and its standard error with one variance for both groups."""
    difference = sum(treated) / len(treated) - sum(others) / len(others)
    squares = sum((x - sum(group) / len(group)) ** 2 for group in (treated, others) for x in group)
    variance = squares / (len(treated) + len(others) - 2)
    return difference, math.sqrt(variance * (1 / len(treated) + 1 / len(others)))


numbers = st.lists(st.integers(-500, 500).map(float), min_size=2, max_size=12)


@given(treated=numbers, others=numbers)
def test_a_difference_of_means_is_the_one_of_a_calculation_by_hand(treated: list[float], others: list[float]) -> None:
    frame = pl.DataFrame({"y": treated + others, "d": [1] * len(treated) + [0] * len(others)})
    found = difference_in_means(frame, "y", "d")
    value, error = by_hand(treated, others)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.standard_error == pytest.approx(error, abs=1e-9)
    assert found.low <= found.value <= found.high


def test_a_difference_in_differences_is_the_one_of_the_four_means() -> None:
    assert difference_in_differences(FOUR_CELLS, "hours", "is_treated", "is_after").value == pytest.approx((35 - 22) - (13 - 11))


def test_a_unit_seen_twice_in_every_row_does_not_make_the_range_narrower_when_it_is_the_cluster() -> None:
    once = difference_in_differences(FOUR_CELLS, "hours", "is_treated", "is_after", cluster="unit")
    twice = difference_in_differences(pl.concat([FOUR_CELLS, FOUR_CELLS]), "hours", "is_treated", "is_after", cluster="unit")
    assert twice.value == pytest.approx(once.value)
    # Only the correction for few rows, (n - 1) / (n - 4), sees them.
    assert twice.standard_error / once.standard_error == pytest.approx(math.sqrt((15 / 12) / (7 / 4)))


def test_clusters_may_be_named_by_text() -> None:
    named = FOUR_CELLS.with_columns(unit=pl.format("person {}", "unit"))
    assert difference_in_differences(named, "hours", "is_treated", "is_after", "unit") == difference_in_differences(
        FOUR_CELLS, "hours", "is_treated", "is_after", "unit"
    )


def test_rows_with_a_gap_are_left_out_and_the_number_used_says_so() -> None:
    gaps = pl.concat([FOUR_CELLS, pl.DataFrame({"unit": [5, 6], "is_treated": [1, 0], "is_after": [0, None], "hours": [math.nan, 3.0]})])
    assert difference_in_differences(gaps, "hours", "is_treated", "is_after") == difference_in_differences(
        FOUR_CELLS, "hours", "is_treated", "is_after"
    )


def test_booleans_lazy_frames_and_tables_of_duckdb_give_the_same_answer() -> None:
    wanted = difference_in_means(FOUR_CELLS, "hours", "is_treated")
    asked = FOUR_CELLS.with_columns(pl.col("is_treated").cast(pl.Boolean))
    with duckdb.connect() as connection:
        table = connection.from_arrow(asked.to_arrow())
        frames = [asked, asked.lazy(), asked.to_pandas(), nw.from_native(asked), table]
        assert [difference_in_means(frame, "hours", "is_treated") for frame in frames] == [wanted] * 5


def test_a_constant_outcome_has_no_difference_and_no_spread() -> None:
    flat = FOUR_CELLS.with_columns(hours=pl.lit(7.0))
    assert difference_in_means(flat, "hours", "is_treated") == Estimate(
        pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9), 8
    )


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (FOUR_CELLS.clear(), "nobody_observed"),
        (FOUR_CELLS.with_columns(hours=pl.lit(None)), "nobody_observed"),
        (FOUR_CELLS.filter(pl.col("is_treated") == 1), "one_group_only"),
        (FOUR_CELLS.filter((pl.col("is_treated") == 0) | (pl.col("is_after") == 0)), "empty_cell"),
        (FOUR_CELLS.gather([0, 2, 4, 6]), "no_degrees_of_freedom"),
        (FOUR_CELLS.with_columns(pl.col("hours").cast(pl.String)), "not_a_number"),
        (FOUR_CELLS.with_columns(pl.col("is_treated") * 2), "not_a_number"),
        (FOUR_CELLS.with_columns(hours=pl.lit(math.inf)), "not_a_number"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_its_reason(frame: pl.DataFrame, reason: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        difference_in_differences(frame, "hours", "is_treated", "is_after")
    assert refused.value.reason == reason


def test_one_cluster_alone_tells_of_no_spread() -> None:
    with pytest.raises(NotEstimableError, match="too_few_clusters"):
        difference_in_differences(FOUR_CELLS.with_columns(unit=pl.lit(1)), "hours", "is_treated", "is_after", cluster="unit")


def test_columns_adjusted_for_that_say_the_same_twice_are_refused() -> None:
    twice = FOUR_CELLS.with_columns(again=pl.col("is_after") * 3)
    with pytest.raises(NotEstimableError, match="adjustment_collinear"):
        difference_in_means(twice, "hours", "is_treated", ["is_after", "again"])
