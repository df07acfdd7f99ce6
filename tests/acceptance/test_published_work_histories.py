"""Two thousand real work histories give the figures that were published of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.acceptance.conftest import Command, headline

pytestmark = pytest.mark.shared


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


def test_real_work_histories_give_the_published_figures(smaajob: Command, shared: Path, tmp_path: Path) -> None:
    answer = smaajob("run", "--inbox", shared / "work_histories", "--output", tmp_path / "out")
    assert answer.exit_code == 0, answer.error
    assert_published(tmp_path / "out", shared)


def test_dagsters_own_command_gives_the_same_figures(shared: Path, tmp_path: Path, key_file: Path) -> None:
    (tmp_path / "home").mkdir()
    environment = {
        **os.environ,
        "SMAAJOB_INBOX": str(shared / "work_histories"),
        "SMAAJOB_OUTPUT": str(tmp_path / "out"),
        "SMAAJOB_KEY_FILE": str(key_file),
        "DAGSTER_HOME": str(tmp_path / "home"),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    command = [sys.executable, "-m", "dagster", "job", "execute", "-w", "workspace.yaml", "-j", "publish"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert_published(tmp_path / "out", shared)
