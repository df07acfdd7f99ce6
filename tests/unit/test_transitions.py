"""Moves between states, on rows small enough to count by hand."""

from __future__ import annotations

import polars as pl

from assets.statistics.transitions import transition_rates


def rates(*rows: tuple[str, int, str | None]) -> dict[tuple[str, str], tuple[int, float | None]]:
    frame = pl.DataFrame(rows, schema=["person", "month", "state"], orient="row")
    found = transition_rates(frame, "person", "month", "state")
    return {(row["from"], row["to"]): (row["moves"], row["rate"]) for row in found.iter_rows(named=True)}


def test_moves_are_counted_within_a_person_and_in_the_order_of_time() -> None:
    found = rates(("a", 2, "B"), ("a", 1, "A"), ("b", 1, "A"), ("b", 2, "A"))
    assert found == {("A", "A"): (1, 0.5), ("A", "B"): (1, 0.5), ("B", "A"): (0, None), ("B", "B"): (0, None)}


def test_a_month_without_a_state_is_no_move() -> None:
    assert rates(("a", 1, "A"), ("a", 2, None), ("a", 3, "B"))["A", "B"] == (1, 1.0)


def test_one_row_each_makes_no_move() -> None:
    assert rates(("a", 1, "A"), ("b", 1, "A")) == {("A", "A"): (0, None)}
