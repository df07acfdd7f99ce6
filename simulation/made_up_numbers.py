"""Numbers that belong to nobody: CPR numbers with day + 60, and CVR numbers from a range that no company has.

Belongs here: how such numbers are made, unique and reproducible. Does not belong here: who gets which (`people.py`, `lives.py`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data_contracts.problems import WrongUse
from simulation.calendar import Integers, day_number

CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
"""Modulus 11 of CPR numbers (CPR-kontoret, "Personnummeret i CPR")."""
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
"""Modulus 11 of CVR numbers (Erhvervsstyrelsen)."""

FIRST_BIRTHDAY = date(1955, 1, 1)
LAST_BIRTHDAY = date(1999, 8, 31)
"""Everybody is of age when the first are referred, in September 2017."""
SERIALS = 400
"""Serial numbers a day: a first digit of 0 to 3 means the twentieth century."""
BIRTHDAYS = day_number(LAST_BIRTHDAY) - day_number(FIRST_BIRTHDAY) + 1
CPR_SPACE = BIRTHDAYS * SERIALS
"""How many different persons there can be: about 6.5 million."""
STEP = 15_485_863
"""A prime that does not divide CPR_SPACE, so that stepping by it meets each number once before any number comes again."""

FIRST_CVR_BASE = 9_000_000
"""CVR numbers that begin with 9 have not been given out."""
CVR_STRIDE = 3


def _remainder(numbers: Integers, weights: tuple[int, ...]) -> Integers:
    places = len(weights)
    total = np.zeros_like(numbers)
    for place, weight in enumerate(weights):
        total += weight * (numbers // 10 ** (places - 1 - place) % 10)
    return total % 11


def _places(persons: Integers, seed: int) -> Integers:
    return (persons * STEP + seed * 7919) % CPR_SPACE


def birth_days(persons: Integers, seed: int) -> Integers:
    """The day number on which each person was born, as the CPR number tells it."""
    return _places(persons, seed) // SERIALS + day_number(FIRST_BIRTHDAY)


def cpr_numbers(persons: Integers, seed: int) -> Integers:
    """The CPR number of each person, ten digits as an integer, never two alike and never a real one: the day carries + 60.

    `persons` are whole numbers from 0. One in eleven fails the check digit, as numbers given out since 2007 may. Raises WrongUse where
    there are more persons than numbers.
    """
    if persons.size and int(persons.max()) >= CPR_SPACE:
        raise WrongUse("simulate_option_too_large", option="persons", maximum=CPR_SPACE)
    place = _places(persons, seed)
    born = birth_days(persons, seed).astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    day_of_month = (born - month).astype(np.int64) + 1
    month_of_year = month.astype(np.int64) % 12 + 1
    year = month.astype(np.int64) // 12 + 1970
    date_part = (day_of_month + 60) * 10_000 + month_of_year * 100 + year % 100
    without_check = (date_part * 1_000 + place % SERIALS) * 10
    check = (11 - _remainder(without_check, CPR_WEIGHTS)) % 11
    numbers: Integers = without_check + np.where(check == 10, 0, check)
    return numbers


def cvr_numbers(count: int) -> Integers:
    """That many different CVR numbers, eight digits as integers, all passing modulus 11.

    Raises WrongUse where the range has not so many.
    """
    bases = FIRST_CVR_BASE + CVR_STRIDE * np.arange(count * 11 // 10 + 11, dtype=np.int64)
    check = (11 - _remainder(bases * 10, CVR_WEIGHTS)) % 11
    numbers = (bases * 10 + check)[check < 10][:count]
    if bases[-1] > 9_999_999 or numbers.size < count:
        raise WrongUse("simulate_option_too_large", option="candidates", maximum=1_500_000)
    return numbers


def broken_cvr(cvr: int) -> int:
    """The same number with a last digit that fails modulus 11."""
    return cvr - cvr % 10 + (cvr % 10 + 1) % 10
