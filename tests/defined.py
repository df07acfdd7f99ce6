"""Definitions for tests, which say what a test does not ask about, and what follows from all real ones and them.

Belongs here: making them. Does not belong here: any real definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import get_args

from data_contracts.figure import FigureDefinition, GrossOrNet, IntervalMethod, Unit
from data_contracts.figure_facts import FigureFacts
from data_contracts.figure_rows import GROUPS, NOWHERE, Rows
from data_contracts.made_of import ABOUT_PERSONS, COUNTED_ALONE, About, Estimate, Made, Mean, Share
from pipelines.effects import definitions

STEPS = {"weeks": 1, "points": 4, "hours": 1, "hours_per_week": 1}


def defined(
    figure_id: str,
    unit: Unit,
    denominator: str = "all",
    *,
    gross_or_net: GrossOrNet = "gross",
    about: About = ABOUT_PERSONS,
    made_of: Made | None = None,
    parts: Sequence[str] = GROUPS,
) -> FigureDefinition:
    """A definition of a figure that is not one of the house's own, or stands in for one."""
    means: Made = Estimate(step=None) if gross_or_net == "net" or unit not in STEPS else Mean(step=STEPS[unit], taken_of=())
    own = Share(part=None) if unit == "share" else COUNTED_ALONE if unit in ("persons", "companies", "placements", "referrals") else means
    return FigureDefinition(
        figure_id,
        unit,
        gross_or_net,
        denominator,
        "Of a test.",
        version=1,
        formula="a test's",
        tables=("persons",),
        about=about,
        made_of=own if made_of is None else made_of,
        rows=Rows(("referred",), ("total",), ((), *((part,) for part in parts)), tuple(parts)),
        interval=get_args(IntervalMethod)[0],
        drift=None,
        is_main_outcome=False,
        sections=NOWHERE,
    )


@cache
def known(*more: FigureDefinition) -> FigureFacts:
    """What follows from all definitions of the house, and more of a test's own."""
    return FigureFacts((*definitions(), *more))
