"""Full-time: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.full_time.definition import DEFINITIONS
from assets.effects.full_time.rule import outcome
from assets.panel.core_sources import table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Reached full-time: counts, cumulative incidence with ranges, lasting, at entry, at the end, sensitivity grid.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "person_months": table("core.person_months"),
        "competing_events": table("core.competing_events"),
        "observed_events": table("core.observed_events"),
    },
    rule=outcome,
)
