"""XLSB: errors, percents, merged cells and hidden rows of its sheets, by their records.

Belongs here: the record kinds of [MS-XLSB] 2.3 that say so. Does not belong here: values.
"""

from __future__ import annotations

import struct

from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets.marks import PERCENT_FORMATS, Marks, shows_percent
from assets.deliveries.spreadsheets.package import Package
from assets.deliveries.spreadsheets.records import number, u16, u32, wide_text, xlsb_records
from assets.deliveries.unreadable import CODES, UNKNOWN_ERROR

ROW, BLANK, RK, ERROR, REAL, FORMULA_NUMBER, FORMULA_ERROR = 0, 1, 2, 3, 5, 9, 11
FORMAT, STYLE, COLUMN, SHEET, CALCULATION, MERGED, STYLES_BEGIN, STYLES_END = 44, 47, 60, 156, 157, 176, 617, 618


def sheet_marks(package: Package) -> list[Marks | None]:
    """What is to be marked in each sheet, in the workbook's order; None for what is hidden or holds no cells. Raises FileRejected."""
    workbook = next((part for kind, part in package.related("").values() if kind == "officeDocument"), "xl/workbook.bin")
    related = package.related(workbook)
    styles = next((package.read(part) for kind, part in related.values() if kind == "styles"), b"")
    sheets: list[tuple[bool, str]] = []
    is_to_be_calculated = False
    try:
        percents = _percent_styles(styles)
        for kind, record in xlsb_records(package.read(workbook)):
            if kind == SHEET:
                sheets.append((u32(record, 0) == 0, wide_text(record, 8)[0]))
            elif kind == CALCULATION:
                is_to_be_calculated = bool(record[24] & 1)
        return [
            _marks(package.read(related[relation][1]), percents, is_to_be_calculated=is_to_be_calculated)
            if is_visible and related.get(relation, ("", ""))[0] == "worksheet"
            else None
            for is_visible, relation in sheets
        ]
    except (IndexError, struct.error):
        raise FileRejected("unreadable") from None


def _percent_styles(part: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show a percent sign."""
    formats, styles, is_inside = set(PERCENT_FORMATS), [], False
    for kind, record in xlsb_records(part):
        if kind == FORMAT and shows_percent(wide_text(record, 2)[0]):
            formats.add(u16(record, 0))
        elif kind in (STYLES_BEGIN, STYLES_END):
            is_inside = kind == STYLES_BEGIN
        elif kind == STYLE and is_inside:
            styles.append(u16(record, 2))
    return frozenset(place for place, number_format in enumerate(styles) if number_format in formats)


def _marks(part: bytes, percents: frozenset[int], *, is_to_be_calculated: bool) -> Marks:
    marks, row = Marks(), 0
    for kind, record in xlsb_records(part):
        if kind == ROW:
            row = u32(record, 0)
            if record[11] & 0x10:
                marks.hide(row=row)
        elif BLANK < kind <= FORMULA_ERROR:
            column = u32(record, 0)
            # A program that computes nothing writes zero, and leaves it to Excel to compute when the workbook is opened.
            is_nothing = is_to_be_calculated and kind == FORMULA_NUMBER and number(record, 8) == 0
            marks.fill(row, column, has_value=not is_nothing)
            if kind in (ERROR, FORMULA_ERROR):
                marks.cells[row, column] = CODES.get(record[8], UNKNOWN_ERROR)
            elif kind in (RK, REAL, FORMULA_NUMBER) and u32(record, 4) & 0xFFFFFF in percents:
                marks.percents.add((row, column))
        elif kind == COLUMN and u16(record, 16) & 1:
            marks.hide(column=u32(record, 0))
        elif kind == MERGED:
            first, last, first_column, last_column = (u32(record, place) for place in (0, 4, 8, 12))
            marks.merged.append((first, first_column, last, last_column))
    marks.require_near()
    return marks
