"""Ranges of shares and means, against published and plain values."""

from __future__ import annotations

from statistics import mean, stdev

import numpy as np
import pytest

from assets.statistics.intervals import wilson
from assets.statistics.means import cluster_mean_interval, mean_interval


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(36, 160, 0.167, 0.296), (102, 160, 0.561, 0.708), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)]
)
def test_wilsons_interval_of_the_programmes_own_shares(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-4)


def test_of_nobody_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson(successes, n)


def test_a_means_interval_is_students_t() -> None:
    values = [3.0, 5.0, 8.0, 9.0, 12.0]
    found, low, high = mean_interval(values)
    half = 2.776445 * stdev(values) / 5**0.5
    assert (found, low, high) == pytest.approx((mean(values), mean(values) - half, mean(values) + half), abs=1e-5)


def test_months_of_one_person_count_as_one_cluster() -> None:
    values = [1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 9.0, 9.0, 9.0]
    _, low, high = cluster_mean_interval(values, list("aaabbbccc"))
    _, expected_low, expected_high = mean_interval([1.0, 5.0, 9.0])
    assert (low, high) == pytest.approx((expected_low, expected_high))


def test_one_person_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least two"):
        mean_interval([3.0])


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, np.float32])
def test_a_share_has_the_same_range_whatever_integer_counts_it(kind: type[np.generic]) -> None:
    for successes, n in ((100, 120), (0, 127), (127, 127), (1, 2)):
        assert wilson(kind(successes), kind(n)) == wilson(successes, n)


@pytest.mark.parametrize(("successes", "n"), [(float("nan"), 5), (1, float("nan")), (1, float("inf"))])
def test_what_is_no_number_has_no_range(successes: float, n: float) -> None:
    with pytest.raises(ValueError, match="numbers"):
        wilson(successes, n)
