"""Residents: what the registers say of a person beside work and benefits: municipality, target group, moves, emigration, death, pension.

Belongs here: these traits, drawn once as columns of numbers, for the referred and for comparison persons alike. Does not belong here:
benefits (`benefits.py`), hours (`lives.py`, `base_lives.py`), and the file that tells of moves and deaths (`register_files.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_contracts.reference import reference_values
from simulation.calendar import Booleans, Integers, day_number, first_day, months_of_days, not_on_a_thursday
from simulation.made_up_numbers import birth_days
from simulation.world import DATA_DATE, World

NEVER = day_number(date(2999, 1, 1))
"""The day of what does not happen."""
NEVER_MONTH = 2999 * 12
STAYS, DIES, EMIGRATES, MOVES, DISABILITY_PENSION = range(5)
YEARLY = (0.012, 0.006, 0.02, 0.015)
"""Yearly shares of deaths, emigration, moves to another municipality and disability pension; made up, of a size that many rules meet."""
RETURNS = 0.3
DISABILITY_GROUP = "førtidspension"

GROUP_SHARES = {
    "jobparat kontanthjælp": 0.24,
    "aktivitetsparat kontanthjælp": 0.40,
    "uddannelsesparat uddannelseshjælp": 0.06,
    "aktivitetsparat uddannelseshjælp": 0.07,
    "selvforsørgelses- og hjemrejseydelse": 0.05,
    "sygedagpenge": 0.03,
    "jobafklaring": 0.04,
    "ressourceforløb": 0.03,
    "revalidering": 0.01,
    "ledighedsydelse": 0.03,
    "førtidspension": 0.01,
    "dagpenge": 0.02,
    "selvforsørgende": 0.01,
}
"""Made up: mostly social assistance, as the programme tells of itself."""


@dataclass(frozen=True)
class Residents:
    """One row per person. `number` decides the CPR number; `target_group` is a place in the reference table; days are day numbers, NEVER
    where nothing happens; `pension_month` is the first month of folkepension."""

    number: Integers
    municipality: Integers
    target_group: Integers
    birth_day: Integers
    event: Integers
    event_day: Integers
    return_day: Integers
    pension_month: Integers
    is_in_dream: Booleans

    @property
    def gone_day(self) -> Integers:
        """The day of death or emigration."""
        return np.where((self.event == DIES) | (self.event == EMIGRATES), self.event_day, NEVER)

    @property
    def disability_day(self) -> Integers:
        """The day from which a disability pension is paid; the beginning of time for those who were referred with one."""
        is_old = self.target_group == list(reference_values("target_groups")).index(DISABILITY_GROUP)
        return np.where(is_old, 0, np.where(self.event == DISABILITY_PENSION, self.event_day, NEVER))

    def rows(self, start: int, stop: int) -> Residents:
        """A run of rows."""
        return Residents(**{name: column[start:stop] for name, column in vars(self).items()})

    def of(self, chosen: Booleans) -> Residents:
        """Only these persons."""
        return Residents(**{name: column[chosen] for name, column in vars(self).items()})


def draw_residents(world: World, number: Integers, municipality: Integers, earliest: Integers, topic: int) -> Residents:
    """The traits of persons of these numbers; nothing happens to anybody before the `earliest` day.

    Nothing happens in the last months either, which no source has completed: whether an event counts that is known before the months
    around it are, nobody has defined.
    """
    rng = world.random(topic)
    groups = [str(group) for group in reference_values("target_groups")]
    shares = np.array([GROUP_SHARES[group] for group in groups])
    target_group = rng.choice(len(groups), size=number.size, p=shares / shares.sum())
    latest = day_number(first_day(world.last_complete_month - 3))
    years = np.maximum(latest - earliest, 0) / 365.25
    # One of the four at most: each has its part of the time that there is.
    reach = np.cumsum(YEARLY)[:, None] * years
    event = 1 + (rng.random(number.size) > reach).sum(axis=0)
    event = np.where(event > DISABILITY_PENSION, STAYS, event)
    day = not_on_a_thursday(earliest + (rng.random(number.size) * np.maximum(latest - earliest, 1)).astype(np.int64))
    back = not_on_a_thursday(day + 90 + (rng.random(number.size) * 400).astype(np.int64))
    comes_back = (event == MOVES) & (rng.random(number.size) < RETURNS) & (back < latest)
    born = birth_days(number, world.seed)
    pension = _pension_month(born)
    is_pensioner = (pension > months_of_days(earliest)) & (pension < world.last_complete_month - 3) & (event == STAYS)
    return Residents(
        number=number,
        municipality=municipality,
        target_group=target_group,
        birth_day=born,
        event=event,
        event_day=np.where(event == STAYS, NEVER, day),
        return_day=np.where(comes_back, back, NEVER),
        pension_month=np.where(is_pensioner, pension, NEVER_MONTH),
        # DREAM is asked for a part, and for all who are near the age at which it alone knows of a pension.
        is_in_dream=(number % 5 == 0) | (born < day_number(DATA_DATE) - 60 * 365),
    )


def is_resident(world: World, residents: Residents, second_day: Integers | None = None) -> Booleans:
    """Whether the municipality has each person in each week: not between a move away and a return or a new referral."""
    thursday = world.weeks[None, :] * 7
    is_away = (residents.event == MOVES)[:, None] & (thursday >= residents.event_day[:, None]) & (thursday < residents.return_day[:, None])
    if second_day is not None:
        comes_back = (second_day > residents.event_day)[:, None] & (thursday >= second_day[:, None])
        is_away &= ~comes_back
    here: Booleans = ~is_away
    return here


def _pension_month(born: Integers) -> Integers:
    """The month of folkepension: at 66 and a half years for those born before July 1955, at 67 after (lov om social pension)."""
    months = months_of_days(born)
    return months + np.where(born < day_number(date(1955, 7, 1)), 66 * 12 + 6, 67 * 12)


def draw_comparison(world: World) -> Residents:
    """Comparison persons: one of two numbers each, mostly the older, since the referred are younger than those who could have been."""
    rng = world.random(8)
    pairs = world.first_comparison + 2 * np.arange(world.comparison)
    is_second_older = birth_days(pairs + 1, world.seed) < birth_days(pairs, world.seed)
    takes_older = rng.random(world.comparison) < 0.65
    number = pairs + (is_second_older == takes_older)
    shares = 1 / np.arange(1, len(world.municipalities) + 1)
    municipality = rng.choice(shares.size, size=number.size, p=shares / shares.sum())
    earliest = np.full(number.size, day_number(first_day(world.first_month)) + 60)
    return draw_residents(world, number, municipality, earliest, topic=9)
