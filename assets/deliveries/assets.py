"""Deliveries as Dagster assets: the inbox's list of files, and one asset per kind with a check for each rule of its contract.

Belongs here: keys, descriptions, checks. Does not belong here: the work itself, which knows no Dagster (`loading.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.deliveries.changes import start_changes
from assets.deliveries.loading import LoadingContext, keep_inventory, load_kind
from assets.warehouse.database import Warehouse
from data_contracts.contract import CORRECTIONS, KINDS, NAMING_KINDS, load_contract


@dg.asset(key=["deliveries", "files"], group_name="deliveries", description="Every file in the inbox, its supplier, day, kind and SHA-256.")
def delivered_files(warehouse: dg.ResourceParam[Warehouse], desk: dg.ResourceParam[LoadingContext]) -> dg.MaterializeResult[None]:
    """Lists the inbox; the rest of the run reads only what stands here."""
    with warehouse.transaction() as connection:
        # What an earlier run made of other files would be taken for this run's; it goes first.
        connection.execute("DROP SCHEMA deliveries CASCADE")
        connection.execute("CREATE SCHEMA deliveries")
        number = keep_inventory(connection, desk.inventory.files)
        start_changes(connection, desk.known_files())
    return dg.MaterializeResult(metadata={"files": number})


def _kind_asset(kind: str) -> dg.AssetsDefinition:
    contract = load_contract(kind)
    key = dg.AssetKey(["deliveries", kind])
    before = (
        [CORRECTIONS]
        if kind in NAMING_KINDS
        else []
        if kind == CORRECTIONS
        else [*NAMING_KINDS, *(["dream_keys"] if contract.reader == "dream" else [])]
    )

    @dg.asset(
        key=key,
        group_name="deliveries",
        deps=[dg.AssetKey(["deliveries", name]) for name in ("files", *before)],
        check_specs=[
            dg.AssetCheckSpec(rule.rule_id, asset=key, blocking=rule.is_blocking, metadata={"action": rule.action})
            for rule in contract.rules
        ],
        description=f"{contract.names['da']}: rows that hold contract {contract.version}, from every delivery.",
    )
    def delivered_rows(
        warehouse: dg.ResourceParam[Warehouse], desk: dg.ResourceParam[LoadingContext]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        outcomes = load_kind(warehouse, desk, contract)
        yield dg.MaterializeResult(asset_key=key, metadata={"rows_landed": outcomes[0].rows})
        for found in outcomes:
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=found.rule.rule_id,
                passed=found.violations == 0,
                severity=dg.AssetCheckSeverity.ERROR if found.rule.is_blocking else dg.AssetCheckSeverity.WARN,
                metadata={"violations": found.violations, "rows": found.rows},
            )

    return delivered_rows


kind_assets = [_kind_asset(kind) for kind in KINDS]
