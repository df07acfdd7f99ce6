"""Evaluated: the published share of self-support among the employed of the evaluated year.

Belongs here: which of them leave benefit, chosen so that the share is the published one. Does not belong here: benefits of anybody else
(`benefits.py`), the other published figures (`people.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.benefits import NONE
from simulation.calendar import Booleans, Integers, months_of_days, months_of_weeks
from simulation.people import RUNNING, People
from simulation.published import EVALUATED, OFF_BENEFIT, cohort_of, scaled
from simulation.residents import NEVER
from simulation.world import World

if TYPE_CHECKING:
    from simulation.lives import Weeks

RUN_WEEKS, MONTHS = 4, 12


def with_published_self_support(
    world: World, people: People, persons: Integers, told: Weeks, own: Integers, rng: np.random.Generator
) -> Weeks:
    """The same benefits, but as many of the employed of the evaluated year have four weeks off benefit within a year of job start as
    published: where there are more, some stay on benefit; where there are fewer, some leave it for a while. `own`: the benefit that
    each person's target group has."""
    start = months_of_days(people.first_start[persons])
    is_employed = (cohort_of(people.entry_day[persons]) == EVALUATED) & (people.first_start[persons] < RUNNING)
    month = months_of_weeks(world.weeks)
    is_seen = month <= world.last_complete_month - 1
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


def _is_free(world: World, told: Weeks) -> Booleans:
    """Weeks without benefit that the sources know of."""
    residents, thursday = told.residents, world.weeks[None, :] * 7
    is_elsewhere = (residents.event_day < NEVER)[:, None] & (thursday >= residents.event_day[:, None])
    is_pensioner = months_of_weeks(world.weeks)[None, :] >= residents.pension_month[:, None]
    free: Booleans = (told.paid == NONE) & ~told.has_unknown_name & ~told.dream_differs & ~is_elsewhere & ~is_pensioner
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
