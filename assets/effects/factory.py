"""The factory: an effect's asset, made from its declaration.

Belongs here: what the asset waits for, reading its sources, keeping what the rule finds. Does not belong here: any rule, and which effects
there are (`pipelines/effects.py`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import dagster as dg
import duckdb
import narwhals as nw
import polars as pl

from assets.effects.effect import Effect, Outcome
from assets.panel.common import figures_frame
from assets.warehouse.database import Warehouse, append, create_table, replace_table
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import DEFINITION_COLUMNS, FIGURE_COLUMNS, Figure
from data_contracts.settings import Settings

BESIDE = ("_figures", "_definitions")
"""Ends of the names of tables that an effect keeps beside the one that is called as itself."""
ACCOUNTS = re.compile(r"deliveries\.(?:\w+_)?(?:files|quarantine)")
"""Tables that tell of deliveries and not what these hold: they are there before any table of the core."""
MADE_WITH = {"core.observed_events": "core.competing_events"}
"""Tables that another one's asset makes."""


def effect_asset(name: str, effect: Effect) -> dg.AssetsDefinition:
    """The asset `effects/<name>`: it waits for all that the effect's sources are made of, and keeps what its rule finds."""

    @dg.asset(key=["effects", name], group_name="effects", deps=_waits_for(effect), description=effect.description)
    def computed(
        warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings], data_date: dg.ResourceParam[date]
    ) -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"figures": compute(name, effect, warehouse, settings, data_date)})

    return computed


def compute(name: str, effect: Effect, warehouse: Warehouse, settings: Settings, data_date: date) -> int:
    """Reads the effect's sources, follows its rule and keeps the outcome; how many figures there are."""
    with warehouse.connect(read_only=True) as connection:
        outcome = followed(effect, connection, settings, data_date)
        figures = list(outcome.figures)
    with warehouse.transaction() as connection:
        _keep(connection, name, effect, figures, outcome.persons)
    return len(figures)


def followed(effect: Effect, connection: duckdb.DuckDBPyConnection, settings: Settings, data_date: date) -> Outcome:
    """What the rule finds in the effect's sources; its figures may still be read from the connection."""

    def put(frame: pl.DataFrame) -> LazyFrame:
        return nw.from_native(connection.from_arrow(frame.to_arrow())).lazy()

    given: dict[str, Any] = {"settings": settings, "data_date": data_date, "put": put}
    asked = inspect.signature(effect.rule).parameters
    frames = {name: source.frame(connection) for name, source in effect.sources.items()}
    return effect.rule(**frames, **{name: given[name] for name in asked if name in given})


def _keep(
    connection: duckdb.DuckDBPyConnection, name: str, effect: Effect, figures: Sequence[Figure], persons: pl.DataFrame | None
) -> None:
    """Writes `effects.<effect>_figures`, `effects.<effect>_definitions` and, where there are outcomes of persons, `effects.<effect>`."""
    create_table(connection, f"effects.{name}_figures", FIGURE_COLUMNS)
    append(connection, f"effects.{name}_figures", figures_frame(figures))
    create_table(connection, f"effects.{name}_definitions", DEFINITION_COLUMNS)
    append(connection, f"effects.{name}_definitions", pl.DataFrame([definition.row() for definition in effect.definitions]))
    if persons is not None:
        replace_table(connection, f"effects.{name}", connection.from_arrow(persons.to_arrow()))


def _waits_for(effect: Effect) -> list[dg.AssetKey]:
    """The assets that make the tables of the effect's sources."""
    read = {table for source in effect.sources.values() for table in source.tables if not ACCOUNTS.fullmatch(table)}
    return [dg.AssetKey(key.split(".")) for key in sorted({_maker(table) for table in read})]


def _maker(table: str) -> str:
    """The table after which the asset is called that makes this one."""
    return MADE_WITH.get(table) or next((table.removesuffix(ending) for ending in BESIDE if table.endswith(ending)), table)
