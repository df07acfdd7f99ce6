"""Writing: columns of numbers as the files that suppliers really send.

Belongs here: notations of dates, months, hours and money, encodings, CSV and XLSX, and the account of rows. Does not belong here: what
the rows say (`hours_files.py`, `other_files.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import polars as pl
import xlsxwriter

from simulation.calendar import Integers

CellNotation = Literal["text", "integer", "date", "month", "hundredths", "kroner", "iso_date"]
LARGEST_WORKBOOK = 20_000
"""Rows; longer tables come as CSV whatever the style says."""
DOCUMENT_DATE = datetime(2023, 6, 15, tzinfo=UTC)
"""The date inside every workbook: without it two runs would differ."""


BROKEN_LETTERS = str.maketrans("æøåÆØÅ", "µ°σ╞╪┼")
"""Windows-1252 read as code page 437."""


@dataclass(frozen=True)
class FileColumn:
    """One column of a file: its header, the frame's column behind it, and how that is written.

    `iso_date` is one in every style; `hundredths` and `kroner` are whole numbers of hundredths; `month` is a month number.
    """

    header: str
    source: str
    notation: CellNotation = "text"


@dataclass(frozen=True)
class Style:
    """How one supplier writes one file. `title_rows` stand above the header of a workbook; broken letters are those of Windows-1252 read
    as code page 437; odd headers are in capitals, with spaces around them."""

    ending: Literal["csv", "xlsx"] = "csv"
    encoding: str = "cp1252"
    separator: str = ";"
    decimal_mark: str = ","
    thousands_mark: str = ""
    is_iso: bool = False
    has_broken_letters: bool = False
    has_odd_headers: bool = False
    title_rows: tuple[str, ...] = ()


DANISH = Style()
DANISH_WITH_THOUSANDS = Style(thousands_mark=".")
INTERNATIONAL = Style(encoding="utf-8-sig", separator=",", decimal_mark=".", is_iso=True)
DANISH_UTF8 = Style(encoding="utf-8-sig")
WORKBOOK = Style(ending="xlsx", title_rows=("Udtræk fra fagsystem (simuleret)", ""))


@dataclass
class Account:
    """What must become of a file's rows: all of them, those of persons whom nobody names, those that repeat another row to the
    letter, those of nothing (sums of zero, payments to nobody), and those in quarantine by the rule that puts them there."""

    rows: int = 0
    unnamed: int = 0
    identical: int = 0
    of_nothing: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)


def cpr_texts(numbers: Integers, has_hyphen: Integers) -> pl.Series:
    """CPR numbers of ten digits, with a hyphen before the serial number where the second column is not zero."""
    frame = pl.DataFrame({"cpr": numbers, "hyphen": has_hyphen}).with_columns(pl.col("cpr").cast(pl.String))
    hyphened = pl.concat_str(pl.col("cpr").str.slice(0, 6), pl.lit("-"), pl.col("cpr").str.slice(6))
    return frame.select(cpr=pl.when(pl.col("hyphen") != 0).then(hyphened).otherwise(pl.col("cpr")))["cpr"]


def cvr_texts(numbers: Integers, has_prefix: Integers) -> pl.Series:
    """CVR numbers of eight digits, with `DK` before them where the second column is not zero."""
    frame = pl.DataFrame({"cvr": numbers, "prefix": has_prefix}).with_columns(pl.col("cvr").cast(pl.String))
    prefixed = pl.concat_str(pl.lit("DK"), pl.col("cvr"))
    return frame.select(cvr=pl.when(pl.col("prefix") != 0).then(prefixed).otherwise(pl.col("cvr")))["cvr"]


def picked(words: Sequence[str], places: Integers) -> pl.Series:
    """The word at each place."""
    return pl.Series(words)[pl.Series(places)] if places.size else pl.Series([], dtype=pl.String)


def month_expression(source: str, style: Style) -> pl.Expr:
    """A month number as `06-2023` or, in ISO style, `2023-06`."""
    year = (pl.col(source) // 12).cast(pl.String)
    month = (pl.col(source) % 12 + 1).cast(pl.String).str.zfill(2)
    return pl.concat_str(year, month, separator="-") if style.is_iso else pl.concat_str(month, year, separator="-")


def hundredths_expression(source: str, style: Style, *, has_thousands: bool) -> pl.Expr:
    """Whole hundredths with the style's decimal mark, and its thousands mark in amounts of money (below a million)."""
    size = pl.col(source).abs()
    whole = size // 100
    text = whole.cast(pl.String)
    if has_thousands and style.thousands_mark:
        grouped = pl.concat_str((whole // 1000).cast(pl.String), (whole % 1000).cast(pl.String).str.zfill(3), separator=".")
        text = pl.when(whole >= 1000).then(grouped).otherwise(text)
    sign = pl.when(pl.col(source) < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, text, pl.lit(style.decimal_mark), (size % 100).cast(pl.String).str.zfill(2))


def as_text(frame: pl.DataFrame, columns: Sequence[FileColumn], style: Style) -> pl.DataFrame:
    """The frame's columns in file order, each cell as it stands in the file; a missing value is an empty cell."""
    expressions = []
    for column in columns:
        if column.notation == "iso_date":
            expression = pl.col(column.source).dt.strftime("%Y-%m-%d")
        elif column.notation == "date":
            expression = pl.col(column.source).dt.strftime("%Y-%m-%d" if style.is_iso else "%d-%m-%Y")
        elif column.notation == "month":
            expression = month_expression(column.source, style)
        elif column.notation in ("hundredths", "kroner"):
            expression = hundredths_expression(column.source, style, has_thousands=column.notation == "kroner")
        else:
            expression = pl.col(column.source).cast(pl.String)
        expressions.append(expression.fill_null("").alias(column.header))
    return frame.select(expressions)


class CsvFile:
    """A CSV file that grows: a header when it is made, rows as they come, so that nothing has to be held."""

    def __init__(self, path: Path, columns: Sequence[FileColumn], style: Style) -> None:
        self.path, self.columns, self.style = path, tuple(columns), style
        headers = [column.header for column in columns]
        if style.has_odd_headers:
            headers = [f" {header.upper()} " for header in headers]
        path.write_bytes(f"{self._letters(style.separator.join(headers))}\r\n".encode(style.encoding))

    def append(self, frame: pl.DataFrame) -> None:
        """Rows at the end of the file."""
        self._append_text(as_text(frame, self.columns, self.style))

    def append_cells(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Rows whose cells, by header, are written as they are."""
        headers = [column.header for column in self.columns]
        self._append_text(pl.DataFrame([[row.get(header, "") for header in headers] for row in rows], schema=headers, orient="row"))

    def _append_text(self, text: pl.DataFrame) -> None:
        lines = text.write_csv(include_header=False, separator=self.style.separator, quote_style="never", line_terminator="\r\n")
        # The byte order mark stands once, at the top.
        encoding = "utf-8" if self.style.encoding == "utf-8-sig" else self.style.encoding
        with self.path.open("ab") as file:
            file.write(self._letters(lines).encode(encoding))

    def _letters(self, text: str) -> str:
        return text.translate(BROKEN_LETTERS) if self.style.has_broken_letters else text


def write_table(
    path: Path, frame: pl.DataFrame, columns: Sequence[FileColumn], style: Style, cells: Sequence[Mapping[str, str]] = ()
) -> Path:
    """A whole table as one file, `path` without its ending; returns the path written. `cells` are rows written as they are."""
    if style.ending == "xlsx" and frame.height <= LARGEST_WORKBOOK:
        target = path.with_name(f"{path.name}.xlsx")
        _write_workbook(target, frame, columns, style, cells)
        return target
    target = path.with_name(f"{path.name}.csv")
    file = CsvFile(target, columns, style)
    file.append(frame)
    if cells:
        file.append_cells(cells)
    return target


def _write_workbook(
    path: Path, frame: pl.DataFrame, columns: Sequence[FileColumn], style: Style, cells: Sequence[Mapping[str, str]]
) -> None:
    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": DOCUMENT_DATE})
        sheet = workbook.add_worksheet("Udtræk")
        dates = workbook.add_format({"num_format": "dd-mm-yyyy"})
        for row, title in enumerate(style.title_rows):
            sheet.write_string(row, 0, title)
        top = len(style.title_rows)
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.header)
        records = frame.select([pl.col(column.source).alias(column.header) for column in columns]).iter_rows()
        for row, record in enumerate(records, start=top + 1):
            for place, (column, value) in enumerate(zip(columns, record, strict=True)):
                _write_cell(sheet, row, place, column, value, dates)
        for row, extra in enumerate(cells, start=top + 1 + frame.height):
            for place, column in enumerate(columns):
                sheet.write_string(row, place, extra.get(column.header, ""))


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    column: FileColumn,
    value: object,
    dates: xlsxwriter.format.Format,
) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), dates)  # noqa: DTZ001 - a cell has no zone
    elif isinstance(value, int):
        # A workbook knows no other numbers than floating ones.
        sheet.write_number(row, place, value / 100 if column.notation in ("hundredths", "kroner") else value)
    else:
        sheet.write_string(row, place, str(value))
