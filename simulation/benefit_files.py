"""Benefit files: Ydelsesrefusion as each municipality receives it, a row per person, week and benefit, with restatements and oddities.

Belongs here: which rows tell a block of benefit weeks in one delivery, and what they amount to in kroner and refund. Does not belong here:
which benefit anybody has (`benefits.py`), notations (`writing.py`), what the weeks amount to (`oracle_benefits.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from simulation.benefits import DISABILITY_PENSION, FLEX_JOB, KONTANTHJAELP, NAMES, NONE, Names
from simulation.calendar import Booleans, Integers, day_number, months_of_weeks, weeks_of_months
from simulation.hours_files import STYLES
from simulation.lives import Lives, Weeks
from simulation.made_up_numbers import cpr_numbers
from simulation.world import DATA_DATE, Delivery, World
from simulation.writing import DANISH, DANISH_UTF8, Account, CsvFile, FileColumn, picked

COLUMNS = (
    FileColumn("Uge", "week", "iso_date"),
    FileColumn("CPR nummer", "cpr"),
    FileColumn("Ydelse", "benefit"),
    FileColumn("Finansiering Kommunenavn", "financed_by"),
    FileColumn("Beregnet udbetalingsbeløb", "amount", "hundredths"),
    FileColumn("Refusionssats", "refund_rate", "hundredths"),
    FileColumn("Refusionsbeløb", "refund", "hundredths"),
    FileColumn("Medfinansieringssats", "share_rate", "hundredths"),
    FileColumn("Medfinansieringsbeløb", "share", "hundredths"),
)
SUPPLEMENT, TO_NOBODY, UNKNOWN = len(NAMES), len(NAMES) + 1, len(NAMES) + 2
ALL_NAMES = (*NAMES, "Særlig støtte", "Fleksbidrag fra staten", "Omstillingsydelse")
"""Beside the benefits: a supplement, a payment to nobody, and a name that no list knows."""
UNKNOWN_NAME_RULE = "benefit_known"

WEEKLY_ORE = {
    "Kontanthjælp": 275_631,
    "Uddannelseshjælp": 151_038,
    "Selvforsørgelses- og hjemrejseydelse": 151_038,
    "Integrationsydelse": 151_038,
    "Sygedagpenge": 455_000,
    "Ressourceforløbsydelse under jobafklaring": 275_631,
    "Ressourceforløbsydelse": 275_631,
    "Revalideringsydelse": 455_262,
    "Ledighedsydelse": 405_000,
    "Førtidspension": 450_000,
    "Dagpenge": 455_262,
    "Fleksløntilskud": 260_000,
    "Løntilskud": 275_631,
}
"""Øre a week: for kontanthjælp (30 and over, without children), uddannelseshjælp (living out), dagpenge and sygedagpenge the rates of 2023
(bm.dk, Satser for 2023; a month is 52/12 weeks), for the others made up. One rate for all years."""
UNDER_30_ORE = 177_669
CO_FINANCED = ("Dagpenge", "Førtidspension")
LADDER_WEEKS = (4, 26, 52)
REFUND_RATES = (8000, 4000, 3000, 2000)
"""Hundredths of a percent: what the state refunds in weeks 1-4, 5-26, 27-52 and after (section 5 of lov om kommunernes finansiering); of
co-financed benefits the municipality pays the rest of a hundred."""
MOST_WEEKS_BEFORE, NONE_BEFORE = 300, 90
"""Weeks on benefit before the world's first: for everybody another number; with less than the second one, none."""
SUPPLEMENT_SHARE = 0.06
SUPPLEMENT_ORE, SPANNING_ORE = 125_000, 5_000
PLAIN, DOUBLED, SPLIT = range(3)


@dataclass(frozen=True)
class BenefitRows:
    """Rows to write: the person's row in the block, the week's place in the world, the place of the name and the øre."""

    place: Integers
    week: Integers
    name: Integers
    amount: Integers

    def and_these(self, *others: BenefitRows) -> BenefitRows:
        """All of them, by week and person, as the municipality's system has them."""
        together = {name: np.concatenate([getattr(rows, name) for rows in (self, *others)]) for name in vars(self)}
        order = np.lexsort((together["place"], together["week"]))
        return BenefitRows(**{name: column[order] for name, column in together.items()})


class BenefitFile:
    """One delivery's file of benefit weeks, written as blocks of lives come by, and the account of its rows."""

    def __init__(self, inbox: Path, world: World, municipality: int, deliveries: tuple[Delivery, ...], number: int) -> None:
        self.world, self.municipality = world, municipality
        self.delivery, self.newer = deliveries[number], deliveries[number + 1 :]
        code = world.municipalities[municipality].code
        day = self.delivery.delivered_on.isoformat()
        self.name = f"{self.delivery.folder}/yr-ydelsesrefusion-beregning-{code}-{number + 1}-{day}.csv"
        self.account = Account()
        self.weeks = weeks_of_months(self.delivery.first_month, self.delivery.last_month)
        self.file = CsvFile(inbox / self.name, COLUMNS, DANISH_UTF8 if self.delivery.number % len(STYLES) == 1 else DANISH)

    def append(self, lives: Lives) -> None:
        """The rows of persons who live in this municipality."""
        if lives.weeks is None:
            raise TypeError("lives without benefits")
        told = lives.weeks
        rng = self.world.random(60, self.municipality, self.delivery.number, int(lives.persons[0]))
        is_own = told.is_here & (self.world.weeks[None, :] * 7 < told.residents.gone_day[:, None])
        is_own &= (self.world.weeks >= self.weeks[0]) & (self.world.weeks <= self.weeks[-1])
        paid = self._as_known_then(told, rng)
        amount = _amounts(self.world, lives, paid)
        base = self._benefits(told, np.where(is_own, paid, NONE), amount, is_own, rng)
        rows = base.and_these(*self._beside(told, paid, is_own, rng))
        self._append(rows, lives, told)

    def append_others(self, lives: Lives) -> None:
        """The rows of people whom nobody has named: on benefit in the first month of each quarter in which they have no hours."""
        month = months_of_weeks(self.weeks) - self.world.first_month
        place, week = np.nonzero((lives.hours[:, :, month].sum(axis=1) == 0) & (month % 3 == 0))
        amount = np.full(place.size, WEEKLY_ORE["Kontanthjælp"])
        self.account.unnamed += place.size
        self._write(
            lives.persons[place], self.weeks[week], np.full(place.size, KONTANTHJAELP), amount, np.full(place.size, LADDER_WEEKS[-1] + 1)
        )

    def finish(self, person: int) -> None:
        """A small supplement of one person in the first and the last week, so that the file spans what it is meant to span."""
        few = np.full(2, SPANNING_ORE)
        self._write(np.full(2, person), self.weeks[[0, -1]], np.full(2, SUPPLEMENT), few, np.full(2, LADDER_WEEKS[-1] + 1))

    def _as_known_then(self, told: Weeks, rng: np.random.Generator) -> Names:
        """Benefits as the municipality had them then: in weeks that a newer delivery tells again some are missing and some too many."""
        is_restated = np.zeros(self.world.weeks.size, dtype=np.bool_)
        month = months_of_weeks(self.world.weeks)
        for later in self.newer:
            is_restated |= (month >= later.first_month) & (month <= later.last_month)
        luck = rng.random(told.paid.shape)
        before = np.concatenate((told.paid[:, :1], told.paid[:, :-1]), axis=1)
        then = np.where(luck < 0.01, NONE, told.paid)
        then = np.where((told.paid == NONE) & (luck > 0.97), before, then)
        return np.where(is_restated, then, told.paid).astype(np.int8)

    def _benefits(self, told: Weeks, paid: Names, amount: Integers, is_own: Booleans, rng: np.random.Generator) -> BenefitRows:
        """Benefits themselves: most in one row, some doubled to the letter, some in two rows that add up, some under an unknown name."""
        is_unknown = told.has_unknown_name & is_own
        place, week = np.nonzero((paid != NONE) | is_unknown)
        name = np.where(is_unknown[place, week], UNKNOWN, paid[place, week])
        ore = np.where(name == UNKNOWN, 100_000, amount[place, week])
        self.account.quarantined.update({UNKNOWN_NAME_RULE: int((name == UNKNOWN).sum())} if (name == UNKNOWN).any() else {})
        luck = rng.random(place.size)
        telling = np.where(name == UNKNOWN, PLAIN, np.select([luck < 0.01, luck < 0.025], [DOUBLED, SPLIT], PLAIN))
        self.account.identical += int((telling == DOUBLED).sum())
        source = np.repeat(np.arange(place.size), np.where(telling == PLAIN, 1, 2))
        is_second = np.zeros(source.size, dtype=np.bool_)
        is_second[1:] = source[1:] == source[:-1]
        # Two parts are never alike: identical rows would count once. Whole tens of øre, so that refunds of parts add up to the whole's.
        part = ore // 30 * 10
        told_ore = np.where(telling[source] == SPLIT, np.where(is_second, (ore - part)[source], part[source]), ore[source])
        return BenefitRows(place[source], week[source], name[source], told_ore)

    def _beside(self, told: Weeks, paid: Names, is_own: Booleans, rng: np.random.Generator) -> list[BenefitRows]:
        """What stands beside benefits: supplements, rows of nothing, pairs that cancel out, payments to nobody."""
        luck = rng.random(paid.shape)
        is_plain = is_own & ~told.has_unknown_name
        supplement = np.nonzero(is_plain & _has_supplement(self.world, told))
        nothing = np.nonzero(is_plain & (paid == NONE) & (luck > 0.996))
        pairs = np.nonzero(is_plain & (paid == NONE) & (luck > 0.992) & (luck <= 0.996))
        to_nobody = np.nonzero(is_plain & (paid == FLEX_JOB) & (luck < 0.5))
        self.account.of_nothing += nothing[0].size + 2 * pairs[0].size + to_nobody[0].size
        return [
            _rows(supplement, SUPPLEMENT, SUPPLEMENT_ORE),
            _rows(nothing, KONTANTHJAELP, 0),
            _rows(pairs, KONTANTHJAELP, 10_000),
            _rows(pairs, KONTANTHJAELP, -10_000),
            _rows(to_nobody, TO_NOBODY, 90_000),
        ]

    def _append(self, rows: BenefitRows, lives: Lives, told: Weeks) -> None:
        """Rows with their place on the ladder: each person's own count of benefit weeks, across benefits and from before the files."""
        count = _benefit_week(told)
        self._write(lives.persons[rows.place], self.world.weeks[rows.week], rows.name, rows.amount, count[rows.place, rows.week])

    def _write(self, person: Integers, week: Integers, name: Integers, amount: Integers, count: Integers) -> None:
        rate = _refund_rate(count)
        is_co_financed = np.isin(name, [NAMES.index(benefit) for benefit in CO_FINANCED])
        refund_rate, share_rate = np.where(is_co_financed, 0, rate), np.where(is_co_financed, 10_000 - rate, 0)
        frame = pl.DataFrame(
            {
                "week": (week * 7 - 3).astype("datetime64[D]"),
                "cpr": cpr_numbers(person, self.world.seed),
                "benefit": picked(ALL_NAMES, name),
                "financed_by": picked(("", "Aalborg"), (person % 50 == 0).astype(np.int64)),
                "amount": amount,
                "refund_rate": refund_rate,
                "refund": _part(amount, refund_rate),
                "share_rate": share_rate,
                "share": _part(amount, share_rate),
            }
        )
        self.account.rows += frame.height
        self.file.append(frame)


def _rows(cells: tuple[Integers, ...], name: int, ore: int) -> BenefitRows:
    place, week = cells
    return BenefitRows(place, week, np.full(place.size, name), np.full(place.size, ore))


def _part(amount: Integers, rate: Integers) -> Integers:
    """That rate of an amount in whole øre, towards zero."""
    return np.sign(amount) * (np.abs(amount) * rate // 10_000)


def _has_supplement(world: World, told: Weeks) -> Booleans:
    """Weeks with a supplement: every fourth week of some persons, whatever else they have."""
    number = told.residents.number[:, None]
    is_due: Booleans = (number % 100 < 100 * SUPPLEMENT_SHARE) & ((world.weeks + number) % 4 == 0)
    return is_due


def true_ore(world: World, lives: Lives) -> Integers:
    """Øre by person and week, supplements included, as the newest delivery tells them; nothing in weeks under an unknown name."""
    if lives.weeks is None:
        raise TypeError("lives without benefits")
    ore = _amounts(world, lives, lives.weeks.paid) + np.where(_has_supplement(world, lives.weeks), SUPPLEMENT_ORE, 0)
    return np.where(lives.weeks.has_unknown_name, 0, ore)


def true_municipal_ore(world: World, lives: Lives) -> Integers:
    """What the municipality bears of `true_ore`: the rest of what is refunded, or what it pays of a co-financed benefit."""
    if lives.weeks is None:
        raise TypeError("lives without benefits")
    told = lives.weeks
    rate, paid = _refund_rate(_benefit_week(told)), _amounts(world, lives, told.paid)
    is_co_financed = np.isin(told.paid, [NAMES.index(benefit) for benefit in CO_FINANCED])
    own = np.where(is_co_financed, _part(paid, 10_000 - rate), paid - _part(paid, rate))
    supplement = np.where(_has_supplement(world, told), SUPPLEMENT_ORE, 0)
    return np.where(told.has_unknown_name, 0, own + supplement - _part(supplement, rate))


def spanning_municipal_ore(ore: int) -> int:
    """What the municipality bears of the supplements that let files span what they are meant to."""
    return ore - ore * REFUND_RATES[-1] // 10_000


def spanning_ore(deliveries: tuple[Delivery, ...]) -> dict[int, int]:
    """Øre by week of the rows that let files span what they are meant to, as far as no newer file tells the week again."""
    ore = {}
    for delivery in deliveries:
        weeks = weeks_of_months(delivery.first_month, delivery.last_month)
        for week, month in ((int(weeks[0]), delivery.first_month), (int(weeks[-1]), delivery.last_month)):
            newest = max(number for number, one in enumerate(deliveries) if one.first_month <= month <= one.last_month)
            if deliveries[newest] is delivery:
                ore[week] = SPANNING_ORE
    return ore


def _benefit_week(told: Weeks) -> Integers:
    """Each person's own count of benefit weeks in each week, across benefits and from before the files."""
    count: Integers = _weeks_before(told) + (told.paid != NONE).cumsum(axis=1)
    return count


def _refund_rate(count: Integers) -> Integers:
    rate: Integers = np.array(REFUND_RATES)[np.searchsorted(LADDER_WEEKS, count, side="left")]
    return rate


def _weeks_before(told: Weeks) -> Integers:
    """Weeks on benefit before the world's first."""
    return np.maximum(told.residents.number * 37 % MOST_WEEKS_BEFORE - NONE_BEFORE, 0)[:, None]


def _amounts(world: World, lives: Lives, paid: Names) -> Integers:
    """Øre for each person and week: the full rate, less for hours worked beside it, never nothing."""
    full = np.array([WEEKLY_ORE.get(name, 0) for name in NAMES])[paid]
    if lives.weeks is not None:
        is_young = lives.weeks.residents.birth_day > day_number(DATA_DATE) - 30 * 365
        full = np.where(is_young[:, None] & (paid == KONTANTHJAELP), UNDER_30_ORE, full)
    worked = np.minimum(lives.ordinary[:, months_of_weeks(world.weeks) - world.first_month], 15_000)
    worked = np.where(paid == DISABILITY_PENSION, 0, worked)
    amount: Integers = full * (20_000 - worked) // 20_000
    return amount
