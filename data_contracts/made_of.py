"""What a figure is made of and whom it is about: the blocks, as far as somebody has to know them who shows the figure to others.

Belongs here: the kinds of figure, and how one is linked with another. Does not belong here: the figures (`assets/effects`), what follows
from it all (`data_contracts/figure_facts.py`) and what an audience may see (`assets/figures`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

HEADLINE: Final = "{}"
"""The dimensions of a figure that is not broken down, as the `figures` table holds them."""


@dataclass(frozen=True)
class About:
    """Whom a figure is about. `tells_of_each`: a share of all tells something of each of them that is nobody's business (work, benefits,
    hours, wellbeing)."""

    whom: Literal["persons", "companies", "nobody"]
    tells_of_each: bool


ABOUT_PERSONS: Final = About("persons", tells_of_each=False)
ABOUT_EACH_PERSON: Final = About("persons", tells_of_each=True)
ABOUT_COMPANIES: Final = About("companies", tells_of_each=False)
ABOUT_NOBODY: Final = About("nobody", tells_of_each=False)
LEAST_HOURS: Final = Decimal(500)
LEAST_WEEKS: Final = Decimal(10)
"""Sums over persons or companies are told on such a grid, and not at all below it: 500 hours are about what five persons in small jobs work
in a month, so that nobody's own hours show in the difference of two editions."""


@dataclass(frozen=True)
class Among:
    """Those of a row of the figure (`own`: its dimensions) lie among those of another count's row: some of them, or the same up to an
    earlier day."""

    own: str
    figure_id: str
    dimensions: str


@dataclass(frozen=True)
class Flows:
    """Persons by their band at the start and at the end (dimensions `from` and `to`): parts of the persons in each band at either end, and
    of those who rose, stayed, fell or left. `bands` from the lowest, which is out."""

    bands: tuple[str, ...]
    rose: str
    stayed: str
    fell: str
    left: str


@dataclass(frozen=True)
class Bands:
    """Persons by band so many months later (dimensions `band` and `month`): at least those whom the flows of that window end in it."""

    flows: str


@dataclass(frozen=True)
class Grid:
    """More of either dimension is reached by nobody who has not reached less; those of a shorter window lie among those of a longer one.

    The steps of `run` divide one another, so that of a longer run some shorter one is reached, too.
    """

    run: str
    norm: str


@dataclass(frozen=True)
class Made:
    """What a figure is made of. A kind that has a `why` says with it why a rule of disclosure control does not hold; it goes on record."""


@dataclass(frozen=True)
class Count(Made):
    """A number of persons, referrals, placements or companies.

    `among`: counts that hold it, of each of its rows the nearest first; a row is linked with the first that is told. `partition`: the name
    of the outcomes that add up to all they are taken of, of which it is one; None where it is none of such. `pattern`: how its own rows
    are linked; None where that is by their `parts` alone.
    """

    among: tuple[Among, ...]
    partition: str | None
    pattern: Flows | Bands | Grid | None


COUNTED_ALONE: Final = Count(among=(), partition=None, pattern=None)
"""A count that is linked with others through what it is taken of alone."""


def some_of(figure_id: str) -> Count:
    """A count of some of those whom another counts."""
    return Count(among=(Among(HEADLINE, figure_id, HEADLINE),), partition=None, pattern=None)


def outcome_of(partition: str) -> Count:
    """A count of one of the outcomes that add up to all."""
    return Count(among=(), partition=partition, pattern=None)


@dataclass(frozen=True)
class Share(Made):
    """A part of a whole. `part`: the figure that counts the part; None where none does."""

    part: str | None


@dataclass(frozen=True)
class Incidence(Made):
    """A share that is estimated where some are followed for too short a time. `why`: its rows are not taken as nested counts; None where
    it has no rows that could be."""

    why: str | None


@dataclass(frozen=True)
class TakenOf:
    """A row of a mean (`own`: its dimensions) is of those whom another figure's row counts: hiding that hides the mean."""

    own: str
    figure_id: str
    dimensions: str


@dataclass(frozen=True)
class Mean(Made):
    """A mean over persons, companies or months. `step`: what one's number is a multiple of for the most part, in the figure's unit; None
    where it is told on the unit's own grid (kroner)."""

    step: int | None
    taken_of: tuple[TakenOf, ...]


@dataclass(frozen=True)
class Sum(Made):
    """A sum over persons or companies. `least`: the grid it is told on in public, and below which it is not told.

    `hosts`: for which rows it is known what each host company contributed: the whole, or each month's.
    """

    least: Decimal
    hosts: Literal["whole", "months"] | None


@dataclass(frozen=True)
class Estimate(Made):
    """A number that a model, a matching or a subtraction of means gives; `step` as of a mean."""

    step: int | None


@dataclass(frozen=True)
class TimesPersons(Made):
    """Another figure times all persons: goes where that goes."""

    figure_id: str


@dataclass(frozen=True)
class Reckoned(Made):
    """A whole number that was reckoned from others and counts nobody."""

    why: str


@dataclass(frozen=True)
class Accounts(Made):
    """Money of the programme's own accounts: no sum over persons."""

    why: str


@dataclass(frozen=True)
class PublicAlready(Made):
    """Made of what anybody can read."""

    why: str


def others(made: Made) -> tuple[str, ...]:
    """The figures that it names as what it is linked with."""
    found: list[str] = []
    if isinstance(made, Count):
        found += [one.figure_id for one in made.among]
        if isinstance(made.pattern, Flows):
            found += [made.pattern.rose, made.pattern.stayed, made.pattern.fell, made.pattern.left]
        elif isinstance(made.pattern, Bands):
            found.append(made.pattern.flows)
    elif isinstance(made, Mean):
        found += [one.figure_id for one in made.taken_of]
    elif isinstance(made, Share) and made.part is not None:
        found.append(made.part)
    elif isinstance(made, TimesPersons):
        found.append(made.figure_id)
    return tuple(found)
