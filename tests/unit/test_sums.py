"""Sums of integers are integers for whoever writes an effect: divided they keep their fraction, and a share of sums is a share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

import assets
from assets.panel.common import collected


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("""
            CREATE TABLE months AS
            FROM (VALUES ('a', 12050::BIGINT, 1, 2), ('a', 101, 2, 3), ('b', 16033, 0, 1)) AS told(person, hundredths, weeks, known)
        """)
        yield opened


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> nw.LazyFrame[Any]:
    """A query as effects are handed their tables."""
    return nw.from_native(connection.sql(query)).lazy()


OBVIOUS = pl.col("hundredths") / 100, (pl.col("weeks") / pl.col("known")).alias("share")


def test_the_obvious_rule_on_duckdb_gives_hours_and_shares_with_their_fractions(connection: duckdb.DuckDBPyConnection) -> None:
    summed = rows(connection, "FROM months").group_by("person").agg(nw.col("hundredths", "weeks", "known").sum()).sort("person")
    persons = collected(summed).select(*OBVIOUS)
    assert persons["hundredths"].to_list() == [121.51, 160.33]
    assert persons["share"].to_list() == [3 / 5, 0.0]


def test_the_obvious_query_gives_the_same(connection: duckdb.DuckDBPyConnection) -> None:
    sums = ", ".join(f"sum({name}) AS {name}" for name in ("hundredths", "weeks", "known"))
    persons = collected(rows(connection, f"SELECT person, {sums} FROM months GROUP BY person ORDER BY person")).select(*OBVIOUS)
    assert persons.to_dict(as_series=False) == {"hundredths": [121.51, 160.33], "share": [0.6, 0.0]}


def test_sums_divide_as_whole_numbers_only_where_asked_to(connection: duckdb.DuckDBPyConnection) -> None:
    (total,) = collected(rows(connection, "SELECT sum(hundredths) AS total FROM months"))["total"]
    assert isinstance(total, int)
    assert (total / 100, total // 100) == (281.84, 281)


def test_kroner_with_decimals_stay_as_they_are(connection: duckdb.DuckDBPyConnection) -> None:
    found = collected(rows(connection, "SELECT 12.50::DECIMAL(18, 2) AS kroner, NULL::HUGEINT AS nothing"))
    assert found.schema == {"kroner": pl.Decimal(18, 2), "nothing": pl.Int64}
    assert found["nothing"].to_list() == [None]


def test_a_sum_beyond_64_bits_is_refused_by_the_name_of_its_column_without_its_value(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(OverflowError, match=r"^oere: a sum does not fit into 64 bits$"):
        collected(rows(connection, "SELECT sum(9223372036854775807) AS oere FROM months"))


def test_effects_and_the_panel_read_no_rows_another_way() -> None:
    (house,) = map(Path, assets.__path__)
    files = [path for room in ("effects", "panel") for path in (house / room).rglob("*.py") if path.name != "common.py"]
    ways = (".pl()", ".df()", ".collect(", ".to_arrow_table()")
    assert files
    assert [f"{path.name}: {way}" for path in files for way in ways if way in path.read_text(encoding="utf-8")] == []
