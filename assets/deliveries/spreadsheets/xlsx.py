"""XLSX: errors, formulas without a value, percents, merged cells and hidden rows of its sheets, by their XML.

Belongs here: SpreadsheetML, strict or not, with or without a prefix. Does not belong here: XLSB (`xlsb.py`) and values.

A sheet in which none of these can be is known by a few searches over its bytes, which cost a tenth of a walk through its elements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets.marks import (
    FEWEST_FILLED,
    MOST_CELLS,
    PERCENT_FORMATS,
    ROOMY_CELLS,
    Marks,
    column_number,
    shows_percent,
)
from assets.deliveries.spreadsheets.package import Package, local, parse_xml
from assets.deliveries.unreadable import UNCALCULATED, UNKNOWN_ERROR

WORKBOOK: Final = "officeDocument"
"""The kind of relation that leads from a package to its workbook."""
HEAD: Final = 4096
IN_UTF_8: Final = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:(?!encoding)[^>])*(?:encoding\s*=\s*["\'](?:utf-8|us-ascii)["\'][^>]*)?\?>)?\s*<',
    re.IGNORECASE,
)
"""calamine takes a sheet in any other encoding for an empty one."""
WHITE: Final = (b" ", b">", b"/", b"\n", b"\r", b"\t")
"""What may stand behind an element's name."""
NOTEWORTHY: Final = (b'"e"', b"'e'", b"mergeCell", *(b"<f" + sign for sign in WHITE))
HIDDEN: Final = re.compile(rb"hidden\s*=\s*[\"'](?:1|t)")
CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
ROW: Final = re.compile(rb'<row r="([0-9]+)"')
ADDRESS: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
ZERO: Final = re.compile(r"-?0+(\.0+)?")
"""What programs that compute nothing write as a formula's value, and leave it to Excel to compute when the workbook is opened."""


def sheet_marks(package: Package) -> list[Marks | None]:
    """What is to be marked in each sheet, in the workbook's order; None for what is hidden or holds no cells. Raises FileRejected."""
    workbook = next((part for kind, part in package.related("").values() if kind == WORKBOOK), "xl/workbook.xml")
    related = package.related(workbook)
    sheets: list[tuple[bool, str]] = []
    is_to_be_calculated = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_to_be_calculated
        if local(tag) == "sheet":
            relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            sheets.append((attributes.get("state", "visible") == "visible", relation))
        if local(tag) == "calcPr":
            is_to_be_calculated = attributes.get("fullCalcOnLoad") in ("1", "true")

    parse_xml(package.read(workbook), start)
    styles = next((package.read(part) for kind, part in related.values() if kind == "styles"), b"")
    percents = percent_styles(styles) if styles else frozenset()
    return [
        _marks(package.read(related[relation][1]), percents, is_to_be_calculated=is_to_be_calculated)
        if is_visible and related.get(relation, ("", ""))[0] == "worksheet"
        else None
        for is_visible, relation in sheets
    ]


def percent_styles(content: bytes) -> frozenset[str]:
    """The numbers of the cell styles that show a percent sign."""
    formats: set[int] = set(PERCENT_FORMATS)
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "numFmt" and inside[-1:] == ["numFmts"] and shows_percent(attributes.get("formatCode", "")):
            formats.add(int(attributes.get("numFmtId", "0")))
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(int(attributes.get("numFmtId") or "0"))
        inside.append(name)

    def end(_: str) -> None:
        inside.pop()

    try:
        parse_xml(content, start, end)
    except ValueError:
        raise FileRejected("unreadable") from None
    return frozenset(str(number) for number, number_format in enumerate(styles) if number_format in formats)


def _marks(content: bytes, percents: frozenset[str], *, is_to_be_calculated: bool) -> Marks:
    if IN_UTF_8.match(content) is None:
        raise FileRejected("unreadable")
    if _is_plain(content, percents):
        return Marks()
    walk = _Walk(percents, is_to_be_calculated=is_to_be_calculated)
    parse_xml(content, walk.start, walk.end, walk.text)
    walk.marks.require_near()
    return walk.marks


def _is_plain(content: bytes, percents: frozenset[str]) -> bool:
    """Whether a sheet provably has nothing to be marked and no cell far off."""
    styled = [f" s={quote}{style}{quote}".encode() for style in percents for quote in "\"'"]
    if b"<worksheet" not in content[:HEAD] or any(sign in content for sign in (*NOTEWORTHY, *styled)) or HIDDEN.search(content):
        return False
    cells, rows = CELL.findall(content), ROW.findall(content)
    if (len(cells), len(rows)) != tuple(sum(content.count(tag + sign) for sign in WHITE) for tag in (b"<c", b"<row")):
        return False
    reach = max(map(int, rows), default=0) * (max((column_number(letters.decode()) for letters in set(cells)), default=0) + 1)
    return reach <= ROOMY_CELLS or (reach <= MOST_CELLS and content.count(b"<v>") + content.count(b"<is>") >= FEWEST_FILLED * reach)


class _Walk:
    """A walk through a sheet's elements, cell by cell."""

    def __init__(self, percents: frozenset[str], *, is_to_be_calculated: bool) -> None:
        self.marks = Marks()
        self._percents = percents
        self._is_to_be_calculated = is_to_be_calculated
        self._row, self._column = -1, -1
        self._cell: Mapping[str, str] = {}
        self._formula: Mapping[str, str] | None = None
        self._has_value, self._is_text = False, False
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name == "c":
            self._row, self._column = _place(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            self._cell, self._formula, self._has_value = attributes, None, False
            self._text.clear()
        elif name in ("v", "t"):
            self._has_value, self._is_text = True, True
        elif name == "f":
            self._formula = attributes
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self._row + 1
            self._column = -1
            if _is_hidden(attributes):
                self.marks.hide(row=self._row)
        elif name == "col" and _is_hidden(attributes):
            self.marks.hide(column=int(attributes.get("min", "1")) - 1)
        elif name == "mergeCell":
            self.marks.merged.append(_range(attributes.get("ref", "")))

    def text(self, text: str) -> None:
        """Text, which counts within a value alone."""
        if self._is_text:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name in ("v", "t"):
            self._is_text = False
        elif name == "c":
            self._end_cell("".join(self._text))

    def _end_cell(self, text: str) -> None:
        place, kind, marks = (self._row, self._column), self._cell.get("t", "n"), self.marks
        if self._formula is not None:
            # An empty text is what many formulas are meant to give; an empty number was never computed.
            has_value = bool(text) or (self._has_value and kind == "str")
            has_value = has_value and not (self._is_to_be_calculated and kind == "n" and ZERO.fullmatch(text))
            marks.fill(*place, has_value=has_value)
            if not has_value and self._formula.get("t") == "array":
                self._mark_array(self._formula.get("ref", ""))
        elif text:
            marks.fill(*place)
        if kind == "e" and text:
            marks.cells[place] = text if text.startswith("#") else UNKNOWN_ERROR
        elif text and kind == "n" and self._cell.get("s") in self._percents:
            marks.percents.add(place)

    def _mark_array(self, reference: str) -> None:
        """The cells over which a formula that was never computed would spread."""
        first_row, first, last_row, last = _range(reference)
        if (last_row - first_row + 1) * (last - first + 1) > ROOMY_CELLS:
            raise FileRejected("unreadable")
        for row in range(first_row, last_row + 1):
            self.marks.cells |= {(row, column): UNCALCULATED for column in range(first, last + 1)}


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _place(address: str) -> tuple[int, int]:
    """Row and column of an address like B12. Raises FileRejected `unreadable`."""
    found = ADDRESS.fullmatch(address)
    if found is None or found[2] == "0":
        raise FileRejected("unreadable")
    return int(found[2]) - 1, column_number(found[1])


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return *_place(first), *_place(last or first)
