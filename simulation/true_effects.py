"""Effects: what the programme really did to the referred, taken from both courses of their lives.

Belongs here: the average difference between what happened and what would have happened anyway. Does not belong here: anything that could
be estimated from files, and the lives themselves (`lives.py`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from simulation.benefits import NONE
from simulation.calendar import Booleans, week_of
from simulation.lives import Lives
from simulation.oracle import SALARIED_NORM
from simulation.oracle_benefits import WEEKS_COMPARED
from simulation.people import People, entry_months
from simulation.rounding import six_decimals
from simulation.world import World

AT_MONTH, HISTORY = 12, 24
ALL, WITH_HISTORY = "referred", "referred_with_24_months_before"
"""Everybody whose month 12 is complete in every municipality; those of them who have 24 months in the files before entry as well."""


class TrueEffects:
    """Adds up differences over blocks of candidates."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.persons = {ALL: 0, WITH_HISTORY: 0}
        self.hundredths = {ALL: 0, WITH_HISTORY: 0}
        self.weeks = {ALL: 0, WITH_HISTORY: 0}

    def add(self, people: People, lives: Lives) -> None:
        """Counts a block in: ordinary hours in month 12, and weeks on benefit in the 52 after the entry week."""
        if lives.untreated is None or lives.weeks is None:
            raise TypeError("lives without another course")
        world = self.world
        entry = entry_months(people)[lives.persons] - world.first_month
        is_seen = entry + AT_MONTH <= world.last_complete_month - 1 - world.first_month
        month = np.minimum(entry + AT_MONTH, world.months - 1)
        rows = np.arange(entry.size)
        hours = lives.ordinary[rows, month] - lives.untreated.ordinary[rows, month]
        first = np.array([week_of(int(day)) for day in people.entry_day[lives.persons]])[:, None]
        after = (world.weeks > first) & (world.weeks <= first + WEEKS_COMPARED)
        weeks = ((lives.weeks.paid != NONE) & after).sum(axis=1) - ((lives.untreated.paid != NONE) & after).sum(axis=1)
        chosen: dict[str, Booleans] = {ALL: is_seen, WITH_HISTORY: is_seen & (entry >= HISTORY)}
        for name, persons in chosen.items():
            self.persons[name] += int(persons.sum())
            self.hundredths[name] += int(hours[persons].sum())
            self.weeks[name] += int(weeks[persons].sum())

    def means(self) -> dict[str, dict[str, int | Decimal]]:
        """For each population the persons and, where there are any, the mean differences: `fte_12m` (hours over 160.33),
        `ordinary_hours_12m` and `benefit_weeks_52w`, each with the programme minus without it."""
        means: dict[str, dict[str, int | Decimal]] = {}
        for name, persons in self.persons.items():
            means[name] = {"persons": persons}
            if persons:
                means[name]["fte_12m"] = six_decimals(Fraction(self.hundredths[name], persons * SALARIED_NORM))
                means[name]["ordinary_hours_12m"] = six_decimals(Fraction(self.hundredths[name], persons * 100))
                means[name]["benefit_weeks_52w"] = six_decimals(Fraction(self.weeks[name], persons))
        return means
