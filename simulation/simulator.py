"""Simulator: writes an inbox of make-believe deliveries in one pass over the population, and says what must come of it.

Belongs here: the order of the work and the hand-over from lives to the oracle. Does not belong here: anything about single persons,
rows or rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from data_contracts.problems import WrongUse
from simulation.calendar import date_of, day_number, month_number
from simulation.hours_files import BadSum, HoursFile, bad_sums, written_deliveries
from simulation.lives import HOURLY, SALARIED, SUBSIDISED, Lives, lives_of_candidates, lives_of_others
from simulation.oracle import Job, Life, MonthHours
from simulation.other_files import write_marker, write_partners, write_placements, write_referrals, write_settings
from simulation.people import RUNNING, People, draw_people
from simulation.truth import Tally, Truth
from simulation.world import DATA_DATE, LAG_MONTHS, Delivery, World, plan
from simulation.writing import Account

CELLS_OF_A_JOB = {SALARIED: "salaried", HOURLY: "hourly"}


def simulate(output: Path, **sizes: int) -> Truth:
    """An inbox as `write_inbox` writes it with the same sizes, and the figures and row accounts that a run on it must yield."""
    tally = Tally(DATA_DATE)
    accounts = write_inbox(output, tally, **sizes)
    return Truth(tally.figures(), accounts)


def write_inbox(
    output: Path,
    tally: Tally | None = None,
    *,
    candidates: int = 780,
    persons: int = 25,
    suppliers: int = 2,
    months: int = 72,
    seed: int = 1,
) -> dict[str, Account]:
    """Simulated deliveries in `output`, made if need be; `tally` is told each life. Returns the account of each file's rows.

    `candidates` are referred by 15 June 2023; `persons` stand in hours files without being referred and must be dropped; `suppliers`
    counts the bureau and the municipalities (at least one of each); `months` is the length of the world, which ends in June 2023. The
    same sizes and seed give the same files, byte for byte. Raises WrongUse for an output folder that holds anything and for sizes that
    cannot be.
    """
    world = plan(candidates=candidates, persons=persons, suppliers=suppliers, months=months, seed=seed)
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise WrongUse("simulate_output_not_empty", folder=output.name)
    people = draw_people(world)
    written = written_deliveries(world, people)
    output.mkdir(parents=True, exist_ok=True)
    accounts: dict[str, Account] = {}
    for place, deliveries in enumerate(written):
        for delivery in deliveries:
            (output / delivery.folder).mkdir(parents=True)
            write_marker(output / delivery.folder)
            name, account = write_referrals(output, world, people, place, delivery)
            accounts[name] = account
    accounts.update(_write_bureau(output, world, people))
    write_settings(output, world)
    accounts.update(_write_hours(output, world, people, written, tally))
    return accounts


def _write_bureau(output: Path, world: World, people: People) -> dict[str, Account]:
    accounts = {}
    for delivery in world.bureau_deliveries:
        begun = people.placements.start <= day_number(delivery.delivered_on)
        if not begun.any() and delivery is not world.bureau_deliveries[-1]:
            continue
        (output / delivery.folder).mkdir(parents=True)
        write_marker(output / delivery.folder)
        for told in (write_placements(output, world, people, delivery), write_partners(output, world, people, delivery)):
            if told is not None:
                accounts[told[0]] = told[1]
    return accounts


def _write_hours(
    output: Path, world: World, people: People, written: list[tuple[Delivery, ...]], tally: Tally | None
) -> dict[str, Account]:
    """All hours files at once, block by block, so that each block of lives is drawn once and forgotten; the oracle reads along."""
    files = [
        [HoursFile(output, world, people, place, deliveries, number) for number in range(len(deliveries))]
        for place, deliveries in enumerate(written)
    ]
    for lives in lives_of_candidates(world, people):
        bad = []
        for place, deliveries in enumerate(written):
            of_place = bad_sums(world, people, lives, place, deliveries) if deliveries else []
            bad.extend(of_place)
            for file in files[place]:
                file.append_candidates(lives, of_place)
        if tally is not None:
            tally.add(_lives(world, people, written, lives, bad))
    for place, own in enumerate(files):
        for lives in lives_of_others(world, place) if own else ():
            for file in own:
                file.append_others(lives)
        for file in own:
            file.finish()
    return {file.name: file.account for own in files for file in own}


def _lives(world: World, people: People, written: list[tuple[Delivery, ...]], lives: Lives, bad: list[BadSum]) -> Iterator[Life]:
    """The persons of a block as the oracle wants them: plain dates, months and whole hundredths."""
    known = [(_covered(deliveries), _complete(deliveries)) for deliveries in written]
    jobs = _jobs(people, lives)
    for place, person in enumerate(lives.persons):
        covered, complete = known[people.municipality[person]]
        unknown = {one.month for one in bad if one.place == place}
        yield Life(
            entry_on=date_of(people.entry_day[person]),
            referrals=2 if people.second_day[person] else 1,
            jobs=tuple(jobs.get(int(person), ())),
            hours=_months(world, lives, place),
            covered=covered - unknown,
            complete=complete - unknown,
        )


def _covered(deliveries: tuple[Delivery, ...]) -> frozenset[int]:
    """Months between the first and the last month of some delivery."""
    return frozenset(month for one in deliveries for month in range(one.first_month, one.last_month + 1))


def _complete(deliveries: tuple[Delivery, ...]) -> frozenset[int]:
    """Covered months that lie more than the lag before a delivery that covers them."""
    return frozenset(
        month
        for one in deliveries
        for month in range(one.first_month, one.last_month + 1)
        if month_number(one.delivered_on) - month > LAG_MONTHS
    )


def _jobs(people: People, lives: Lives) -> dict[int, list[Job]]:
    """The placements of a block's persons, in the order of their starts."""
    placements = people.placements
    jobs: dict[int, list[Job]] = {}
    for row in np.flatnonzero(np.isin(placements.person, lives.persons)):
        end = placements.end[row]
        # An end after the data date is not told yet.
        ended_on: date | None = None if end == RUNNING else date_of(end)
        job = Job(date_of(placements.start[row]), ended_on, int(placements.partner[row]))
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
    return {month: MonthHours(**parts) for month, parts in sums.items()}
