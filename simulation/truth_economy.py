"""Truth of the economy: what benefits cost before and after entry, who bore it, and which benefit it mainly was.

Belongs here: sums over persons in exact fractions. Does not belong here: what a week cost (`oracle_benefits.py`), and what was saved, which
can only be estimated; nothing of `assets` may be imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from simulation.calendar import day_number, week_of
from simulation.oracle import Life
from simulation.oracle_benefits import LEAST_COVERED, WEEKS_COMPARED, Benefits
from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, TruthRow

PARTS = ("", "municipal_", "state_")
PLACE: tuple[str, str, dict[str, str | int]] = ("referred", "12m", {})
NO_BENEFIT = "none"


@dataclass(frozen=True)
class BenefitChange:
    """A person's change in øre from the year before a week to the year after it: all, the municipality's and the state's part."""

    parts: tuple[int, int, int]


class Sums:
    """Of one person, running sums over weeks of what is known, paid and borne by the municipality, so that a year is a subtraction."""

    def __init__(self, benefits: Benefits) -> None:
        weeks = {*benefits.spanned, *benefits.dream}
        self.first = min(weeks, default=0)
        self.benefits = benefits
        self.running = [(0, 0, 0)]
        for week in range(self.first, max(weeks, default=-1) + 1):
            known, ore, municipal = self.running[-1]
            if benefits.is_amount_known(week):
                known += 1
                ore += benefits.ore.get(week, 0)
                municipal += benefits.municipal_ore.get(week, 0)
            self.running.append((known, ore, municipal))

    def _until(self, week: int) -> tuple[int, int, int]:
        """Sums over all weeks before a week."""
        return self.running[min(max(week - self.first, 0), len(self.running) - 1)]

    def change(self, week: int) -> BenefitChange | None:
        """The change around a week; None where too few weeks are known on a side."""
        sides = []
        for begins, ends in ((week - WEEKS_COMPARED, week), (week + 1, week + 1 + WEEKS_COMPARED)):
            sides.append([later - earlier for later, earlier in zip(self._until(ends), self._until(begins), strict=True)])
        before, after = sides
        if min(before[0], after[0]) < LEAST_COVERED:
            return None
        paid, municipal = after[1] - before[1], after[2] - before[2]
        return BenefitChange((paid, municipal, paid - municipal))


class EconomyTally:
    """Participants as they are counted in."""

    def __init__(self) -> None:
        self.changes: list[BenefitChange] = []
        self.mix: dict[str, Counter[str]] = {"before": Counter(), "after": Counter()}

    def add(self, life: Life) -> None:
        """Counts a referred person in."""
        week = week_of(day_number(life.entry_on))
        change = Sums(life.benefits).change(week)
        if change is not None:
            for side, weeks in (("before", range(week - WEEKS_COMPARED, week)), ("after", range(week + 1, week + 1 + WEEKS_COMPARED))):
                self.mix[side][_main(life.benefits, weeks)] += 1
            self.changes.append(change)

    def figures(self) -> Iterator[TruthRow]:
        """The figures of everybody counted so far."""
        if len(self.changes) >= FEWEST_FOR_A_MEAN:
            mean = Fraction(sum(change.parts[0] for change in self.changes), 100 * len(self.changes))
            yield "benefit_dkk.change_52w", "referred", "total", {}, six_decimals(mean)
            for place, part in enumerate(PARTS):
                total = sum(change.parts[place] for change in self.changes)
                yield f"municipal_economy.{part}gross_change_dkk", *PLACE, six_decimals(Fraction(total, 100))
        for group in sorted({*self.mix["before"], *self.mix["after"]}):
            for side, counted in self.mix.items():
                yield f"benefit_mix.persons_{side}_52w", "referred", "total", {"benefit_group": group}, counted[group]


def _main(benefits: Benefits, weeks: range) -> str:
    """The benefit of most weeks whose amounts are known; of several the first by name."""
    counted = Counter(benefits.groups[week] for week in weeks if week in benefits.groups and benefits.is_amount_known(week))
    return min(counted, key=lambda group: (-counted[group], group)) if counted else NO_BENEFIT
