"""Delimited text: from a CSV file's text to its header and rows, whatever parts the cells and however quotes were used.

Belongs here: separators, quotes, where the header stands. Does not belong here: encodings (`encodings.py`) and what cells mean
(`notations.py`). Polars' own CSV reader is not used: it drops what stands beyond the header behind a blank cell, refuses a quote that
closes early, and quotes cells in its messages.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from assets.deliveries.rejections import FileRejected

SEPARATORS = (";", ",", "\t", "|")
HEAD_ROWS = 40
"""How far down a header is looked for."""
HEAD_LINES = 400
LONGEST_CELL = 131_072
"""Characters; the standard library's reader has the same limit unless another library in the process has lifted it."""
LONGEST_CELL_LINES = 50
"""A quote that closes later than this was never meant to open anything."""
BEYOND = "beyond"

FindHeader = Callable[[Sequence[Sequence[str]]], tuple[int, int] | None]
"""Given the first rows: which of them is the header and how many known names it has; None where none is."""


@dataclass(frozen=True)
class Header:
    """A header row: its cells, the row's index, the separator, and how many lines of the file end with it."""

    cells: tuple[str, ...]
    place: int
    separator: str
    lines: int


def read_delimited(text: str, find_header: FindHeader) -> tuple[Header, pl.DataFrame]:
    """The header and one row of text for each record below it, blank ones too: columns `0`, `1`, … and `beyond`.

    `beyond` is true where cells follow the last header. In a file parted by commas even blank ones are told: an unquoted decimal
    comma pushes a row's cells one place on, and a blank last cell is all that shows it. Raises FileRejected: `no_header`,
    `unreadable`.
    """
    lines = text.split("\n")
    header = _find_header(lines, find_header)
    width = len(header.cells)
    body = lines[header.lines :]
    if '"' in text:
        rows = frame_of_rows(_cells(body, header.separator, width), width, is_comma=header.separator == ",")
    else:
        rows = _split(body, header.separator, width)
    return header, rows


def known_headers(text: str, find_header: FindHeader) -> int:
    """How many known names the header has, whatever parts its cells; 0 where there is none."""
    return max((known for known, _ in _candidates(text.split("\n", HEAD_LINES), find_header)), default=0)


def _find_header(lines: Sequence[str], find_header: FindHeader) -> Header:
    """The separator under which the header row has most known names; of equals, the one that finds most cells."""
    best = max(_candidates(lines, find_header), key=lambda found: (found[0], len(found[1].cells)), default=None)
    if best is None:
        raise FileRejected("no_header")
    return best[1]


def _candidates(lines: Sequence[str], find_header: FindHeader) -> Iterator[tuple[int, Header]]:
    """Under each separator that finds a header row: how many known names it has, and the header."""
    for separator in SEPARATORS:
        records = _records(lines[:HEAD_LINES], separator, None)[:HEAD_ROWS]
        rows = [[cell.strip() for cell in _record_cells(record, separator)] for record, _ in records]
        found = find_header(rows)
        if found is not None:
            place, known = found
            yield known, Header(tuple(rows[place]), place, separator, records[place][1])


def _split(lines: Sequence[str], separator: str, width: int) -> pl.DataFrame:
    """Rows of a file without a quote, all at once."""
    line = pl.col("line")
    parts = line.str.splitn(separator, width + 1)
    rest = parts.struct.field(f"field_{width}").fill_null("")
    beyond = rest.str.contains(rf"[^\s{re.escape(separator)}]")
    if separator == ",":
        beyond = beyond | (line.str.contains(r"[^\s,]") & (line.str.count_matches(separator, literal=True) >= width))
    columns = [parts.struct.field(f"field_{place}").alias(str(place)) for place in range(width)]
    return pl.DataFrame({"line": lines}, schema={"line": pl.String}).select(*columns, beyond.alias(BEYOND))


def frame_of_rows(rows: Sequence[Sequence[str]], width: int, *, is_comma: bool = False) -> pl.DataFrame:
    """Rows of any length as text columns `0`, `1`, … and the flag `beyond`; missing cells are blank."""
    columns = {str(place): [row[place] if place < len(row) else "" for row in rows] for place in range(width)}
    beyond = [len(row) > width and any(cell.strip() for cell in (row if is_comma else row[width:])) for row in rows]
    schema = {**{str(place): pl.String() for place in range(width)}, BEYOND: pl.Boolean()}
    return pl.DataFrame({**columns, BEYOND: beyond}, schema=schema)


def _cells(lines: Sequence[str], separator: str, width: int) -> list[list[str]]:
    return [_record_cells(record, separator) for record, _ in _records(lines, separator, width)]


def _records(lines: Sequence[str], separator: str, width: int | None) -> list[tuple[str | list[str], int]]:
    """Each record with the number of lines that end with it: text whose quotes pair up, or cells where quotes are only characters."""
    complete = _complete(separator)
    records: list[tuple[str | list[str], int]] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if '"' not in line:
            record: str | list[str] = line.split(separator)
            place += 1
        elif complete.fullmatch(line):
            literal = _literal(line, separator)
            swallowed = width is not None and len(literal) == width and len(_record_cells(line, separator)) < width
            record = literal if swallowed and not _tidy(separator).fullmatch(line) else line
            place += 1
        else:
            last = _closing_line(lines, place, separator, width)
            record = "\n".join(lines[place : last + 1]) if last is not None else _literal(line, separator)
            place = place + 1 if last is None else last + 1
        records.append((record, place))
    return records


def _closing_line(lines: Sequence[str], first: int, separator: str, width: int | None) -> int | None:
    """The line that closes a cell begun on the line `first`; None where the quote is a stray one.

    It is stray where it never closes, and where it pairs up with a single other one far off: every line between is a full row by itself.
    """
    for last in range(first + 1, min(first + LONGEST_CELL_LINES, len(lines))):
        if '"' not in lines[last]:
            continue
        swallowed = lines[first : last + 1]
        joined = "\n".join(swallowed)
        if width is not None and joined.count('"') == 2 and all(line.count(separator) + 1 == width for line in swallowed):
            return None
        if _tidy(separator).fullmatch(joined):
            return last
    return None


def _record_cells(record: str | list[str], separator: str) -> list[str]:
    if isinstance(record, list):
        return record
    try:
        cells = next(csv.reader([record], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell longer than LONGEST_CELL
        raise FileRejected("unreadable") from None
    if len(record) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells):
        raise FileRejected("unreadable")
    return cells


def _literal(line: str, separator: str) -> list[str]:
    """A line's cells where quotes do not pair up: whole pairs around a cell go, any other quote stays as a character."""
    cells = [cell.strip() for cell in line.split(separator)]
    return [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in cells]


@cache
def _complete(separator: str) -> re.Pattern[str]:
    """Lines on which every cell that begins with a quote also ends its quotes, as the standard library's reader sees it."""
    return _line(separator, behind=rf"[^{separator}]*+")


@cache
def _tidy(separator: str) -> re.Pattern[str]:
    """The same where nothing but spaces stands behind a closing quote."""
    return _line(separator, behind=" *+")


def _line(separator: str, behind: str) -> re.Pattern[str]:
    """Possessive throughout: no text makes it try twice."""
    cell = rf' *+(?:"[^"]*+(?:""[^"]*+)*+"{behind}|(?!")[^{separator}]*+)'
    return re.compile(rf"{cell}(?:{re.escape(separator)}{cell})*+")
