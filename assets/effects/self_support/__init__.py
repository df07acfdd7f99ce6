"""Self-support: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.self_support.definition import DEFINITIONS
from assets.effects.self_support.rule import FOUR_WEEKS, LOOK_AHEAD_MONTHS, outcome, spans_known, times, warning_of
from assets.panel.core_sources import table
from assets.panel.weeks import STARTS, STATE_RUNS

__all__ = ["EFFECT", "FOUR_WEEKS", "LOOK_AHEAD_MONTHS", "spans_known", "times", "warning_of"]

EFFECT = Effect(
    description="Off benefit for four weeks on end, or a calendar month: who, when, and which share with its range.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "starts": STARTS,
        "states": STATE_RUNS,
        "person_months": table("core.person_months"),
        "competing_events": table("core.competing_events"),
        "observed_events": table("core.observed_events"),
    },
    rule=outcome,
)
