"""The same table as XLS: BIFF8 records ([MS-XLS]) in a compound file ([MS-CFB]).

Belongs here: the writer of that one form. Does not belong here: what is to come of a cell.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.generative.workbooks import ERRORS, FORMATS, STYLES, Book, Cell, _merged, _number

SECTOR = 512


def as_xls(book: Book) -> bytes:
    """A workbook of Excel 97 to 2003, computed by Excel 2010 (whose number says that its formulas were)."""
    sheets = book.sheets()
    bodies = [_sheet(rows, hidden, is_1904=book.is_1904) for _, rows, _, hidden in sheets]
    styles = b"".join(_record(0xE0, struct.pack("<HHHHIIIH", 0, number, 0, 0, 0, 0, 0, 0)[:20]) for number in FORMATS)
    head = _begin(5) + _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", int(book.is_1904))) + styles
    head += _record(0x1C1, struct.pack("<HHI", 0x1C1, 0, 145_621))
    size = len(head) + sum(4 + 8 + len(name) for name, *_ in sheets) + 4
    for (name, _, is_hidden, _), body in zip(sheets, bodies, strict=True):
        head += _record(0x85, struct.pack("<IBBBB", size, 2 * is_hidden, 0, len(name), 0) + name.encode("latin-1"))
        size += len(body)
    return compound(head + _record(0x0A) + b"".join(bodies))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x1CCB, 2010, 0, 6))


def _sheet(rows: Sequence[Sequence[Cell]], hidden: int | None, *, is_1904: bool) -> bytes:
    width = max(len(row) for row in rows)
    found = _begin(16) + _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    if hidden is not None:
        found += _record(0x208, struct.pack("<HHHHHHI", hidden, 0, width, 300, 0, 0, 0x20))
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            found += _cell(cell, struct.pack("<HHH", line, column, STYLES.get(cell.kind, 0)), is_1904=is_1904)
    ranges = [struct.pack("<HHHH", first, last, column, column) for first, last, column in _merged(rows)]
    found += _record(0xE5, struct.pack("<H", len(ranges)) + b"".join(ranges)) if ranges else b""
    return found + _record(0x0A)


def _cell(cell: Cell, place: bytes, *, is_1904: bool) -> bytes:
    if cell.kind in ("blank", "beneath"):
        return b""
    if cell.is_formula:
        return _formula(cell, place, is_1904=is_1904)
    if cell.kind == "text":
        return _record(0x204, place + _text(cell.value))
    if cell.kind == "boolean":
        return _record(0x205, place + bytes([cell.value, 0]))
    if cell.kind == "error":
        return _record(0x205, place + bytes([ERRORS[cell.value], 1]))
    return _record(0x203, place + struct.pack("<d", _number(cell, is_1904=is_1904)))


def _formula(cell: Cell, place: bytes, *, is_1904: bool) -> bytes:
    """With the value that it gave; a text follows in a record of its own."""
    tail = struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00"
    given = {"text": (0, 0), "boolean": (1, cell.value), "error": (2, ERRORS.get(cell.value, 0))}.get(cell.kind)
    if given is None:
        return _record(0x06, place + struct.pack("<d", _number(cell, is_1904=is_1904)) + tail)
    text = _record(0x207, _text(cell.value)) if cell.kind == "text" else b""
    return _record(0x06, place + struct.pack("<BBBBHH", given[0], 0, int(given[1]), 0, 0, 0xFFFF) + tail) + text


def _text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def compound(stream: bytes) -> bytes:
    """A compound file with one stream, `Workbook`, of 4,096 bytes or more."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // SECTOR)
    body = stream.ljust(sectors * SECTOR, b"\0")
    tables = 1
    while tables * SECTOR // 4 < sectors + tables + 1:
        tables += 1
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    places = list(range(sectors + 1, sectors + 1 + tables))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - tables))
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + _entry("Workbook", 2, 0, len(stream), 0xFFFFFFFF)
    return header + body + directory.ljust(SECTOR, b"\0") + table


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + bytes(36) + struct.pack("<III", first, size, 0)
