"""Benefit mix: what it is made of, and what others need of it."""

from assets.effects.benefit_mix.definition import DEFINITIONS
from assets.effects.benefit_mix.rule import BENEFITS, outcome
from assets.effects.effect import Effect
from assets.panel.core_sources import SPELLS_IN_KRONER
from assets.panel.weeks import ENTRIES, STATE_RUNS

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Which benefit the referred mainly had in the year before entry and the year after.",
    definitions=DEFINITIONS,
    sources={
        "states": STATE_RUNS,
        "entered": ENTRIES,
        "benefits": BENEFITS,
        "in_kroner": SPELLS_IN_KRONER,
    },
    rule=outcome,
)
