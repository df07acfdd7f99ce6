"""Base lives: the work that people would have had anyway, whether anybody refers them or not.

Belongs here: one process for everybody, the referred and comparison persons alike, and how the referred are chosen by what can be seen of
their past. Does not belong here: what the programme adds (`drawn_lives.py`), benefits (`benefits.py`).

A month's job depends on nothing but the month before, the person's age and how long ago the last job was lost. The referred are each
chosen among several such lives, by age, work and loss of work in the twelve months before entry, and by nothing else. So whoever compares
persons with the same twelve months behind them compares like with like, while a plain comparison of before and after meets people at
their lowest point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.calendar import Booleans, Floats, Integers, months_of_days
from simulation.world import HISTORY_MONTHS, World

LIVES_TO_CHOOSE_FROM = 6
WORKS_AT_FIRST = 0.4
FINDS, LOSES = 0.024, 0.055
"""Monthly chances at 45 years of age; made up. Whoever lost a job in the last half year finds one more than twice as easily."""
RECENT_LOSS_MONTHS = 6
LEAVES_OTHERWISE, COMES_BACK = 0.006, 0.1
"""Monthly chances of leaving benefit for other reasons than work (a partner's income, a journey), and of coming back."""
HOURS_SHARES = (0.45, 0.3, 0.25)
"""Of jobs found: under 15 hours a week, 15 to 30, full time."""


@dataclass(frozen=True)
class BaseLives:
    """One row per person, one column per month from the world's first: weekly hours of work found alone (0: none), and whether a person
    is off benefit for other reasons than work."""

    weekly: Floats
    is_away: Booleans


def draw_base_lives(world: World, birth_day: Integers, rng: np.random.Generator) -> BaseLives:
    """Lives that nobody has chosen."""
    weekly, is_away = _draw(world, birth_day, rng)
    return BaseLives(weekly[:, HISTORY_MONTHS:], is_away[:, HISTORY_MONTHS:])


def draw_chosen_lives(world: World, birth_day: Integers, entry_month: Integers, rng: np.random.Generator) -> BaseLives:
    """For each referred person one of several lives, chosen by the months before `entry_month`."""
    persons = birth_day.size
    weekly, is_away = _draw(world, np.repeat(birth_day, LIVES_TO_CHOOSE_FROM), rng)
    months = weekly.shape[1]
    score = _score(weekly, is_away, np.repeat(entry_month - world.first_month + HISTORY_MONTHS, LIVES_TO_CHOOSE_FROM))
    luck = -np.log(-np.log(rng.random(score.size)))
    best = (score + luck).reshape(persons, LIVES_TO_CHOOSE_FROM).argmax(axis=1)
    chosen = np.arange(persons) * LIVES_TO_CHOOSE_FROM + best
    return BaseLives(weekly[chosen, HISTORY_MONTHS:months], is_away[chosen, HISTORY_MONTHS:months])


def _score(weekly: Floats, is_away: Booleans, entry: Integers) -> Floats:
    """The logarithm of how likely a life is to be referred: the dip is that work in the first half year gave way to none in the second.

    Whoever refers knows the months before; what happens in the month of entry itself decides nothing.
    """
    rows = np.arange(entry.size)
    before = weekly[rows[:, None], entry[:, None] - 1 - np.arange(12)]
    later, earlier = before[:, :6].mean(axis=1), before[:, 6:].mean(axis=1)
    is_out = (before[:, 0] > 0) | is_away[rows, entry - 1]
    dips = np.where(earlier > later, 1.2, 0.0)
    score: Floats = dips - 0.06 * later - np.where(is_out, 5.0, 0.0)
    return score


def _draw(world: World, birth_day: Integers, rng: np.random.Generator) -> tuple[Floats, Booleans]:
    """Weekly hours and times away, from HISTORY_MONTHS before the world's first month, month after month."""
    persons, months = birth_day.size, HISTORY_MONTHS + world.months
    first = world.first_month - HISTORY_MONTHS
    age_at_first = (first - months_of_days(birth_day)) / 12
    weekly = np.zeros((persons, months))
    is_away = np.zeros((persons, months), dtype=np.bool_)
    hours = np.where(rng.random(persons) < WORKS_AT_FIRST, _found(rng, persons), 0.0)
    away = rng.random(persons) < LEAVES_OTHERWISE / (LEAVES_OTHERWISE + COMES_BACK)
    since_loss = np.full(persons, 99)
    for month in range(months):
        youth = np.clip(1.9 - (age_at_first + month / 12) / 50, 0.4, 1.5)
        finds = FINDS * youth * np.where(since_loss < RECENT_LOSS_MONTHS, 2.2, 1.0)
        luck, turn, found = rng.random(persons), rng.random(persons), _found(rng, persons)
        works = hours > 0
        is_lost = works & (luck < LOSES)
        hours = np.where(is_lost, 0.0, np.where(~works & (luck < finds), found, hours))
        since_loss = np.where(is_lost, 0, since_loss + 1)
        away = np.where(away, turn >= COMES_BACK, turn < LEAVES_OTHERWISE)
        weekly[:, month], is_away[:, month] = hours, away
    return weekly, is_away


def _found(rng: np.random.Generator, persons: int) -> Floats:
    """Weekly hours of a job just found."""
    kind, size = rng.random(persons), rng.random(persons)
    small, part = HOURS_SHARES[0], HOURS_SHARES[0] + HOURS_SHARES[1]
    return np.select([kind < small, kind < part], [3 + 12 * size, 15 + 15 * size], 37.0)
