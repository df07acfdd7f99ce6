"""Two thousand real work histories give the figures that were published of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from assets.publications.generation import OutputFolder
from tests.acceptance.conftest import Compute, headline

pytestmark = pytest.mark.shared
REFERRALS = "work_histories/aalborg/2001-01-15/henvisninger.csv"


def assert_published(output: Path, shared: Path) -> None:
    expected = json.loads((shared / "work_histories" / "expected.json").read_text())
    found = headline(output)
    windows = {"full_time.at_end_count": "total"}
    for figure, value in expected["figures"].items():
        assert found[figure, windows.get(figure, "total")] == value, figure
    ladder = next(values for name, values in expected.items() if name.startswith("job_ladder"))
    for figure, value in ladder.items():
        assert found[figure, "to_end"] == value, figure
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows_in = dict(
            connection.sql("""
                SELECT file_name, rows_in FROM deliveries.files JOIN (
                    SELECT * FROM deliveries.referrals_files UNION ALL BY NAME SELECT * FROM deliveries.placements_files
                    UNION ALL BY NAME SELECT * FROM deliveries.partners_files UNION ALL BY NAME SELECT * FROM deliveries.paid_hours_files
                ) USING (file_id)
            """).fetchall()
        )
    assert rows_in == expected["rows"]


def test_real_work_histories_give_the_published_figures(compute: Compute, shared: Path, tmp_path: Path) -> None:
    compute(shared / "work_histories", tmp_path / "out")
    assert_published(tmp_path / "out", shared)


INSTANCE = """
telemetry: {enabled: false}
run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}
"""
"""Starts a launched run at once instead of leaving it to a daemon's queue."""


@pytest.mark.long
@pytest.mark.parametrize(
    "words", [("launch", "-w", "workspace.yaml"), ("execute", "-m", "pipelines.definitions")], ids=["workspace", "module"]
)
def test_dagsters_own_command_gives_the_same_figures(shared: Path, tmp_path: Path, key_file: Path, words: tuple[str, ...]) -> None:
    home, output = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    (home / "dagster.yaml").write_text(INSTANCE)
    environment = {
        **os.environ,
        "SMAAJOB_INBOX": str(shared / "work_histories"),
        "SMAAJOB_OUTPUT": str(output),
        "SMAAJOB_KEY_FILE": str(key_file),
        "DAGSTER_HOME": str(home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "dagster", "job", *words, "-j", "publish"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    # `launch` hands the run to a process of its own and returns; the swap of `current` says that it has published.
    patience = time.monotonic() + 180
    while not (output / "current").exists() and time.monotonic() < patience:
        time.sleep(1)
    with OutputFolder(output).locked(wait_seconds=60):
        assert_published(output, shared)
    numbers = [line.split(";")[0] for line in (shared / REFERRALS).read_text(encoding="cp1252").splitlines()[1:]]
    assert_nowhere_below(home, numbers)


def assert_nowhere_below(folder: Path, numbers: list[str]) -> None:
    needles = [text.encode() for number in numbers for text in (number, number.replace("-", ""))]
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(needle in content for needle in needles), f"a CPR number stands in Dagster's {path.name}"
