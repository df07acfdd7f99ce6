"""Coverage: what is known of whom, and where two sources say different things.

In words: from each person's entry to the last month that a source has completed for anybody, the share of person-months that it covers and
has completed, in whole percent so that no single month can be read off it. Weeks in which both Ydelsesrefusion and DREAM cover a person
and only one of them has a benefit are disagreements; benefit wins, and the disagreements are counted. Folkepension, which only DREAM knows,
is none. It does not say which of the two is right, nor why a month is unknown: months after death and emigration, which no source of
benefits covers, are among those that are missing.
"""

from __future__ import annotations

from data_contracts.drift_limits import coverage_limits
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, whole
from data_contracts.made_of import ABOUT_PERSONS, LEAST_WEEKS, Share, Sum

TABLES = ("referrals", "paid_hours", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

DISAGREEING = FigureDefinition(
    "coverage.disagreeing_weeks",
    "weeks",
    "gross",
    "weeks of referred persons that both Ydelsesrefusion and DREAM cover",
    "Weeks in which one of the two sources has a benefit and the other none.",
    formula="weeks covered by both with benefit in exactly one, folkepension in DREAM excepted",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Sum(least=LEAST_WEEKS, hosts=None),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
FROM_ENTRY = "months of referred persons from entry to the last month that the source has completed for anybody"
HOURS = FigureDefinition(
    "coverage.hours_share",
    "share",
    "gross",
    FROM_ENTRY,
    "Share of person-months from entry on in which paid hours are known and complete.",
    formula="person-months covered and complete for hours / person-months from entry to the last complete one, to whole percent",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Share(part=None),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=coverage_limits("coverage.hours"),
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
BENEFITS = FigureDefinition(
    "coverage.benefit_share",
    "share",
    "gross",
    FROM_ENTRY,
    "Share of person-months from entry on in which benefits are known and complete.",
    formula="person-months covered and complete for benefits / person-months from entry to the last complete one, to whole percent",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Share(part=None),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=coverage_limits("coverage.benefit"),
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
SOURCES = ("Ydelsesrefusion and DREAM", "eIndkomst (paid hours)")
DEFINITIONS = (DISAGREEING, HOURS, BENEFITS)
