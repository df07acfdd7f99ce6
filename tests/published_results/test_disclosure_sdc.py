"""sdcTable's micro-data set 1: the cells that its rules find, and what has to go with them.

Published with sdcTable (GPL >= 2): one cell has fewer than three contributors (region A, female); dominance of the two
largest over 75 % and the p %-rule with 70 % find that one and region D, male.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.figures.disclosure import primary, protect

pytestmark = pytest.mark.shared
SET_1 = Path("sdc/sdcTable_microdata1.csv")
DOMINATED = [("A", "female"), ("D", "male")]


def found(shared: Path, rule: str, **limits: float) -> list[tuple[str, str]]:
    cells = primary(pl.read_csv(shared / SET_1), ["region", "gender"], "val", **limits)  # type: ignore[arg-type]  # rules by name
    return [(str(region), str(gender)) for region, gender in cells.filter(pl.col(rule)).select("region", "gender").iter_rows()]


def test_one_cell_has_fewer_than_three(shared: Path) -> None:
    assert found(shared, "is_small") == [("A", "female")]


def test_two_largest_over_three_quarters_find_two_cells(shared: Path) -> None:
    assert found(shared, "is_dominated", n=2, k=0.75) == DOMINATED


def test_the_p_percent_rule_with_seventy_finds_the_same_two(shared: Path) -> None:
    assert found(shared, "is_within_p", p=0.7) == DOMINATED


def test_the_small_cell_does_not_come_back_from_its_totals(shared: Path) -> None:
    counts = pl.read_csv(shared / SET_1).group_by("region", "gender").len("count")
    totals = [
        counts,
        *(counts.group_by(name).agg(pl.col("count").sum()) for name in ("region", "gender")),
        counts.select(pl.col("count").sum()),
    ]
    table = pl.concat([one.with_columns(pl.col("count").cast(pl.Int64)) for one in totals], how="diagonal")
    shown = protect(table, "internal")
    hidden = {(row["region"], row["gender"]) for row in shown.filter(status="suppressed").iter_rows(named=True)}
    assert ("A", "female") in hidden
    assert len(hidden) == 4  # a cell in a two-way table with shown totals needs three others
