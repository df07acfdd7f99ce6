"""World: how large the simulated programme is, who delivers, and when.

Belongs here: suppliers, dates of delivery, the months that each delivery covers, the constants of the calibration that concern everybody.
Does not belong here: single persons (`people.py`) and their hours (`lives.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args
from unicodedata import normalize

import numpy as np

from data_contracts.problems import WrongUse
from data_contracts.reference import reference_table
from simulation.calendar import Integers, first_day, month_number, weeks_of_months
from simulation.made_up_numbers import cvr_numbers
from simulation.published_counts import PARTNERS, scaled

DATA_DATE = date(2023, 6, 15)
"""The newest delivery of all; the programme told the press in June 2023 what it had achieved."""
LAG_MONTHS = 2
BUREAU = "fokus"
MONTHS_BEFORE_FIRST_REFERRAL = 2
NORTH_JUTLAND_FIRST = (851, 813, 860, 820, 787, 846, 849, 840, 810, 773, 825)
MINIMUM_MONTHS = 6
MAXIMUM_MONTHS = 600
CALIBRATED_MONTHS = 72
"""A world at least this long holds the programme from its beginning, so that its dated figures can be told apart."""
HISTORY_MONTHS = 24
"""Months before the first one that lives are drawn for, so that everybody has a past when the files begin."""

Effect = Literal["positive", "zero", "negative"]
Quality = Literal["clean", "normal", "bad"]

UNNAMED_PLACED_PERSONS = 2
REFUSED_REFERRALS = 4
UNNAMED_ROWS = 2
"""Rows in other files of persons whom nobody names."""


@dataclass(frozen=True)
class Delivery:
    """One supplier's files of one day; hours rows run from `first_month` to `last_month`, both included."""

    supplier: str
    delivered_on: date
    number: int
    first_month: int
    last_month: int

    @property
    def folder(self) -> str:
        """The delivery's folder inside the inbox."""
        return f"{self.supplier}/{self.delivered_on.isoformat()}"


@dataclass(frozen=True)
class Municipality:
    """A supplier of referrals and paid hours, and its deliveries from the oldest to the newest."""

    code: int
    supplier: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class World:
    """The size of a simulation and everything that follows from it without chance.

    `first_month` and `last_month` are month numbers; `employers` are payroll companies outside the network; `effect` is what the
    programme adds to what would have happened anyway.
    """

    candidates: int
    persons: int
    comparison: int
    months: int
    seed: int
    effect: Effect
    quality: Quality
    first_month: int
    last_month: int
    municipalities: tuple[Municipality, ...]
    bureau_deliveries: tuple[Delivery, ...]
    programme_cvr: int
    partners: Integers
    employers: Integers

    @property
    def first_referral_month(self) -> int:
        """The first month with referrals."""
        return self.first_month + MONTHS_BEFORE_FIRST_REFERRAL

    @property
    def last_complete_month(self) -> int:
        """The last month that the newest delivery of all completes."""
        return self.last_month - LAG_MONTHS - 1

    @property
    def weeks(self) -> Integers:
        """All weeks of the world's months but the last, in which the newest delivery is made."""
        return weeks_of_months(self.first_month, self.last_month - 1)

    @property
    def is_calibrated(self) -> bool:
        """Whether the world is long enough for the programme's dated figures."""
        return self.months >= CALIBRATED_MONTHS

    @property
    def first_refused(self) -> int:
        """The first of the numbers of persons who stand in refused referrals alone, four for each municipality."""
        return self.candidates + self.persons + UNNAMED_PLACED_PERSONS

    @property
    def first_unnamed(self) -> int:
        """The first of the numbers of persons who stand in status and wellbeing rows alone."""
        return self.first_refused + REFUSED_REFERRALS * len(self.municipalities)

    @property
    def first_comparison(self) -> int:
        """The first of the numbers among which comparison persons are found, two for each."""
        return self.first_unnamed + UNNAMED_ROWS

    def random(self, *topic: int) -> np.random.Generator:
        """A generator for one topic, so that adding a draw in one place changes nothing elsewhere."""
        return np.random.Generator(np.random.PCG64([self.seed, *topic]))


def plan(
    *,
    candidates: int,
    persons: int,
    suppliers: int,
    months: int,
    seed: int,
    comparison: int = 0,
    effect: Effect = "positive",
    quality: Quality = "normal",
) -> World:
    """The world of these sizes. Raises WrongUse for a size that cannot be."""
    known = _municipalities()
    _within("suppliers", suppliers, 2, len(known) + 1)
    _within("candidates", candidates, suppliers - 1, 1_500_000)
    _within("persons", persons, 0, 6_000_000)
    _within("comparison", comparison, 0, 2_000_000)
    for option, value, words in (("effect", effect, get_args(Effect)), ("quality", quality, get_args(Quality))):
        if value not in words:
            raise WrongUse("simulate_option_unknown", option=option, known=", ".join(words))
    _within("months", months, MINIMUM_MONTHS, MAXIMUM_MONTHS)
    _within("seed", seed, 0, 2**63)
    last_month = month_number(DATA_DATE)
    first_month = last_month - months + 1
    spacing = min(12, months // 3)
    partners = max(3, scaled(PARTNERS, candidates))
    numbers = cvr_numbers(1 + partners + partners * 3 // 2)
    return World(
        candidates=candidates,
        persons=persons,
        comparison=comparison,
        months=months,
        seed=seed,
        effect=effect,
        quality=quality,
        first_month=first_month,
        last_month=last_month,
        municipalities=tuple(
            # Every second municipality is a month late, so that suppliers do not complete the same months.
            Municipality(code, supplier, _deliveries(supplier, first_month, last_month - place % 2, spacing, 3))
            for place, (code, supplier) in enumerate(known[: suppliers - 1])
        ),
        bureau_deliveries=_deliveries(BUREAU, first_month, last_month, spacing, 2),
        programme_cvr=int(numbers[0]),
        partners=numbers[1 : 1 + partners],
        employers=numbers[1 + partners :],
    )


def _within(option: str, value: int, minimum: int, maximum: int) -> None:
    if not minimum <= value <= maximum:
        raise WrongUse("simulate_option_out_of_range", option=option, minimum=minimum, maximum=maximum)


def _deliveries(supplier: str, first_month: int, newest: int, spacing: int, count: int) -> tuple[Delivery, ...]:
    """Deliveries `spacing` months apart; each restates the months of two spacings, the first tells all from the beginning."""
    months = [newest - spacing * back for back in range(count - 1, -1, -1)]
    made = []
    for number, month in enumerate(month for month in months if month - 1 >= first_month):
        begins = first_month if number == 0 else max(first_month, month - 2 * spacing)
        made.append(Delivery(supplier, first_day(month).replace(day=DATA_DATE.day), number, begins, month - 1))
    return tuple(made)


def _municipalities() -> list[tuple[int, str]]:
    """Code and folder name of all municipalities, those nearest to Aalborg first."""
    names = {int(row["municipality_code"]): _folder_name(row["name"]) for row in reference_table("municipalities")}
    nearest = [code for code in NORTH_JUTLAND_FIRST if code in names]
    return [(code, names[code]) for code in (*nearest, *sorted(set(names) - set(nearest)))]


def _folder_name(name: str) -> str:
    plain = normalize("NFC", name).casefold()
    for letter, letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), (" ", "-")):
        plain = plain.replace(letter, letters)
    return plain
