"""What the files of a finished output say, in a form in which two versions of them can be compared: cells with their place, or lines.

For `benchmarks.same_figures`.
"""

from __future__ import annotations

import difflib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pypdf

KEYS = frozenset(
    {"figure_id", "population", "window", "dimensions", "code", "claim_id"}
    | {"kind", "rule", "supplier", "delivered_on", "file", "sha256", "name"}
)
"""Columns that name a row, in whatever table they stand."""
WAREHOUSE = "warehouse.duckdb"
EDITION = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{10}")
LINES = frozenset({".html", ".css", ".js", ".csv", ".json", ".txt", ".svg", ".toml"})
AROUND = 70
"""Characters that are shown around the place where long texts part."""

Cells = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """A cell, line or file that two versions tell differently; None where one of them does not tell it."""

    place: str
    where: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        before, after = _shown(self.before, self.after)
        return f"{self.place}{self.where}\n    base: {before}\n    now:  {after}"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters, or lines, two begin with alike."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shown(before: str | None, after: str | None) -> tuple[str, ...]:
    """Both texts around the place where they part."""
    parts = _alike(before, after) if before and after else 0
    return tuple("(nothing)" if text is None else text[max(0, parts - AROUND) : parts + AROUND] for text in (before, after))


class Reading:
    """A folder that a version built: which files it holds, by their place, and what they say."""

    def __init__(self, folder: Path) -> None:
        self.files = {WAREHOUSE: folder / "out" / WAREHOUSE}
        for prefix, root in (
            ("", folder / "out" / "current"),
            ("quarantine/", folder / "out" / "quarantine"),
            ("inbox/", folder / "inbox"),
        ):
            self.files |= {f"{prefix}{path.relative_to(root)}": path for path in root.rglob("*") if path.is_file()}
        self.rows = 0

    def cells(self, file: str) -> Cells:
        """What a database or a workbook says, by table or sheet, row and column."""
        path = self.files[file]
        if path.suffix == ".xlsx":
            return dict(_workbook(path))
        found: Cells = {}
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = ["figures.figures"] if file == WAREHOUSE else [table for (table,) in connection.sql("SHOW TABLES").fetchall()]
            for table in tables:
                relation = connection.sql(f"FROM {table}")
                rows = relation.fetchall()
                self.rows += len(rows)
                found |= _table(table, relation.columns, [str(kind) for kind in relation.types], rows)
        return found

    def lines(self, file: str) -> list[str]:
        """What any other file says, line by line; names of editions are left out."""
        path = self.files[file]
        if file == "manifest.json":
            told = json.loads(path.read_bytes())
            told["files"] = [{name: value for name, value in entry.items() if name not in ("sha256", "bytes")} for entry in told["files"]]
            text = json.dumps(told, indent=1, ensure_ascii=False)
        elif path.suffix == ".pptx":
            text = "".join(_slides(path.read_bytes()))
        elif path.suffix == ".pdf":
            text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        elif path.suffix == ".parquet":
            text = pl.read_parquet(path).write_csv()
        elif path.suffix in LINES:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
        else:
            text = path.read_bytes().hex()
        return EDITION.sub("EDITION", text).replace("><", ">\n<").splitlines()


def _table(table: str, columns: Sequence[str], kinds: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Cells:
    """Every cell of a table by its row's key and its column; of rows with one key, the first in the order of their values comes first."""
    found = {f"{table} columns": ", ".join(f"{name} {kind}" for name, kind in zip(columns, kinds, strict=True))}
    naming = [place for place, name in enumerate(columns) if name in KEYS]
    seen: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: [str(value) for value in row]):
        key = "|".join(str(row[place]) for place in naming)
        seen[key] += 1
        number = f" #{seen[key]}" if seen[key] > 1 else ""
        for column, value in zip(columns, row, strict=True):
            found[f"{table} {key}{number} {column}"] = EDITION.sub("EDITION", repr(value))
    return found


def _workbook(path: Path) -> Iterator[tuple[str, str]]:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    said = f"{cell.value!r} as {cell.number_format}" + (f" note {cell.comment.text!r}" if cell.comment else "")
                    yield f"{sheet.title}!{cell.coordinate}", EDITION.sub("EDITION", said)


def _slides(content: bytes) -> Iterator[str]:
    """The parts of slides; of a workbook within them, its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in sorted(book.namelist()):
            part = book.read(name)
            if part.startswith(b"PK\x03\x04"):
                yield from _slides(part)
            else:
                yield f"\n{name}\n" + (part.decode("utf-8") if name.endswith((".xml", ".rels")) else part.hex())


def differences(file: str, before: Reading, after: Reading) -> list[Difference]:
    """What two versions tell differently in a file."""
    if file not in before.files or file not in after.files:
        there = "a file"
        return [Difference(file, "", there if file in before.files else None, there if file in after.files else None)]
    if file.endswith((".duckdb", ".xlsx")) and not file.startswith("inbox/"):
        one, other = before.cells(file), after.cells(file)
        return [
            Difference(f"{file}: {place}", "", one.get(place), other.get(place))
            for place in dict.fromkeys([*one, *other])
            if one.get(place) != other.get(place)
        ]
    if before.files[file].read_bytes() == after.files[file].read_bytes():
        return []
    return list(_lines(file, before.lines(file), after.lines(file)))


def _lines(file: str, one: Sequence[str], other: Sequence[str]) -> Iterator[Difference]:
    """Pairs of lines that differ; what both begin and end with is taken off first, since the search is slow on long files."""
    begin = _alike(one, other)
    end = _alike(one[:begin:-1], other[:begin:-1])
    left, right = one[begin : len(one) - end], other[begin : len(other) - end]
    for what, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > 2_000).get_opcodes():
        for place in range(max(b - a, d - c) if what != "equal" else 0):
            before = left[a + place] if a + place < b else None
            after = right[c + place] if c + place < d else None
            yield Difference(file, f": line {begin + c + place + 1}", before, after)
