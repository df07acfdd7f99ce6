"""What follows from all definitions together: who is linked with whom, what stands in which section, what may move how far.

Belongs here: reading definitions, so that nobody keeps a list of figures by hand. Does not belong here: any figure's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Final

from data_contracts.drift_limits import DriftLimits
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import MONTH, Section
from data_contracts.made_of import (
    Accounts,
    Bands,
    Count,
    Estimate,
    Flows,
    Grid,
    Incidence,
    Mean,
    PublicAlready,
    Reckoned,
    Share,
    Sum,
    TimesPersons,
    others,
)

Member = tuple[str, str]
"""Figure id and dimensions (JSON)."""
FigurePlace = tuple[str, str, str]
"""Figure id, population, window."""


class UndefinedFigureError(LookupError):
    """A figure that no definition says anything of, or not where it stands: nothing of it may be shown to anybody."""


class FigureFacts:
    """Figure id → what its definition says. Raises UndefinedFigureError for an id that none defines, also where one names it as a link."""

    def __init__(self, definitions: Iterable[FigureDefinition]) -> None:
        self.definitions: Final[Mapping[str, FigureDefinition]] = {one.figure_id: one for one in definitions}
        for figure_id in (other for one in self.definitions.values() for other in others(one.made_of)):
            self.of(figure_id)

    def of(self, figure_id: str) -> FigureDefinition:
        """The definition."""
        if figure_id not in self.definitions:
            raise UndefinedFigureError(f"{figure_id} is defined nowhere")
        return self.definitions[figure_id]

    def require(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Raises UndefinedFigureError for a row of figures (FIGURE_COLUMNS) in a place, or with an interval, that its definition lacks."""
        for row in rows:
            definition = self.of(str(row["figure_id"]))
            place = str(row["population"]), str(row["window"])
            if not definition.rows.holds(*place, json.loads(str(row["dimensions"]))):
                raise UndefinedFigureError(f"{definition.figure_id} is not defined for {' '.join(place)} {row['dimensions']}")
            if row["interval_method"] not in (None, definition.interval):
                raise UndefinedFigureError(f"{definition.figure_id} is defined with {definition.interval}, not {row['interval_method']}")

    def is_public_already(self, figure_id: str) -> bool:
        """Whether anybody can read what it is made of."""
        return isinstance(self.of(figure_id).made_of, PublicAlready)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The figures that are made of what anybody can read, for whoever shows figures that may be defined no longer."""
        return frozenset(name for name in self.definitions if self.is_public_already(name))

    def counts_nobody(self, figure_id: str) -> bool:
        """Whether its value, though a whole number, is no number of persons."""
        return isinstance(self.of(figure_id).made_of, PublicAlready | Reckoned)

    def is_told_as_it_is(self, figure_id: str) -> bool:
        """Whether its value is no sum over persons, so that it needs no grid."""
        return isinstance(self.of(figure_id).made_of, Reckoned | Accounts)

    def tells_of_each(self, figure_id: str) -> bool:
        """Whether a share of all tells something of each of them."""
        return self.of(figure_id).about.tells_of_each

    def least_sum(self, figure_id: str) -> Decimal | None:
        """The grid of a sum over persons or companies."""
        made = self.of(figure_id).made_of
        return made.least if isinstance(made, Sum) else None

    def step(self, figure_id: str) -> int | None:
        """What one person's number is a multiple of."""
        made = self.of(figure_id).made_of
        return made.step if isinstance(made, Mean | Estimate) else None

    def multiplied(self, figure_id: str) -> str | None:
        """The figure that it is, times all persons."""
        made = self.of(figure_id).made_of
        return made.figure_id if isinstance(made, TimesPersons) else None

    def part(self, figure_id: str) -> str | None:
        """The figure that counts a share's part."""
        made = self.of(figure_id).made_of
        return made.part if isinstance(made, Share) else None

    def parts(self, figure_id: str) -> tuple[str, ...]:
        """The dimensions over which its rows add up to the whole."""
        return self.of(figure_id).rows.parts

    def sums_of_hosts(self, over: str) -> tuple[str, ...]:
        """Sums of which each host company's contribution is known: to the `whole`, or to each of the `months`."""
        return tuple(name for name, one in self.definitions.items() if isinstance(one.made_of, Sum) and one.made_of.hosts == over)

    @cached_property
    def partitions(self) -> tuple[tuple[str, ...], ...]:
        """Counts that add up to all that they are taken of."""
        found: dict[str, list[str]] = {}
        for name, made in self._counts():
            if made.partition is not None:
                found.setdefault(made.partition, []).append(name)
        return tuple(tuple(names) for names in found.values())

    @cached_property
    def flows(self) -> Mapping[str, Flows]:
        """Counts by band at the start and at the end."""
        return {name: made.pattern for name, made in self._counts() if isinstance(made.pattern, Flows)}

    @cached_property
    def bands(self) -> Mapping[str, Bands]:
        """Counts by band that hold what flows end in."""
        return {name: made.pattern for name, made in self._counts() if isinstance(made.pattern, Bands)}

    @cached_property
    def grids(self) -> Mapping[str, Grid]:
        """Counts by length of the run and height of the norm."""
        return {name: made.pattern for name, made in self._counts() if isinstance(made.pattern, Grid)}

    @cached_property
    def among(self) -> Mapping[Member, tuple[Member, ...]]:
        """Count → the counts that hold it."""
        found: dict[Member, tuple[Member, ...]] = {}
        for name, made in self._counts():
            for one in made.among:
                found[name, one.own] = (*found.get((name, one.own), ()), (one.figure_id, one.dimensions))
        return found

    @cached_property
    def means_of(self) -> Mapping[Member, tuple[Member, ...]]:
        """Count → the means that are taken of it."""
        found: dict[Member, tuple[Member, ...]] = {}
        for name, definition in self.definitions.items():
            if isinstance(definition.made_of, Mean):
                for one in definition.made_of.taken_of:
                    whole = one.figure_id, one.dimensions
                    found[whole] = (*found.get(whole, ()), (name, one.own))
        return found

    @cached_property
    def exceptions(self) -> Mapping[str, str]:
        """Figure id, or the effect where all of its figures have the same, → why a rule of disclosure control does not hold."""
        why = {name: one.made_of.why for name, one in self.definitions.items() if isinstance(one.made_of, WITH_WHY) and one.made_of.why}
        found: dict[str, str] = {}
        for name, reason in why.items():
            effect = name.partition(".")[0]
            own = [one for one in self.definitions if one.partition(".")[0] == effect]
            found[effect if all(why.get(one) == reason for one in own) else name] = reason
        return found

    @cached_property
    def main_outcomes(self) -> tuple[str, ...]:
        """Named before any result was seen; everything else describes."""
        return tuple(name for name, one in self.definitions.items() if one.is_main_outcome)

    def section(self, name: Section) -> tuple[FigurePlace, ...]:
        """The figures of a section of the management report in their order, each in the population and window that tables show."""
        places = [(one.place, figure) for figure, said in self.definitions.items() for one in said.sections if one.section == name]
        return tuple(self._shown(figure) for _, figure in sorted(places))

    @cached_property
    def drift_limits(self) -> tuple[DriftLimits, ...]:
        """How far figures may move between two editions: coverage first, then main figures."""
        limited = [(one.drift, self._shown(name)) for name, one in self.definitions.items() if one.drift is not None]
        found = [DriftLimits(**vars(limits), figure_id=name, population=who, window=when) for limits, (name, who, when) in limited]
        return tuple(sorted(found, key=lambda limit: limit.subject != "coverage"))

    def _shown(self, figure_id: str) -> FigurePlace:
        rows = self.of(figure_id).rows
        return figure_id, rows.populations[0], next(window for window in rows.windows if window != MONTH)

    def _counts(self) -> Iterator[tuple[str, Count]]:
        return ((name, one.made_of) for name, one in self.definitions.items() if isinstance(one.made_of, Count))


WITH_WHY: Final = (Incidence, Reckoned, Accounts, PublicAlready)
