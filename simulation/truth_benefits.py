"""Truth of benefits, employment and money: figures of the referred beside participation, ladder and full-time.

Belongs here: sums over persons of what `oracle_benefits.py` and `oracle.py` say, and their figures. Does not belong here: the rules for
one person; nothing of `assets` may be imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from simulation.exact_incidence import ExactIncidence
from simulation.oracle import Life
from simulation.oracle_benefits import off_benefit, sides, way_off
from simulation.rounding import six_decimals

TruthRow = tuple[str, str, str, dict[str, str | int], int | Decimal]
EMPLOYMENT_MONTHS = (6, 12, 24)
YEAR = 12
CLOCKS = ("referred", "job_starters")
OFF_BENEFIT_RULES = {"off_benefit_share": False, "off_benefit_month_share": True}
"""Whether the rule behind a share looks at calendar months."""
FEWEST_FOR_A_MEAN = 2
"""The mean of one person would be that person."""
FEWEST_COVERED = 10
"""Of fewer persons the share of known months is not told."""


class BenefitTally:
    """Adds up lives. `off` are persons off benefit within twelve months, by clock; `elsewhere` those with hours at another employer."""

    def __init__(self) -> None:
        self.paired = self.left_out = self.disagreeing = 0
        self.before = self.after = 0
        self.off: Counter[str] = Counter({"referred": 0, "job_starters": 0})
        self.ways_off = {(clock, rule): ExactIncidence() for clock in CLOCKS for rule in OFF_BENEFIT_RULES}
        self.seen: Counter[int] = Counter()
        self.with_hours: Counter[int] = Counter()
        self.hundredths: Counter[int] = Counter()
        self.elsewhere = self.programme_only = 0
        self.entries: list[int] = []
        self.known: dict[str, Counter[int]] = {"hours": Counter(), "benefit": Counter()}

    def add(self, life: Life) -> None:
        """Counts a person in."""
        self.disagreeing += life.benefits.disagreeing_weeks()
        self.entries.append(life.entry_month)
        for source, known in (("hours", life.complete & life.covered), ("benefit", life.benefits.known_months)):
            self.known[source].update(month for month in known if month >= life.entry_month)
        compared = sides(life.benefits, life.entry_on)
        self.left_out += not compared.is_paired
        if compared.is_paired:
            self.paired += 1
            self.before += compared.before
            self.after += compared.after
        for population, month_0 in (("referred", life.entry_month), ("job_starters", life.job_month)):
            if month_0 is not None:
                self._off_benefit(life, population, month_0)
        for months in EMPLOYMENT_MONTHS:
            if life.entry_month + months in life.complete:
                hours = life.month(life.entry_month + months)
                ordinary = hours.ordinary
                self.seen[months] += 1
                if months == YEAR:
                    self.elsewhere += ordinary > hours.programme_ordinary
                    self.programme_only += 0 < ordinary == hours.programme_ordinary
                self.with_hours[months] += ordinary > 0
                self.hundredths[months] += ordinary

    def _off_benefit(self, life: Life, clock: str, month_0: int) -> None:
        month, competing = off_benefit(life.benefits, month_0, YEAR), life.benefits.competing(month_0)
        self.off[clock] += month is not None and (competing is None or month < competing[0])
        for rule, by_calendar_month in OFF_BENEFIT_RULES.items():
            way = way_off(life.benefits, month_0, by_calendar_month=by_calendar_month)
            self.ways_off[clock, rule].add(way.month, way.followed, way.competing)

    def _coverage(self) -> Iterator[TruthRow]:
        """Of the months from entry to the last that is known of anybody, the share that is known, in whole percent."""
        for source, known in self.known.items():
            spans = [max(known) - entry + 1 for entry in self.entries if known and entry <= max(known)]
            if len(spans) >= FEWEST_COVERED:
                percent = Fraction(100 * known.total(), sum(spans))
                yield f"coverage.{source}_share", "referred", "total", {}, six_decimals(Fraction(int(percent + Fraction(1, 2)), 100))

    def figures(self) -> Iterator[TruthRow]:
        """The figures of everybody counted so far."""
        yield "coverage.disagreeing_weeks", "referred", "total", {}, self.disagreeing
        yield from self._coverage()
        yield "benefit_weeks.persons_paired", "referred", "total", {}, self.paired
        yield "benefit_weeks.persons_left_out", "referred", "total", {}, self.left_out
        if self.paired >= FEWEST_FOR_A_MEAN:
            yield "benefit_weeks.before_52w", "referred", "total", {}, six_decimals(Fraction(self.before, self.paired))
            yield "benefit_weeks.after_52w", "referred", "total", {}, six_decimals(Fraction(self.after, self.paired))
            yield "benefit_weeks.change_52w", "referred", "total", {}, six_decimals(Fraction(self.after - self.before, self.paired))
        yield "self_support.off_benefit_by_12m_count", "referred", "12m", {}, self.off["referred"]
        for (clock, rule), ways in self.ways_off.items():
            for window in (12, 24) if ways.persons else ():
                yield f"self_support.{rule}_{window}m", clock, f"{window}m", {}, six_decimals(ways.share(window))
        if self.seen[YEAR]:
            for name, number in (("other_employer", self.elsewhere), ("programme_payroll_only", self.programme_only)):
                yield f"employment.{name}_share_12m", "referred", "12m", {}, six_decimals(Fraction(number, self.seen[YEAR]))
        for months in EMPLOYMENT_MONTHS:
            if self.seen[months]:
                share = Fraction(self.with_hours[months], self.seen[months])
                yield f"employment.any_hours_share_{months}m", "referred", f"{months}m", {}, six_decimals(share)
            if self.with_hours[months] >= FEWEST_FOR_A_MEAN:
                mean = Fraction(self.hundredths[months], 100 * self.with_hours[months])
                yield f"employment.mean_hours_{months}m", "referred", f"{months}m", {}, six_decimals(mean)
