"""What has been kept long enough goes, and the record says that it went, not whose it was."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.deliveries.expired import months_before, persons_past
from assets.publications.generation import OutputFolder
from assets.warehouse.database import Warehouse
from data_contracts.problems import WrongUse
from data_contracts.settings import RetentionSettings, Settings, read_settings
from pipelines.definitions import defs
from pipelines.retention import retention_schedule
from tests.acceptance.conftest import Command
from tests.acceptance.inboxes import FILES, write_inbox
from tests.loading import PSEUDONYMS, load

RUNNING, ENDED, NEVER = "6404651203", "6911641216", "7406631229"
"""Of the small inbox: placed and still there, placed until 1 September 2022, referred on 19 January 2022 and never placed."""


def edition(output: OutputFolder, name: str, previous: str | None, number: int) -> None:
    """The record of an edition, which is all that retention looks at."""
    folder = output.generations / name
    folder.mkdir(parents=True)
    told = {"identity": name, "number": number, "data_date": name[:10], "previous": previous, "definitions": "", "erasures": 0}
    told |= {"settings": {}, "versions": {}, "shown": {}, "is_simulated": False}
    (folder / "edition.json").write_text(json.dumps(told))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox, one row of which is set aside, and what was loaded from it."""
    folder = tmp_path_factory.mktemp("retention")
    broken = FILES["loentimer.csv"] + f"{ENDED};32145671;13-2022;10,00;;timeløn;ordinær;nej\n"
    load(write_inbox(folder / "inbox", {"loentimer.csv": broken}), folder / "out")
    return folder


def test_a_person_is_past_when_the_last_sign_of_them_is(house: Path) -> None:
    warehouse = Warehouse(house / "out" / "warehouse.duckdb")
    ended, never = (PSEUDONYMS.keys(pl.Series([number])).item() for number in (ENDED, NEVER))
    assert months_before(date(2023, 3, 31), 14) == date(2022, 1, 1)
    assert persons_past(warehouse, date(2024, 1, 15), 24) == []
    assert persons_past(warehouse, date(2024, 2, 15), 24) == [never]
    assert set(persons_past(warehouse, date(2024, 10, 1), 24)) == {ended, never}
    assert set(persons_past(warehouse, date(2090, 1, 1), 24)) == {ended, never}, "whoever is still there has no end"


def test_what_is_past_goes_and_the_record_does_not_say_whose_it_was(smaajob: Command, key_file: Path, house: Path, tmp_path: Path) -> None:
    shutil.copytree(house, tmp_path, dirs_exist_ok=True)
    output = OutputFolder(tmp_path / "out")
    warehouse = Warehouse(output.warehouse_file)
    (tmp_path / "inbox" / "programme.toml").write_text(
        "[retention]\npersons_months = 24\nquarantine_months = 12\neditions_months = 12\n", encoding="utf-8"
    )
    for number, (name, previous) in enumerate(
        {"2022-01-15-a": None, "2023-01-15-b": "2022-01-15-a", "2024-02-15-c": "2023-01-15-b"}.items()
    ):
        edition(output, name, previous, number + 1)
    output.current.symlink_to("generations/2024-02-15-c")
    assert list(output.quarantine.iterdir())
    known, key = key_file.read_text(), "k" * 32
    key_file.write_text(key)
    try:
        done = smaajob("retain", "--inbox", tmp_path / "inbox", "--output", output.path, "--on", "2024-10-01")
        again = smaajob("retain", "--inbox", tmp_path / "inbox", "--output", output.path, "--on", "2024-10-01")
    finally:
        key_file.write_text(known)
    assert done.exit_code == 0, done.error
    assert "2 persons" in done.out
    assert "0 persons" in again.out
    assert warehouse.read("deliveries.referrals")["person_key"].to_list() == [PSEUDONYMS.keys(pl.Series([RUNNING])).item()]
    assert not list(output.quarantine.iterdir())
    assert sorted(path.name for path in output.generations.iterdir()) == ["2023-01-15-b", "2024-02-15-c"], (
        "what is shown and what it follows"
    )
    lines = [json.loads(line) for line in output.retentions.read_text().splitlines()]
    assert lines[0] == {"on": "2024-10-01", "persons": 2, "quarantine_files": 1, "editions": ["2022-01-15-a"]}
    assert output.retentions.stat().st_mode & 0o077 == 0
    assert len(json.loads(output.erasures.read_text())) == 2, "old files cannot bring them back"
    gone = [PSEUDONYMS.keys(pl.Series([number])).item() for number in (ENDED, NEVER)]
    for path in output.path.rglob("*"):
        if path.is_file():
            assert not [one for one in gone if one.encode() in path.read_bytes()], path.name


def test_a_run_no_longer_lists_rows_of_old_deliveries(house: Path, tmp_path: Path) -> None:
    warehouse = load(house / "inbox", tmp_path / "past", quarantine_since=date(2023, 5, 16))
    assert list((house / "out" / "quarantine").iterdir())
    assert not list((tmp_path / "past" / "quarantine").iterdir())
    assert warehouse.read("deliveries.paid_hours").height == FILES["loentimer.csv"].count("\n") - 1, "the row stays out"


def test_months_are_whole_and_change_no_edition(tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_text("[retention]\npersons_months = 60\n")
    assert read_settings(path).retention == RetentionSettings(persons_months=60)
    assert read_settings(path).figure_settings() == Settings().figure_settings()
    for wrong in ("persons_months = -1", "editions_months = true", 'quarantine_months = "12"', "years = 5"):
        path.write_text(f"[retention]\n{wrong}\n")
        with pytest.raises(WrongUse):
            read_settings(path)


def test_dagster_applies_it_on_the_first_of_each_month_with_that_day() -> None:
    schedules = {one.name: one for one in defs.schedules or ()}  # type: ignore[union-attr]  # all of ours have names
    assert schedules["retention_schedule"].cron_schedule == "0 5 1 * *"  # type: ignore[union-attr]  # a plain one
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 10, 1, 5))  # noqa: DTZ001 - as Dagster's own
    asked = retention_schedule(context)
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config == {"ops": {"forget_what_is_past": {"config": {"on": "2024-10-01"}}}}
    assert defs.resolve_job_def("retention").execute_in_process is not None
