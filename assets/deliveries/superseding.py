"""Superseding: of a supplier's deliveries of paid hours, the newest that spans a month speaks for it, alone and for everybody.

Belongs here: DEFINITIONS' rule "per supplier and month only the rows of that supplier's newest delivery covering the month count".
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from assets.deliveries.landing import SPAN_COLUMNS
from assets.warehouse.database import append, create_table

NEWEST = """
    SELECT supplier, month::DATE AS month, max(delivered_on) AS delivered_on
    FROM (
        SELECT supplier, delivered_on, unnest(generate_series(first_month, last_month, INTERVAL 1 MONTH)) AS month
        FROM (SELECT supplier, delivered_on, min(first_month) AS first_month, max(last_month) AS last_month
              FROM deliveries.hours_spans GROUP BY supplier, delivered_on)
    ) GROUP BY supplier, month
"""


def supersede(connection: duckdb.DuckDBPyConnection, spans: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Keeps in `deliveries.paid_hours` what counts and returns the account's correction for the rest.

    Also writes `deliveries.hours_months` (supplier, month, delivered_on: the delivery that speaks for the month) and
    `deliveries.hours_unknown` (person_key, month: a quarantined row leaves the person's month unknown).
    """
    create_table(connection, "deliveries.hours_spans", SPAN_COLUMNS)
    if spans:
        schema = {"supplier": pl.String, "delivered_on": pl.Date, "first_month": pl.Date, "last_month": pl.Date}
        append(connection, "deliveries.hours_spans", pl.DataFrame(list(spans), schema=schema))
    connection.execute(f"CREATE OR REPLACE TABLE deliveries.hours_months AS {NEWEST}")
    connection.execute("""
        CREATE OR REPLACE TABLE deliveries.hours_unknown AS
        SELECT DISTINCT judged.person_key, judged.month
        FROM deliveries.judged_paid_hours AS judged
        JOIN deliveries.hours_months AS newest USING (supplier, month, delivered_on)
        WHERE judged.person_key IS NOT NULL
          AND (judged.file_id, judged.row_number) NOT IN (SELECT (file_id, row_number) FROM deliveries.paid_hours)
    """)
    older = """
        SELECT rows.rowid AS place, rows.file_id
        FROM deliveries.paid_hours AS rows JOIN deliveries.hours_months AS newest USING (supplier, month)
        WHERE rows.delivered_on < newest.delivered_on
    """
    counted = connection.sql(f"SELECT file_id, count(*) FROM ({older}) GROUP BY file_id ORDER BY file_id").fetchall()
    connection.execute(f"DELETE FROM deliveries.paid_hours WHERE rowid IN (SELECT place FROM ({older}))")
    return [
        entry
        for file_id, rows in counted
        for entry in (
            {"file_id": file_id, "outcome": "set_aside", "rule": "superseded", "rows": rows},
            {"file_id": file_id, "outcome": "loaded", "rule": None, "rows": -rows},
        )
    ]
