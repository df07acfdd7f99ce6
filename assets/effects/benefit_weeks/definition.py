"""Benefit weeks: how many weeks on benefit, and kroner, the referred have in the year before entry and the year after.

In words: the 52 calendar weeks before the week of entry and the 52 after it, the entry week in neither; weeks count where some source
covers them and has completed them. Both sides of the same person are compared; persons with fewer than 40 such weeks on a side are left out
and counted, and counts are not scaled. Supplements count in kroner, not in weeks. It does not say what
was saved, nor what the programme did: people are referred at their lowest point, and much of the change would have come anyway.
"""

from __future__ import annotations

from assets.panel.money_sides import WINDOW_WEEKS
from data_contracts.figure import FigureDefinition

FEWEST_COVERED_WEEKS = 40

_PAIRED = "referred persons with at least 40 covered weeks on both sides of entry"
PAIRED = FigureDefinition(
    "benefit_weeks.persons_paired",
    "persons",
    "gross",
    "all referred persons",
    "Persons compared with themselves.",
    formula=f"persons with >= {FEWEST_COVERED_WEEKS} known weeks of the {WINDOW_WEEKS} before and the {WINDOW_WEEKS} after entry",
)
LEFT_OUT = FigureDefinition(
    "benefit_weeks.persons_left_out",
    "persons",
    "gross",
    "all referred persons",
    "Persons with fewer than 40 covered weeks before or after entry.",
    formula="referred - paired",
)
BEFORE = FigureDefinition(
    "benefit_weeks.before_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 before entry.",
    formula=f"mean over persons of benefit weeks in weeks -{WINDOW_WEEKS} to -1",
)
AFTER = FigureDefinition(
    "benefit_weeks.after_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean weeks on benefit in the 52 after entry.",
    formula=f"mean over persons of benefit weeks in weeks 1 to {WINDOW_WEEKS}",
)
CHANGE = FigureDefinition(
    "benefit_weeks.change_52w",
    "weeks",
    "gross",
    _PAIRED,
    "Mean of each person's weeks after less weeks before.",
    formula="mean over persons of (weeks after - weeks before)",
)
CHANGE_DKK = FigureDefinition(
    "benefit_dkk.change_52w",
    "dkk",
    "gross",
    "referred persons of whom at least 40 weeks on both sides of entry are known to the krone",
    "Mean of each person's kroner of benefit after less before, Ydelsesrefusion.",
    version=2,
    formula="mean over persons of (kroner after - kroner before)",
)
TABLES = ("referrals", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""
SOURCES = ("Ydelsesrefusion and DREAM; kroner from Ydelsesrefusion alone",)
DEFINITIONS = (PAIRED, LEFT_OUT, BEFORE, AFTER, CHANGE, CHANGE_DKK)
