"""Truth of the partner network: companies that joined, stayed, came back or left, and invoices against hours paid.

Belongs here: what the placements, partner list and invoices of a simulation amount to. Does not belong here: rules for one person
(`oracle.py`); nothing of `assets` may be imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from simulation.calendar import first_day, last_day, month_number
from simulation.observed_bureau import ObservedBureau
from simulation.oracle import Job, Life
from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, TruthRow

YEAR = 12
AS_MANY_AS_TEN = 10
PLACE: tuple[str, str, dict[str, str | int]] = ("partners", "total", {})


class NetworkTally:
    """Adds up lives' placements by company."""

    def __init__(self, data_date: date) -> None:
        self.data_date = data_date
        self.jobs: dict[int, list[tuple[int, Job]]] = {}
        self.persons = 0
        self.paid: Counter[int] = Counter()
        self.first_complete: list[int] = []
        self.last_complete: list[int] = []

    def add(self, life: Life) -> None:
        """Counts a person in."""
        self.persons += 1
        for job in life.jobs:
            if job.started_on <= self.data_date:
                self.jobs.setdefault(job.partner, []).append((self.persons, job))
        if life.complete:
            self.first_complete.append(min(life.complete))
            self.last_complete.append(max(life.complete))
        for month in life.complete:
            self.paid[month] += life.month(month).programme

    def figures(self, bureau: ObservedBureau) -> Iterator[TruthRow]:
        """The figures of everybody counted so far."""
        yield from self._companies()
        if bureau.joined is not None:
            yield from self._joined(bureau.joined)
        if bureau.invoiced_hundredths is not None:
            invoiced = bureau.invoiced_hundredths
            yield "partner_network.invoiced_hours", *PLACE, six_decimals(Fraction(sum(invoiced.values()), 100))
            months = range(max(self.first_complete, default=1), min(self.last_complete, default=0) + 1)
            if months:
                apart = sum(abs(invoiced.get(month, 0) - self.paid[month]) for month in months)
                yield "partner_network.unreconciled_hours", "months", "total", {}, six_decimals(Fraction(apart, 100))

    def _companies(self) -> Iterator[TruthRow]:
        if not self.jobs:
            return
        day = self.data_date
        a_year_ago = day.replace(year=day.year - 1, day=min(day.day, 28)) if day.month == 2 else day.replace(year=day.year - 1)
        companies = [jobs for _, jobs in sorted(self.jobs.items())]
        yield "partner_network.active", *PLACE, sum(_runs(jobs, day, day) for jobs in companies)
        yield "partner_network.left", *PLACE, sum(not _runs(jobs, a_year_ago, day) for jobs in companies)
        repeats = sum(len({person for person, _ in jobs}) >= 2 for jobs in companies)
        yield "partner_network.repeat_share", *PLACE, six_decimals(Fraction(repeats, len(companies)))
        sizes = sorted((len(jobs) for jobs in companies), reverse=True)
        largest = sum(sizes[: (len(sizes) + AS_MANY_AS_TEN - 1) // AS_MANY_AS_TEN])
        yield "partner_network.top_tenth_placement_share", *PLACE, six_decimals(Fraction(largest, sum(sizes)))
        stayed = []
        for jobs in companies:
            month = month_number(min(job.started_on for _, job in jobs)) + YEAR
            if month < month_number(day):
                stayed.append(_runs(jobs, first_day(month), last_day(month)))
        if stayed:
            yield "partner_network.retention_12m", "partners", "12m", {}, six_decimals(Fraction(sum(stayed), len(stayed)))

    def _joined(self, joined: Mapping[int, date]) -> Iterator[TruthRow]:
        since = {partner: day for partner, day in joined.items() if day <= self.data_date}
        if not since:
            return
        yield "partner_network.joined", *PLACE, len(since)
        years = Counter(day.year for day in since.values())
        for year in range(min(years), max(years) + 1):
            yield "partner_network.joined", "partners", "total", {"year": year}, years[year]
        waits = []
        for partner, day in since.items():
            starts = [job.started_on for _, job in self.jobs.get(partner, ())]
            if starts and min(starts) >= day:
                waits.append((min(starts) - day).days)
        if len(waits) >= FEWEST_FOR_A_MEAN:
            yield "partner_network.weeks_to_first_placement", *PLACE, six_decimals(Fraction(sum(waits), 7 * len(waits)))


def _runs(jobs: list[tuple[int, Job]], first: date, last: date) -> bool:
    return any(job.runs_between(first, last) for _, job in jobs)
