"""Forecasts: the Reform Commission's published numbers as quantities that another can be held against.

Belongs here: reading them, their rate per member of the target group, and what "fivefold" asks for. Does not belong here: the programme's
own numbers, and any comparison.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from data_contracts.comparability import Quantity
from data_contracts.reference import reference_table

Scenario = Literal["central", "optimistic"]
SCENARIOS: Final[tuple[Scenario, ...]] = ("central", "optimistic")
FORECAST_POPULATIONS: Final = (200_000, 158_000)
"""The commission's target group, just under 200,000, and the same without the 42,000 aged 15-24 in neither job nor education."""
MAIN_SCENARIO: Final[Scenario] = "central"
MAIN_POPULATION: Final = 200_000
FIVEFOLD: Final = 5
FTE_HOURS: Final = Decimal("160.33")
"""Paid hours a month of one full-time equivalent (Statistics Denmark, TIMES, AJO_FULDTID_BESKAEFTIGET); no setting moves it."""


def forecast_total(scenario: Scenario) -> Quantity:
    """The scenario's full-time equivalents from all 48 recommendations, with its middle as value. Raises KeyError for an unknown one.

    The press quotes the commission's unit as full-time persons in employment; read as full-time equivalents, not as Jobindsats' weeks.
    """
    rows = {row["scenario"]: row for row in reference_table("forecasts")}
    low, high = Decimal(rows[scenario]["low"]), Decimal(rows[scenario]["high"])
    return Quantity(
        name=rows[scenario]["forecast_id"],
        value=(low + high) / 2,
        low=low,
        high=high,
        unit="fte",
        denominator="total",
        window="structural",
        gross_or_net="net",
        population="target_group",
    )


def forecast_rate(scenario: Scenario, population: int) -> Quantity:
    """The scenario's full-time equivalents per member of a target group of so many persons."""
    return forecast_total(scenario).per_member(population)


def fivefold_threshold() -> Decimal:
    """Net full-time equivalents per referred person that the lower limit must reach: five times the main line's upper forecast."""
    return FIVEFOLD * forecast_rate(MAIN_SCENARIO, MAIN_POPULATION).high
