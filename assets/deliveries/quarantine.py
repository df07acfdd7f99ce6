"""Quarantine: one pass over the landed rows that says of each which rules it breaks, held against Great Expectations' counts.

Belongs here: splitting accepted rows from quarantined ones and proving that both judges agree. Does not belong here: reading files.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb

from assets.warehouse.database import create_table
from data_contracts.contract import Contract
from data_contracts.problems import MachineProblem
from data_contracts.rules import Rule

if TYPE_CHECKING:  # a supplier's check needs no engine for expectations, which is slow to import: benchmarks/README.md
    from assets.warehouse.expectations import ExpectationOutcome

QUARANTINE_COLUMNS = {
    "file_id": "INTEGER",
    "row_number": "BIGINT",
    "rule_id": "VARCHAR",
    "column_name": "VARCHAR",
    "masked_value": "VARCHAR",
}
CHECK_COLUMNS = {
    "rule_id": "VARCHAR",
    "column_name": "VARCHAR",
    "action": "VARCHAR",
    "outcome": "VARCHAR",
    "violations": "BIGINT",
    "rows": "BIGINT",
}

Outcome = Literal["passed", "warned", "set_aside", "quarantined", "blocked"]


@dataclass(frozen=True)
class RuleOutcome:
    """What a rule found: how many of how many landed rows broke it, and what follows."""

    rule: Rule
    violations: int
    rows: int

    @property
    def outcome(self) -> Outcome:
        """Passed, or what the contract says of violations."""
        if not self.violations:
            return "passed"
        if self.rule.is_blocking:
            return "blocked"
        return {"warn": "warned", "set_aside": "set_aside", "quarantine": "quarantined"}[self.rule.action]  # type: ignore[return-value]  # a literal each


def mark(connection: duckdb.DuckDBPyConnection, contract: Contract) -> tuple[RuleOutcome, ...]:
    """Adds `reasons` to the landed rows, in `deliveries.judged_<kind>`, and returns what each rule found."""
    tests = ", ".join(f"CASE WHEN {rule.violation} THEN '{rule.rule_id}' END" for rule in contract.rules)
    connection.execute(f"""
        CREATE OR REPLACE TABLE deliveries.judged_{contract.kind} AS
        SELECT *, list_filter([{tests}], lambda reason: reason IS NOT NULL) AS reasons FROM deliveries.landed_{contract.kind}
    """)
    rows = _count(connection, f"SELECT count(*) FROM deliveries.judged_{contract.kind}")
    counted = dict(
        connection.sql(
            f"SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM deliveries.judged_{contract.kind}) GROUP BY reason"
        ).fetchall()
    )
    return tuple(RuleOutcome(rule, counted.get(rule.rule_id, 0), rows) for rule in contract.rules)


def judge(connection: duckdb.DuckDBPyConnection, contract: Contract, expected: Sequence[ExpectationOutcome]) -> tuple[RuleOutcome, ...]:
    """`mark`, held against what Great Expectations found.

    Raises MachineProblem where Great Expectations could not evaluate a rule or counted other violations than this pass: then neither
    count can be trusted, and nothing may be published on it.
    """
    outcomes = mark(connection, contract)
    seen = {outcome.expectation_id: outcome.violations for outcome in expected}
    for found in outcomes:
        theirs, rule_id = seen.get(found.rule.rule_id), found.rule.rule_id
        if theirs is None:
            raise MachineProblem("check_not_evaluated", kind=contract.kind, rule=rule_id)
        if theirs != found.violations:
            raise MachineProblem("checks_disagree", kind=contract.kind, rule=rule_id, counted=found.violations, expected=theirs)
    return outcomes


def split(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, object]]:
    """Puts accepted rows into `deliveries.<kind>` and a line for each broken rule into `deliveries.<kind>_quarantine`.

    A row that breaks a rule of quarantine is quarantined, whatever other rule would set it aside. Returns the account a file: `loaded`,
    `set_aside` with the first such rule, `quarantined`.
    """
    kind = contract.kind
    kept = ", ".join(f'"{name}"' for name in contract.landed_columns if name not in ("unreadable", "masked"))
    rules = {action: [rule.rule_id for rule in contract.rules if rule.action == action] for action in ("quarantine", "set_aside")}
    connection.execute(
        f"CREATE OR REPLACE TABLE deliveries.{kind} AS SELECT {kept} FROM deliveries.judged_{kind} WHERE NOT list_has_any(reasons, ?)",
        [rules["quarantine"] + rules["set_aside"]],
    )
    create_table(connection, f"deliveries.{kind}_quarantine", QUARANTINE_COLUMNS)
    for rule in contract.rules:
        if rule.action == "quarantine":
            _quarantine(connection, kind, rule)
    _drop_needless_reasons(connection, contract)
    account = connection.execute(
        f"""
        SELECT file_id, CASE WHEN list_has_any(reasons, $quarantine) THEN 'quarantined'
                             WHEN list_has_any(reasons, $set_aside) THEN 'set_aside' ELSE 'loaded' END AS outcome,
               CASE WHEN outcome = 'set_aside' THEN list_filter($set_aside, lambda rule: list_contains(reasons, rule))[1] END AS rule,
               count(*) AS rows
        FROM deliveries.judged_{kind} GROUP BY ALL ORDER BY ALL
        """,
        {name: rules[name] or [""] for name in rules},
    ).fetchall()
    return [{"file_id": file_id, "outcome": outcome, "rule": rule, "rows": rows} for file_id, outcome, rule, rows in account]


def drop_working_tables(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Removes the tables that held accepted and quarantined rows together: nothing is stored twice."""
    for stage in ("landed", "judged"):
        connection.execute(f"DROP TABLE deliveries.{stage}_{contract.kind}")


def _quarantine(connection: duckdb.DuckDBPyConnection, kind: str, rule: Rule) -> None:
    """One line per row and rule. An unreadable cell shows its own masked text, another one its shape alone."""
    column = rule.column
    if rule.check in ("readable", "cells", "line"):
        masked = f"masked[list_position(unreadable, '{rule.column or '*'}')]"
    elif column is None or column == "person_key":
        masked = "''"
    else:
        masked = f"regexp_replace(regexp_replace(\"{column}\"::VARCHAR, '\\d', '9', 'g'), '\\p{{L}}', 'a', 'g')[:20]"
    connection.execute(
        f"""
        INSERT INTO deliveries.{kind}_quarantine
        SELECT file_id, row_number, ?, ?, coalesce({masked}, '') FROM deliveries.judged_{kind} WHERE list_contains(reasons, ?)
        """,
        [rule.rule_id, column, rule.rule_id],
    )


def _drop_needless_reasons(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """A cell that cannot be read is also missing; telling both would send the reader looking for a blank that is none."""
    for rule in contract.rules:
        if rule.check == "required":
            connection.execute(
                f"""
                DELETE FROM deliveries.{contract.kind}_quarantine AS missing
                WHERE rule_id = ? AND EXISTS (
                    SELECT 1 FROM deliveries.{contract.kind}_quarantine AS unread
                    WHERE unread.file_id = missing.file_id AND unread.row_number = missing.row_number
                      AND unread.rule_id IN (replace(missing.rule_id, '_required', '_readable'), 'line_is_a_row')
                )
                """,
                [rule.rule_id],
            )


def write_quarantine_files(connection: duckdb.DuckDBPyConnection, kind: str, folder: Path, since: date = date.min) -> None:
    """Writes one CSV (UTF-8 with BOM, `;`) per delivery of the kind and removes those of deliveries that have no quarantined row now, or
    came before `since`: their rows stay out all the same."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = connection.execute(
        f"""
        SELECT f.supplier, f.delivered_on, f.file_name, q.row_number, q.column_name, q.rule_id, q.masked_value
        FROM deliveries.{kind}_quarantine AS q JOIN deliveries.files AS f USING (file_id) WHERE f.delivered_on >= ?
        ORDER BY f.supplier, f.delivered_on, f.file_name, q.row_number, q.rule_id
        """,
        [since],
    ).fetchall()
    by_delivery: dict[str, list[tuple[object, ...]]] = {}
    for supplier, delivered_on, *line in lines:
        by_delivery.setdefault(f"{supplier}_{delivered_on}_{kind}.csv", []).append(tuple(line))
    for stale in set(folder.glob(f"*_{kind}.csv")) - {folder / name for name in by_delivery}:
        stale.unlink()
    for name, content in by_delivery.items():
        arriving = folder / f".{name}"
        with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["file", "row", "column", "rule", "masked_value"])
            writer.writerows([cell if isinstance(cell, int) else _harmless(str(cell or "")) for cell in line] for line in content)
        arriving.replace(folder / name)


def _harmless(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
