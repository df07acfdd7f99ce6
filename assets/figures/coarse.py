"""How finely the public sees what is no count: means, sums, factors and their ranges, so that none tells how many it is taken of.

A mean with many decimals times the right number of persons is a whole number of weeks, and times any other it is not: whoever knows the
mean to the last digit knows the exact number, which rounding it to base 5 was to hide. So a mean is told on a grid on which every number
of persons that is shown alike leaves several sums possible, and never more finely than publications print it. Ranges are rounded outwards.

Belongs here: the grids by unit and number. Does not belong here: which rows go (`disclosure.py`), and what is a sum (its definition).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from data_contracts.figure import exact
from data_contracts.figure_facts import FigureFacts

FINEST: Final[Mapping[str, Decimal]] = {
    unit: Decimal(grid)
    for unit, grid in {
        "weeks": "0.1",
        "points": "0.1",
        "hours": "0.1",
        "hours_per_week": "0.1",
        "months": "0.1",
        "ratio": "0.1",
        "share": "0.001",
        "standard_deviations": "0.01",
    }.items()
}
"""As finely as publications print a number of the unit."""
SUMS_LEFT: Final = 5
"""So many sums must be possible for each number of persons."""
FINEST_FTE, FINEST_FTE_OF_MANY, FINEST_KRONER = Decimal("0.0001"), Decimal("0.1"), Decimal(10)
MUCH_MONEY, DIGITS_OF_MONEY = Decimal(100_000), 2
"""From here on kroner are told with two digits: totals of different people divided by each other would tell how many they are."""


def coarse(row: Mapping[str, object], whole: int | None, facts: FigureFacts) -> dict[str, Decimal | None]:
    """`value`, `low` and `high` on the row's grid. `whole`: how many it is taken of, as shown."""
    value = Decimal(str(row["value"]))
    grid = grid_of(str(row["figure_id"]), str(row["unit"]), value, whole, facts)
    told: dict[str, Decimal | None] = {"value": _on(grid, value, ROUND_HALF_UP)}
    for name, way in (("low", ROUND_FLOOR), ("high", ROUND_CEILING)):
        told[name] = None if row[name] is None else _on(grid, Decimal(str(row[name])), way)
    return told


def grid_of(figure_id: str, unit: str, value: Decimal, whole: int | None, facts: FigureFacts) -> Decimal:
    """The grid on which a number is told. Raises KeyError for a unit that has none: it would be told to the last digit."""
    least = facts.least_sum(figure_id)
    if least is not None:
        return least
    if unit == "fte":
        return FINEST_FTE if abs(value) < 1 else FINEST_FTE_OF_MANY
    if unit == "dkk":
        if abs(value) < MUCH_MONEY:
            return FINEST_KRONER
        return Decimal(1).scaleb(value.adjusted() - DIGITS_OF_MONEY + 1)
    finest, step = FINEST[unit], facts.step(figure_id)
    if step is None or not whole:
        return finest
    return max(finest, _round_up(Decimal(SUMS_LEFT * step) / whole))


def _round_up(number: Decimal) -> Decimal:
    """The least of 1, 2 and 5 times a power of ten that is not less."""
    power = Decimal(1).scaleb(number.adjusted())
    return next(step * power for step in (1, 2, 5, 10) if step * power >= number)


def _on(grid: Decimal, number: Decimal, way: str) -> Decimal:
    return exact((number / grid).quantize(Decimal(1), way) * grid)


def is_below_its_grid(row: Mapping[str, object], facts: FigureFacts) -> bool:
    """Whether a sum is too small to be told on its grid; a zero is told."""
    least = facts.least_sum(str(row["figure_id"]))
    return least is not None and 0 < abs(Decimal(str(row["value"]))) < least
