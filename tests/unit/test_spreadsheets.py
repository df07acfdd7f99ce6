"""A workbook's visible sheet with the header is read, and what cannot be read is refused by name without filling memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, ReadFile, read_delivery_file
from assets.deliveries.spreadsheets import package, written
from data_contracts.contract import load_contract

FIXTURES = Path(__file__).parents[1] / "fixtures" / "spreadsheets"
PSEUDONYMS = Pseudonyms(b"k" * 32)
HEADER = ["CPR", "CVR-nummer", "Måned", "Timer", "Ansættelsesform"]
ROW = ["6404651203", "32145671", "2023-04", 37.5, "ordinær"]


def workbook(*sheets: tuple[str, list[list[Any]]], change: Callable[[Any], None] | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
        if change is not None:
            change(book)
    return buffer.getvalue()


def read(content: bytes) -> ReadFile:
    return read_delivery_file(content, load_contract("paid_hours"), PSEUDONYMS)


def refused(content: bytes) -> FileRejected:
    with pytest.raises(FileRejected) as caught:
        read(content)
    return caught.value


def with_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_what_libreoffice_saved_reads_as_its_csv(form: str) -> None:
    contract = load_contract("paid_hours")
    saved, expected = (
        read_delivery_file((FIXTURES / f"loentimer.{ending}").read_bytes(), contract, PSEUDONYMS) for ending in (form, "csv")
    )
    assert (saved.format, saved.notes) == (form, ("hidden_cells",))
    assert_frame_equal(saved.frame, expected.frame)


def test_the_visible_sheet_with_the_header_is_read_wherever_it_stands() -> None:
    content = workbook(("Vejledning", [["Sådan gør du"]]), ("Data", [HEADER, ROW]), ("Noter", [["CPR"]]))
    assert read(content).rows_in == 1


def test_two_sheets_with_a_header_are_refused_by_name_without_a_cpr_number() -> None:
    caught = refused(workbook(("Data 2022", [HEADER, ROW]), ("640465-1203", [HEADER, ROW])))
    assert (caught.reason, caught.parameters) == ("several_sheets", {"sheets": "Data 2022, ******-****"})


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_never_read(how: str) -> None:
    def hide(book: Any) -> None:
        getattr(book.get_worksheet_by_name("Gammel"), how)()

    old = [HEADER, [*ROW[:3], 1, ROW[4]]]
    content = workbook(("Data", [HEADER, ROW]), ("Gammel", old), change=hide)
    assert read(content).frame["hours"].to_list() == [37.5]
    assert refused(workbook(("Data", [["Tom"]]), ("Gammel", old), change=hide)).reason == "no_header"


def test_a_chart_that_stands_first_hides_no_table() -> None:
    def draw(book: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$D$2:$D$2"})
        sheet = book.add_chartsheet("Diagram")
        sheet.set_chart(chart)
        book.worksheets_objs.sort(key=lambda one: one.name != "Diagram")

    assert read(workbook(("Data", [HEADER, ROW]), change=draw)).rows_in == 1


def test_a_cell_far_off_is_refused_with_its_place() -> None:
    caught = refused(workbook(("Data", [HEADER, ROW]), change=lambda book: book.worksheets()[0].write(1_048_575, 3, 1)))
    assert (caught.reason, caught.parameters) == ("cell_far_off", {"cell": "E1048576"})


def test_a_cell_that_is_only_formatted_is_not_far_off() -> None:
    def colour(book: Any) -> None:
        book.worksheets()[0].write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "red"}))

    assert read(workbook(("Data", [HEADER, ROW]), change=colour)).rows_in == 1


def test_a_package_that_unpacks_to_more_than_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(("Data", [HEADER, ROW]))
    monkeypatch.setattr(package, "MOST_BYTES", 5_000)
    assert refused(content).reason == "too_large"


def test_a_package_that_says_less_than_it_holds_is_damaged() -> None:
    content = workbook(("Data", [HEADER, ROW]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo("xl/styles.xml").file_size.to_bytes(4, "little")
    assert refused(content.replace(true, (7).to_bytes(4, "little"))).reason == "unreadable"


def test_a_sheet_in_letters_that_calamine_takes_for_nothing_is_refused() -> None:
    def wide(name: str, part: bytes) -> bytes:
        return part.decode().replace("UTF-8", "UTF-16").encode("utf-16") if "worksheets" in name else part

    assert refused(with_parts(workbook(("Data", [HEADER, ROW])), wide)).reason == "unreadable"


def test_a_part_with_a_document_type_is_refused() -> None:
    def declare(name: str, part: bytes) -> bytes:
        return part.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1) if name == "xl/workbook.xml" else part

    assert refused(with_parts(workbook(("Data", [HEADER, ROW])), declare)).reason == "unreadable"


def test_a_formula_written_by_a_program_that_computes_nothing_is_unreadable() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, [*ROW[:3], "=1+1", ROW[4]]):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue()).frame["masked"].to_list() == [["formula without value"]]
    zero = workbook(("Data", [HEADER, ROW]), change=lambda book: book.worksheets()[0].write_formula(1, 3, "=SUM(A1:A2)"))
    assert read(zero).frame["masked"].to_list() == [["formula without value"]]


@pytest.mark.parametrize("error", ["#N/A", "#I/T", "#SPILL!", "#BEZUG!", "Err:502", "########"])
def test_an_error_that_was_saved_as_text_is_unreadable_in_any_column_of_any_format(error: str) -> None:
    text = f"Ansættelses-id;CPR;CVR;Startdato;Slutdato;Timetal;Jobfunktion\nA1;6404651203;28052502;14-03-2022;{error};8;{error}\n"
    told = read_delivery_file(text.encode(), load_contract("placements"), PSEUDONYMS).frame
    assert told["unreadable"].to_list() == [["ended_on", "job_function"]]
    assert (told["ended_on"].to_list(), told["job_function"].to_list()) == ([None], [None])


def test_a_number_never_becomes_a_time_and_a_time_never_a_date() -> None:
    assert [written(cell) for cell in ("PT37H30M00S", "-PT07H30M00S", "PT", 37.5, True, None)] == ["37:30", "-7:30", "PT", "37,5", "ja", ""]
