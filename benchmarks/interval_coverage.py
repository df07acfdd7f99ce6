"""How often the ranges of the main outcomes hold the truth: small cohorts drawn from a large simulated population, 2,000 times.

The truth is, by the oracle, what becomes of those of 20,000 simulated referred who are followed for 24 months or longer. A cohort is
drawn from them with replacement, so that its persons are independent; each is then followed to a month of their own, drawn evenly between 6
and 40 and unrelated to the outcome, as if they had been referred later. The ranges are those that the effects publish.

    python -m benchmarks.interval_coverage [COHORTS] [PERSONS]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assets.statistics.incidence import cumulative_incidence, incidence_at
from assets.statistics.intervals import wilson
from assets.statistics.means import mean_interval
from data_contracts.figure_ids import (
    BENEFIT_WEEKS_CHANGE_52W,
    EMPLOYMENT_ANY_HOURS_SHARE_12M,
    FULL_TIME_LASTING_SHARE_24M,
    FULL_TIME_REACHED_SHARE_12M,
    FULL_TIME_REACHED_SHARE_24M,
    SELF_SUPPORT_OFF_BENEFIT_SHARE_12M,
    SELF_SUPPORT_OFF_BENEFIT_SHARE_24M,
)
from pipelines.effects import figure_facts
from simulation.drawn_lives import lives_of_candidates
from simulation.exact_incidence import ExactIncidence
from simulation.hours_files import written_deliveries
from simulation.observed_lives import observed_lives
from simulation.oracle import Life, full_time
from simulation.oracle_benefits import sides, way_off
from simulation.people import draw_people
from simulation.simulator import world_of

POPULATION, COHORTS, PERSONS = 20_000, 2_000, 160
FOLLOWED_MONTHS = 24
EARLIEST_END, LATEST_END = 6, 40
LOWEST, HIGHEST = 0.94, 0.965
CHANCE = 196 * (0.95 * 0.05) ** 0.5
"""Percentage points, times the root of the number of cohorts: 1.96 standard errors of a share of 95 percent."""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "interval_coverage.md"
Time = tuple[int, int]
"""Month and cause: 1 the event, 2 what competes, 0 neither within what was seen."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of one person."""

    reached: Time
    lasting: Time
    off_benefit: Time
    has_hours: bool
    change_weeks: int | None


def outcomes() -> list[Outcome]:
    """Of everybody who is followed long enough and not full-time at entry."""
    world = world_of(candidates=POPULATION, comparison=0, persons=0, seed=2026)
    people = draw_people(world)
    written = written_deliveries(world, people)
    found = []
    for lives in lives_of_candidates(world, people):
        for life in observed_lives(world, people, written, lives, []):
            found += _outcome(life)
    return found


def _outcome(life: Life) -> list[Outcome]:
    entry, month = life.entry_month, life.entry_month + 12
    says = full_time(life, entry, needs_no_benefit=True)
    way = way_off(life.benefits, entry, by_calendar_month=False)
    ends = (says.competing is not None, says.lasting_competing is not None, way.competing is not None)
    followed = (says.followed, says.lasting_followed, way.followed)
    events = (says.reached, says.lasting, way.month)
    is_followed = all(
        event is not None or is_over or last >= FOLLOWED_MONTHS for event, is_over, last in zip(events, ends, followed, strict=True)
    )
    if says.is_at_entry or month not in life.complete or not is_followed or min(followed[0], followed[2]) < FOLLOWED_MONTHS - 2:
        return []
    compared = sides(life.benefits, life.entry_on)
    return [
        Outcome(
            _time(says.reached, says.competing),
            _time(says.lasting, says.lasting_competing),
            _time(way.month, way.competing),
            life.month(month).ordinary > 0,
            compared.after - compared.before if compared.is_paired else None,
        )
    ]


def _time(event: int | None, competing: tuple[int, str] | None) -> Time:
    if event is not None:
        return event, 1
    return (competing[0], 2) if competing is not None else (LATEST_END, 0)


def truth_of(times: Sequence[Time], month: int) -> float:
    """The share with the event by a month, everybody followed."""
    incidence = ExactIncidence()
    for when, cause in times:
        incidence.add(when if cause == 1 else None, LATEST_END, (when, "rival") if cause == 2 else None)
    return float(incidence.share(month))


def holds(times: Sequence[Time], ends: Sequence[int], month: int, truth: float) -> bool:
    """Whether the range at a month holds the truth, each person followed to their own month."""
    seen = [(when, cause) if when <= end else (end, 0) for (when, cause), end in zip(times, ends, strict=True)]
    curve = cumulative_incidence([when for when, _ in seen], [cause for _, cause in seen])
    followed = sum(when >= month for when, _ in seen)
    found = incidence_at(curve, 1, month, at_risk=followed or len(seen))
    return found.low <= truth <= found.high


def coverage(population: Sequence[Outcome], cohorts: int, persons: int) -> dict[str, tuple[float, float]]:
    """For each main outcome the truth, and the share of cohorts whose range holds it."""
    rng = np.random.default_rng(4)
    curves = {
        FULL_TIME_REACHED_SHARE_12M: ([one.reached for one in population], 12),
        FULL_TIME_REACHED_SHARE_24M: ([one.reached for one in population], 24),
        FULL_TIME_LASTING_SHARE_24M: ([one.lasting for one in population], 24),
        SELF_SUPPORT_OFF_BENEFIT_SHARE_12M: ([one.off_benefit for one in population], 12),
        SELF_SUPPORT_OFF_BENEFIT_SHARE_24M: ([one.off_benefit for one in population], 24),
    }
    truths = {name: truth_of(times, month) for name, (times, month) in curves.items()}
    working = np.array([one.has_hours for one in population])
    changes = np.array([np.nan if one.change_weeks is None else one.change_weeks for one in population], dtype=float)
    truths[EMPLOYMENT_ANY_HOURS_SHARE_12M] = float(working.mean())
    truths[BENEFIT_WEEKS_CHANGE_52W] = float(np.nanmean(changes))
    held = dict.fromkeys(truths, 0)
    for _ in range(cohorts):
        chosen = rng.choice(len(population), size=persons, replace=True)
        ends = rng.integers(EARLIEST_END, LATEST_END + 1, size=persons).tolist()
        for name, (times, month) in curves.items():
            held[name] += holds([times[place] for place in chosen], ends, month, truths[name])
        low, high = wilson(int(working[chosen].sum()), persons)
        held[EMPLOYMENT_ANY_HOURS_SHARE_12M] += low <= truths[EMPLOYMENT_ANY_HOURS_SHARE_12M] <= high
        own = changes[chosen]
        _, low, high = mean_interval(own[~np.isnan(own)].tolist())
        held[BENEFIT_WEEKS_CHANGE_52W] += low <= truths[BENEFIT_WEEKS_CHANGE_52W] <= high
    return {name: (truths[name], number / cohorts) for name, number in held.items()}


def main(arguments: Sequence[str]) -> int:
    """Writes the page; 1 where a main outcome's ranges hold the truth too seldom or too often."""
    cohorts, persons = (*[int(text) for text in arguments], *(COHORTS, PERSONS)[len(arguments) :])[:2]
    population = outcomes()
    found = coverage(population, cohorts, persons)
    lines = [
        f"| {name} | {'yes' if name in figure_facts().main_outcomes else ''} | {truth:.4f} | {share * 100:.2f} % |"
        for name, (truth, share) in found.items()
    ]
    chance = f"{CHANCE / cohorts**0.5:.1f}"
    head = (
        f"# How often ranges hold the truth\n\n`python -m benchmarks.interval_coverage`: {cohorts} cohorts of {persons} persons, "
        f"drawn from {len(population)} simulated ones. Asked for of main outcomes: {LOWEST * 100:g} to {HIGHEST * 100:g} percent. "
        f"One range in twenty ought to miss; of {cohorts} cohorts chance alone moves a share by {chance} percentage points either way.\n\n"
    )
    page = head + "\n".join(["| figure | main outcome | truth | ranges that hold it |", "|---|---|---|---|", *lines]) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    # What is net has a page of its own (`net_effect_coverage`).
    return int(any(not LOWEST <= found[name][1] <= HIGHEST for name in figure_facts().main_outcomes if name in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
