"""Pseudo-entries: which comparison persons stand beside a participant, and from which week they are looked at.

Belongs here: cells of participants and comparison persons who were alike in the week of entry. Does not belong here: matching on history,
and any figure.

A cell is a week of entry and the benefit of that week. A comparison person is in it when they had the same benefit in the same week and had
not been referred by the end of the month of entry; a later referral does not remove them. Whether they were alive and resident shows in the
weeks that are known of them.
"""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw

NO_BENEFIT = "none"


def benefit_groups(connection: duckdb.DuckDBPyConnection) -> nw.LazyFrame[Any]:
    """person_key, first_week, last_week (numbers), benefit_group of benefits in Ydelsesrefusion."""
    return nw.from_native(
        connection.sql("""
            SELECT person_key, date_diff('day', DATE '1970-01-05', first_week) // 7 AS first_week,
                   date_diff('day', DATE '1970-01-05', last_week) // 7 AS last_week, benefit_group
            FROM core.benefit_spells WHERE source = 'ydelsesrefusion' AND handling = 'benefit'
        """)
    ).lazy()


def participants(connection: duckdb.DuckDBPyConnection) -> nw.LazyFrame[Any]:
    """person_key, entry_week (number) and entry_month_number of every referred person."""
    return nw.from_native(
        connection.sql("""
            SELECT person_key, date_diff('day', DATE '1970-01-05', date_trunc('week', entry_on)::DATE) // 7 AS entry_week,
                   year(entry_month) * 12 + month(entry_month) AS entry_month_number
            FROM core.persons
        """)
    ).lazy()


def comparisons(connection: duckdb.DuckDBPyConnection) -> nw.LazyFrame[Any]:
    """person_key of every comparison person, and referred_month_number, the month of their own referral, far ahead where there is none."""
    return nw.from_native(
        connection.sql("""
            SELECT person_key, coalesce(year(entry_month) * 12 + month(entry_month), 1000000) AS referred_month_number
            FROM core.comparison_persons LEFT JOIN core.persons USING (person_key)
        """)
    ).lazy()


def in_group(entered: nw.LazyFrame[Any], groups: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """`entered` (person_key, entry_week, entry_month_number) with benefit_group: that of the entry week, the first by name of several."""
    joined = entered.join(groups, on="person_key", how="inner")
    held = joined.filter((nw.col("first_week") <= nw.col("entry_week")) & (nw.col("last_week") >= nw.col("entry_week")))
    found = held.group_by("person_key", "entry_week").agg(benefit_group=nw.col("benefit_group").min())
    with_group = entered.join(found, on=["person_key", "entry_week"], how="left")
    return with_group.with_columns(benefit_group=nw.col("benefit_group").fill_null(NO_BENEFIT))


CELL = ("entry_week", "entry_month_number", "benefit_group")


def pseudo_entries(entered: nw.LazyFrame[Any], others: nw.LazyFrame[Any], groups: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """person_key and the cell (CELL) of every comparison person in every cell of a participant that they belong to.

    `entered`: participants with their cells, as `in_group` returns them; `others` as `comparisons` returns them.
    """
    cells = entered.select(*CELL).unique()
    weeks = cells.select("entry_week", "entry_month_number").unique()
    possible = others.join(weeks, how="cross").filter(nw.col("referred_month_number") > nw.col("entry_month_number"))
    grouped = in_group(possible.select("person_key", "entry_week", "entry_month_number"), groups)
    return grouped.join(cells, on=list(CELL), how="inner").select("person_key", *CELL)
