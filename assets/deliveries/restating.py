"""Restating: which delivery speaks for a month or week, and proof that it does not erase what an older one told.

Belongs here: DEFINITIONS' rules on newer deliveries that tell a period again, and the limits in the contracts that tell a restatement from
a damaged file. Does not belong here: kinds in which a row replaces a row (`assets/core`).

The words: a source (supplier or municipality) tells of periods (months or weeks) in units: all its files of one day, or, where file names
carry a number, each file by itself. The newest unit that spans a period speaks for it, alone and for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from assets.warehouse.database import append, create_table
from data_contracts.contract import Contract, Restatement, Step
from data_contracts.problems import NotFitToPublish

PERIOD_COLUMNS = {"file_id": "INTEGER", "source": "VARCHAR", "file_number": "BIGINT", "period": "DATE", "persons": "BIGINT"}
PERIOD_SCHEMA = pl.Schema({"file_id": pl.Int32, "source": pl.String, "file_number": pl.Int64, "period": pl.Date, "persons": pl.Int64})
STEPS: Mapping[Step, str] = {"month": "1 MONTH", "week": "7 DAY"}


def keep_periods(connection: duckdb.DuckDBPyConnection, contract: Contract, periods: Sequence[pl.DataFrame]) -> None:
    """Writes what each file tells of and who speaks.

    `periods`: one frame a file with PERIOD_COLUMNS, counted before anybody is dropped. Makes `deliveries.<kind>_periods`, `_units`
    (file_id, source, unit, delivered_on, first_period, last_period) and `_speakers` (source, period, unit, delivered_on).
    """
    kind, restatement = contract.kind, _limits(contract)
    create_table(connection, f"deliveries.{kind}_periods", PERIOD_COLUMNS)
    if periods:
        append(connection, f"deliveries.{kind}_periods", pl.concat(periods).select(list(PERIOD_COLUMNS)).cast(PERIOD_SCHEMA))
    connection.execute(f"""
        CREATE OR REPLACE TABLE deliveries.{kind}_units AS
        WITH told AS (
            SELECT file_id, source, any_value(file_number) AS file_number, min(period) AS first_period, max(period) AS last_period
            FROM deliveries.{kind}_periods GROUP BY file_id, source
        ), ranked AS (
            SELECT file_id, source, delivered_on, first_period, last_period,
                   dense_rank() OVER (PARTITION BY source
                                      ORDER BY delivered_on, file_number, CASE WHEN file_number >= 0 THEN file_id END) AS unit
            FROM told JOIN deliveries.files USING (file_id)
        )
        SELECT file_id, source, unit, delivered_on,
               min(first_period) OVER same_span AS first_period, max(last_period) OVER same_span AS last_period
        FROM ranked WINDOW same_span AS (PARTITION BY source{"" if restatement.replaces_all else ", unit"})
    """)
    connection.execute(f"""
        CREATE OR REPLACE TABLE deliveries.{kind}_speakers AS
        SELECT source, period::DATE AS period, max(unit) AS unit, max(delivered_on) AS delivered_on
        FROM (SELECT source, unit, delivered_on,
                     unnest(generate_series(first_period, last_period, INTERVAL {STEPS[restatement.step]})) AS period
              FROM deliveries.{kind}_units)
        GROUP BY source, period
    """)


def prove_nothing_is_erased(connection: duckdb.DuckDBPyConnection, contract: Contract, accepted: Sequence[str]) -> None:
    """Holds every unit that speaks against the one that would have spoken without it.

    `accepted`: files (supplier/day/name) that may tell less because somebody has said so in the settings. Raises NotFitToPublish for a unit
    that tells of clearly fewer persons than the one that it replaces: `restatement_erases_period` in one month or week,
    `restatement_erases` in all together.
    """
    kind, limits = contract.kind, _limits(contract)
    short = connection.execute(
        f"""
        WITH spans AS (
            SELECT DISTINCT source, unit, delivered_on, first_period, last_period FROM deliveries.{kind}_units
        ), told AS (
            SELECT source, unit, period, sum(persons) AS persons
            FROM deliveries.{kind}_periods JOIN deliveries.{kind}_units USING (file_id, source) GROUP BY ALL
        ), older AS (
            SELECT speakers.source, speakers.period, speakers.unit, max(spans.unit) AS older_unit
            FROM deliveries.{kind}_speakers AS speakers JOIN spans ON spans.source = speakers.source
             AND spans.unit < speakers.unit AND speakers.period BETWEEN spans.first_period AND spans.last_period
            GROUP BY ALL
        ), pairs AS (
            SELECT older.source, older.unit, older.older_unit, older.period,
                   coalesce(now.persons, 0) AS persons, coalesce(before.persons, 0) AS persons_before
            FROM older LEFT JOIN told AS now ON (now.source, now.unit, now.period) = (older.source, older.unit, older.period)
            LEFT JOIN told AS before ON (before.source, before.unit, before.period) = (older.source, older.older_unit, older.period)
        ), judged AS (
            SELECT source, unit, older_unit, sum(persons) AS persons, sum(persons_before) AS persons_before,
                   min(period) FILTER (persons_before >= $fewest AND persons < $period_share * persons_before) AS short_period,
                   arg_min(persons / persons_before, period)
                       FILTER (persons_before >= $fewest AND persons < $period_share * persons_before) AS short_share
            FROM pairs GROUP BY ALL
            HAVING short_period IS NOT NULL OR (sum(persons_before) >= $fewest AND sum(persons) < $share * sum(persons_before))
        )
        SELECT concat_ws('/', newer.supplier, newer.delivered_on, newer.file_name),
               concat_ws('/', old.supplier, old.delivered_on, old.file_name),
               coalesce(judged.short_share, judged.persons / judged.persons_before), judged.short_period
        FROM judged
        JOIN deliveries.{kind}_units AS newer_unit ON (newer_unit.source, newer_unit.unit) = (judged.source, judged.unit)
        JOIN deliveries.files AS newer ON newer.file_id = newer_unit.file_id
        JOIN deliveries.{kind}_units AS old_unit ON (old_unit.source, old_unit.unit) = (judged.source, judged.older_unit)
        JOIN deliveries.files AS old ON old.file_id = old_unit.file_id
        ORDER BY newer.file_id, old.file_id
        """,
        {"fewest": limits.fewest_persons, "period_share": limits.smallest_period_share, "share": limits.smallest_share},
    ).fetchall()
    for file, older, share, period in short:
        told: dict[str, object] = {"file": file, "older": older, "percent": round(100 * float(share))}
        if file not in accepted and period is None:
            raise NotFitToPublish("restatement_erases", **told)
        if file not in accepted:
            raise NotFitToPublish("restatement_erases_period", period=str(period), **told)


def keep_unknown(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: str) -> None:
    """`deliveries.<kind>_unknown` (person_key, source, period): a quarantined row of the delivery that speaks leaves the period unknown.

    `rows`: the table of rows before they were parted, with their `reasons`.
    """
    kind, limits = contract.kind, _limits(contract)
    sets_aside = [rule.rule_id for rule in contract.rules if rule.action == "quarantine"]
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE deliveries.{kind}_unknown AS
        SELECT DISTINCT rows.person_key, rows.{limits.source}::VARCHAR AS source, rows.{limits.period} AS period
        FROM {rows} AS rows JOIN deliveries.{kind}_units AS units USING (file_id)
        JOIN deliveries.{kind}_speakers AS speakers
          ON (speakers.source, speakers.period, speakers.unit) = (units.source, rows.{limits.period}, units.unit)
        WHERE rows.person_key IS NOT NULL AND list_has_any(rows.reasons, ?)
        """,
        [sets_aside],
    )


def supersede(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, object]]:
    """Keeps in `deliveries.<kind>` only rows of the unit that speaks for their period, and returns the account's correction for
    the rest."""
    kind, limits = contract.kind, _limits(contract)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE older_periods AS
        SELECT units.file_id, speakers.period
        FROM deliveries.{kind}_units AS units JOIN deliveries.{kind}_speakers AS speakers USING (source) WHERE units.unit < speakers.unit
    """)
    is_older = f"(file_id, {limits.period}) IN (SELECT (file_id, period) FROM older_periods)"
    counted = connection.sql(
        f"SELECT file_id, count(*) FROM deliveries.{kind} WHERE {is_older} GROUP BY file_id ORDER BY file_id"
    ).fetchall()
    if counted:
        connection.execute(f"CREATE OR REPLACE TABLE deliveries.{kind} AS SELECT * FROM deliveries.{kind} WHERE NOT {is_older}")
    connection.execute("DROP TABLE older_periods")
    return [
        entry
        for file_id, rows in counted
        for entry in (
            {"file_id": file_id, "outcome": "set_aside", "rule": "superseded", "rows": rows},
            {"file_id": file_id, "outcome": "loaded", "rule": None, "rows": -rows},
        )
    ]


def _limits(contract: Contract) -> Restatement:
    if contract.restatement is None:
        raise ValueError(f"{contract.kind} does not restate")
    return contract.restatement
