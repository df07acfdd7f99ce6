"""Net effect: what others need of this effect."""

from assets.effects.net_effect.definition import FTE
from assets.effects.net_effect.rule import MEASURES, figures_of, hours_from, judged_measure, rows_of

__all__ = ["FTE", "MEASURES", "figures_of", "hours_from", "judged_measure", "rows_of"]
