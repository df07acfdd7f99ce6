"""Accounts: every row that came in is loaded, set aside or dropped by a named rule, or in quarantine. One that is none stops the run.

Belongs here: keeping and proving the account of rows. Does not belong here: deciding what becomes of a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from assets.deliveries.landing import ACCOUNT_COLUMNS, FILE_COLUMNS, Landed
from assets.warehouse.database import append, create_table
from data_contracts.problems import NotFitToPublish

FILE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "file_id": pl.Int32,
    "status": pl.String,
    "reason": pl.String,
    "reason_parameters": pl.String,
    "encoding": pl.String,
    "format": pl.String,
    "rows_in": pl.Int64,
    "unknown_columns": pl.Int32,
    "notes": pl.List(pl.String),
}
ACCOUNT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "file_id": pl.Int32,
    "outcome": pl.String,
    "rule": pl.String,
    "rows": pl.Int64,
}


def keep_account(connection: duckdb.DuckDBPyConnection, kind: str, landed: Landed, account: Sequence[dict[str, object]]) -> None:
    """Writes `deliveries.<kind>_files` and `deliveries.<kind>_account` and proves that no row is missing.

    Raises NotFitToPublish, naming the file, where rows in differ from rows accounted for.
    """
    create_table(connection, f"deliveries.{kind}_files", FILE_COLUMNS)
    create_table(connection, f"deliveries.{kind}_account", ACCOUNT_COLUMNS)
    if landed.files:
        append(connection, f"deliveries.{kind}_files", pl.DataFrame(landed.files, schema=FILE_SCHEMA))
    entries = pl.DataFrame([*landed.account, *account], schema=ACCOUNT_SCHEMA)
    summed = entries.group_by("file_id", "outcome", "rule").agg(pl.col("rows").sum()).sort("file_id", "outcome", "rule")
    append(connection, f"deliveries.{kind}_account", summed)
    missing = connection.execute(f"""
        SELECT any_value(f.file_name), any_value(read.rows_in), coalesce(sum(account.rows), 0)
        FROM deliveries.{kind}_files AS read
        JOIN deliveries.files AS f USING (file_id)
        LEFT JOIN deliveries.{kind}_account AS account USING (file_id)
        GROUP BY file_id HAVING any_value(read.rows_in) <> coalesce(sum(account.rows), 0)
    """).fetchone()
    if missing:
        raise NotFitToPublish("rows_unaccounted", file=missing[0], rows_in=missing[1], accounted=int(missing[2]))
