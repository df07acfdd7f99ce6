"""Each of 123 broken or odd files of frictionless-py is read as a careful person reads it, or refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assets.deliveries.delimited import BEYOND
from assets.deliveries.rejections import FileRejected
from assets.deliveries.text_tables import ROW_NUMBER, read_table
from tests.published_results.messy_files import descriptions, expected_table

pytestmark = pytest.mark.shared
LOOKED_FOR = ("id", "name")
"""What is looked for in files that hold no header."""


def finder(names: Sequence[str]) -> object:
    """Looks for a row that has the names, as a contract's header is looked for: two of them at least, where there are two."""
    wanted = {name for name in names if name}

    def find(rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
        counts = [len(wanted & {cell.strip() for cell in row}) for row in rows]
        best = max(counts, default=0)
        return (counts.index(best), best) if best >= min(2, len(wanted)) else None

    return find


@pytest.mark.parametrize("name", sorted(descriptions()))
def test_a_messy_file_is_read_as_a_careful_person_reads_it_or_refused_by_name(shared: Path, name: str) -> None:
    path = shared / "messy_csv" / "frictionless" / name
    expected = expected_table(path)
    if expected.refused:
        with pytest.raises(FileRejected) as caught:
            read_table(path.read_bytes(), finder(LOOKED_FOR))  # type: ignore[arg-type]  # a finder
        assert caught.value.reason == expected.refused
        return
    table = read_table(path.read_bytes(), finder(expected.header))  # type: ignore[arg-type]  # a finder
    width = len(expected.header)
    assert table.header == expected.header
    rows = [tuple((cell or "").strip() for cell in row) for row in table.rows.drop(BEYOND, ROW_NUMBER).rows()]
    assert rows == [(*row[:width], *[""] * (width - len(row))) for row in expected.rows]
    told = [bool(beyond) for beyond in table.rows[BEYOND]]
    assert [any(row[width:]) for row in expected.rows] == told or all(
        told[place] for place, row in enumerate(expected.rows) if any(row[width:])
    )


def test_every_file_of_the_collection_is_described(shared: Path) -> None:
    assert {path.name for path in (shared / "messy_csv" / "frictionless").iterdir()} == set(descriptions())
    assert len(descriptions()) == 123


def test_the_page_that_compares_readers_has_a_row_for_each_file_and_none_of_ours_is_wrong() -> None:
    page = (Path(__file__).parents[2] / "docs" / "messy_files.md").read_text(encoding="utf-8")
    head = "| file | smaajob | pandas | Polars | DuckDB | why |"
    rows = [[cell.strip() for cell in line.split(" | ")] for line in page.split(head)[1].splitlines()[2:] if line.startswith("| ")]
    assert sorted(row[0].removeprefix("| ") for row in rows) == sorted(descriptions())
    assert {row[1].split(" (")[0] for row in rows} == {"right"}


def test_danish_letters_of_a_file_in_iso_8859_1_arrive_whole(shared: Path) -> None:
    table = read_table((shared / "messy_csv" / "dk_kommunerne_iso8859-1.csv").read_bytes(), lambda rows: (0, len(rows[0])))
    text = " ".join(cell for row in table.rows.drop(BEYOND, ROW_NUMBER).rows() for cell in row if cell)
    assert {"Ærø", "Rødovre", "Tårnby", "Brønderslev"} <= set(text.replace(",", " ").split())
