"""Core tables as Dagster assets.

Belongs here: keys, order, checks. Does not belong here: how tables are merged (`tables.py`) and what a month is (`person_months.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import dagster as dg
import narwhals as nw

from assets.core.person_months import hours_coverage, monthly_hours, person_months
from assets.core.tables import build_tables
from assets.warehouse.database import Warehouse
from assets.warehouse.expectations import validate
from data_contracts.core_tables import CORE_TABLES, core_rules
from data_contracts.problems import MachineProblem
from data_contracts.settings import Settings
from data_contracts.suites import expectations

NOUNS = ("referrals", "placements", "partners", "paid_hours", "persons")
DELIVERED = [["deliveries", kind] for kind in ("referrals", "placements", "partners", "paid_hours")]


def _check_specs(tables: tuple[str, ...]) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(rule.rule_id, asset=dg.AssetKey(["core", table]), blocking=True) for table in tables for rule in core_rules(table)
    ]


def _checked(warehouse: Warehouse, table: str) -> Iterator[dg.AssetCheckResult]:
    rules = core_rules(table)
    for outcome in validate(warehouse.path, "core", table, expectations(rules)):
        if outcome.violations is None:
            raise MachineProblem("check_not_evaluated", kind=f"core.{table}", rule=outcome.expectation_id)
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(["core", table]),
            check_name=outcome.expectation_id,
            passed=outcome.violations == 0,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"violations": outcome.violations},
        )


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ["core", table],
            deps=[dg.AssetKey(path) for path in DELIVERED],
            group_name="core",
            description=CORE_TABLES[table].description,
        )
        for table in NOUNS
    ],
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


@dg.asset(
    key=["core", "person_months"],
    group_name="core",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "paid_hours")],
    check_specs=_check_specs(("person_months",)),
    description=CORE_TABLES["person_months"].description,
)
def person_month_panel(
    warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Lays out every referred person's months from the first that any source or entry knows to the last."""
    with warehouse.transaction() as connection:
        calendar = connection.sql("""
            WITH ends AS (
                SELECT month FROM deliveries.hours_months UNION SELECT entry_month FROM core.persons
                UNION SELECT first_full_month FROM core.persons WHERE first_full_month IS NOT NULL
            )
            SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM ends
        """)
        suppliers = connection.sql("""
            SELECT supplier, person_key FROM deliveries.referrals UNION SELECT supplier, person_key FROM deliveries.paid_hours
        """)
        coverage = hours_coverage(
            nw.from_native(suppliers).lazy(),
            nw.from_native(connection.table("deliveries.hours_months")).lazy(),
            nw.from_native(connection.table("deliveries.hours_unknown")).lazy(),
            settings,
        )
        hours = monthly_hours(nw.from_native(connection.table("core.paid_hours")).lazy(), settings)
        persons = nw.from_native(connection.table("core.persons")).lazy()
        panel = nw.to_native(person_months(persons, nw.from_native(calendar).lazy(), hours, coverage, settings))
        panel.order("person_key, month").create_view("panel")
        connection.execute("CREATE OR REPLACE TABLE core.person_months AS SELECT * FROM panel")
        connection.execute("DROP VIEW panel")
    yield dg.MaterializeResult(asset_key=dg.AssetKey(["core", "person_months"]))
    yield from _checked(warehouse, "person_months")
