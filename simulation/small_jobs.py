"""Small jobs: the hours that placements bring, from small at first to what they come to, and who pays them.

Belongs here: weekly hours, presence and change of employer of the placed, and what weekly hours come to in a month. Does not belong here:
placements themselves (`people.py`), work found alone (`base_lives.py`), how the two meet (`drawn_lives.py`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.calendar import Floats, Integers, day_number, first_day, month_number, months_of_days
from simulation.people import PATHS, People
from simulation.world import World

PAY_TYPES = ("", "fastløn", "timeløn")
MISSING, SALARIED, HOURLY = range(3)
SALARIED_FULL_TIME = 16033
WEEKS_A_MONTH = 52 / 12
QUARTER_HOUR = 25
SPRING_2020 = tuple(month_number(date(2020, month, 1)) for month in (4, 5))


def last_host(world: World, people: People, persons: Integers) -> Integers:
    """The company of each person's newest placement; some company where there is none (no hours are paid by it then)."""
    host = np.zeros(world.candidates, dtype=np.int64)
    host[people.placements.person] = people.placements.partner
    last: Integers = world.partners[host[persons]]
    return last


def weekly_hours(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
    """Weekly hours that a person's job has come to, by month: small at first, then as the person's path goes."""
    count = persons.size
    path = people.path[persons]
    since = (axis[None, :] - months_of_days(people.first_start[persons])[:, None]).astype(np.float64)
    # Whose hours will fall has more of them at first: there is a way down.
    small = (3.5 + 7 * rng.random(count)) * np.where(path == PATHS.index("falls"), 1.7, 1.0)
    grown = np.select(
        [path == PATHS.index("grows"), path == PATHS.index("full_time"), path == PATHS.index("falls")],
        [12 + 17 * rng.random(count), np.full(count, 37.0), 10 + 10 * rng.random(count)],
        small + 3 * rng.random(count),
    )
    begins = 0.5 + 4.5 * rng.random(count)
    takes = 1 + 6 * rng.random(count)
    at_once = rng.random(count) < 0.05
    begins, takes = np.where(at_once, -1, begins), np.where(at_once, 1, takes)
    weekly = small[:, None] + (grown - small)[:, None] * np.clip((since - begins[:, None]) / takes[:, None], 0, 1)
    falls_back = (path == PATHS.index("falls")) | (rng.random(count) < 0.22)
    back_after = begins + takes + 2 + 14 * rng.random(count)
    back_to = small * (0.2 + 0.8 * rng.random(count))
    return np.where(falls_back[:, None] & (since >= back_after[:, None]), np.minimum(weekly, back_to[:, None]), weekly)


def presence(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
    """The part of each month in which the person works; above 1 while two placements run at the same time."""
    month_start = np.array([day_number(first_day(int(month))) for month in axis])
    month_end = np.array([day_number(first_day(int(month) + 1)) for month in axis]) - 1
    rows = (people.placements.person >= persons[0]) & (people.placements.person <= persons[-1])
    start, end = people.placements.start[rows, None], people.placements.end[rows, None]
    days = np.clip(np.minimum(end, month_end) - np.maximum(start, month_start) + 1, 0, None)
    share = np.zeros((persons.size, axis.size))
    np.add.at(share, people.placements.person[rows] - persons[0], days / (month_end - month_start + 1))
    share = np.minimum(share, 1) + 0.4 * np.clip(share - 1, 0, 1)
    left_after = 2 - np.log1p(-rng.random(persons.size)) * 40
    since_end = axis[None, :] - months_of_days(people.last_end[persons])[:, None]
    stays = people.is_hired[persons, None] & (since_end >= 0) & (since_end < left_after[:, None])
    share = np.where(stays, np.maximum(share, 1.0), share)
    share[rng.random(share.shape) < 0.02] = 0
    spring = np.isin(axis, SPRING_2020)[None, :] & (rng.random(persons.size) < 0.45)[:, None]
    return np.where(spring, share * 0.6 * rng.random(persons.size)[:, None], share)


def moved_share(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
    """How much of a month the next employer pays: nothing, half in some months of change, then all."""
    first = months_of_days(people.first_start[persons])
    moves = first + 2 + (rng.random(persons.size) * 16).astype(np.int64)
    moves = np.where(rng.random(persons.size) < 0.5, moves, month_number(date(2999, 1, 1)))
    hired_from = np.where(people.is_hired[persons], months_of_days(people.last_end[persons]) + 1, moves)
    moves = np.minimum(moves, hired_from)
    moved = (axis[None, :] >= moves[:, None]).astype(np.float64)
    halves = (axis[None, :] == moves[:, None] - 1) & (rng.random(persons.size) < 0.3)[:, None]
    return np.where(halves, 0.5, moved)


def paid(weekly: Floats, pay_type: Integers, rng: np.random.Generator) -> Integers:
    """Monthly hours in hundredths from weekly hours: salaried ones as agreed, hourly-paid ones as worked, in quarters of an hour."""
    monthly = np.clip(weekly, 0, 38) * WEEKS_A_MONTH
    agreed = np.where(np.abs(weekly - 37) < 1e-9, SALARIED_FULL_TIME, quarters(monthly))
    short = rng.random(weekly.shape) < 0.04
    agreed = np.where(short, agreed * 9 // 10, agreed)
    worked = quarters(monthly * (0.82 + 0.3 * rng.random(weekly.shape)))
    return np.where((pay_type == SALARIED)[:, None], agreed, worked)


def quarters(hours: Floats) -> Integers:
    """Hours as hundredths, down to a quarter of an hour."""
    return np.floor(hours * 4).astype(np.int64) * QUARTER_HOUR
