"""Loading without Dagster: an inbox into a warehouse's core tables, for tests that load often or stop half-way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from assets.core.benefit_runs import build_benefits
from assets.core.context import build_context
from assets.core.panel import lay_out_months
from assets.core.sources import build_source_periods
from assets.core.tables import build_tables
from assets.deliveries.assets import delivered_files
from assets.deliveries.inbox import take_inventory
from assets.deliveries.loading import LoadingContext, load_kind
from assets.deliveries.pseudonyms import Pseudonyms
from assets.warehouse.database import Warehouse
from data_contracts.contract import KINDS, load_contract
from data_contracts.settings import Settings

NOUNS = (
    "referrals",
    "comparison_persons",
    "placements",
    "partners",
    "paid_hours",
    "person_status",
    "programme_costs",
    "invoices",
    "wellbeing",
    "persons",
    "benefit_spells",
)
PSEUDONYMS = Pseudonyms(b"k" * 32)


def deliver(inbox: Path, supplier: str, day: str, files: Mapping[str, str | bytes]) -> None:
    """Puts files into one delivery's folder."""
    folder = inbox / supplier / day
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def load(
    inbox: Path,
    output: Path,
    *,
    accepted: Sequence[str] = (),
    as_of: date | None = None,
    erased: frozenset[str] = frozenset(),
    quarantine_since: date = date.min,
) -> Warehouse:
    """Reads every kind and builds the core tables, as the job does. Raises what the job's assets raise."""
    output.mkdir(parents=True, exist_ok=True)
    warehouse = Warehouse(output / "warehouse.duckdb")
    desk = LoadingContext(
        take_inventory(inbox, as_of), PSEUDONYMS, output / "quarantine", tuple(accepted), erased=erased, quarantine_since=quarantine_since
    )
    with warehouse.held():
        delivered_files(warehouse=warehouse, desk=desk)
        for kind in KINDS:
            load_kind(warehouse, desk, load_contract(kind))
        _build(warehouse, desk)
    return warehouse


def _build(warehouse: Warehouse, desk: LoadingContext) -> None:
    with warehouse.transaction() as connection:
        build_tables(connection, desk.inventory.data_date())
        build_benefits(connection, Settings())
        build_context(connection)
        build_source_periods(connection, desk.inventory.data_date(), Settings())
        lay_out_months(connection, Settings())


def core(warehouse: Warehouse, tables: Sequence[str] = NOUNS) -> dict[str, pl.DataFrame]:
    """Core tables by name, in their own order."""
    return {table: warehouse.read(f"core.{table}") for table in tables}


def file_facts(warehouse: Warehouse, kind: str) -> dict[str, tuple[str, str | None]]:
    """File name (with its day) → status and reason."""
    with warehouse.connect(read_only=True) as connection:
        rows = connection.sql(f"""
            SELECT f.delivered_on || '/' || f.file_name, read.status, read.reason
            FROM deliveries.{kind}_files AS read JOIN deliveries.files AS f USING (file_id)
        """).fetchall()
    return {name: (status, reason) for name, status, reason in rows}
