"""Sources: who ought to deliver hours and benefits, up to which month they have, and who is late or missing.

Belongs here: the state of deliveries by data period. Does not belong here: what the data says.
"""

from __future__ import annotations

from datetime import date

import duckdb

from data_contracts.settings import Settings

SOURCE_PERIODS = """
    CREATE OR REPLACE TABLE core.source_periods AS
    WITH wanted AS (
        SELECT 'paid_hours' AS kind, supplier AS source FROM deliveries.referrals
        UNION SELECT 'paid_hours', source FROM deliveries.paid_hours_units
        UNION SELECT 'benefit_weeks', municipality_code::VARCHAR FROM core.referrals
        WHERE EXISTS (SELECT 1 FROM deliveries.benefit_weeks_units)
        UNION SELECT 'benefit_weeks', source FROM deliveries.benefit_weeks_units
    ), told AS (
        SELECT 'paid_hours' AS kind, source, period AS month, delivered_on FROM deliveries.paid_hours_speakers
        UNION ALL
        SELECT 'benefit_weeks', source, date_trunc('month', period + 3)::DATE, max(delivered_on)
        FROM deliveries.benefit_weeks_speakers GROUP BY ALL
    ), spans AS (
        SELECT kind, source, min(month) AS first_month, max(month) AS last_month, max(delivered_on) AS delivered_on,
               count(DISTINCT month) AS months
        FROM told GROUP BY kind, source
    )
    SELECT kind, source, first_month, last_month, delivered_on, $expected_month::DATE AS expected_month,
           coalesce(date_diff('month', first_month, last_month) + 1 - months, 0) AS missing_months,
           CASE WHEN last_month IS NULL THEN 'missing' WHEN last_month < $expected_month THEN 'late'
                WHEN missing_months > 0 THEN 'gap' ELSE 'current' END AS state
    FROM wanted LEFT JOIN spans USING (kind, source) ORDER BY kind, source
"""
"""One row per kind and source: a supplier of hours, a municipality of Ydelsesrefusion (expected only where any municipality delivers it).
`missing`: referrals name it and it has delivered nothing that could be read; `late`: its last month is before the expected one; `gap`:
months between its first and last are told by no delivery."""


def build_source_periods(connection: duckdb.DuckDBPyConnection, data_date: date, settings: Settings) -> None:
    """Writes `core.source_periods`. The expected month is the last that a delivery on the day of the data would complete."""
    number = data_date.year * 12 + data_date.month - 1 - settings.programme.lag_months - 1
    connection.execute(SOURCE_PERIODS, {"expected_month": date(number // 12, number % 12 + 1, 1)})
