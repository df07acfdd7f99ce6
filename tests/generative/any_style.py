"""Typed rows written as any supplier might write them: encodings, separators, decimals, dates, headers, CSV, XLSX and Parquet.

Belongs here: writing and the strategies for styles. Does not belong here: what a delivery holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from hypothesis import strategies as st

from data_contracts.contract import load_contract
from data_contracts.rules import Column

DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y")
MONTHS = ("{y}-{m:02}", "{m:02}-{y}", "{y}{m:02}", "{y}M{m:02}", "01-{m:02}-{y}")
YES = (("ja", "nej"), ("J", "N"), ("1", "0"), ("true", "false"))


@dataclass(frozen=True)
class Style:
    """How one file is written. `header` chooses among a column's names; `is_typed`: numbers and dates as such where the format has them."""

    form: str
    encoding: str
    separator: str
    decimal: str
    thousands: str
    dates: str
    months: str
    yes: tuple[str, str]
    has_hyphen: bool
    has_dk: bool
    quoting: Any
    header: int
    rotation: int
    is_typed: bool


CANONICAL = Style("csv", "utf-8", ";", ",", "", "%Y-%m-%d", "{y}-{m:02}", ("ja", "nej"), False, False, csv.QUOTE_MINIMAL, 1, 0, False)
STYLES = st.builds(
    Style,
    form=st.sampled_from(["csv", "csv", "xlsx", "parquet"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16", "utf-16-le"]),
    separator=st.sampled_from([";", "\t", ","]),
    decimal=st.sampled_from([",", "."]),
    thousands=st.sampled_from(["", "dot", " "]),
    dates=st.sampled_from(DATES),
    months=st.sampled_from(MONTHS),
    yes=st.sampled_from(YES),
    has_hyphen=st.booleans(),
    has_dk=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    header=st.integers(0, 5),
    rotation=st.integers(0, 11),
    is_typed=st.booleans(),
)


def _decimal(value: Decimal, style: Style) -> str:
    separator = {"dot": "." if style.decimal == "," else ",", " ": " ", "": ""}[style.thousands]
    whole, rest = f"{abs(value):.2f}".split(".")
    digits = f"{int(whole):,}".replace(",", separator)
    return f"{'-' if value < 0 else ''}{digits}{style.decimal}{rest}"


def _text(value: Any, column: Column, style: Style) -> str:
    if value is None:
        return ""
    writers = {
        "cpr": lambda: f"{value[:6]}-{value[6:]}" if style.has_hyphen else value,
        "cvr": lambda: f"DK{value}" if style.has_dk else value,
        "date": lambda: value.strftime(style.dates),
        "month": lambda: style.months.format(y=value.year, m=value.month),
        "decimal": lambda: _decimal(value, style),
        "boolean": lambda: style.yes[0 if value else 1],
    }
    return str(writers.get(column.notation, lambda: value)())


def _typed(value: Any, column: Column, style: Style) -> Any:
    """The value as a program would hold it: a number, a date, a yes; the rest as text."""
    if value is None or not style.is_typed or column.notation in ("cpr", "cvr", "text"):
        return _text(value, column, style) or None
    return float(value) if isinstance(value, Decimal) else value


def _header(column: Column, style: Style) -> str:
    return column.headers[style.header % len(column.headers)]


def write_rows(folder: Path, name: str, kind: str, rows: Sequence[Mapping[str, Any]], style: Style) -> None:
    """One file of a kind; `rows` map the contract's column names to values (None: blank). `name` comes without its ending."""
    columns = [column for column in load_contract(kind).read_columns if any(column.name in row for row in rows)]
    columns = columns[style.rotation % len(columns) :] + columns[: style.rotation % len(columns)]
    header = [_header(column, style) for column in columns]
    path = folder / f"{name}.{style.form}"
    folder.mkdir(parents=True, exist_ok=True)
    if style.form == "csv":
        path.write_bytes(_delimited(header, [[_text(row[column.name], column, style) for column in columns] for row in rows], style))
    elif style.form == "xlsx":
        _workbook(path, header, [[_typed(row[column.name], column, style) for column in columns] for row in rows])
    else:
        cells = {name: [_typed(row[column.name], column, style) for row in rows] for name, column in zip(header, columns, strict=True)}
        pl.DataFrame(cells, strict=False).write_parquet(path)


def write_dream(folder: Path, rows: Sequence[tuple[str, Mapping[str, int | None]]], style: Style) -> None:
    """A DREAM extract; `rows`: CPR and week name (`2301`) → code."""
    weeks = sorted({week for _, codes in rows for week in codes})
    header = ["PNR", *(f"y_{week}" for week in weeks)]
    folder.mkdir(parents=True, exist_ok=True)
    texts = [[cpr, *("" if codes.get(week) is None else str(codes[week]) for week in weeks)] for cpr, codes in rows]
    if style.form == "csv":
        (folder / "dream.csv").write_bytes(_delimited(header, texts, style))
    elif style.form == "xlsx":
        _workbook(folder / "dream.xlsx", header, [[cpr, *(codes.get(week) for week in weeks)] for cpr, codes in rows])
    else:
        columns = {"PNR": [cpr for cpr, _ in rows], **{f"y_{week}": [codes.get(week) for _, codes in rows] for week in weeks}}
        pl.DataFrame(columns, schema_overrides={f"y_{week}": pl.Int16 for week in weeks}).write_parquet(folder / "dream.parquet")


def _delimited(header: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=style.separator, quoting=style.quoting, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return text.getvalue().encode(style.encoding)


def _workbook(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        dates = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(2, 0, header)
        for line, row in enumerate(rows, start=3):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, dates)
                elif value is not None:
                    sheet.write(line, place, value)
