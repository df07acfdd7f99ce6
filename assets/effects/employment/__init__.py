"""Employment: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.employment.definition import DEFINITIONS
from assets.effects.employment.rule import outcome
from assets.panel.core_sources import table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Any ordinary hours 6, 12 and 24 months after referral, and how many.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "person_months": table("core.person_months"),
    },
    rule=outcome,
)
