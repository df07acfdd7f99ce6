"""Messy files beside other readers: each of frictionless-py's 123 odd files read by ours, pandas, Polars and DuckDB, and a page of it.

Run: `.venv/bin/python -m benchmarks.messy_files > docs/messy_files.md` from the project's root; needs the files in `../shared`.

Belongs here: how the others are called and how their answer is held against what a careful person reads. Does not belong here: what that
is (`tests/published_results/messy_files.py`).
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl

from assets.deliveries.delimited import BEYOND
from assets.deliveries.rejections import FileRejected
from assets.deliveries.text_tables import ROW_NUMBER, read_table
from assets.deliveries.unreadable import COVERED
from tests.published_results.messy_files import MessyTable, expected_table

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "messy_csv" / "frictionless"
Table = tuple[list[str], list[list[Any]]]
Read = Callable[[Path, MessyTable], Table]
RIGHT = "right"
NOT_TRIED = "not tried"
WITHOUT_EXCEL = ("Polars", "DuckDB")
HEAD = """# Messy files beside other readers

frictionless-py's collection of 123 broken or odd CSV and Excel files (MIT licence), each read by smaajob's reader and, with nothing but
the file's name and their defaults, by pandas, Polars and DuckDB's sniffer. Made by
`.venv/bin/python -m benchmarks.messy_files > docs/messy_files.md`.

**What is right.** `tests/published_results/messy_files_expected.json` says of each file how a careful person reads it; the standard
library's csv module and openpyxl then give every cell. An answer is *right* when header, number of rows and every cell agree. Types do not
matter: 1, 1.0 and "1" agree, and so do true and "yes", a date in any notation, a moment in any time zone, blank and missing. A leading zero
that is gone, a number changed beyond ten digits, a letter that became another one, a row or cell that is missing are *wrong*. Where a row
has more cells than the header, an answer that drops them without a word is wrong; smaajob tells them and quarantines the row. Blank rows
may be left out or kept. An error is *refused*; where nothing could be read right (no header, no rows, an unknown alphabet) that is right.

**What the others do not know.** smaajob looks for the headers of a contract, so it finds a header below a title and refuses a file without
one; the others take the first row. That is a difference of purpose, and the table counts it all the same. A separator that a person sees at
once, pandas and Polars have to be told. Excel is read with pandas' calamine engine; Polars and DuckDB need a further package for it and are
not tried.
"""


def ours(path: Path, expected: MessyTable) -> Table:
    """smaajob's reader, told the headers to look for as a contract tells them."""
    wanted = set(expected.header) - {""} or {"id", "name"}

    def find(rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
        counts = [len(wanted & {cell.strip() for cell in row}) for row in rows]
        best = max(counts, default=0)
        return (counts.index(best), best) if best >= min(2, len(wanted)) else None

    table = read_table(path.read_bytes(), find)
    beyond = table.rows[BEYOND].to_list()
    rows = [[*row, *(["told"] if more else [])] for row, more in zip(table.rows.drop(BEYOND, ROW_NUMBER).rows(), beyond, strict=True)]
    return list(table.header), rows


def with_pandas(path: Path, _: MessyTable) -> Table:
    """`read_csv` or `read_excel` with defaults."""
    frame = pd.read_excel(path, engine="calamine") if path.suffix.startswith(".xls") else pd.read_csv(path)
    cells = [[None if pd.isna(value) else value for value in row] for row in frame.itertuples(index=False, name=None)]
    if not isinstance(frame.index, pd.RangeIndex):  # a first column that pandas took for the index
        return ["(index)", *map(str, frame.columns)], [[index, *row] for index, row in zip(frame.index, cells, strict=True)]
    return [str(name) for name in frame.columns], cells


def with_polars(path: Path, _: MessyTable) -> Table:
    """`read_csv` with defaults; a name with brackets is no pattern."""
    frame = pl.read_csv(path, glob=False)
    return frame.columns, [list(row) for row in frame.rows()]


def with_duckdb(path: Path, _: MessyTable) -> Table:
    """`read_csv`, the sniffer deciding all; square brackets in a name are a pattern to DuckDB, so the file is given escaped."""
    name = str(path).replace("[", "[[]")
    with duckdb.connect() as connection:
        answer = connection.execute("SELECT * FROM read_csv(?)", [name])
        return [str(column[0]) for column in answer.description or []], [list(row) for row in answer.fetchall()]


def outcome(read: Read, path: Path, expected: MessyTable) -> str:
    """`right`, `refused (error)` or what is wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            header, rows = read(path, expected)
    except FileRejected as rejected:
        return f"{RIGHT} (refused: {rejected.reason})" if expected.refused == rejected.reason else f"refused ({rejected.reason})"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # every library has its own, and some are panics
        return f"{RIGHT} (refused: {type(error).__name__})" if expected.refused else f"refused ({type(error).__name__})"
    if expected.refused:
        if expected.refused == "empty_file" and not any(any(_text(cell) for cell in row) for row in rows):
            return f"{RIGHT} (no rows)"
        return "wrong: read as a table" if expected.refused != "unknown_letters" else "wrong: other letters"
    return _compared(header, rows, expected)


def _compared(header: list[str], rows: list[list[Any]], expected: MessyTable) -> str:
    width = len(expected.header)
    filled = [row for row in rows if any(_text(cell) for cell in row)]
    named = [name for name, wanted in zip(header, expected.header, strict=False) if wanted and wanted not in (name.strip(), _bare(name))]
    if len(header) < width or named:
        return "wrong: header"
    if len(filled) != len(expected.rows):
        return f"wrong: {len(filled)} of {len(expected.rows)} rows"
    if any(
        any(cell not in ("", COVERED) for cell in long[width:]) and not any(_text(cell) for cell in row[width:])
        for row, long in zip(filled, expected.rows, strict=True)
    ):
        return "wrong: cells dropped"
    for row, wanted in zip(filled, expected.rows, strict=True):
        padded = (*wanted[:width], *[""] * (width - len(wanted)))
        if any(not _same(cell, text) for cell, text in zip(row[:width], padded, strict=False)):
            return "wrong: cells changed"
    return RIGHT


def _bare(name: str) -> str:
    """A header without what pandas, Polars and DuckDB add to one that comes twice."""
    for ending in (".1", ".2", "_duplicated_0", "_duplicated_1", "_1", "_2"):
        name = name.removesuffix(ending) if not name[: -len(ending)].isdigit() else name
    return name.strip()


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _same(cell: Any, text: str) -> bool:
    """Whether a typed cell still says what the text says."""
    found = _text(cell)
    is_missing = not found and text.casefold() in ("", COVERED, "na", "n/a", "nan", "null", "-", r"\n")
    return found == text or is_missing or _same_value(cell, found, text)


def _same_value(cell: Any, found: str, text: str) -> bool:
    if isinstance(cell, bool):
        return text.casefold() in ({"ja", "true", "yes", "1"} if cell else {"nej", "false", "no", "0"})
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return cell == _moment(text)
    if isinstance(cell, date | datetime | timedelta) or ":" in text:
        digits = sorted(part for part in "".join(c if c.isdigit() else " " for c in text).split() if int(part))
        return digits == sorted(part for part in "".join(c if c.isdigit() else " " for c in found).split() if int(part))
    try:
        return not (text[:1] == "0" and text[1:2].isdigit()) and abs(Decimal(found.replace(",", ".")) - _number(text)) < Decimal("1e-9")
    except InvalidOperation:
        return found.casefold() in ("true", "false") and found.casefold() == {"ja": "true", "nej": "false"}.get(
            text.casefold(), text.casefold()
        )


def _number(text: str) -> Decimal:
    """A written number; one with a percent sign is a share to libraries that do not look at how a cell is shown."""
    number = Decimal(text.removesuffix(" %").replace(",", "."))
    return number / 100 if text.endswith("%") else number


def _moment(text: str) -> datetime:
    """The moment that a text names; UTC where it names no zone."""
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


READERS: dict[str, Read] = {"smaajob": ours, "pandas": with_pandas, "Polars": with_polars, "DuckDB": with_duckdb}


def page(folder: Path) -> str:
    """The comparison as Markdown."""
    lines, totals = [], {name: Counter[str]() for name in READERS}
    for path in sorted(folder.iterdir()):
        expected = expected_table(path)
        found = {
            name: NOT_TRIED if name in WITHOUT_EXCEL and path.suffix.startswith(".xls") else outcome(read, path, expected)
            for name, read in READERS.items()
        }
        for name, said in found.items():
            totals[name][said.split(" (")[0].split(":")[0]] += 1
        lines.append(f"| {path.name.replace('|', '')} | {' | '.join(found.values())} | {expected.why} |")
    kinds = (RIGHT, "wrong", "refused", NOT_TRIED)
    versions = f"pandas {version('pandas')}, Polars {version('polars')}, DuckDB {version('duckdb')}"
    summary = [f"| {name} | {' | '.join(str(totals[name][kind]) for kind in kinds)} |" for name in READERS]
    return "\n".join(
        [
            HEAD,
            f"Versions: {versions}.",
            "",
            f"| reader | {' | '.join(kinds)} |",
            "| --- | ---: | ---: | ---: | ---: |",
            *summary,
            "",
            f"| file | {' | '.join(READERS)} | why |",
            "| --- | --- | --- | --- | --- | --- |",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    if not FOLDER.is_dir():
        raise SystemExit(f"The files are not there: {FOLDER.name} in ../shared/data is needed.")
    sys.stdout.write(page(FOLDER))
