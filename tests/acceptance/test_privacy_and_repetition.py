"""No CPR number leaves the reader, and the same inbox with the same key gives the same bytes."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import duckdb

from tests.acceptance.conftest import Command
from tests.acceptance.inboxes import write_inbox


def spellings(number: str) -> set[bytes]:
    plain = {number, f"{number[:6]}-{number[6:]}", f"{number[:6]} {number[6:]}"}
    if number.startswith("0"):
        plain.add(number[1:])
    return {text.encode(encoding) for text in plain for encoding in ("utf-8", "utf-16-le")}


def bytes_below(folder: Path) -> dict[Path, bytes]:
    found: dict[Path, bytes] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found[path] = path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    found |= {path / name: archive.read(name) for name in archive.namelist()}
    return found


def test_no_cpr_number_stands_in_any_byte_of_output_or_messages(smaajob: Command, tmp_path: Path) -> None:
    smaajob("simulate", "--output", tmp_path / "inbox", "--candidates", "80", "--comparison", "15", "--seed", "5")
    # A leading zero cannot be had with replacement numbers on paper, so that one is composed here: day 01 + 60 never begins with 0.
    short = "0" + "101901234"
    extra = tmp_path / "inbox" / "aalborg" / "2023-06-15" / "henvisninger_ekstra.csv"
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_text(
        f"CPR;Henvist;Målgruppe;Kommune\n{short[1:]};01-02-2023;dagpenge;851\n{short[:4]}x;01-02-2023;dagpenge;851\n", encoding="utf-8"
    )
    answer = smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out")
    assert answer.exit_code == 0, answer.error
    numbers = {short}
    for path in (tmp_path / "inbox").rglob("*.csv"):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                text = path.read_text(encoding=encoding)
            except UnicodeDecodeError:
                continue
            for row in csv.reader(text.splitlines(), delimiter=";"):
                numbers |= {digits for cell in row if len(digits := cell.replace("-", "")) == 10 and digits.isdigit()}
            break
    assert len(numbers) > 80
    needles = set().union(*(spellings(number) for number in numbers))
    said = {Path("stdout"): answer.out.encode(), Path("stderr"): answer.error.encode()}
    for place, content in {**bytes_below(tmp_path / "out"), **said}.items():
        for needle in needles:
            assert needle not in content, f"a CPR number stands in {place.name}"


def test_two_runs_into_two_folders_give_the_same_bytes_and_figures(smaajob: Command, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    for name in ("one", "two"):
        assert smaajob("run", "--inbox", inbox, "--output", tmp_path / name).exit_code == 0
    one, two = (tmp_path / name / "current" for name in ("one", "two"))
    kinds = {".html", ".csv", ".xlsx", ".parquet", ".pptx", ".pdf"}
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.suffix in kinds or path.name == "datapackage.json")
    assert {path.suffix for path in files} == {*kinds, ".json"}
    assert files == sorted(path.relative_to(two) for path in two.rglob("*") if path.suffix in kinds or path.name == "datapackage.json")
    for file in files:
        assert (one / file).read_bytes() == (two / file).read_bytes(), file
    for database, table in (
        ("current/figures.duckdb", "figures"),
        ("current/published.duckdb", "figures"),
        ("warehouse.duckdb", "figures.figures"),
    ):
        rows = []
        for name in ("one", "two"):
            with duckdb.connect(str(tmp_path / name / database), read_only=True) as connection:
                rows.append(connection.sql(f"SELECT * FROM {table} ORDER BY ALL").fetchall())
        assert rows[0] == rows[1]
        assert rows[0]


def test_running_the_same_inbox_again_changes_nothing(smaajob: Command, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    smaajob("run", "--inbox", inbox, "--output", tmp_path / "out")
    before = (tmp_path / "out" / "current").readlink()
    smaajob("run", "--inbox", inbox, "--output", tmp_path / "out")
    assert (tmp_path / "out" / "current").readlink() == before
    assert len(list((tmp_path / "out" / "generations").iterdir())) == 1


def test_what_is_confidential_can_be_read_by_its_owner_alone(smaajob: Command, tmp_path: Path) -> None:
    smaajob("run", "--inbox", write_inbox(tmp_path / "inbox"), "--output", tmp_path / "out")
    for place in ("warehouse.duckdb", "current/figures.duckdb"):
        assert (tmp_path / "out" / place).stat().st_mode & 0o077 == 0, place
    assert (tmp_path / "out" / "quarantine").stat().st_mode & 0o077 == 0
