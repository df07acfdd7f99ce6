"""The comparison of two versions sees every cell and line that differs, and lets pass what was told beforehand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from benchmarks.same_figures import Allowed, compared, told_to_differ
from benchmarks.same_readings import Reading, differences


def build(folder: Path, *, value: int = 7, sentence: str = "3 personer", title: str = "Tal", cell: int = 5) -> Path:
    """What a run leaves, in small."""
    current = folder / "out" / "generations" / "2024-05-15-80b759e20e"
    current.mkdir(parents=True)
    (folder / "out" / "current").symlink_to(current)
    (current / "index.html").write_text(f"<h1>{title}</h1><p>{sentence}</p><p>2024-05-15-80b759e20e</p>", encoding="utf-8")
    for path, table in ((current / "published.duckdb", "figures"), (folder / "out" / "warehouse.duckdb", "figures.figures")):
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS figures")
            rows = f"('a.count', 'total', 4), ('a.count', '12m', {value})"
            connection.execute(f'CREATE TABLE {table} AS SELECT * FROM (VALUES {rows}) AS told(figure_id, "window", value)')
    with xlsxwriter.Workbook(str(current / "smaajob.xlsx")) as book:
        book.add_worksheet("Tal").write(1, 2, cell)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("base"))


def test_what_is_built_twice_alike_does_not_differ(base: Path, tmp_path: Path) -> None:
    assert compared("small", base, build(tmp_path), []) == 0


def test_a_figure_that_differs_is_named_by_table_key_and_column(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared("small", base, build(tmp_path, value=8), []) == 2
    said = capsys.readouterr().out
    assert "published.duckdb: figures a.count|12m value\n    base: 7\n    now:  8" in said
    assert "warehouse.duckdb: figures.figures a.count|12m value" in said


def test_a_cell_of_a_workbook_and_a_line_of_a_page_that_differ_are_named(base: Path, tmp_path: Path) -> None:
    before, after = Reading(base), Reading(build(tmp_path, sentence="4 personer", cell=6))
    assert [difference.place for difference in differences("smaajob.xlsx", before, after)] == ["smaajob.xlsx: Tal!C2"]
    (line,) = differences("index.html", before, after)
    assert "line 2" in line.where
    assert (line.before, line.after) == ("<p>3 personer</p>", "<p>4 personer</p>")


def test_a_file_that_one_version_lacks_differs(base: Path, tmp_path: Path) -> None:
    other = build(tmp_path)
    (other / "out" / "current" / "extra.html").write_text("<p></p>", encoding="utf-8")
    assert compared("small", base, other, []) == 1


def test_what_was_told_to_differ_passes_and_nothing_beside_it(base: Path, tmp_path: Path) -> None:
    other = build(tmp_path, sentence="4 personer", title="Nye tal")
    told = Allowed(r"index\.html", "the number of persons is counted anew", text=r"\d+ personer")
    assert compared("small", base, other, [told]) == 1
    assert compared("small", base, other, [Allowed(r"index\.html", "the page is written anew")]) == 0


def test_every_difference_on_purpose_has_its_reason() -> None:
    assert all(entry.place and entry.reason for entry in told_to_differ())
