"""Landing: the rows of one kind, read from all its files, with the persons whom nobody named left outside.

Belongs here: reading a kind's files into `deliveries.landed_<kind>` and counting what came in. Does not belong here: judging rows
(`assets/deliveries/quarantine.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import polars as pl

from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, read_delivery_file
from assets.warehouse.database import append, create_table
from data_contracts.contract import Contract

FILE_COLUMNS = {
    "file_id": "INTEGER",
    "status": "VARCHAR",
    "reason": "VARCHAR",
    "reason_parameters": "VARCHAR",
    "encoding": "VARCHAR",
    "format": "VARCHAR",
    "rows_in": "BIGINT",
    "unknown_columns": "INTEGER",
    "notes": "VARCHAR[]",
}
ACCOUNT_COLUMNS = {"file_id": "INTEGER", "outcome": "VARCHAR", "rule": "VARCHAR", "rows": "BIGINT"}
"""`outcome`: `loaded`, `set_aside`, `dropped` or `quarantined`; `rule` names the rule of the middle two."""
SPAN_COLUMNS = {"supplier": "VARCHAR", "delivered_on": "DATE", "first_month": "DATE", "last_month": "DATE"}


@dataclass
class Landed:
    """What landing found out beside the rows: one record a file, the account so far, and the months that each file of hours spans."""

    files: list[dict[str, object]] = field(default_factory=list)
    account: list[dict[str, object]] = field(default_factory=list)
    spans: list[dict[str, object]] = field(default_factory=list)


def land(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    files: Iterable[DeliveredFile],
    pseudonyms: Pseudonyms,
    named: pl.Series | None,
) -> Landed:
    """Reads a kind's files into `deliveries.landed_<kind>`.

    `named` holds the person keys that referrals and comparison rows name; rows about anybody else are counted and never stored. None
    where the kind itself does the naming. A file that cannot be read is recorded with its reason and the others go on.
    """
    table = f"deliveries.landed_{contract.kind}"
    create_table(connection, table, contract.landed_columns)
    landed = Landed()
    for file in files:
        frame = _read(file, contract, pseudonyms, landed)
        if frame is None:
            continue
        if "month" in contract.landed_columns:
            _note_span(frame, file, landed)
        if named is not None and contract.names_persons:
            frame = _drop_unnamed(frame, named, file, landed)
        append(connection, table, frame.select(list(contract.landed_columns)))
    if contract.sets_identical_rows_aside:
        _set_identical_rows_aside(connection, contract, landed)
    return landed


def _read(file: DeliveredFile, contract: Contract, pseudonyms: Pseudonyms, landed: Landed) -> pl.DataFrame | None:
    record: dict[str, object] = dict.fromkeys(FILE_COLUMNS)
    record |= {"file_id": file.file_id, "status": "read", "reason_parameters": "{}", "rows_in": 0, "unknown_columns": 0, "notes": []}
    landed.files.append(record)
    try:
        read = read_delivery_file(file.path, contract, pseudonyms)
    except FileRejected as rejected:
        parameters = json.dumps(rejected.parameters, sort_keys=True, ensure_ascii=False)
        record |= {"status": "rejected", "reason": rejected.reason, "reason_parameters": parameters}
        return None
    record |= {
        "encoding": read.encoding,
        "format": read.format,
        "rows_in": read.rows_in,
        "unknown_columns": read.unknown_columns,
        "notes": list(read.notes),
    }
    return read.frame.with_columns(
        pl.lit(file.file_id, pl.Int32).alias("file_id"),
        pl.lit(file.supplier).alias("supplier"),
        pl.lit(file.delivered_on, pl.Date).alias("delivered_on"),
    )


def _note_span(frame: pl.DataFrame, file: DeliveredFile, landed: Landed) -> None:
    """A source covers the months between its first and last, whoever the rows are about; a month yet to come covers nothing."""
    months = frame.filter(pl.col("month") <= pl.col("delivered_on"))["month"]
    if len(months):
        landed.spans.append(
            {
                "supplier": file.supplier,
                "delivered_on": file.delivered_on,
                "first_month": months.min(),
                "last_month": months.max(),
            }
        )


def _drop_unnamed(frame: pl.DataFrame, named: pl.Series, file: DeliveredFile, landed: Landed) -> pl.DataFrame:
    kept = frame.filter(pl.col("person_key").is_null() | pl.col("person_key").is_in(named.implode()))
    dropped = frame.height - kept.height
    if dropped:
        landed.account.append({"file_id": file.file_id, "outcome": "dropped", "rule": "person_not_named", "rows": dropped})
    return kept


def _set_identical_rows_aside(connection: duckdb.DuckDBPyConnection, contract: Contract, landed: Landed) -> None:
    """The same row twice in one delivery counts once; only what differs is a contradiction."""
    table = f"deliveries.landed_{contract.kind}"
    same = ", ".join(name for name in contract.landed_columns if name not in ("file_id", "row_number"))
    repeated = f"""
        SELECT rowid FROM (
            SELECT rowid, row_number() OVER (PARTITION BY {same} ORDER BY file_id, row_number) AS place FROM {table}
        ) WHERE place > 1
    """
    counted = connection.sql(f"SELECT file_id, count(*) FROM {table} WHERE rowid IN ({repeated}) GROUP BY file_id").fetchall()
    landed.account += [{"file_id": file_id, "outcome": "set_aside", "rule": "identical_row", "rows": rows} for file_id, rows in counted]
    connection.execute(f"DELETE FROM {table} WHERE rowid IN ({repeated})")
