"""Published aggregates: what the programme's own public numbers can and cannot say beside the forecast.

In words: the programme has published that 160 people were referred in 2021, that 102 of them got paid work, and that 35 percent of those
in work were fully off benefit within a year of job start. Of 102 persons only 36 make 35 percent, so 36 of 160 are meant. Their shares
stand with Wilson's interval. 36 of 160 is not divided by the forecast: they are persons and not full-time equivalents, gross and not net,
referred and not the target group, within a year of job start and not in the long run; the refusal is a figure of its own, so that whoever
looks for the factor finds why there is none. What can be said is how many net full-time equivalents "fivefold" would need at the upper
end of the central forecast, and, under assumptions named with each number, the most that the factor can be. Nothing here comes from a
delivery: the numbers are the programme's and the commission's own, in a simulated run as well. It does not say that 36 people work full-
time, that they would not have done so anyway, or that the 160 are like those referred in other years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

import dagster as dg

from assets.effects.common import count, keep, share
from assets.effects.forecasts import (
    FIVEFOLD,
    FORECAST_POPULATIONS,
    MAIN_POPULATION,
    MAIN_SCENARIO,
    SCENARIOS,
    fivefold_threshold,
    forecast_rate,
    forecast_total,
)
from assets.statistics.intervals import wilson
from assets.warehouse.database import Warehouse
from data_contracts.comparability import (
    BRIDGES,
    Comparison,
    Quantity,
    QuantityUnit,
    QuantityWindow,
    Refusal,
    compare,
)
from data_contracts.figure import COMPLETE_COUNT, UPPER_BOUND, Figure, FigureDefinition, Interval
from data_contracts.reference import reference_table

POPULATION = "published_2021"
REFERRED_CLAIM, EMPLOYED_CLAIM, OFF_BENEFIT_CLAIM = "referred_2021", "employed_2021", "self_support_2021"
HALF_A_PERCENT = Decimal("0.5")
"""A claim of 35 percent is one of 34.5 to 35.5 (DEFINITIONS, claims)."""

_REFERRED = "people referred in 2021, as the programme published it"
_FORECAST = "the Reform Commission's target group"
REFERRED = FigureDefinition(
    "published_aggregates.referred",
    "persons",
    "gross",
    _REFERRED,
    "People referred in 2021, as the programme published it.",
    formula="claim referred_2021",
)
EMPLOYED = FigureDefinition(
    "published_aggregates.employed",
    "persons",
    "gross",
    _REFERRED,
    "Of the people referred in 2021 those who got paid work, as the programme published it.",
    formula="claim employed_2021",
)
OFF_BENEFIT = FigureDefinition(
    "published_aggregates.off_benefit",
    "persons",
    "gross",
    _REFERRED,
    "Of the people referred in 2021 those fully off benefit within a year of job start, as the programme published it.",
    formula="the one count that is 35 percent of claim employed_2021, rounded as claim self_support_2021 is",
)
EMPLOYED_SHARE = FigureDefinition(
    "published_aggregates.employed_share",
    "share",
    "gross",
    _REFERRED,
    "Share of the people referred in 2021 who got paid work, from the programme's published numbers.",
    formula="employed / referred",
)
OFF_BENEFIT_SHARE = FigureDefinition(
    "published_aggregates.off_benefit_share",
    "share",
    "gross",
    _REFERRED,
    "Share of the people referred in 2021 who were fully off benefit within a year of job start, from the programme's published numbers.",
    formula="off_benefit / referred",
)
OFF_BENEFIT_FACTOR = FigureDefinition(
    "published_aggregates.off_benefit_factor",
    "ratio",
    "gross",
    _REFERRED,
    "The share off benefit as a multiple of the forecast: never computable, with every difference between the two as its reason.",
    formula="none: a comparison that is refused",
)
OFF_BENEFIT_AT_MOST = FigureDefinition(
    "published_aggregates.off_benefit_factor_at_most",
    "ratio",
    "gross",
    _REFERRED,
    "The most that the factor can be where only those off benefit count, each as one full-time equivalent owed to the programme.",
    formula="upper Wilson limit of the share / lower end of the central forecast's rate",
)
EMPLOYED_AT_MOST = FigureDefinition(
    "published_aggregates.employed_factor_at_most",
    "ratio",
    "gross",
    _REFERRED,
    "The most that the factor can be where everybody who got work counts as one full-time equivalent owed to the programme.",
    formula="upper Wilson limit of the share / lower end of the central forecast's rate",
)
THRESHOLD = FigureDefinition(
    "published_aggregates.fivefold_threshold_fte",
    "fte",
    "net",
    "one referred person",
    "Net full-time equivalents per referred person that the lower limit must reach before fivefold may be said.",
    formula=f"{FIVEFOLD} x upper end of the central forecast / {MAIN_POPULATION}",
)
NEEDED = FigureDefinition(
    "published_aggregates.fivefold_needed_fte",
    "fte",
    "net",
    _REFERRED,
    "Net full-time equivalents that the people referred in 2021 would need together before fivefold may be said.",
    formula="fivefold_threshold_fte x referred, rounded up",
)
FORECAST_FTE = FigureDefinition(
    "published_aggregates.forecast_fte",
    "fte",
    "net",
    _FORECAST,
    "The commission's forecast of full-time equivalents from all 48 recommendations.",
    formula="middle of the published range",
)
FORECAST_RATE = FigureDefinition(
    "published_aggregates.forecast_rate",
    "fte",
    "net",
    _FORECAST,
    "The commission's forecast of full-time equivalents per member of its target group.",
    formula="forecast_fte / persons in the target group",
)
SOURCES = (
    "The programme's evaluation of 2021, smaajobmedmening.dk, Effekt på beskæftigelse: data_contracts/reference/claims.csv",
    "Reformkommissionen, Nye reformveje 3, 23 May 2023, as quoted in the press: data_contracts/reference/forecasts.csv",
    "Wilson's interval: E. B. Wilson, JASA 1927",
    "Bridges and refusals: data_contracts/comparability.py",
)
DEFINITIONS = (
    REFERRED,
    EMPLOYED,
    OFF_BENEFIT,
    EMPLOYED_SHARE,
    OFF_BENEFIT_SHARE,
    OFF_BENEFIT_FACTOR,
    OFF_BENEFIT_AT_MOST,
    EMPLOYED_AT_MOST,
    THRESHOLD,
    NEEDED,
    FORECAST_FTE,
    FORECAST_RATE,
)
TOTAL: Mapping[str, Any] = {"population": POPULATION, "window": "total"}
WITHIN_A_YEAR: Mapping[str, Any] = {"population": POPULATION, "window": "12m"}
MAIN_LINE: Mapping[str, Any] = {"population": "referred", "window": "12m"}
FORECAST: Mapping[str, Any] = {"population": "target_group", "window": "total"}


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


def at_most(definition: FigureDefinition, ours: Quantity, place: Mapping[str, Any]) -> Figure:
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


@dg.asset(
    key=["effects", "published_aggregates"],
    group_name="effects",
    description="The programme's own published numbers of 2021 and the commission's forecast: what they can say, and what is refused.",
)
def published_aggregates(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Figures from reference tables alone."""
    return keep(warehouse, "published_aggregates", None, list(figures_of(*published_counts())), DEFINITIONS)
