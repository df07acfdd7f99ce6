"""Choices: what readers of the explorer can move, and how each choice is called.

Belongs here: fields, options, the starting point and the main line. Does not belong here: what a choice leads to (`answers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from reports.language import Language, capital
from reports.management.forecast import MAIN_POPULATION, SCENARIOS
from reports.management.full_time import GRID_MONTHS, GRID_NORMS

GROSS, NET = "gross", "net"
REFERRED, JOB_STARTERS = "referred", "job_starters"
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "count": (GROSS, NET),
    "norm": GRID_NORMS,
    "months": tuple(str(months) for months in GRID_MONTHS),
    "population": (REFERRED, JOB_STARTERS),
    "scenario": SCENARIOS,
    "forecast": (str(MAIN_POPULATION), "158000"),
}
"""Field → its options, in the order in which they are offered; also the names in the page's address."""


@dataclass(frozen=True)
class Choice:
    """One option of every field."""

    count: str = GROSS
    norm: str = "160.33"
    months: str = "3"
    population: str = REFERRED
    scenario: str = SCENARIOS[0]
    forecast: str = str(MAIN_POPULATION)

    @property
    def is_main_line(self) -> bool:
        """Whether it is the line that was fixed beforehand; hours norm and months do not enter it."""
        return (self.count, self.population, self.scenario, self.forecast) == (NET, REFERRED, SCENARIOS[0], str(MAIN_POPULATION))


STARTING_POINT: Final = Choice()
MAIN_LINE: Final = Choice(count=NET)


def every_choice() -> Iterator[Choice]:
    """All combinations."""
    for options in product(*FIELDS.values()):
        yield Choice(**dict(zip(FIELDS, options, strict=True)))


def option_name(language: Language, field: str, option: str) -> str:
    """What an option is called on the page."""
    if field == "scenario":
        return capital(language.text(f"forecast.scenario_{option}"))
    if field in ("count", "population"):
        return language.text(f"explorer.{field}_{option}")
    return number_name(language, option)


def number_name(language: Language, option: str) -> str:
    """A number among the options as the language writes it, with the decimals that it has."""
    return language.number(Decimal(option), len(option.partition(".")[2]))


def line_name(language: Language, choice: Choice) -> str:
    """Which forecast: scenario and target group."""
    scenario = language.text(f"forecast.scenario_{choice.scenario}")
    return language.text("forecast.line_of", scenario=scenario, population=number_name(language, choice.forecast))
