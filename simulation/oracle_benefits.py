"""Oracle of benefits: the rules of DEFINITIONS for one person's weeks, written down a second time, slow and obvious.

Belongs here: what two sources together say of a week, which weeks and months are known and free of benefit, what competes with full-time,
before and after entry, the way off benefit. Does not belong here: hours (`oracle.py`), sums over persons (`truth_benefits.py`); nothing of
`assets` may be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Literal

from data_contracts.reference import reference_table
from simulation.calendar import date_of, day_number, month_number, thursday, week_of, weeks_of_months

Said = Literal["benefit", "free", "unknown"]
HOLIDAY_FROM_WORK = (121, 122, 123)
DISABILITY_PENSION, FOLKEPENSION = 783, 998
TELLS_NOTHING = (996, 997, 999)
"""DREAM's unknown, not resident and dead (facts on DREAM codes, DOMAIN section 1.4)."""
BLANK = 0
SICKNESS_CODES = range(890, 900)
SICKNESS_GROUP = "sygedagpenge"
EVENTS = ("death", "emigration", "folkepension", "førtidspension")
WEEKS_COMPARED, LEAST_COVERED = 52, 40
WEEKS_OFF = 4


@dataclass(frozen=True)
class WayOff:
    """When a person was first off benefit by a rule, in months from month 0, or what came before it, or how long nothing was seen.

    `followed` is the last month in which the rule could have been seen to begin; 0 or less: nothing could be seen.
    """

    month: int | None
    competing: tuple[int, str] | None
    followed: int


@cache
def codes_told() -> frozenset[int]:
    """The codes of DREAM that say whether there is a benefit."""
    rows = [row for row in reference_table("dream_codes") if row["handling"] != "unknown"]
    return frozenset(code for row in rows for code in range(int(row["code_from"]), int(row["code_to"]) + 1))


@cache
def weeks_of_month(month: int) -> tuple[int, ...]:
    """The weeks whose Thursday lies in a month."""
    return tuple(int(week) for week in weeks_of_months(month, month))


def month_of(week: int) -> int:
    """The month that a week belongs to."""
    return month_number(date_of(thursday(week)))


@dataclass(frozen=True)
class Benefits:
    """What the sources say of one person. Weeks are numbered by their Thursdays, months are month numbers.

    `paid` and `unnamed`: weeks in which Ydelsesrefusion has a benefit (supplements, zeros and payments to nobody left out) or a name that
    nobody knows; `ore`: what it paid, supplements included; `spanned`: weeks that it covers for this person; `dream`: the code of each
    week in DREAM, BLANK where there is none; `complete`: months that a source has completed; `disability_weeks`: those of `paid` with
    førtidspension; `municipal_ore`: the municipality's part of `ore`; `groups`: the benefit group of each week of `paid`.
    """

    paid: frozenset[int] = frozenset()
    unnamed: frozenset[int] = frozenset()
    ore: Mapping[int, int] = field(default_factory=dict)
    spanned: frozenset[int] = frozenset()
    dream: Mapping[int, int] = field(default_factory=dict)
    complete: frozenset[int] = frozenset()
    disability_weeks: frozenset[int] = frozenset()
    municipal_ore: Mapping[int, int] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    died_on: date | None = None
    emigrated_on: date | None = None

    def said(self, week: int) -> Said:
        """What is known of a week: after death and emigration nothing, and benefit wins where the sources disagree.

        Where one source cannot tell what the week was, the other's silence does not make it free of benefit.
        """
        if any(day is not None and thursday(week) >= day_number(day) for day in (self.died_on, self.emigrated_on)):
            return "unknown"
        if (week in self.paid and week in self.spanned) or self.is_benefit_in_dream(week):
            return "benefit"
        if self.is_untold_in_dream(week) or week in self.unnamed:
            return "unknown"
        return "free" if week in self.spanned or week in self.dream else "unknown"

    def is_untold_in_dream(self, week: int) -> bool:
        """Whether DREAM has a code for the week that says nothing of benefits: unknown, not resident, dead, or on no list."""
        code = self.dream.get(week, BLANK)
        return code != BLANK and (code in TELLS_NOTHING or code not in codes_told())

    def is_benefit_in_dream(self, week: int) -> bool:
        """Whether DREAM has a benefit in the week."""
        return self.dream.get(week, BLANK) != BLANK and self.dream[week] not in HOLIDAY_FROM_WORK and not self.is_untold_in_dream(week)

    def is_covered(self, week: int) -> bool:
        """Whether a week is known, in a month that is complete."""
        return month_of(week) in self.complete and self.said(week) != "unknown"

    def is_amount_known(self, week: int) -> bool:
        """Whether what was paid in a covered week is known: Ydelsesrefusion tells of it, or nobody tells of a benefit."""
        return self.is_covered(week) and week not in self.unnamed and (week in self.spanned or self.said(week) == "free")

    @cached_property
    def known_months(self) -> frozenset[int]:
        """Complete months of which every week is known."""
        return frozenset(month for month in self.complete if all(self.said(week) != "unknown" for week in weeks_of_month(month)))

    @cached_property
    def free_months(self) -> frozenset[int]:
        """Known months without a week of benefit."""
        return frozenset(month for month in self.known_months if all(self.said(week) == "free" for week in weeks_of_month(month)))

    def is_sickness_alone(self, week: int) -> bool:
        """Whether a week is one of benefit, and no source has another benefit than sickness benefit in it."""
        is_other_in_dream = self.is_benefit_in_dream(week) and self.dream[week] not in SICKNESS_CODES
        is_other_paid = week in self.paid and self.groups.get(week) != SICKNESS_GROUP
        return self.said(week) == "benefit" and not is_other_in_dream and not is_other_paid

    @cached_property
    def sickness_months(self) -> frozenset[int]:
        """Known months with weeks of benefit, all of them of sickness alone."""
        return frozenset(
            month
            for month in self.known_months - self.free_months
            if all(self.said(week) == "free" or self.is_sickness_alone(week) for week in weeks_of_month(month))
        )

    def last_known(self, month_0: int) -> int | None:
        """The last known month, `month_0` or later."""
        return max((month for month in self.known_months if month >= month_0), default=None)

    def disagreeing_weeks(self) -> int:
        """Weeks that both sources cover, of which one says benefit and the other none; folkepension, which DREAM alone knows, is none."""
        count = 0
        for week, code in self.dream.items():
            is_told_twice = week in self.spanned and week not in self.unnamed and not self.is_untold_in_dream(week)
            if self.said(week) == "unknown" or not is_told_twice or code == FOLKEPENSION:
                continue
            count += (week in self.paid) != self.is_benefit_in_dream(week)
        return count

    def competing(self, month_0: int) -> tuple[int, str] | None:
        """The first competing event after month 0, in months from it, and its name; a pension that runs in month 0 is none."""
        pensions = {
            "folkepension": min((week for week, code in self.dream.items() if code == FOLKEPENSION), default=None),
            "førtidspension": min(
                (*self.disability_weeks, *(week for week, code in self.dream.items() if code == DISABILITY_PENSION)), default=None
            ),
        }
        months = {name: month_of(week) for name, week in pensions.items() if week is not None}
        months.update({name: month_number(day) for name, day in (("death", self.died_on), ("emigration", self.emigrated_on)) if day})
        return min(((month - month_0, name) for name, month in months.items() if month > month_0), default=None)


@dataclass(frozen=True)
class Sides:
    """Weeks of benefit, covered weeks and øre in the year before and the year after entry, entry week in neither."""

    before: int
    covered_before: int
    after: int
    covered_after: int
    ore_before: int
    ore_after: int

    @property
    def is_paired(self) -> bool:
        """Whether enough weeks are covered on both sides."""
        return min(self.covered_before, self.covered_after) >= LEAST_COVERED


def sides(benefits: Benefits, entry_on: date) -> Sides:
    """The 52 weeks before the entry week and the 52 after it."""
    entry = week_of(day_number(entry_on))
    before = [week for week in range(entry - WEEKS_COMPARED, entry) if benefits.is_covered(week)]
    after = [week for week in range(entry + 1, entry + WEEKS_COMPARED + 1) if benefits.is_covered(week)]
    paid = [sum(benefits.said(week) == "benefit" for week in side) for side in (before, after)]
    ore = [sum(benefits.ore.get(week, 0) for week in side) for side in (before, after)]
    return Sides(paid[0], len(before), paid[1], len(after), *ore)


def off_benefit(benefits: Benefits, month_0: int, months: int) -> int | None:
    """The first month, 1 to `months` after month 0, with the first of four covered weeks in a row without benefit."""
    for month in range(month_0 + 1, month_0 + months + 1):
        for week in weeks_of_month(month):
            if all(benefits.said(week + step) == "free" and benefits.is_covered(week + step) for step in range(WEEKS_OFF)):
                return month - month_0
    return None


def first_free_month(benefits: Benefits, month_0: int, months: int) -> int | None:
    """The first known calendar month, 1 to `months` after month 0, without a week of benefit."""
    return min((month - month_0 for month in benefits.free_months if 1 <= month - month_0 <= months), default=None)


def way_off(benefits: Benefits, month_0: int, *, by_calendar_month: bool) -> WayOff:
    """The way off benefit on the clock that starts in `month_0`; four weeks that begin in one month may need the next."""
    last = benefits.last_known(month_0)
    followed = -1 if last is None else last - month_0 - (not by_calendar_month)
    rule = first_free_month if by_calendar_month else off_benefit
    month = rule(benefits, month_0, max(followed, 0))
    competing = benefits.competing(month_0)
    if competing is None or (month is not None and month < competing[0]):
        return WayOff(month, None, followed)
    return WayOff(None, competing, followed)
