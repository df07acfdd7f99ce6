"""Nothing is divided by what it is not comparable with: every difference is bridged under a name, or ends in a refusal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from inspect import currentframe
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.comparability import (
    ATTRIBUTES,
    BRIDGES,
    GROSS_UPPER_BOUND,
    MONTH_12_LONG_RUN,
    SAMPLE_OF_TARGET_GROUP,
    Comparison,
    Denominator,
    Difference,
    Quantity,
    QuantityPopulation,
    QuantityUnit,
    QuantityWindow,
    Refusal,
    UnitsDiffer,
    compare,
    number_needed,
)
from data_contracts.figure import GrossOrNet
from reports.language import LANGUAGES, load_language

FORECAST = Quantity(
    "forecast", Decimal("0.02"), Decimal("0.0175"), Decimal("0.0225"), "fte", "target_group_member", "structural", "net", "target_group"
)
OURS = Quantity("ours", Decimal("0.05"), Decimal("0.02"), Decimal("0.08"), "fte", "referred_person", "month_12", "net", "referred")
MAIN = (SAMPLE_OF_TARGET_GROUP, MONTH_12_LONG_RUN)
VOCABULARY = {
    "unit": get_args(QuantityUnit),
    "gross_or_net": get_args(GrossOrNet),
    "denominator": get_args(Denominator),
    "population": get_args(QuantityPopulation),
    "window": get_args(QuantityWindow),
}
numbers = st.decimals(min_value=-10, max_value=10, places=4)


@st.composite
def quantities(draw: st.DrawFn, *, above_zero: bool = False) -> Quantity:
    low, value, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    if above_zero:
        low, value, high = (abs(end) + Decimal("0.1") for end in (low, value, high))
        low, value, high = sorted((low, value, high))
    kinds = {name: draw(st.sampled_from(values)) for name, values in VOCABULARY.items()}
    return Quantity("any", value, low, high, **kinds)


def factor(ours: Quantity, theirs: Quantity = FORECAST, bridges: tuple[object, ...] = MAIN) -> Comparison:
    found = compare(ours, theirs, bridges)  # type: ignore[arg-type]  # bridges of the module
    assert isinstance(found, Comparison)
    return found


def test_the_range_sets_each_end_against_the_less_favourable_end_of_the_forecast() -> None:
    found = factor(OURS)
    assert found.value == Decimal("2.5")
    assert (found.low, found.high) == (Decimal("0.02") / Decimal("0.0225"), Decimal("0.08") / Decimal("0.0175"))
    assert found.keys == ("bridge_sample_of_target_group", "bridge_month_12_long_run")


def test_without_a_bridge_every_difference_is_named() -> None:
    persons = replace(OURS, unit="persons_off_benefit", gross_or_net="gross", window="within_a_year_of_job_start")
    refused = compare(persons, FORECAST)
    assert isinstance(refused, Refusal)
    assert [difference.attribute for difference in refused.differences] == list(ATTRIBUTES)


def test_a_bridge_that_is_missing_leaves_its_own_difference_alone() -> None:
    refused = compare(OURS, FORECAST, (SAMPLE_OF_TARGET_GROUP,))
    assert isinstance(refused, Refusal)
    assert refused.keys == ("differs_window_month_12_structural",)


def test_only_bridges_that_were_walked_are_printed() -> None:
    assert factor(OURS, bridges=BRIDGES).keys == ("bridge_sample_of_target_group", "bridge_month_12_long_run")
    assert factor(FORECAST, bridges=BRIDGES).keys == ()


@given(quantities(above_zero=True), quantities(above_zero=True))
def test_refusing_is_symmetric(one: Quantity, other: Quantity) -> None:
    two_sided = [bridge for bridge in BRIDGES if not bridge.is_one_sided]
    for bridges in ((), two_sided):
        first, second = compare(one, other, bridges), compare(other, one, bridges)
        assert isinstance(first, Refusal) == isinstance(second, Refusal)
        if isinstance(first, Refusal) and isinstance(second, Refusal):
            assert first.keys == second.keys


@given(quantities(), quantities(above_zero=True))
def test_no_path_leads_to_a_factor_between_persons_and_full_time_equivalents(ours: Quantity, theirs: Quantity) -> None:
    found = compare(ours, theirs, BRIDGES)
    if ours.unit == theirs.unit:
        return
    assert isinstance(found, Refusal) or found.is_at_most
    assert isinstance(found, Refusal) or not found.demonstrates(0)
    if "jobindsats_full_time_persons" in (ours.unit, theirs.unit):
        assert isinstance(found, Refusal), "weeks on benefit are never work"


@given(quantities(), quantities(above_zero=True))
def test_the_range_holds_the_value_whatever_the_signs(ours: Quantity, theirs: Quantity) -> None:
    found = compare(replace(ours, unit="fte"), replace(theirs, unit="fte"), BRIDGES)
    if isinstance(found, Comparison):
        assert found.low <= found.value <= found.high


@given(quantities(), quantities(above_zero=True), st.sampled_from(range(6)))
def test_what_demonstrates_a_factor_demonstrates_every_smaller_one(ours: Quantity, theirs: Quantity, threshold: int) -> None:
    found = compare(ours, theirs, BRIDGES)
    if isinstance(found, Comparison) and found.demonstrates(threshold + 1):
        assert found.demonstrates(threshold)
        assert ours.low >= theirs.high * (threshold + 1) * (1 - Decimal("1e-20"))


def test_a_one_sided_bridge_gives_a_bound_that_shows_nothing_and_leads_one_way() -> None:
    gross = replace(OURS, gross_or_net="gross", low=Decimal("0.2"), value=Decimal("0.3"), high=Decimal("0.4"))
    bound = factor(gross, bridges=(*MAIN, GROSS_UPPER_BOUND))
    assert bound.is_at_most
    assert bound.low > 5
    assert not bound.demonstrates(5)
    back = compare(FORECAST, replace(FORECAST, gross_or_net="gross"), (GROSS_UPPER_BOUND,))
    assert isinstance(back, Refusal), "net says nothing of how much gross is at most"


def test_negative_zero_and_nothing_to_divide_by() -> None:
    below = factor(replace(OURS, low=Decimal("-0.04"), value=Decimal("-0.03"), high=Decimal("-0.0299")))
    assert below.low <= below.value == Decimal("-1.5") <= below.high
    assert not below.demonstrates(0)
    assert factor(replace(OURS, low=Decimal(0), value=Decimal(0), high=Decimal(0))).value == 0
    with pytest.raises(ValueError, match="may be zero"):
        compare(OURS, replace(FORECAST, low=Decimal(0)), MAIN)


def test_a_number_needed_takes_a_total_and_an_effect_above_zero() -> None:
    total = replace(FORECAST, value=Decimal(4000), low=Decimal(3500), high=Decimal(4500), denominator="total")
    found = number_needed(total, OURS, MAIN)
    assert isinstance(found, Comparison)
    assert (found.value, found.low, found.high) == (80_000, 43_750, 225_000)
    refused = number_needed(total, replace(OURS, gross_or_net="gross"), BRIDGES)
    assert isinstance(refused, Refusal), "what each adds at most does not tell how many are needed"
    with pytest.raises(ValueError, match="no number of persons"):
        number_needed(total, replace(OURS, low=Decimal(0)), MAIN)
    with pytest.raises(ValueError, match="takes a total"):
        number_needed(FORECAST, OURS, MAIN)


def test_a_total_comes_from_a_number_per_person_and_a_rate_from_a_target_groups_total() -> None:
    assert OURS.times(100).value == 5
    assert OURS.times(100).denominator == "total"
    with pytest.raises(ValueError, match="per person"):
        OURS.times(100).times(2)
    with pytest.raises(ValueError, match="target group"):
        OURS.times(100).per_member(100)


def test_a_quantity_without_order_or_end_is_none() -> None:
    with pytest.raises(ValueError, match="hold the value"):
        replace(OURS, low=Decimal(1))
    with pytest.raises(ValueError, match="finite"):
        replace(OURS, high=Decimal("Infinity"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_difference_and_every_assumption_has_its_sentence(code: str) -> None:
    language = load_language(code)
    keys = {f"reason.{bridge.key}" for bridge in BRIDGES}
    for attribute in ATTRIBUTES:
        for here, there in product(VOCABULARY[attribute], repeat=2):
            if here != there:
                keys.add(f"reason.{Difference(attribute, here, there).key}")
    assert {key for key in keys if not language.has(key)} == set()


def test_persons_are_never_added_to_full_time_equivalents_and_the_message_says_where() -> None:
    persons = replace(OURS, name="persons in work", unit="persons_in_work")
    line = currentframe().f_lineno + 2  # type: ignore[union-attr]  # CPython has frames
    with pytest.raises(UnitsDiffer) as raised:
        persons + OURS
    assert raised.value.differences == (Difference("unit", "persons_in_work", "fte"),)
    assert str(raised.value) == f"{__file__}:{line}: persons in work + ours: unit: persons_in_work is not fte"
    with pytest.raises(UnitsDiffer, match=r"ours - persons in work: unit: fte is not persons_in_work"):
        OURS - persons


@given(quantities(), quantities())
def test_only_what_is_alike_in_everything_is_added(ours: Quantity, theirs: Quantity) -> None:
    differing = tuple(name for name in ATTRIBUTES if getattr(ours, name) != getattr(theirs, name))
    for reckoned in (lambda: ours + theirs, lambda: ours - theirs):
        if differing:
            with pytest.raises(UnitsDiffer) as raised:
                reckoned()
            assert tuple(one.attribute for one in raised.value.differences) == differing
    alike = replace(theirs, **{name: getattr(ours, name) for name in ATTRIBUTES})
    total = ours + alike
    assert (total.low, total.value, total.high) == (ours.low + alike.low, ours.value + alike.value, ours.high + alike.high)
    assert {name: getattr(total, name) for name in ATTRIBUTES} == {name: getattr(ours, name) for name in ATTRIBUTES}
    rest = total - alike
    assert rest.value == ours.value
    assert rest.low <= ours.low <= ours.high <= rest.high
