"""Job ladder: what others need of this effect."""

from assets.effects.job_ladder.rule import months_in_running_placements

__all__ = ["months_in_running_placements"]
