"""A real daemon runs the job when files are at rest, tries again what failed, and runs an inbox that returns to an earlier state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from pipelines.automation import INBOX_STATE, PUBLISH, Watch, state_of
from tests.acceptance.inboxes import write_inbox

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
DAY = Path("aalborg/2023-05-15")
DEFINITIONS = "from pipelines.definitions import build_definitions\n\ndefs = build_definitions(look_seconds=1)\n"
INSTANCE = "telemetry: {enabled: false}\nrun_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}\n"
PATIENCE_SECONDS = 600
LOOKS_AT_GROWING = 3


@dataclass(frozen=True)
class Watched:
    """An inbox, and the instance of the daemon that watches it."""

    inbox: Path
    output: Path
    instance: dg.DagsterInstance

    def runs(self) -> list[tuple[str, str]]:
        """State of the inbox and status of every run that was asked for, in order."""
        found = self.instance.get_run_records(dg.RunsFilter(job_name=PUBLISH), ascending=True)
        return [(record.dagster_run.tags[INBOX_STATE], record.dagster_run.status.value) for record in found]

    def remembered(self) -> Watch:
        """What the sensor remembers."""
        state = next(state for state in self.instance.all_instigator_state() if state.name == "inbox_sensor")
        return Watch.of(state.instigator_data.cursor)  # type: ignore[union-attr]  # a sensor's data

    def wait(self, what: Callable[[], bool]) -> None:
        """Until it is so."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not what():
            assert time.monotonic() < until, self.runs()
            time.sleep(0.5)


@pytest.fixture
def watched(tmp_path: Path, key_file: Path) -> Iterator[Watched]:
    home, inbox = tmp_path / "home", write_inbox(tmp_path / "inbox")
    home.mkdir()
    (home / "dagster.yaml").write_text(INSTANCE)
    (tmp_path / "watching.py").write_text(DEFINITIONS)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SMAAJOB_INBOX": str(inbox),
        "SMAAJOB_OUTPUT": str(tmp_path / "out"),
        "SMAAJOB_KEY_FILE": str(key_file),
        "DAGSTER_HOME": str(home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    where = ["-f", str(tmp_path / "watching.py"), "-d", str(ROOT)]
    start = [sys.executable, "-m", "dagster", "sensor", "start", "inbox_sensor", *where]
    done = subprocess.run(start, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    command = [sys.executable, "-m", "dagster._daemon", "run", *where]
    with (
        (tmp_path / "said.txt").open("w") as said,
        subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=said, stderr=said, start_new_session=True) as daemon,
        dg.DagsterInstance.from_config(str(home)) as instance,
    ):
        try:
            yield Watched(inbox, tmp_path / "out", instance)
        finally:
            os.killpg(daemon.pid, signal.SIGINT)
            try:
                daemon.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(daemon.pid, signal.SIGKILL)


def test_growing_files_wait_failures_are_tried_again_and_an_earlier_state_runs_again(watched: Watched, tmp_path: Path) -> None:
    # A file that is still growing is waited for, however often the daemon looks.
    hours, looks = watched.inbox / DAY / "loentimer.csv", {""}
    while len(looks) <= LOOKS_AT_GROWING:
        with hours.open("a") as file:
            file.write("6911641216;32145671;05-2022;36,00;5820,00;timeløn;ordinær;nej\r\n")
        assert not watched.runs(), (tmp_path / "said.txt").read_text()[-2000:]
        time.sleep(0.5)
        looks.add(watched.remembered().seen)
    first = state_of(watched.inbox)
    watched.wait(lambda: watched.remembered().published == first)
    assert watched.runs() == [(first, "SUCCESS")]
    published = (watched.output / "current").readlink()

    # A run that fails is tried again, and the cursor stands where it was.
    referrals = watched.inbox / DAY / "henvisninger.csv"
    referrals.rename(tmp_path / "henvisninger.csv")
    broken = state_of(watched.inbox)
    watched.wait(lambda: watched.runs().count((broken, "FAILURE")) >= 2)
    assert watched.remembered().published == first
    assert (watched.output / "current").readlink() == published

    # Another state is published, and then the first one again, which Dagster has seen before.
    (tmp_path / "henvisninger.csv").rename(referrals)
    note = watched.inbox / "note.txt"
    note.touch()
    second = state_of(watched.inbox)
    watched.wait(lambda: watched.remembered().published == second)
    note.unlink()
    assert state_of(watched.inbox) == first
    watched.wait(lambda: watched.remembered().published == first)
    # A run on the broken state that was under way when the file came back may have succeeded.
    published_states = [state for state, status in watched.runs() if status == "SUCCESS" and state != broken]
    assert published_states == [first, second, first]
