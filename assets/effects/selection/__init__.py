"""Selection: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.selection.definition import DEFINITIONS
from assets.effects.selection.rule import PERSONS, outcome

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Who is referred, compared with the persons listed for comparison.",
    definitions=DEFINITIONS,
    sources={
        "persons": PERSONS,
    },
    rule=outcome,
)
