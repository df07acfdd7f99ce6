"""Random sets of linked tables of random persons: two- and three-way, with totals or without, nested definitions, two editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl

NAMES = ("age", "place", "sex", "year")
MEASURES = ("full_time_12m", "full_time_24m", "employed", "referred")
"""Nested, the smallest first."""
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """Which tables a set has: measures, dimensions, and whether the totals are listed."""

    sizes: dict[str, int]
    tables: Sequence[tuple[str, tuple[str, ...], bool]]


@dataclass(frozen=True)
class Truth:
    """One edition's tables (name → frame with `measure`, the dimensions and `count`) and every cell's true count."""

    tables: dict[str, pl.DataFrame]
    counts: dict[tuple[str, Key], int]


def draw_plan(random: np.random.Generator, most_cells: int) -> Plan:
    """A plan with at most so many cells."""
    while True:
        names = NAMES[: int(random.integers(2, len(NAMES) + 1))]
        largest = 3 + int(random.integers(1, 6 if most_cells < 500 else 14))  # small sets, large sets
        sizes = {name: int(random.integers(2, largest)) for name in names}
        tables = []
        for _ in range(int(random.integers(1, 5))):
            wide = min(len(names), int(random.integers(2, 4)))
            by = tuple(sorted(random.choice(names, wide, replace=False).tolist()))
            tables.append((str(random.choice(MEASURES)), by, bool(random.random() < 0.75)))  # three of four list totals
        plan = Plan(sizes, list(dict.fromkeys(tables)))
        cells = sum(int(np.prod([sizes[name] + has_totals for name in by])) for _, by, has_totals in plan.tables)
        if most_cells / 8 <= cells <= most_cells:
            return plan


def draw_persons(random: np.random.Generator, plan: Plan, number: int) -> np.ndarray:
    """One row per person: a category of each name, unevenly spread, and how far they got (0 referred to 3 full-time within 12 months)."""
    columns = []
    for size in plan.sizes.values():
        weights = random.dirichlet(np.full(size, 1.2))
        columns.append(random.choice(size, number, p=weights))
    columns.append(random.choice(4, number, p=[0.4, 0.3, 0.15, 0.15]))
    return np.column_stack(columns)


def next_edition(random: np.random.Generator, plan: Plan, persons: np.ndarray) -> np.ndarray:
    """The same persons, some of whom got further, and new ones. Most years' past is closed: half of the first name's categories change."""
    later = persons.copy()
    is_open = later[:, 0] >= plan.sizes[next(iter(plan.sizes))] // 2
    further = is_open & (random.random(len(later)) < 0.05)  # a twentieth
    later[further, -1] = np.minimum(later[further, -1] + 1, 3)
    new = draw_persons(random, plan, max(1, len(persons) // 12))
    return np.concatenate([later, new[new[:, 0] >= plan.sizes[next(iter(plan.sizes))] // 2]])


def count(plan: Plan, persons: np.ndarray) -> Truth:
    """The plan's tables."""
    names = list(plan.sizes)
    counts: dict[tuple[str, Key], int] = {}
    tables = {}
    for place, (measure, by, has_totals) in enumerate(plan.tables):
        reached = persons[persons[:, -1] >= 3 - MEASURES.index(measure)]
        rows = []
        for size in range(len(by), -1, -1):
            for kept in combinations(by, size):
                for values in product(*(range(plan.sizes[name]) for name in kept)):
                    chosen = reached
                    for name, value in zip(kept, values, strict=True):
                        chosen = chosen[chosen[:, names.index(name)] == value]
                    key = tuple((name, str(value)) for name, value in zip(kept, values, strict=True))
                    counts[measure, key] = len(chosen)
                    if has_totals or size == len(by):
                        rows.append({"measure": measure, **dict.fromkeys(by), **dict(key), "count": len(chosen)})
        schema = {"measure": pl.String, **dict.fromkeys(by, pl.String), "count": pl.Int64}
        tables[f"{measure}_{place}"] = pl.DataFrame(rows, schema=schema)
    return Truth(tables, counts)


def chains(plan: Plan) -> list[tuple[str, ...]]:
    """The nested measures that the plan has."""
    held = [measure for measure in MEASURES if any(measure == one for one, *_ in plan.tables)]
    return [tuple(held)] if len(held) > 1 else []


def unchanged(first: Truth, second: Truth) -> list[tuple[str, Key]]:
    """Cells with the same true count in both editions."""
    return [cell for cell, number in second.counts.items() if first.counts.get(cell) == number]
