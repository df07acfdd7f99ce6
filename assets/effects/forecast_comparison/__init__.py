"""Comparison with the forecast: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.forecast_comparison.definition import DEFINITIONS
from assets.effects.forecast_comparison.rule import outcome
from assets.panel.core_sources import Source, table

__all__ = ["EFFECT"]

EFFECT = Effect(
    description="Net full-time equivalents per referred person against the Reform Commission's forecast, and whether fivefold holds.",
    definitions=DEFINITIONS,
    sources={
        "net": Source("FROM effects.net_effect_figures ORDER BY ALL"),
        "persons": table("core.persons"),
        "person_months": table("core.person_months"),
    },
    rule=outcome,
)
