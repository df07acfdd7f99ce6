"""Municipal economy: what others need of this effect."""

from assets.effects.municipal_economy.rule import with_changes

__all__ = ["with_changes"]
