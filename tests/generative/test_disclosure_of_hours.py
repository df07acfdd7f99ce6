"""What two editions of a table of hours tell together leaves every hidden sum open: an attacker with linear programmes of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from assets.figures.disclosure import protect
from tests.examples import many, number

PLACES = ("a", "b", "c", "d", "e", "f")
LEAST_WIDTH = 0.1
Hours = dict[str, list[float]]


def table(hours: Hours) -> pl.DataFrame:
    """One row per place and one for all, each with what every company contributed."""
    return pl.DataFrame({"place": [*hours, None], "contributions": [*hours.values(), [one for parts in hours.values() for one in parts]]})


def two_editions(seed: int) -> tuple[Hours, Hours]:
    """Random hours of companies by place; in the second edition half of the places have not changed."""
    random = np.random.default_rng(seed)

    def place() -> list[float]:
        return [round(float(one), 1) for one in random.gamma(0.7, 60, int(random.integers(5, 9))) + 1]

    first = {name: place() for name in PLACES}
    return first, {name: parts if random.random() < 0.5 else place() for name, parts in first.items()}


def ends(editions: list[pl.DataFrame], unchanged: list[str]) -> dict[tuple[int, str], tuple[float, float]]:
    """Least and greatest possible number of each hidden part, for all that both editions show and all that has not changed."""
    column = {(edition, place): number for number, (edition, place) in enumerate((e, p) for e in (0, 1) for p in PLACES)}
    bounds: list[tuple[float, float | None]] = [(0.0, None)] * len(column)
    lines, totals = [], []
    for edition, frame in enumerate(editions):
        for row in frame.iter_rows(named=True):
            if row["status"] == "published" and row["place"] is not None:
                bounds[column[edition, row["place"]]] = (row["value"], row["value"])
            elif row["status"] == "published":
                lines.append([float(one == edition) for one, _ in column])
                totals.append(row["value"])
    for place in unchanged:
        lines.append([float(p == place) * (1.0 if e else -1.0) for e, p in column])
        totals.append(0.0)
    found = {}
    for edition, frame in enumerate(editions):
        for place in frame.filter(pl.col("status") == "suppressed", pl.col("place").is_not_null())["place"]:
            if bounds[column[1 - edition, place]][0] > 0 and place in unchanged:
                continue  # the other edition tells it
            weight = np.zeros(len(column))
            weight[column[edition, place]] = 1.0
            both: list[Any] = [linprog(sign * weight, A_eq=lines or None, b_eq=totals or None, bounds=bounds) for sign in (1.0, -1.0)]
            found[edition, place] = (both[0].fun, np.inf if both[1].status == 3 else -both[1].fun)  # 3: without end
    return found


@many
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_hidden_sum_of_hours_is_narrowed_down_by_two_editions(audience: str) -> None:
    attacked = 0
    for seed in range(number(10, of=100)):
        first, second = two_editions(seed)
        shown = protect(table(first), audience)
        now = protect(table(second), audience, earlier=[(shown, table(first))])
        for (edition, place), (low, high) in ends([shown, now], [name for name in PLACES if first[name] == second[name]]).items():
            true = sum((first, second)[edition][place])
            assert low - 1e-6 <= true <= high + 1e-6
            assert high - low >= LEAST_WIDTH * true - 1e-6, (seed, edition, place, low, high, true)
            attacked += 1
    assert attacked > number(2, of=20)
