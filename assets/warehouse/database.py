"""Warehouse: a DuckDB file that is opened for one piece of work at a time.

Belongs here: opening, transactions, tables in and out, always by column name. Does not belong here: any statement about the domain.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import polars as pl

OPEN_FILES: dict[str, duckdb.DuckDBPyConnection] = {}
"""The files that a run of this process holds open, by path: whoever wants another connection to one takes it from there."""
AT_CLOSE: dict[str, ExitStack] = {}
"""What is to be undone before such a file is closed."""
SCHEMAS = ("deliveries", "core", "effects", "figures")


class Warehouse:
    """One DuckDB file, 0600, with its temporary files in a folder of its own beside it.

    Each piece of work has a connection of its own. A run holds the file open meanwhile (`held`): opening and closing it for every piece
    costs more than the work.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._has_schemas = False

    @contextmanager
    def held(self) -> Iterator[Warehouse]:
        """Keeps the file open, for this process alone, until the end."""
        with self.connect() as connection, ExitStack() as at_close:
            OPEN_FILES[str(self.path)], AT_CLOSE[str(self.path)] = connection, at_close
            at_close.callback(OPEN_FILES.pop, str(self.path))
            at_close.callback(AT_CLOSE.pop, str(self.path))
            yield self

    @contextmanager
    def connect(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """An open connection; closed, and its transaction rolled back, whatever happens inside."""
        held = OPEN_FILES.get(str(self.path))
        if held is not None:
            cursor = held.cursor()
            try:
                yield cursor
            finally:
                cursor.close()
            return
        if not read_only:
            self._prepare()
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self._temporary),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(str(self.path), read_only=read_only, config=config)
        try:
            if not read_only:
                self._complete(connection)
            yield connection
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection whose changes are all kept or, when something is raised, all undone."""
        with self.connect() as connection:
            connection.begin()
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def read(self, table: str) -> pl.DataFrame:
        """A whole table, for what is small: figures, accounts, estimators' input."""
        with self.connect(read_only=True) as connection:
            return connection.table(table).pl()

    def has(self, table: str) -> bool:
        """Whether the table exists, in a file that may not exist either."""
        if not self.path.exists():
            return False
        schema, name = table.split(".")
        with self.connect(read_only=True) as connection:
            query = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
            return connection.execute(query, [schema, name]).fetchone() is not None

    def rewrite(self) -> None:
        """Puts a file with the same tables in place of this one: in the old file's unused blocks, and in a log that a killed run left,
        deleted rows go on standing. Nobody else may have the file open; where it is cut short, the old file stands."""
        arriving = self.path.with_name(f".{self.path.name}")
        arriving.unlink(missing_ok=True)
        with self.connect() as connection:
            quoted = str(arriving).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS arriving")
            name = self.path.stem.replace('"', '""')
            connection.execute(f'COPY FROM DATABASE "{name}" TO arriving')
            connection.execute("DETACH arriving")
        arriving.chmod(0o600)
        with arriving.open("rb") as content:
            os.fsync(content.fileno())
        arriving.replace(self.path)
        self.path.with_name(f"{self.path.name}.wal").unlink(missing_ok=True)

    def export(self, path: Path, tables: Mapping[str, str], mode: int) -> None:
        """Writes a new DuckDB file with copies of tables, under the names that `tables` maps to ours."""
        with self.connect() as connection:
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS outgoing")
            for name, table in tables.items():
                connection.execute(f'CREATE TABLE outgoing."{name}" AS SELECT * FROM {table}')
            connection.execute("DETACH outgoing")
        path.chmod(mode)

    @property
    def _temporary(self) -> Path:
        return self.path.parent / ".duckdb-temporary"

    def _complete(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Mode and schemas, once for each object: a catalogue that is written to at every opening costs more than the work itself."""
        if not self._has_schemas:
            self.path.chmod(0o600)
            for schema in SCHEMAS:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self._has_schemas = True

    def _prepare(self) -> None:
        self._temporary.mkdir(mode=0o700, parents=True, exist_ok=True)


def create_table(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    """A new, empty table in place of any that was there; `columns` maps names to SQL types."""
    listed = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE {table} ({listed})")


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, rows: duckdb.DuckDBPyRelation) -> None:
    """A table with these rows in place of any that was there."""
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    rows.create(table)


def append(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Adds the frame's rows to a table, column by name; a column that either side lacks is an error of DuckDB's."""
    listed = ", ".join(f'"{name}"' for name in frame.columns)
    connection.register("arriving", frame.to_arrow())
    try:
        connection.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM arriving")
    finally:
        connection.unregister("arriving")
