"""Editions keep what they published: what changed is told with its cause, and an earlier edition is rebuilt byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.acceptance.conftest import KEY, Command
from tests.acceptance.monthly import MONTHLY_DAYS, Programme, deliver

pytestmark = pytest.mark.long
THIRD = MONTHLY_DAYS[2]


WHOLE = (".html", ".csv", ".css", ".js", ".json", ".pdf", ".parquet", ".png", ".svg")


def content(generation: Path) -> dict[str, str]:
    """What readers see: pages, papers, open data, pictures, and every part of workbooks and slides, by path."""
    found = {}
    for path in sorted(generation.rglob("*")):
        if path.suffix in WHOLE and path.name != "manifest.json":
            found[str(path.relative_to(generation))] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif path.suffix in (".xlsx", ".pptx"):
            with zipfile.ZipFile(path) as book:
                for part in book.namelist():
                    found[f"{path.relative_to(generation)}/{part}"] = hashlib.sha256(book.read(part)).hexdigest()
    return found


@dataclass(frozen=True)
class SixMonths:
    """Inbox and output after six monthly deliveries, each published, and what the third edition said."""

    inbox: Path
    output: Path
    third: Path
    content: dict[str, str]


@pytest.fixture(scope="module")
def six_months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SixMonths]:
    from pipelines.running import run_publish  # noqa: PLC0415 - as the command does

    folder = tmp_path_factory.mktemp("six-months")
    key, inbox, output = folder / "key", folder / "inbox", folder / "output"
    key.write_text(KEY)
    key.chmod(0o600)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key))
        for day in MONTHLY_DAYS:
            deliver(inbox, Programme.usual(), day)
            # Every edition holds the report whose earlier ones are listed; the one that is made again, and the newest, hold everything.
            only = None if day in (THIRD, MONTHLY_DAYS[-1]) else "management"
            name, _ = run_publish({"inbox": str(inbox), "output": str(output)}, language="en", only=only)
            if day == THIRD:
                third = output / "generations" / name
                known = content(third)
        yield SixMonths(inbox, output, third, known)


def test_every_edition_follows_the_one_before(six_months: SixMonths) -> None:
    told = [json.loads(path.read_text()) for path in six_months.output.glob("generations/*/edition.json")]
    told.sort(key=lambda one: one["number"])
    assert [one["data_date"] for one in told] == [day.isoformat() for day in MONTHLY_DAYS]
    assert told[0]["previous"] is None
    assert [one["previous"] for one in told[1:]] == [path.name for path in sorted((six_months.output / "generations").iterdir())][:-1]


def test_the_page_of_changes_names_each_changed_figure_and_the_publications_that_used_it(six_months: SixMonths) -> None:
    current = (six_months.output / "current").resolve()
    with duckdb.connect(str(current / "figures.duckdb"), read_only=True) as connection:
        changed = connection.sql("SELECT code, causes FROM revisions").fetchall()
    assert len(changed) > 100
    assert {causes for _, causes in changed} <= {"new", "later_day"}, "each delivery repeats what was known and adds a month"
    page = (current / "revisions" / "index.html").read_text(encoding="utf-8")
    assert all(f"#{code}" in page for code, _ in changed)
    rows = re.findall(r"<th [^>]*>ledelsesrapporten</th><td [^>]*>([^<]+)</td>", page)
    assert rows == ["15. maj 2023", "15. april 2023", "15. marts 2023", "15. februar 2023", "15. januar 2023"]


def test_an_earlier_edition_is_rebuilt_byte_for_byte(six_months: SixMonths, smaajob: Command) -> None:
    answer = smaajob("run", "--inbox", six_months.inbox, "--output", six_months.output, "--as-of", THIRD.isoformat())
    assert answer.exit_code == 0, answer.error
    current = (six_months.output / "current").resolve()
    assert current == six_months.third, "the same content is the same edition"
    assert content(current) == six_months.content
    kinds = {Path(place).suffix for place in six_months.content} | {part.partition("/ppt/")[0][-5:] for part in six_months.content}
    assert {".html", ".pdf", ".parquet", ".csv", ".pptx"} <= kinds
    newest = smaajob("run", "--inbox", six_months.inbox, "--output", six_months.output, "--only", "management")
    assert newest.exit_code == 0, newest.error
    assert (six_months.output / "current").resolve().name.startswith(MONTHLY_DAYS[-1].isoformat())


def test_in_another_folder_without_history_only_what_tells_of_history_differs(
    six_months: SixMonths, smaajob: Command, tmp_path: Path
) -> None:
    answer = smaajob("run", "--inbox", six_months.inbox, "--output", tmp_path, "--as-of", THIRD.isoformat())
    assert answer.exit_code == 0, answer.error
    there = content((tmp_path / "current").resolve())
    differ = {place for place in there if there[place] != six_months.content.get(place)}
    assert not [place for place in differ if place.startswith(("quality/", "data/definitions", "data/codebook"))]
    assert {"edition.json", "revisions/index.html", "management/index.html"} <= differ
    with_history, without = (published(folder) for folder in (six_months.third, tmp_path / "current"))
    assert without.keys() == with_history.keys()
    assert all(with_history[key] in (number, None) or number is None for key, number in without.items()), (
        "hidden or the same, never another"
    )


def published(edition: Path) -> dict[tuple[str, ...], Decimal | None]:
    """Key of each public figure → its value; what earlier editions showed decides with it which are hidden."""
    with duckdb.connect(str(edition / "published.duckdb"), read_only=True) as connection:
        rows = connection.sql('SELECT figure_id, population, "window", dimensions, value FROM figures').fetchall()
    return {tuple(key): value for *key, value in rows}


def test_after_an_erasure_an_earlier_edition_is_rebuilt_with_a_mark(
    six_months: SixMonths, smaajob: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = next(iter(Programme.usual().persons))
    with duckdb.connect(str(six_months.output / "warehouse.duckdb"), read_only=True) as connection:
        before = connection.sql("SELECT count(*) FROM core.persons").fetchone()
    import io  # noqa: PLC0415 - standard input of this test alone

    monkeypatch.setattr("sys.stdin", io.StringIO(person + "\n"))
    erased = smaajob("erase", "--output", six_months.output)
    assert erased.exit_code == 0, erased.error
    assert person not in erased.out + erased.error
    with duckdb.connect(str(six_months.output / "warehouse.duckdb"), read_only=True) as connection:
        after = connection.sql("SELECT count(*) FROM core.persons").fetchone()
    assert before is not None
    assert after == (before[0] - 1,), "gone at once, before any run"
    answer = smaajob("run", "--inbox", six_months.inbox, "--output", six_months.output, "--as-of", THIRD.isoformat())
    assert answer.exit_code == 0, answer.error
    current = (six_months.output / "current").resolve()
    assert current != six_months.third
    for page in current.rglob("*.html"):
        mark = "Rebuilt after an erasure" if page.name.endswith(".en.html") else "Gendannet efter sletning"
        assert mark in page.read_text(encoding="utf-8"), page.name
    with zipfile.ZipFile(current / "management" / "smaajob.xlsx") as book:
        assert "Gendannet efter sletning" in book.read("xl/sharedStrings.xml").decode()
    with duckdb.connect(str(current / "figures.duckdb"), read_only=True) as connection:
        referred = connection.sql(
            "SELECT causes FROM revisions WHERE figure_id = 'participation.referred' AND dimensions = '{}'"
        ).fetchall()
    assert referred == [("erased",)]
    assert content(six_months.third) == six_months.content, "what was published stays as it was"


def test_once_everybody_knows_an_erased_person_stays_away(six_months: SixMonths, smaajob: Command) -> None:
    """The newest run after the erasure: the old files are still there, the person is not, and the edition carries the mark no longer
    than there was an edition of its day before."""
    later = date(2023, 7, 15)
    deliver(six_months.inbox, Programme.usual(), later)
    answer = smaajob("run", "--inbox", six_months.inbox, "--output", six_months.output, "--only", "management")
    assert answer.exit_code == 0, answer.error
    with duckdb.connect(str(six_months.output / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT count(*) FROM core.persons").fetchone() == (len(Programme.usual().persons) - 1,)
    page = (six_months.output / "current" / "management" / "index.html").read_text(encoding="utf-8")
    assert "Gendannet efter sletning" not in page
