"""Context: published tables that the programme's figures are read against, vintage by vintage.

Belongs here: their core tables, and which vintage is asked for. Does not belong here: figures of the programme; none rests on these.

Every delivery of a table is a vintage: a number that its publisher has revised stands beside the number that it replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from data_contracts.contract import load_contract
from data_contracts.core_tables import CORE_TABLES
from data_contracts.reference import reference_table

Y30R21 = """
    CREATE OR REPLACE TABLE core.context_jobindsats_y30r21 AS
    SELECT rows.delivered_on AS vintage_on, rows.area, areas.municipality_code, rows.period,
           make_date(rows.period[:4]::INTEGER, rows.period[-1]::INTEGER * 3 - 5, 1) AS first_month,
           make_date(rows.period[:4]::INTEGER, rows.period[-1]::INTEGER * 3, 1) AS last_month,
           rows.benefit_group, rows.expected_fulltime_persons, rows.actual_fulltime_persons, rows.difference_fulltime_persons,
           rows.expected_share_percent, rows.actual_share_percent, rows.difference_share_percentage_points, rows.benchmark_rank
    FROM deliveries.jobindsats_y30r21 AS rows JOIN areas USING (area)
    QUALIFY row_number() OVER (PARTITION BY rows.delivered_on, areas.level, coalesce(areas.municipality_code::VARCHAR, area), period,
                               benefit_group ORDER BY file_id DESC, row_number DESC) = 1
    ORDER BY vintage_on, area, period, benefit_group
"""
"""A period such as 2022QMAT04 is the half-year that ends with that quarter: 12,730 against 12,650 full-time persons in Aalborg are
those of the second half of 2022."""

QUARTERLY = """
    CREATE OR REPLACE TABLE core.context_{table} AS
    SELECT rows.delivered_on AS vintage_on, rows.area, areas.level, areas.municipality_code, {groups},
           make_date(rows.quarter[:4]::INTEGER, rows.quarter[-1]::INTEGER * 3 - 2, 1) AS quarter_on, rows.persons
    FROM deliveries.{table} AS rows JOIN areas USING (area)
    QUALIFY row_number() OVER (PARTITION BY rows.delivered_on, areas.level, coalesce(areas.municipality_code::VARCHAR, area), {groups},
                               quarter ORDER BY file_id DESC, row_number DESC) = 1
    ORDER BY vintage_on, area, quarter_on, {groups}
"""
CONTEXT_TABLES: Mapping[str, str] = {"jobindsats_y30r21": Y30R21, "auk01": QUARTERLY, "folk1a": QUARTERLY}
"""Kind → the statement that puts its rows beside what areas and periods mean."""

NEWEST = """
    SELECT * FROM core.context_{table}
    WHERE vintage_on <= $known_on
    QUALIFY vintage_on = max(vintage_on) OVER (PARTITION BY {key})
"""


def build_context(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes `core.context_jobindsats_y30r21`, `.context_auk01` and `.context_folk1a`, all vintages."""
    code = pl.col("municipality_code")
    areas = pl.DataFrame(reference_table("areas")).with_columns(pl.when(code != "").then(code).cast(pl.Int32))
    connection.register("areas", areas.select("area", "level", "municipality_code").to_arrow())
    for kind, statement in CONTEXT_TABLES.items():
        groups = [name for name in load_contract(kind).key if name not in ("area", "quarter")]
        connection.execute(statement.format(table=kind, groups=", ".join(groups)))
    connection.unregister("areas")


def as_known(connection: duckdb.DuckDBPyConnection, table: str, known_on: date = date.max) -> pl.DataFrame:
    """The table's rows of the newest vintage delivered by a day, cell by cell: what a newer vintage leaves out stands.

    `table`: `jobindsats_y30r21`, `auk01` or `folk1a`. Raises KeyError for another.
    """
    _, *key = CORE_TABLES[f"context_{table}"].key
    return connection.sql(NEWEST.format(table=table, key=", ".join(key)), params={"known_on": known_on}).pl()
