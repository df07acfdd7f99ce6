"""Erasure: a person is taken out of everything the house keeps, and a tombstone sees to it that old files cannot bring them back.

Belongs here: tombstones, and taking a person out of warehouse and quarantine. Does not belong here: figures, which the next run makes anew
without the person, and editions already published.

A tombstone is a keyed digest of the pseudonym: it says that somebody was erased, and not who. From then on the person is to every reader
of files one whom nobody has named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from assets.deliveries.pseudonyms import Pseudonyms
from assets.warehouse.database import Warehouse
from data_contracts.contract import KINDS, load_contract
from data_contracts.problems import MachineProblem, WrongUse

CPR_DIGITS = 10


@dataclass(frozen=True)
class Erasure:
    """That somebody was erased. `newest_data_date`: how far the data of editions published by then reached; None where there were none."""

    tombstone: str
    newest_data_date: str | None

    def is_later_than(self, data_date: date) -> bool:
        """Whether an edition of that day of data had been published before the erasure."""
        return self.newest_data_date is not None and date.fromisoformat(self.newest_data_date) >= data_date


def read_erasures(path: Path) -> tuple[Erasure, ...]:
    """All erasures of an output folder. Raises MachineProblem for a record that cannot be read: guessing would bring people back."""
    if not path.exists():
        return ()
    try:
        return tuple(Erasure(**one) for one in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise MachineProblem("erasures_unreadable", file=str(path)) from error


def write_erasures(path: Path, erasures: Sequence[Erasure]) -> None:
    """Keeps the record (0600), whole or not at all."""
    arriving = path.with_name(f".{path.name}")
    with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(one) for one in erasures], file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)


def person_key_of(cpr: str, pseudonyms: Pseudonyms) -> str:
    """The pseudonym of a CPR number, written with or without its hyphen. Raises WrongUse, without the number, for anything else."""
    digits = cpr.strip().replace("-", "").replace(" ", "")
    if len(digits) != CPR_DIGITS or not digits.isdigit():
        raise WrongUse("erase_needs_a_cpr")
    return str(pseudonyms.keys(pl.Series([digits])).item())


def take_out(warehouse: Warehouse, quarantine: Path, person_keys: Sequence[str]) -> int:
    """Deletes the persons' rows from every table that has any, and what may be theirs from quarantine; returns how many rows went.

    Where rows went, every figure that counted them goes too: the next run makes them anew. Afterwards the database's file holds nothing
    but what its tables hold.
    """
    # A masked line of quarantine does not say whom it is about: all of them go, and the next run writes those that stay.
    kinds = [kind for kind in KINDS if load_contract(kind).names_persons]
    for kind in kinds:
        for path in quarantine.glob(f"*_{kind}.csv"):
            path.unlink()
    if not warehouse.path.exists():
        return 0
    with warehouse.transaction() as connection:
        gone = _delete(connection, person_keys)
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'deliveries'"
        standing = {str(name) for (name,) in connection.sql(query).fetchall()}
        for table in sorted(standing & {f"{kind}_quarantine" for kind in kinds}):
            connection.execute(f"DELETE FROM deliveries.{table}")
        if gone:
            _drop_figures(connection)
    warehouse.rewrite()
    return gone


def _delete(connection: duckdb.DuckDBPyConnection, person_keys: Sequence[str]) -> int:
    tables = connection.sql("""
        SELECT table_schema, table_name FROM information_schema.columns
        WHERE column_name = 'person_key' AND table_schema IN ('deliveries', 'core', 'effects') ORDER BY ALL
    """).fetchall()
    gone = 0
    for schema, table in tables:
        statement = f'DELETE FROM {schema}."{table}" WHERE person_key IN (SELECT unnest(?))'
        deleted = connection.execute(statement, [list(person_keys)]).fetchone()
        gone += int(deleted[0]) if deleted else 0
    return gone


def _drop_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Figures before disclosure control may be about one person alone, who may be the one that is gone."""
    tables = connection.sql("""
        SELECT table_schema, table_name FROM information_schema.tables
        WHERE table_schema = 'figures' OR (table_schema = 'effects' AND (table_schema, table_name) NOT IN
            (SELECT (table_schema, table_name) FROM information_schema.columns WHERE column_name = 'person_key'))
    """).fetchall()
    for schema, table in tables:
        connection.execute(f'DROP TABLE {schema}."{table}"')
