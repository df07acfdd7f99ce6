"""Claimed: what it is made of, and what others need of it."""

from assets.effects.claimed.definition import DEFINITIONS
from assets.effects.claimed.rule import outcome
from assets.effects.effect import Effect
from assets.panel.core_sources import SPELLS_IN_KRONER, Source, quarantined_rows, table
from assets.panel.weeks import ENTRIES, STATE_RUNS

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="The programme's public numbers counted anew, up to the day each was stated.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "placements": table("core.placements"),
        "partners": table("core.partners"),
        "person_months": table("core.person_months"),
        "followed": Source("FROM effects.self_support WHERE population = 'job_starters'"),
        "observed_events": table("core.observed_events"),
        "states": STATE_RUNS,
        "entered": ENTRIES,
        "in_kroner": SPELLS_IN_KRONER,
        "quarantined": quarantined_rows("referrals", "placements", "partners", "benefit_weeks"),
    },
    rule=outcome,
)
