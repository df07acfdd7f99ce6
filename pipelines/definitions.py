"""Definitions: the one place that knows all parts.

Belongs here: putting assets, resources, job, schedule and sensor together. Does not belong here: anything that a part could know itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.core.assets import benefit_tables, context_tables, core_tables, person_month_panel
from assets.deliveries.assets import delivered_files, kind_assets
from assets.figures.registry import registry_assets
from assets.publications.assets import publication_assets
from assets.publications.drift_checks import drift_assets
from pipelines.approval import approve_job
from pipelines.automation import LOOK_SECONDS, PUBLISH, inbox_sensor, monthly_schedule
from pipelines.effects import effect_assets, figure_facts, kinds_behind, upstream_of
from pipelines.progress import progress_logger
from pipelines.resources import RESOURCES
from pipelines.retention import retention_job, retention_schedule


def build_definitions(resources: Mapping[str, Any] | None = None, look_seconds: int = LOOK_SECONDS) -> dg.Definitions:
    """Fresh definitions; `resources` replaces parts by name, so that a test swaps one without patching anything. `look_seconds`: how often
    the sensor looks at the inbox."""
    effects = effect_assets()
    before_figures = [delivered_files, *kind_assets, core_tables, benefit_tables, context_tables, person_month_panel, *effects]
    every_asset = [
        *before_figures,
        *registry_assets([effect.key for effect in effects], kinds_behind(upstream_of(before_figures)), figure_facts()),
        *drift_assets(figure_facts()),
        *publication_assets,
    ]
    publish = dg.define_asset_job(
        PUBLISH,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="From inbox to generation: reads every delivery, computes every figure, publishes.",
    )
    return dg.Definitions(
        assets=every_asset,
        jobs=[publish, approve_job, retention_job],
        schedules=[monthly_schedule, retention_schedule],
        sensors=[inbox_sensor(look_seconds)],
        resources={**RESOURCES, **(resources or {})},
        executor=dg.in_process_executor,
        loggers={"console": dg.colored_console_logger, "progress": progress_logger},
    )


defs = build_definitions()
