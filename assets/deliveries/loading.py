"""Loading: a kind's files from the inbox to accepted rows, in the order of the work.

Belongs here: the order, and what each step hands to the next. Does not belong here: the steps themselves, and Dagster (`assets.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from assets.deliveries.accounts import keep_account
from assets.deliveries.changes import keep_changes, keep_corrected
from assets.deliveries.corrections import apply_corrections
from assets.deliveries.inbox import DeliveredFile, Inventory
from assets.deliveries.landing import Landed, Readers, land
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.quarantine import (
    CHECK_COLUMNS,
    RuleOutcome,
    drop_working_tables,
    judge,
    split,
    write_quarantine_files,
)
from assets.deliveries.restating import keep_periods, keep_unknown, prove_nothing_is_erased, supersede
from assets.deliveries.spells import keep_as_spells, lobenr_keys
from assets.warehouse.database import Warehouse, append, create_table
from assets.warehouse.editions import EditionHistory, FileKey
from data_contracts.contract import CORRECTIONS, NAMING_KINDS, Contract
from data_contracts.problems import NotFitToPublish

if TYPE_CHECKING:
    from assets.warehouse.expectations import ExpectationOutcome

INVENTORY_COLUMNS = {
    "file_id": "INTEGER",
    "supplier": "VARCHAR",
    "delivered_on": "DATE",
    "file_name": "VARCHAR",
    "kind": "VARCHAR",
    "sha256": "VARCHAR",
    "status": "VARCHAR",
    "reason": "VARCHAR",
    "reason_parameters": "VARCHAR",
}


@dataclass(frozen=True)
class LoadingContext:
    """What reading deliveries needs: the run's inventory of the inbox, the pseudonyms of this deployment, where quarantined rows are shown,
    the files that may tell of fewer than the ones they replace, what earlier editions rest on, and who has been erased (tombstones)."""

    inventory: Inventory
    pseudonyms: Pseudonyms
    quarantine_folder: Path
    accepted_restatements: tuple[str, ...] = ()
    chronicle: EditionHistory | None = None
    erased: frozenset[str] = frozenset()
    quarantine_since: date = date.min
    """Deliveries before that day are no longer listed in the quarantine folder."""
    earliest: date | None = None
    """The earliest day that a delivery can tell of, where the settings name one."""

    def known_files(self) -> frozenset[FileKey] | None:
        """What the previous edition rests on; None where there is none."""
        previous = None if self.chronicle is None else self.chronicle.previous
        return None if previous is None else previous.files()


def keep_inventory(connection: duckdb.DuckDBPyConnection, files: Sequence[DeliveredFile]) -> int:
    """Writes `deliveries.files`, one row per thing found in the inbox, and returns how many there are."""
    rows = [
        {
            "file_id": file.file_id,
            "supplier": file.supplier,
            "delivered_on": file.delivered_on,
            "file_name": file.name,
            "kind": file.kind,
            "sha256": file.sha256,
            "status": file.status,
            "reason": file.reason,
            "reason_parameters": json.dumps(file.reason_parameters, sort_keys=True),
        }
        for file in files
    ]
    schema = {name: pl.Date if name == "delivered_on" else pl.String for name in INVENTORY_COLUMNS} | {"file_id": pl.Int32}
    create_table(connection, "deliveries.files", INVENTORY_COLUMNS)
    append(connection, "deliveries.files", pl.DataFrame(rows, schema=schema))
    return len(rows)


def require_listed(connection: duckdb.DuckDBPyConnection, inventory: Inventory) -> None:
    """Raises NotFitToPublish where `deliveries.files` was written by a run with another inventory: of two runs no edition is made."""
    listed = connection.sql("SELECT file_id, supplier, delivered_on, file_name, sha256 FROM deliveries.files ORDER BY file_id").fetchall()
    if listed != [(file.file_id, file.supplier, file.delivered_on, file.name, file.sha256) for file in inventory.files]:
        raise NotFitToPublish("inbox_of_another_run")


def land_kind(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    files: Iterable[DeliveredFile],
    pseudonyms: Pseudonyms,
    erased: frozenset[str] = frozenset(),
    earliest: date | None = None,
) -> Landed:
    """Reads a kind's files among all; rows about the erased, and about persons whom no referral and no comparison row names, stay
    outside."""
    own = [file for file in files if file.kind == contract.kind and file.status == "to_read"]
    readers = Readers(pseudonyms, lobenr_keys(connection) if contract.reader == "dream" else {}, erased, earliest)
    return land(connection, contract, own, readers, _named_persons(connection) if contract.persons == "named_elsewhere" else None)


def _named_persons(connection: duckdb.DuckDBPyConnection) -> pl.Series:
    """Everybody whom a referral or comparison row names."""
    tables = " UNION ".join(f"SELECT person_key FROM deliveries.{kind}" for kind in NAMING_KINDS)
    return connection.sql(tables).pl()["person_key"]


def load_kind(warehouse: Warehouse, desk: LoadingContext, contract: Contract) -> tuple[RuleOutcome, ...]:
    """Reads, judges and splits all of a kind's files; afterwards every row of theirs is accounted for.

    Raises NotFitToPublish where the contract requires the kind and not one row of it could be loaded, where a newer delivery would
    erase what an older one told, and where a file or the whole inbox is no longer what this run listed.
    """
    with warehouse.transaction() as connection:
        require_listed(connection, desk.inventory)
        landed = land_kind(connection, contract, desk.inventory.files, desk.pseudonyms, desk.erased, desk.earliest)
        if contract.correction_name is not None:
            apply_corrections(connection, contract, landed.without_erased)
    expected = _expected(warehouse, contract, is_empty=not any(record["rows_in"] for record in landed.files))
    with warehouse.transaction() as connection:
        outcomes = judge(connection, contract, expected)
        account = split(connection, contract)
        if contract.restatement is not None:
            keep_periods(connection, contract, landed.periods)
            prove_nothing_is_erased(connection, contract, desk.accepted_restatements)
        keep_changes(connection, contract)
        if contract.restatement is not None:
            account += _supersede(connection, contract)
        if contract.kind == CORRECTIONS:
            keep_corrected(connection)
        if contract.is_kept_as_spells:
            keep_as_spells(connection)
        drop_working_tables(connection, contract)
        keep_account(connection, contract.kind, landed, account)
        _keep_checks(connection, contract, outcomes)
    with warehouse.connect() as connection:
        write_quarantine_files(connection, contract.kind, desk.quarantine_folder, desk.quarantine_since)
    loaded = sum(int(str(entry["rows"])) for entry in account if entry["outcome"] == "loaded")
    if contract.is_required_to_publish and not loaded:
        raise NotFitToPublish(
            "required_kind_missing", kind=contract.kind, files=len(landed.files), patterns=", ".join(contract.file_patterns)
        )
    return outcomes


def _expected(warehouse: Warehouse, contract: Contract, *, is_empty: bool) -> Sequence[ExpectationOutcome]:
    """What Great Expectations finds in the landed rows; of no rows there is nothing to ask."""
    from assets.warehouse.expectations import ExpectationOutcome, validate  # noqa: PLC0415 - a supplier's check does without: benchmarks/README.md
    from data_contracts.suites import expectations  # noqa: PLC0415 - the same half second

    if is_empty:
        return [ExpectationOutcome(rule.rule_id, 0) for rule in contract.rules]
    return validate(warehouse.path, "deliveries", f"landed_{contract.kind}", expectations(contract.rules))


def _supersede(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, object]]:
    if contract.names_persons:
        keep_unknown(connection, contract, f"deliveries.judged_{contract.kind}")
    return supersede(connection, contract)


def _keep_checks(connection: duckdb.DuckDBPyConnection, contract: Contract, outcomes: tuple[RuleOutcome, ...]) -> None:
    rows = [
        {
            "rule_id": found.rule.rule_id,
            "column_name": found.rule.column,
            "action": found.rule.action,
            "outcome": found.outcome,
            "violations": found.violations,
            "rows": found.rows,
        }
        for found in outcomes
    ]
    table = f"deliveries.{contract.kind}_checks"
    create_table(connection, table, CHECK_COLUMNS)
    append(connection, table, pl.DataFrame(rows))
