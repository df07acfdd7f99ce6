"""Tables of text: a delivered file's bytes as rows of cells, whatever program wrote them.

Belongs here: telling formats apart; spreadsheets and Parquet. Does not belong here: CSV (`delimited.py`) and what cells mean
(`notations.py`). CSV, XLSX and Parquet meet here: past this module nobody knows which it was.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import polars as pl

from assets.deliveries.delimited import BEYOND, HEAD_ROWS, FindHeader, frame_of_rows, known_headers, read_delimited
from assets.deliveries.encodings import decode
from assets.deliveries.rejections import FileRejected

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
    neither shows in its repr.
    """

    header: tuple[str, ...] = field(repr=False)
    rows: pl.DataFrame = field(repr=False)
    format: str
    encoding: str | None


def read_table(content: bytes, find_header: FindHeader) -> TextTable:
    """Reads a file's bytes by what they are, not by what the file is called.

    Raises FileRejected: `empty_file`, `unreadable` (damaged, or in a format unknown), `not_a_table` (a page, a message), `no_header`.
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
    rows = _first_sheet(content)
    found = find_header(rows[:HEAD_ROWS])
    if found is None:
        raise FileRejected("no_header" if any(any(row) for row in rows) else "empty_file")
    place, _ = found
    return _finished(rows[place], frame_of_rows(rows[place + 1 :], len(rows[place])), place, "xlsx", None)


def _first_sheet(content: bytes) -> list[list[str]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only spreadsheets need it

    try:
        cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # damage comes as errors of many kinds, some of them panics, which are no Exception
        raise FileRejected("unreadable") from None
    return [[_written(cell) for cell in row] for row in cells]


def _written(cell: Any) -> str:
    """A typed cell as a person would write it: a decimal comma cannot be taken for a thousands point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return _number_written(cell)
    return "" if cell is None else str(cell)


def _number_written(number: float) -> str:
    """Ten decimals take the noise off a binary fraction and leave more than anybody counts in; no number is blank."""
    if math.isnan(number):
        return ""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".").replace(".", ",")


def _parquet(content: bytes, find_header: FindHeader) -> TextTable:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # see above
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
        return pl.Series([_written(value) for value in column.to_list()], dtype=pl.String)
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
