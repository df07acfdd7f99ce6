"""Comparability: no number is divided by another, or added to it, before every difference between the two is named and bridged.

Belongs here: what a quantity must say of itself to be compared, the bridges that exist, and the one place that divides. Does not belong
here: where quantities come from (`assets/effects`), what a comparison may be called (`assets/effects/forecast_comparison`) and the
sentences behind the keys (`reports/language`).

Persons are not full-time equivalents, gross is not net, a referred person is not a member of a target group, Statistics Denmark's hours
over 160.33 are not Jobindsats' weeks on benefit, and month 12 is not the long run. A bridge carries a quantity over one such difference
under an assumption that is named, and its key travels with the result. A difference without a bridge ends in a refusal.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from data_contracts.figure import GrossOrNet

QuantityUnit = Literal["fte", "jobindsats_full_time_persons", "persons_in_work", "persons_off_benefit"]
Denominator = Literal["referred_person", "target_group_member", "total"]
QuantityWindow = Literal["any_time", "lasting_24m", "month_12", "structural", "within_a_year_of_job_start"]
QuantityPopulation = Literal["referred", "target_group"]
Attribute = Literal["unit", "gross_or_net", "denominator", "population", "window"]

ATTRIBUTES: Final[tuple[Attribute, ...]] = ("unit", "gross_or_net", "denominator", "population", "window")
"""All that two quantities may differ in, in the order in which a refusal names it."""


class UnitsDiffer(ValueError):
    """Two quantities were added that are not of one kind. `differences` are what lies between them; the message says where it happened."""

    def __init__(self, message: str, differences: tuple[Difference, ...]) -> None:
        super().__init__(message)
        self.differences = differences


@dataclass(frozen=True)
class Quantity:
    """A number with its range and everything that another must share with it, or be carried to, before the two are divided.

    `denominator`: what it is counted per; `population`: whose outcomes it tells of; `window`: when they are counted. Raises ValueError
    where the range does not hold the value or a number is not finite.
    """

    name: str
    value: Decimal
    low: Decimal
    high: Decimal
    unit: QuantityUnit
    denominator: Denominator
    window: QuantityWindow
    gross_or_net: GrossOrNet
    population: QuantityPopulation

    def __post_init__(self) -> None:
        if not all(number.is_finite() for number in (self.low, self.value, self.high)):
            raise ValueError(f"{self.name}: a number that is not finite cannot be compared")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name}: the range does not hold the value")

    def times(self, persons: int) -> Quantity:
        """The total over so many persons. Raises ValueError for a quantity that is a total already, and for fewer than no persons."""
        if self.denominator == "total" or persons < 0:
            raise ValueError(f"{self.name}: only a number per person has a total, over no fewer than none")
        value, low, high = (number * persons for number in (self.value, self.low, self.high))
        return replace(self, value=value, low=low, high=high, denominator="total")

    def per_member(self, persons: int) -> Quantity:
        """A total over its own target group as a number per member of it. Raises ValueError for anything else, and for nobody."""
        if (self.denominator, self.population) != ("total", "target_group") or persons <= 0:
            raise ValueError(f"{self.name}: only a target group's total is spread over its members")
        value, low, high = (number / persons for number in (self.value, self.low, self.high))
        return replace(self, value=value, low=low, high=high, denominator="target_group_member")

    def __add__(self, other: Quantity) -> Quantity:
        """The sum of two of one kind, its range from the sum of the lower ends to that of the upper. Raises UnitsDiffer for any other."""
        name = self._name_with("+", other)
        return replace(self, name=name, value=self.value + other.value, low=self.low + other.low, high=self.high + other.high)

    def __sub__(self, other: Quantity) -> Quantity:
        """The difference of two of one kind, its range as wide as both together. Raises UnitsDiffer for any other."""
        name = self._name_with("-", other)
        return replace(self, name=name, value=self.value - other.value, low=self.low - other.high, high=self.high - other.low)

    def _name_with(self, sign: str, other: Quantity) -> str:
        """What the result is called. Raises UnitsDiffer, with the line that adds, where the two differ in anything: no bridge adds."""
        name = f"{self.name} {sign} {other.name}"
        _, differences = _crossed(self, other, (), ATTRIBUTES)
        if differences:
            caller = sys._getframe(2)
            named = "; ".join(f"{one.attribute}: {one.ours} is not {one.theirs}" for one in differences)
            raise UnitsDiffer(f"{caller.f_code.co_filename}:{caller.f_lineno}: {name}: {named}", differences)
        return name


@dataclass(frozen=True)
class BridgeStep:
    """What a bridge carries: an attribute from one value to another."""

    attribute: Attribute
    ours: str
    theirs: str


@dataclass(frozen=True)
class Bridge:
    """A way over one difference, or over two that are the same assumption.

    `key` names the assumption's sentence in the catalogues (`reason.<key>`). A one-sided bridge says only that ours is at most what is
    written: it is walked in one direction, and a result that rests on it has no lower end that could be shown.
    """

    name: str
    steps: tuple[BridgeStep, ...]
    is_one_sided: bool = False

    @property
    def key(self) -> str:
        """The reason key that travels with every result that rests on the bridge."""
        return f"bridge_{self.name}"

    def carries(self, attribute: Attribute, ours: str, theirs: str) -> bool:
        """Whether the bridge leads from ours to theirs; an assumption that two things are alike leads back as well."""
        step, back = BridgeStep(attribute, ours, theirs), BridgeStep(attribute, theirs, ours)
        return step in self.steps or (back in self.steps and not self.is_one_sided)


SAMPLE_OF_TARGET_GROUP: Final = Bridge(
    "sample_of_target_group",
    (BridgeStep("denominator", "referred_person", "target_group_member"), BridgeStep("population", "referred", "target_group")),
)
"""The one that stands behind every factor: the programme's referrals are taken as a sample of the target group."""
MONTH_12_LONG_RUN: Final = Bridge("month_12_long_run", (BridgeStep("window", "month_12", "structural"),))
LASTING_LONG_RUN: Final = Bridge("lasting_long_run", (BridgeStep("window", "lasting_24m", "structural"),))
GROSS_UPPER_BOUND: Final = Bridge("gross_upper_bound", (BridgeStep("gross_or_net", "gross", "net"),), is_one_sided=True)
"""Nobody works fewer than no hours without the programme, so net is at most gross."""
ONE_FTE_EACH: Final = Bridge("one_fte_each", (BridgeStep("unit", "persons_in_work", "fte"),), is_one_sided=True)
ONLY_OFF_BENEFIT_COUNT: Final = Bridge("only_off_benefit_count", (BridgeStep("unit", "persons_off_benefit", "fte"),), is_one_sided=True)
"""Stronger than it looks: those in work who still receive benefit have hours, too, and are taken to add nothing."""
NOBODY_LATER: Final = Bridge(
    "nobody_later",
    (BridgeStep("window", "within_a_year_of_job_start", "structural"), BridgeStep("window", "any_time", "structural")),
    is_one_sided=True,
)
BRIDGES: Final = (
    SAMPLE_OF_TARGET_GROUP,
    MONTH_12_LONG_RUN,
    LASTING_LONG_RUN,
    GROSS_UPPER_BOUND,
    ONE_FTE_EACH,
    ONLY_OFF_BENEFIT_COUNT,
    NOBODY_LATER,
)
"""Every bridge there is. None leads from Jobindsats' full-time persons, who are weeks on benefit, to anything that is work."""


@dataclass(frozen=True)
class Difference:
    """Something in which two quantities differ and that no bridge carries."""

    attribute: Attribute
    ours: str
    theirs: str

    @property
    def key(self) -> str:
        """The key of its sentence, the same whichever of the two is asked first (`reason.<key>`)."""
        return "_".join(("differs", self.attribute, *sorted((self.ours, self.theirs))))


@dataclass(frozen=True)
class Refusal:
    """No number, and every reason why. It has none that could be printed by mistake."""

    differences: tuple[Difference, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """One text key per difference."""
        return tuple(difference.key for difference in self.differences)


@dataclass(frozen=True)
class Comparison:
    """A factor (or a number needed) with its conservative range, and the bridges that it rests on.

    The range is no confidence interval: it sets each end of ours against the less favourable end of theirs. `is_at_most`: it rests on a
    one-sided bridge, so that its numbers are bounds from above and show nothing.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    bridges: tuple[Bridge, ...]
    is_at_most: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its assumptions, printed wherever the number is."""
        return tuple(bridge.key for bridge in self.bridges)

    def demonstrates(self, threshold: Decimal | int) -> bool:
        """Whether even the lower end reaches the threshold; never for what is only an upper bound."""
        return not self.is_at_most and self.low >= threshold


def compare(ours: Quantity, theirs: Quantity, bridges: Sequence[Bridge] = ()) -> Comparison | Refusal:
    """How many times theirs ours is, or every difference that no bridge carries.

    Factor = our value / the middle of theirs; low = our lower limit / their upper end; high = our upper limit / their lower end
    (DEFINITIONS, forecast comparison). Below zero these ends may both lie on one side of the value: the range is then widened to hold it.
    Raises ValueError where theirs is not above zero throughout.
    """
    used, differences = _crossed(ours, theirs, bridges, ATTRIBUTES)
    if differences:
        return Refusal(differences)
    if theirs.low <= 0:
        raise ValueError(f"{theirs.name}: nothing is a multiple of what may be zero")
    value = ours.value / theirs.value
    low, high = min(ours.low / theirs.high, value), max(ours.high / theirs.low, value)
    return Comparison(value, low, high, used, any(bridge.is_one_sided for bridge in used))


def number_needed(total: Quantity, each: Quantity, bridges: Sequence[Bridge] = ()) -> Comparison | Refusal:
    """How many persons at `each` make up `total`, or every difference that no bridge carries.

    Low = the total's lower end / the upper limit of each, high = its upper end / the lower limit. One-sided bridges carry nothing here:
    what each person adds at most does not tell how many are needed. Raises ValueError where `each` is not above zero throughout, and
    where `total` is no total or `each` is one.
    """
    if total.denominator != "total" or each.denominator == "total":
        raise ValueError("a number needed takes a total and a number per person")
    compared: tuple[Attribute, ...] = tuple(attribute for attribute in ATTRIBUTES if attribute != "denominator")
    used, differences = _crossed(each, total, [bridge for bridge in bridges if not bridge.is_one_sided], compared)
    if differences:
        return Refusal(differences)
    if each.low <= 0:
        raise ValueError(f"{each.name}: no number of persons is known to make up the total")
    return Comparison(total.value / each.value, total.low / each.high, total.high / each.low, used, is_at_most=False)


def _crossed(
    ours: Quantity, theirs: Quantity, bridges: Sequence[Bridge], attributes: Sequence[Attribute]
) -> tuple[tuple[Bridge, ...], tuple[Difference, ...]]:
    """The bridges walked, each once, and the differences that are left. Of several the first that leads across is walked."""
    used: list[Bridge] = []
    left: list[Difference] = []
    for attribute in attributes:
        here, there = str(getattr(ours, attribute)), str(getattr(theirs, attribute))
        if here == there:
            continue
        bridge = next((bridge for bridge in bridges if bridge.carries(attribute, here, there)), None)
        if bridge is None:
            left.append(Difference(attribute, here, there))
        elif bridge not in used:
            used.append(bridge)
    return tuple(used), tuple(left)
