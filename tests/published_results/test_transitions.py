"""Moves between states: the published rates of the Swiss activity calendar (TraMineR, data set `actcal`), to six digits."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.statistics.transitions import transition_rates

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "actcal"
MONTHS = [f"{name}00" for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")]
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.is_dir(), reason="the activity calendar is not in ../shared/data")]


@pytest.fixture(scope="module")
def calendar() -> pl.DataFrame:
    wide = pl.read_csv(FOLDER / "actcal.csv").select(MONTHS).with_row_index("person")
    numbers = {month: number for number, month in enumerate(MONTHS)}
    long = wide.unpivot(MONTHS, index="person", variable_name="name", value_name="state")
    return long.with_columns(month=pl.col("name").replace_strict(numbers))


def test_the_transition_matrix_is_the_published_one(calendar: pl.DataFrame) -> None:
    published = pl.read_csv(FOLDER / "ref_transition_rates.csv")
    wanted = {(row[""], state): row[state] for row in published.iter_rows(named=True) for state in "ABCD"}
    found = {(row["from"], row["to"]): row["rate"] for row in transition_rates(calendar, "person", "month", "state").iter_rows(named=True)}
    assert len(found) == len(wanted) == 16
    assert {cell: round(rate, 6) for cell, rate in found.items()} == {cell: round(rate, 6) for cell, rate in wanted.items()}


def test_the_shares_of_each_month_are_the_published_ones(calendar: pl.DataFrame) -> None:
    published = pl.read_csv(FOLDER / "ref_state_distribution.csv")
    for row in published.iter_rows(named=True):
        states = calendar.filter(pl.col("name") == row[""])["state"]
        assert {state: round((states == state).mean() or 0, 6) for state in "ABCD"} == {state: round(row[state], 6) for state in "ABCD"}
