"""Evaluated: the published hours and self-support of the employed of the evaluated year.

Belongs here: how their hours are scaled, and which of them leave benefit, until both are the published ones. Does not belong here: hours
and benefits of anybody else (`drawn_lives.py`, `benefits.py`), the other published figures (`people.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.benefits import NONE
from simulation.calendar import Booleans, Floats, Integers, month_number, months_of_days, months_of_weeks
from simulation.lives import OTHER_JOB, SUBSIDISED, Weeks
from simulation.people import RUNNING, People
from simulation.published_counts import EVALUATED, OFF_BENEFIT, WEEKLY_HOURS, cohort_of, scaled
from simulation.residents import NEVER
from simulation.small_jobs import QUARTER_HOUR, WEEKS_A_MONTH
from simulation.world import LAG_MONTHS, World

RUN_WEEKS, MONTHS = 4, 12
FULL_TIME_WEEK = 37


def with_published_self_support(
    world: World, people: People, persons: Integers, told: Weeks, own: Integers, rng: np.random.Generator
) -> Weeks:
    """The same benefits, but as many of the employed of the evaluated year have four weeks off benefit within a year of job start as
    published: where there are more, some stay on benefit; where there are fewer, some leave it for a while. `own`: the benefit that
    each person's target group has."""
    start = months_of_days(people.first_start[persons])
    is_employed = (cohort_of(people.entry_day[persons]) == EVALUATED) & (people.first_start[persons] < RUNNING)
    month = months_of_weeks(world.weeks)
    is_seen = month <= _last_complete(world)[told.residents.municipality][:, None]
    in_year = (month > start[:, None]) & (month <= start[:, None] + MONTHS)
    has_left = _runs(_is_free(world, told) & is_seen, in_year).any(axis=1)
    surplus = int((has_left & is_employed).sum()) - scaled(OFF_BENEFIT, int(is_employed.sum()))
    is_plain = is_employed & (told.residents.event_day == NEVER) & (told.residents.pension_month > world.last_month) & (own != NONE)
    score = rng.random(persons.size)
    paid = told.paid.copy()
    if surplus > 0:
        chosen = _first(is_plain & has_left, score, surplus)
        # Three weeks more: a run that begins in the year's last weeks ends after it.
        reach = in_year | (month == start[:, None] + MONTHS + 1)
        paid = np.where(chosen[:, None] & reach & (paid == NONE), own[:, None], paid).astype(np.int8)
    elif surplus < 0:
        chosen = _first(is_plain & ~has_left & (start < world.last_complete_month - MONTHS), score, -surplus)
        leaves = start + 2 + (rng.random(persons.size) * (MONTHS - 4)).astype(np.int64)
        stays_away = 2 + (rng.random(persons.size) * 18).astype(np.int64)
        is_away = (month >= leaves[:, None]) & (month < (leaves + stays_away)[:, None])
        paid[chosen[:, None] & is_away] = NONE
        told = replace(told, has_unknown_name=told.has_unknown_name & ~chosen[:, None], dream_differs=told.dream_differs & ~chosen[:, None])
    return replace(told, paid=paid)


def with_published_hours(world: World, people: People, persons: Integers, hours: Integers, weekly: Floats) -> Integers:
    """The same hours (persons, jobs, months), but those of the evaluated year's small jobs scaled, except in months of full-time work,
    until the mean of all ordinary hours in months with a running placement is the published one. `weekly`: what the jobs had come to."""
    is_employed = (cohort_of(people.entry_day[persons]) == EVALUATED) & (people.first_start[persons] < RUNNING)
    axis = np.arange(world.first_month, world.last_month + 1)
    ordinary = hours[:, :SUBSIDISED].sum(axis=1)
    counts = is_employed[:, None] & _runs_in(people, persons, axis) & (ordinary > 0)
    counts &= axis <= _last_complete(world)[people.municipality[persons]][:, None]
    may_change = (is_employed[:, None] & (weekly < FULL_TIME_WEEK))[:, None, :] & (hours[:, :OTHER_JOB] > 0)
    changing = int((hours[:, :OTHER_JOB] * (may_change & counts[:, None])).sum())
    if not changing:
        return hours
    wanted = WEEKLY_HOURS * 100 * WEEKS_A_MONTH * int(counts.sum())
    factor = (wanted - int(ordinary[counts].sum()) + changing) / changing
    scaled_hours = np.maximum(np.rint(hours[:, :OTHER_JOB] * np.clip(factor, 0.5, 1.5) / QUARTER_HOUR).astype(np.int64), 1) * QUARTER_HOUR
    changed = hours.copy()
    changed[:, :OTHER_JOB] = np.where(may_change, scaled_hours, hours[:, :OTHER_JOB])
    return changed


def _runs_in(people: People, persons: Integers, axis: Integers) -> Booleans:
    """Whether a placement of each person runs on any day of each month."""
    placements = people.placements
    rows = np.flatnonzero((placements.person >= persons[0]) & (placements.person <= persons[-1]))
    first, last = months_of_days(placements.start[rows])[:, None], months_of_days(placements.end[rows])[:, None]
    running = np.zeros((persons.size, axis.size), dtype=np.bool_)
    np.logical_or.at(running, placements.person[rows] - persons[0], (axis >= first) & (axis <= last))
    return running


def _last_complete(world: World) -> Integers:
    """The last month that each municipality's newest delivery completes."""
    return np.array([month_number(one.deliveries[-1].delivered_on) - LAG_MONTHS - 1 for one in world.municipalities])


def _is_free(world: World, told: Weeks) -> Booleans:
    """Weeks without benefit that one of the sources knows of."""
    residents, thursday = told.residents, world.weeks[None, :] * 7
    is_told = (told.is_here | residents.is_in_dream[:, None]) & (thursday < residents.gone_day[:, None])
    is_pensioner = months_of_weeks(world.weeks)[None, :] >= residents.pension_month[:, None]
    free: Booleans = (told.paid == NONE) & ~told.has_unknown_name & ~told.dream_differs & is_told & ~is_pensioner
    return free


def _runs(is_free: Booleans, may_begin: Booleans) -> Booleans:
    """Weeks in which a run of free weeks may and does begin."""
    runs = may_begin[:, : 1 - RUN_WEEKS].copy()
    for step in range(RUN_WEEKS):
        runs &= is_free[:, step : is_free.shape[1] - RUN_WEEKS + 1 + step]
    return runs


def _first(may: Booleans, score: np.ndarray[tuple[int], np.dtype[np.float64]], count: int) -> Booleans:
    """As many of those who may, by the order of their scores."""
    chosen = np.zeros(may.size, dtype=np.bool_)
    chosen[np.argsort(np.where(may, score, 2.0), kind="stable")[: min(count, int(may.sum()))]] = True
    return chosen
