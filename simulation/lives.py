"""Lives: what every person is paid for in every month; the latent state that rows are written from and figures are counted from.

Belongs here: paid hours by person, job and month, in hundredths, block by block. Does not belong here: how the hours are reported
(`deliveries.py`) and what is counted (`oracle.py`).

A person has at most four jobs over time: on the programme's payroll, with the employer who takes over, another job beside or instead
of the small job, and a subsidised one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.calendar import Booleans, Floats, Integers, day_number, first_day, month_number, months_of_days
from simulation.people import PATHS, RUNNING, People
from simulation.world import World

BLOCK = 4096
"""Persons whose months are held in memory at a time."""
PROGRAMME, NEXT_EMPLOYER, OTHER_JOB, SUBSIDISED = range(4)
PAY_TYPES = ("", "fastløn", "timeløn")
MISSING, SALARIED, HOURLY = range(3)
FORMS = ("ordinær", "løntilskud", "fleksjob", "jobrotation", "voksenlærling", "skånejob")
SALARIED_FULL_TIME = 16033
WEEKS_A_MONTH = 52 / 12
QUARTER_HOUR = 25
SPRING_2020 = tuple(month_number(date(2020, month, 1)) for month in (4, 5))


@dataclass(frozen=True)
class Lives:
    """A block of persons. `hours` has one cell per person, job and month (from the world's first month), in hundredths of an hour;
    `employer`, `pay_type` and `form` have one per person and job; `persons` are the persons' own numbers."""

    persons: Integers
    hours: Integers
    employer: Integers
    pay_type: Integers
    form: Integers

    def of(self, chosen: Booleans) -> Lives:
        """Only these persons of the block."""
        return Lives(self.persons[chosen], self.hours[chosen], self.employer[chosen], self.pay_type[chosen], self.form[chosen])


def lives_of_candidates(world: World, people: People) -> Iterator[Lives]:
    """The candidates' lives, a block at a time; the same block comes out the same each time."""
    for start in range(0, world.candidates, BLOCK):
        yield _block(world, people, np.arange(start, min(start + BLOCK, world.candidates)))


def lives_of_others(world: World, municipality: int) -> Iterator[Lives]:
    """People without a referral who stand in one municipality's hours files all the same, a block at a time."""
    count = len(world.municipalities)
    everybody = np.arange(world.candidates + municipality, world.candidates + world.persons, count)
    for number, start in enumerate(range(0, everybody.size, BLOCK)):
        persons = everybody[start : start + BLOCK]
        rng = world.random(20, municipality, number)
        hours = np.zeros((persons.size, 4, world.months), dtype=np.int64)
        first = (rng.random(persons.size) * world.months * 0.9).astype(np.int64)
        length = 6 + (rng.random(persons.size) * 60).astype(np.int64)
        axis = np.arange(world.months)
        works = (axis >= first[:, None]) & (axis < (first + length)[:, None])
        hours[:, OTHER_JOB] = np.where(works, _quarters(20 + rng.random(persons.size) * 140)[:, None], 0)
        employer = _employers(world, persons.size, rng)
        # A few are on the programme's own payroll: the programme may not count their hours as its own all the same.
        employer[rng.random(persons.size) < 0.1, OTHER_JOB] = world.programme_cvr
        pay_type = np.where(rng.random((persons.size, 4)) < 0.5, SALARIED, HOURLY)
        yield Lives(persons, hours, employer, pay_type, np.zeros((persons.size, 4), dtype=np.int64))


def _block(world: World, people: People, persons: Integers) -> Lives:
    rng = world.random(10, int(persons[0]) // BLOCK)
    count = persons.size
    axis = np.arange(world.first_month, world.last_month + 1)
    pay_type = np.empty((count, 4), dtype=np.int64)
    for job, hourly in ((PROGRAMME, 0.8), (NEXT_EMPLOYER, 0.4), (OTHER_JOB, 0.7), (SUBSIDISED, 0.3)):
        pay_type[:, job] = np.where(rng.random(count) < hourly, HOURLY, SALARIED)
    pay_type[rng.random(count) < 0.06, OTHER_JOB] = MISSING
    employer = _employers(world, count, rng)
    employer[:, PROGRAMME] = world.programme_cvr
    stays_with_host = rng.random(count) < 0.6
    employer[:, NEXT_EMPLOYER] = np.where(stays_with_host, _last_host(world, people, persons), employer[:, NEXT_EMPLOYER])
    employer[rng.random(count) < 0.2, SUBSIDISED] = world.programme_cvr

    hours = np.zeros((count, 4, world.months), dtype=np.int64)
    weekly = _weekly_hours(people, persons, axis, rng)
    presence = _presence(people, persons, axis, rng)
    moved = _moved_share(people, persons, axis, rng)
    hours[:, PROGRAMME] = _paid(weekly * presence * (1 - moved), pay_type[:, PROGRAMME], rng)
    hours[:, NEXT_EMPLOYER] = _paid(weekly * presence * moved, pay_type[:, NEXT_EMPLOYER], rng)
    hours[:, OTHER_JOB] = _other_job(world, people, persons, axis, pay_type[:, OTHER_JOB], rng)
    hours[:, SUBSIDISED], form = _subsidised(people, persons, axis, rng)
    displaced = (hours[:, SUBSIDISED] > 0) & (rng.random(count) < 0.7)[:, None]
    hours[:, :OTHER_JOB][np.broadcast_to(displaced[:, None], (count, OTHER_JOB, world.months))] = 0
    forms = np.zeros((count, 4), dtype=np.int64)
    forms[:, SUBSIDISED] = form
    return Lives(persons, hours, employer, pay_type, forms)


def _employers(world: World, count: int, rng: np.random.Generator) -> Integers:
    """A payroll company for each job; no company pays two jobs of one person, so that no month comes near 400 hours. The last one of
    the list is nobody's: it stands in rows without hours."""
    drawn = np.empty((count, 4), dtype=np.int64)
    for job in range(4):
        pool = world.employers[:-1][job % 3 :: 3]
        drawn[:, job] = pool[(rng.random(count) * pool.size).astype(np.int64)]
    return drawn


def _last_host(world: World, people: People, persons: Integers) -> Integers:
    """The company of each person's newest placement; some company where there is none (no hours are paid by it then)."""
    host = np.zeros(world.candidates, dtype=np.int64)
    host[people.placements.person] = people.placements.partner
    last: Integers = world.partners[host[persons]]
    return last


def _weekly_hours(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
    """Weekly hours that a person's job has come to, by month: small at first, then as the person's path goes."""
    count = persons.size
    path = people.path[persons]
    since = (axis[None, :] - months_of_days(people.first_start[persons])[:, None]).astype(np.float64)
    # Whose hours will fall has more of them at first: there is a way down.
    small = (3.5 + 7 * rng.random(count)) * np.where(path == PATHS.index("falls"), 1.7, 1.0)
    grown = np.select(
        [path == PATHS.index("grows"), path == PATHS.index("full_time"), path == PATHS.index("falls")],
        [15 + 17 * rng.random(count), np.full(count, 37.0), 10 + 10 * rng.random(count)],
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


def _presence(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
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


def _moved_share(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> Floats:
    """How much of a month the next employer pays: nothing, half in some months of change, then all."""
    first = months_of_days(people.first_start[persons])
    moves = first + 2 + (rng.random(persons.size) * 16).astype(np.int64)
    moves = np.where(rng.random(persons.size) < 0.5, moves, month_number(date(2999, 1, 1)))
    hired_from = np.where(people.is_hired[persons], months_of_days(people.last_end[persons]) + 1, moves)
    moves = np.minimum(moves, hired_from)
    moved = (axis[None, :] >= moves[:, None]).astype(np.float64)
    halves = (axis[None, :] == moves[:, None] - 1) & (rng.random(persons.size) < 0.3)[:, None]
    return np.where(halves, 0.5, moved)


def _paid(weekly: Floats, pay_type: Integers, rng: np.random.Generator) -> Integers:
    """Monthly hours in hundredths from weekly hours: salaried ones as agreed, hourly-paid ones as worked, in quarters of an hour."""
    monthly = np.clip(weekly, 0, 38) * WEEKS_A_MONTH
    agreed = np.where(np.abs(weekly - 37) < 1e-9, SALARIED_FULL_TIME, _quarters(monthly))
    short = rng.random(weekly.shape) < 0.04
    agreed = np.where(short, agreed * 9 // 10, agreed)
    worked = _quarters(monthly * (0.82 + 0.3 * rng.random(weekly.shape)))
    return np.where((pay_type == SALARIED)[:, None], agreed, worked)


def _quarters(hours: Floats) -> Integers:
    """Hours as hundredths, down to a quarter of an hour."""
    return np.floor(hours * 4).astype(np.int64) * QUARTER_HOUR


def _other_job(world: World, people: People, persons: Integers, axis: Integers, pay_type: Integers, rng: np.random.Generator) -> Integers:
    """A job that the programme has no part in: beside a small job, found alone, or held in full at referral."""
    count = persons.size
    entry = months_of_days(people.entry_day[persons])
    is_placed = people.first_start[persons] < RUNNING
    has = rng.random(count) < np.where(is_placed, 0.1, 0.22)
    first = entry + np.where(is_placed, -6, 2) + (rng.random(count) * 16).astype(np.int64)
    length = 3 + (rng.random(count) * 30).astype(np.int64)
    finds_full = ~is_placed & (rng.random(count) < 0.25)
    weekly = np.where(is_placed, 2 + 9 * rng.random(count), 6 + 26 * rng.random(count))
    weekly = np.where(finds_full, 37.0, weekly)
    full = people.is_full_time_at_entry[persons]
    first, weekly, has = np.where(full, entry - 2, first), np.where(full, 37.0, weekly), has | full
    # Nobody who came too late for a complete month after entry has hours of this kind: nothing could be said of them yet.
    has &= entry < world.last_complete_month - 1
    works = has[:, None] & (axis >= first[:, None]) & (axis < (first + length)[:, None])
    paid = _paid(np.where(works, weekly[:, None], 0.0), pay_type, rng)
    in_full = np.where(pay_type == HOURLY, 14_500, SALARIED_FULL_TIME)[:, None]
    return np.where(works & full[:, None] & (axis <= entry[:, None] + 3), in_full, paid)


def _subsidised(people: People, persons: Integers, axis: Integers, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Spells with wage subsidy, flex job and the like, and the form of each."""
    count = persons.size
    form = rng.choice(len(FORMS) - 1, size=count, p=[0.55, 0.25, 0.06, 0.07, 0.07]) + 1
    has = rng.random(count) < 0.1
    first = months_of_days(people.entry_day[persons]) + 1 + (rng.random(count) * 18).astype(np.int64)
    length = np.where(form == FORMS.index("fleksjob"), 40, 3 + (rng.random(count) * 4).astype(np.int64))
    weekly = np.where(form == FORMS.index("løntilskud"), 37.0, 8 + 16 * rng.random(count))
    spell = has[:, None] & (axis >= first[:, None]) & (axis < (first + length)[:, None])
    return np.where(spell, _quarters(weekly * WEEKS_A_MONTH)[:, None], 0), form
