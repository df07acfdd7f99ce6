"""The estimators against slow, plain arithmetic in fractions, over random small cohorts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import numpy as np
import polars as pl
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
        assert (row["low"], row["high"]) == pytest.approx(wilson(round(share * n), n), abs=1e-9)


@given(PERSONS)
def test_until_somebody_is_censored_every_range_is_wilsons(persons: list[tuple[int, int]]) -> None:
    curve = cumulative_incidence([end for end, _ in persons], [why for _, why in persons])
    first_lost = min((end for end, why in persons if why == 0), default=9)
    n = len(persons)
    for row in curve.filter(pl.col("time") <= first_lost).iter_rows(named=True):
        happened = sum(end <= row["time"] and why == row["cause"] for end, why in persons)
        assert (row["low"], row["high"]) == pytest.approx(wilson(happened, n), abs=1e-9)


@given(PERSONS)
def test_a_band_never_goes_back_and_is_never_narrower_than_with_everybody_followed(persons: list[tuple[int, int]]) -> None:
    curve = cumulative_incidence([end for end, _ in persons], [why for _, why in persons])
    for (_,), steps in curve.group_by("cause"):
        for end in ("low", "high"):
            assert steps.sort("time")[end].is_sorted()
        for row in steps.iter_rows(named=True):
            assert row["high"] >= wilson(row["incidence"] * len(persons), len(persons))[1] - 1e-12


def test_what_has_not_happened_to_a_hundred_who_were_all_followed_has_the_range_of_a_hundred() -> None:
    times, causes = [1] * 95 + [2] * 5, [2] * 95 + [0] * 5
    never = incidence_at(cumulative_incidence(times, causes), 1, 2, at_risk=5)
    assert (never.low, never.high) == pytest.approx(wilson(0, 100), abs=1e-9)
    late = incidence_at(cumulative_incidence([*times, 3], [*causes[:-1], 0, 1]), 1, 2)
    assert late.high < 0.06


def test_a_range_does_not_jump_when_somebody_is_lost() -> None:
    """One of a hundred lost each time: the upper end of what never happens moves by little from one time to the next."""
    curve = cumulative_incidence([*range(1, 100), 100], [0] * 99 + [1])
    ends = curve["high"].to_list()[:60]
    assert max(later - earlier for earlier, later in pairwise(ends)) < 0.01


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


@pytest.mark.parametrize("events", [[None, 1], [0.5, 1], [-1, 1], ["1", 1], [float("nan"), 1], [float("inf"), 1], [Decimal("0.5"), 1]])
def test_what_is_no_event_is_refused(events: list[object]) -> None:
    for asked in (survival, cumulative_incidence):
        with pytest.raises(ValueError, match=r"events|causes|event is|cause is"):
            asked([1, 2], events)


@pytest.mark.parametrize(
    "causes",
    [
        [True, False, True],
        [Decimal(1), Decimal("0"), Decimal("1.0")],
        [1.0, 0.0, 1.0],
        pl.Series([1, 0, 1], dtype=pl.UInt8),
        pl.Series([True, False, True]),
        pl.Series([Decimal(1), Decimal(0), Decimal(1)]),
        np.array([1, 0, 1], dtype=np.int8),
        [np.bool_(True), 0, Decimal(1)],
    ],
)
def test_whole_numbers_are_causes_whatever_holds_them(causes: list[object]) -> None:
    assert cumulative_incidence([1, 2, 3], causes).equals(cumulative_incidence([1, 2, 3], [1, 0, 1]))
    assert survival([1, 2, 3], causes).equals(survival([1, 2, 3], [1, 0, 1]))
