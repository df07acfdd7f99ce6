"""Every figure of an inbox and nothing published: for tests that look at exact figures.

Belongs here: that piece of the job. Does not belong here: what a test makes of the figures.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.automation import PUBLISH
from pipelines.definitions import defs


def figures_alone(inbox: Path, output: Path, key_file: Path, *, as_of: str = "", up_to: str = "figures") -> None:
    """Runs the job as far as an asset of the figures: `figures` (exact, `figures.figures`) or `published` (also `figures.public`)."""
    job = defs.resolve_job_def(PUBLISH)
    wanted = dg.AssetSelection.assets(["figures", up_to]).upstream().required_multi_asset_neighbors().resolve(job.asset_layer.asset_graph)
    place = {"inbox": str(inbox), "output": str(output), **({"as_of": as_of} if as_of else {})}
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        configuration = {"resources": {"place": {"config": place}}, "loggers": {"progress": {"config": {"language": "en"}}}}
        job.execute_in_process(configuration, instance, asset_selection=sorted(wanted), raise_on_error=True)
