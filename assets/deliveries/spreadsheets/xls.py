"""XLS: errors, formulas without a value, percents, merged cells and hidden rows of its sheets, by their records.

Belongs here: the record kinds of BIFF5 and BIFF8 ([MS-XLS] 2.4) that say so. Does not belong here: values.
"""

from __future__ import annotations

import struct
from typing import Final

from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets.compound import stream
from assets.deliveries.spreadsheets.marks import PERCENT_FORMATS, Marks, shows_percent
from assets.deliveries.spreadsheets.records import number, u16, u32, xls_records
from assets.deliveries.unreadable import CODES, UNKNOWN_ERROR

STREAMS: Final = ("Workbook", "Book", "EncryptedPackage")
BEGIN, END, PASSWORD, SHEET, FORMAT, STYLE, CALCULATED_BY = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0, 0x1C1
ROW, COLUMNS, MERGED, FORMULA, ERROR, NUMBER, RK, NUMBERS = 0x208, 0x7D, 0xE5, 0x06, 0x205, 0x203, 0x27E, 0xBD
CELLS: Final = (NUMBER, RK, ERROR, 0x204, 0xFD, 0xD6)
"""Records of one cell with a value: number, number cut short, error or yes, label, shared label, rich label."""
NO_NUMBER: Final = b"\xff\xff"
OF_ERROR, OF_NOTHING = 2, 3
"""What a formula gave, where it gave no number."""
OLDEST_ENGINE: Final = 114_210
"""Excel 2003's. LibreOffice names an older one and writes 0 for a text that a formula gave, leaving it to Excel; other programs name none
and write nothing or 0 for whatever a formula would give."""
BIFF8: Final = 0x600


def sheet_marks(content: bytes) -> list[Marks | None]:
    """What is to be marked in each sheet, in the workbook's order. Raises FileRejected: `password_protected`, `unreadable`."""
    name, book = stream(content, STREAMS)
    if name == STREAMS[-1]:
        raise FileRejected("password_protected")
    try:
        return _of_book(book)
    except (IndexError, struct.error):
        raise FileRejected("unreadable") from None


def _of_book(book: bytes) -> list[Marks | None]:
    places: list[int] = []
    formats, styles = set(PERCENT_FORMATS), []
    engine, version = 0, BIFF8
    for kind, record in xls_records(book):
        if kind == BEGIN:
            version = u16(record, 0)
        elif kind == PASSWORD:
            raise FileRejected("password_protected")
        elif kind == SHEET:
            places.append(u32(record, 0))
        elif kind == FORMAT and shows_percent(_format(record, version)):
            formats.add(u16(record, 0))
        elif kind == STYLE:
            styles.append(u16(record, 2))
        elif kind == CALCULATED_BY:
            engine = u32(record, 4)
        elif kind == END:
            break
    percents = frozenset(place for place, number_format in enumerate(styles) if number_format in formats)
    return [_marks(book, place, percents, engine=engine) for place in places]


def _format(record: bytes, version: int) -> str:
    if version < BIFF8:
        return record[3:].decode("latin-1")
    return record[5:].decode("utf-16-le" if record[4] & 1 else "latin-1", "replace")


def _marks(book: bytes, place: int, percents: frozenset[int], *, engine: int) -> Marks:
    marks, depth = Marks(), 0
    for kind, record in xls_records(book, place):
        if kind in (BEGIN, END):
            depth += 1 if kind == BEGIN else -1
            if not depth:
                break
        elif depth > 1:  # a chart within the sheet, which keeps the numbers that it shows
            continue
        elif kind in CELLS or kind == FORMULA:
            _mark_cell(marks, kind, record, percents, engine=engine)
        elif kind == NUMBERS:
            row, first, count = u16(record, 0), u16(record, 2), (len(record) - 6) // 6
            marks.fill(row, first, count)
            marks.percents |= {(row, first + cell) for cell in range(count) if u16(record, 4 + 6 * cell) in percents}
        elif kind == ROW and record[12] & 0x20:
            marks.hide(row=u16(record, 0))
        elif kind == COLUMNS and record[8] & 1:
            marks.hide(column=u16(record, 0))
        elif kind == MERGED:
            ranges = [tuple(u16(record, 2 + 8 * item + 2 * side) for side in range(4)) for item in range(u16(record, 0))]
            marks.merged += [(first, left, last, right) for first, last, left, right in ranges]
    marks.require_near()
    return marks


def _mark_cell(marks: Marks, kind: int, record: bytes, percents: frozenset[int], *, engine: int) -> None:
    row, column, style = u16(record, 0), u16(record, 2), u16(record, 4)
    is_number = kind in (NUMBER, RK)
    if kind == FORMULA:
        is_number = record[12:14] != NO_NUMBER
        is_nothing = number(record, 6) == 0 and engine < OLDEST_ENGINE if is_number else record[6] == OF_NOTHING and not engine
        marks.fill(row, column, has_value=not is_nothing)
        if not is_number and record[6] == OF_ERROR:
            marks.cells[row, column] = CODES.get(record[8], UNKNOWN_ERROR)
    else:
        marks.fill(row, column)
        if kind == ERROR and record[7]:
            marks.cells[row, column] = CODES.get(record[6], UNKNOWN_ERROR)
    if is_number and style in percents:
        marks.percents.add((row, column))
