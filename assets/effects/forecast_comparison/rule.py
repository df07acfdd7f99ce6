"""Forecast comparison, the calculation: our rates beside the forecast's, line by line, and the verdict.

Belongs here: which rate is held against which forecast. Does not belong here: what may be compared at all
(`data_contracts/comparability.py`), what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import cast

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.forecast_comparison.definition import FACTOR_GROSS, FACTOR_LASTING, FACTOR_NET, REFERRALS_NEEDED, TOTAL_NET
from assets.panel.common import FEWEST_FOR_A_MEAN, collected, joined_warnings
from assets.statistics.means import mean_interval
from assets.warehouse.frames import LazyFrame
from data_contracts.comparability import (
    GROSS_UPPER_BOUND,
    LASTING_LONG_RUN,
    MONTH_12_LONG_RUN,
    SAMPLE_OF_TARGET_GROUP,
    Bridge,
    Comparison,
    Quantity,
    QuantityWindow,
    compare,
    number_needed,
)
from data_contracts.figure import Figure, FigureDefinition, GrossOrNet, Interval, IntervalMethod, Whole
from data_contracts.figure_ids import NET_EFFECT_FTE_12M, NET_EFFECT_LASTING_FTE_24M
from data_contracts.forecasts import (
    FIVEFOLD,
    FORECAST_POPULATIONS,
    FTE_HOURS,
    MAIN_POPULATION,
    MAIN_SCENARIO,
    SCENARIOS,
    Scenario,
    forecast_rate,
    forecast_total,
)

HUNDREDTHS = 100
MONTHS = 12
NET_12M, NET_LASTING = NET_EFFECT_FTE_12M, NET_EFFECT_LASTING_FTE_24M
SHOWN, NOT_SHOWN = "fivefold_shown", "fivefold_not_shown"
NO_EFFECT, NOT_TRUSTED, NO_NET = "no_demonstrated_effect", "not_to_be_trusted", "no_net_effect"
PLACE: Whole = {"population": "referred", "window": "12m"}
PLACE_LASTING: Whole = {"population": "referred", "window": "24m"}


@dataclass(frozen=True)
class ForecastLine:
    """One comparison: which figure against which scenario over which target group."""

    definition: FigureDefinition
    scenario: Scenario = MAIN_SCENARIO
    forecast_population: int = MAIN_POPULATION

    @property
    def is_main(self) -> bool:
        """Whether it is the one line that was fixed beforehand and may carry "fivefold"."""
        return self == ForecastLine(FACTOR_NET)


@dataclass(frozen=True)
class Rate:
    """The programme's own rate, the persons behind it and the warnings that it carries."""

    quantity: Quantity
    persons: int | None
    method: IntervalMethod
    warnings: tuple[str, ...] = ()


def verdict(line: ForecastLine, comparison: Comparison, warnings: tuple[str, ...]) -> tuple[str, ...]:
    """What the comparison may be called, as reason keys: the only place that says "fivefold".

    The main line always carries one of `fivefold_shown` and `fivefold_not_shown`; no other line carries either. `no_demonstrated_effect`
    stands on every line whose lower limit does not lie above zero. `warnings` are those of the rate: a design that may not be trusted shows
    nothing.
    """
    is_shown = comparison.demonstrates(FIVEFOLD) and NOT_TRUSTED not in warnings
    word = (SHOWN if is_shown else NOT_SHOWN,) if line.is_main else ()
    return (*word, *((NO_EFFECT,) if comparison.low <= 0 else ()))


def net_rate(net: pl.DataFrame, figure_id: str, window: QuantityWindow) -> Rate | str:
    """The net effect's headline row as a rate, or the reason why there is none. `net`: rows of FIGURE_COLUMNS."""
    rows = net.filter((pl.col("figure_id") == figure_id) & (pl.col("population") == "referred") & (pl.col("dimensions") == "{}"))
    if rows.is_empty():
        return NO_NET
    row = rows.row(0, named=True)
    if row["status"] != "published":
        return str(row["reason"] or NO_NET)
    if row["low"] is None or row["high"] is None:
        return NO_NET
    quantity = _rate(figure_id, row["value"], row["low"], row["high"], window, "net")
    warnings = tuple(word for word in (row["reason"] or "").split(",") if word)
    return Rate(quantity, row["denominator_count"], cast("IntervalMethod", row["interval_method"]), warnings)


def gross_rate(hours_hundredths: pl.Series) -> Rate | str:
    """Mean full-time equivalents of month 12 with Student's interval, or the reason why there is none."""
    persons = len(hours_hundredths)
    if persons < FEWEST_FOR_A_MEAN:
        return "too_few_persons" if persons else "nobody_observed"
    value, low, high = (Decimal(str(hours)) / HUNDREDTHS / FTE_HOURS for hours in mean_interval(hours_hundredths.to_list()))
    return Rate(_rate("mean gross hours", value, low, high, "month_12", "gross"), persons, "student_t")


def _rate(name: str, value: Decimal, low: Decimal, high: Decimal, window: QuantityWindow, gross_or_net: GrossOrNet) -> Quantity:
    return Quantity(name, value, low, high, "fte", "referred_person", window, gross_or_net, "referred")


def lines(definition: FigureDefinition) -> Iterator[tuple[ForecastLine, dict[str, str | int]]]:
    """The headline, which is the main scenario over the main target group, then every scenario over every target group."""
    yield ForecastLine(definition), {}
    for forecast_population in FORECAST_POPULATIONS:
        for scenario in SCENARIOS:
            yield (
                ForecastLine(definition, scenario, forecast_population),
                {"forecast_population": forecast_population, "scenario": scenario},
            )


def factor_figures(definition: FigureDefinition, rate: Rate | str, bridges: tuple[Bridge, ...], place: Whole) -> Iterator[Figure]:
    """The factor on every line, or its place with the reason why it is empty."""
    for line, dimensions in lines(definition):
        if isinstance(rate, str):
            yield definition.not_computable(rate, dimensions=dimensions, **place)
            continue
        found = compare(rate.quantity, forecast_rate(line.scenario, line.forecast_population), bridges)
        if not isinstance(found, Comparison):
            yield definition.not_computable(",".join(found.keys), dimensions=dimensions, **place)
            continue
        yield definition.figure(
            found.value,
            Interval(found.low, found.high, "conservative_range"),
            denominator_count=rate.persons,
            dimensions=dimensions,
            warning=_said(*verdict(line, found, rate.warnings), *rate.warnings, *found.keys),
            **place,
        )


def total_figure(rate: Rate | str, referred: int) -> Figure:
    """All referred persons times the effect, with the effect's own range and method."""
    if isinstance(rate, str) or not referred:
        return TOTAL_NET.not_computable(rate if isinstance(rate, str) else "nobody_observed", **PLACE)
    total = rate.quantity.times(referred)
    is_empty = total.low <= 0
    return TOTAL_NET.figure(
        total.value,
        Interval(total.low, total.high, rate.method),
        denominator_count=referred,
        warning=_said(*((NO_EFFECT,) if is_empty else ()), *rate.warnings),
        **PLACE,
    )


def needed_figures(rate: Rate | str) -> Iterator[Figure]:
    """Referrals a year behind each scenario's total; not computable where the lower limit does not lie above zero: no number is enough."""
    for scenario, dimensions in ((MAIN_SCENARIO, {}), *((scenario, {"scenario": scenario}) for scenario in SCENARIOS)):
        if isinstance(rate, str) or rate.quantity.low <= 0:
            yield REFERRALS_NEEDED.not_computable(rate if isinstance(rate, str) else NO_EFFECT, dimensions=dimensions, **PLACE)
            continue
        found = number_needed(forecast_total(scenario), rate.quantity, (SAMPLE_OF_TARGET_GROUP, MONTH_12_LONG_RUN))
        if not isinstance(found, Comparison):
            yield REFERRALS_NEEDED.not_computable(",".join(found.keys), dimensions=dimensions, **PLACE)
            continue
        value, low, high = (number.to_integral_value(ROUND_CEILING) for number in (found.value, found.low, found.high))
        yield REFERRALS_NEEDED.figure(
            value,
            Interval(low, high, "conservative_range"),
            denominator_count=rate.persons,
            dimensions=dimensions,
            warning=_said(*rate.warnings, *found.keys),
            **PLACE,
        )


def _said(*words: str) -> str | None:
    """Each warning once, in the order given."""
    return joined_warnings(*dict.fromkeys(words))


def figures_of(net: pl.DataFrame, hours_hundredths: pl.Series, referred: int) -> Iterator[Figure]:
    """The effect's figures.

    `net`: rows of the net effect (FIGURE_COLUMNS); `hours_hundredths`: ordinary hours of month 12, one value per referred person whose
    month is covered and complete; `referred`: all referred persons.
    """
    now, lasting = net_rate(net, NET_12M, "month_12"), net_rate(net, NET_LASTING, "lasting_24m")
    gross_bridges = (SAMPLE_OF_TARGET_GROUP, MONTH_12_LONG_RUN, GROSS_UPPER_BOUND)
    yield from factor_figures(FACTOR_GROSS, gross_rate(hours_hundredths), gross_bridges, PLACE)
    yield from factor_figures(FACTOR_NET, now, (SAMPLE_OF_TARGET_GROUP, MONTH_12_LONG_RUN), PLACE)
    yield from factor_figures(FACTOR_LASTING, lasting, (SAMPLE_OF_TARGET_GROUP, LASTING_LONG_RUN), PLACE_LASTING)
    yield total_figure(now, referred)
    yield from needed_figures(now)


def hours_in_month_12(panel: LazyFrame) -> LazyFrame:
    """person_key and ordinary_hours_hundredths of month 12, where it is covered and complete."""
    month = panel.filter(nw.col("is_hours_complete") & (nw.col("months_since_entry") == MONTHS))
    return month.select("person_key", "ordinary_hours_hundredths")


def outcome(net: LazyFrame, persons: LazyFrame, person_months: LazyFrame) -> Outcome:
    """Factors, the total and the referrals needed, from the net effect's figures and the hours of month 12."""
    hours = collected(hours_in_month_12(person_months)).sort("person_key")
    referred = collected(persons.select("person_key")).height
    return Outcome(figures_of(collected(net), hours["ordinary_hours_hundredths"], referred))
