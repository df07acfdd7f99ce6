"""Effect: what an effect says of itself, so that everything else can be made from it.

Belongs here: the declaration and what a rule hands back. Does not belong here: how the asset is made (`factory.py`), which effects there
are (each folder beside this file is one).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from assets.panel.core_sources import Source
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, FigureDefinition

GIVEN = frozenset({"settings", "data_date", "put"})
"""What a rule may ask for beside its sources: Settings, the day of the data, and how a Polars frame is laid where the sources are."""
Put = Callable[[pl.DataFrame], LazyFrame]


class UnfitRuleError(TypeError):
    """A rule asks for something else than its effect's sources."""


@dataclass(frozen=True)
class Outcome:
    """What a rule finds: figures and, where later editions or other effects need them, a row per person."""

    figures: Iterable[Figure]
    persons: pl.DataFrame | None = None


@dataclass(frozen=True)
class Effect:
    """An effect. `rule` takes each of `sources` as a frame under its name, and of GIVEN what it asks for; it opens nothing itself."""

    description: str
    definitions: tuple[FigureDefinition, ...]
    sources: Mapping[str, Source]
    rule: Callable[..., Outcome]

    def __post_init__(self) -> None:
        asked = set(inspect.signature(self.rule).parameters)
        if asked - GIVEN != set(self.sources):
            differing = ", ".join(sorted((asked - GIVEN) ^ set(self.sources)))
            place = f"{self.rule.__code__.co_filename}:{self.rule.__code__.co_firstlineno}"
            raise UnfitRuleError(f"{place}: the rule and the effect's sources do not name the same: {differing}")
