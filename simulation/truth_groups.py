"""Truth of groups: the main figures of the referred by year of referral, target group, sex, age and municipality, and who is referred.

Belongs here: sums over persons of a group. Does not belong here: the rules for one person (`oracle*.py`); nothing of `assets` may be
imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from simulation.exact_incidence import ExactIncidence
from simulation.oracle import Life, Traits, full_time
from simulation.oracle_benefits import sides, way_off
from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, YEAR, TruthRow

Group = tuple[str, str | int]


@dataclass
class Tallied:
    """What is counted of one group."""

    persons: int = 0
    reached: ExactIncidence = field(default_factory=ExactIncidence)
    off: ExactIncidence = field(default_factory=ExactIncidence)
    seen: int = 0
    working: int = 0
    changes: list[int] = field(default_factory=list)


class GroupTally:
    """Adds up lives by group, and comparison persons who have not been referred."""

    def __init__(self, data_date: date) -> None:
        self.year = data_date.year
        self.referred: dict[Group, Tallied] = {}
        self.chosen: Counter[Group] = Counter()
        self.listed: Counter[Group] = Counter()
        self.persons = self.others = 0

    def add(self, life: Life, *, needs_no_benefit: bool) -> None:
        """Counts a referred person in."""
        self.persons += 1
        self.chosen.update(_groups(life.traits, self.year))
        outcome = full_time(life, life.entry_month, needs_no_benefit=needs_no_benefit)
        way = way_off(life.benefits, life.entry_month, by_calendar_month=False)
        compared = sides(life.benefits, life.entry_on)
        month = life.entry_month + YEAR
        entry_year = life.entry_on.year
        for group in [("referral_year", entry_year), *_groups(life.traits, entry_year)]:
            tallied = self.referred.setdefault(group, Tallied())
            tallied.persons += 1
            if not outcome.is_at_entry:
                tallied.reached.add(outcome.reached, outcome.followed, outcome.competing)
            tallied.off.add(way.month, way.followed, way.competing)
            tallied.seen += month in life.complete
            tallied.working += month in life.complete and life.month(month).ordinary > 0
            tallied.changes += [compared.after - compared.before] if compared.is_paired else []

    def add_comparison(self, traits: Traits) -> None:
        """Counts a comparison person in who has not been referred."""
        self.others += 1
        self.listed.update(_groups(traits, self.year))

    def figures(self, suffix: str) -> Iterator[TruthRow]:
        """The figures of everybody counted so far; `suffix` is that of the populations of full-time."""
        for (dimension, value), tallied in self.referred.items():
            by = {dimension: value}
            yield "participation.referred", "referred", "total", by, tallied.persons
            if tallied.reached.persons:
                yield "full_time.reached_share_12m", f"referred{suffix}", "12m", by, six_decimals(tallied.reached.share(YEAR))
            if tallied.off.persons:
                yield "self_support.off_benefit_share_12m", "referred", "12m", by, six_decimals(tallied.off.share(YEAR))
            if tallied.seen:
                share = six_decimals(Fraction(tallied.working, tallied.seen))
                yield "employment.any_hours_share_12m", "referred", "12m", by, share
            if len(tallied.changes) >= FEWEST_FOR_A_MEAN:
                change = six_decimals(Fraction(sum(tallied.changes), len(tallied.changes)))
                yield "benefit_weeks.change_52w", "referred", "total", by, change
        for name, population, counted, whole in (
            ("referred", "referred", self.chosen, self.persons),
            ("comparison", "comparison", self.listed, self.others),
        ):
            for dimension, value in sorted({*self.chosen, *self.listed}, key=str) if whole else ():
                share = six_decimals(Fraction(counted[dimension, value], whole))
                yield f"selection.{name}_share", population, "total", {dimension: value}, share


def _groups(traits: Traits, year: int) -> list[Group]:
    """The groups of a person, but for the year of referral."""
    return [
        ("sex", traits.sex),
        ("age_band", traits.age_band(year)),
        ("target_group", traits.target_group),
        ("municipality", traits.municipality),
    ]
