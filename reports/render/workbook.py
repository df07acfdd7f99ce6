"""Workbook: a publication's tables and figures as XLSX, numbers as numbers, texts never as formulas.

Belongs here: sheets and formats. Does not belong here: wording and numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from data_contracts.figure import figure_code
from data_contracts.figure_rows import BENEFIT_IGNORED
from reports.blocks import Amount, Cell, CellType, Chart, HeadlineFigure, Note, Publication, Sentence, SourceList, Table, TableColumn, plain
from reports.figures import FigureTable
from reports.language import MILLION, Language

FORMATS = {"count": "#,##0", "share": '0.0" "%', "hours": "#,##0.0", "number": "#,##0.00", "date": "dd-mm-yyyy"}
HALF = Decimal("0.5")
LONGEST_NAME = 31
WIDEST = 60
A4 = 9
"""Its number among a spreadsheet's sizes of paper."""
KEY = ("figure_id", "population", "window", "dimensions")
IN_WORDS = frozenset({"status", "interval_method", "gross_or_net"})
"""Columns of figures whose values have a text `<column>.<value>`."""


class Book:
    """A workbook being written: each sheet begins with its title and, where data is simulated, with the stamp."""

    def __init__(self, path: Path, publication: Publication, language: Language) -> None:
        # Strings stay strings, whatever they begin with: a cell that reads =1+1 came from a supplier and must not be reckoned out.
        # In memory: otherwise its sheets lie as files of their own in the machine's temporary folder until the book is closed.
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
        self._book = xlsxwriter.Workbook(str(path), options)
        made = datetime(publication.data_date.year, publication.data_date.month, publication.data_date.day)  # noqa: DTZ001 - a day
        self._book.set_properties({"title": publication.title, "created": made})
        self._stamp = language.text("simulated.stamp") if publication.is_simulated else ""
        self._mark = publication.mark
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._title = self._book.add_format({"bold": True})
        self._warning = self._book.add_format({"bold": True, "font_color": "#C2410C"})
        self._plain = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._formats = {name: self._book.add_format({"num_format": code, "valign": "top"}) for name, code in FORMATS.items()}
        self._names: set[str] = set()

    def sheet(self, name: str, title: str, columns: tuple[TableColumn, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
        """One table on a sheet of its own."""
        sheet = self._book.add_worksheet(self._name(name))
        line = 0
        if self._stamp:
            sheet.write_string(line, 0, self._stamp, self._warning)
            sheet.set_header(f"&C{self._stamp}")
            line += 1
        if self._mark:
            sheet.write_string(line, 0, self._mark, self._warning)
            line += 1
        sheet.write_string(line, 0, title, self._title)
        head = line + 1
        for place, column in enumerate(columns):
            sheet.write_string(head, place, column.title, self._bold)
        for number, row in enumerate(rows, start=head + 1):
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                self._cell(sheet, number, place, value, column)
        sheet.freeze_panes(head + 1, 0)
        # On paper as wide as the page, its titles on each.
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        if rows and len(columns) > 1:
            sheet.autofilter(head, 0, head + len(rows), len(columns) - 1)
        for place, column in enumerate(columns):
            longest = max([len(column.title), *(_width(row[place]) for row in rows)], default=10)
            sheet.set_column(place, place, min(max(longest + 2, 10), WIDEST))

    def close(self) -> None:
        """Writes the file."""
        self._book.close()

    def _cell(self, sheet: Any, line: int, place: int, cell: Cell, column: TableColumn) -> None:
        value = plain(cell)
        if isinstance(value, str):
            sheet.write_string(line, place, value, self._plain)
        elif isinstance(value, Amount):
            written = self._unit_format(value.number_format, is_left=column.type == "text")
            sheet.write_number(line, place, held(value.number, value.number_format), written)
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, self._formats["date"])
        elif value is not None:
            kind = column.type if column.type in FORMATS else "count"
            number = held(value, FORMATS[kind]) if isinstance(value, Decimal) else value
            sheet.write_number(line, place, number, self._formats[kind])

    def _unit_format(self, code: str, *, is_left: bool) -> Any:
        """Numbers of mixed units begin at the left like the words among them, those of one unit stand under each other."""
        key = f"{code} {is_left}"
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": code, "valign": "top", **({"align": "left"} if is_left else {})})
        return self._formats[key]

    def _name(self, wanted: str) -> str:
        """A sheet's name as spreadsheets allow it: short, cut between words, without their own signs, and used once."""
        name = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME + 1].rpartition(" ")[0].rstrip(" ,;.") or name[:LONGEST_NAME]
        name = name or "-"
        number = 2
        while name.casefold() in self._names:
            ending = f" {number}"
            name, number = name[: LONGEST_NAME - len(ending)] + ending, number + 1
        self._names.add(name.casefold())
        return name


def held(number: Decimal, code: str) -> float:
    """The number as a spreadsheet holds it under a format code.

    A number halfway between two that can be shown (63.75 % with one decimal) is held by the next one away from zero where its own lies
    nearer to zero: programs that look at all its digits would round it the other way than the words beside it.
    """
    near = float(number)
    shown = number * (100 if code.endswith("%") else 1) / (MILLION if ",," in code else 1)
    decimals = len(re.sub(r"[^0]", "", code.partition(".")[2].partition('"')[0]))
    is_halfway = (shown.scaleb(decimals) % 1).copy_abs() == HALF
    return math.nextafter(near, math.copysign(math.inf, near)) if is_halfway and abs(Decimal(near)) < abs(number) else near


def render_workbook(publication: Publication, figures: pl.DataFrame, taken: Collection[str], language: Language, path: Path) -> None:
    """Overview, every figure (`taken` as of a FigureTable), and one sheet for each table and each chart's numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Book(path, publication, language)
    book.sheet(language.text("sheet.overview"), publication.title, (TableColumn(publication.subtitle),), _overview(publication))
    book.sheet(
        language.text("sheet.figures"),
        language.text("sheet.figures"),
        *_figures(figures, FigureTable(figures, language, publication.data_date, taken)),
    )
    for block in publication.blocks:
        table = block.table if isinstance(block, Chart) else block
        if isinstance(table, Table):
            book.sheet(table.sheet or table.title, table.title, table.columns, table.rows)
        elif isinstance(block, SourceList):
            columns = (TableColumn(language.text("column.figure")), TableColumn(language.text("column.definition")))
            book.sheet(language.text("sheet.definitions"), block.title, columns, block.entries)
    book.close()


def _width(cell: Cell) -> int:
    value = plain(cell)
    return len(value.words if isinstance(value, Amount) else str(value))


def _overview(publication: Publication) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for block in publication.blocks:
        if isinstance(block, HeadlineFigure):
            rows += [(text,) for text in (block.title, block.range_text, block.point_text, block.does_not_show, block.source) if text]
        elif isinstance(block, Sentence | Note):
            rows.append((block.text,))
    return tuple(rows)


def _figures(figures: pl.DataFrame, table: FigureTable) -> tuple[tuple[TableColumn, ...], tuple[tuple[Cell, ...], ...]]:
    language = table.language
    types: Mapping[str, CellType] = {"numerator": "number", "denominator_count": "count"}
    columns = (
        TableColumn(language.text("column.code")),
        *(TableColumn(language.text(f"column.{name}"), types.get(name, "text")) for name in figures.columns),
    )
    return columns, tuple(_row(row, table) for row in figures.iter_rows(named=True))


def _row(row: Mapping[str, Any], table: FigureTable) -> tuple[Cell, ...]:
    """A figure under its code; its value and both ends with their unit and rounded as everywhere else."""
    shown = table.exactly(*(row[name] for name in KEY))
    low, high = table.end_cells(shown, is_bare=False)
    told = {"value": table.cell(shown) if shown.is_published else None, "low": low, "high": high}
    return (
        figure_code(*(row[name] for name in KEY)),
        *(told.get(name, _shown(value, name, table.language)) for name, value in row.items()),
    )


def _shown(value: Any, name: str, language: Language) -> Cell:
    """A code in words; what has no words of its own stands as it is."""
    if name == "reason" and value:
        return "; ".join(language.text(f"reason.{key}") for key in value.split(","))
    if name == "population":
        who = language.text(f"population.{value.removesuffix(BENEFIT_IGNORED)}")
        return language.text("population.benefit_ignored", who=who) if value.endswith(BENEFIT_IGNORED) else who
    if name == "unit":
        return language.text(f"unit.{value}_title")
    if name in IN_WORDS and value:
        return language.text(f"{name}.{value}")
    found: Cell = str(value) if name == "definition_version" else value
    return found
