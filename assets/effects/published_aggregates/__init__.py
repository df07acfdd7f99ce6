"""Published aggregates: what it is made of, and what others need of it."""

from assets.effects.effect import Effect
from assets.effects.published_aggregates.definition import DEFINITIONS
from assets.effects.published_aggregates.rule import REFERRED_CLAIM, figures_of, outcome, published_counts

__all__ = ["EFFECT", "REFERRED_CLAIM", "figures_of", "published_counts"]

EFFECT = Effect(
    description="The programme's own published numbers of 2021 and the commission's forecast: what they can say, and what is refused.",
    definitions=DEFINITIONS,
    sources={},
    rule=outcome,
)
