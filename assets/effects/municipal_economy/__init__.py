"""Municipal economy: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.municipal_economy.definition import DEFINITIONS
from assets.effects.municipal_economy.rule import outcome, with_changes
from assets.panel.core_sources import SPELLS_IN_KRONER, Source, quarantined_rows, table
from assets.panel.weeks import ENTRIES, STATE_RUNS

__all__ = ["EFFECT", "with_changes"]

EFFECT = Effect(
    description="What the programme costs, how benefit payments changed, what was saved against comparison persons.",
    definitions=DEFINITIONS,
    sources={
        "costs": table("core.programme_costs"),
        "quarantined": quarantined_rows("programme_costs", is_newest_only=True),
        "in_kroner": SPELLS_IN_KRONER,
        "states": STATE_RUNS,
        "entered": ENTRIES,
        "comparison_persons": table("core.comparison_persons"),
        "net_rows": Source("FROM effects.net_effect", is_optional=True),
    },
    rule=outcome,
)
