"""Published aggregates: what others need of this effect."""

from assets.effects.published_aggregates.rule import REFERRED_CLAIM, figures_of, published_counts

__all__ = ["REFERRED_CLAIM", "figures_of", "published_counts"]
