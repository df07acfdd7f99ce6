"""Participation: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.participation.definition import DEFINITIONS
from assets.effects.participation.rule import outcome, own_payroll_hours
from assets.panel.core_sources import table

__all__ = ["EFFECT", "own_payroll_hours"]

EFFECT = Effect(
    description="Referred, employed, ever in work, placements, active companies, paid hours, weeks to the first job.",
    definitions=DEFINITIONS,
    sources={
        "persons": table("core.persons"),
        "placements": table("core.placements"),
        "paid_hours": table("core.paid_hours"),
        "person_months": table("core.person_months"),
    },
    rule=outcome,
)
