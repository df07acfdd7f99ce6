"""Great Expectations on the warehouse: run a suite over one table inside DuckDB and say what each expectation found.

Belongs here: the dialect that makes it possible and the running. Does not belong here: which expectations there are
(`data_contracts/suites.py`) and what follows from them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb_engine
from sqlalchemy import URL
from sqlalchemy.dialects import registry

from assets.warehouse.database import AT_CLOSE, OPEN_FILES

# Read when Great Expectations is first imported, wherever that happens: nothing is reported home.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""BASIC alone would put offending values into its result; zero of them must reach a check result."""


class FetchedCursor(duckdb_engine.CursorWrapper):
    """A cursor that fetches when it executes.

    Great Expectations reads its rows after the connection went back to the pool, which resets it; by then DuckDB's own cursor is empty
    and every expectation ends in "list index out of range". Metrics are a handful of rows, so keeping them costs nothing.
    """

    def __init__(self, connection: Any, wrapper: Any) -> None:
        super().__init__(connection, wrapper)
        self._connection = connection
        self._rows: list[Any] = []
        self._description: Any = None

    def execute(self, statement: str, parameters: Any = None, context: Any = None) -> None:
        """Runs the statement and keeps its whole result."""
        super().execute(statement, parameters, context)
        self._description = self._connection.description
        self._rows = self._connection.fetchall() if self._description else []

    @property
    def description(self) -> Any:
        """Column descriptions of the last statement, as the DB-API wants them."""
        return self._description

    def fetchall(self) -> list[Any]:
        """The rows that were not yet taken."""
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next `size` rows, one where none is named."""
        rows, self._rows = self._rows[: size or 1], self._rows[size or 1 :]
        return rows

    def fetchone(self) -> Any:
        """The next row or None."""
        return self._rows.pop(0) if self._rows else None


class FetchedConnection(duckdb_engine.ConnectionWrapper):
    """A connection whose cursors fetch when they execute."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> FetchedCursor:
        """A new cursor over this connection."""
        return FetchedCursor(self._connection, self)


class FetchedDialect(duckdb_engine.Dialect):
    """duckdb-engine's dialect with cursors that fetch at once; registered as `duckdb+fetched`."""

    driver = "fetched"
    supports_statement_cache = False

    def connect(self, *arguments: Any, **keywords: Any) -> Any:
        """Opens the database, looks for tables in the schema that the address names, and wraps the bare connection anew."""
        schema = keywords["url_config"].pop("schema")
        held = OPEN_FILES.get(str(keywords.get("database")))
        bare = held.cursor() if held is not None else super().connect(*arguments, **keywords)._ConnectionWrapper__c
        bare.execute(f"SET search_path = '{schema}'")
        return FetchedConnection(bare)


registry.register("duckdb.fetched", __name__, "FetchedDialect")


@dataclass(frozen=True)
class ExpectationOutcome:
    """What one expectation found. `violations` is None where it could not be evaluated, which is neither passed nor bad data."""

    expectation_id: str
    violations: int | None


@contextmanager
def _source(database: Path, schema: str) -> Iterator[Any]:
    """A data source over one schema: the run's own while it holds the file, otherwise one for this validation alone."""
    held = OPEN_FILES.get(str(database))
    if held is None:
        with ExitStack() as stack:
            yield stack.enter_context(_fresh_source(database, schema))
        return
    known = _SOURCES.setdefault(id(held), {})
    if schema not in known:
        known[schema] = AT_CLOSE[str(database)].enter_context(_fresh_source(database, schema))
        AT_CLOSE[str(database)].callback(_SOURCES.pop, id(held), None)
    yield known[schema]


_SOURCES: dict[int, dict[str, Any]] = {}
"""Data sources of the runs of this process, by connection and schema; making one costs more than a small validation."""


@contextmanager
def _fresh_source(database: Path, schema: str) -> Iterator[Any]:
    import great_expectations as gx  # noqa: PLC0415 - slow, and only checking needs it: benchmarks/README.md
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415 - as above

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # The schema is the connection's search path: Great Expectations asks for column types by the table's bare name.
    url = URL.create("duckdb+fetched", database=str(database), query={"schema": schema})
    try:
        source = context.data_sources.add_sql("warehouse", connection_string=url.render_as_string())
        try:
            yield source
        finally:
            source.get_engine().dispose()
    finally:
        for site in (context.variables.data_docs_sites or {}).values():
            # Made for pages that nobody asked for, and left behind by the library.
            shutil.rmtree(site["store_backend"]["base_directory"], ignore_errors=True)


def validate(database: Path, schema: str, table: str, expectations: Sequence[Any]) -> tuple[ExpectationOutcome, ...]:
    """Runs Great Expectations' expectations over one table, in one validation, and returns an outcome for each in their order.

    Each expectation carries its id in `meta["rule_id"]`. Outside a run that holds the file the engine is disposed before this returns.
    """
    import great_expectations as gx  # noqa: PLC0415 - slow, and only checking needs it: benchmarks/README.md

    with _source(database, schema) as source:
        asset = source.add_table_asset(table, table_name=table)
        try:
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            suite = gx.ExpectationSuite(name=table, expectations=list(expectations))
            result = batch.validate(suite, result_format=RESULT_FORMAT)
            return tuple(_outcome(item) for item in result.results)
        finally:
            if str(database) not in OPEN_FILES:  # a run's own engine serves its next validations, too
                source.get_execution_engine().close()
            source.delete_asset(table)


def _outcome(item: Any) -> ExpectationOutcome:
    rule_id = item.expectation_config.meta["rule_id"]
    if item.exception_info and item.exception_info.get("raised_exception", False):
        return ExpectationOutcome(rule_id, None)
    if any(isinstance(part, dict) and part.get("raised_exception") for part in (item.exception_info or {}).values()):
        return ExpectationOutcome(rule_id, None)
    if item.result.get("element_count") == 0:
        # A sum over no rows is nothing at all, which Great Expectations hands on instead of 0.
        return ExpectationOutcome(rule_id, 0)
    counted = item.result.get("unexpected_count", item.result.get("observed_value"))
    return ExpectationOutcome(rule_id, int(counted) if counted is not None else None)
