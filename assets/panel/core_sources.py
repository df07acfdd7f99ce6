"""Sources: what effects read, each named once.

Belongs here: a table, or a query over several, as a frame that rules are written on; what it is made of follows from its own text. Does not
belong here: which effect reads what (each says so in its `__init__.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import narwhals as nw

from assets.warehouse.database import SCHEMAS
from assets.warehouse.frames import LazyFrame

_TABLE = re.compile(rf"\b(?:{'|'.join(SCHEMAS)})\.\w+")


@dataclass(frozen=True)
class Source:
    """A query of the warehouse. `is_optional`: its tables may not be there, and then there is no frame."""

    query: str
    is_optional: bool = False

    @property
    def tables(self) -> frozenset[str]:
        """The tables that the query names, each with its schema."""
        return frozenset(_TABLE.findall(self.query))

    def frame(self, connection: duckdb.DuckDBPyConnection) -> LazyFrame | None:
        """What the query tells, not read yet."""
        try:
            return nw.from_native(connection.sql(self.query)).lazy()
        except duckdb.CatalogException:
            if self.is_optional:
                return None
            raise


def table(name: str) -> Source:
    """A whole table, with its schema before its name."""
    return Source(f"FROM {name}")


def quarantined_rows(*kinds: str, is_newest_only: bool = False) -> Source:
    """`kind` of those kinds of delivery of which rows are in quarantine, so that a sum over them may lack something.

    `is_newest_only`: for kinds whose newest delivery replaces a supplier's earlier ones, rows of these do not matter any more.
    """
    newest = "QUALIFY rank() OVER (PARTITION BY supplier ORDER BY delivered_on DESC) = 1" if is_newest_only else ""
    return Source(" UNION ALL ".join(_QUARANTINED.format(kind=kind, newest=newest) for kind in kinds))


_QUARANTINED = """
    SELECT DISTINCT '{kind}' AS kind FROM deliveries.{kind}_quarantine SEMI JOIN (
        SELECT file_id FROM deliveries.files JOIN deliveries.{kind}_files AS read USING (file_id) WHERE read.status = 'read' {newest}
    ) AS files USING (file_id)
"""
SPELLS_IN_KRONER = Source("FROM core.benefit_spells WHERE source = 'ydelsesrefusion'")
"""Runs of weeks with their amounts, which Ydelsesrefusion alone tells."""
