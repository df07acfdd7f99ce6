"""Job ladder: of those in work below full-time at the start, who works more, the same, less, or not at all later.

In words: bands by ordinary hours in a month: none, under 39, 39 to under 78, 78 to under 117, 117 to under the month's norm, at the norm.
The start month is the first that the first placement fills from its first day; the end month lies 6, 12 or 24 months later. In the window
`to_end` the start is the month of entry and the end the last complete month after it, with or without a placement. Both months must be
covered and complete. Only persons in work below full-time in the start month are looked at; no hours at the end is "left work", not "moved
down". Up, down and out are shown in equal weight. Bands look at hours alone, benefits play no part. It does not say that the programme
moved anybody.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, by, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, Bands, Count, Flows, Mean, Share, outcome_of

TABLES = ("placements", "paid_hours")
"""What its figures are counted from; weeks on benefit stand in the same panel and decide nothing here."""

BANDS = ("none", "under_39", "39_to_78", "78_to_117", "117_to_norm", "at_norm")
_BELOW = "persons in work below full-time in the start month"
COUNTS = {
    outcome: FigureDefinition(
        f"job_ladder.{outcome}",
        "persons",
        "gross",
        _BELOW,
        words,
        formula="band of hours in the end month against that in the start month",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=outcome_of("steps of the ladder"),
        rows=whole("job_starters referred", "12m 6m 24m to_end"),
        interval="complete_count",
        drift=None,
        is_main_outcome=False,
        sections=NOWHERE,
        tables=TABLES,
    )
    for outcome, words in {
        "moved_up": "Persons in a higher band of monthly hours in the end month than in the start month.",
        "unchanged": "Persons in the same band of monthly hours in the end month as in the start month.",
        "moved_down": "Persons in a lower band of monthly hours, but in work, in the end month.",
        "left_work": "Persons without ordinary hours in the end month.",
    }.items()
}
SHARES = {
    outcome: FigureDefinition(
        f"job_ladder.{outcome}_share",
        "share",
        "gross",
        _BELOW,
        f"Share: {definition.definition}",
        formula="persons of the outcome / persons in work below full-time in the start month and known in the end month",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Share(part=definition.figure_id),
        rows=whole("job_starters referred", "12m 6m 24m to_end"),
        interval="wilson",
        drift=None,
        is_main_outcome=False,
        sections=NOWHERE,
        tables=TABLES,
    )
    for outcome, definition in COUNTS.items()
}
FROM_TO = FigureDefinition(
    "job_ladder.persons_from_to",
    "persons",
    "gross",
    _BELOW,
    "Persons by their band of monthly hours in the start month and in the end month.",
    formula="number of persons by (start band, end band)",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Count(
        among=(),
        partition=None,
        pattern=Flows(
            BANDS,
            rose=COUNTS["moved_up"].figure_id,
            stayed=COUNTS["unchanged"].figure_id,
            fell=COUNTS["moved_down"].figure_id,
            left=COUNTS["left_work"].figure_id,
        ),
    ),
    rows=by("job_starters referred", "12m 6m 24m to_end", "from to", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
IN_BAND = FigureDefinition(
    "job_ladder.persons_in_band",
    "persons",
    "gross",
    _BELOW,
    "Persons in a band of monthly hours so many months after the start month, of those whose month is covered and complete.",
    formula="number of persons by band of hours, so many months after the start month",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Count(among=(), partition=None, pattern=Bands(FROM_TO.figure_id)),
    rows=by("job_starters", "24m", "band month", parts=("band",)),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
MEAN_WEEKLY_HOURS = FigureDefinition(
    "job_ladder.mean_weekly_hours",
    "hours_per_week",
    "gross",
    "months in work during running placements",
    "Ordinary hours a month x 12 / 52, mean over person-months in work during running placements.",
    formula="mean over person-months of ordinary hours x 12 / 52",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Mean(step=1, taken_of=()),
    rows=whole("placements", "total"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
SOURCES = (
    "Bands: Statistics Denmark, TIMES, AJO_LOENTIME_IMPUT_KODE; 39 hours is ATP's lower limit",
    "Flows: Gabadinho et al., Journal of Statistical Software 2011, 40(4)",
    "Hours: eIndkomst",
)
DEFINITIONS = (*COUNTS.values(), *SHARES.values(), FROM_TO, IN_BAND, MEAN_WEEKLY_HOURS)
