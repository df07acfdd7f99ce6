"""Benefit weeks: what it is made of, and what others need of it."""

from assets.effects.benefit_weeks.definition import DEFINITIONS
from assets.effects.benefit_weeks.rule import outcome
from assets.effects.effect import Effect
from assets.panel.core_sources import SPELLS_IN_KRONER, table
from assets.panel.weeks import ENTRIES, STATE_RUNS

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Weeks on benefit and kroner in the 52 weeks before entry and after, person by person.",
    definitions=DEFINITIONS,
    sources={
        "states": STATE_RUNS,
        "entered": ENTRIES,
        "persons": table("core.persons"),
        "in_kroner": SPELLS_IN_KRONER,
    },
    rule=outcome,
)
