"""Benefit weeks: how many weeks on benefit, and kroner, the referred have in the year before entry and the year after.

In words: the 52 calendar weeks before the week of entry and the 52 after it, the entry week in neither; weeks count where some source
covers them and has completed them. Both sides of the same person are compared; persons with fewer than 40 such weeks on a side are left out
and counted, and counts are not scaled. Supplements count in kroner, not in weeks. It does not say what
was saved, nor what the programme did: people are referred at their lowest point, and much of the change would have come anyway.
"""

from __future__ import annotations

from assets.panel.money_sides import WINDOW_WEEKS
from data_contracts.drift_limits import WEEKS_OF_PERSONS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_ids import PARTICIPATION_REFERRED
from data_contracts.figure_rows import In, by_group, whole
from data_contracts.made_of import ABOUT_PERSONS, COUNTED_ALONE, Mean, some_of

TABLES = ("referrals", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

FEWEST_COVERED_WEEKS = 40

_PAIRED = "referred persons with at least 40 covered weeks on both sides of entry"
PAIRED = FigureDefinition(
    "benefit_weeks.persons_paired",
    "persons",
    "gross",
    "all referred persons",
    "Persons compared with themselves.",
    formula=f"persons with >= {FEWEST_COVERED_WEEKS} known weeks of the {WINDOW_WEEKS} before and the {WINDOW_WEEKS} after entry",
    version=1,
    about=ABOUT_PERSONS,
    made_of=some_of(PARTICIPATION_REFERRED),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 800),),
    tables=TABLES,
)
LEFT_OUT = FigureDefinition(
    "benefit_weeks.persons_left_out",
    "persons",
    "gross",
    "all referred persons",
    "Persons with fewer than 40 covered weeks before or after entry.",
    formula="referred - paired",
    version=1,
    about=ABOUT_PERSONS,
    made_of=COUNTED_ALONE,
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 810),),
    tables=TABLES,
)
BEFORE = FigureDefinition(
    "benefit_weeks.before_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 before entry.",
    formula=f"mean over persons of benefit weeks in weeks -{WINDOW_WEEKS} to -1",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Mean(step=1, taken_of=()),
    rows=whole("referred", "total"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 700),),
    tables=TABLES,
)
AFTER = FigureDefinition(
    "benefit_weeks.after_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 after entry.",
    formula=f"mean over persons of benefit weeks in weeks 1 to {WINDOW_WEEKS}",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Mean(step=1, taken_of=()),
    rows=whole("referred", "total"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 710),),
    tables=TABLES,
)
CHANGE = FigureDefinition(
    "benefit_weeks.change_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean of each person's weeks after less weeks before.",
    formula="mean over persons of (weeks after - weeks before)",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Mean(step=1, taken_of=()),
    rows=by_group("referred", "total"),
    interval="student_t",
    drift=WEEKS_OF_PERSONS,
    is_main_outcome=True,
    sections=(In("work_and_benefits", 720), In("groups", 50), In("changes", 90)),
    tables=TABLES,
)
CHANGE_DKK = FigureDefinition(
    "benefit_dkk.change_52w",
    "dkk",
    "gross",
    "referred persons of whom at least 40 weeks on both sides of entry are known to the krone",
    "Mean of each person's kroner of benefit after less before, Ydelsesrefusion.",
    version=2,
    formula="mean over persons of (kroner after - kroner before)",
    about=ABOUT_PERSONS,
    made_of=Mean(step=None, taken_of=()),
    rows=whole("referred", "total"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 730),),
    tables=TABLES,
)
SOURCES = ("Ydelsesrefusion and DREAM; kroner from Ydelsesrefusion alone",)
DEFINITIONS = (PAIRED, LEFT_OUT, BEFORE, AFTER, CHANGE, CHANGE_DKK)
