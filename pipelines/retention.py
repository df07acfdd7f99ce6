"""Retention as a command, a Dagster job and a schedule: what has been kept long enough goes, and the record says that it went.

Belongs here: carrying it out in an output folder, and when. Does not belong here: what is past (`assets/deliveries/expired.py`).
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg

from assets.deliveries.expired import forget_quarantine, months_before, persons_past
from assets.deliveries.inbox import settings_file
from assets.deliveries.pseudonyms import Pseudonyms, load_key
from assets.publications.generation import OutputFolder
from assets.warehouse.database import Warehouse
from assets.warehouse.editions import read_editions
from data_contracts.problems import WrongUse
from data_contracts.settings import RetentionSettings, Settings, read_settings
from pipelines.gate import WAIT_SECONDS, take_out_and_remember

RETENTION = "retention"


@dataclass(frozen=True)
class Retained:
    """What went on a day: how many persons and files of quarantine, and which editions. Not who."""

    on: str
    persons: int
    quarantine_files: int
    editions: tuple[str, ...]


def apply_retention(output: Path, settings: RetentionSettings, day: date) -> Retained:
    """Erases persons, files of quarantine and editions that are past their months on a day, and adds a line to the record (0600).

    Zero months keep for ever. The edition that readers see, the one that waits and the one that it followed stay. Raises MachineProblem
    while a run holds the folder, and as `load_key` does where persons are to go.
    """
    folder = OutputFolder(output.absolute())
    with folder.locked(WAIT_SECONDS):
        files = 0
        if settings.quarantine_months and folder.quarantine.is_dir():
            files = forget_quarantine(folder.quarantine, months_before(day, settings.quarantine_months))
        persons = persons_past(Warehouse(folder.warehouse_file), day, settings.persons_months) if settings.persons_months else []
        if persons:
            take_out_and_remember(folder, Pseudonyms(load_key(os.environ)), persons)
        editions = _forget_editions(folder, months_before(day, settings.editions_months)) if settings.editions_months else ()
        done = Retained(day.isoformat(), len(persons), files, editions)
        with os.fdopen(os.open(folder.retentions, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as record:
            record.write(json.dumps(asdict(done)) + "\n")
        return done


def _forget_editions(folder: OutputFolder, since: date) -> tuple[str, ...]:
    shown = folder.current.resolve().name if folder.current.is_symlink() else ""
    editions = read_editions(folder.generations)
    followed = {edition.previous for edition in editions if edition.name == shown}
    past = [edition.name for edition in editions if edition.data_date < since and edition.name not in {shown, *followed}]
    for name in past:
        folder.forget(name)
    return tuple(past)


def settings_for(chosen: str | Path | None, inbox: str | Path | None) -> Settings:
    """The settings of a file, else the inbox's own, else the defaults. Raises WrongUse as `read_settings` does."""
    if chosen:
        return read_settings(Path(chosen))
    return read_settings(settings_file(Path(inbox)) if inbox else None)


@dg.op(
    config_schema={
        "on": dg.Field(str, is_required=False, description="Day (YYYY-MM-DD) that months are counted back from; else today."),
        "output": dg.Field(str, is_required=False, description="Folder of the runs; else SMAAJOB_OUTPUT."),
        "settings": dg.Field(str, is_required=False, description="Settings file; else programme.toml in SMAAJOB_INBOX, else defaults."),
    },
    description="Erases what has been kept longer than the settings allow.",
)
def forget_what_is_past(context: dg.OpExecutionContext) -> int:
    """Returns how many persons went. Raises WrongUse where no folder is named, and as `apply_retention` does."""
    output = context.op_config.get("output") or os.environ.get("SMAAJOB_OUTPUT")
    if not output:
        raise WrongUse("place_missing", variable="SMAAJOB_OUTPUT")
    settings = settings_for(context.op_config.get("settings"), os.environ.get("SMAAJOB_INBOX"))
    on = context.op_config.get("on")
    done = apply_retention(Path(output), settings.retention, date.fromisoformat(on) if on else datetime.now(UTC).date())
    context.add_output_metadata({"persons": done.persons, "quarantine_files": done.quarantine_files, "editions": len(done.editions)})
    return done.persons


@dg.job(name=RETENTION, executor_def=dg.in_process_executor, description="What has been kept longer than the settings allow goes.")
def retention_job() -> None:
    """One step."""
    forget_what_is_past()


@dg.schedule(
    job=retention_job,
    cron_schedule="0 5 1 * *",
    execution_timezone="Europe/Copenhagen",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the first of each month at five: months are counted back from that day.",
)
def retention_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run a month, known by its day."""
    day = context.scheduled_execution_time.date().isoformat()
    return dg.RunRequest(run_key=day, run_config={"ops": {"forget_what_is_past": {"config": {"on": day}}}})
