"""Automation: when the job runs by itself.

Belongs here: the schedule, and the sensor with what it remembers and waits for. Does not belong here: the job's content.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

import dagster as dg

from assets.publications.generation import OutputFolder

PUBLISH = "publish"
LOOK_SECONDS = 60
ASKED_BY, INBOX_STATE = "smaajob/asked_by", "smaajob/inbox_state"
"""Tags of the runs that the sensor asks for: its name, and the state of the inbox that it saw."""
DAY_SECONDS = timedelta(days=1).total_seconds()
"""The longest wait before a failed run is tried again; and a run that has not ended by then is taken for dead."""
FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
MOST_TRIES = 20
LEVELS = ("*", "*/*", "*/*/*")
"""What is read of an inbox; a supplier's folder may be a link."""

monthly_schedule = dg.ScheduleDefinition(
    name="monthly",
    job_name=PUBLISH,
    cron_schedule="0 6 20 * *",
    execution_timezone="Europe/Copenhagen",
    description="On the 20th at six: by then the municipality's monthly files have come.",
)


@dataclass(frozen=True)
class Watch:
    """What the sensor remembers from look to look: the inbox's state at the last one, and the state that a run has published."""

    seen: str = ""
    published: str = ""

    @classmethod
    def of(cls, cursor: str | None) -> Watch:
        """What a cursor says; nothing where it was written by a version that told something else."""
        try:
            told = json.loads(cursor or "{}")
            return cls(**told)
        except (ValueError, TypeError):
            return cls()

    def cursor(self) -> str:
        """The same as text."""
        return json.dumps(asdict(self))


def state_of(inbox: Path) -> str:
    """A digest of the names, sizes and times of change of all files in the inbox, so that looking is cheap; blank where there is none."""
    listing = []
    for path in sorted(path for level in LEVELS for path in inbox.glob(level)):
        try:
            told = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            listing.append((str(path.relative_to(inbox)), told.st_size, told.st_mtime_ns))
    return hashlib.sha256(repr(listing).encode()).hexdigest() if listing else ""


def why_wait(state: str, before: Watch, asked: Sequence[dg.RunRecord], look_seconds: int, now: float) -> str | None:
    """Why the sensor asks for no run now (seconds since 1970); None where it should. `asked`: the runs that it asked for, the newest first.

    A run that failed is tried again on the same state of the inbox after one look's time, then two, four, at most a day.
    """
    newest = asked[0] if asked else None
    if newest and newest.dagster_run.status not in (*FAILED, dg.DagsterRunStatus.SUCCESS) and now - _ended(newest) < DAY_SECONDS:
        return "a run is in progress"
    if not state:
        return "the inbox is empty"
    if state == before.published:
        return "nothing new in the inbox"
    if state != before.seen:
        return "files have changed since the last look"
    tries = _failed_tries(state, asked)
    if newest and tries and now - _ended(newest) < min(look_seconds * 2 ** (tries - 1), DAY_SECONDS):
        return "the last run failed and is tried again later"
    return None


def _failed_tries(state: str, asked: Sequence[dg.RunRecord]) -> int:
    """How often in a row a run on that state of the inbox has failed."""
    tries = 0
    for record in asked:
        if record.dagster_run.status not in FAILED or record.dagster_run.tags[INBOX_STATE] != state:
            break
        tries += 1
    return tries


def _ended(record: dg.RunRecord) -> float:
    """When it ended, or else when it was asked for."""
    return record.end_time or record.create_timestamp.timestamp()


def watch_inbox(context: dg.SensorEvaluationContext, look_seconds: int) -> dg.RunRequest | dg.SkipReason:
    """Asks for a run where the inbox is not as it was published, its files are at rest and nobody holds the output folder."""
    inbox, output = (os.environ.get(name) or "" for name in ("SMAAJOB_INBOX", "SMAAJOB_OUTPUT"))
    if not inbox or not Path(inbox).is_dir() or not output:
        return dg.SkipReason("SMAAJOB_INBOX names no folder, or SMAAJOB_OUTPUT is not set")
    asked = context.instance.get_run_records(dg.RunsFilter(job_name=PUBLISH, tags={ASKED_BY: context.sensor_name}), limit=MOST_TRIES)
    before = Watch.of(context.cursor)
    if asked and asked[0].dagster_run.status == dg.DagsterRunStatus.SUCCESS:
        before = replace(before, published=asked[0].dagster_run.tags[INBOX_STATE])
    state = state_of(Path(inbox))
    context.update_cursor(replace(before, seen=state).cursor())
    reason = why_wait(state, before, asked, look_seconds, time.time())
    if reason is None and OutputFolder(Path(output)).is_held():
        reason = "another run holds the output folder"
    if reason is not None:
        return dg.SkipReason(reason)
    return dg.RunRequest(tags={ASKED_BY: context.sensor_name, INBOX_STATE: state})


def inbox_sensor(look_seconds: int = LOOK_SECONDS) -> dg.SensorDefinition:
    """The sensor that watches the inbox, looking every so many seconds."""

    @dg.sensor(
        name="inbox_sensor",
        job_name=PUBLISH,
        minimum_interval_seconds=look_seconds,
        description="Runs when the files in the inbox are others than those last published, and at rest.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        return watch_inbox(context, look_seconds)

    return watch
