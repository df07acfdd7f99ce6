"""No CPR number leaves the reader, public files hold public numbers alone, and the same inbox with the same key gives the same bytes."""

from __future__ import annotations

import csv
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.running import run_publish
from tests.acceptance.conftest import KEY, Answer, Command
from tests.acceptance.inboxes import write_inbox
from tests.looking import Secrets, files_below, leaks, parts_of

PUBLIC = ("briefing", "conference", "explorer", "data", "published.duckdb", "index.html", "index.en.html")
# A leading zero cannot be had with replacement numbers on paper, so that one is composed here: day 01 + 60 never begins with 0.
SHORT = "0" + "101901234"
NUMBERS_OF_A_FIGURE = ("value", "low", "high", "numerator", "denominator_count")
DRAWN = (".woff2", ".png")
PACKED = (".pdf", ".pptx", ".parquet", ".duckdb", ".xlsx")
"""Files whose unpacked parts are looked at in their place."""
TELLING_DIGITS = 5
"""A number with so many digits stands in a text by chance hardly ever."""


@dataclass(frozen=True)
class Small:
    """A simulated programme's inbox and what was published from it."""

    inbox: Path
    output: Path

    def public_files(self) -> Iterator[Path]:
        """All that may be handed to anybody."""
        for name in PUBLIC:
            place = (self.output / "current").resolve() / name
            yield from files_below(place) if place.is_dir() else [place]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    import simulation  # noqa: PLC0415 - as the command does

    folder = tmp_path_factory.mktemp("small")
    (folder / "key").write_text(KEY)
    (folder / "key").chmod(0o600)
    simulation.write_inbox(folder / "inbox", candidates=80, comparison=15, seed=5)
    extra = folder / "inbox" / "aalborg" / "2023-06-15" / "henvisninger_ekstra.csv"
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_text(
        f"CPR;Henvist;Målgruppe;Kommune\n{SHORT[1:]};01-02-2023;dagpenge;851\n{SHORT[:4]}x;01-02-2023;dagpenge;851\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(folder / "key"))
        run_publish({"inbox": str(folder / "inbox"), "output": str(folder / "out")}, language="en")
    return Small(folder / "inbox", folder / "out")


def numbers_in(inbox: Path) -> frozenset[str]:
    """Every CPR number of the inbox."""
    numbers = {SHORT}
    for path in inbox.rglob("*.csv"):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                text = path.read_text(encoding=encoding)
            except UnicodeDecodeError:
                continue
            for row in csv.reader(text.splitlines(), delimiter=";"):
                numbers |= {digits for cell in row if len(digits := cell.replace("-", "")) == 10 and digits.isdigit()}
            break
    return frozenset(numbers)


def test_no_cpr_number_and_no_key_stands_in_any_file_of_the_output(small: Small) -> None:
    numbers = numbers_in(small.inbox)
    assert len(numbers) > 80
    assert leaks(Secrets(numbers, keys=(bytes.fromhex(KEY),)), [small.output]) == []


def test_no_cpr_number_is_said(smaajob: Command, small: Small, tmp_path: Path) -> None:
    """The check says most of all commands, of rows that are wrong in every way."""
    answer: Answer = smaajob("check", "--inbox", small.inbox, "--html", tmp_path / "check.html")
    assert answer.exit_code == 1
    said = [("said", (answer.out + answer.error).encode()), ("page", (tmp_path / "check.html").read_bytes())]
    assert leaks(Secrets(numbers_in(small.inbox)), [], said) == []


def digits_of(text: str) -> str:
    """A number's digits without noughts at either end: as it is, whatever its sign, point, spaces or percent."""
    return re.sub(r"\D", "", text).strip("0")


def told_numbers(content: bytes) -> set[str]:
    """The digits of every number in a text."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "", content.decode("utf-8", "replace"))
    return {digits_of(found) for found in re.findall(r"\d[\d.,\u00a0\u202f]*", text)}


def figures(output: Path, table: str) -> set[str]:
    """The digits of all numbers of a table of figures."""
    columns = ", ".join(f"{name}::VARCHAR" for name in NUMBERS_OF_A_FIGURE)
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql(f"SELECT {columns} FROM figures.{table}").fetchall()
    return {digits_of(cell) for row in rows for cell in row if cell is not None}


def test_no_number_that_the_public_may_not_see_stands_in_any_public_file(small: Small) -> None:
    """Words, tables, charts' arrays, hovers, books within slides, PDF text, descriptions, databases."""
    hidden = figures(small.output, "figures") | figures(small.output, "internal")
    hidden = {digits for digits in hidden - figures(small.output, "public") if len(digits) >= TELLING_DIGITS}
    assert len(hidden) > 50, "otherwise this test shows nothing"
    with duckdb.connect(str(small.output / "warehouse.duckdb"), read_only=True) as connection:
        seen = set(repr(connection.sql("FROM figures.claims_public").fetchall()).split())
    allowed = {digits for word in seen for digits in told_numbers(word.encode())}
    looked, found = set(), []
    for path in small.public_files():
        for place, content in parts_of(path):
            if path.suffix in DRAWN or place.endswith(PACKED) or ": stream" in place or ": object" in place:
                continue
            looked.add(path.suffix)
            # The codebook's texts are the house's own and the same in every run.
            found += [f"{place}: {digits}" for digits in told_numbers(content) & hidden - allowed if path.name != "codebook.csv"]
    assert {".html", ".csv", ".json", ".pdf", ".pptx", ".duckdb", ".parquet"} <= looked
    assert found == []


def test_a_figure_that_the_public_may_not_see_has_no_digit_on_any_public_page(small: Small) -> None:
    with duckdb.connect(str(small.output / "warehouse.duckdb"), read_only=True) as connection:
        hidden = {code for (code,) in connection.sql("""
            SELECT code FROM figures.passports_public JOIN figures.public USING (figure_id, population, "window", dimensions)
            WHERE status = 'suppressed'
        """).fetchall()}  # fmt: skip
    assert len(hidden) > 50
    seen = 0
    for path in small.public_files():
        if path.suffix == ".html":
            for code, words in re.findall(r'<a class="figure" href="[^"#]*#([^"]+)"[^>]*>([^<]*)</a>', path.read_text(encoding="utf-8")):
                seen += 1
                # A claim's sentence names windows and limits of its own; a figure's cell says why there is no number, in a few words.
                is_sentence = words.endswith(".")
                assert is_sentence or code not in hidden or not re.search(r"\d", words), (path.name, code, words)
    assert seen > 10


def test_files_say_nothing_of_the_machine_and_hide_no_sheet(small: Small) -> None:
    """No person, host or path in what files say of themselves; the author is the programme or nobody."""
    host, home = socket.gethostname().encode(), str(Path.home()).encode()
    places = [str(small.output.parent).encode(), str(Path(__file__).parents[2]).encode(), *([home] if len(home) > 5 else [])]
    for path in small.public_files():
        for place, content in parts_of(path):
            assert not [one for one in places if one in content], place
            if "metadata" in place or "docProps" in place:
                assert len(host) < 4 or host not in content, place
                authors = re.findall(rb"(?:/Author': '|<dc:creator>|<cp:lastModifiedBy>)([^'<]*)", content)
                assert {author.decode().removesuffix(" (simuleret)") for author in authors} <= {"", "smaajob", "Små Job Med Mening"}, place
        if path.suffix == ".pdf":
            running = re.compile(rb"/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile)\b")
            assert not [place for place, content in parts_of(path) if ": object" in place and running.search(content)], path.name
    for path in files_below((small.output / "current").resolve()):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            for sheet in book:
                assert sheet.sheet_state == "visible"
                assert not [one for one in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()) if one.hidden]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Path:
    """A folder with an inbox and what two runs over it left, in `one` and `two`."""
    folder = tmp_path_factory.mktemp("plain")
    inbox = write_inbox(folder / "inbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        for name in ("one", "two"):
            run_publish({"inbox": str(inbox), "output": str(folder / name)}, language="en")
    return folder


def test_two_runs_into_two_folders_give_the_same_bytes_and_figures(plain: Path) -> None:
    one, two = (plain / name / "current" for name in ("one", "two"))
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
            with duckdb.connect(str(plain / name / database), read_only=True) as connection:
                rows.append(connection.sql(f"SELECT * FROM {table} ORDER BY ALL").fetchall())
        assert rows[0] == rows[1]
        assert rows[0]


def test_running_the_same_inbox_again_changes_nothing(plain: Path, smaajob: Command) -> None:
    output = plain / "two"
    before = (output / "current").readlink()
    assert smaajob("run", "--inbox", plain / "inbox", "--output", output).exit_code == 0
    assert (output / "current").readlink() == before
    assert len(list((output / "generations").iterdir())) == 1


def test_what_is_confidential_can_be_read_by_its_owner_alone(plain: Path) -> None:
    for place in ("warehouse.duckdb", "current/figures.duckdb"):
        assert (plain / "one" / place).stat().st_mode & 0o077 == 0, place
    assert (plain / "one" / "quarantine").stat().st_mode & 0o077 == 0
