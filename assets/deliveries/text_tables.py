"""Tables of text: a delivered file's bytes as rows of cells, whatever program wrote them.

Belongs here: telling formats apart; Parquet. Does not belong here: CSV (`delimited.py`), workbooks (`spreadsheets`) and what cells mean
(`notations.py`). They meet here: past this module nobody knows which it was.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from assets.deliveries.delimited import BEYOND, FindHeader, frame_of_rows, known_headers, read_delimited
from assets.deliveries.encodings import decode
from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets import read_spreadsheet, written

ZIP, PARQUET, OLD_EXCEL, PDF = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF"
PAGE_OR_MESSAGE = re.compile(r"<|\{|\[\s*[\[{\"\]]")
"""How HTML, XML, JSON and RTF begin, and no table does."""
SEPARATOR_LINE = re.compile(r"\s*\"?sep=.\"?[ \t;,|]*\n", re.IGNORECASE)
"""Excel's own first line; spreadsheets do not show it, so it is no row."""
ROW_NUMBER = "row number"


@dataclass(frozen=True)
class TextTable:
    """A file's cells as text.

    `header`: cells of the header row. `rows`: String columns `0`, `1`, … under the header's cells, `beyond` (true where cells follow
    the last header) and `row number` as a person sees it in a spreadsheet; blank rows left out. CPR numbers still stand in it, so
    neither shows in its repr. `notes` name remarks of the catalogue.
    """

    header: tuple[str, ...] = field(repr=False)
    rows: pl.DataFrame = field(repr=False)
    format: str
    encoding: str | None
    notes: frozenset[str] = frozenset()


def read_table(content: bytes, find_header: FindHeader) -> TextTable:
    """Reads a file's bytes by what they are, not by what the file is called.

    Raises FileRejected: `empty_file`, `unreadable` (damaged, or in a format unknown), `not_a_table` (a page, a message), `no_header`,
    and of workbooks what `read_spreadsheet` raises.
    """
    if content.startswith((ZIP, OLD_EXCEL)):
        return _spreadsheet(content, find_header)
    if content.startswith(PARQUET):
        return _parquet(content, find_header)
    if content.startswith(PDF):
        raise FileRejected("unreadable")
    return _csv(content, find_header)


def _csv(content: bytes, find_header: FindHeader) -> TextTable:
    text, encoding = decode(content, lambda text: known_headers(text, find_header))
    if not re.search(r"[^\s;,|]", text):
        raise FileRejected("empty_file")
    if PAGE_OR_MESSAGE.match(text.lstrip()):
        raise FileRejected("not_a_table")
    header, rows = read_delimited(SEPARATOR_LINE.sub("", text, count=1) if SEPARATOR_LINE.match(text) else text, find_header)
    return _finished(header.cells, rows, header.place, "csv", encoding)


def _spreadsheet(content: bytes, find_header: FindHeader) -> TextTable:
    sheet = read_spreadsheet(content, find_header)
    header = sheet.rows[sheet.header]
    rows = frame_of_rows(sheet.rows[sheet.header + 1 :], len(header))
    return replace(_finished(header, rows, sheet.header, sheet.form, None), notes=sheet.notes)


def _parquet(content: bytes, find_header: FindHeader) -> TextTable:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # damage comes as errors of many kinds, some of them panics, which are no Exception
        raise FileRejected("unreadable") from None
    if find_header([frame.columns]) is None:
        raise FileRejected("no_header" if frame.width else "empty_file")
    texts = [_column_as_text(frame.to_series(place)).alias(str(place)) for place in range(frame.width)]
    return _finished(tuple(frame.columns), pl.DataFrame(texts).with_columns(pl.lit(False).alias(BEYOND)), 0, "parquet", None)


def _column_as_text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind == pl.Boolean:
        return column.replace_strict({True: "ja", False: "nej"}, default="", return_dtype=pl.String)
    if kind.is_float() or kind.is_nested():
        return pl.Series([written(value) for value in column.to_list()], dtype=pl.String)
    if kind.is_decimal():
        return column.cast(pl.String).str.replace(".", ",", literal=True)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    return column.cast(pl.String, strict=False)


def _finished(header: Sequence[str], rows: pl.DataFrame, place: int, form: str, encoding: str | None) -> TextTable:
    """Numbered from the header's own place, without blank rows, and with what stands behind the last header told as beyond it."""
    cells = tuple(cell.strip() for cell in header)
    width = max(column for column, cell in enumerate(cells) if cell) + 1
    is_filled = [pl.col(str(column)).fill_null("").str.contains(r"\S") for column in range(len(cells))]
    numbered = rows.with_columns(
        pl.any_horizontal(pl.col(BEYOND), *is_filled[width:]).alias(BEYOND),
        pl.int_range(place + 2, pl.len() + place + 2, dtype=pl.Int64).alias(ROW_NUMBER),
    )
    filled = numbered.filter(pl.any_horizontal(pl.col(BEYOND), *is_filled[:width])).drop(str(column) for column in range(width, len(cells)))
    if filled.is_empty():
        raise FileRejected("empty_file")
    return TextTable(cells[:width], filled, form, encoding)
