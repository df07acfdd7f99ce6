"""Rows in = loaded + set aside or dropped by a named rule + quarantined, for every file, or nothing is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assets.deliveries import loading
from tests.acceptance.conftest import Command


def test_every_row_of_every_file_is_accounted_for(smaajob: Command, tmp_path: Path) -> None:
    smaajob("simulate", "--output", tmp_path / "inbox", "--candidates", "120", "--comparison", "30", "--seed", "3")
    assert smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out", "--only", "quality").exit_code == 0
    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_text())
    read = [file for file in manifest["deliveries"] if file["status"] == "read"]
    assert len(read) > 4
    for file in read:
        assert sum(file["rows"].values()) == file["rows_in"], file["file"]
        assert all(rows >= 0 for rows in file["rows"].values()), file["file"]
    assert any(file["rows"].get("quarantined") for file in read)
    assert any(name.startswith("set_aside.superseded") for file in read for name in file["rows"])


def test_a_run_that_loses_a_row_publishes_nothing(smaajob: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    smaajob("simulate", "--output", tmp_path / "inbox", "--candidates", "60", "--comparison", "15", "--seed", "3")
    honest = loading.split

    def forgetful(connection: object, contract: object) -> list[dict[str, object]]:
        account = honest(connection, contract)  # type: ignore[arg-type]  # handed on as it came
        if account:
            account[0]["rows"] = int(str(account[0]["rows"])) - 1
        return account

    monkeypatch.setattr(loading, "split", forgetful)
    answer = smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out")
    assert answer.exit_code == 1
    assert not (tmp_path / "out" / "current").exists()
