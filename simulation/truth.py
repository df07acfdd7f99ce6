"""Truth: the figures that the simulated deliveries must yield, counted from the lives themselves.

Belongs here: sums over persons, shares, and the record that tests compare with. Does not belong here: the rules for one person
(`oracle.py`); nothing of `assets` may be imported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Literal

from simulation.calendar import first_day, last_day, month_name, month_number
from simulation.exact_incidence import ExactIncidence
from simulation.observed_bureau import ObservedBureau
from simulation.oracle import (
    BANDS,
    RULE_MONTHS,
    Life,
    Traits,
    band,
    first_run,
    full_time,
    has_ever_worked,
    is_in_work_below_full_time,
    ladder_start,
    move,
    runs_in_month,
)
from simulation.oracle_benefits import EVENTS
from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, BenefitTally, TruthRow
from simulation.truth_economy import EconomyTally
from simulation.truth_groups import GroupTally
from simulation.truth_network import NetworkTally
from simulation.truth_wellbeing import wellbeing_figures
from simulation.writing import Account

TruthKey = tuple[str, str, str, str]
"""Figure id, population, window and dimensions (JSON with sorted keys), as in the table of figures."""
CountKey = tuple[str, str, str, tuple[tuple[str, str | int], ...]]
"""The same while counting: dimensions as sorted pairs."""
Number = int | Decimal
GRID_MONTHS = (1, 3, 6, 12)
GRID_NORMS = {"117": 11700, "139": 13900, "148": 14800, "160.33": 16033}
OF_THOSE_LEFT = ("ever_one_month", "unconfirmed")
TOLD_OF_EVERYBODY = ("at_entry", "at_end", *OF_THOSE_LEFT)
"""Counts of full-time that need nobody at risk; the first two of everybody, the others of those not full-time in month 0."""
LADDER_WINDOWS = (6, 12, 24)
LADDER_PLACES = (*(("job_starters", f"{window}m") for window in LADDER_WINDOWS), ("referred", "to_end"))
MOVES = ("moved_up", "unchanged", "moved_down", "left_work")
MONTHS_SHOWN = 24
BenefitCondition = Literal["required", "ignored"]
SUFFIX = {"required": "", "ignored": "_benefit_ignored"}


@dataclass(frozen=True)
class Truth:
    """What a run on the simulated inbox must say.

    `figures`: counts as int; hours, weeks and shares as Decimal with the six decimals of a stored figure (halves away from zero),
    computed in fractions. Figures without anybody to speak of are absent. `files`: for each file, by its path in the inbox, what becomes
    of its rows. `effects`: for each population what the programme really did, as `effects.TrueEffects.means` says it.
    """

    figures: dict[TruthKey, Number]
    files: dict[str, Account]
    effects: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)


def write_truth(truth: Truth, path: Path) -> None:
    """The truth as JSON: decimals as text, figures in the order of their keys. Keep it outside the inbox."""
    names = ("figure_id", "population", "window", "dimensions")
    record = {
        "figures": [
            {**dict(zip(names, key, strict=True)), "value": value if isinstance(value, int) else str(value)}
            for key, value in sorted(truth.figures.items())
        ],
        "files": {
            name: {
                "rows": account.rows,
                "unnamed": account.unnamed,
                "identical": account.identical,
                "of_nothing": account.of_nothing,
                "quarantined": dict(sorted(account.quarantined.items())),
            }
            for name, account in sorted(truth.files.items())
        },
        "effects": {
            population: {name: value if isinstance(value, int) else str(value) for name, value in means.items()}
            for population, means in truth.effects.items()
        },
    }
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class Tally:
    """Adds up lives, one after the other, and says in the end what the figures are under one setting of the benefit condition."""

    def __init__(self, data_date: date, benefit_condition: BenefitCondition = "required") -> None:
        self.data_date = data_date
        self.needs_no_benefit = benefit_condition == "required"
        self.suffix = SUFFIX[benefit_condition]
        self.benefits = BenefitTally()
        self.network = NetworkTally(data_date)
        self.economy = EconomyTally()
        self.groups = GroupTally(data_date)
        self.bureau = ObservedBureau()
        self.counts: Counter[CountKey] = Counter(dict.fromkeys(_counted(self.suffix), 0))
        self.on_clock: Counter[tuple[str, str]] = Counter()
        self.reached = {"referred": ExactIncidence(), "job_starters": ExactIncidence()}
        self.lasting = {"referred": ExactIncidence(), "job_starters": ExactIncidence()}
        self.companies: dict[str, set[int]] = {"total": set()}
        self.days_to_first_job = 0
        self.weekly_hundredths = 0
        self.months_in_work = 0
        self.persons_in_work: set[int] = set()
        self.paid: Counter[int] = Counter()
        self.complete: set[int] = set()
        self.first_start: int | None = None

    def add(self, lives: Iterable[Life]) -> None:
        """Count these persons in."""
        for life in lives:
            self._participation(life)
            self._placements(life)
            self._hours(life)
            self._ladder(life)
            self.benefits.add(life)
            self.network.add(life)
            self.economy.add(life)
            self.groups.add(life, needs_no_benefit=self.needs_no_benefit)
            self._full_time(life, "referred", life.entry_month)
            if life.job_month is not None:
                self._full_time(life, "job_starters", life.job_month)

    def add_comparison(self, told: Iterable[Traits]) -> None:
        """Count these comparison persons in, none of them referred."""
        for traits in told:
            self.groups.add_comparison(traits)

    def _count(self, figure_id: str, population: str, window: str = "total", by: int = 1, **dimensions: str | int) -> None:
        if by:
            self.counts[figure_id, population, window, tuple(sorted(dimensions.items()))] += by

    def _participation(self, life: Life) -> None:
        self._count("participation.referred", "referred")
        self._count("participation.referrals", "referred", by=life.referrals)
        self._count("participation.employed", "referred", by=bool(life.jobs))
        self._count("participation.waiting", "referred", by=not life.jobs)
        self._count("participation.ever_in_work", "referred", by=has_ever_worked(life))
        if life.jobs:
            self.days_to_first_job += (life.jobs[0].started_on - life.entry_on).days

    def _placements(self, life: Life) -> None:
        for job in life.jobs:
            self._count("participation.placements", "placements")
            self.companies["total"].add(job.partner)
            if job.ended_on is not None and job.ended_on < self.data_date:
                self._count("participation.ended_placements", "placements")
                self._count("participation.ended_placements", "placements", end_reason=job.end_reason or "not_told")
            self._count("participation.running_placements", "placements", by=job.runs_between(self.data_date, self.data_date))
            start = month_number(job.started_on)
            self.first_start = start if self.first_start is None else min(start, self.first_start)
            for month in range(start, month_number(self.data_date) + 1):
                if job.runs_between(first_day(month), last_day(month)):
                    self._count("participation.running_placements", "placements", month_name(month))
                    self.companies.setdefault(month_name(month), set()).add(job.partner)

    def _hours(self, life: Life) -> None:
        self.complete |= life.complete
        for month, hours in life.hours.items():
            if month in life.complete:
                self.paid[month] += hours.programme
                if hours.ordinary > 0 and runs_in_month(life, month):
                    self.weekly_hundredths += hours.ordinary
                    self.months_in_work += 1
                    self.persons_in_work.add(self.network.persons)

    def _ladder(self, life: Life) -> None:
        start = ladder_start(life)
        if start is not None:
            for window in LADDER_WINDOWS:
                outcome = move(life, start, start + window)
                if outcome:
                    self._count(f"job_ladder.{outcome}", "job_starters", f"{window}m")
                    self._flow(life, "job_starters", f"{window}m", start, start + window)
            self._bands(life, start)
        if life.last_followed is not None and life.last_followed > life.entry_month:
            outcome = move(life, life.entry_month, life.last_followed)
            if outcome:
                self._count(f"job_ladder.{outcome}", "referred", "to_end")
                self._flow(life, "referred", "to_end", life.entry_month, life.last_followed)

    def _flow(self, life: Life, population: str, window: str, start: int, end: int) -> None:
        ends: dict[str, str | int] = {"from": BANDS[band(life, start)], "to": BANDS[band(life, end)]}
        self.counts["job_ladder.persons_from_to", population, window, tuple(sorted(ends.items()))] += 1

    def _bands(self, life: Life, start: int) -> None:
        if not is_in_work_below_full_time(life, start):
            return
        for step in range(MONTHS_SHOWN + 1):
            if start + step in life.complete:
                name = BANDS[band(life, start + step)]
                self._count("job_ladder.persons_in_band", "job_starters", "24m", band=name, month=step)

    def _full_time(self, life: Life, clock: str, month_0: int) -> None:
        outcome = full_time(life, month_0, needs_no_benefit=self.needs_no_benefit)
        population = clock + self.suffix
        may_reach = not outcome.is_at_entry
        could_be_told = {
            "at_entry": outcome.is_entry_known,
            "at_end": outcome.last_seen >= 0,
            "ever_one_month": may_reach and outcome.last_seen >= 1,
            "unconfirmed": may_reach and outcome.last_seen >= 1,
        }
        self.on_clock[clock, "all"] += 1
        self.on_clock[clock, "left"] += may_reach
        self.on_clock.update((clock, name) for name, could in could_be_told.items() if could)
        self._count("full_time.at_entry_count", population, by=outcome.is_at_entry)
        self._count("full_time.at_end_count", population, by=outcome.is_at_end)
        self._count("full_time.ever_one_month_count", population, by=may_reach and outcome.has_one_month)
        self._count("full_time.unconfirmed_count", population, by=outcome.is_unconfirmed)
        if self.needs_no_benefit and outcome.is_in_headline and outcome.reached is None and life.benefits.sickness_months:
            forgiven = first_run(life, month_0 + 1, RULE_MONTHS, needs_no_benefit=True, forgives_sickness=True)
            is_first = forgiven is not None and (outcome.competing is None or forgiven - month_0 < outcome.competing[0])
            self._count("full_time.failed_by_sickness_count", population, by=is_first)
        if may_reach:
            self.reached[clock].add(outcome.reached, outcome.followed, outcome.competing)
            self.lasting[clock].add(outcome.lasting, outcome.lasting_followed, outcome.lasting_competing)
            if outcome.competing is not None:
                self._count("full_time.competing_count", population, event=outcome.competing[1])
        self._grid(life, population, month_0, outcome.is_in_headline)

    def _grid(self, life: Life, population: str, month_0: int, is_in_headline: bool) -> None:
        most = max((hours.ordinary for hours in life.hours.values()), default=0)
        for months in GRID_MONTHS:
            for norm, hundredths in GRID_NORMS.items():
                # Whoever never had a month at the norm cannot have several that are on average.
                is_worth_a_look = is_in_headline and most >= hundredths
                has_run = (
                    is_worth_a_look and first_run(life, month_0, months, hundredths, needs_no_benefit=self.needs_no_benefit) is not None
                )
                self._count("full_time.reached_count", population, by=has_run, months=months, norm=norm)

    def figures(self) -> dict[TruthKey, Number]:
        """All figures of the persons counted so far."""
        figures: dict[TruthKey, Number] = {
            (*key[:3], _json(dict(key[3]))): count for key, count in self.counts.items() if self._has_anybody(key)
        }
        for part in (
            self._shares(),
            self._companies_and_hours(),
            self.benefits.figures(),
            self.network.figures(self.bureau),
            wellbeing_figures(self.bureau.answers, self.data_date),
            self._costs(),
            self.economy.figures(),
            self.groups.figures(self.suffix),
            *(self._incidence(clock) for clock in self.reached),
        ):
            figures.update({(figure_id, population, window, _json(by)): number for figure_id, population, window, by, number in part})
        return figures

    def _has_anybody(self, key: CountKey) -> bool:
        """Whether a count of nobody is a number: of the ladder only where somebody was in work at both ends, of full-time only where
        somebody could have been counted in it."""
        figure_id, population, window, dimensions = key
        if figure_id.startswith("full_time.") and figure_id.removeprefix("full_time.").removesuffix("_count") in TOLD_OF_EVERYBODY:
            clock, name = population.removesuffix(self.suffix), figure_id.removeprefix("full_time.").removesuffix("_count")
            is_about_nobody = name in OF_THOSE_LEFT and self.on_clock[clock, "all"] > 0 and not self.on_clock[clock, "left"]
            return self.on_clock[clock, name] > 0 or is_about_nobody
        if figure_id.startswith("full_time."):
            return bool(self.reached[population.removesuffix(self.suffix)].persons)
        if figure_id == "job_ladder.persons_in_band":
            month = dict(dimensions)["month"]
            return any(self.counts[figure_id, population, window, (("band", band), ("month", month))] for band in BANDS)
        if figure_id.startswith("job_ladder."):
            return any(self._total(f"job_ladder.{name}", population, window) for name in MOVES)
        return True

    def _total(self, figure_id: str, population: str, window: str = "total") -> int:
        return self.counts[figure_id, population, window, ()]

    def _shares(self) -> Iterable[TruthRow]:
        referred = self._total("participation.referred", "referred")
        employed = self._total("participation.employed", "referred")
        if referred:
            yield "participation.employed_share", "referred", "total", {}, six_decimals(Fraction(employed, referred))
        if employed >= FEWEST_FOR_A_MEAN:
            weeks = Fraction(self.days_to_first_job, 7 * employed)
            yield "participation.weeks_to_first_job", "job_starters", "total", {}, six_decimals(weeks)
        if len(self.persons_in_work) >= FEWEST_FOR_A_MEAN:
            weekly = Fraction(self.weekly_hundredths * 12, 100 * 52 * self.months_in_work)
            yield "job_ladder.mean_weekly_hours", "placements", "total", {}, six_decimals(weekly)
        for population, window in LADDER_PLACES:
            persons = sum(self._total(f"job_ladder.{name}", population, window) for name in MOVES)
            for name in MOVES if persons else ():
                share = Fraction(self._total(f"job_ladder.{name}", population, window), persons)
                yield f"job_ladder.{name}_share", population, window, {}, six_decimals(share)

    def _companies_and_hours(self) -> Iterable[TruthRow]:
        yield "participation.partners_active", "partners", "total", {}, len(self.companies["total"])
        if self.first_start is not None:
            for month in range(self.first_start, month_number(self.data_date) + 1):
                window = month_name(month)
                yield "participation.partners_active", "partners", window, {}, len(self.companies.get(window, ()))
                running = self._total("participation.running_placements", "placements", window)
                yield "participation.running_placements", "placements", window, {}, running
        yield "participation.paid_hours", "months", "total", {}, _hours(self.paid.total())
        for month in sorted(self.complete):
            yield "participation.paid_hours", "months", month_name(month), {}, _hours(self.paid[month])

    def _costs(self) -> Iterable[TruthRow]:
        costs = self.bureau.cost_ore
        if costs is not None:
            yield "municipal_economy.programme_cost_dkk", "months", "total", {}, six_decimals(Fraction(sum(costs.values()), 100))
            for payer, ore in costs.items():
                by: dict[str, str | int] = {"payer": payer}
                yield "municipal_economy.programme_cost_dkk", "months", "total", by, six_decimals(Fraction(ore, 100))

    def _incidence(self, clock: str) -> Iterable[TruthRow]:
        reached, lasting, population = self.reached[clock], self.lasting[clock], clock + self.suffix
        if self.on_clock[clock, "all"]:
            yield "full_time.at_risk", population, "total", {}, reached.persons
        if not reached.persons:
            return
        yield "full_time.reached_count", population, "total", {}, reached.events.total()
        for window in (12, 24):
            within = sum(reached.events[month] for month in range(1, window + 1))
            yield "full_time.reached_count", population, f"{window}m", {}, within
            yield f"full_time.reached_share_{window}m", population, f"{window}m", {}, six_decimals(reached.share(window))
        for month in range(1, MONTHS_SHOWN + 1):
            by: dict[str, str | int] = {"month": month}
            yield "full_time.still_followed", population, "24m", by, reached.at_risk(month)
            if reached.at_risk(month) or reached.leaves_nobody:
                yield "full_time.reached_share_by_month", population, "24m", by, six_decimals(reached.share(month))
        if lasting.persons:
            yield "full_time.lasting_share_24m", population, "24m", {}, six_decimals(lasting.share(24))


def _counted(suffix: str) -> Iterable[CountKey]:
    """The counts that may be zero."""
    for name in ("referred", "referrals", "employed", "waiting", "ever_in_work"):
        yield f"participation.{name}", "referred", "total", ()
    for name in ("placements", "running_placements", "ended_placements"):
        yield f"participation.{name}", "placements", "total", ()
    for (population, window), start, end in product(LADDER_PLACES, BANDS[1:-1], BANDS):
        yield "job_ladder.persons_from_to", population, window, (("from", start), ("to", end))
    for name in MOVES:
        yield f"job_ladder.{name}", "referred", "to_end", ()
        yield from ((f"job_ladder.{name}", "job_starters", f"{window}m", ()) for window in LADDER_WINDOWS)
    for step, name in product(range(MONTHS_SHOWN + 1), BANDS):
        yield "job_ladder.persons_in_band", "job_starters", "24m", (("band", name), ("month", step))
    for population in (f"referred{suffix}", f"job_starters{suffix}"):
        for name in ("at_entry", "at_end", "ever_one_month", "unconfirmed"):
            yield f"full_time.{name}_count", population, "total", ()
        if not suffix:
            yield "full_time.failed_by_sickness_count", population, "total", ()
        for event in EVENTS:
            yield "full_time.competing_count", population, "total", (("event", event),)
        for months, norm in product(GRID_MONTHS, GRID_NORMS):
            yield "full_time.reached_count", population, "total", (("months", months), ("norm", norm))


def _hours(hundredths: int) -> Decimal:
    return six_decimals(Fraction(hundredths, 100))


def _json(dimensions: Mapping[str, str | int]) -> str:
    return json.dumps(dict(dimensions), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
