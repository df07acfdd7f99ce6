"""Tables of text: a delivered file's bytes as rows of cells, whatever program wrote them.

Belongs here: encodings, separators, spreadsheets, Parquet; finding the header. Does not belong here: what cells mean (`notations.py`).
CSV, XLSX and Parquet meet here: past this module nobody knows which it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl

SEPARATORS = (";", ",", "\t", "|")
HEAD_ROWS = 40
"""How far down a header is looked for."""
ZIP, PARQUET, OLD_EXCEL, PDF = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF"
ROW_NUMBER = "row number"
BEYOND = "beyond"


class FileRejected(Exception):
    """A file that cannot be read as its kind. `reason` names a text of the catalogue; `parameters` hold no row value."""

    def __init__(self, reason: str, **parameters: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameters = parameters


@dataclass(frozen=True)
class TextTable:
    """A file's cells as text.

    `header`: cells of the header row. `rows`: String columns `0`, `1`, … under the header's cells, `beyond` (true where cells follow the
    last header) and `row number` as a person sees it in the file; blank rows left out.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    format: str
    encoding: str | None


FindHeader = Callable[[Sequence[Sequence[str]]], int | None]
"""Given the first rows, which of them is the header; None where none is."""


def read_table(path: Path, find_header: FindHeader) -> TextTable:
    """Reads a file by what it is, not by what it is called.

    Raises FileRejected: `empty_file`, `unreadable` (damaged, or in a format unknown), `not_a_table` (a page, a message), `no_header`.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileRejected("unreadable") from error
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileRejected("empty_file")
    if content.startswith(ZIP) or content.startswith(OLD_EXCEL):
        return _spreadsheet(content, find_header)
    if content.startswith(PARQUET):
        return _parquet(content)
    if content.startswith(PDF) or path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".ods", ".parquet"):
        raise FileRejected("unreadable")
    return _csv(content, find_header)


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: a byte order mark decides, then NUL bytes, then whether it is valid UTF-8.

    Raises FileRejected where it is no text.
    """
    for mark, name, label in (
        (b"\xef\xbb\xbf", "utf-8-sig", "utf-8"),
        (b"\xff\xfe", "utf-16", "utf-16"),
        (b"\xfe\xff", "utf-16", "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded(content, name), label
    head = content[:4000]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 5:
        return _decoded(content, "utf-16-le"), "utf-16"
    if len(head) >= 4 and head[0::2].count(0) > len(head) // 5:
        return _decoded(content, "utf-16-be"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        return content.decode("iso-8859-1"), "iso-8859-1"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRejected("unreadable") from error


def _csv(content: bytes, find_header: FindHeader) -> TextTable:
    text, encoding = decode(content)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "{", "[")):
        raise FileRejected("not_a_table")
    quote = _quote(text)
    separator, place, header, preamble_lines = _find_csv_header(text, quote, find_header)
    body = text.split("\n", preamble_lines)[preamble_lines] if text.count("\n") >= preamble_lines else ""
    rows = _parse(body, separator, quote, len(header))
    numbered = rows.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + place + 2).alias(ROW_NUMBER))
    return _finished(header, numbered, "csv", encoding)


def _quote(text: str) -> str | None:
    """The quote, or None where quotes do not pair up or would swallow whole lines: then they are only characters."""
    if text.count('"') % 2:
        return None
    swallowed = any(cell.count("\n") > 3 for cell in re.findall(r'"([^"]{0,100000})"', text))
    return None if swallowed else '"'


def _find_csv_header(text: str, quote: str | None, find_header: FindHeader) -> tuple[str, int, tuple[str, ...], int]:
    """Separator, index of the header among rows, its cells, and how many lines end with it."""
    best: tuple[int, str, int, tuple[str, ...], int] | None = None
    head = text[:200_000]
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(head), delimiter=separator, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE)
        rows: list[list[str]] = []
        ends: list[int] = []
        try:
            for row in reader:
                rows.append([cell.strip() for cell in row])
                ends.append(reader.line_num)
                if len(rows) == HEAD_ROWS:
                    break
        except csv.Error:
            continue
        place = find_header(rows)
        if place is not None and (best is None or len(rows[place]) > best[0]):
            best = (len(rows[place]), separator, place, tuple(rows[place]), ends[place])
    if best is None:
        raise FileRejected("no_header")
    return best[1], best[2], best[3], best[4]


def _parse(body: str, separator: str, quote: str | None, width: int) -> pl.DataFrame:
    """Cells below the header, one column more than it has: what stands there lies beyond."""
    schema = {str(place): pl.String for place in range(width)} | {BEYOND: pl.String}
    if not body.strip():
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(
            body.encode(),
            has_header=False,
            separator=separator,
            quote_char=quote,
            schema=schema,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError:
        return _parse_slowly(body, separator, quote, width)


def _parse_slowly(body: str, separator: str, quote: str | None, width: int) -> pl.DataFrame:
    """The standard library's reader, for what the fast one refuses."""
    reader = csv.reader(io.StringIO(body), delimiter=separator, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE)
    try:
        cells = list(reader)
    except csv.Error as error:
        raise FileRejected("unreadable") from error
    return _frame(cells, width)


def _spreadsheet(content: bytes, find_header: FindHeader) -> TextTable:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only spreadsheets need it

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # the library raises types of its own for every kind of damage
        raise FileRejected("unreadable") from error
    rows = [[_written(cell) for cell in row] for row in cells]
    place = find_header(rows[:HEAD_ROWS])
    if place is None:
        raise FileRejected("no_header" if any(any(row) for row in rows) else "empty_file")
    header = rows[place]
    while header and not header[-1].strip():
        header.pop()
    numbered = _frame(rows[place + 1 :], len(header)).with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + place + 2).alias(ROW_NUMBER))
    return _finished(tuple(cell.strip() for cell in header), numbered, "xlsx", None)


def _frame(cells: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = {str(place): [row[place] if place < len(row) else "" for row in cells] for place in range(width)}
    beyond = [" ".join(row[width:]) for row in cells]
    schema = {str(place): pl.String for place in range(width)} | {BEYOND: pl.String}
    return pl.DataFrame({**columns, BEYOND: beyond}, schema=schema)


def _written(cell: Any) -> str:
    """A typed cell as a person would write it: a decimal comma cannot be taken for a thousands point."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(cell, int | str):
        return str(cell)
    return "" if cell is None or isinstance(cell, time | timedelta) else str(cell)


def _parquet(content: bytes) -> TextTable:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except Exception as error:  # damage shows as errors of several kinds, and in old readers as a panic
        raise FileRejected("unreadable") from error
    if not frame.width:
        raise FileRejected("empty_file")
    texts = [_column_as_text(frame.to_series(place)).alias(str(place)) for place in range(frame.width)]
    rows = pl.DataFrame(texts).with_columns(pl.lit("").alias(BEYOND), (pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias(ROW_NUMBER))
    return _finished(tuple(name.strip() for name in frame.columns), rows, "parquet", None)


def _column_as_text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        return column.replace_strict({True: "ja", False: "nej"}, default="", return_dtype=pl.String)
    if column.dtype.is_float():
        return pl.Series([("" if value is None else _written(float(value))) for value in column], dtype=pl.String)
    if column.dtype.is_decimal():
        return column.cast(pl.String).str.replace(".", ",", literal=True).fill_null("")
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").fill_null("")
    if column.dtype.is_nested() or column.dtype == pl.Binary:
        raise FileRejected("unreadable")
    return column.cast(pl.String).fill_null("")


def _finished(header: tuple[str, ...], rows: pl.DataFrame, form: str, encoding: str | None) -> TextTable:
    """Without blank rows, and with `beyond` as a flag."""
    texts = [name for name in rows.columns if name != ROW_NUMBER]
    filled = rows.filter(pl.any_horizontal(pl.col(texts).fill_null("").str.strip_chars() != ""))
    flagged = filled.with_columns(pl.col(BEYOND).fill_null("").str.contains(r"[^\s;,|]"))
    if flagged.is_empty():
        raise FileRejected("empty_file")
    return TextTable(header, flagged, form, encoding)
