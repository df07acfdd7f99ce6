"""People: who is referred and when, and which small jobs they get.

Belongs here: referrals and placements of all candidates, drawn once as columns of numbers. Does not belong here: paid hours
(`lives.py`) and how rows are written (`deliveries.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from simulation.calendar import Booleans, Floats, Integers, day_number, first_day, months_of_days, not_on_a_thursday
from simulation.published_counts import (
    DAYS_TO_FIRST_JOB,
    EMPLOYED,
    EVALUATED,
    INTERVIEW,
    PARTNERS_AT_INTERVIEW,
    PROGRAMME_SIZE,
    REFERRED,
    TASK_FORCE,
    WITH_MORE_PLACEMENTS,
    cohort_of,
    scaled,
    scaled_cohorts,
)
from simulation.residents import Residents, draw_residents
from simulation.world import DATA_DATE, World

GROWTH = 2.2
STEADY_SHARE = 0.08
"""Referrals up to a month grow with the months gone by to this power, except for a share that comes evenly from the beginning."""
CORONA_REFERRALS = {date(2020, 3, 1): 0.5, date(2020, 4, 1): 0.2, date(2020, 5, 1): 0.3, date(2020, 6, 1): 0.6, date(2021, 1, 1): 0.7}
"""What was left of a month's referrals while Denmark was locked down."""
LOCKDOWN = (day_number(date(2020, 3, 12)), day_number(date(2020, 6, 1)))

LEAST_WAIT_DAYS = 10
MEAN_FURTHER_WAIT_DAYS = 120
"""Those who have waited longest in June 2023 are not yet employed; among the employed the mean wait is about 18 weeks."""
MEAN_DURATION_DAYS = 320
SHARE_WITH_MORE = (1 / 3, 0.25, 0.2)
"""Of the employed: a second placement; of those a third; of those a fourth."""
RUNNING = day_number(date(2999, 1, 1))
"""The end of a placement that runs on."""

PATHS = ("small", "grows", "full_time", "falls")
PATH_SHARES = (0.34, 0.29, 0.27, 0.1)
REASONS = {
    "flere timer samme virksomhed": 0.12,
    "ansat direkte i virksomheden": 0.2,
    "andet ordinært job": 0.12,
    "uddannelse": 0.06,
    "sygdom": 0.15,
    "kandidaten stoppede": 0.17,
    "virksomheden stoppede": 0.05,
    "opgaven sluttede": 0.08,
    "andet": 0.05,
}
HIRED_REASONS = 3
"""The first three of REASONS: the person goes on working."""
CLOSED_REASON = 6


@dataclass(frozen=True)
class Placements:
    """One row per placement, in the order of their starts; days are day numbers, `end` is RUNNING where it runs on."""

    person: Integers
    start: Integers
    end: Integers
    partner: Integers
    reason: Integers
    number: Integers


@dataclass(frozen=True)
class People:
    """One row per candidate, in the order of referral. Days are day numbers; `second_day` is 0 where there was one referral only."""

    residents: Residents
    entry_day: Integers
    second_day: Integers
    path: Integers
    is_full_time_at_entry: Booleans
    first_start: Integers
    last_end: Integers
    is_hired: Booleans
    placements: Placements

    @property
    def municipality(self) -> Integers:
        """The place of each candidate's municipality in the world's list."""
        return self.residents.municipality


def draw_people(world: World) -> People:
    """All candidates of the world with their referrals and placements."""
    entry, municipality = _referrals(world)
    start, is_employed = _first_starts(world, entry)
    rng = world.random(3)
    path = rng.choice(len(PATHS), size=world.candidates, p=PATH_SHARES)
    placements = _placements(world, start, is_employed, path, cohort_of(entry))
    residents = draw_residents(
        world,
        np.arange(world.candidates),
        municipality,
        earliest=_settled(entry, placements),
        topic=7,
    )
    placements = _ended_by(placements, residents)
    last_end, last_reason = np.zeros_like(entry), np.zeros_like(entry)
    # Rows lie in the order of starts, so that the last one written is the person's newest placement.
    last_end[placements.person] = placements.end
    last_reason[placements.person] = placements.reason
    first_start = np.where(is_employed, start, RUNNING)
    is_early = entry < day_number(first_day(max(world.first_referral_month + 1, world.last_complete_month - 9)))
    is_full = is_early & (first_start >= RUNNING) & (rng.random(entry.size) < 0.025)
    return People(
        residents=residents,
        entry_day=entry,
        second_day=_second_referrals(world, entry, residents),
        path=path,
        is_full_time_at_entry=is_full,
        first_start=first_start,
        last_end=last_end,
        is_hired=is_employed & (last_end < RUNNING) & (last_reason < HIRED_REASONS),
        placements=placements,
    )


def _settled(entry: Integers, placements: Placements) -> Integers:
    """The day from which a death, a move or a pension would leave what is known of a person in order: some months after the last start."""
    latest = entry.copy()
    np.maximum.at(latest, placements.person, placements.start)
    return latest + 135


def _ended_by(placements: Placements, residents: Residents) -> Placements:
    """The same placements, of which those of the dead and the emigrated end on that day."""
    gone = residents.gone_day[placements.person]
    is_cut = placements.end > gone
    reason = np.where(is_cut, list(REASONS).index("andet"), placements.reason)
    return replace(placements, end=np.where(is_cut, gone, placements.end), reason=reason)


def _referrals(world: World) -> tuple[Integers, Integers]:
    """Day of first referral, rising over the months, and the municipality, of every candidate."""
    months = np.arange(world.first_referral_month, world.last_month + 1)
    gone = np.arange(months.size + 1) / months.size
    weights = np.diff((1 - STEADY_SHARE) * gone**GROWTH + STEADY_SHARE * gone)
    # Half of the last month is over on the day of the data.
    weights[-1] /= 2
    for month, left in CORONA_REFERRALS.items():
        weights[months == month.year * 12 + month.month - 1] *= left
    if world.is_calibrated:
        cohort = cohort_of(np.array([day_number(first_day(int(month))) for month in months]))
        for place, persons in enumerate(REFERRED):
            weights[cohort == place] *= persons / PROGRAMME_SIZE / weights[cohort == place].sum()
    rng = world.random(1)
    # One draw in each of as many equal parts as there are candidates: the curve keeps its shape in a small world too.
    drawn = (np.arange(world.candidates) + rng.random(world.candidates)) / world.candidates
    borders = [day_number(first_day(int(month))) for month in months] + [day_number(DATA_DATE) - 1]
    edges = np.concatenate(([0.0], np.cumsum(weights) / weights.sum()))
    entry = np.floor(np.interp(drawn, edges, np.array(borders, dtype=np.float64))).astype(np.int64)
    return entry, _municipalities(world, entry, rng)


def _municipalities(world: World, entry: Integers, rng: np.random.Generator) -> Integers:
    """The place of each candidate's municipality; the first ones refer most, each refers somebody."""
    count = len(world.municipalities)
    shares = 1 / np.arange(1, count + 1)
    place = rng.choice(count, size=entry.size, p=shares / shares.sum())
    place[:count] = np.arange(count)
    newest = np.array([day_number(one.deliveries[-1].delivered_on) for one in world.municipalities])
    return np.where(entry > newest[place], 0, place)


def _second_referrals(world: World, entry: Integers, residents: Residents) -> Integers:
    """One in thirty comes a second time, unless dead or gone abroad by then."""
    rng = world.random(2)
    newest = np.array([day_number(one.deliveries[-1].delivered_on) for one in world.municipalities])
    again = entry + 120 + (rng.random(entry.size) * 600).astype(np.int64)
    again = not_on_a_thursday(again)
    latest = np.minimum(newest[residents.municipality], residents.gone_day - 1)
    return np.where((rng.random(entry.size) < 1 / 30) & (again <= latest), again, 0)


def _first_starts(world: World, entry: Integers) -> tuple[Integers, Booleans]:
    """The day on which each candidate would begin, and whether the candidate is among those who found a small job by then."""
    rng = world.random(4)
    wait = LEAST_WAIT_DAYS - np.log1p(-rng.random(entry.size)) * MEAN_FURTHER_WAIT_DAYS
    could = entry + wait < day_number(DATA_DATE) - 31
    if not world.is_calibrated:
        is_employed = _chosen(could, scaled((sum(EMPLOYED), PROGRAMME_SIZE), world.candidates), rng)
        return _postponed(_working_day(entry + wait.astype(np.int64), rng), rng), is_employed
    cohort = cohort_of(entry)
    is_employed = np.zeros(entry.size, dtype=np.bool_)
    for place, count in enumerate(scaled_cohorts(EMPLOYED, world.candidates)):
        is_employed |= _chosen(could & (cohort == place), count, rng)
    start = _postponed(_working_day(entry + wait.astype(np.int64), rng), rng)
    return _as_evaluated(entry, start, is_employed & (cohort == EVALUATED)), is_employed


def _as_evaluated(entry: Integers, start: Integers, is_evaluated: Booleans) -> Integers:
    """Waits of the evaluated year, stretched until their mean is the published one; a start that falls on a weekend moves to Friday."""
    if not is_evaluated.any():
        return start
    wait = (start - entry)[is_evaluated]
    stretched = entry[is_evaluated] + np.maximum(np.rint(wait * (DAYS_TO_FIRST_JOB + 1) / wait.mean()), 1).astype(np.int64)
    stretched -= np.clip((stretched + 3) % 7 - 4, 0, 2)
    moved = start.copy()
    moved[is_evaluated] = np.minimum(stretched, day_number(DATA_DATE) - 1)
    return moved


def _chosen(could: Booleans, count: int, rng: np.random.Generator) -> Booleans:
    """Exactly that many of those who could, or all of them where they are fewer."""
    score = np.where(could, rng.random(could.size), 2.0)
    chosen = np.zeros(could.size, dtype=np.bool_)
    chosen[np.argsort(score, kind="stable")[: min(count, int(could.sum()))]] = True
    return chosen


def _working_day(day: Integers, rng: np.random.Generator) -> Integers:
    """Nobody begins on a Saturday or Sunday, except that one in five begins on the first of the next month, whatever its weekday."""
    weekday = (day + 3) % 7
    monday = np.where(weekday >= 5, day + 7 - weekday, day)
    next_month = (day.astype("datetime64[D]").astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int64)
    return np.where(rng.random(day.size) < 0.2, next_month, monday)


def _postponed(day: Integers, rng: np.random.Generator) -> Integers:
    """Most starts inside the lockdown of spring 2020 wait until it is over."""
    is_inside = (day >= LOCKDOWN[0]) & (day < LOCKDOWN[1]) & (rng.random(day.size) < 0.8)
    later = LOCKDOWN[1] + 14 + (rng.random(day.size) * 60).astype(np.int64)
    return np.where(is_inside, later, day)


def _placements(world: World, start: Integers, is_employed: Booleans, path: Integers, cohort: Integers) -> Placements:
    """First, second, third and fourth placements; one in four of the later ones begins while the one before still runs."""
    rng = world.random(5)
    today = day_number(DATA_DATE)
    persons = np.flatnonzero(is_employed)
    begins = start[persons]
    rounds = []
    for round_number, share in enumerate((*SHARE_WITH_MORE, 0.0)):
        length = 45 - np.log1p(-rng.random(persons.size)) * MEAN_DURATION_DAYS
        ends, is_closed = _closed_by_corona(begins, begins + length.astype(np.int64), rng)
        ends = np.where(ends > today, RUNNING, ends)
        rounds.append((persons, begins, ends, is_closed))
        overlaps = rng.random(persons.size) < 0.25
        gap = 7 - np.log1p(-rng.random(persons.size)) * 50
        after = np.where(overlaps, begins + 30 + (rng.random(persons.size) * 90).astype(np.int64), ends + gap.astype(np.int64))
        following = _working_day(after, rng)
        is_evaluated = (cohort[persons] == EVALUATED) & world.is_calibrated
        goes_on = _chosen((following < today) & ~is_evaluated, round(int((~is_evaluated).sum()) * share), rng)
        if share:
            count = scaled((WITH_MORE_PLACEMENTS[round_number], PROGRAMME_SIZE), world.candidates)
            goes_on |= _chosen((following < today) & is_evaluated, count, rng)
        persons, begins = persons[goes_on], following[goes_on]
    person, begin, end, closed = (np.concatenate([each[part] for each in rounds]) for part in range(4))
    order = np.lexsort((person, begin))
    reason = _reasons(path[person], closed.astype(np.bool_), rng)
    return Placements(
        person=person[order],
        start=begin[order],
        end=end[order],
        partner=_partners(world, begin[order], rng),
        reason=reason[order],
        number=np.arange(1, person.size + 1),
    )


def _closed_by_corona(start: Integers, end: Integers, rng: np.random.Generator) -> tuple[Integers, Booleans]:
    """Half of the placements that ran on 12 March 2020 ended within eight weeks (Mandag Morgen 2020 says two thirds)."""
    closes = (start < LOCKDOWN[0]) & (end > LOCKDOWN[0]) & (rng.random(start.size) < 0.5)
    return np.where(closes, LOCKDOWN[0] + (rng.random(start.size) * 56).astype(np.int64), end), closes


def _reasons(path: Integers, is_closed: Booleans, rng: np.random.Generator) -> Integers:
    """Why a placement ends, as a place in REASONS; those on their way to more hours mostly stay in work."""
    shares: Floats = np.array(list(REASONS.values()))
    drawn = rng.choice(len(REASONS), size=path.size, p=shares / shares.sum())
    is_rising = (path == PATHS.index("grows")) | (path == PATHS.index("full_time"))
    hired = np.where(is_rising & (rng.random(path.size) < 0.75), drawn % HIRED_REASONS, drawn)
    return np.where(is_closed, CLOSED_REASON, hired)


def _partners(world: World, starts: Integers, rng: np.random.Generator) -> Integers:
    """The company of each placement, in the order of starts: companies join as the programme grows, and each gets one at least."""
    joins = _joins(world, starts)
    known = np.searchsorted(joins, np.arange(starts.size), side="right")
    partner = (rng.random(starts.size) ** 1.3 * known).astype(np.int64)
    partner[joins[joins < starts.size]] = np.flatnonzero(joins < starts.size)
    return partner


def _joins(world: World, starts: Integers) -> Integers:
    """The place of each company's first placement: where there is room, three in four come before the interview of July 2021."""
    count, last = world.partners.size, max(starts.size - 1, 0)
    early = scaled(PARTNERS_AT_INTERVIEW, count)
    begun = int((starts <= INTERVIEW).sum())
    if not world.is_calibrated or begun < early or last - begun < count - early:
        return np.linspace(0, last, count).astype(np.int64)
    return np.concatenate((np.linspace(0, begun - 1, early).astype(np.int64), np.linspace(begun, last, count - early).astype(np.int64)))


def partner_since(world: World, people: People) -> Integers:
    """The day on which each company joined: the task force at the launch, the others some weeks before their first placement; without
    one, the day of the data."""
    since = np.full(world.partners.size, day_number(DATA_DATE))
    np.minimum.at(since, people.placements.partner, people.placements.start)
    weeks = 2 + (world.random(6).random(since.size) * 20).astype(np.int64)
    if world.is_calibrated:
        # Whoever has a first placement after the interview joined after it too.
        weeks = np.where(since > INTERVIEW, np.minimum(weeks, (since - INTERVIEW - 1) // 7), weeks)
    launch = day_number(first_day(world.first_referral_month)) + np.arange(since.size) * 4
    return np.where(is_in_task_force(world), np.minimum(launch, since), since - 7 * weeks)


def is_in_task_force(world: World) -> Booleans:
    """The companies that were there from the launch."""
    return np.arange(world.partners.size) < scaled(TASK_FORCE, world.partners.size)


def entry_months(people: People) -> Integers:
    """The month number of each candidate's first referral."""
    return months_of_days(people.entry_day)
