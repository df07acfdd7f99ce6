"""Running the job in this process, for the command line.

Belongs here: carrying the job out and turning its failures into problems with an exit code. Does not belong here: printing.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import Any

from data_contracts.problems import MachineProblem, NotFitToPublish, Problem
from data_contracts.publications import PUBLICATIONS


def run_publish(place: Mapping[str, str], *, language: str, only: str | None = None) -> tuple[str, bool]:
    """Runs the job `publish` with its events kept in memory; returns the generation's name and whether it waits to be approved.

    `place`: inbox, output, settings, as_of, by, as the resource takes them. Raises Problem for whatever ended the run; the current
    generation then stands.
    """
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
    import dagster as dg  # noqa: PLC0415 - `--help` does without: benchmarks/README.md

    from pipelines.automation import PUBLISH  # noqa: PLC0415 - imports dagster, too
    from pipelines.definitions import build_definitions  # noqa: PLC0415 - imports dagster, too

    configuration: dict[str, Any] = {
        "resources": {"place": {"config": {name: value for name, value in place.items() if value}}},
        "loggers": {"progress": {"config": {"language": language}}},
    }
    selection = None
    if only is not None:
        unwanted = [dg.AssetKey(["publications", name]) for name in PUBLICATIONS if name != only]
        keys = build_definitions().resolve_job_def(PUBLISH).asset_layer.executable_asset_keys
        selection = [key for key in keys if key not in unwanted]
    try:
        with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
            job = build_definitions().resolve_job_def(PUBLISH)
            result = job.execute_in_process(run_config=configuration, instance=instance, asset_selection=selection, raise_on_error=True)
            published = result.asset_materializations_for_node("publications__generation")
            told = published[0].metadata
            return str(told["generation"].value), bool(told["is_candidate"].value)
    except BaseException as error:
        raise _problem(error) from error


def _problem(error: BaseException) -> BaseException:
    """The problem behind whatever Dagster raised, found along the chain of causes, which may come back to itself."""
    seen: BaseException | None = error
    visited: set[int] = set()
    while seen is not None and id(seen) not in visited:
        visited.add(id(seen))
        if isinstance(seen, Problem | KeyboardInterrupt):
            return seen
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return MachineProblem("disk_full")
        if type(seen).__module__.startswith(("_duckdb", "duckdb")) and "space" in str(seen).lower():
            return MachineProblem("disk_full")
        if type(seen).__name__ == "DagsterExecutionInterruptedError":
            return KeyboardInterrupt()
        if type(seen).__name__ == "DagsterAssetCheckFailedError":
            return NotFitToPublish("blocking_check_failed")
        seen = seen.__cause__ or seen.__context__
    return error
