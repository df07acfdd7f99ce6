"""Bad input gives one clear line that names file, row and what to do, the right exit code, and loses nothing else."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.publications.generation import OutputFolder
from tests.acceptance.conftest import Answer, Command, Compute, headline
from tests.acceptance.inboxes import FILES, HOURS, PLACEMENTS, REFERRALS, write_inbox


def run(smaajob: Command, tmp_path: Path, changes: dict[str, Any] | None = None) -> Answer:
    """The whole run but for publications that say nothing of the input."""
    inbox = write_inbox(tmp_path / "inbox", changes)
    return smaajob("run", "--inbox", inbox, "--output", tmp_path / "out", "--only", "quality")


def lines_naming(answer: Answer, *words: str) -> list[str]:
    return [line for line in answer.error.splitlines() if all(word in line for word in words)]


def rows_of(tmp_path: Path, name: str) -> dict[str, int]:
    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_text())
    return dict(next(file["rows"] for file in manifest["deliveries"] if file["file"] == name))


def test_good_input_is_published_without_a_word_of_trouble(smaajob: Command, tmp_path: Path) -> None:
    answer = run(smaajob, tmp_path)
    assert answer.exit_code == 0, answer.error
    assert headline(tmp_path / "out")["participation.employed", "total"] == 2
    assert not lines_naming(answer, ".csv")


def test_a_missing_column_rejects_that_file_and_says_what_was_looked_for(smaajob: Command, tmp_path: Path) -> None:
    answer = run(smaajob, tmp_path, {"ansaettelser.csv": PLACEMENTS.replace("Startdato", "Noget andet")})
    assert answer.exit_code == 0, answer.error
    assert lines_naming(answer, "ansaettelser.csv", "Startdato")
    assert headline(tmp_path / "out")["participation.referred", "total"] == 3
    assert headline(tmp_path / "out")["participation.employed", "total"] == 0


def test_a_missing_column_in_a_required_kind_publishes_nothing(smaajob: Command, tmp_path: Path) -> None:
    answer = run(smaajob, tmp_path, {"henvisninger.csv": REFERRALS.replace("Henvist dato", "Noget andet")})
    assert answer.exit_code == 1
    assert lines_naming(answer, "henvisninger.csv", "Henvist dato")
    assert not (tmp_path / "out" / "current").exists()


def test_a_required_kind_without_a_row_is_called_by_its_name_in_words(smaajob: Command, tmp_path: Path) -> None:
    answer = run(smaajob, tmp_path, {"loentimer.csv": HOURS.replace("Løntimer", "Noget andet")})
    assert answer.exit_code == 1
    assert lines_naming(answer, "Not one row of paid hours", "loentimer*")


def test_empty_files_are_named_and_the_others_go_on(smaajob: Command, tmp_path: Path) -> None:
    header = FILES["ansaettelser.csv"].splitlines()[0].encode("cp1252")
    empty = {"ansaettelser.csv": b"", "ansaettelser_2.csv": b"\r\n\r\n", "ansaettelser_3.csv": header + b"\r\n"}
    answer = run(smaajob, tmp_path, empty)
    assert answer.exit_code == 0, answer.error
    for name in empty:
        assert lines_naming(answer, name), name
    assert headline(tmp_path / "out")["participation.referred", "total"] == 3


@pytest.mark.parametrize("encoding", ["cp1252", pytest.param("utf-16", marks=pytest.mark.long)])
def test_another_encoding_changes_no_figure(compute: Compute, tmp_path: Path, encoding: str) -> None:
    compute(write_inbox(tmp_path / "inbox", {name: text.encode(encoding) for name, text in FILES.items()}), tmp_path / "out")
    assert headline(tmp_path / "out")["participation.employed", "total"] == 2
    assert headline(tmp_path / "out")["participation.paid_hours", "total"] == pytest.approx(119.5)


DEFECTS = [
    ("henvisninger.csv", "6911641216;31-02-2022;dagpenge;851", "31-02-2022"),
    ("henvisninger.csv", "6911641216;18-01-2024;dagpenge;851", "18-01-2024"),
    ("henvisninger.csv", "6999641216;18-01-2022;dagpenge;851", "6999641216"),
    ("henvisninger.csv", "6911641216;18-01-2022;ukendt gruppe;851", "ukendt gruppe"),
    ("henvisninger.csv", "6911641216;18-01-2022;dagpenge;850", "850"),
    ("ansaettelser.csv", "A3;6911641216;28063679;14-03-2022;01-09-2021;8,5;;", "01-09-2021"),
    ("ansaettelser.csv", "A4;6911641216;28063678;14-03-2022;;8,5;;", "28063678"),
    ("ansaettelser.csv", "A5;6911641216;28063679;14-03-2022;;38,5;;", "38,5"),
    ("ansaettelser.csv", "A6;6911641216;28063679;14-03-2022;;8,5;;;mere", "mere"),
    ("loentimer.csv", "7406631229;32145671;05-2022;-36,00;;timeløn;ordinær;nej", "-36,00"),
    ("loentimer.csv", "7406631229;32145671;06-2022;400,01;;timeløn;ordinær;nej", "400,01"),
    ("loentimer.csv", "7406631229;32145671;07-2022;36,00;;timeløn;noget;nej", "noget"),
]


def test_a_row_that_breaks_a_rule_is_set_aside_by_file_and_row_and_nothing_else_is_lost(smaajob: Command, tmp_path: Path) -> None:
    broken, places = dict(FILES), []
    for file, row, shown in DEFECTS:
        places.append((file, broken[file].count("\n") + 1, shown))
        broken[file] += row + "\n"
    answer = run(smaajob, tmp_path, dict(broken))
    assert answer.exit_code == 0, answer.error
    for file, row, shown in places:
        named = lines_naming(answer, f"{file}, row {row}:")
        assert len(named) == 1, (file, row, answer.error)
        assert shown not in named[0], "a row's value must not be shown"
    for file in ("henvisninger.csv", "ansaettelser.csv", "loentimer.csv"):
        assert rows_of(tmp_path, file)["quarantined"] == sum(1 for name, _, _ in places if name == file)
        assert rows_of(tmp_path, file)["loaded"] == FILES[file].count("\n") - 1
    listed = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out" / "quarantine").glob("aalborg_2023-05-15_*.csv"))
    assert all(f"{file};{row};" in listed for file, row, _ in places)
    assert headline(tmp_path / "out")["participation.employed", "total"] == 2


def test_a_quarantined_sum_leaves_its_month_unknown_and_not_zero(compute: Compute, tmp_path: Path) -> None:
    compute(write_inbox(tmp_path / "inbox", {"loentimer.csv": HOURS.replace("36,00", "-36,00")}), tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out" / "warehouse.duckdb"), read_only=True) as connection:
        unknown = connection.sql("""
            SELECT month::VARCHAR, ordinary_hours_hundredths FROM core.person_months
            WHERE NOT is_hours_covered AND month BETWEEN DATE '2022-03-01' AND DATE '2022-04-01'
        """).fetchall()
    assert unknown == [("2022-04-01", None)]


def test_a_file_named_like_nothing_known_is_named_and_left(smaajob: Command, tmp_path: Path) -> None:
    answer = run(smaajob, tmp_path, {"regneark 3.csv": "a;b\n1;2\n"})
    assert answer.exit_code == 0
    assert lines_naming(answer, "regneark 3.csv")


def test_a_folder_that_is_no_date_is_named_and_left(smaajob: Command, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    (inbox / "aalborg" / "sidste maj").mkdir()
    (inbox / "aalborg" / "2023-02-31").mkdir()
    answer = smaajob("run", "--inbox", inbox, "--output", tmp_path / "out", "--only", "quality")
    assert answer.exit_code == 0
    assert lines_naming(answer, "sidste maj")
    assert lines_naming(answer, "2023-02-31")


def test_a_second_run_at_the_same_time_says_who_holds_the_folder(smaajob: Command, tmp_path: Path) -> None:
    run(smaajob, tmp_path)
    before = (tmp_path / "out" / "current").readlink()
    with OutputFolder(tmp_path / "out").locked():
        answer = smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out")
    assert answer.exit_code == 3
    assert lines_naming(answer, str(os.getpid()))
    assert (tmp_path / "out" / "current").readlink() == before


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("run",), 2),
        (("run", "--inbox", "nowhere", "--output", "out"), 2),
        (("run", "--no-such-option"), 2),
        (("no-such-command",), 2),
    ],
)
def test_wrong_use_ends_with_two(
    smaajob: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], exit_code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = smaajob(*words)
    assert answer.exit_code == exit_code
    assert len(answer.error.strip().splitlines()) <= 4


def test_an_empty_inbox_and_a_wrong_day_are_wrong_use(smaajob: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert smaajob("run", "--inbox", tmp_path / "empty", "--output", tmp_path / "out").exit_code == 2
    inbox = write_inbox(tmp_path / "inbox")
    assert smaajob("run", "--inbox", inbox, "--output", tmp_path / "out", "--as-of", "i morgen").exit_code == 2
    (inbox / "programme.toml").write_text("[programme]\nlag = 1\n")
    answer = smaajob("run", "--inbox", inbox, "--output", tmp_path / "out")
    assert answer.exit_code == 2
    assert lines_naming(answer, "programme.toml", "programme.lag")


def test_as_of_sees_no_later_delivery(compute: Compute, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox", day="2022-06-15")
    later = inbox / "aalborg" / "2023-06-15"
    later.mkdir()
    (later / "henvisninger.csv").write_text(REFERRALS + "7901621242;01-02-2023;dagpenge;851\n", encoding="utf-8")
    compute(inbox, tmp_path / "now")
    compute(inbox, tmp_path / "then", as_of="2022-12-31")
    assert headline(tmp_path / "now")["participation.referred", "total"] == 4
    assert headline(tmp_path / "then")["participation.referred", "total"] == 3


@pytest.mark.long
def test_a_full_disk_ends_with_three_and_the_current_generation_stands(smaajob: Command, tmp_path: Path, key_file: Path) -> None:
    """A file-size limit stands in for a full disk where the test may not mount a small one; both make a write fail half-way."""
    run(smaajob, tmp_path)
    before = (tmp_path / "out" / "current").readlink()
    environment = {**os.environ, "SMAAJOB_KEY_FILE": str(key_file), "SMAAJOB_LANGUAGE": "en"}

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    smaajob_command = str(Path(sys.executable).with_name("smaajob"))
    command = [smaajob_command, "run", "--inbox", str(tmp_path / "inbox"), "--output", str(tmp_path / "out")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, preexec_fn=no_room)
    assert done.returncode == 3, done.stderr[-2000:]
    assert (tmp_path / "out" / "current").readlink() == before
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_full_disk_of_its_own_ends_with_three_and_the_current_generation_stands(smaajob: Command, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(disk)], capture_output=True, check=False).returncode
    ):
        pytest.skip("no small disk may be mounted here; the file-size limit above stands in for it")
    try:
        inbox = write_inbox(tmp_path / "inbox")
        assert smaajob("run", "--inbox", inbox, "--output", disk / "out").exit_code == 0
        before = (disk / "out" / "current").readlink()
        free = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(b"\0" * (free - 500_000))
        answer = smaajob("run", "--inbox", inbox, "--output", disk / "out")
        assert answer.exit_code == 3
        assert lines_naming(answer, "disk is full")
        assert (disk / "out" / "current").readlink() == before
        (disk / "filler").unlink()
        assert smaajob("run", "--inbox", inbox, "--output", disk / "out").exit_code == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)
