"""Matching: against plain loops, whatever the order of rows; and what it says where there is nothing to compare."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.matching import MatchedEstimate, match, matched_effect
from tests.examples import examples
from tests.unit.plain_matching import Row, plain_effect

NEAR = ("age", "hours")


def drawn(seed: int, treated: int, others: int, *, shift: float = 0.3, effect: float = 1.0, sexes: int = 2) -> pl.DataFrame:
    """Whole ages and hours, so that many are alike; the outcome follows from both."""
    rng = np.random.default_rng(seed)
    number = treated + others
    is_treated = np.arange(number) < treated
    age = rng.integers(0, 6, number) + (is_treated & (rng.random(number) < shift))
    hours = rng.integers(0, 4, number)
    own = 0.5 * age + 0.8 * hours
    return pl.DataFrame(
        {
            "person": np.arange(number),
            "is_treated": is_treated,
            "sex": rng.integers(0, sexes, number),
            "age": age.astype(float),
            "hours": hours.astype(float),
            "before": own + rng.normal(size=number),
            "outcome": own + effect * is_treated + rng.normal(size=number),
        }
    )


def estimate(frame: pl.DataFrame, placebo: str | None = "before") -> MatchedEstimate:
    return matched_effect(frame, "outcome", "is_treated", NEAR, ["sex"], placebo=placebo)


@examples(15, of=200)
@given(
    seed=st.integers(0, 2**32),
    treated=st.integers(3, 12),
    others=st.integers(4, 40),
    sexes=st.integers(1, 3),
    people=st.integers(3, 40),
)
def test_weights_effect_error_and_balance_are_those_of_plain_loops(seed: int, treated: int, others: int, sexes: int, people: int) -> None:
    frame = drawn(seed, treated, others, sexes=sexes).with_columns(person=pl.col("person") % people)
    rows = [Row(r["person"], r["is_treated"], (r["sex"],), (r["age"], r["hours"]), r["outcome"]) for r in frame.iter_rows(named=True)]
    try:
        found = match(frame, "is_treated", NEAR, ["sex"], ["outcome"], "person")
        mine = matched_effect(frame, "outcome", "is_treated", NEAR, ["sex"], person="person")
    except NotEstimableError:
        return
    plain = plain_effect(rows)
    assert found.weights == pytest.approx(plain.weights)
    assert mine.n == plain.matched
    assert mine.value == pytest.approx(plain.value, abs=1e-7)
    assert mine.standard_error == pytest.approx(plain.standard_error, abs=1e-7)
    assert mine.balance["difference_after"].to_list() == pytest.approx(plain.differences, abs=1e-9)


def test_the_order_of_rows_changes_nothing() -> None:
    frame = drawn(1, 40, 300)
    turned = frame.sample(fraction=1.0, shuffle=True, seed=9)
    one, other = estimate(frame), estimate(turned)
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.standard_error == pytest.approx(other.standard_error, abs=1e-12)
    assert one.reasons == other.reasons


def test_another_unit_of_a_covariate_changes_nothing() -> None:
    frame = drawn(2, 40, 300)
    assert estimate(frame.with_columns(pl.col("hours") * 100)).value == pytest.approx(estimate(frame).value, abs=1e-9)


def test_whoever_is_alike_stands_for_a_treated_in_equal_parts() -> None:
    frame = pl.DataFrame({"is_treated": [1, 1, 0, 0, 0, 0, 0], "age": [1.0, 3, 1, 1, 1, 1, 1], "outcome": [5.0, 6, 1, 2, 3, 4, 5]})
    weights = match(frame, "is_treated", ["age"], (), ["outcome"]).weights
    assert weights[:2].tolist() == [1, 0]
    assert weights[2:].tolist() == pytest.approx([0.2] * 5)


def test_the_same_persons_at_five_times_are_no_five_times_as_many() -> None:
    frame = drawn(3, 60, 60)
    treated = frame.filter("is_treated").with_columns(time=pl.col("person") % 5)
    others = frame.filter(~pl.col("is_treated"))
    at_five_times = pl.concat([treated, *(others.with_columns(time=pl.lit(time, pl.Int64)) for time in range(5))])
    as_five = at_five_times.with_columns(person=pl.int_range(pl.len()))
    again, apart = (matched_effect(rows, "outcome", "is_treated", NEAR, ["time"], person="person") for rows in (at_five_times, as_five))
    assert again.value == pytest.approx(apart.value)
    assert again.standard_error > 1.2 * apart.standard_error


def test_a_fair_comparison_is_trusted_and_near_the_truth() -> None:
    found = estimate(drawn(4, 300, 3000))
    assert found.trustworthy
    assert found.reasons == ()
    assert abs(found.value - 1.0) < 3 * found.standard_error
    assert found.placebo is not None
    assert found.placebo.low <= 0 <= found.placebo.high


@pytest.mark.long
def test_ranges_hold_the_truth_as_often_as_they_say() -> None:
    held = [found.low <= 1.0 <= found.high for found in (estimate(drawn(seed, 80, 600), None) for seed in range(300))]
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (drawn(5, 300, 3000).with_columns(before=pl.col("before") + 0.5 * pl.col("is_treated")), "placebo_differs"),
        (drawn(6, 20, 3000), "few_matched"),
        (drawn(7, 300, 3000).with_columns(sex=pl.when("is_treated").then(pl.col("person") % 3).otherwise("sex")), "many_unmatched"),
        (drawn(8, 300, 12), "few_comparisons"),
        (drawn(9, 300, 3000).with_columns(hours=pl.col("hours") + 0.4 * pl.col("is_treated")), "unbalanced"),
    ],
)  # fmt: skip
def test_a_doubtful_comparison_says_why(frame: pl.DataFrame, reason: str) -> None:
    found = estimate(frame)
    assert not found.trustworthy
    assert reason in found.reasons


def test_nothing_tested_and_nothing_matched_on_is_not_trusted() -> None:
    frame = drawn(10, 300, 3000)
    assert estimate(frame, None).reasons == ("no_placebo",)
    plain = matched_effect(frame, "outcome", "is_treated", (), baseline="before", placebo="before")
    assert "nothing_matched_on" in plain.reasons
    difference = pl.col("outcome") - pl.col("before")
    means = frame.group_by("is_treated").agg(difference.mean()).sort("is_treated")["outcome"]
    assert plain.value == pytest.approx(means[1] - means[0])


def test_a_placebo_that_is_matched_on_is_no_test() -> None:
    frame = drawn(12, 300, 3000).with_columns(both=pl.col("age") + 2 * pl.col("hours"))
    for placebo in ("age", "both"):
        assert estimate(frame, placebo).reasons == ("no_placebo",)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (drawn(1, 1, 50), "too_few_persons"),
        (drawn(1, 20, 50).filter("is_treated"), "one_group_only"),
        (drawn(1, 20, 50).with_columns(outcome=pl.lit(3.0)), "constant_outcome"),
        (drawn(1, 20, 50).with_columns(sex=pl.col("is_treated").cast(pl.Int64)), "too_few_persons"),
        (drawn(1, 20, 1, sexes=1).with_columns(age=pl.lit(1.0), hours=pl.lit(1.0)), "comparison_too_small"),
        (drawn(1, 20, 50).with_columns(outcome=pl.lit(None, pl.Float64)), "nobody_observed"),
        (drawn(1, 20, 50).with_columns(age=pl.lit("ung")), "not_a_number"),
        (drawn(1, 20, 50).clear(), "nobody_observed"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(frame: pl.DataFrame, reason: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        estimate(frame, None)
    assert refused.value.reason == reason


def test_persons_who_are_all_alike_are_compared_in_their_outcome() -> None:
    rng = np.random.default_rng(1)
    frame = drawn(1, 40, 200).with_columns(age=pl.lit(2.0), hours=pl.lit(1.0), sex=pl.lit(0), outcome=pl.Series(rng.normal(size=240)))
    means = frame.group_by("is_treated").agg(pl.col("outcome").mean()).sort("is_treated")["outcome"]
    found = estimate(frame, None)
    assert found.value == pytest.approx(means[1] - means[0])
    assert found.balance["difference_after"].to_list() == [0, 0]


def test_rows_with_a_gap_are_left_out_and_counted() -> None:
    frame = drawn(11, 60, 500)
    gaps = frame.with_columns(outcome=pl.when(pl.col("person") < 10).then(None).otherwise("outcome"))
    assert estimate(gaps).value == pytest.approx(estimate(frame.filter(pl.col("person") >= 10)).value)
    assert estimate(gaps).n <= 50


@pytest.mark.parametrize("name", ["weight", "weights", "row", "person", "one", "treated", "distance", "__index_level_0__"])
@pytest.mark.parametrize("role", ["outcome", "before", "age", "sex", "is_treated"])
def test_a_callers_column_may_have_any_name(name: str, role: str) -> None:
    frame = drawn(13, 60, 400).with_columns(start=pl.col("before") * 0.5)
    wanted = matched_effect(frame, "outcome", "is_treated", NEAR, ["sex"], baseline="start", placebo="before")
    called = {column: name if column == role else column for column in ("outcome", "is_treated", "age", "hours", "sex", "start", "before")}
    renamed = frame.drop("person").rename({role: name})
    near, exact = [called[column] for column in NEAR], [called["sex"]]
    found = matched_effect(renamed, called["outcome"], called["is_treated"], near, exact, called["start"], called["before"])
    assert (found.value, found.low, found.high, found.n) == (wanted.value, wanted.low, wanted.high, wanted.n)
    assert found.placebo == wanted.placebo


def test_a_column_in_two_roles_that_exclude_one_another_is_refused_by_its_name() -> None:
    frame = drawn(14, 40, 100)
    for nearest, exact in (([*NEAR, "age"], ["sex"]), (NEAR, ["sex", "age"]), ([*NEAR, "is_treated"], ["sex"])):
        with pytest.raises(NotEstimableError, match=r"column_named_twice: (age|is_treated)"):
            matched_effect(frame, "outcome", "is_treated", nearest, exact)
