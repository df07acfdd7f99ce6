"""Automation: when the job runs by itself.

Belongs here: the schedule and the sensor. Does not belong here: the job's content.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import dagster as dg

from assets.deliveries.inbox import Inbox

PUBLISH = "publish"

monthly_schedule = dg.ScheduleDefinition(
    name="monthly",
    job_name=PUBLISH,
    cron_schedule="0 6 20 * *",
    execution_timezone="Europe/Copenhagen",
    description="On the 20th at six: by then the municipality's monthly files have come.",
)


@dg.sensor(job_name=PUBLISH, minimum_interval_seconds=60, description="Runs when the files in the inbox are others than last time.")
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for a run per state of the inbox; the state is names, sizes and times of change, so that looking is cheap."""
    folder = os.environ.get("SMAAJOB_INBOX")
    if not folder or not Path(folder).is_dir():
        return dg.SkipReason("SMAAJOB_INBOX names no folder")
    files = [file.path for file in Inbox(Path(folder)).files() if file.path.is_file()]
    if not files:
        return dg.SkipReason("the inbox is empty")
    listing = [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    state = hashlib.sha256(repr(sorted(listing)).encode()).hexdigest()
    if state == context.cursor:
        return dg.SkipReason("nothing new in the inbox")
    context.update_cursor(state)
    return dg.RunRequest(run_key=state)
