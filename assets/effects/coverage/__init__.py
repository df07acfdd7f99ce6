"""Coverage: what it is made of, and what others need of it."""

from assets.effects.coverage.definition import DEFINITIONS
from assets.effects.coverage.rule import DISAGREEMENTS, outcome
from assets.effects.effect import Effect
from assets.panel.core_sources import table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="How much of the referred persons' months is known, and weeks in which Ydelsesrefusion and DREAM disagree.",
    definitions=DEFINITIONS,
    sources={
        "disagreements": DISAGREEMENTS,
        "person_months": table("core.person_months"),
    },
    rule=outcome,
)
