"""Differences between groups refuse what they cannot answer, and agree with sums done by hand."""

from __future__ import annotations

import math

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.differences import Estimate, difference_in_differences, difference_in_means

FOUR_CELLS = pl.DataFrame(
    {
        "unit": [1, 2, 3, 4, 1, 2, 3, 4],
        "is_treated": [0, 0, 1, 1, 0, 0, 1, 1],
        "is_after": [0, 0, 0, 0, 1, 1, 1, 1],
        "hours": [10.0, 12.0, 20.0, 24.0, 11.0, 15.0, 30.0, 40.0],
    }
)


def by_hand(treated: list[float], others: list[float]) -> tuple[float, float]:
    """Difference of two means and Welch's standard error: each group with a variance of its own."""
    difference = sum(treated) / len(treated) - sum(others) / len(others)
    variances = [sum((x - sum(group) / len(group)) ** 2 for x in group) / (len(group) - 1) for group in (treated, others)]
    return difference, math.sqrt(variances[0] / len(treated) + variances[1] / len(others))


def pooled_by_hand(treated: list[float], others: list[float]) -> float:
    """The standard error with one variance for both groups."""
    squares = sum((x - sum(group) / len(group)) ** 2 for group in (treated, others) for x in group)
    variance = squares / (len(treated) + len(others) - 2)
    return math.sqrt(variance * (1 / len(treated) + 1 / len(others)))


numbers = st.lists(st.integers(-500, 500).map(float), min_size=2, max_size=12)


@given(treated=numbers, others=numbers)
def test_a_difference_of_means_is_the_one_of_a_calculation_by_hand(treated: list[float], others: list[float]) -> None:
    frame = pl.DataFrame({"y": treated + others, "d": [1] * len(treated) + [0] * len(others)})
    found = difference_in_means(frame, "y", "d")
    value, error = by_hand(treated, others)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.standard_error == pytest.approx(error, abs=1e-9)
    assert found.low <= found.value <= found.high
    pooled = difference_in_means(frame, "y", "d", equal_spread=True)
    assert pooled.standard_error == pytest.approx(pooled_by_hand(treated, others), abs=1e-9)


def test_a_difference_in_differences_is_the_one_of_the_four_means() -> None:
    assert difference_in_differences(FOUR_CELLS, "hours", "is_treated", "is_after").value == pytest.approx((35 - 22) - (13 - 11))


EIGHT_UNITS = pl.DataFrame(
    {
        "unit": [unit for unit in range(8) for _ in range(2)],
        "is_treated": [int(unit >= 4) for unit in range(8) for _ in range(2)],
        "is_after": [0, 1] * 8,
        "hours": [10.0, 11, 12, 15, 9, 9, 13, 12, 20, 30, 24, 40, 22, 25, 19, 33],
    }
)


def test_a_balanced_difference_in_differences_by_unit_is_the_difference_of_the_units_changes() -> None:
    found = difference_in_differences(EIGHT_UNITS, "hours", "is_treated", "is_after", cluster="unit")
    changes = EIGHT_UNITS.group_by("unit", "is_treated").agg(change=pl.col("hours").last() - pl.col("hours").first())
    of_changes = difference_in_means(changes, "change", "is_treated")
    assert found.value == pytest.approx(of_changes.value)
    assert found.standard_error == pytest.approx(of_changes.standard_error)
    assert (found.low, found.high) == pytest.approx((of_changes.low, of_changes.high))


def test_a_unit_seen_twice_in_every_row_does_not_make_the_range_narrower_when_it_is_the_cluster() -> None:
    once = difference_in_differences(EIGHT_UNITS, "hours", "is_treated", "is_after", cluster="unit")
    twice = difference_in_differences(pl.concat([EIGHT_UNITS, EIGHT_UNITS]), "hours", "is_treated", "is_after", cluster="unit")
    assert (twice.value, twice.standard_error) == pytest.approx((once.value, once.standard_error))
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))


@pytest.mark.parametrize(("treated", "side"), [(1, "treated"), (3, "treated"), (5, "others"), (7, "others")])
def test_fewer_than_four_clusters_on_a_side_get_no_range(treated: int, side: str) -> None:
    few = EIGHT_UNITS.with_columns(is_treated=pl.col("unit") < treated)
    with pytest.raises(NotEstimableError, match=f"too_few_clusters: {side}"):
        difference_in_differences(few, "hours", "is_treated", "is_after", cluster="unit")


@pytest.mark.parametrize("name", ["one", "both", "weight", "literal", "unit", "index", "row", "n", "value", "__index_level_0__"])
def test_a_callers_column_may_have_any_name(name: str) -> None:
    wanted = difference_in_differences(EIGHT_UNITS, "hours", "is_treated", "is_after", cluster="unit")
    for role in ("hours", "is_treated", "is_after", "unit"):
        frame = EIGHT_UNITS.rename({"unit": "who"}).rename({"who" if role == "unit" else role: name})
        columns = [
            name if column == role else "who" if column == "unit" else column for column in ("hours", "is_treated", "is_after", "unit")
        ]
        assert difference_in_differences(frame, *columns) == wanted
    means = difference_in_means(FOUR_CELLS, "hours", "is_treated", ["is_after"])
    for role in ("hours", "is_treated", "is_after"):
        other = FOUR_CELLS.drop("unit").rename({role: name})
        outcome, treated, adjust = (name if column == role else column for column in ("hours", "is_treated", "is_after"))
        assert difference_in_means(other, outcome, treated, [adjust]) == means


def test_a_column_named_twice_or_missing_is_refused_by_its_name() -> None:
    doubled = FOUR_CELLS.to_pandas()
    doubled.columns = ["unit", "is_treated", "hours", "hours"]
    for asked in (
        lambda: difference_in_means(doubled, "hours", "is_treated"),
        lambda: difference_in_means(FOUR_CELLS, "hours", "is_treated", ["is_after", "is_after"]),
        lambda: difference_in_means(FOUR_CELLS, "is_treated", "is_treated"),
        lambda: difference_in_differences(FOUR_CELLS, "hours", "is_after", "is_after"),
    ):
        with pytest.raises(NotEstimableError, match=r"column_named_twice: (hours|is_after|is_treated)"):
            asked()
    with pytest.raises(NotEstimableError, match="column_missing: kroner"):
        difference_in_means(FOUR_CELLS, "kroner", "is_treated")


def test_clusters_may_be_named_by_text() -> None:
    named = EIGHT_UNITS.with_columns(unit=pl.format("person {}", "unit"))
    assert difference_in_differences(named, "hours", "is_treated", "is_after", "unit") == difference_in_differences(
        EIGHT_UNITS, "hours", "is_treated", "is_after", "unit"
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
