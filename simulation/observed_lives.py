"""Observed lives: the persons of a block as the oracle wants them, plain dates, months, weeks and whole hundredths.

Belongs here: the hand-over from columns of numbers to single persons, and what each of them is covered by. Does not belong here: rules
(`oracle.py`, `oracle_benefits.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from data_contracts.reference import reference_table, reference_values
from simulation.benefit_files import spanning_municipal_ore, spanning_ore, true_municipal_ore, true_ore
from simulation.benefits import DISABILITY_PENSION, NAMES, NONE
from simulation.calendar import date_of, month_number, months_of_weeks
from simulation.hours_files import BadSum, first_referred
from simulation.lives import SUBSIDISED, Lives
from simulation.made_up_numbers import cpr_numbers
from simulation.oracle import Job, Life, MonthHours, Traits
from simulation.oracle_benefits import Benefits
from simulation.people import REASONS, RUNNING, People
from simulation.residents import DIES, EMIGRATES
from simulation.small_jobs import HOURLY, SALARIED
from simulation.world import LAG_MONTHS, Delivery, World

BENEFIT_GROUPS = {row["benefit"]: row["benefit_group"] for row in reference_table("ydelsesrefusion_benefits")}
CELLS_OF_A_JOB = {SALARIED: "salaried", HOURLY: "hourly"}


def observed_lives(world: World, people: People, written: list[tuple[Delivery, ...]], lives: Lives, bad: list[BadSum]) -> Iterator[Life]:
    """The persons of a block, as far as anybody told of them."""
    known = [(covered_months(deliveries), complete_months(deliveries)) for deliveries in written]
    benefits = _Benefits(world, people, written, lives)
    jobs = _jobs(people, lives)
    for place, person in enumerate(lives.persons):
        covered, complete = known[people.municipality[person]]
        unknown = {one.month for one in bad if one.person == person}
        yield Life(
            entry_on=date_of(people.entry_day[person]),
            referrals=2 if people.second_day[person] else 1,
            jobs=tuple(jobs.get(int(person), ())),
            hours=_months(world, lives, place),
            covered=covered - unknown,
            complete=complete - unknown,
            benefits=benefits.of(place),
            traits=_traits(world, lives, place),
        )


def observed_traits(world: World, written: list[tuple[Delivery, ...]], lives: Lives) -> Iterator[Traits]:
    """Who a block of comparison persons are; nobody where nothing is delivered."""
    for place in range(lives.persons.size):
        if lives.weeks is not None and written[lives.weeks.residents.municipality[place]]:
            yield _traits(world, lives, place)


def _traits(world: World, lives: Lives, place: int) -> Traits:
    if lives.weeks is None:
        raise TypeError("lives without a municipality")
    residents = lives.weeks.residents
    (number,) = cpr_numbers(lives.persons[place : place + 1], world.seed)
    return Traits(
        sex="mand" if int(number) % 2 else "kvinde",
        birth_year=date_of(residents.birth_day[place]).year,
        target_group=str(reference_values("target_groups")[residents.target_group[place]]),
        municipality=world.municipalities[residents.municipality[place]].code,
    )


def group_of(benefit: str) -> str:
    """The group of a benefit: one that follows another under a new name is in the same."""
    return BENEFIT_GROUPS[benefit]


def covered_months(deliveries: tuple[Delivery, ...]) -> frozenset[int]:
    """Months between the first and the last month of some delivery."""
    return frozenset(month for one in deliveries for month in range(one.first_month, one.last_month + 1))


def complete_months(deliveries: tuple[Delivery, ...]) -> frozenset[int]:
    """Covered months that lie more than the lag before a delivery that covers them."""
    return frozenset(
        month
        for one in deliveries
        for month in range(one.first_month, one.last_month + 1)
        if month_number(one.delivered_on) - month > LAG_MONTHS
    )


class _Benefits:
    """What the sources say of a block's weeks."""

    def __init__(self, world: World, people: People, written: list[tuple[Delivery, ...]], lives: Lives) -> None:
        if lives.weeks is None:
            raise TypeError("lives without benefits")
        self.people, self.lives, self.told = people, lives, lives.weeks
        self.weeks, self.months = world.weeks, months_of_weeks(world.weeks)
        self.ore, self.municipal_ore = true_ore(world, lives), true_municipal_ore(world, lives)
        self.spanning = [spanning_ore(deliveries) for deliveries in written]
        self.first = [first_referred(people, municipality) for municipality in range(len(written))]
        self.covered = [covered_months(deliveries) for deliveries in written]
        self.complete = [complete_months(deliveries) for deliveries in written]
        # DREAM goes back to the world's first month whenever it is delivered.
        self.dream_last = [deliveries[-1].last_month if deliveries else -1 for deliveries in written]
        self.dream_complete = [
            frozenset(range(world.first_month, month_number(deliveries[-1].delivered_on) - LAG_MONTHS)) if deliveries else frozenset()
            for deliveries in written
        ]

    def of(self, place: int) -> Benefits:
        """One person's."""
        residents, paid = self.told.residents, self.told.paid[place]
        municipality = residents.municipality[place]
        is_spanned = np.isin(self.months, list(self.covered[municipality])) & self.told.is_here[place]
        is_unnamed = self.told.has_unknown_name[place] & is_spanned
        is_paid = (paid != NONE) & ~is_unnamed & is_spanned
        in_dream = (self.months <= self.dream_last[municipality]) & residents.is_in_dream[place]
        weeks = self.weeks[is_spanned].tolist()
        ore = dict(zip(weeks, self.ore[place][is_spanned].tolist(), strict=True))
        municipal = dict(zip(weeks, self.municipal_ore[place][is_spanned].tolist(), strict=True))
        if self.lives.persons[place] == self.first[municipality]:
            ore.update({week: ore.get(week, 0) + few for week, few in self.spanning[municipality].items()})
            municipal.update(
                {week: municipal.get(week, 0) + spanning_municipal_ore(few) for week, few in self.spanning[municipality].items()}
            )
        gone_on = date_of(residents.event_day[place])
        return Benefits(
            paid=self._set(is_paid),
            unnamed=self._set(is_unnamed),
            ore=ore,
            spanned=self._set(is_spanned),
            dream=dict(zip(self.weeks[in_dream].tolist(), self.told.dream[place][in_dream].tolist(), strict=True)),
            complete=self.complete[municipality] | (self.dream_complete[municipality] if residents.is_in_dream[place] else frozenset()),
            disability_weeks=self._set(is_paid & (paid == DISABILITY_PENSION)),
            municipal_ore=municipal,
            groups={int(week): group_of(NAMES[name]) for week, name in zip(self.weeks[is_paid], paid[is_paid], strict=True)},
            died_on=gone_on if residents.event[place] == DIES else None,
            emigrated_on=gone_on if residents.event[place] == EMIGRATES else None,
        )

    def _set(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> frozenset[int]:
        return frozenset(self.weeks[chosen].tolist())


def _jobs(people: People, lives: Lives) -> dict[int, list[Job]]:
    """The placements of a block's persons, in the order of their starts."""
    placements = people.placements
    jobs: dict[int, list[Job]] = {}
    for row in np.flatnonzero(np.isin(placements.person, lives.persons)):
        end = placements.end[row]
        # An end after the data date is not told yet.
        ended_on: date | None = None if end == RUNNING else date_of(end)
        reason = "" if ended_on is None else list(REASONS)[placements.reason[row]]
        job = Job(date_of(placements.start[row]), ended_on, int(placements.partner[row]), reason)
        jobs.setdefault(int(placements.person[row]), []).append(job)
    return jobs


def _months(world: World, lives: Lives, place: int) -> dict[int, MonthHours]:
    """One person's paid hours by month number."""
    sums: dict[int, dict[str, int]] = {}
    for job, column in zip(*np.nonzero(lives.hours[place]), strict=True):
        hours = int(lives.hours[place, job, column])
        month = sums.setdefault(world.first_month + int(column), {})
        kind = "subsidised" if job == SUBSIDISED else CELLS_OF_A_JOB.get(int(lives.pay_type[place, job]), "untyped")
        month[kind] = month.get(kind, 0) + hours
        if lives.employer[place, job] == world.programme_cvr:
            month["programme"] = month.get("programme", 0) + hours
            if job != SUBSIDISED:
                month["programme_ordinary"] = month.get("programme_ordinary", 0) + hours
    return {month: MonthHours(**parts) for month, parts in sums.items()}
