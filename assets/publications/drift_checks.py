"""Drift as Dagster assets: what moved too far is told, or stops the run before anything of the new generation can be seen.

Belongs here: where both sides come from, where findings are kept, a check for each limit, and the stop. Does not belong here: judging
(`assets/deliveries/delivery_drift.py`, `assets/figures/figure_drift.py`) and wording (`reports/drift_words.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import polars as pl

from assets.deliveries.delivery_drift import accepted_deliveries, delivery_sizes, judge_rows
from assets.figures.disclosure import AUDIENCES
from assets.figures.figure_drift import judge_figures
from assets.publications.assets import DELIVERED, PUBLISHED_FIGURES
from assets.publications.press import PublishingContext
from assets.warehouse.database import Warehouse, append, create_table
from data_contracts.contract import KINDS, Step, load_contract
from data_contracts.drift_limits import DRIFT_COLUMNS, Finding
from data_contracts.figure_facts import FigureFacts
from data_contracts.problems import NotFitToPublish

ROWS = dg.AssetKey(["deliveries", "drift"])
FIGURES = dg.AssetKey(["figures", "drift"])
UNITS: Mapping[Step, str] = {"month": "persons_a_month", "week": "persons_a_week"}
SCHEMA = {
    name: pl.Decimal(24, 6) if sql_type.startswith("DECIMAL") else pl.Boolean if sql_type.startswith("BOOLEAN") else pl.String
    for name, sql_type in DRIFT_COLUMNS.items()
}

Events = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]


def keep_findings(warehouse: Warehouse, table: str, findings: Sequence[Finding]) -> None:
    """Writes findings to a table of DRIFT_COLUMNS, in place of an earlier run's."""
    with warehouse.transaction() as connection:
        create_table(connection, table, DRIFT_COLUMNS)
        append(connection, table, pl.DataFrame([finding.row() for finding in findings], schema=SCHEMA))


def rows_drift(press: PublishingContext) -> list[Finding]:
    """What became of each supplier's newest delivery of each kind."""
    accepted = press.settings.deliveries
    names = accepted_deliveries(accepted.accepted_drift, accepted.accepted_restatements)
    found = []
    with press.warehouse.connect(read_only=True) as connection:
        for contract in map(load_contract, KINDS):
            unit = UNITS[contract.restatement.step] if contract.restatement and contract.is_told_by_period else "rows"
            sizes = delivery_sizes(connection, contract)
            found += judge_rows(sizes, contract.kind, unit, contract.drift, names, AUDIENCES["internal"].threshold)
    return found


def figures_drift(press: PublishingContext) -> list[Finding]:
    """What became of coverage and main figures since the edition that this run follows; nothing is judged where there is none."""
    edition = press.previous
    if edition is None:
        return []
    figures, shown = press.warehouse.read("figures.figures"), press.warehouse.read("figures.internal")
    limits, accepted = press.definitions.drift_limits, press.settings.deliveries.accepted_drift
    return judge_figures(figures, shown, edition.figures("internal"), limits, accepted)


def _check_name(name: str) -> str:
    return name.replace(".", "__")


def _events(asset: dg.AssetKey, names: Sequence[str], findings: Sequence[Finding]) -> Events:
    counts = {outcome: sum(finding.outcome == outcome for finding in findings) for outcome in ("passed", "warned", "stopped")}
    yield dg.MaterializeResult(asset_key=asset, metadata=counts)
    for name in names:
        own = [finding for finding in findings if finding.name == name]
        is_stopped = any(finding.outcome == "stopped" for finding in own)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=_check_name(name),
            passed=all(finding.outcome == "passed" for finding in own),
            severity=dg.AssetCheckSeverity.ERROR if is_stopped else dg.AssetCheckSeverity.WARN,
            metadata={"compared": len(own), "stopped": is_stopped},
        )


def _checks(asset: dg.AssetKey, names: Sequence[str]) -> list[dg.AssetCheckSpec]:
    """Not blocking: the asset itself stops the run, with words that say what moved."""
    return [dg.AssetCheckSpec(_check_name(name), asset=asset) for name in names]


def _stopped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.outcome == "stopped")


@dg.asset(
    key=ROWS,
    group_name="deliveries",
    deps=DELIVERED,
    check_specs=_checks(ROWS, KINDS),
    description="The size of every supplier's newest delivery of a kind against its last one; one far beyond its limits stops the run.",
)
def deliveries_drift(press: dg.ResourceParam[PublishingContext]) -> Events:
    """Keeps what was found, tells it as checks, and stops."""
    findings = rows_drift(press)
    keep_findings(press.warehouse, "deliveries.drift", findings)
    yield from _events(ROWS, KINDS, findings)
    if stopped := _stopped(findings):
        raise NotFitToPublish("drift_rows", findings=stopped)


def drift_assets(definitions: FigureFacts) -> list[dg.AssetsDefinition]:
    """What is held against the last delivery and the last edition, with a check for each limit."""
    names = [limit.figure_id for limit in definitions.drift_limits]

    @dg.asset(
        key=FIGURES,
        group_name="figures",
        deps=[*PUBLISHED_FIGURES, ROWS],
        check_specs=_checks(FIGURES, names),
        description="Coverage and main figures against the last edition; one far beyond its limits stops the run.",
    )
    def main_figures_drift(press: dg.ResourceParam[PublishingContext]) -> Events:
        """Keeps what was found, tells it as checks, and stops."""
        findings = figures_drift(press)
        keep_findings(press.warehouse, "figures.drift", findings)
        yield from _events(FIGURES, names, findings)
        stopped = _stopped(findings)
        if any(finding.subject == "coverage" for finding in stopped):
            raise NotFitToPublish("drift_coverage", findings=stopped)
        if stopped:
            raise NotFitToPublish("drift_figure", findings=stopped)

    return [deliveries_drift, main_figures_drift]
