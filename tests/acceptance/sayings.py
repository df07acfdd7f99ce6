"""What ought to stand beside a figure's code: the words of the one function that turns figures into words, and what may take their place.

Belongs here: holding what a format prints (`printed.py`) against an edition's databases, every difference as a line. Does not belong here:
which files there are (`test_every_format_says_the_same.py`).

The one truth is `FigureTable` over the rows of `figures.duckdb` (internal) or `published.duckdb` (public). Formats may differ from its
words in nothing but: the unit where the column says it (`12,9` or `12,9 %` in place of `12,9 procent`), and full-time equivalents per 100
persons in place of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.figure import figure_code
from reports.blocks import Amount
from reports.figures import FigureTable, Shown
from reports.language import Language
from reports.management.forecast import LINES
from tests.acceptance.printed import Cell, Printed, plain

LONGEST_VALUE = 120
"""Letters of a cell beyond which it tells of a figure in a sentence."""
KEY = ("figure_id", "population", "window", "dimensions")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_ID = re.compile(r"\b[a-z_]+\.\w+|\d{4}-\d{2}-\d{2}|\(\d+\)|\b\d{1,2}\.? [^\W\d]+ \d{4}\b")
"""Ids, days and the numbers of a list."""


def published(database: Path) -> pl.DataFrame:
    """The figures that an edition shares with an audience."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql("FROM figures").pl()


@dataclass(frozen=True)
class Sayings:
    """The figures of an audience in a language, by code."""

    figures: pl.DataFrame
    table: FigureTable

    @property
    def language(self) -> Language:
        """The language that they are told in."""
        return self.table.language

    @cached_property
    def by_code(self) -> Mapping[str, Shown]:
        """Code → figure."""
        rows = self.figures.select(KEY).rows()
        return {figure_code(*key): self.table.exactly(*key) for key in rows}

    def values(self, shown: Shown) -> set[str]:
        """All that a figure's value may read as, the unit left out or cut short where a column tells it."""
        table, value = self.table, self.table.value(shown)
        if shown.value is None:
            return {plain(words) for words in (value, table.absence_short(shown))}
        words = {value, table.number(shown), self.language.text("forecast.at_most", number=value)}
        if shown.unit == "share":
            number = self.language.number(shown.value * 100, 1)
            words.add(f"{number} %")
        if shown.unit == "fte":
            words.add(table.hundredfold(shown.value))
        between = table.range(shown)
        return {plain(one) for one in (*words, *((f"{between} ({value})",) if between else ()))}

    def ends(self, shown: Shown) -> tuple[set[str], set[str]]:
        """What each end of the range may read as in a cell of its own."""
        cells = [cell for is_bare in (True, False) for cell in self.table.end_cells(shown, is_bare=is_bare)]
        words = [plain(cell.words) if isinstance(cell, Amount) else "" for cell in cells]
        found = {words[0], words[2]}, {words[1], words[3]}
        if shown.unit == "fte" and shown.low is not None and shown.high is not None:
            for read, end in zip(found, (shown.low, shown.high), strict=True):
                read.add(self.table.hundredfold(end))
        return found

    def faults_of_rows(self, printed: Printed, place: str) -> Iterator[str]:
        """Cells whose code leads to a figure that reads otherwise, or whose range is missing or stands behind its value."""
        for caption, rows in printed.tables:
            for row in rows:
                for number, cell in enumerate(row):
                    if not cell.code or cell.words == cell.code:
                        continue
                    shown = self.by_code.get(cell.code)
                    if shown is None:
                        yield f"{place}, {caption}: {cell.code} is no figure of this audience"
                    elif len(cell.words) > LONGEST_VALUE:
                        yield from self.faults_of_texts([(cell.words, (cell.code,))], f"{place}, {caption}")
                    elif cell.words not in self.values(shown):
                        yield f"{place}, {caption}: {cell.code} reads {cell.words!r}, not {sorted(self.values(shown))}"
                    elif not self._has_range(shown, row, number):
                        yield f"{place}, {caption}: {cell.code} reads {cell.words!r} without {self.table.range(shown)!r} before it"

    def _has_range(self, shown: Shown, row: tuple[Cell, ...], number: int) -> bool:
        """Whether the range stands in the cell, or before it as words or as both ends; what has none needs none."""
        between = plain(self.table.range(shown))
        if not between or between in row[number].words:
            return True
        before = [cell.words for cell in row[:number]]
        low, high = self.ends(shown)
        at_most = plain(self.language.text("forecast.at_most", number=""))
        return between in before or bool(low & set(before) and high & set(before)) or any(words.startswith(at_most) for words in before)

    def faults_of_texts(self, texts: Iterable[tuple[str, tuple[str, ...]]], place: str) -> Iterator[str]:
        """Texts with a number that none of the figures behind them has, nor the catalogue as a constant."""
        for words, codes in texts:
            shown = [self.by_code[code] for code in codes if code in self.by_code]
            yield from (f"{place}: {code} is no figure of this audience" for code in codes if code not in self.by_code)
            if shown:
                known = self.numbers(shown) | self.constants
                yield from (f"{place}: {number} of none of {codes} in {words!r}" for number in numbers(words) if number not in known)

    def numbers(self, shown: Iterable[Shown]) -> set[str]:
        """Every number in the words of figures: value, range, ends, names, windows and dimensions."""
        table, said = self.table, set[str]()
        for one in shown:
            ends = [table.hundredfold(end) for end in (one.low, one.value, one.high) if end is not None and one.unit == "fte"]
            words = (*self.values(one), table.range(one), *ends, table.window(one), table.name(one.figure_id), table.source(one))
            parts = [str(part) for part in one.dimensions.values() if re.fullmatch(r"\d+(\.\d+)?", str(part))]
            dimensions = [self.language.number(Decimal(part), len(part.partition(".")[2])) for part in parts]
            said |= {number for part in (*words, *dimensions) for number in numbers(plain(part))}
        return said

    @cached_property
    def constants(self) -> set[str]:
        """Numbers that stand in the catalogue itself, and the two target groups of the forecast."""
        groups = {self.language.number(int(line["forecast_population"])) for line in LINES}
        return groups | {number for words in self.language.texts.values() for number in numbers(re.sub(r"\{[^{}]*\}", " ", words))}


def numbers(words: str) -> list[str]:
    """The numbers of a text as they are written; not those of codes, ids and days."""
    return _NUMBER.findall(_ID.sub(" ", words))


def faults_between_tables(one: Printed, other: Printed, place: str) -> Iterator[str]:
    """Tables that both documents have under the same caption, cell by cell, empty cells left out."""
    tables: dict[str, list[list[tuple[Cell, ...]]]] = {}
    for caption, rows in other.tables:
        tables.setdefault(caption, []).append(rows)
    for caption, rows in one.tables:
        if not tables.get(caption):
            continue
        others = tables[caption].pop(0)
        here, there = ([[unbroken(cell.words) for cell in row if cell.words not in ("", "–")] for row in found] for found in (rows, others))
        if len(here) != len(there):
            yield f"{place}, {caption}: {len(here)} rows and {len(there)}"
        yield from (f"{place}, {caption}: {a} and {b}" for a, b in zip(here, there, strict=False) if a != b)


def unbroken(words: str) -> str:
    """Without hyphens and spaces: on paper a word or a line may be broken at any of its own."""
    return re.sub(r"[-\s]", "", words)
