"""Landing: the rows of one kind, read from all its files, with the persons whom nobody named left outside.

Belongs here: reading a kind's files into `deliveries.landed_<kind>` and counting what came in. Does not belong here: judging rows
(`assets/deliveries/quarantine.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

import duckdb
import polars as pl

from assets.deliveries.completeness import Seen, require_complete
from assets.deliveries.dream import LobenrKeys, read_dream_file
from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, ReadFile, read_delivery_file
from assets.warehouse.database import append, create_table
from data_contracts.contract import Contract, Restatement
from data_contracts.problems import MachineProblem, Problem

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


@dataclass
class Landed:
    """What landing found out beside the rows: one record a file, the account so far, and how many persons each file tells of by period."""

    files: list[dict[str, object]] = field(default_factory=list)
    account: list[dict[str, object]] = field(default_factory=list)
    periods: list[pl.DataFrame] = field(default_factory=list)
    reasons: dict[int, Mapping[str, str | int]] = field(default_factory=dict)
    """Of each rejected file the parameters of its reason."""
    columns: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Of each file that was read the columns found, by their business names."""
    without_erased: set[str] = field(default_factory=set)
    """Suppliers of whose files rows about the erased were left out."""


@dataclass(frozen=True)
class Readers:
    """What reading needs to know beside the file: the deployment's pseudonyms, for extracts by løbenr whom each stands for, the tombstones
    of those who have been erased, and the earliest day that a file can tell of where the settings name one."""

    pseudonyms: Pseudonyms
    lobenr: LobenrKeys = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    earliest: date | None = None


def land(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Iterable[DeliveredFile], readers: Readers, named: pl.Series | None
) -> Landed:
    """Reads a kind's files into `deliveries.landed_<kind>`.

    `named` holds the person keys that referrals and comparison rows name; rows about anybody else are counted and never stored. None
    where the kind itself does the naming. A file that cannot be read is recorded with its reason and the others go on.
    """
    table = f"deliveries.landed_{contract.kind}"
    create_table(connection, table, contract.landed_columns)
    landed, seen = Landed(), Seen()
    for file in files:
        frame = _read(file, contract, readers, landed, seen)
        if frame is None:
            continue
        if contract.restatement is not None:
            landed.periods.append(_periods(frame, contract.restatement))
        if named is not None and contract.names_persons:
            frame = _drop(frame, pl.col("person_key").is_not_null() & ~pl.col("person_key").is_in(named.implode()), file, landed)
        append(connection, table, frame.select(list(contract.landed_columns)))
    if contract.sets_identical_rows_aside:
        _set_identical_rows_aside(connection, contract, landed)
    return landed


def _read(file: DeliveredFile, contract: Contract, readers: Readers, landed: Landed, seen: Seen) -> pl.DataFrame | None:
    record: dict[str, object] = dict.fromkeys(FILE_COLUMNS)
    record |= {"file_id": file.file_id, "status": "read", "reason_parameters": "{}", "rows_in": 0, "unknown_columns": 0, "notes": []}
    landed.files.append(record)
    try:
        content = file.content()
        read = _without_erased(read_file(file, content, contract, readers), file, contract, readers, landed)
        notes = {*read.notes, *require_complete(file, content, read, contract, seen)}
    except FileRejected as rejected:
        parameters = json.dumps(rejected.parameters, sort_keys=True, ensure_ascii=False)
        record |= {"status": "rejected", "reason": rejected.reason, "reason_parameters": parameters}
        landed.reasons[file.file_id] = rejected.parameters
        return None
    except Problem:
        raise
    except (Exception, pl.exceptions.PanicException) as fault:
        # Here CPR numbers are still known, and a library's message may quote a cell: it ends here, and Dagster's events never hear it.
        raise MachineProblem("reading_failed", file=file.name, kind=type(fault).__name__, place=_place(fault)) from None
    landed.columns[file.file_id] = read.columns
    if read.notes_below:
        landed.account.append({"file_id": file.file_id, "outcome": "set_aside", "rule": "note_below_rows", "rows": read.notes_below})
    record |= {
        "encoding": read.encoding,
        "format": read.format,
        "rows_in": read.rows_in,
        "unknown_columns": read.unknown_columns,
        "notes": sorted(notes),
    }
    return read.frame.with_columns(
        pl.lit(file.file_id, pl.Int32).alias("file_id"),
        pl.lit(file.supplier).alias("supplier"),
        pl.lit(file.delivered_on, pl.Date).alias("delivered_on"),
    )


def _place(fault: BaseException) -> str:
    """Module and line where it happened."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def read_file(file: DeliveredFile, content: bytes, contract: Contract, readers: Readers) -> ReadFile:
    """The rows that a file's bytes hold, with the columns that its name fills.

    Raises FileRejected as the kind's reader does, and `file_name_incomplete` where the name lacks what the contract reads in it.
    """
    named: dict[str, int] = {}
    if contract.file_name_pattern is not None:
        found = contract.file_name_pattern.fullmatch(normalize("NFC", file.path.name))
        if found is None:
            raise FileRejected("file_name_incomplete")
        named = {name: int(text) for name, text in found.groupdict().items()}
    if contract.reader == "dream":
        read = read_dream_file(content, contract, readers.pseudonyms, readers.lobenr.get(file.supplier), file.delivered_on or date.max)
    else:
        read = read_delivery_file(content, contract, readers.pseudonyms, file.delivered_on or date.max, readers.earliest)
    filled = [pl.lit(number, read.frame.schema[name]).alias(name) for name, number in named.items()]
    return replace(read, frame=read.frame.with_columns(filled))


def _periods(frame: pl.DataFrame, restatement: Restatement) -> pl.DataFrame:
    """Persons (rows, where the kind is about none) by source and period, whoever they are; a period yet to come tells nothing."""
    period = pl.col(restatement.period)
    is_past = pl.lit(True) if restatement.replaces_all else period <= pl.col("delivered_on")
    number = pl.col("file_number") if "file_number" in frame.columns else pl.lit(None, pl.Int64)
    persons = pl.col("person_key").drop_nulls().n_unique() if "person_key" in frame.columns else pl.len()
    told = frame.filter(period.is_not_null() & is_past)
    if restatement.step == "week":
        told = told.filter(period.dt.weekday() == 1)
    source = pl.col(restatement.source).cast(pl.String)
    return told.group_by("file_id", source.alias("source"), number.alias("file_number"), period.alias("period")).agg(
        persons.cast(pl.Int64).alias("persons")
    )


def _without_erased(read: ReadFile, file: DeliveredFile, contract: Contract, readers: Readers, landed: Landed) -> ReadFile:
    """The file as if the erased had never been in it: their rows are not even counted, since a count of rows about persons whom nobody
    named would tell, in a file of referrals, that somebody was."""
    if not readers.erased or not contract.names_persons:
        return read
    gone = readers.pseudonyms.erased(read.frame["person_key"], readers.erased)
    kept = read.frame.filter(~pl.col("person_key").is_in(gone.implode()).fill_null(value=False))
    if kept.height < read.frame.height:
        landed.without_erased.add(file.supplier)
    return replace(read, frame=kept, rows_in=read.rows_in - (read.frame.height - kept.height))


def _drop(frame: pl.DataFrame, which: pl.Expr, file: DeliveredFile, landed: Landed) -> pl.DataFrame:
    """Without these rows, which are counted."""
    kept = frame.filter(~which.fill_null(value=False))
    dropped = frame.height - kept.height
    if dropped:
        landed.account.append({"file_id": file.file_id, "outcome": "dropped", "rule": "person_not_named", "rows": dropped})
    return kept


def _set_identical_rows_aside(connection: duckdb.DuckDBPyConnection, contract: Contract, landed: Landed) -> None:
    """The same row twice in one delivery counts once; only what differs is a contradiction. Of what could not be read nobody knows."""
    table = f"deliveries.landed_{contract.kind}"
    same = ", ".join(name for name in contract.landed_columns if name not in ("file_id", "row_number"))
    repeated = f"""
        SELECT rowid FROM (
            SELECT rowid, row_number() OVER (PARTITION BY {same} ORDER BY file_id, row_number) AS place FROM {table}
            WHERE len(unreadable) = 0
        ) WHERE place > 1
    """
    counted = connection.sql(f"SELECT file_id, count(*) FROM {table} WHERE rowid IN ({repeated}) GROUP BY file_id").fetchall()
    landed.account += [{"file_id": file_id, "outcome": "set_aside", "rule": "identical_row", "rows": rows} for file_id, rows in counted]
    connection.execute(f"DELETE FROM {table} WHERE rowid IN ({repeated})")
