"""Money files: what the programme costs and who pays, and what host companies are invoiced.

Belongs here: the rows of `omkostninger` and `fakturaer`, and the sums that must come of them. Does not belong here: hours (`lives.py`),
placements (`people.py`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl

from simulation.calendar import Integers, day_number, first_day, months_of_days
from simulation.lives import PROGRAMME, Lives
from simulation.made_up_numbers import broken_cvr
from simulation.people import People
from simulation.spoiling import copies
from simulation.world import Delivery, World
from simulation.writing import DANISH, DANISH_WITH_THOUSANDS, INTERNATIONAL, Account, CsvFile, FileColumn, cvr_texts, picked, write_table

COST_COLUMNS = (
    FileColumn("Måned", "month", "month"),
    FileColumn("Betaler", "payer"),
    FileColumn("Beløb", "amount", "kroner"),
    FileColumn("Formål", "purpose"),
)
COST_STYLES = (DANISH, DANISH_WITH_THOUSANDS)
PAYERS = ("kommune", "fond", "virksomheder", "stat")
PURPOSES = ("Drift", "Drift", "Netværk", "Evaluering")
FIXED_ORE = (5_200_000, 2_000_000, 0, 0)
ORE_A_PLACEMENT = (28_000, 11_000, 9_000, 0)
STATE_EVERY, STATE_ORE = 12, 15_000_000
"""Made up: what each payer gives a month, fixed and for each running placement; the state once a year."""

INVOICE_COLUMNS = (
    FileColumn("Fakturanr", "id"),
    FileColumn("CVR-nummer", "cvr"),
    FileColumn("Måned", "month", "month"),
    FileColumn("Fakturerede timer", "hours", "hundredths"),
    FileColumn("Beløb ekskl. moms", "amount", "kroner"),
)
INVOICE_STYLES = (DANISH, INTERNATIONAL)
ORE_AN_HOUR = 187
"""Øre for a hundredth of an hour: 187 kr. an hour, made up."""


def write_costs(inbox: Path, world: World, people: People, delivery: Delivery) -> tuple[str, Account, dict[str, int]]:
    """All months' costs up to a delivery; an earlier delivery had other amounts. The file, its account and its øre by payer."""
    months = np.arange(world.first_referral_month, delivery.last_month + 1)
    running = _running(people, months)
    amount = np.array(FIXED_ORE) + np.array(ORE_A_PLACEMENT) * running[:, None]
    amount[STATE_EVERY - 1 :: STATE_EVERY, PAYERS.index("stat")] = STATE_ORE
    is_newest = delivery is world.bureau_deliveries[-1]
    if not is_newest:
        amount = amount * 9 // 10
    place, payer = np.nonzero(amount)
    frame = pl.DataFrame(
        {
            "month": months[place],
            "payer": picked(PAYERS, payer),
            "amount": amount[place, payer],
            "purpose": picked(PURPOSES, payer),
        }
    )
    account = Account(rows=frame.height)
    extra: list[dict[str, str]] = []
    if is_newest and copies(world):
        unknown_payer = {"Måned": "01-2023", "Betaler": "ukendt", "Beløb": "1000,00"}
        no_month = {"Måned": "13-2022", "Betaler": "kommune", "Beløb": "1000,00"}
        extra = [unknown_payer, no_month] * copies(world)
        account.rows += len(extra)
        account.quarantined.update({"payer_known": copies(world), "month_readable": copies(world)})
    path = write_table(inbox / delivery.folder / "omkostninger", frame, COST_COLUMNS, COST_STYLES[delivery.number % 2], extra)
    return (
        path.relative_to(inbox).as_posix(),
        account,
        {payer: int(ore) for payer, ore in zip(PAYERS, amount.sum(axis=0), strict=True) if ore},
    )


def _running(people: People, months: Integers) -> Integers:
    """How many placements run on the first day of each month."""
    days = np.array([day_number(first_day(int(month))) for month in months])
    started, ended = np.sort(people.placements.start), np.sort(people.placements.end)
    running: Integers = np.searchsorted(started, days, side="right") - np.searchsorted(ended, days, side="left")
    return running


class InvoiceFile:
    """One delivery's invoices, written as blocks of lives come by: one for each person and month that the programme paid hours in, to
    the company of the placement that then ran; credit notes have numbers of their own."""

    def __init__(self, inbox: Path, world: World, people: People, delivery: Delivery) -> None:
        self.world, self.people, self.delivery = world, people, delivery
        self.is_newest = delivery is world.bureau_deliveries[-1]
        self.name = f"{delivery.folder}/fakturaer.csv"
        self.account = Account()
        self.hundredths: Counter[int] = Counter()
        self.style = INVOICE_STYLES[delivery.number % 2]
        self.file = CsvFile(inbox / self.name, INVOICE_COLUMNS, self.style)

    def append(self, lives: Lives) -> None:
        """The invoices of a block's persons up to the delivery."""
        last = self.delivery.last_month - self.world.first_month + 1
        place, month = np.nonzero(lives.hours[:, PROGRAMME, :last])
        hours = lives.hours[place, PROGRAMME, month]
        person, month = lives.persons[place], month + self.world.first_month
        luck = self.world.random(70, int(lives.persons[0])).random((lives.persons.size, self.world.months))[
            place, month - self.world.first_month
        ]
        credited = luck < 0.012
        # An earlier delivery had some hours wrong; the newest says them again under the same number.
        told = hours if self.is_newest else np.where(luck > 0.97, hours * 3 // 2, hours)
        self._write(person, month, told, "F")
        self._write(person[credited], month[credited], -(hours[credited] // 5), "K")

    def finish(self) -> None:
        """Last rows to a company that cannot be, unless the data are clean."""
        if not self.is_newest or not copies(self.world):
            return
        month = "2023-01" if self.style.is_iso else "01-2023"
        mark = self.style.decimal_mark
        cells = (str(broken_cvr(int(self.world.partners[0]))), month, f"10{mark}00", f"1870{mark}00")
        headers = [column.header for column in INVOICE_COLUMNS]
        rows = [dict(zip(headers, (f"X{copy:011d}", *cells), strict=True)) for copy in range(copies(self.world))]
        self.file.append_cells(rows)
        self.account.rows += len(rows)
        self.account.quarantined["host_cvr_modulus_11"] += len(rows)

    def _write(self, person: Integers, month: Integers, hours: Integers, letter: str) -> None:
        partner = self._company(person, month)
        frame = pl.DataFrame(
            {
                "number": person * 10_000 + month % 10_000,
                "cvr": cvr_texts(self.world.partners[partner], person % 7 == 3),
                "month": month,
                "hours": hours,
                "amount": hours * ORE_AN_HOUR,
            }
        ).with_columns(id=pl.format("{}{}", pl.lit(letter), pl.col("number").cast(pl.String).str.zfill(11)))
        for each in np.unique(month):
            self.hundredths[int(each)] += int(hours[month == each].sum())
        self.account.rows += frame.height
        self.file.append(frame)

    def _company(self, person: Integers, month: Integers) -> Integers:
        """The company of the newest placement that had begun by the end of the month."""
        placements = self.people.placements
        order = np.lexsort((placements.start, placements.person))
        key = placements.person[order] * 100_000 + months_of_days(placements.start[order])
        found = np.searchsorted(key, person * 100_000 + month, side="right") - 1
        company: Integers = placements.partner[order][np.maximum(found, 0)]
        return company
