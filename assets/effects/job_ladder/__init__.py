"""Job ladder: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.job_ladder.definition import DEFINITIONS
from assets.effects.job_ladder.rule import months_in_running_placements, outcome
from assets.panel.core_sources import table

__all__ = ["EFFECT", "months_in_running_placements"]

EFFECT = Effect(
    description="Moved up, unchanged, moved down, left work; hours a week; bands month by month.",
    definitions=DEFINITIONS,
    sources={
        "person_months": table("core.person_months"),
        "placements": table("core.placements"),
    },
    rule=outcome,
)
