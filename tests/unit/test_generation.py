"""Generations become visible whole, one run at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.publications.generation import OutputFolder
from data_contracts.problems import ExitCode, MachineProblem


def publish(folder: OutputFolder, text: str, identity: str = "2023-06-15-abc") -> str:
    with folder.locked():
        (folder.staging / "index.html").write_text(text)
        return folder.publish(identity).name


def test_readers_see_a_generation_only_once_it_is_whole(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    publish(folder, "first")
    with folder.locked():
        (folder.staging / "index.html").write_text("half")
        assert (folder.current / "index.html").read_text() == "first"
    assert (folder.current / "index.html").read_text() == "first"
    assert not folder.staging.exists()


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    assert publish(folder, "same") == publish(folder, "same")
    assert [path.name for path in folder.staging.parent.iterdir()] == ["2023-06-15-abc"]


def test_other_content_of_the_same_origin_gets_a_name_of_its_own(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    publish(folder, "one")
    assert publish(folder, "two") == "2023-06-15-abc-2"
    assert (folder.current / "index.html").read_text() == "two"


def test_a_second_run_says_who_holds_the_folder(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    with folder.locked(), pytest.raises(MachineProblem) as caught, OutputFolder(folder.path).locked():
        pass
    assert caught.value.key == "output_locked"
    assert caught.value.exit_code == ExitCode.MACHINE
    assert str(caught.value.parameters["process"]).isdigit()


def test_what_a_killed_run_left_behind_is_cleared(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.staging.mkdir(parents=True)
    (folder.staging / "left.html").write_text("from a killed run")
    with folder.locked():
        assert list(folder.staging.iterdir()) == []
