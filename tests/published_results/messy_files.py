"""Messy files as a careful person reads them: what each of frictionless-py's odd CSV and Excel files holds (MIT licence).

`messy_files_expected.json` says of every file, looked at one by one, how it is to be read: encoding, separator, quote, the line of its
header, how many columns and rows there are and how many rows are too long or too short; or why it can only be refused. With that the
standard
library's csv module and openpyxl, which know nothing of our reader, give every cell. Old Excel files are written out whole.

Belongs here: the expected tables, shared by the test and the comparison with other readers. Does not belong here: our reader.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from assets.deliveries.unreadable import COVERED

EXPECTED = Path(__file__).with_name("messy_files_expected.json")


@dataclass(frozen=True)
class MessyTable:
    """A header and rows of text; `refused` names the reason where there is no table to read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refused: str | None
    why: str


def descriptions() -> dict[str, dict[str, Any]]:
    """File name → how it is to be read."""
    found: dict[str, dict[str, Any]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return found


def expected_table(path: Path) -> MessyTable:
    """What the file holds. Raises ValueError where columns or rows are not as many as described: then the description is wrong."""
    said = descriptions()[path.name]
    why = said.get("why", "")
    if "refused" in said:
        return MessyTable((), (), said["refused"], why)
    read = _written_out if "cells" in said else _sheet if path.suffix == ".xlsx" else _delimited
    lines = read(path, said)
    header = list(lines[0])
    while header and not header[-1]:
        header.pop()
    rows = tuple(row for row in lines[1:] if any(row))
    width = len(header)
    counted = {
        "columns": width,
        "rows": len(rows),
        "rows_with_more_cells": sum(any(row[width:]) for row in rows),
        "rows_with_fewer_cells": sum(len(row) < width for row in rows),
    }
    wrong = {name: number for name, number in counted.items() if name in said and said[name] != number}
    if wrong:
        raise ValueError(f"{path.name} is described wrongly: {wrong}")
    return MessyTable(tuple(header), rows, None, why)


def _written_out(_: Path, said: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(row) for row in said["cells"]]


def _delimited(path: Path, said: dict[str, Any]) -> list[tuple[str, ...]]:
    text = path.read_bytes().decode(said.get("encoding", "utf-8")).replace("\r\n", "\n")
    lines = [f"{line}\n" for line in text.split("\n")[said.get("header_line", 1) - 1 :]]
    quoting = csv.QUOTE_MINIMAL if said.get("quote", '"') else csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=said.get("separator", ","), quoting=quoting, skipinitialspace=True)
    return [tuple(cell.strip() for cell in row) for row in reader]


def _sheet(path: Path, said: dict[str, Any]) -> list[tuple[str, ...]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[said.get("sheet", 1) - 1]
    header = said.get("header_line", 1)
    beneath = {
        place
        for merged in sheet.merged_cells.ranges
        if merged.min_row > header and sheet.cell(merged.min_row, merged.min_col).value is not None
        for place in list(merged.cells)[1:]
    }
    rows = sheet.iter_rows(min_row=header)
    return [
        tuple(COVERED if (cell.row, cell.column) in beneath else _shown(cell.value, cell.number_format) for cell in row) for row in rows
    ]


def _shown(value: Any, number_format: str) -> str:
    """A number that is shown with a percent sign is written with one."""
    is_percent = "%" in number_format and isinstance(value, (int, float))
    return f"{_written(float(value) * 100)} %" if is_percent else _written(value)


def _written(value: Any) -> str:
    """A typed cell as a Dane would write it, to ten decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        rounded = round(value, 10)
        return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.10f}".rstrip("0").replace(".", ",")
    return str(value).strip()
