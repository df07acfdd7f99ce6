"""The sensor asks for a run once files are at rest, and remembers only what was published."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest

from assets.publications.generation import OutputFolder
from pipelines.automation import ASKED_BY, DAY_SECONDS, INBOX_STATE, PUBLISH, Watch, inbox_sensor, why_wait

FAILURE = dg.DagsterRunStatus.FAILURE
HOURS = "aalborg/2023-05-15/loentimer.csv"


@dg.job(name=PUBLISH)
def publish() -> None:
    """Stands for the job: the sensor knows it by its name and its runs."""


@dataclass
class Daemon:
    """What a daemon does with the sensor: looks, starts what was asked for, and keeps the cursor."""

    instance: dg.DagsterInstance
    cursor: str | None = None
    asked: list[dg.RunRequest] = field(default_factory=list)

    def look(self, every_seconds: int = 60) -> str:
        """One look; why nothing was asked for, or nothing."""
        context = dg.build_sensor_context(self.instance, self.cursor, sensor_name="inbox_sensor")
        answer = inbox_sensor(every_seconds)(context)
        self.cursor = context.cursor
        if isinstance(answer, dg.RunRequest):
            assert answer.run_key is None, "Dagster would never run the same key again"
            self.asked.append(answer)
            return ""
        assert isinstance(answer, dg.SkipReason)
        return str(answer.skip_message)

    def run(self, status: dg.DagsterRunStatus = dg.DagsterRunStatus.SUCCESS) -> None:
        """A run of what was asked for last, and how far it is."""
        self.instance.create_run_for_job(publish, tags=dict(self.asked[-1].tags), status=status)

    @property
    def published(self) -> str:
        return Watch.of(self.cursor).published


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "inbox" / HOURS
    path.parent.mkdir(parents=True)
    path.write_text("one\n")
    monkeypatch.setenv("SMAAJOB_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("SMAAJOB_OUTPUT", str(tmp_path / "out"))
    return tmp_path / "inbox"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("dagster"))) as made:
        yield made


@pytest.fixture
def daemon(instance: dg.DagsterInstance, inbox: Path) -> Daemon:
    assert inbox.is_dir()
    instance.wipe()
    return Daemon(instance)


def published_once(daemon: Daemon) -> str:
    """Two looks and a good run; returns the state that was published."""
    assert "since the last look" in daemon.look()
    assert daemon.look() == ""
    daemon.run()
    assert daemon.look() == "nothing new in the inbox"
    return daemon.published


def test_a_file_that_is_still_growing_is_waited_for(inbox: Path, daemon: Daemon) -> None:
    for line in ("two\n", "three\n", "four\n"):
        assert "since the last look" in daemon.look()
        with (inbox / HOURS).open("a") as file:
            file.write(line)
    assert "since the last look" in daemon.look()
    assert daemon.look() == ""


def test_a_file_written_again_in_the_same_size_is_waited_for_too(inbox: Path, daemon: Daemon) -> None:
    daemon.look()
    os.utime(inbox / HOURS, ns=(0, 1))
    assert "since the last look" in daemon.look()


def test_settings_and_marks_belong_to_the_inbox(inbox: Path, daemon: Daemon) -> None:
    published_once(daemon)
    for name in ("programme.toml", "aalborg/2023-05-15/SIMULERET.txt"):
        (inbox / name).touch()
        assert "since the last look" in daemon.look(), name


def test_the_cursor_moves_only_once_the_run_has_succeeded_and_a_failed_one_is_tried_again(inbox: Path, daemon: Daemon) -> None:
    before = published_once(daemon)
    (inbox / HOURS).write_text("another\n")
    daemon.look()
    assert daemon.look() == ""
    assert daemon.published == before, "asked for, and not yet run"
    daemon.run(FAILURE)
    assert "tried again" in daemon.look()
    assert daemon.published == before
    assert daemon.look(every_seconds=0) == "", "its time has come"
    daemon.run()
    daemon.look()
    assert daemon.published not in ("", before)


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (4, 8), (11, 1024), (12, 1440), (19, 1440)])
def test_each_failure_in_a_row_doubles_the_wait_up_to_a_day(daemon: Daemon, failures: int, minutes: int) -> None:
    daemon.look()
    daemon.look()
    for _ in range(failures):
        daemon.run(FAILURE)
    state, runs = daemon.asked[0].tags[INBOX_STATE], daemon.instance.get_run_records()
    last = runs[0].create_timestamp.timestamp()
    assert why_wait(state, Watch(state), runs, 60, last + 60 * minutes - 1) is not None
    assert why_wait(state, Watch(state), runs, 60, last + 60 * minutes) is None


def test_a_changed_inbox_is_run_at_once_whatever_failed_before(inbox: Path, daemon: Daemon) -> None:
    daemon.look()
    daemon.look()
    for _ in range(3):
        daemon.run(FAILURE)
    (inbox / HOURS).write_text("mended\n")
    daemon.look()
    assert daemon.look() == ""


def test_an_inbox_that_returns_to_an_earlier_state_is_run_again(inbox: Path, daemon: Daemon) -> None:
    first = published_once(daemon)
    (inbox / "note.txt").touch()
    second = published_once(daemon)
    (inbox / "note.txt").unlink()
    assert published_once(daemon) == first != second
    assert [request.tags[INBOX_STATE] for request in daemon.asked] == [first, second, first]


def test_a_run_that_was_asked_for_is_waited_for(daemon: Daemon) -> None:
    daemon.look()
    assert daemon.look() == ""
    daemon.run(dg.DagsterRunStatus.NOT_STARTED)
    assert daemon.look() == "a run is in progress"
    state, runs = daemon.asked[0].tags[INBOX_STATE], daemon.instance.get_run_records()
    tomorrow = runs[0].create_timestamp.timestamp() + DAY_SECONDS
    assert why_wait(state, Watch(state), runs, 60, tomorrow) is None, "a run that never ends was killed with its machine"


def test_a_run_of_the_command_line_is_waited_for_by_its_lock(daemon: Daemon, tmp_path: Path) -> None:
    daemon.look()
    with OutputFolder(tmp_path / "out").locked():
        assert "holds the output folder" in daemon.look()
    assert daemon.look() == ""


def test_a_look_leaves_the_lock_free(tmp_path: Path) -> None:
    output = OutputFolder(tmp_path / "out")
    assert not output.is_held()
    with output.locked():
        assert output.is_held()
    assert not output.is_held()
    with output.locked():
        pass


def test_without_folders_or_files_nothing_is_asked_for(inbox: Path, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / HOURS).unlink()
    assert daemon.look() == "the inbox is empty"
    monkeypatch.delenv("SMAAJOB_OUTPUT")
    assert "SMAAJOB_OUTPUT" in daemon.look()


def test_a_cursor_of_another_version_is_no_memory() -> None:
    assert Watch.of("b7" * 32) == Watch.of(None) == Watch.of(json.dumps({"other": 1})) == Watch()


def test_runs_of_others_are_not_the_sensors(daemon: Daemon) -> None:
    daemon.look()
    daemon.instance.create_run_for_job(publish, status=dg.DagsterRunStatus.STARTED)
    assert daemon.look() == ""
    assert daemon.asked[-1].tags[ASKED_BY] == "inbox_sensor"
