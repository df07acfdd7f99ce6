"""Published aggregates, the calculation: counts read back from published shares, and what follows from them beside the forecast.

Belongs here: reckoning with the claims' own numbers. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal

from assets.effects.effect import Outcome
from assets.effects.published_aggregates.definition import (
    EMPLOYED,
    EMPLOYED_AT_MOST,
    EMPLOYED_SHARE,
    FORECAST_FTE,
    FORECAST_RATE,
    NEEDED,
    OFF_BENEFIT,
    OFF_BENEFIT_AT_MOST,
    OFF_BENEFIT_FACTOR,
    OFF_BENEFIT_SHARE,
    REFERRED,
    THRESHOLD,
)
from assets.panel.common import count, share
from assets.statistics.intervals import wilson
from data_contracts.comparability import (
    BRIDGES,
    Comparison,
    Quantity,
    QuantityUnit,
    QuantityWindow,
    Refusal,
    compare,
)
from data_contracts.figure import COMPLETE_COUNT, UPPER_BOUND, Figure, FigureDefinition, Interval, Whole
from data_contracts.forecasts import (
    FORECAST_POPULATIONS,
    MAIN_POPULATION,
    MAIN_SCENARIO,
    SCENARIOS,
    fivefold_threshold,
    forecast_rate,
    forecast_total,
)
from data_contracts.reference import reference_table

POPULATION = "published_2021"
REFERRED_CLAIM, EMPLOYED_CLAIM, OFF_BENEFIT_CLAIM = "referred_2021", "employed_2021", "self_support_2021"
HALF_A_PERCENT = Decimal("0.5")
"""A claim of 35 percent is one of 34.5 to 35.5 (DEFINITIONS, claims)."""
TOTAL: Whole = {"population": POPULATION, "window": "total"}
WITHIN_A_YEAR: Whole = {"population": POPULATION, "window": "12m"}
MAIN_LINE: Whole = {"population": "referred", "window": "12m"}
FORECAST: Whole = {"population": "target_group", "window": "total"}


class AmbiguousClaimError(ValueError):
    """A published percentage fits no count of persons, or several."""


def persons_behind(percent: Decimal, whole: int) -> int:
    """The one number of `whole` persons that rounds to the percentage. Raises AmbiguousClaimError where it is not one."""
    fitting = [part for part in range(whole + 1) if -HALF_A_PERCENT <= Decimal(part * 100) / whole - percent < HALF_A_PERCENT]
    if len(fitting) != 1:
        raise AmbiguousClaimError(f"{len(fitting)} counts of {whole} persons make {percent} percent")
    return fitting[0]


def published_counts() -> tuple[int, int, int]:
    """Referred, employed, off benefit, from the claims alone."""
    claims = {row["claim_id"]: row["value"] for row in reference_table("claims")}
    employed = int(claims[EMPLOYED_CLAIM])
    return int(claims[REFERRED_CLAIM]), employed, persons_behind(Decimal(claims[OFF_BENEFIT_CLAIM]), employed)


def published_share(name: str, part: int, whole: int, unit: QuantityUnit, window: QuantityWindow) -> Quantity:
    """A published share of the referred with Wilson's interval: persons per referred person, gross."""
    value, (low, high) = Decimal(part) / whole, (Decimal(str(end)) for end in wilson(part, whole))
    return Quantity(name, value, low, high, unit, "referred_person", window, "gross", "referred")


def figures_of(referred: int, employed: int, off_benefit: int) -> Iterator[Figure]:
    """All figures from three published counts and the forecasts."""
    in_work = published_share("published in work", employed, referred, "persons_in_work", "any_time")
    without = published_share("published off benefit", off_benefit, referred, "persons_off_benefit", "within_a_year_of_job_start")
    yield count(REFERRED, referred, **TOTAL)
    yield count(EMPLOYED, employed, **TOTAL)
    yield count(OFF_BENEFIT, off_benefit, **WITHIN_A_YEAR)
    yield share(EMPLOYED_SHARE, employed, referred, **TOTAL)
    yield share(OFF_BENEFIT_SHARE, off_benefit, referred, **WITHIN_A_YEAR)
    yield refused(without)
    yield at_most(OFF_BENEFIT_AT_MOST, without, WITHIN_A_YEAR)
    yield at_most(EMPLOYED_AT_MOST, in_work, TOTAL)
    yield THRESHOLD.figure(fivefold_threshold(), COMPLETE_COUNT, **MAIN_LINE)
    needed = (fivefold_threshold() * referred).to_integral_value(ROUND_CEILING)
    yield NEEDED.figure(needed, COMPLETE_COUNT, denominator_count=referred, **TOTAL)
    yield from forecast_figures()


def refused(ours: Quantity) -> Figure:
    """The factor's empty place: without a bridge every difference is its reason."""
    found = compare(ours, forecast_rate(MAIN_SCENARIO, MAIN_POPULATION))
    if not isinstance(found, Refusal):
        raise TypeError("persons off benefit were compared with full-time equivalents")
    return OFF_BENEFIT_FACTOR.not_computable(",".join(found.keys), **WITHIN_A_YEAR)


def at_most(definition: FigureDefinition, ours: Quantity, place: Whole) -> Figure:
    """The upper bound of the factor with every bridge that it rests on; no value and no lower end leaves this function."""
    found = compare(ours, forecast_rate(MAIN_SCENARIO, MAIN_POPULATION), BRIDGES)
    if not isinstance(found, Comparison) or not found.is_at_most:
        raise TypeError("a bound from above needs a one-sided bridge")
    return definition.figure(found.high, UPPER_BOUND, warning=",".join(found.keys), **place)


def forecast_figures() -> Iterator[Figure]:
    """The forecasts as published, in total and per member of the target group: the main line as headline, then all."""
    for scenario, dimensions in ((MAIN_SCENARIO, {}), *((scenario, {"scenario": scenario}) for scenario in SCENARIOS)):
        yield _forecast(FORECAST_FTE, forecast_total(scenario), dimensions)
    yield _forecast(FORECAST_RATE, forecast_rate(MAIN_SCENARIO, MAIN_POPULATION), {})
    for population in FORECAST_POPULATIONS:
        for scenario in SCENARIOS:
            yield _forecast(FORECAST_RATE, forecast_rate(scenario, population), {"forecast_population": population, "scenario": scenario})


def _forecast(definition: FigureDefinition, quantity: Quantity, dimensions: Mapping[str, str | int]) -> Figure:
    interval = Interval(quantity.low, quantity.high, "published_range")
    return definition.figure(quantity.value, interval, dimensions=dimensions, **FORECAST)


def outcome() -> Outcome:
    """Figures from reference tables alone."""
    return Outcome(figures_of(*published_counts()))
