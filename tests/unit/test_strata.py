"""Differences within strata: against plain arithmetic, and whether the range holds the truth as often as it says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from assets.statistics.differences import Estimate, NotEstimableError
from assets.statistics.strata import stratified_difference


def rows(*cells: tuple[str, str, bool, float]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=["stratum", "person", "is_treated", "outcome"], orient="row")


def estimate(frame: pl.DataFrame) -> Estimate:
    return stratified_difference(frame, "outcome", "is_treated", "stratum", "person")


def test_each_treated_is_held_against_the_mean_of_their_own_stratum() -> None:
    frame = rows(
        ("a", "t1", True, 10.0), ("a", "c1", False, 4.0), ("a", "c2", False, 6.0),
        ("b", "t2", True, 3.0), ("b", "t3", True, 5.0), ("b", "c3", False, 1.0), ("b", "c4", False, 2.0),
        ("alone", "t4", True, 100.0),
    )  # fmt: skip
    found = estimate(frame)
    assert found.value == pytest.approx((5 + 1.5 + 3.5) / 3)
    assert found.n == 3


def test_a_person_used_twice_weighs_once_in_the_error_with_all_their_uses() -> None:
    strata = ("a", "b")
    cells = [(stratum, f"t{stratum}{number}", True, float(number)) for stratum in strata for number in range(4)]
    own = [(stratum, f"c{stratum}{number}", False, 3.0 * number) for stratum in strata for number in range(4)]
    same = [(stratum, f"c{number}", False, 3.0 * number) for stratum in strata for number in range(4)]
    apart, reused = estimate(rows(*cells, *own)), estimate(rows(*cells, *same))
    assert apart.value == reused.value
    assert reused.standard_error > 1.2 * apart.standard_error


def test_the_range_holds_the_truth_in_about_nineteen_of_twenty_draws_also_where_persons_are_reused() -> None:
    rng = np.random.default_rng(5)
    held = 0
    draws = 600
    for _ in range(draws):
        person = rng.normal(0, 3, 40)  # what makes a comparison person's outcomes alike in all strata
        level = {stratum: rng.normal(0, 5) for stratum in range(12)}
        treated = [(str(s), f"t{s}{n}", True, level[s] + 2 + rng.normal(0, 3)) for s in range(12) for n in range(5)]
        used = [
            (str(s), f"c{n}", False, level[s] + person[n] + rng.normal(0, 2))
            for s in range(12)
            for n in rng.choice(40, size=12, replace=False)
        ]
        found = estimate(rows(*treated, *used))
        held += found.low <= 2 <= found.high
    assert 0.92 <= held / draws <= 0.98


def test_too_few_treated_or_a_single_comparison_person_is_refused() -> None:
    with pytest.raises(NotEstimableError) as refused:
        estimate(rows(("a", "t", True, 1.0), ("a", "c", False, 1.0), ("a", "d", False, 2.0)))
    assert refused.value.reason == "too_few_persons"
    with pytest.raises(NotEstimableError) as refused:
        estimate(rows(("a", "t", True, 1.0), ("a", "u", True, 2.0), ("a", "c", False, 1.0)))
    assert refused.value.reason == "single_comparison_person"
