"""Benefit mix: which benefit the referred mainly had in the year before entry and in the year after it.

In words: of each referred person of whom at least 40 weeks on each side of entry are known to the krone, the benefit with most weeks in
the 52 before the week of entry, and in the 52 after it, by the names in Ydelsesrefusion; of several with as many the first by name; "none"
where there was none at all. Benefits that became one by law on 1 July 2025 are told under the name of the time. It does not say how long
somebody was on benefit (benefit_weeks does), nor why they changed from one to another.
"""

from __future__ import annotations

from assets.panel.money_sides import FEWEST_KNOWN_WEEKS, SIDES, WINDOW_WEEKS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import In, by
from data_contracts.made_of import ABOUT_PERSONS, COUNTED_ALONE

TABLES = ("referrals", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

PERSONS = {
    side: FigureDefinition(
        f"benefit_mix.persons_{side}_{WINDOW_WEEKS}w",
        "persons",
        "gross",
        f"referred persons of whom at least {FEWEST_KNOWN_WEEKS} weeks on each side of entry are known to the krone",
        f"Persons by the benefit they had most weeks on in the {WINDOW_WEEKS} weeks {side} entry.",
        formula=f"argmax over benefits of weeks in the {WINDOW_WEEKS} {side} entry",
        version=1,
        about=ABOUT_PERSONS,
        made_of=COUNTED_ALONE,
        rows=by("referred", "total", "", "benefit_group", parts=("benefit_group",)),
        interval="complete_count",
        drift=None,
        is_main_outcome=False,
        sections=(In("mix", list(SIDES).index(side)),),
        tables=TABLES,
    )
    for side in SIDES
}
SOURCES = ("Ydelsesrefusion, names of benefits",)
DEFINITIONS = tuple(PERSONS.values())
