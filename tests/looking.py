"""Looking into every kind of file: what all its parts say, however they are packed; and finding numbers, names and keys in it.

For tests and benchmarks that hold what was written against what may not stand there. A kind of file that this module cannot open is an
error, so that none is passed over unseen.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import io
import json
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl
import pypdf
import pypdf.errors
import pypdfium2
from pypdf.generic import StreamObject

PLAIN = frozenset(
    {".html", ".css", ".js", ".json", ".jsonl", ".csv", ".txt", ".svg", ".woff2", ".toml", ".yaml", ".yml", ".xml", ".rels", ".vml"}
    | {".dat", ".pma", ".lock", ".wal", ".out", ".err", ".complete", ".log", ".ttf", ".jpeg", ".jpg", ".bin", ".md", ""}
)
"""Kinds whose bytes say all; fonts and scripts are packed, but come from packages and not from data."""

Part = tuple[str, bytes]
"""Where it stands, and what stands there."""


def parts_of(path: Path, *, may_be_cut: bool = False) -> Iterator[Part]:
    """The file's bytes, and whatever is packed within them. Raises ValueError for a kind of file that nobody taught it to open.

    `may_be_cut`: where a killed run left the file half written, what can be unpacked of it, piece by piece.
    """
    content = path.read_bytes()
    yield path.name, content
    try:
        found = list(packed_in(path.name, content, path))
    except (zipfile.BadZipFile, pypdf.errors.PyPdfError, pl.exceptions.PolarsError, duckdb.Error, struct.error, zlib.error):
        if not may_be_cut:
            raise
        found = list(_salvaged(path.name, content))
    yield from found


def _salvaged(name: str, content: bytes) -> Iterator[Part]:
    """Whatever can be inflated at the places where packed pieces begin: files of a ZIP, streams of a PDF."""
    begins = [(place.end(), -15) for place in re.finditer(rb"PK\x03\x04.{22}(..)(..)", content, re.DOTALL)]
    begins = [
        (end + int.from_bytes(content[end - 4 : end - 2], "little") + int.from_bytes(content[end - 2 : end], "little"), kind)
        for end, kind in begins
    ]
    begins += [(place.end(), 15) for place in re.finditer(rb"stream\r?\n", content)]
    for place, kind in begins:
        inflating = zlib.decompressobj(kind)
        with contextlib.suppress(zlib.error):
            yield f"{name}: piece at {place}", inflating.decompress(content[place:])


def packed_in(name: str, content: bytes, path: Path | None = None) -> Iterator[Part]:
    """What is packed in a file of any kind, as parts of their own."""
    if content.startswith(b"PK\x03\x04"):
        yield from _zip(name, content)
    elif content.startswith(b"%PDF"):
        yield from _pdf(name, content)
    elif content.startswith(b"\x89PNG"):
        yield from _png(name, content)
    elif content.startswith(b"PAR1"):
        yield from _parquet(name, content)
    elif content[8:12] == b"DUCK" and path is not None:
        yield from _duckdb(name, path)
    elif content.startswith(b"SQLite format 3") and path is not None:
        yield from _sqlite(name, path)
    elif Path(name).suffix.lower() not in PLAIN and content:
        raise ValueError(f"nobody has taught this search to open {name}")


def _zip(name: str, content: bytes) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield f"{name}: comment", archive.comment
        for entry in archive.infolist():
            inner = archive.read(entry)
            yield f"{name}/{entry.filename}", inner
            yield f"{name}/{entry.filename}: extra", entry.extra + entry.comment
            yield from packed_in(f"{name}/{entry.filename}", inner)


def _pdf(name: str, content: bytes) -> Iterator[Part]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    yield f"{name}: metadata", repr(dict(reader.metadata or {})).encode()
    with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
        yield f"{name}: text", "\n".join(page.get_textpage().get_text_range() for page in document).encode("utf-8", "replace")
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield f"{name}: stream {number}", found.get_data()
        elif found is not None:
            yield f"{name}: object {number}", repr(found).encode()


def _png(name: str, content: bytes) -> Iterator[Part]:
    place = 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"):
            yield f"{name}: {kind.decode()}", body
            if kind == b"zTXt":
                yield f"{name}: {kind.decode()} unpacked", zlib.decompress(body[body.index(b"\0") + 2 :])
        place += 12 + length


def _parquet(name: str, content: bytes) -> Iterator[Part]:
    yield f"{name}: metadata", repr(pl.read_parquet_metadata(io.BytesIO(content))).encode()
    yield f"{name}: rows", pl.read_parquet(io.BytesIO(content)).cast(pl.String).write_csv().encode()


def _duckdb(name: str, path: Path) -> Iterator[Part]:
    """Every table's rows as text: the file's own bytes hold columns packed."""
    with duckdb.connect(str(path), read_only=True) as connection:
        yield f"{name}: objects", repr(connection.sql("SELECT sql, comment FROM duckdb_tables()").fetchall()).encode()
        for schema, table in connection.sql("SELECT table_schema, table_name FROM information_schema.tables").fetchall():
            yield f"{name}: {schema}.{table}", "\n".join(map(repr, connection.sql(f'FROM "{schema}"."{table}"').fetchall())).encode()


def _sqlite(name: str, path: Path) -> Iterator[Part]:
    """Every row of Dagster's storage; some columns are packed with zlib."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    packed = cell if isinstance(cell, bytes) else None
                    yield f"{name}: {table}", zlib.decompress(packed) if packed and packed[:1] == b"x" else str(cell).encode()


def files_below(*folders: Path) -> Iterator[Path]:
    """Every file, each once, links not followed."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


@dataclass(frozen=True)
class Secrets:
    """What may stand nowhere: CPR numbers (ten digits each), words, and keys as bytes."""

    numbers: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    keys: tuple[bytes, ...] = ()
    clean: set[str] = field(default_factory=set)
    """SHA-256 of files that were searched and held nothing: the same bytes need not be searched twice."""
    _needles: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for word in self.words:
            for text in {form for one in (word, word.lower(), word.upper()) for form in (one, html.escape(one), json.dumps(one)[1:-1])}:
                for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
                    self._needles[text.encode(encoding, "ignore").lower()] = "a word"
        for key in self.keys:
            forms = (key, key.hex().encode(), base64.b64encode(key).rstrip(b"="), base64.urlsafe_b64encode(key).rstrip(b"="))
            self._needles.update({form.lower(): "a key" for form in forms})

    def found_in(self, content: bytes) -> Iterator[str]:
        """What kinds of secret stand in the bytes, in UTF-8, Windows' letters or UTF-16."""
        low = content.lower()
        yield from sorted({kind for needle, kind in self._needles.items() if needle and needle in low})
        if any(number in self.numbers for number in cpr_like(content)):
            yield "a CPR number"


DIGITS = re.compile(rb"\d{9,}|\d{5,6}[-\x20./\xa0]\d{4}")
ZERO_BETWEEN = re.compile(rb"\d\0\d\0")
WIDE = re.compile(rb"(?:\d\0|[-\x20./\xa0]\0){9,}")


def cpr_like(content: bytes) -> Iterator[str]:
    """Every ten digits in a row that stand in the bytes, with any usual sign between day and running number; nine get their lost zero."""
    wide = [b" ".join(found.replace(b"\0", b"") for found in WIDE.findall(content))] if ZERO_BETWEEN.search(content) else []
    for source in (content, *wide):
        for found in DIGITS.findall(source):
            digits = re.sub(rb"\D", b"", found).decode()
            yield from (digits[place : place + 10] for place in range(len(digits) - 9))
            if len(digits) == 9:
                yield f"0{digits}"


def leaks(
    secrets: Secrets, folders: Iterable[Path], said: Iterable[Part] = (), but: frozenset[Path] = frozenset(), *, may_be_cut: bool = False
) -> list[str]:
    """Place and kind of every secret that stands in any file below the folders or in what was said, file names included."""
    found = [f"{name}: {kind}" for name, content in said for kind in secrets.found_in(content)]
    for path in files_below(*folders):
        mark = hashlib.sha256(path.read_bytes()).hexdigest()
        if path not in but:
            found += [f"{path.name}: {kind} in the name" for kind in secrets.found_in(str(path.name).encode())]
        if path not in but and mark not in secrets.clean:
            known = len(found)
            found += [f"{place}: {kind}" for place, content in parts_of(path, may_be_cut=may_be_cut) for kind in secrets.found_in(content)]
            if len(found) == known:
                secrets.clean.add(mark)
    return found
