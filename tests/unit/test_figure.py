"""A figure cannot be made without saying what it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data_contracts.figure import COMPLETE_COUNT, FIGURE_COLUMNS, UPPER_BOUND, IncompleteFigureError, Interval, exact
from tests.defined import defined

PERSONS = defined("test.persons", "persons")
SHARE = defined("test.share_12m", "share")


def test_a_complete_count_says_that_it_is_one() -> None:
    row = PERSONS.figure(5, COMPLETE_COUNT, population="referred", window="total").row()
    assert (row["value"], row["low"], row["high"], row["interval_method"]) == (Decimal("5.000000"), None, None, "complete_count")
    assert list(row) == list(FIGURE_COLUMNS)


def test_a_figure_without_population_or_window_cannot_be_made() -> None:
    with pytest.raises(IncompleteFigureError, match="population"):
        PERSONS.figure(5, COMPLETE_COUNT, population="", window="total")
    with pytest.raises(IncompleteFigureError, match="window"):
        PERSONS.figure(5, COMPLETE_COUNT, population="referred", window="soon")


def test_a_figure_without_an_interval_cannot_be_made() -> None:
    with pytest.raises(IncompleteFigureError, match="interval"):
        PERSONS.figure(5, None, population="referred", window="total")  # type: ignore[arg-type]  # the mistake under test


def test_an_id_that_names_a_window_carries_that_window() -> None:
    with pytest.raises(IncompleteFigureError, match="12m"):
        SHARE.figure(0.5, Interval(0.4, 0.6, "wilson"), population="referred", window="24m")


def test_an_interval_holds_its_value() -> None:
    with pytest.raises(IncompleteFigureError, match="does not hold"):
        SHARE.figure(0.7, Interval(0.4, 0.6, "wilson"), population="referred", window="12m")
    with pytest.raises(IncompleteFigureError, match="above its upper"):
        Interval(0.6, 0.4, "wilson")


def test_a_count_is_an_integer_and_a_share_lies_between_zero_and_one() -> None:
    with pytest.raises(IncompleteFigureError, match="integer"):
        PERSONS.figure(5.5, COMPLETE_COUNT, population="referred", window="total")
    with pytest.raises(IncompleteFigureError, match="between 0 and 1"):
        SHARE.figure(1.2, Interval(0.4, 1.6, "wilson"), population="referred", window="12m")


def test_an_empty_figure_needs_a_reason_and_carries_no_number() -> None:
    with pytest.raises(IncompleteFigureError, match="reason"):
        PERSONS.not_computable("", population="referred", window="total")
    row = PERSONS.not_computable("no_benefit_source", population="referred", window="total").row()
    assert [row[name] for name in ("value", "low", "high", "numerator", "denominator_count")] == [None] * 5


def test_a_figure_is_rounded_once_halves_away_from_zero() -> None:
    assert exact(Decimal("0.0000005")) == Decimal("0.000001")
    assert exact(Decimal("-0.0000005")) == Decimal("-0.000001")


def test_dimensions_are_json_with_sorted_keys() -> None:
    figure = PERSONS.figure(5, COMPLETE_COUNT, population="referred", window="total", dimensions={"norm": "160.33", "months": 3})
    assert figure.row()["dimensions"] == '{"months":3,"norm":"160.33"}'
    assert PERSONS.figure(5, COMPLETE_COUNT, population="referred", window="total").row()["dimensions"] == "{}"


def test_an_upper_bound_has_no_lower_end_that_could_be_read_as_shown() -> None:
    ratio = defined("test.ratio", "ratio")
    row = ratio.figure(16.9, UPPER_BOUND, population="referred", window="total").row()
    assert (row["value"], row["low"], row["high"], row["interval_method"]) == (Decimal("16.9"), None, None, "upper_bound")
    with pytest.raises(IncompleteFigureError, match="two ends"):
        Interval(0, 1, "upper_bound")
