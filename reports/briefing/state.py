"""State: the figures that the briefing rests on, and how far they carry.

Belongs here: finding them, and the one word for what they say. Does not belong here: any sentence.
"""

from __future__ import annotations

from typing import Final

from data_contracts.figure_ids import (
    EMPLOYMENT_ANY_HOURS_SHARE_12M,
    FULL_TIME_REACHED_SHARE_12M,
    MUNICIPAL_ECONOMY_GROSS_CHANGE_DKK,
    MUNICIPAL_ECONOMY_SAVED_AFTER_COST_DKK,
    PARTICIPATION_EMPLOYED,
    PARTICIPATION_REFERRED,
)
from reports.figures import FigureTable, Shown
from reports.management.forecast import FACTOR_NET, NET, THRESHOLD, outcome_of

NOBODY: Final = "nobody"
StatedFigure = tuple[str, str, str]
"""Figure, population, window."""
REFERRED: Final[StatedFigure] = (PARTICIPATION_REFERRED, "referred", "total")
EMPLOYED: Final[StatedFigure] = (PARTICIPATION_EMPLOYED, "referred", "total")
FACTOR: Final[StatedFigure] = (FACTOR_NET, "referred", "12m")
DIFFERENCE: Final[StatedFigure] = (NET, "referred", "12m")
FIVEFOLD: Final[StatedFigure] = (THRESHOLD, "referred", "12m")
WORK: Final[StatedFigure] = (EMPLOYMENT_ANY_HOURS_SHARE_12M, "referred", "12m")
FULL_TIME: Final[StatedFigure] = (FULL_TIME_REACHED_SHARE_12M, "referred", "12m")
SAVED: Final[StatedFigure] = (MUNICIPAL_ECONOMY_SAVED_AFTER_COST_DKK, "referred", "12m")
CHANGE: Final[StatedFigure] = (MUNICIPAL_ECONOMY_GROSS_CHANGE_DKK, "referred", "12m")


def found(table: FigureTable, place: StatedFigure) -> Shown:
    """The figure in a place."""
    return table.find(*place)


def outcome_of_all(table: FigureTable) -> str:
    """What the main line says: `shown`, `not_shown`, `no_effect`, `negative`, `not_trusted`, `simulated` or `absent`; `nobody` where nobody
    has been referred."""
    referred = found(table, REFERRED)
    if referred.is_published and not referred.count:
        return NOBODY
    return outcome_of(found(table, FACTOR))


def money_place(table: FigureTable) -> StatedFigure:
    """What is left of the saving after cost; without it the change, which needs no comparison group."""
    if not found(table, SAVED).is_published and found(table, CHANGE).is_published:
        return CHANGE
    return SAVED
