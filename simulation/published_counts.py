"""Published: the programme's own public numbers that the simulated programme is made to agree with.

Belongs here: those numbers, as whole counts at the programme's own size, and how they are scaled to another. Does not belong here: how
they are brought about (`people.py`, `evaluated.py`) and the page that compares them (`calibration.py`).

Sources: the programme's interview (July 2021), its evaluation of 2021 (smaajobmedmening.dk, "Effekt på beskæftigelse") and its press
release (June 2023). What no source says, how many were referred and employed before and after 2021, is chosen so that the rest holds.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np

from simulation.calendar import Integers, day_number

PROGRAMME_SIZE = 780
"""Persons referred by June 2023."""
EVALUATED_YEAR = 2021
COHORTS = (day_number(date(EVALUATED_YEAR, 1, 1)), day_number(date(EVALUATED_YEAR + 1, 1, 1)))
"""The days that part the referred into those before, in and after the evaluated year."""
BEFORE, EVALUATED, AFTER = range(3)

REFERRED = (270, 160, 350)
EMPLOYED = (195, 102, 203)
"""160 referred and 102 employed in the evaluated year; 780 and 500 altogether."""
WITH_MORE_PLACEMENTS = (34, 9, 2)
"""Of the 102: one third with a second placement; 34, 9 and 2 make 147 employments with the 102 first ones."""
OFF_BENEFIT = (36, 102)
"""35 % of the employed reached full self-support within a year of job start."""
DAYS_TO_FIRST_JOB = 126
"""18 weeks on average."""
WEEKLY_HOURS = 15
"""Hours a week on average."""
PARTNERS = (100, PROGRAMME_SIZE)
"""100 companies by June 2023."""
INTERVIEW = day_number(date(2021, 7, 1))
PARTNERS_AT_INTERVIEW = (75, 100)
TASK_FORCE = (25, 100)
"""25 companies in the task force at launch in 2017."""


def scaled(share: tuple[int, int], whole: int) -> int:
    """That share of a whole, in whole numbers, halves upwards."""
    part, of = share
    return (whole * part * 2 + of) // (of * 2)


def scaled_cohorts(counts: tuple[int, ...], candidates: int) -> tuple[int, ...]:
    """Counts at the programme's size, scaled to another so that their sums stay right."""
    sums = [scaled((sum(counts[:place]), PROGRAMME_SIZE), candidates) for place in range(len(counts) + 1)]
    return tuple(after - before for before, after in pairwise(sums))


def cohort_of(entry_day: Integers) -> Integers:
    """Whether each person was referred before, in or after the evaluated year."""
    cohort: Integers = np.searchsorted(np.array(COHORTS), entry_day, side="right").astype(np.int64)
    return cohort
