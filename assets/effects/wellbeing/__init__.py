"""Wellbeing: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.wellbeing.definition import DEFINITIONS
from assets.effects.wellbeing.rule import outcome
from assets.panel.core_sources import table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="WHO-5: the change between each person's first and last answer, and for how many it matters.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "answers": table("core.wellbeing"),
    },
    rule=outcome,
)
