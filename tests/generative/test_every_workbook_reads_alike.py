"""One table with every kind of cell gives the same landed rows, unreadable cells and masks as XLSX, strict XLSX, XLSB, XLS, ODS and CSV."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import ReadFile, read_delivery_file
from assets.deliveries.unreadable import COVERED, UNCALCULATED
from data_contracts.contract import load_contract
from tests.generative.old_workbooks import as_xls
from tests.generative.workbooks import ERRORS, Book, Cell, as_csv, as_ods, as_xlsb, as_xlsx

PSEUDONYMS = Pseudonyms(b"k" * 32)
HEADER = ["CPR-nummer", "CVR-nummer", "Måned", "Løntimer", "Bredt lønbeløb", "Aflønningsform", "Ansættelsesform", "Imputeret"]
WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": as_xlsx,
    "xlsx with a prefix": lambda book: as_xlsx(book, prefix="x:"),
    "strict": lambda book: as_xlsx(book, is_strict=True),
    "xlsb": as_xlsb,
    "xls": as_xls,
    "ods": as_ods,
}
BLANK = Cell("blank")
ERROR = st.sampled_from(sorted(ERRORS)).map(lambda name: Cell("error", name))
HOURS = (
    st.integers(-40_000, 40_000).map(lambda hundredths: Cell("number", hundredths / 100))
    | st.integers(0, 12_000).map(lambda minutes: Cell("hours", minutes))
    | st.integers(0, 99).map(lambda percent: Cell("percent", percent / 100))
    | ERROR
    | st.just(Cell("text", "37,5"))
    | st.just(BLANK)
)
FORMULAS = st.builds(lambda cell, is_formula: Cell(cell.kind, cell.value, is_formula and cell.kind != "blank"), HOURS, st.booleans())
ROW = st.tuples(
    st.builds(lambda day, serial: Cell("text", f"{day:02}0465{serial:04}"), st.integers(61, 88), st.integers(0, 3999)),
    st.integers(10_000_000, 99_999_999).map(lambda number: Cell("number", number)),
    st.dates(date(2008, 1, 1), date(2030, 12, 31)).map(lambda day: Cell("date", day)) | ERROR,
    FORMULAS,
    FORMULAS,
    st.sampled_from(["fastløn", "timeløn"]).map(lambda word: Cell("text", word)) | ERROR | st.just(BLANK),
    st.sampled_from(["ordinær", "løntilskud"]).map(lambda word: Cell("text", word)),
    st.booleans().map(lambda is_true: Cell("boolean", is_true)) | ERROR,
)
BOOKS = st.builds(
    lambda rows, *around: Book([[Cell("text", name) for name in HEADER], *rows], *around),
    st.lists(ROW, min_size=1, max_size=6),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def read(content: bytes) -> ReadFile:
    return read_delivery_file(content, load_contract("paid_hours"), PSEUDONYMS)


def require_alike(book: Book, forms: list[str], beneath: str = COVERED) -> dict[str, ReadFile]:
    """Every form reads as its CSV."""
    expected = read(as_csv(book, beneath, UNCALCULATED).encode()).frame
    found = {form: read(WRITERS[form](book)) for form in forms}
    for form, told in found.items():
        assert (told.frame.rows(), told.frame.schema) == (expected.rows(), expected.schema), form
    return found


@settings(max_examples=12)
@given(book=BOOKS)
def test_a_workbook_of_any_form_reads_as_its_csv(book: Book) -> None:
    require_alike(book, list(WRITERS))


@pytest.mark.long
@settings(max_examples=60)
@given(book=BOOKS)
def test_many_workbooks_of_any_form_read_as_their_csv(book: Book) -> None:
    require_alike(book, list(WRITERS))


def book_of(*hours: Cell, **around: object) -> Book:
    """A row for each cell of hours."""
    start = [Cell("text", "6404651203"), Cell("number", 32145671), Cell("date", date(2023, 4, 1))]
    end = [Cell("number", 5820.5), Cell("text", "fastløn"), Cell("text", "ordinær"), Cell("boolean", True)]
    return Book([[Cell("text", name) for name in HEADER], *([*start, cell, *end] for cell in hours)], **around)  # type: ignore[arg-type]  # names are Book's own


def test_a_merged_cell_says_its_value_once_and_what_lies_beneath_is_unreadable() -> None:
    found = require_alike(book_of(Cell("number", 37.5, spans=3), Cell("beneath"), Cell("beneath"), Cell("number", 1)), list(WRITERS))
    for told in found.values():
        assert told.frame["unreadable"].to_list() == [[], ["hours"], ["hours"], []]


def test_a_formula_that_was_never_computed_is_unreadable() -> None:
    found = require_alike(book_of(Cell("uncomputed"), Cell("number", 1, is_formula=True)), ["xlsx", "xlsx with a prefix", "strict", "ods"])
    for told in found.values():
        assert told.frame["masked"].to_list() == [["formula without value"], []]
        assert told.frame["unreadable"].to_list() == [["hours"], []]


def test_a_formula_that_gives_an_empty_text_is_blank() -> None:
    for told in require_alike(book_of(Cell("text", "", is_formula=True), Cell("number", 1)), list(WRITERS)).values():
        assert told.frame["unreadable"].to_list() == [[], []]


def test_a_merged_header_covers_no_row() -> None:
    rows = book_of(Cell("number", 37.5), Cell("number", 1)).rows
    head = [Cell("text", name, spans=2) for name in HEADER]
    for told in require_alike(
        Book([head, [Cell("beneath")] * len(HEADER), *rows[1:]]), ["xlsx", "xls", "ods", "xlsb"], beneath=""
    ).values():
        assert told.frame["unreadable"].to_list() == [[], []]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_hidden_rows_are_read_and_told_and_a_hidden_sheet_is_never_read(form: str) -> None:
    book = book_of(Cell("hours", 2250), Cell("error", "#N/A"), hidden_sheet=True, guide=True, hidden_row=1)
    told = require_alike(book, [form])[form]
    assert told.notes == ("hidden_cells",)
    assert told.frame["hours"].to_list()[0] == 37.5
