"""Wellbeing: how the WHO-5 score of those who answered twice has changed.

In words: of each referred person the earliest and the latest answer up to the day of the data are compared, where they lie at least 14 days
apart: the questions are about the last two weeks, so that nearer answers are about the same days. Several answers of one day count as
their mean. A change of ten points or more is held to be one that matters; less is unchanged. It does not say how those feel who
do not answer, and who feels better may answer more gladly; nor what the programme did: people who start at a low point rise towards the
middle by themselves.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_ids import PARTICIPATION_REFERRED
from data_contracts.figure_rows import NOWHERE, In, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, Mean, Share, outcome_of, some_of

TABLES = ("referrals", "wellbeing")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

FEWEST_DAYS_APART = 14
"""WHO-5 asks about the last two weeks."""
THRESHOLD_POINTS = 10
"""A difference of ten points of the hundred matters (WHO-5: Topp et al., Psychother Psychosom 2015;84:167-176)."""

_PAIRED = f"referred persons with two WHO-5 answers at least {FEWEST_DAYS_APART} days apart"
CHANGE = FigureDefinition(
    "wellbeing.who5_change",
    "points",
    "gross",
    _PAIRED,
    "Mean of each person's latest WHO-5 score less the earliest.",
    formula="mean over persons of (latest score - earliest score)",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Mean(step=4, taken_of=()),
    rows=whole("referred", "total"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("wellbeing", 20),),
    tables=TABLES,
)
ANSWERED = FigureDefinition(
    "wellbeing.answered",
    "persons",
    "gross",
    "all referred persons",
    "Persons with any WHO-5 answer.",
    formula="number of persons with an answer up to the day of the data",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=some_of(PARTICIPATION_REFERRED),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("wellbeing", 10),),
    tables=TABLES,
)
COUNTS = {
    outcome: FigureDefinition(
        f"wellbeing.{outcome}",
        "persons",
        "gross",
        _PAIRED,
        words,
        formula=formula,
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=outcome_of("change of wellbeing"),
        rows=whole("referred", "total"),
        interval="complete_count",
        drift=None,
        is_main_outcome=False,
        sections=NOWHERE,
        tables=TABLES,
    )
    for outcome, words, formula in (
        ("raised", f"Persons whose score rose by {THRESHOLD_POINTS} points or more.", f"change >= {THRESHOLD_POINTS}"),
        ("unchanged", f"Persons whose score changed by less than {THRESHOLD_POINTS} points.", f"|change| < {THRESHOLD_POINTS}"),
        ("lowered", f"Persons whose score fell by {THRESHOLD_POINTS} points or more.", f"change <= -{THRESHOLD_POINTS}"),
    )
}
SHARES = {
    outcome: FigureDefinition(
        f"wellbeing.{outcome}_share",
        "share",
        "gross",
        _PAIRED,
        f"Share: {definition.definition}",
        formula=f"persons with {definition.formula} / persons with two answers",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Share(part=definition.figure_id),
        rows=whole("referred", "total"),
        interval="wilson",
        drift=None,
        is_main_outcome=False,
        sections=(In("wellbeing", 30 + list(COUNTS).index(outcome)),),
        tables=TABLES,
    )
    for outcome, definition in COUNTS.items()
}
SOURCES = ("WHO-5: Topp et al., Psychotherapy and Psychosomatics 2015;84:167-176",)
DEFINITIONS = (CHANGE, ANSWERED, *COUNTS.values(), *SHARES.values())
