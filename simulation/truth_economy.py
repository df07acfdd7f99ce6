"""Truth of the economy: what benefits cost before and after entry, who bore it, and what was saved against comparison persons.

Belongs here: sums over persons and the difference within cells of week and benefit, in exact fractions. Does not belong here: what a week
cost (`oracle_benefits.py`); nothing of `assets` may be imported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from scipy.special import stdtrit

from simulation.calendar import day_number, week_of
from simulation.oracle import Life
from simulation.oracle_benefits import LEAST_COVERED, WEEKS_COMPARED, Benefits
from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, Row

FEWEST_COMPARISONS, FEWEST_MATCHED = 5, 30
PARTS = ("", "municipal_", "state_")
PLACE: tuple[str, str, dict[str, str | int]] = ("referred", "12m", {})
NO_BENEFIT = "none"
Cell = tuple[int, int, str]


@dataclass(frozen=True)
class Change:
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

    def change(self, week: int) -> Change | None:
        """The change around a week; None where too few weeks are known on a side."""
        sides = []
        for begins, ends in ((week - WEEKS_COMPARED, week), (week + 1, week + 1 + WEEKS_COMPARED)):
            sides.append([later - earlier for later, earlier in zip(self._until(ends), self._until(begins), strict=True)])
        before, after = sides
        if min(before[0], after[0]) < LEAST_COVERED:
            return None
        paid, municipal = after[1] - before[1], after[2] - before[2]
        return Change((paid, municipal, paid - municipal))

    def group(self, week: int) -> str:
        """The benefit group of a week."""
        return self.benefits.groups.get(week, NO_BENEFIT)


class EconomyTally:
    """Participants as they are counted in, and comparison persons, each with the month of their own referral if they have one."""

    def __init__(self) -> None:
        self.referred = 0
        self.own: list[tuple[Cell, Change]] = []
        self.lives: list[Life] = []
        self.mix: dict[str, Counter[str]] = {"before": Counter(), "after": Counter()}
        self.others: list[tuple[Sums, int | None]] = []

    def add(self, life: Life) -> None:
        """Counts a referred person in."""
        self.referred += 1
        sums, week = Sums(life.benefits), week_of(day_number(life.entry_on))
        change = sums.change(week)
        if change is not None:
            for side, weeks in (("before", range(week - WEEKS_COMPARED, week)), ("after", range(week + 1, week + 1 + WEEKS_COMPARED))):
                self.mix[side][_main(life.benefits, weeks)] += 1
            self.own.append(((week, life.entry_month, sums.group(week)), change))
            self.lives.append(life)

    def add_comparison(self, benefits: Benefits, referred_month: int | None) -> None:
        """Counts a comparison person in."""
        self.others.append((Sums(benefits), referred_month))

    def figures(self, cost_ore: Mapping[str, int] | None) -> Iterator[Row]:
        """The figures of everybody counted so far."""
        if len(self.own) >= FEWEST_FOR_A_MEAN:
            yield (
                "benefit_dkk.change_52w",
                "referred",
                "total",
                {},
                six_decimals(Fraction(sum(change.parts[0] for _, change in self.own), 100 * len(self.own))),
            )
            for place, part in enumerate(PARTS):
                total = sum(change.parts[place] for _, change in self.own)
                yield f"municipal_economy.{part}gross_change_dkk", *PLACE, six_decimals(Fraction(total, 100))
        for group in sorted({*self.mix["before"], *self.mix["after"]}):
            for side, counted in self.mix.items():
                yield f"benefit_mix.persons_{side}_52w", "referred", "total", {"benefit_group": group}, counted[group]
        saved = self._saved()
        if saved is None:
            return
        persons, kroner = saved
        for part, amount in zip(PARTS, kroner, strict=True):
            yield f"municipal_economy.{part}saved_dkk", *PLACE, six_decimals(amount)
        if cost_ore is not None:
            each = Fraction(sum(cost_ore.values()), 100 * self.referred)
            yield "municipal_economy.saved_after_cost_dkk", *PLACE, six_decimals(kroner[0] - persons * each)
            if kroner[0] > self._half_width(kroner[0]):
                yield "municipal_economy.break_even_month", *PLACE, six_decimals(each / (kroner[0] / persons / 12))

    def _half_width(self, saved: Fraction) -> float:
        """How far Student's interval of what was saved reaches: over persons, the squared sum of what each of them weighs in it."""
        beside = self._changes_beside()
        weighs: dict[object, float] = defaultdict(float)
        matched = [(place, cell, change) for place, (cell, change) in enumerate(self.own) if len(beside[cell]) >= FEWEST_COMPARISONS]
        mean = float(saved / len(matched))
        for place, cell, change in matched:
            own = self._number_among_others(self.lives[place])
            theirs = {person: other.parts[0] / 100 for person, other in beside[cell]}
            of_them = sum(theirs.values()) / len(theirs)
            # Who is listed for comparison and referred is one person, weighed once.
            weighs[("own", place) if own is None else own] += of_them - change.parts[0] / 100 - mean
            for person, kroner in theirs.items():
                weighs[person] += (kroner - of_them) / len(theirs) * sqrt(len(theirs) / (len(theirs) - 1))
        return sqrt(sum(weight**2 for weight in weighs.values())) * float(stdtrit(len(weighs) - 1, 0.975))

    def _number_among_others(self, life: Life) -> int | None:
        """Which comparison person a referred one is."""
        referred = [(number, sums) for number, (sums, month) in enumerate(self.others) if month == life.entry_month]
        return next((number for number, sums in referred if sums.benefits == life.benefits), None)

    def _saved(self) -> tuple[int, list[Fraction]] | None:
        beside = self._changes_beside()
        matched = [(cell, change) for cell, change in self.own if len(beside.get(cell, ())) >= FEWEST_COMPARISONS]
        if len(matched) < FEWEST_MATCHED:
            return None
        saved = []
        for place in range(len(PARTS)):
            total = Fraction()
            for cell, change in matched:
                theirs = [other.parts[place] for _, other in beside[cell]]
                total += Fraction(sum(theirs), len(theirs)) - change.parts[place]
            saved.append(total / 100)
        return len(matched), saved

    def _changes_beside(self) -> dict[Cell, list[tuple[int, Change]]]:
        cells = {cell for cell, _ in self.own}
        beside: dict[Cell, list[tuple[int, Change]]] = defaultdict(list)
        for number, (sums, referred_month) in enumerate(self.others):
            for cell in cells:
                week, month, group = cell
                is_later = referred_month is None or referred_month > month
                change = sums.change(week) if is_later and sums.group(week) == group else None
                if change is not None:
                    beside[cell].append((number, change))
        return beside


def _main(benefits: Benefits, weeks: range) -> str:
    """The benefit of most weeks whose amounts are known; of several the first by name."""
    counted = Counter(benefits.groups[week] for week in weeks if week in benefits.groups and benefits.is_amount_known(week))
    return min(counted, key=lambda group: (-counted[group], group)) if counted else NO_BENEFIT
