"""Core tables as Dagster assets.

Belongs here: keys, order, checks. Does not belong here: how tables are merged (`tables.py`) and what a month is (`person_months.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import dagster as dg

from assets.core.benefit_runs import build_benefits
from assets.core.context import CONTEXT_TABLES, build_context
from assets.core.panel import lay_out_months
from assets.core.sources import build_source_periods
from assets.core.tables import build_tables
from assets.warehouse.database import Warehouse
from assets.warehouse.expectations import validate
from data_contracts.contract import KINDS, load_contract
from data_contracts.core_tables import CORE_TABLES, core_rules, own_tables
from data_contracts.problems import MachineProblem
from data_contracts.settings import Settings
from data_contracts.suites import expectations

FROM_CORE: Mapping[str, tuple[str, ...]] = {
    "persons": ("referrals", "placements"),
    "residences": ("referrals", "comparison_persons", "person_status"),
    "benefit_states": ("residences", "benefit_spells"),
    "benefit_months": ("benefit_states",),
    "competing_events": ("person_status", "benefit_spells"),
    "source_periods": ("referrals",),
    "person_months": ("persons", "paid_hours", "benefit_months"),
    "comparison_months": ("comparison_persons", "paid_hours", "benefit_months"),
}
"""Table → the core tables that it is made from; which kinds of delivery feed it is said by their contracts."""
CONTRACTS = [load_contract(kind) for kind in KINDS]
NOUNS = (*(table for contract in CONTRACTS for table in own_tables(contract)), "persons")
BENEFITS = ("residences", "benefit_spells", "benefit_states", "benefit_months", "competing_events", "source_periods")
PANELS = ("person_months", "comparison_months")
CONTEXT = tuple(f"context_{kind}" for kind in CONTEXT_TABLES)


def _sources(table: str) -> list[dg.AssetKey]:
    """What a table is made from, so that every figure can be followed back to the kinds of delivery that it rests on."""
    kinds = [dg.AssetKey(["deliveries", contract.kind]) for contract in CONTRACTS if table in contract.core_tables]
    return [*(dg.AssetKey(["core", source]) for source in FROM_CORE.get(table, ())), *kinds]


def _specs(tables: Iterable[str]) -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(["core", table], deps=_sources(table), group_name="core", description=CORE_TABLES[table].description)
        for table in tables
    ]


def _check_specs(tables: Iterable[str]) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(rule.rule_id, asset=dg.AssetKey(["core", table]), blocking=True) for table in tables for rule in core_rules(table)
    ]


def _checked(warehouse: Warehouse, table: str) -> Iterator[dg.AssetCheckResult]:
    rules = core_rules(table)
    with warehouse.connect(read_only=True) as connection:
        is_empty = connection.table(f"core.{table}").limit(1).fetchone() is None
    if is_empty:  # nothing to ask of no rows
        yield from (_check_result(table, rule.rule_id, 0) for rule in rules)
        return
    for outcome in validate(warehouse.path, "core", table, expectations(rules)):
        if outcome.violations is None:
            raise MachineProblem("check_not_evaluated", kind=f"core.{table}", rule=outcome.expectation_id)
        yield _check_result(table, outcome.expectation_id, outcome.violations)


def _check_result(table: str, rule_id: str, violations: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(["core", table]),
        check_name=rule_id,
        passed=violations == 0,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"violations": violations},
    )


@dg.multi_asset(
    specs=_specs(NOUNS),
    check_specs=_check_specs(NOUNS),
    name="core_tables",
)
def core_tables(
    warehouse: dg.ResourceParam[Warehouse], data_date: dg.ResourceParam[date]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Merges deliveries into one table per noun, all in one transaction."""
    with warehouse.transaction() as connection:
        build_tables(connection, data_date)
    for table in NOUNS:
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["core", table]))
    for table in NOUNS:
        yield from _checked(warehouse, table)


@dg.multi_asset(
    specs=_specs(BENEFITS),
    check_specs=_check_specs(BENEFITS),
    name="benefit_tables",
)
def benefit_tables(
    warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings], data_date: dg.ResourceParam[date]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Brings Ydelsesrefusion, DREAM and the population register together as runs of weeks."""
    with warehouse.transaction() as connection:
        build_benefits(connection, settings)
        build_source_periods(connection, data_date, settings)
    for table in BENEFITS:
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["core", table]))
    for table in BENEFITS:
        yield from _checked(warehouse, table)


@dg.multi_asset(
    specs=_specs(CONTEXT),
    check_specs=_check_specs(CONTEXT),
    name="context_tables",
)
def context_tables(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Keeps every vintage of the published tables that were delivered."""
    with warehouse.transaction() as connection:
        build_context(connection)
    for table in CONTEXT:
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["core", table]))
    for table in CONTEXT:
        yield from _checked(warehouse, table)


@dg.multi_asset(
    specs=_specs(PANELS),
    check_specs=_check_specs(PANELS),
    name="person_month_panel",
)
def person_month_panel(
    warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Lays out everybody's months from the first that any source or entry knows to the last."""
    with warehouse.transaction() as connection:
        lay_out_months(connection, settings)
    for table in PANELS:
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["core", table]))
    for table in PANELS:
        yield from _checked(warehouse, table)
