"""Partner network: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.partner_network.definition import DEFINITIONS
from assets.effects.partner_network.rule import outcome
from assets.panel.core_sources import quarantined_rows, table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Companies that joined, stayed, came back or left, and invoices held against hours paid.",
    definitions=DEFINITIONS,
    sources={
        "placements": table("core.placements"),
        "partners": table("core.partners"),
        "invoices": table("core.invoices"),
        "paid_hours": table("core.paid_hours"),
        "person_months": table("core.person_months"),
        "quarantined": quarantined_rows("invoices"),
    },
    rule=outcome,
)
