"""Hours files: paid hours as each municipality reports them, with restatements, corrections and a few rows that must be refused.

Belongs here: which rows tell a block of lives in one delivery. Does not belong here: the lives themselves (`lives.py`), notations
(`writing.py`) and what the rows amount to (`oracle.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import polars as pl

from simulation.calendar import Integers
from simulation.lives import FORMS, Lives
from simulation.made_up_numbers import cpr_numbers
from simulation.people import People, entry_months
from simulation.small_jobs import PAY_TYPES, QUARTER_HOUR
from simulation.spoiling import copies, with_broken_letters
from simulation.world import Delivery, World
from simulation.writing import (
    DANISH,
    DANISH_WITH_THOUSANDS,
    INTERNATIONAL,
    Account,
    CsvFile,
    FileColumn,
    cpr_texts,
    cvr_texts,
    picked,
)

STYLES = (DANISH, INTERNATIONAL, DANISH_WITH_THOUSANDS)
DANISH_COLUMNS = (
    FileColumn("CPR-nummer", "cpr"),
    FileColumn("CVR-nummer", "cvr"),
    FileColumn("Måned", "month", "month"),
    FileColumn("Løntimer", "hours", "hundredths"),
    FileColumn("Bredt lønbeløb", "pay", "kroner"),
    FileColumn("Aflønningsform", "pay_type"),
    FileColumn("Ansættelsesform", "form"),
    FileColumn("Imputeret", "imputed"),
    FileColumn("Sagsbehandlerteam", "team"),
)
OTHER_COLUMNS = (
    FileColumn("Lønperiode", "month", "month"),
    FileColumn("Personnummer", "cpr"),
    FileColumn("Indberetter CVR", "cvr"),
    FileColumn("Ansættelsesform", "form"),
    FileColumn("Aflønningsform", "pay_type"),
    FileColumn("Antal timer", "hours", "hundredths"),
    FileColumn("A-indkomst", "pay", "kroner"),
    FileColumn("Imputeringskode", "imputed"),
)
"""The same columns under their other names and in another order. `Sagsbehandlerteam` above is unknown to every contract."""

NEGATIVE, TOO_MANY = "hours_sum_not_negative", "hours_sum_at_most_400"
PLAIN, SPLIT, CORRECTED = 0, 1, 2
SPOILED = {NEGATIVE: 3, TOO_MANY: 4}
CORRECTION = 500
BAD_KINDS = (NEGATIVE, NEGATIVE, TOO_MANY, NEGATIVE)
PERSONS_PER_BAD_SUM = 40
BAD_SUMS = {"clean": 0, "normal": len(BAD_KINDS), "bad": 24}
"""At most so many in a block and municipality."""


@dataclass(frozen=True)
class BadSum:
    """One person's month whose rows sum to something that cannot be: refused whole, so that the month is unknown; `month` is a month
    number."""

    person: int
    month: int
    rule: str


def written_deliveries(world: World, people: People) -> list[tuple[Delivery, ...]]:
    """For each municipality the deliveries that have somebody to tell of: those on or after its first referral."""
    days = people.entry_day.astype("datetime64[D]")
    written = []
    for place, municipality in enumerate(world.municipalities):
        own = days[people.municipality == place]
        first = own.min().astype(object) if own.size else None
        written.append(tuple(one for one in municipality.deliveries if first is not None and first <= one.delivered_on))
    return written


def bad_sums(world: World, people: People, lives: Lives, municipality: int, deliveries: tuple[Delivery, ...]) -> list[BadSum]:
    """A handful of person-months in complete months, each paid by one company only, that the newest rows will spoil; `lives` are those of
    the municipality's referred persons."""
    count = min(BAD_SUMS[world.quality], lives.persons.size // PERSONS_PER_BAD_SUM)
    if not deliveries or not count:
        return []
    is_own = lives.persons != first_referred(people, municipality)
    newest = deliveries[-1]
    months = np.arange(world.first_month, world.first_month + world.months)
    could = ((lives.hours > 0).sum(axis=1) == 1) & is_own[:, None] & (months >= entry_months(people)[lives.persons][:, None])
    could &= (months >= deliveries[0].first_month) & (months < newest.last_month - 1)
    places, columns = np.nonzero(could)
    rng = world.random(30, municipality, int(lives.persons[0]))
    found: dict[int, int] = {}
    for drawn in (rng.random(count * 4) * places.size).astype(np.int64) if places.size else ():
        if len(found) < count:
            found.setdefault(int(lives.persons[places[drawn]]), int(months[columns[drawn]]))
    return [BadSum(person, month, rule) for (person, month), rule in zip(found.items(), cycle(BAD_KINDS), strict=False)]


class HoursFile:
    """One delivery's file of paid hours, written as blocks of lives come by, and the account of its rows."""

    def __init__(self, inbox: Path, world: World, people: People, municipality: int, deliveries: tuple[Delivery, ...], number: int) -> None:
        self.world, self.people, self.municipality = world, people, municipality
        self.delivery = deliveries[number]
        self.newer = deliveries[number + 1 :]
        self.months = np.arange(self.delivery.first_month, self.delivery.last_month + 1)
        self.name = f"{self.delivery.folder}/loentimer_{self.delivery.delivered_on.year}.csv"
        self.account = Account()
        self.style = with_broken_letters(STYLES[self.delivery.number % len(STYLES)], world)
        self.file = CsvFile(inbox / self.name, OTHER_COLUMNS if self.style.is_iso else DANISH_COLUMNS, self.style)
        self._append(self._rows_without_hours())

    def append_named(self, lives: Lives, bad: Sequence[BadSum] = ()) -> None:
        """The rows of persons who live in this municipality: also of those whom only a later delivery names."""
        rng = self._random(lives)
        hours = self._as_known_then(lives, rng)
        spoiled = _unspoiled(lives, self.months)
        for one in bad:
            if one.month in self.months and not any(later.first_month <= one.month for later in self.newer):
                spoiled[np.searchsorted(lives.persons, one.person), one.month - self.delivery.first_month] = SPOILED[one.rule]
                self.account.quarantined[one.rule] += 2
        self._append(self._rows(lives, hours, spoiled, rng))

    def append_others(self, lives: Lives) -> None:
        """The rows of people whom nobody has referred."""
        rng = self._random(lives)
        rows = self._rows(lives, lives.hours[:, :, self._window()], _unspoiled(lives, self.months), rng)
        self.account.unnamed += rows.height
        self._append(rows)

    def finish(self) -> None:
        """The last row: a month that no calendar has, unless the data are clean; in bad data many such rows."""
        if not copies(self.world):
            return
        person = first_referred(self.people, self.municipality)
        cells = {
            "cpr": str(cpr_numbers(np.array([person]), self.world.seed)[0]),
            "cvr": str(self.world.employers[-1]),
            "month": "2022-13" if self.style.is_iso else "13-2022",
            "hours": f"20{self.style.decimal_mark}00",
            "form": FORMS[0],
        }
        rows = [{column.header: cells.get(column.source, "") for column in self.file.columns}] * copies(self.world)
        self.file.append_cells(rows)
        self.account.rows += len(rows)
        self.account.quarantined["month_readable"] += len(rows)

    def _random(self, lives: Lives) -> np.random.Generator:
        return self.world.random(50, self.municipality, self.delivery.number, int(lives.persons[0]))

    def _window(self) -> slice:
        first = self.delivery.first_month - self.world.first_month
        return slice(first, first + self.months.size)

    def _append(self, rows: pl.DataFrame) -> None:
        self.account.rows += rows.height
        self.file.append(rows)

    def _as_known_then(self, lives: Lives, rng: np.random.Generator) -> Integers:
        """Hours of the delivery's months. Where a newer delivery tells them again they were not final: some are wrong, some not yet
        there, some paid on after the job had ended."""
        hours = lives.hours[:, :, self._window()]
        restated = np.array([any(later.first_month <= month for later in self.newer) for month in self.months])
        if not restated.any():
            return hours
        before = np.concatenate((np.zeros_like(hours[:, :, :1]), hours[:, :, :-1]), axis=2)
        luck = rng.random(hours.shape)
        wrong = (hours * (60 + luck * 1000).astype(np.int64) // 100) // QUARTER_HOUR * QUARTER_HOUR
        then = np.where(luck < 0.06, wrong, hours)
        then = np.where(luck > 0.98, 0, then)
        then = np.where((hours == 0) & (luck < 0.15), before, then)
        return np.where(restated, then, hours)

    def _rows_without_hours(self) -> pl.DataFrame:
        """A row of zero hours in the first and the last month, so that the file spans what it is meant to span."""
        person = np.full(2, first_referred(self.people, self.municipality))
        nothing = np.zeros(2, dtype=np.int64)
        employer = np.full(2, self.world.employers[-1])
        months = self.months[[0, -1]]
        return self._frame(person, employer, months, nothing, nothing, nothing, nothing)

    def _rows(self, lives: Lives, hours: Integers, spoiled: Integers, rng: np.random.Generator) -> pl.DataFrame:
        """The rows that tell these hours (persons, jobs, months): one for each job and month, or two that add up."""
        place, job, column = np.nonzero(hours)
        paid = hours[place, job, column]
        luck = rng.random(paid.size)
        telling = np.select([luck < 0.02, luck < 0.035], [SPLIT, CORRECTED], PLAIN)
        telling = np.where(spoiled[place, column] > 0, spoiled[place, column], telling)
        source, amount = _told(paid, telling)
        marks = (rng.random(paid.size) * 1000).astype(np.int64)
        place, job, column = place[source], job[source], column[source]
        return self._frame(
            lives.persons[place],
            lives.employer[place, job],
            self.months[column],
            amount,
            lives.pay_type[place, job],
            lives.form[place, job],
            marks[source],
        )

    def _frame(
        self,
        person: Integers,
        employer: Integers,
        month: Integers,
        hours: Integers,
        pay_type: Integers,
        form: Integers,
        marks: Integers,
    ) -> pl.DataFrame:
        """Rows as a frame with the columns that the file's columns name; `marks` (0 to 999) decide how each row is written."""
        return pl.DataFrame(
            {
                "cpr": cpr_texts(cpr_numbers(person, self.world.seed), marks % 3 == 1),
                "cvr": cvr_texts(employer, marks % 10 == 2),
                "month": month,
                "hours": hours,
                "pay": hours * (140 + person % 40),
                "pay_type": picked(PAY_TYPES, pay_type),
                "form": picked(FORMS, form),
                "imputed": picked(("nej", "ja"), (marks >= 990).astype(np.int64)),
                "team": picked(("Team 1", "Team 2", "Team 3"), person % 3),
            }
        )


def _unspoiled(lives: Lives, months: Integers) -> Integers:
    """Nothing wrong with any month of any person."""
    return np.zeros((lives.persons.size, months.size), dtype=np.int64)


def _told(paid: Integers, telling: Integers) -> tuple[Integers, Integers]:
    """For each row to write: the place of the hours that it tells of, and the hundredths of an hour that it says.

    Hours told as they are take one row; split, corrected and spoiled ones take two.
    """
    first = np.select([telling == SPLIT, telling == CORRECTED], [paid // 2, paid + CORRECTION], paid)
    second = np.select(
        [telling == SPLIT, telling == CORRECTED, telling == SPOILED[NEGATIVE]],
        [paid - paid // 2, np.full_like(paid, -CORRECTION), -paid - CORRECTION],
        40_000,
    )
    source = np.repeat(np.arange(paid.size), np.where(telling == PLAIN, 1, 2))
    is_second = np.zeros(source.size, dtype=np.bool_)
    is_second[1:] = source[1:] == source[:-1]
    return source, np.where(is_second, second[source], first[source])


def first_referred(people: People, municipality: int) -> int:
    """The municipality's first candidate; candidate 0 where it has none."""
    return int(np.argmax(people.municipality == municipality))
