"""One table as XLSX, strict XLSX, XLSB, XLS and ODS, written record by record, so that every kind of cell can stand in it, and as CSV.

Belongs here: writers that know nothing of our readers. Does not belong here: what is to come of a cell.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape

Kind = Literal["blank", "text", "number", "date", "hours", "percent", "boolean", "error", "uncomputed", "beneath"]
FORMS = ("xlsx", "strict", "xlsb", "xls", "ods")
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
STYLES = {"date": 1, "hours": 2, "percent": 3}
FORMATS = (0, 14, 46, 9)
"""General, a date, [h]:mm and 0 %, as Excel numbers them."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; hours are minutes, a percent is a share. `spans`: how many rows it is merged over."""

    kind: Kind
    value: Any = None
    is_formula: bool = False
    spans: int = 1


@dataclass(frozen=True)
class Book:
    """A table, and what stands around it: the days counted from 1904, a first sheet that is hidden, a guide, hidden rows."""

    rows: Sequence[Sequence[Cell]]
    is_1904: bool = False
    hidden_sheet: bool = False
    guide: bool = False
    hidden_row: int | None = None

    def sheets(self) -> list[tuple[str, Sequence[Sequence[Cell]], bool, int | None]]:
        """Name, rows, whether it is hidden, and its hidden row."""
        old = [("Gammel", self.rows[:2], True, None)] if self.hidden_sheet else []
        guide = [("Vejledning", [[Cell("text", "Sådan udfyldes arket")]], False, None)] if self.guide else []
        return [*old, *guide, ("Data", self.rows, False, self.hidden_row)]


def as_csv(book: Book, beneath: str, uncomputed: str) -> str:
    """As a person would write it; two kinds of cells have no writing of their own."""
    return "".join(";".join(_plain(cell, beneath, uncomputed) for cell in row) + "\n" for row in book.rows)


def _plain(cell: Cell, beneath: str, uncomputed: str) -> str:
    value = cell.value
    texts = {
        "number": lambda: f"{value}".replace(".", ","),
        "date": lambda: value.strftime("%d-%m-%Y"),
        "hours": lambda: f"{value // 60}:{value % 60:02}",
        "percent": lambda: f"{round(value * 100)} %",
        "boolean": lambda: "ja" if value else "nej",
        "beneath": lambda: beneath,
        "uncomputed": lambda: uncomputed,
    }
    return str(texts.get(cell.kind, lambda: value or "")())


def _number(cell: Cell, *, is_1904: bool) -> float:
    if cell.kind == "date":
        return float((cell.value - (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))).days)
    return float(cell.value / 1440 if cell.kind == "hours" else cell.value)


def _merged(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int, int]]:
    """First row, last row and column."""
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.spans > 1:
                yield line, line + cell.spans - 1, column


def _packed(parts: dict[str, str | bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def as_xlsx(book: Book, *, is_strict: bool = False, prefix: str = "") -> bytes:
    """SpreadsheetML. Strict: other namespaces, and dates written out."""
    office = "http://purl.oclc.org/ooxml/officeDocument" if is_strict else "http://schemas.openxmlformats.org/officeDocument/2006"
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if is_strict else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    space = f'xmlns{":" + prefix[:-1] if prefix else ""}="{main}" xmlns:r="{office}/relationships"'
    sheets = book.sheets()
    p = prefix
    properties = f'<{p}workbookPr date1904="{int(book.is_1904)}"/>'
    listed = "".join(
        f'<{p}sheet name="{name}" sheetId="{place}" r:id="r{place}"{" state=" + chr(34) + "veryHidden" + chr(34) if is_hidden else ""}/>'
        for place, (name, _, is_hidden, _) in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="r{place}" Type="{office}/relationships/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="s" Type="{office}/relationships/styles" Target="styles.xml"/>'
    rels = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    formats = "".join(f'<{p}xf numFmtId="{number}"/>' for number in FORMATS)
    root = f'<Relationship Id="w" Type="{office}/relationships/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f"<Relationships {rels}>{root}</Relationships>",
        "xl/workbook.xml": f"<{p}workbook {space}>{properties}<{p}sheets>{listed}</{p}sheets></{p}workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {rels}>{relations}</Relationships>",
        "xl/styles.xml": f"<{p}styleSheet {space}><{p}cellXfs>{formats}</{p}cellXfs></{p}styleSheet>",
    }
    for place, (_, rows, _, hidden) in enumerate(sheets, start=1):
        body = "".join(
            f'<{p}row r="{line + 1}"{" hidden=" + chr(34) + "1" + chr(34) if line == hidden else ""}>'
            + "".join(_xlsx_cell(cell, f"{_letter(column)}{line + 1}", book.is_1904, is_strict, p) for column, cell in enumerate(row))
            + f"</{p}row>"
            for line, row in enumerate(rows)
        )
        ranges = [
            f'<{p}mergeCell ref="{_letter(column)}{first + 1}:{_letter(column)}{last + 1}"/>' for first, last, column in _merged(rows)
        ]
        merged = f"<{p}mergeCells>{''.join(ranges)}</{p}mergeCells>" if ranges else ""
        parts[f"xl/worksheets/sheet{place}.xml"] = f"<{p}worksheet {space}><{p}sheetData>{body}</{p}sheetData>{merged}</{p}worksheet>"
    return _packed(parts)


def _xlsx_cell(cell: Cell, address: str, is_1904: bool, is_strict: bool, p: str) -> str:
    if cell.kind in ("blank", "beneath"):
        return f'<{p}c r="{address}" s="0"/>' if cell.kind == "beneath" else ""
    formula = f"<{p}f>A1</{p}f>" if cell.is_formula or cell.kind == "uncomputed" else ""
    if cell.kind == "uncomputed":
        return f'<{p}c r="{address}">{formula}<{p}v></{p}v></{p}c>'
    kind, value = "n", ""
    if cell.kind == "text":
        if not formula:
            return f'<{p}c r="{address}" t="inlineStr"><{p}is><{p}t>{escape(cell.value)}</{p}t></{p}is></{p}c>'
        kind, value = "str", escape(cell.value)
    elif cell.kind == "boolean":
        kind, value = "b", str(int(cell.value))
    elif cell.kind == "error":
        kind, value = "e", cell.value
    elif cell.kind == "date" and is_strict:
        kind, value = "d", cell.value.isoformat()
    else:
        value = repr(_number(cell, is_1904=is_1904))
    return f'<{p}c r="{address}" s="{STYLES.get(cell.kind, 0)}" t="{kind}">{formula}<{p}v>{value}</{p}v></{p}c>'


def as_ods(book: Book) -> bytes:
    """OpenDocument, as LibreOffice writes it."""
    names = ("office:1.0", "table:1.0", "text:1.0", "style:1.0")
    spaces = " ".join(f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for name in names)
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    style = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    tables = ""
    for name, rows, is_hidden, hidden in book.sheets():
        body = "".join(
            f"<table:table-row{' table:visibility=' + chr(34) + 'collapse' + chr(34) if line == hidden else ''}>"
            + "".join(_ods_cell(cell) for cell in row)
            + "</table:table-row>"
            for line, row in enumerate(rows)
        )
        tables += (
            f'<table:table table:name="{name}"{" table:style-name=" + chr(34) + "h" + chr(34) if is_hidden else ""}>{body}</table:table>'
        )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:automatic-styles>{style}</office:automatic-styles>{body}"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    document = f"<office:document-content {spaces}>{content}</office:document-content>"
    return _packed({"mimetype": kind, "content.xml": document, "META-INF/manifest.xml": manifest})


def _ods_cell(cell: Cell) -> str:
    if cell.kind == "blank":
        return "<table:table-cell/>"
    if cell.kind == "beneath":
        return "<table:covered-table-cell/>"
    given = ' table:formula="of:=A1"' if cell.is_formula or cell.kind in ("uncomputed", "error") else ""
    given += f' table:number-rows-spanned="{cell.spans}" table:number-columns-spanned="1"' if cell.spans > 1 else ""
    value = cell.value
    typed = {
        "text": lambda: ('office:value-type="string"', escape(value)),
        "number": lambda: (f'office:value-type="float" office:value="{value!r}"', str(value)),
        "date": lambda: (f'office:value-type="date" office:date-value="{value}"', str(value)),
        "hours": lambda: (f'office:value-type="time" office:time-value="PT{value // 60:02}H{value % 60:02}M00S"', "."),
        "percent": lambda: (f'office:value-type="percentage" office:value="{value!r}"', "."),
        "boolean": lambda: (f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', "."),
        "error": lambda: ('office:value-type="string" office:string-value="" calcext:value-type="error"', value),
    }
    if cell.kind == "uncomputed":
        return f"<table:table-cell{given}/>"
    attributes, text = typed[cell.kind]()
    return f"<table:table-cell{given} {attributes}><text:p>{text}</text:p></table:table-cell>"


def as_xlsb(book: Book) -> bytes:
    """Excel's binary workbook ([MS-XLSB])."""
    sheets = book.sheets()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    workbook = _record(131) + _record(153, struct.pack("<I", int(book.is_1904)) + bytes(8)) + _record(143)
    relations = f'<Relationship Id="s" Type="{office}/styles" Target="styles.bin"/>'
    root = f'<Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.bin"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f"<Relationships {rels}>{root}</Relationships>",
    }
    for place, (name, rows, is_hidden, hidden) in enumerate(sheets, start=1):
        workbook += _record(156, struct.pack("<II", 2 * is_hidden, place) + _wide(f"r{place}") + _wide(name))
        relations += f'<Relationship Id="r{place}" Type="{office}/worksheet" Target="worksheets/sheet{place}.bin"/>'
        parts[f"xl/worksheets/sheet{place}.bin"] = _xlsb_sheet(rows, hidden, is_1904=book.is_1904)
    styles = b"".join(_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in FORMATS)
    parts["xl/styles.bin"] = _record(278) + _record(617, struct.pack("<I", len(FORMATS))) + styles + _record(618) + _record(279)
    parts["xl/workbook.bin"] = workbook + _record(144) + _record(132)
    parts["xl/_rels/workbook.bin.rels"] = f"<Relationships {rels}>{relations}</Relationships>"
    return _packed(parts)


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    tail = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    return head + tail + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_sheet(rows: Sequence[Sequence[Cell]], hidden: int | None, *, is_1904: bool) -> bytes:
    width = max(len(row) for row in rows)
    found = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _record(145)
    for line, row in enumerate(rows):
        found += _record(0, struct.pack("<IIHBBBI", line, 0, 300, 0, 0x10 if line == hidden else 0, 0, 0))
        for column, cell in enumerate(row):
            if cell.kind != "blank":
                found += _xlsb_cell(cell, struct.pack("<II", column, STYLES.get(cell.kind, 0)), is_1904=is_1904)
    found += _record(146)
    ranges = [_record(176, struct.pack("<IIII", first, last, column, column)) for first, last, column in _merged(rows)]
    found += _record(177, struct.pack("<I", len(ranges))) + b"".join(ranges) + _record(178) if ranges else b""
    return found + _record(130)


def _xlsb_cell(cell: Cell, place: bytes, *, is_1904: bool) -> bytes:
    formula = struct.pack("<HII", 0, 0, 0)
    if cell.kind == "beneath":
        return _record(1, place)
    if cell.kind == "text":
        return _record(8, place + _wide(cell.value) + formula) if cell.is_formula else _record(6, place + _wide(cell.value))
    if cell.kind == "boolean":
        return _record(10 if cell.is_formula else 4, place + bytes([cell.value]) + (formula if cell.is_formula else b""))
    if cell.kind == "error":
        return _record(11 if cell.is_formula else 3, place + bytes([ERRORS[cell.value]]) + (formula if cell.is_formula else b""))
    number = place + struct.pack("<d", _number(cell, is_1904=is_1904))
    return _record(9, number + formula) if cell.is_formula else _record(5, number)
