"""The estimators against slow, plain arithmetic in fractions, over random small cohorts."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.statistics.incidence import cumulative_incidence, incidence_at, survival
from assets.statistics.intervals import wilson

PERSONS = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3)), min_size=1, max_size=40)


def plain_incidence(persons: list[tuple[int, int]], cause: int, until: int) -> Fraction:
    left, total = Fraction(1), Fraction(0)
    for time in range(1, until + 1):
        at_risk = sum(1 for end, _ in persons if end >= time)
        if at_risk:
            total += left * Fraction(sum(1 for end, why in persons if end == time and why == cause), at_risk)
            left *= 1 - Fraction(sum(1 for end, why in persons if end == time and why != 0), at_risk)
    return total


@given(PERSONS)
def test_incidence_equals_the_product_of_hazards(persons: list[tuple[int, int]]) -> None:
    curve = cumulative_incidence([end for end, _ in persons], [why for _, why in persons])
    for cause in {why for _, why in persons} - {0}:
        for time in range(9):
            assert incidence_at(curve, cause, time).incidence == pytest.approx(float(plain_incidence(persons, cause, time)), abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 3)), min_size=2, max_size=40))
def test_without_censoring_the_variance_is_that_of_a_share_and_the_range_is_wilsons(persons: list[tuple[int, int]]) -> None:
    curve = cumulative_incidence([end for end, _ in persons], [why for _, why in persons])
    n = len(persons)
    for row in curve.iter_rows(named=True):
        share = row["incidence"]
        assert row["standard_error"] == pytest.approx(sqrt(share * abs(1 - share) / n), abs=1e-7)
        if 1e-9 < share < 1 - 1e-9:
            assert (row["low"], row["high"]) == pytest.approx(wilson(share * n, n), abs=1e-6)


@given(PERSONS)
def test_all_causes_and_survival_make_one(persons: list[tuple[int, int]]) -> None:
    times, causes = [end for end, _ in persons], [why for _, why in persons]
    curve = cumulative_incidence(times, causes)
    left = survival(times, [why != 0 for why in causes])
    for row in left.iter_rows(named=True):
        total = sum(incidence_at(curve, cause, row["time"]).incidence for cause in set(causes) - {0})
        assert total + row["survival"] == pytest.approx(1, abs=1e-12)


@given(PERSONS)
def test_a_range_holds_its_value_and_stays_between_zero_and_one(persons: list[tuple[int, int]]) -> None:
    for row in cumulative_incidence([end for end, _ in persons], [why for _, why in persons]).iter_rows(named=True):
        assert 0 <= row["low"] <= row["incidence"] + 1e-12
        assert row["incidence"] - 1e-12 <= row["high"] <= 1


@pytest.mark.parametrize(
    ("times", "causes"), [([1, 2], [1]), ([-1], [1]), ([1.5], [1]), ([float("nan")], [1]), ([1], [-1]), ([[1], [2]], [1, 2])]
)
def test_what_is_no_time_or_cause_is_refused(times: list[float], causes: list[int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        cumulative_incidence(times, causes)  # type: ignore[arg-type]  # the mistake under test


def test_nobody_gives_an_empty_curve() -> None:
    assert cumulative_incidence([], []).is_empty()
    assert survival([], []).is_empty()
