"""Oracle: the rules of DEFINITIONS for one person, written down a second time, slow and obvious.

Belongs here: what a life amounts to under each rule, in plain Python and whole hundredths. Does not belong here: anything that the
pipeline computes with (nothing of `assets` may be imported: two implementations that share a line share its mistake), sums over persons
(`truth.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from simulation.calendar import first_day, last_day, month_number
from simulation.oracle_benefits import Benefits

SALARIED_NORM = 16033
HOURLY_NORM = 13900
"""Full-time months in hundredths of an hour, by pay type (DEFINITIONS, Hours)."""
RULE_MONTHS = 3
LASTING_MONTHS = 12
BANDS = ("none", "under_39", "39_to_78", "78_to_117", "117_to_norm", "at_norm")
BAND_LIMITS = (3900, 7800, 11700)


@dataclass(frozen=True)
class MonthHours:
    """One person's paid hours in a month, in hundredths: ordinary ones by pay type, subsidised ones, and those (of any form, and the
    ordinary ones) that the programme's own employer paid."""

    salaried: int = 0
    hourly: int = 0
    untyped: int = 0
    subsidised: int = 0
    programme: int = 0
    programme_ordinary: int = 0

    @property
    def ordinary(self) -> int:
        """Ordinary hours, whoever paid them."""
        return self.salaried + self.hourly + self.untyped

    @property
    def norm(self) -> int:
        """The norm of the pay type with most ordinary hours; of salaried work where there is no such one."""
        return HOURLY_NORM if self.hourly > max(self.salaried, self.untyped) else SALARIED_NORM


NOTHING = MonthHours()


@dataclass(frozen=True)
class Job:
    """One placement: its days (no last day while it runs) and its company's place in the list."""

    started_on: date
    ended_on: date | None
    partner: int
    end_reason: str = ""

    def runs_between(self, first: date, last: date) -> bool:
        """Whether it runs on any day from `first` to `last`."""
        return self.started_on <= last and (self.ended_on is None or self.ended_on >= first)


@dataclass(frozen=True)
class Traits:
    """Who a person is, as known at the first referral or from the list for comparison."""

    sex: str = "kvinde"
    birth_year: int = 1980
    target_group: str = "jobparat kontanthjælp"
    municipality: int = 851

    def age_band(self, year: int) -> str:
        """The band of the age reached in a year."""
        age = year - self.birth_year
        if age < 25:
            return "under_25"
        return "60_and_over" if age >= 60 else "25_29" if age < 30 else f"{age // 10}0_{age // 10}9"


@dataclass(frozen=True)
class Life:
    """One referred person. `covered` are the months of which the hours are known, `complete` those of them that no restatement is to be
    expected for; months are month numbers; `jobs` lie in the order of their starts; `benefits` are what the sources say of their weeks."""

    entry_on: date
    referrals: int
    jobs: tuple[Job, ...]
    hours: dict[int, MonthHours]
    covered: frozenset[int]
    complete: frozenset[int]
    benefits: Benefits = field(default_factory=Benefits)
    traits: Traits = field(default_factory=Traits)

    def month(self, month: int) -> MonthHours:
        """The hours of a month; none where nothing was paid."""
        return self.hours.get(month, NOTHING)

    @property
    def entry_month(self) -> int:
        """Month 0 of the clock that starts at referral."""
        return month_number(self.entry_on)

    @property
    def job_month(self) -> int | None:
        """Month 0 of the clock that starts with the first placement."""
        return month_number(self.jobs[0].started_on) if self.jobs else None

    @property
    def last_followed(self) -> int | None:
        """The last month of which the hours are known and complete."""
        return max(self.complete, default=None)

    @property
    def last_followed_with_benefits(self) -> int | None:
        """The last month of which both hours and benefits are known and complete."""
        return max(self.complete & self.benefits.known_months, default=None)


def is_at_norm(life: Life, month: int, *, needs_no_benefit: bool = False) -> bool:
    """The one-month rule: a known, complete month with ordinary hours of at least its norm and, where that is needed, no benefit."""
    return (
        month in life.complete
        and life.month(month).ordinary >= life.month(month).norm
        and (not needs_no_benefit or month in life.benefits.free_months)
    )


def first_run(
    life: Life,
    first: int,
    length: int,
    flat_norm: int | None = None,
    *,
    needs_no_benefit: bool = False,
    forgives_sickness: bool = False,
) -> int | None:
    """The first month, from `first` on, that begins `length` known, complete months, each with ordinary hours and, where that is needed,
    without benefit, whose sum is at least the sum of their norms (or of a flat norm for each, in hundredths). Forgiven, sickness benefit
    alone is no benefit in a month at the norm."""
    last = life.last_followed
    if last is None:
        return None
    for month in range(first, last - length + 2):
        run = [life.month(month + step) for step in range(length)] if life.month(month).ordinary > 0 else []
        if not run or any(hours.ordinary <= 0 for hours in run):
            continue
        if any(month + step not in life.complete for step in range(length)):
            continue
        if needs_no_benefit and not all(
            month + step in life.benefits.free_months
            or (forgives_sickness and hours.ordinary >= hours.norm and month + step in life.benefits.sickness_months)
            for step, hours in enumerate(run)
        ):
            continue
        if sum(hours.ordinary for hours in run) >= sum(flat_norm or hours.norm for hours in run):
            return month
    return None


@dataclass(frozen=True)
class FullTime:
    """What the full-time rules say of one person on one clock; `reached`, `lasting` and `competing` count months from month 0.

    `is_entry_known` is whether anything can be said of month 0, `last_seen` the last month known, counted alike (-1: none from month 0 on).
    `followed` and `lasting_followed` are the last months, counted alike, in which the rule could have begun; 0 or less means that
    nothing could be seen. An event that a competing one comes before, or in the same month as, is none: `reached` and `lasting` are
    given without it, `competing` is given where it comes first, `lasting_competing` where it comes before a lasting event.
    """

    is_at_entry: bool
    is_entry_known: bool
    last_seen: int
    reached: int | None
    followed: int
    lasting: int | None
    lasting_followed: int
    competing: tuple[int, str] | None
    lasting_competing: tuple[int, str] | None
    has_one_month: bool
    is_at_end: bool
    is_unconfirmed: bool

    @property
    def is_in_headline(self) -> bool:
        """Whether the person is in the incidence calculation: not full-time at entry, and with an event or seen long enough to judge
        month 1."""
        return not self.is_at_entry and (self.reached is not None or self.competing is not None or self.followed >= 1)


def full_time(life: Life, month_0: int, *, needs_no_benefit: bool = False) -> FullTime:
    """The full-time rules on the clock that starts in `month_0`; with `needs_no_benefit` months need to be known free of benefit too."""
    last = life.last_followed_with_benefits if needs_no_benefit else life.last_followed
    competing = life.benefits.competing(month_0)
    reached, has_competed = _first_of(first_run(life, month_0 + 1, RULE_MONTHS, needs_no_benefit=needs_no_benefit), month_0, competing)
    lasting, lasting_competed = _first_of(
        first_run(life, month_0 + 1, LASTING_MONTHS, needs_no_benefit=needs_no_benefit), month_0, competing
    )
    is_at_entry = is_at_norm(life, month_0, needs_no_benefit=needs_no_benefit)
    is_at_norm_last = last is not None and last >= month_0 and is_at_norm(life, last, needs_no_benefit=needs_no_benefit)
    known = life.complete & life.benefits.known_months if needs_no_benefit else life.complete
    return FullTime(
        is_at_entry=is_at_entry,
        is_entry_known=month_0 in known,
        last_seen=max((month - month_0 for month in known if month >= month_0), default=-1),
        reached=reached,
        followed=-1 if last is None else last - (RULE_MONTHS - 1) - month_0,
        lasting=lasting,
        lasting_followed=-1 if last is None else last - (LASTING_MONTHS - 1) - month_0,
        competing=has_competed,
        lasting_competing=lasting_competed,
        has_one_month=first_run(life, month_0 + 1, 1, needs_no_benefit=needs_no_benefit) is not None,
        is_at_end=is_at_norm_last and not (competing is not None and last is not None and competing[0] + month_0 > last),
        is_unconfirmed=is_at_norm_last and reached is None and has_competed is None and not is_at_entry,
    )


def _first_of(run: int | None, month_0: int, competing: tuple[int, str] | None) -> tuple[int | None, tuple[int, str] | None]:
    """The event in months from month 0, or the competing event where that comes first or in the same month."""
    event = None if run is None else run - month_0
    if competing is not None and (event is None or competing[0] <= event):
        return None, competing
    return event, None


def band(life: Life, month: int) -> int:
    """The place in BANDS of a month's ordinary hours."""
    hours = life.month(month)
    if hours.ordinary == 0:
        return 0
    if hours.ordinary >= hours.norm:
        return len(BANDS) - 1
    return 1 + sum(hours.ordinary >= limit for limit in BAND_LIMITS)


def ladder_start(life: Life) -> int | None:
    """The first full calendar month after the first placement's start; the month itself where it began on the 1st."""
    if not life.jobs:
        return None
    started_on = life.jobs[0].started_on
    return month_number(started_on) + (0 if started_on.day == 1 else 1)


def is_in_work_below_full_time(life: Life, month: int) -> bool:
    """Known, complete, and with ordinary hours below the month's norm."""
    return month in life.complete and 0 < band(life, month) < len(BANDS) - 1


def move(life: Life, start: int, end: int) -> str | None:
    """The ladder's outcome from one month to another; None where a month is unknown or the person was not in work below full-time."""
    if end not in life.complete or not is_in_work_below_full_time(life, start):
        return None
    before, after = band(life, start), band(life, end)
    if after == 0:
        return "left_work"
    if after == before:
        return "unchanged"
    return "moved_up" if after > before else "moved_down"


def runs_in_month(life: Life, month: int) -> bool:
    """Whether any placement of the person runs on any day of the month."""
    return any(job.runs_between(first_day(month), last_day(month)) for job in life.jobs)


def has_ever_worked(life: Life) -> bool:
    """Ordinary hours in any covered month from entry on."""
    return any(month in life.covered and hours.ordinary > 0 for month, hours in life.hours.items() if month >= life.entry_month)
