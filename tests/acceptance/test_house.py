"""The house stands: floors hold, both ways of loading give the same assets, the graph is as reviewed, locks name no host."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.workspace.load_target import get_origins_from_toml

from pipelines.definitions import build_definitions, defs

ROOT = Path(__file__).parents[2]
SNAPSHOT = Path(__file__).with_name("asset_graph.json")


def graph(definitions: dg.Definitions) -> dict[str, dict[str, list[str]]]:
    """Every asset with its upstream assets and its checks."""
    found = definitions.resolve_asset_graph()
    return {
        key.to_user_string(): {
            "upstream": sorted(parent.to_user_string() for parent in found.get(key).parent_keys),
            "checks": sorted(check.name for check in found.get(key).check_keys),
        }
        for key in sorted(found.get_all_asset_keys())
    }


def test_the_asset_graph_is_as_it_was_last_reviewed() -> None:
    """After a change that is meant: .venv/bin/python -m tests.acceptance.test_house"""
    assert graph(defs) == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_workspace_and_dg_project_load_the_same_assets() -> None:
    workspace = re.search(r"module_name: (\S+)", (ROOT / "workspace.yaml").read_text())
    assert workspace is not None
    origins = get_origins_from_toml(str(ROOT / "pyproject.toml"))
    assert [origin.loadable_target_origin.module_name for origin in origins] == [workspace[1]]
    assert "dagster" not in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"], "a [tool.dagster] block overrides the workspace"
    assert graph(build_definitions()) == graph(defs)


def test_a_part_can_be_swapped_without_patching_anything() -> None:
    swapped = build_definitions({"settings": dg.ResourceDefinition.hardcoded_resource("other")})
    assert swapped.resources is not None
    assert swapped.resources["settings"] is not defs.resources["settings"]  # type: ignore[index]  # present in both


def test_every_file_imports_only_from_floors_below_its_own() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_with_hashes_and_names_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    assert not [line for line in lines if "://" in line or "index-url" in line]
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(packages) > 90
    assert all("==" in line for line in packages)


def test_the_schedule_is_monthly_and_a_sensor_watches_the_inbox() -> None:
    schedule = next(iter(defs.schedules or ()))
    assert schedule.cron_schedule == "0 6 20 * *"  # type: ignore[union-attr]  # the only schedule is a plain one
    assert [(sensor.name, sensor.job_name) for sensor in defs.sensors or ()] == [("inbox_sensor", "publish")]


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(graph(defs), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
