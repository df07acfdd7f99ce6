"""Run facts for publications: deliveries, row accounts and rule outcomes, from the warehouse.

Belongs here: reading them into the types of `reports.facts`. Does not belong here: figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from importlib.metadata import version
from typing import Any

import duckdb

from assets.warehouse.database import Warehouse
from data_contracts.contract import KINDS, correction_names
from data_contracts.drift_limits import Finding, finding_of
from data_contracts.figure_facts import FigureFacts
from data_contracts.settings import Settings
from reports.facts import CorrectionFacts, FileFacts, RuleFacts, RunFacts, SourceFacts

SHOWN_QUARANTINED_ROWS = 100


@dataclass(frozen=True)
class DeliveryFacts:
    """What became of every file and row, as far as the run got."""

    files: tuple[FileFacts, ...]
    rules: tuple[RuleFacts, ...]
    quarantined_by_row: tuple[dict[str, str | int], ...]


def delivery_facts(warehouse: Warehouse) -> DeliveryFacts:
    """Files, rules and quarantined rows of all kinds that were read; the others' files stand with the inbox's word for them."""
    with warehouse.connect(read_only=True) as connection:
        tables = {name for (name,) in connection.sql("SELECT table_name FROM information_schema.tables").fetchall()}
        kinds = [kind for kind in KINDS if f"{kind}_checks" in tables]
        return DeliveryFacts(
            files=tuple(_files(connection, kinds)),
            rules=tuple(rule for kind in kinds for rule in _rules(connection, kind)),
            quarantined_by_row=tuple(_quarantined(connection, kinds)),
        )


def run_facts(
    warehouse: Warehouse,
    settings: Settings,
    data_date: date,
    definitions: FigureFacts,
    *,
    is_simulated: bool,
    previous_data_date: date | None = None,
    is_rebuilt_after_erasure: bool = False,
) -> RunFacts:
    """Everything that a publication may say about the run, read once."""
    delivered = delivery_facts(warehouse)
    with warehouse.connect(read_only=True) as connection:
        last = connection.sql("SELECT max(month) FROM core.person_months WHERE is_hours_complete").fetchone()
        return RunFacts(
            programme_name=settings.programme.name,
            is_simulated=is_simulated,
            data_date=data_date,
            last_complete_month=last[0] if last else None,
            code_version=version("smaajob"),
            files=delivered.files,
            rules=delivered.rules,
            quarantined_by_row=delivered.quarantined_by_row,
            definitions=definitions,
            sources=source_facts(connection),
            corrections=tuple(_corrections(connection)),
            previous_data_date=previous_data_date,
            is_rebuilt_after_erasure=is_rebuilt_after_erasure,
            drift=drift_findings(connection),
        )


def _files(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> list[FileFacts]:
    found: dict[int, dict[str, Any]] = {}
    accounts: dict[int, dict[str, int]] = {}
    for kind in kinds:
        for row in connection.table(f"deliveries.{kind}_files").pl().iter_rows(named=True):
            found[row["file_id"]] = row
        for file_id, outcome, rule, rows in connection.table(f"deliveries.{kind}_account").fetchall():
            accounts.setdefault(file_id, {})[f"{outcome}.{rule}" if rule else outcome] = int(rows)
    files = []
    for row in connection.sql("SELECT * FROM deliveries.files ORDER BY file_id").pl().iter_rows(named=True):
        read = found.get(row["file_id"], {"status": row["status"], "reason": row["reason"], "reason_parameters": row["reason_parameters"]})
        files.append(
            FileFacts(
                file_id=row["file_id"],
                supplier=row["supplier"],
                delivered_on=row["delivered_on"],
                file_name=row["file_name"],
                kind=row["kind"],
                sha256=row["sha256"],
                status=read["status"],
                reason=read["reason"],
                reason_parameters=json.loads(read["reason_parameters"]),
                encoding=read.get("encoding"),
                rows_in=read.get("rows_in") or 0,
                rows=accounts.get(row["file_id"], {}),
                unknown_columns=read.get("unknown_columns") or 0,
                notes=tuple(read.get("notes") or ()),
            )
        )
    return files


def source_facts(connection: duckdb.DuckDBPyConnection) -> tuple[SourceFacts, ...]:
    """How far each source of hours and benefits has come."""
    rows = connection.sql("""
        SELECT kind, source, first_month, last_month, expected_month, missing_months, state FROM core.source_periods ORDER BY kind, source
    """).fetchall()
    return tuple(SourceFacts(*row) for row in rows)


def drift_findings(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """What became of sizes, coverage and main figures, as far as the run has compared them."""
    tables = {
        f"{schema}.drift"
        for (schema,) in connection.sql("SELECT table_schema FROM information_schema.tables WHERE table_name = 'drift'").fetchall()
    }
    found = [connection.table(table).pl() for table in ("deliveries.drift", "figures.drift") if table in tables]
    return tuple(finding_of(row) for frame in found for row in frame.iter_rows(named=True))


def _corrections(connection: duckdb.DuckDBPyConnection) -> list[CorrectionFacts]:
    """Corrections that changed rows, in the order of their names; values are not among what is told."""
    applied = reduce(duckdb.DuckDBPyRelation.union, (connection.table(f"deliveries.{kind}_corrected") for kind in correction_names()))
    rows = applied.query(
        "applied",
        """
        SELECT correction_id, applied.kind, applied.column_name, told.reason, told.role, told.decided_on, applied.rows
        FROM applied JOIN deliveries.corrections AS told USING (supplier, correction_id)
        QUALIFY row_number() OVER (PARTITION BY supplier, correction_id ORDER BY told.delivered_on DESC) = 1
        ORDER BY correction_id, supplier
        """,
    ).fetchall()
    return [CorrectionFacts(*row) for row in rows]


def _rules(connection: duckdb.DuckDBPyConnection, kind: str) -> list[RuleFacts]:
    rows = connection.table(f"deliveries.{kind}_checks").select("rule_id, column_name, action, outcome, violations, rows").fetchall()
    return [RuleFacts(kind, *row) for row in rows]


def _quarantined(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> list[dict[str, str | int]]:
    shown: list[dict[str, str | int]] = []
    for kind in kinds:
        lines = connection.table(f"deliveries.{kind}_quarantine").join(connection.table("deliveries.files"), "file_id")
        file = "concat_ws('/', supplier, delivered_on, file_name)"
        told = lines.order("file_id, row_number, rule_id").limit(SHOWN_QUARANTINED_ROWS)
        rows = told.select(f"{file}, row_number, rule_id, coalesce(column_name, ''), masked_value").fetchall()
        names = ("file", "row", "rule", "column", "masked")
        shown += [dict(zip(names, row, strict=True)) | {"kind": kind} for row in rows]
    return shown[:SHOWN_QUARANTINED_ROWS]
