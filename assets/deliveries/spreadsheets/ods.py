"""ODS: errors, formulas without a value, percents, merged cells and hidden rows of its sheets, by their XML.

Belongs here: OpenDocument 1.2 part 1, sections 9 and 19, and LibreOffice's own `calcext:value-type`. Does not belong here: values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets.marks import ROOMY_CELLS, Marks
from assets.deliveries.spreadsheets.package import Package, parse_xml
from assets.deliveries.unreadable import LIKE_AN_ERROR, UNKNOWN_ERROR

CONTENT: Final = "content.xml"
MANIFEST: Final = "meta-inf/manifest.xml"
CELLS: Final = ("table:table-cell", "table:covered-table-cell")
ASIDE: Final = (
    "office:annotation",
    "draw:frame",
    "draw:custom-shape",
    "draw:g",
    "table:tracked-changes",
    "table:dde-links",
    "table:shapes",
)
"""Comments and pictures within a cell, and what a workbook keeps beside its sheets, where cells stand that are in none of them."""
ERROR_TEXT: Final = re.compile(LIKE_AN_ERROR)


def sheet_marks(package: Package) -> list[Marks | None]:
    """What is to be marked in each sheet, in order; of hidden ones too, since calamine reads them all. Raises FileRejected."""
    if b"encryption-data" in package.parts.get(MANIFEST, b""):
        raise FileRejected("password_protected")
    walk = _Walk()
    try:
        parse_xml(package.read(CONTENT), walk.start, walk.end, walk.text)
    except ValueError:
        raise FileRejected("unreadable") from None
    for marks in walk.sheets:
        marks.require_near()
    return list(walk.sheets)


class _Walk:
    """A walk through all sheets. Cells and rows may stand for many alike."""

    def __init__(self) -> None:
        self.sheets: list[Marks] = []
        self._aside = 0
        self._row, self._rows, self._is_hidden = 0, 1, False
        self._column = 0
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._aside or tag in ASIDE or (tag == "table:table" and self._cell is not None):
            self._aside += 1
        elif tag in CELLS:
            self._cell, self._text = attributes, None
        elif tag == "text:p" and self._cell is not None:
            self._text = self._text or []
        elif tag == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._is_hidden = attributes.get("table:visibility", "visible") != "visible"
            self._column = 0
        elif tag == "table:table-column":
            times = int(attributes.get("table:number-columns-repeated", "1"))
            if attributes.get("table:visibility", "visible") != "visible":
                self.sheets[-1].hide(column=self._column)
            self._column += times
        elif tag == "table:table":
            self.sheets.append(Marks())
            self._row, self._column = 0, 0

    def text(self, text: str) -> None:
        """Text, which counts within a cell's own paragraphs alone."""
        if self._text is not None and not self._aside:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
        elif tag in CELLS and self._cell is not None:
            times = int(self._cell.get("table:number-columns-repeated", "1"))
            self._end_cell(self._cell, times)
            self._column += times
            self._cell = None
        elif tag == "table:table-row":
            self._row += self._rows

    def _end_cell(self, cell: Mapping[str, str], times: int) -> None:
        marks, text = self.sheets[-1], None if self._text is None else "".join(self._text).strip()
        kind, is_formula = cell.get("office:value-type"), "table:formula" in cell
        if is_formula or kind is not None or text:
            marks.fill(self._row + self._rows - 1, self._column, times)
            marks.filled += times * (self._rows - 1)
            if self._is_hidden:
                marks.hide(row=self._row)
        down, right = (int(cell.get(f"table:number-{side}-spanned", "1")) for side in ("rows", "columns"))
        if down > 1 or right > 1:
            marks.merged.append((self._row, self._column, self._row + down - 1, self._column + right - 1))
        if kind == "percentage":
            marks.percents.update(self._places(times))
        is_error = cell.get("calcext:value-type") == "error" or (is_formula and text and ERROR_TEXT.match(text))
        if is_error:
            marks.cells |= dict.fromkeys(self._places(times), text if text and ERROR_TEXT.match(text) else UNKNOWN_ERROR)
        elif is_formula and kind is None and text is None:
            for row, column in self._places(times):
                marks.fill(row, column, has_value=False)

    def _places(self, times: int) -> list[tuple[int, int]]:
        """All cells that this one stands for."""
        if self._rows * times > ROOMY_CELLS:
            raise FileRejected("too_large")
        return [(row, column) for row in range(self._row, self._row + self._rows) for column in range(self._column, self._column + times)]
