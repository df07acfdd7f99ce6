"""The inbox is listed once: what is read later is what was listed, or the file is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.deliveries import checking
from assets.deliveries.assets import delivered_files
from assets.deliveries.inbox import SETTINGS_FILE, SIMULATED_MARKER, DeliveredFile, take_inventory
from assets.deliveries.loading import LoadingContext, load_kind
from assets.deliveries.rejections import FileRejected
from assets.warehouse.database import Warehouse
from data_contracts.contract import load_contract
from data_contracts.problems import NotFitToPublish
from tests.acceptance.inboxes import FILES, SETTINGS, write_inbox
from tests.loading import PSEUDONYMS

DAY = "aalborg/2023-05-15"
HOURS = f"{DAY}/loentimer.csv"


def listed(inbox: Path, name: str) -> DeliveredFile:
    return next(file for file in take_inventory(inbox).files if file.name == name)


def test_a_file_is_read_with_the_bytes_that_were_listed(tmp_path: Path) -> None:
    file = listed(write_inbox(tmp_path), "loentimer.csv")
    assert file.content() == (tmp_path / HOURS).read_bytes()
    assert len(file.sha256) == 64


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"6911641216;32145671;05-2022;36,00;5820,00;timel\xc3\xb8n;ordin\xc3\xa6r;nej\r\n")


def change_in_place(path: Path) -> None:
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"43,50", b"45,50"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    ("mischief", "told"),
    [(grow, "file_changed"), (change_in_place, "file_changed"), (Path.unlink, "file_gone")],
    ids=["grows", "changes within the same size and time", "vanishes"],
)
def test_a_file_that_is_no_longer_what_was_listed_is_refused_by_name(tmp_path: Path, mischief: Callable[[Path], None], told: str) -> None:
    file = listed(write_inbox(tmp_path), "loentimer.csv")
    mischief(tmp_path / HOURS)
    with pytest.raises(NotFitToPublish) as ended:
        file.content()
    assert (ended.value.key, ended.value.parameters) == (told, {"file": HOURS})


def test_a_file_that_a_folder_replaced_is_gone(tmp_path: Path) -> None:
    file = listed(write_inbox(tmp_path), "loentimer.csv")
    (tmp_path / HOURS).unlink()
    (tmp_path / HOURS).mkdir()
    with pytest.raises(NotFitToPublish, match="file_gone"):
        file.content()


def test_what_arrives_later_is_in_no_inventory_taken_before(tmp_path: Path) -> None:
    inventory = take_inventory(write_inbox(tmp_path))
    (tmp_path / "aalborg" / "2023-06-15").mkdir()
    for place in ("note.txt", "aalborg/2023-06-15/loentimer.csv", f"{DAY}/{SIMULATED_MARKER}"):
        (tmp_path / place).write_text("x")
    assert sorted(file.name for file in inventory.files) == sorted(FILES)
    assert (str(inventory.data_date()), inventory.is_simulated) == ("2023-05-15", False)
    again = take_inventory(tmp_path)
    assert (len(again.files), str(again.data_date()), again.is_simulated) == (6, "2023-06-15", True)


def test_a_delivery_marked_as_make_believe_counts_only_once_it_has_come(tmp_path: Path) -> None:
    later = write_inbox(tmp_path) / "aalborg" / "2023-06-15"
    later.mkdir()
    (later / SIMULATED_MARKER).touch()
    assert not take_inventory(tmp_path).is_simulated, "a marker alone is no delivery"
    (later / "loentimer.csv").write_text("x")
    assert take_inventory(tmp_path).is_simulated
    assert not take_inventory(tmp_path, date(2023, 5, 15)).is_simulated


def test_the_inboxs_own_settings_are_listed_and_no_delivery(tmp_path: Path) -> None:
    inventory = take_inventory(write_inbox(tmp_path))
    assert inventory.settings is not None
    assert inventory.settings.content() == SETTINGS.encode()
    assert SETTINGS_FILE not in {file.name for file in inventory.files}
    (tmp_path / SETTINGS_FILE).write_text(SETTINGS + "\n")
    with pytest.raises(NotFitToPublish, match="file_changed"):
        inventory.settings.content()


def test_a_file_that_the_machine_cannot_read_is_rejected_alone(tmp_path: Path) -> None:
    (write_inbox(tmp_path) / DAY / "trivsel.csv").symlink_to("/proc/self/mem")
    file = listed(tmp_path, "trivsel.csv")
    with pytest.raises(FileRejected, match="unreadable"):
        file.content()


def test_parts_of_two_runs_are_not_put_together(tmp_path: Path) -> None:
    """The second run's list has a note in it that the first one's had not: the numbers of all files would be others."""
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    first = LoadingContext(take_inventory(write_inbox(tmp_path / "inbox")), PSEUDONYMS, tmp_path / "quarantine")
    delivered_files(warehouse=warehouse, desk=first)
    (tmp_path / "inbox" / "note.txt").write_text("x")
    desk = LoadingContext(take_inventory(tmp_path / "inbox"), PSEUDONYMS, tmp_path / "quarantine")
    with pytest.raises(NotFitToPublish, match="inbox_of_another_run"):
        load_kind(warehouse, desk, load_contract("paid_hours"))


def test_a_check_ends_with_the_name_of_a_file_that_changes_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_inbox(tmp_path)
    keep = checking.keep_inventory

    def meanwhile(*arguments: object) -> int:
        grow(tmp_path / HOURS)
        return keep(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(checking, "keep_inventory", meanwhile)
    with pytest.raises(NotFitToPublish, match="file_changed"):
        checking.check(tmp_path)
