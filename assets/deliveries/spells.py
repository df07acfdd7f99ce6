"""Spells: benefits as runs of weeks that are alike, which is all that is kept of a person's weeks.

Belongs here: from accepted rows of Ydelsesrefusion to spells, and whom a løbenr of DREAM stands for. Does not belong here: which benefit
counts as what (`assets/core/benefit_runs.py`).
"""

from __future__ import annotations

import duckdb
import polars as pl

BENEFIT_SPELLS = """
    CREATE OR REPLACE TABLE deliveries.benefit_weeks AS
    WITH weekly AS (
        SELECT person_key, municipality_code, benefit, week, (sum(amount_dkk) * 100)::BIGINT AS amount_oere,
               (sum(refund_dkk) * 100)::BIGINT AS refund_oere, (sum(cofinancing_dkk) * 100)::BIGINT AS cofinancing_oere,
               CASE WHEN min(refund_rate_percent) = max(refund_rate_percent) THEN min(refund_rate_percent) END AS refund_rate_percent,
               CASE WHEN min(cofinancing_rate_percent) = max(cofinancing_rate_percent) THEN min(cofinancing_rate_percent) END
                   AS cofinancing_rate_percent
        FROM deliveries.benefit_weeks GROUP BY person_key, municipality_code, benefit, week
    ), placed AS (
        SELECT *, date_diff('day', DATE '1970-01-05', week) // 7 - row_number() OVER (
            PARTITION BY person_key, municipality_code, benefit, amount_oere, refund_oere, cofinancing_oere, refund_rate_percent,
                         cofinancing_rate_percent ORDER BY week) AS run
        FROM weekly
    )
    SELECT person_key, municipality_code, benefit, min(week) AS first_week, max(week) AS last_week, amount_oere AS weekly_oere,
           refund_oere AS weekly_refund_oere, cofinancing_oere AS weekly_cofinancing_oere, refund_rate_percent, cofinancing_rate_percent
    FROM placed
    GROUP BY person_key, municipality_code, benefit, amount_oere, refund_oere, cofinancing_oere, refund_rate_percent,
             cofinancing_rate_percent, run
    ORDER BY person_key, first_week, benefit, municipality_code
"""
"""Several rows for one person, week and benefit add up; a rate is kept where it is the same in all of them."""


def keep_as_spells(connection: duckdb.DuckDBPyConnection) -> None:
    """Turns the rows of `deliveries.benefit_weeks` into spells; weeks are Mondays, amounts øre a week."""
    connection.execute(BENEFIT_SPELLS)


def lobenr_keys(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """Of each supplier of a key: lobenr with the person columns, as the newest delivery has it."""
    keys = connection.sql("""
        SELECT supplier, lobenr, person_key, birth_year, sex, is_check_digit_ok FROM deliveries.dream_keys
        QUALIFY row_number() OVER (PARTITION BY supplier, lobenr ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
    """).pl()
    suppliers = connection.sql("""
        SELECT DISTINCT supplier FROM deliveries.files JOIN deliveries.dream_keys_files AS read USING (file_id) WHERE read.status = 'read'
    """).fetchall()
    return {supplier: keys.filter(pl.col("supplier") == supplier).drop("supplier") for (supplier,) in suppliers}
