"""Net effect: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.net_effect.definition import DEFINITIONS, FTE
from assets.effects.net_effect.rule import MEASURES, judged_measure, outcome
from assets.panel.core_sources import table
from assets.panel.histories import BENEFIT_GROUP_BY_MONTH, ENTERED, LISTED
from assets.panel.weeks import STATE_RUNS

__all__ = ["EFFECT", "FTE", "MEASURES", "judged_measure"]

EFFECT = Effect(
    description="What the referred have beyond comparison persons who were like them, with a verdict on the comparison.",
    definitions=DEFINITIONS,
    sources={
        "entered": ENTERED,
        "listed": LISTED,
        "person_months": table("core.person_months"),
        "comparison_months": table("core.comparison_months"),
        "benefit_groups": BENEFIT_GROUP_BY_MONTH,
        "states": STATE_RUNS,
    },
    rule=outcome,
)
