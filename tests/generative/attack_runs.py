"""One attack: a random set of tables protected in two successive editions, and what the attacker pins in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from assets.figures.disclosure import protect
from tests.generative.disclosure_attacker import pinned, read
from tests.generative.random_tables import Truth, chains, count, draw_persons, draw_plan, next_edition, unchanged

THRESHOLDS = {"internal": 3, "public": 5}


@dataclass(frozen=True)
class Outcome:
    """How many rows the two editions have and hide, how many counts were attacked, and those that were pinned."""

    rows: int
    hidden: int
    attacked: int
    found: list[Any]


def attack(seed: int, most_cells: int, audience: str) -> Outcome:
    """Draws a set, publishes it twice and attacks both publications together."""
    random = np.random.default_rng(seed)
    plan = draw_plan(random, most_cells)
    persons = draw_persons(random, plan, int(random.integers(most_cells // 2, 6 * most_cells)))
    truths = [count(plan, persons)]
    truths.append(count(plan, next_edition(random, plan, persons)))
    nested = chains(plan)
    first = protect(truths[0].tables, audience, nested=nested, is_repeated=True)
    second = protect(truths[1].tables, audience, nested=nested, earlier=[(first, truths[0].tables)], is_repeated=True)
    return judge(truths, [first, second], audience, nested)


def judge(truths: list[Truth], published: list[Any], audience: str, nested: list[tuple[str, ...]]) -> Outcome:
    """What the attacker pins of hidden counts, of small differences between nested counts, and of small changes between editions."""
    system = read(published, audience, nested, unchanged(*truths) if len(truths) > 1 else ())
    by_place = {place: cell for cell, place in system.places.items()}
    limit = THRESHOLDS[audience]
    differences = []
    for edition, truth in enumerate(truths):
        for chain in nested:
            for smaller, larger in pairwise(chain):
                for measure, key in truth.counts:
                    inner, outer = system.places.get((edition, smaller, key)), system.places.get((edition, larger, key))
                    if measure != smaller or inner is None or outer is None:
                        continue
                    if 0 < truth.counts[larger, key] - truth.counts[smaller, key] < limit:
                        differences.append((outer, inner))
    if len(truths) > 1:
        listed = [{(m, k) for f in one.values() for m, k in _listed(f)} for one in published]
        for cell in sorted(listed[0] & listed[1]):
            change = truths[1].counts[cell] - truths[0].counts[cell]
            if 0 < abs(change) < limit:
                now, then = system.places[1, *cell], system.places[0, *cell]
                differences.append((now, then) if change > 0 else (then, now))
    found = pinned(system, differences)
    rows = sum(frame.height for one in published for frame in one.values())
    told = [tuple(by_place[place] for place in target) for target in found]
    return Outcome(rows, len(system.hidden), len(system.hidden) + len(differences), told)


def _listed(frame: Any) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    names = sorted(set(frame.columns) - {"measure", "count", "status", "reason", "shown"})
    return [(row["measure"], tuple((name, row[name]) for name in names if row[name] is not None)) for row in frame.iter_rows(named=True)]
