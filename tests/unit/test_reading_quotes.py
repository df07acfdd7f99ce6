"""Quotes hold a cell together, and where they do not pair up they cost no more than the cell that they stand in."""

from __future__ import annotations

import csv

import pytest

from assets.deliveries.delimited import BEYOND, read_delimited
from assets.deliveries.rejections import FileRejected

HEADER = "CVR;Navn;Partner siden"


def cells(body: str, header: str = HEADER) -> list[tuple[str | None, ...]]:
    """Rows as read below a header that is the first row with `CVR` in it."""
    _, rows = read_delimited(f"{header}\n{body}", lambda head: next(((n, len(row)) for n, row in enumerate(head) if "CVR" in row), None))
    return rows.drop(BEYOND).rows()


def names(body: str, header: str = HEADER) -> list[str | None]:
    return [row[1] for row in cells(body, header)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"A; B"', "A; B"),
        ('"A\nB\nC\nD\nE"', "A\nB\nC\nD\nE"),
        ('"A; B\nC"', "A; B\nC"),
        ('"Firma ""Bo"" ApS; x"', 'Firma "Bo" ApS; x'),
        ('"Linje 1\nhan sagde ""ja""\nog gik"', 'Linje 1\nhan sagde "ja"\nog gik'),
        ('""', ""),
        (' "A; B"', "A; B"),
    ],
)
def test_a_quoted_cell_holds_separators_line_breaks_and_doubled_quotes(written: str, name: str) -> None:
    assert names(f"1;{written};x\n2;B;y") == [name, "B"]


@pytest.mark.parametrize(
    "written",
    ['Rør 5"', 'Firma "Bo"', '"Firma', 'Firma"', '"Bo" ApS', '"Fir"ma"'],
)
def test_a_stray_quote_costs_no_row_and_no_neighbour(written: str) -> None:
    rows = cells(f'1;{written};x\n2;B;y\n3;"C; D";z')
    assert [(row[0], row[2]) for row in rows] == [("1", "x"), ("2", "y"), ("3", "z")]
    assert rows[2][1] == "C; D"


def test_two_stray_quotes_in_two_rows_do_not_make_one_cell_of_them() -> None:
    assert cells('1;"Firma;x\n2;Bo;y\n3;Firma";z') == [("1", '"Firma', "x"), ("2", "Bo", "y"), ("3", 'Firma"', "z")]


def test_a_quote_missing_at_a_cells_end_does_not_swallow_the_next_cell() -> None:
    assert cells('"1";"Firma;"x"') == [("1", '"Firma', "x")]


def test_a_quote_that_never_closes_stays_in_its_row() -> None:
    rows = cells('1;"Firma;x\n' + "\n".join(f"{n};B;y" for n in range(200)))
    assert len(rows) == 201


def test_a_stray_quote_in_a_title_does_not_hide_the_header() -> None:
    assert names("1;B;y", header=f'"Udtræk af virksomheder\n\n{HEADER}') == ["B"]


def test_a_title_with_separators_in_quotes_is_one_cell() -> None:
    header, _ = read_delimited(f'"Udtræk; af; alt; muligt"\n{HEADER}\n1;B;y', lambda head: (1, 3) if len(head[1]) == 3 else None)
    assert (header.place, header.separator) == (1, ";")


def test_the_separator_is_the_one_that_finds_most_known_names_not_most_cells() -> None:
    text = "CVR;Navn;a,b,c,d,e,f\n1;B;y\n"

    def known(head: object) -> tuple[int, int] | None:
        words = list(head[0])  # type: ignore[index]  # a row is there
        number = len({"CVR", "Navn"}.intersection(words))
        return (0, number) if number else None

    assert read_delimited(text, known)[0].separator == ";"


def test_many_quotes_take_no_more_than_their_time() -> None:
    rows = cells("1;" + '"a""b""c";' * 2000 + '"open\n' + "2;B;y")
    assert rows[-1][0] == "2"


@pytest.mark.parametrize("limit", [131_072, 10_000_000], ids=["as it is", "lifted by another library"])
def test_a_cell_as_long_as_a_book_is_refused_by_name(limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(FileRejected):
            names(f'1;"{"x" * 200_000}";y')
    finally:
        csv.field_size_limit(before)
