"""Which rows a figure has: whom they are counted of, over which time, broken down by what.

Belongs here: the type, and what several figures have in common. Does not belong here: the figures and their numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

BENEFIT_IGNORED: Final = "_benefit_ignored"
"""What a population's name ends in where the settings set benefits aside."""
MONTH: Final = "month"
"""Stands for every calendar month among a figure's windows."""
WHOLE: Final[tuple[tuple[str, ...], ...]] = ((),)
"""Not broken down."""
GROUPS: Final = ("referral_year", "target_group", "sex", "age_band", "municipality")
"""What the referred are broken down by."""
GROUPS_OF_ALL: Final = tuple(name for name in GROUPS if name != "referral_year")
"""What is known of comparison persons as well."""

Section = Literal[
    "changes",
    "companies",
    "economy",
    "ends",
    "full_time",
    "funnel",
    "groups",
    "mix",
    "net_effect",
    "net_effect_design",
    "network",
    "sdg",
    "selection",
    "wellbeing",
    "work_and_benefits",
]
"""The parts of the management report that are lists of figures. `changes`: what is told first of what changed; `funnel`: its steps."""


@dataclass(frozen=True)
class In:
    """A figure's place in a section: the lower, the earlier. Places are spaced, so that another figure fits between two."""

    section: Section
    place: int


NOWHERE: Final[tuple[In, ...]] = ()
"""In no list of the management report."""


@dataclass(frozen=True)
class Rows:
    """A figure's rows. The first population and window are those that tables show.

    `dimensions`: the sets of names that its rows are broken down by, each in alphabetical order, `()` for not at all. `parts`: of these
    names those over which the rows, or the persons that they are taken of, add up to the whole's.
    """

    populations: tuple[str, ...]
    windows: tuple[str, ...]
    dimensions: tuple[tuple[str, ...], ...]
    parts: tuple[str, ...]

    def holds(self, population: str, window: str, dimensions: Collection[str]) -> bool:
        """Whether a row in such a place is one of them."""
        is_window = window in self.windows or (MONTH in self.windows and "-" in window)
        return population.removesuffix(BENEFIT_IGNORED) in self.populations and is_window and tuple(sorted(dimensions)) in self.dimensions


def whole(populations: str, windows: str) -> Rows:
    """Rows that are not broken down; names with a blank between them."""
    return Rows(tuple(populations.split()), tuple(windows.split()), WHOLE, ())


def by_group(populations: str, windows: str) -> Rows:
    """The whole, and each group of the referred."""
    return Rows(tuple(populations.split()), tuple(windows.split()), ((), *((name,) for name in GROUPS)), GROUPS)


def by(populations: str, windows: str, *dimensions: str, parts: tuple[str, ...]) -> Rows:
    """Rows by each set of dimensions, its names with a blank between them; blank for the whole."""
    return Rows(tuple(populations.split()), tuple(windows.split()), tuple(tuple(sorted(names.split())) for names in dimensions), parts)
