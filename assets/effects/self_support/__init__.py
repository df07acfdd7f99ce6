"""Self-support: what others need of this effect."""

from assets.effects.self_support.rule import FOUR_WEEKS, LOOK_AHEAD_MONTHS, spans_known, times, warning_of

__all__ = ["FOUR_WEEKS", "LOOK_AHEAD_MONTHS", "spans_known", "times", "warning_of"]
