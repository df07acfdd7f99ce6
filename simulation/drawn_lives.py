"""Drawn lives: how every person's hours and benefits come to be, block by block, with and without the programme.

Belongs here: how the parts of a life meet. Does not belong here: the parts themselves (`base_lives.py`, `small_jobs.py`, `benefits.py`,
`evaluated.py`) and what comes of them (`lives.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulation.base_lives import BaseLives, draw_base_lives, draw_chosen_lives
from simulation.benefits import FLEX_JOB, NONE, SUBSIDY, Terms, benefit_weeks, draw_terms
from simulation.calendar import Booleans, Floats, Integers, months_of_days, months_of_weeks
from simulation.dream_codes import dream_codes
from simulation.evaluated import with_published_hours, with_published_self_support
from simulation.lives import FORMS, NEXT_EMPLOYER, OTHER_JOB, PROGRAMME, SUBSIDISED, Lives, Untreated, Weeks
from simulation.people import People, entry_months
from simulation.residents import NEVER, Residents, is_resident
from simulation.small_jobs import (
    HOURLY,
    MISSING,
    SALARIED,
    SALARIED_FULL_TIME,
    WEEKS_A_MONTH,
    last_host,
    moved_share,
    paid,
    presence,
    quarters,
    weekly_hours,
)
from simulation.world import World

BLOCK = 4096
"""Persons whose months are held in memory at a time."""
HAS_SUBSIDISED = 0.13
STILL_FINDS_ALONE = {"positive": 0.35, "zero": 1.0, "negative": 0.1}
"""Who has begun in a small job finds other work alone less often, unless the programme changes nothing."""
UNKNOWN_NAME = {"clean": 0.0, "normal": 0.0004, "bad": 0.004}
DREAM_DIFFERS = 0.12


def lives_of_candidates(world: World, people: People) -> Iterator[Lives]:
    """The candidates' lives, a block at a time; the same block comes out the same each time."""
    for start in range(0, world.candidates, BLOCK):
        yield _candidates(world, people, np.arange(start, min(start + BLOCK, world.candidates)))


def lives_of_comparison(world: World, pool: Residents) -> Iterator[Lives]:
    """The lives of comparison persons, a block at a time."""
    for number, start in enumerate(range(0, world.comparison, BLOCK)):
        residents = pool.rows(start, start + BLOCK)
        base = draw_base_lives(world, residents.birth_day, world.random(21, number))
        alone = _Alone(world, residents, base, world.random(22, number))
        hours = np.zeros((residents.number.size, 4, world.months), dtype=np.int64)
        hours[:, OTHER_JOB], hours[:, SUBSIDISED] = alone.other, alone.subsidised
        terms = draw_terms(world, residents, base.is_away, world.random(23, number))
        weeks = benefit_weeks(world, residents, terms, alone.other, alone.subsidy)
        rng = world.random(24, number)
        is_here, differs = is_resident(world, residents), np.zeros_like(weeks, dtype=np.bool_)
        codes = dream_codes(world, residents, weeks, alone.other, is_here, differs, rng)
        told = Weeks(residents, weeks, _unknown_names(world, residents, rng), is_here, differs, codes)
        yield Lives(residents.number, hours, alone.employer, alone.pay_type, alone.forms, told)


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
        hours[:, OTHER_JOB] = np.where(works, quarters(20 + rng.random(persons.size) * 140)[:, None], 0)
        employer = _employers(world, persons.size, rng)
        # A few are on the programme's own payroll: the programme may not count their hours as its own all the same.
        employer[rng.random(persons.size) < 0.1, OTHER_JOB] = world.programme_cvr
        pay_type = np.where(rng.random((persons.size, 4)) < 0.5, SALARIED, HOURLY)
        yield Lives(persons, hours, employer, pay_type, np.zeros((persons.size, 4), dtype=np.int64))


class _Alone:
    """What a block of persons does without the programme: work found alone, subsidised work, its employers and forms of pay."""

    def __init__(self, world: World, residents: Residents, base: BaseLives, rng: np.random.Generator) -> None:
        count = residents.number.size
        self.pay_type = np.empty((count, 4), dtype=np.int64)
        for job, hourly in ((PROGRAMME, 0.8), (NEXT_EMPLOYER, 0.4), (OTHER_JOB, 0.7), (SUBSIDISED, 0.3)):
            self.pay_type[:, job] = np.where(rng.random(count) < hourly, HOURLY, SALARIED)
        self.pay_type[rng.random(count) < 0.06, OTHER_JOB] = MISSING
        self.employer = _employers(world, count, rng)
        self.subsidised, form = _subsidised(world, count, rng)
        self.is_displaced = (self.subsidised > 0) & (rng.random(count) < 0.7)[:, None]
        self.is_over = _is_over(world, residents)
        other = paid(base.weekly, self.pay_type[:, OTHER_JOB], rng)
        self.other = np.where(self.is_displaced | self.is_over, 0, other)
        self.subsidised = np.where(self.is_over, 0, self.subsidised)
        self.forms = np.zeros((count, 4), dtype=np.int64)
        self.forms[:, SUBSIDISED] = form
        goes_with = np.select([form == FORMS.index("løntilskud"), form == FORMS.index("fleksjob")], [SUBSIDY, FLEX_JOB], NONE)
        self.subsidy = np.where(self.subsidised > 0, goes_with[:, None], NONE)


def _candidates(world: World, people: People, persons: Integers) -> Lives:
    number = int(persons[0]) // BLOCK
    residents = people.residents.rows(int(persons[0]), int(persons[-1]) + 1)
    entry = entry_months(people)[persons]
    base = draw_chosen_lives(world, residents.birth_day, entry, world.random(11, number))
    base = _full_time_at_entry(world, people, persons, base)
    alone = _Alone(world, residents, base, world.random(12, number))
    rng = world.random(10, number)
    hours = _with_programme(world, people, persons, alone, rng)
    alone.employer[:, PROGRAMME] = world.programme_cvr
    stays_with_host = rng.random(persons.size) < 0.6
    alone.employer[:, NEXT_EMPLOYER] = np.where(stays_with_host, last_host(world, people, persons), alone.employer[:, NEXT_EMPLOYER])
    alone.employer[rng.random(persons.size) < 0.2, SUBSIDISED] = world.programme_cvr
    terms = draw_terms(world, residents, base.is_away, world.random(13, number))
    untreated = Untreated(alone.other, benefit_weeks(world, residents, terms, alone.other, alone.subsidy))
    weeks = _told(world, people, persons, hours[:, :SUBSIDISED].sum(axis=1), terms, alone.subsidy)
    return Lives(persons, hours, alone.employer, alone.pay_type, alone.forms, weeks, untreated)


def _told(world: World, people: People, persons: Integers, ordinary: Integers, terms: Terms, subsidy: Integers) -> Weeks:
    """The benefits that followed, and what the sources make of them."""
    residents = people.residents.rows(int(persons[0]), int(persons[-1]) + 1)
    weeks = benefit_weeks(world, residents, terms, ordinary, subsidy)
    rng = world.random(14, int(persons[0]) // BLOCK)
    unknown, differs = _unknown_names(world, residents, rng), _differing_weeks(world, people, persons, residents, rng)
    is_here = is_resident(world, residents, people.second_day[persons])
    told = Weeks(residents, weeks, unknown, is_here, differs, np.zeros(weeks.shape, dtype=np.int16))
    if world.is_calibrated and world.effect == "positive":
        told = with_published_self_support(world, people, persons, told, terms.own, world.random(15, int(persons[0]) // BLOCK))
    codes = dream_codes(world, residents, told.paid, ordinary, is_here, told.dream_differs, world.random(61, int(persons[0]) // BLOCK))
    return replace(told, dream=codes)


def _with_programme(world: World, people: People, persons: Integers, alone: _Alone, rng: np.random.Generator) -> Integers:
    """Hours by job and month as they came to be. Where the programme adds nothing, the small job takes the place of work that would have
    been found anyway: then it pays those hours and no others."""
    axis = np.arange(world.first_month, world.last_month + 1)
    hours = np.zeros((persons.size, 4, world.months), dtype=np.int64)
    hours[:, SUBSIDISED] = alone.subsidised
    share = presence(people, persons, axis, rng)
    weekly = weekly_hours(people, persons, axis, rng)
    moved = moved_share(people, persons, axis, rng)
    is_out = alone.is_displaced | alone.is_over
    small = paid(weekly * share * (1 - moved), alone.pay_type[:, PROGRAMME], rng)
    next_job = paid(weekly * share * moved, alone.pay_type[:, NEXT_EMPLOYER], rng)
    job_start = months_of_days(people.first_start[persons])
    still_finds = rng.random(persons.size) < STILL_FINDS_ALONE[world.effect]
    other = np.where(still_finds[:, None] | _is_from_before(alone.other, axis, job_start), alone.other, 0)
    if world.effect == "positive":
        hours[:, PROGRAMME] = np.where(is_out, 0, small)
        hours[:, NEXT_EMPLOYER] = np.where(is_out, 0, next_job)
        hours[:, OTHER_JOB] = other
        if world.is_calibrated:
            return with_published_hours(world, people, persons, hours, weekly)
    else:
        hours[:, PROGRAMME] = np.where(share > 0, other, 0)
        hours[:, OTHER_JOB] = np.where(share > 0, 0, other)
        # The same hours under the same norm: what the programme pays in their place it pays in the same way.
        alone.pay_type[:, PROGRAMME] = alone.pay_type[:, OTHER_JOB]
    return hours


def _is_from_before(other: Integers, axis: Integers, job_start: Integers) -> Booleans:
    """Months up to the first placement, and those after it in which a job held at that time goes on without a break."""
    is_after = axis > job_start[:, None]
    is_broken = np.logical_or.accumulate(is_after & (other == 0), axis=1)
    held = (other > 0) & (axis == job_start[:, None])
    goes_on: Booleans = ~is_after | (~is_broken & held.any(axis=1)[:, None])
    return goes_on


def _is_over(world: World, residents: Residents) -> Booleans:
    """Months after death or emigration, and those of folkepension."""
    axis = np.arange(world.first_month, world.last_month + 1)
    is_gone = (residents.gone_day < NEVER)[:, None] & (axis > months_of_days(residents.gone_day)[:, None])
    is_over: Booleans = is_gone | (axis >= residents.pension_month[:, None])
    return is_over


def _full_time_at_entry(world: World, people: People, persons: Integers, base: BaseLives) -> BaseLives:
    """A few are referred while they work full time: from two months before entry, for some months or years."""
    axis = np.arange(world.first_month, world.last_month + 1)
    entry = entry_months(people)[persons]
    lasts = 6 + world.random(16, int(persons[0]) // BLOCK).random(persons.size) * 26
    has = people.is_full_time_at_entry[persons, None] & (axis >= entry[:, None] - 2) & (axis < (entry + lasts)[:, None])
    weekly: Floats = np.where(has, SALARIED_FULL_TIME / 100 / WEEKS_A_MONTH, base.weekly)
    return BaseLives(weekly, base.is_away)


def _employers(world: World, count: int, rng: np.random.Generator) -> Integers:
    """A payroll company for each job; no company pays two jobs of one person, so that no month comes near 400 hours. The last one of
    the list is nobody's: it stands in rows without hours."""
    drawn = np.empty((count, 4), dtype=np.int64)
    for job in range(4):
        pool = world.employers[:-1][job % 3 :: 3]
        drawn[:, job] = pool[(rng.random(count) * pool.size).astype(np.int64)]
    return drawn


def _subsidised(world: World, count: int, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Spells with wage subsidy, flex job and the like, at any time, and the form of each."""
    axis = np.arange(world.months)
    form = rng.choice(len(FORMS) - 1, size=count, p=[0.55, 0.25, 0.06, 0.07, 0.07]) + 1
    has = rng.random(count) < HAS_SUBSIDISED
    first = (rng.random(count) * world.months).astype(np.int64)
    length = np.where(form == FORMS.index("fleksjob"), 40, 3 + (rng.random(count) * 4).astype(np.int64))
    weekly = np.where(form == FORMS.index("løntilskud"), 37.0, 8 + 16 * rng.random(count))
    spell = has[:, None] & (axis >= first[:, None]) & (axis < (first + length)[:, None])
    return np.where(spell, quarters(weekly * WEEKS_A_MONTH)[:, None], 0), form


def _unknown_names(world: World, residents: Residents, rng: np.random.Generator) -> Booleans:
    """Weeks under a name that nobody knows; never those of persons of whom DREAM could tell the week after all."""
    drawn = rng.random((residents.number.size, world.weeks.size)) < UNKNOWN_NAME[world.quality]
    return drawn & ~residents.is_in_dream[:, None]


def _differing_weeks(world: World, people: People, persons: Integers, residents: Residents, rng: np.random.Generator) -> Booleans:
    """One week, after entry and long complete, in which DREAM differs, for some; only for persons to whom nothing else happens."""
    months = months_of_weeks(world.weeks)
    differs = np.zeros((persons.size, world.weeks.size), dtype=np.bool_)
    week = (rng.random(persons.size) * world.weeks.size).astype(np.int64)
    may = residents.is_in_dream & (residents.event_day == NEVER) & (rng.random(persons.size) < DREAM_DIFFERS)
    may &= residents.pension_month > world.last_month
    may &= (months[week] > entry_months(people)[persons]) & (months[week] < world.last_complete_month - 1)
    differs[np.flatnonzero(may), week[may]] = True
    return differs
