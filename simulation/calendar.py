"""Calendar: months as whole numbers, and days as NumPy counts them.

Belongs here: conversions of dates that several parts of the simulator share. Does not belong here: which dates exist in the simulated
world (`world.py`).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
"""Day 0 of day numbers, as in NumPy."""


def month_number(day: date) -> int:
    """The calendar month of a date as a whole number: twelve times the year, plus 0 for January to 11 for December."""
    return day.year * 12 + day.month - 1


def month_name(month: int) -> str:
    """A month as `2023-06`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def first_day(month: int) -> date:
    """The first date of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last date of a month."""
    return first_day(month + 1) - timedelta(days=1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(day))


def months_of_days(days: NDArray[np.integer]) -> Integers:
    """The month number of each day number."""
    since_1970 = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return since_1970 + 1970 * 12


def week_of(day: int) -> int:
    """The ISO week of a day number, named by its Thursday: 1970-01-01 was a Thursday, so that Thursdays are the multiples of seven."""
    return (day + 3) // 7


def thursday(week: int) -> int:
    """The day number of a week's Thursday, which decides the month that the week belongs to."""
    return week * 7


def months_of_weeks(weeks: NDArray[np.integer]) -> Integers:
    """The month number of each week."""
    return months_of_days(weeks * 7)


def weeks_of_months(first: int, last: int) -> Integers:
    """All weeks that belong to the months from `first` to `last`, both included."""
    return np.arange(-(-day_number(first_day(first)) // 7), day_number(last_day(last)) // 7 + 1)


def not_on_a_thursday(days: Integers) -> Integers:
    """The same days, except that a Thursday becomes the day after: nobody can then read in two ways in which week something changed."""
    return np.where(days % 7 == 0, days + 1, days)
