"""Sheets: which of a workbook's sheets holds the table, and its rows as text.

Belongs here: choosing among visible sheets, and laying what was marked over calamine's values. Does not belong here: how a container
marks what it cannot tell (`xlsx.py`, `xlsb.py`, `xls.py`, `ods.py`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from assets.deliveries.delimited import HEAD_ROWS, FindHeader
from assets.deliveries.inbox import without_cpr
from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets import ods, xls, xlsb, xlsx
from assets.deliveries.spreadsheets.marks import Marks
from assets.deliveries.spreadsheets.package import open_package
from assets.deliveries.spreadsheets.values import percent, written
from assets.deliveries.unreadable import COVERED

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

COMPOUND: Final = b"\xd0\xcf\x11\xe0"
HIDDEN_CELLS: Final = "hidden_cells"
"""The remark that rows or columns are hidden and were read like all others."""


@dataclass(frozen=True)
class Sheet:
    """The sheet that holds the table. `rows`: its cells as text from its first row on; `header`: the index of its header row.
    `form`: `xlsx`, `xlsb`, `xls` or `ods`."""

    rows: Sequence[Sequence[str]] = field(repr=False)
    header: int
    form: str
    notes: frozenset[str]


def read_spreadsheet(content: bytes, find_header: FindHeader) -> Sheet:
    """Looks at every visible sheet and reads the one with the header.

    Cells beneath a merged one that says something are unreadable: what they hold nobody can see. Raises FileRejected: `unreadable`,
    `password_protected`, `too_large`, `cell_far_off`, `several_sheets` with the names of all that have a header, `no_header`, `empty_file`.
    """
    form, marks = _all_marks(content)
    try:
        named = _visible_sheets(content, marks)
    except (KeyboardInterrupt, SystemExit, FileRejected):
        raise
    except BaseException:  # damage comes as errors of many kinds, some of them panics, which are no Exception
        raise FileRejected("unreadable") from None
    found = [(name, rows, at[0], own) for name, rows, own in named if (at := find_header(rows[:HEAD_ROWS])) is not None]
    if len(found) > 1:
        raise FileRejected("several_sheets", sheets=", ".join(without_cpr(name) for name, *_ in found))
    if not found:
        raise FileRejected("no_header" if any(any(row) for _, rows, _ in named for row in rows) else "empty_file")
    _, rows, header, own = found[0]
    for first, left, last, right in own.merged:
        if first > header:
            _cover(rows, first, left, last, right)
    return Sheet(rows, header, form, frozenset({HIDDEN_CELLS} if own.has_hidden else ()))


def _all_marks(content: bytes) -> tuple[str, list[Marks | None]]:
    """The container's name, and what is to be marked in each of its sheets; None for sheets that are not looked at."""
    if content.startswith(COMPOUND):
        return "xls", xls.sheet_marks(content)
    package = open_package(content)
    if ods.CONTENT in package.parts:
        return "ods", ods.sheet_marks(package)
    if any(name.endswith("workbook.bin") for name in package.parts):
        return "xlsb", xlsb.sheet_marks(package)
    return "xlsx", xlsx.sheet_marks(package)


def _visible_sheets(content: bytes, marks: Sequence[Marks | None]) -> list[tuple[str, list[list[str]], Marks]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - only spreadsheets need it

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = book.sheets_metadata
    if len(sheets) != len(marks):
        raise FileRejected("unreadable")
    return [
        (sheet.name, _rows(book, place, own), own)
        for place, (sheet, own) in enumerate(zip(sheets, marks, strict=True))
        if own is not None and sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _rows(book: CalamineWorkbook, place: int, marks: Marks) -> list[list[str]]:
    """A sheet's cells as text; what was marked may stand beyond the last of calamine's."""
    values: list[list[Any]] = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
    rows = [[written(cell) for cell in row] for row in values]
    for row, column in marks.percents:
        if row < len(values) and column < len(values[row]):
            rows[row][column] = percent(values[row][column])
    for (row, column), text in marks.cells.items():
        _lay(rows, row, column, text)
    return rows


def _lay(rows: list[list[str]], row: int, column: int, text: str) -> None:
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = text


def _cover(rows: list[list[str]], first: int, left: int, last: int, right: int) -> None:
    """Marks what lies beneath a merged cell; nothing lies beneath one that is blank."""
    if first >= len(rows) or left >= len(rows[first]) or not rows[first][left].strip():
        return
    for row in range(first, last + 1):
        for column in range(left, right + 1):
            if (row, column) != (first, left):
                _lay(rows, row, column, COVERED)
