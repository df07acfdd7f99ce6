"""Completeness: files that can be read and must not be: cut off, every row twice, last month's content under this month's name.

Belongs here: what a file says about itself and against the ones before it. Does not belong here: single rows (`quarantine.py`) and how
much of a period a newer delivery may leave out (`restating.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.letters import decode
from assets.deliveries.reading import ReadFile
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import Contract

TAIL_BYTES = 1 << 16
FEWEST_ROWS_TWICE = 10
"""Fewer different rows may well come in pairs by chance."""
SEPARATORS = ";,\t|"
EVERY_ROW_TWICE = "every_row_twice"


@dataclass
class Seen:
    """The contents of a kind's files so far, oldest first: supplier and a mark of the content → the file's place in the inbox."""

    files: dict[tuple[str, str], str] = field(default_factory=dict)


def require_complete(file: DeliveredFile, read: ReadFile, contract: Contract, seen: Seen) -> tuple[str, ...]:
    """Notes on a file that may be loaded.

    Only kinds whose newer deliveries take the place of older ones are refused. Raises FileRejected: `cut_off` where the file ends within
    a row, `every_row_twice` where its rows would add up to twice the truth, `same_as_earlier` where its content has been delivered before,
    so that it tells nothing of the time since.
    """
    is_doubled = has_every_row_twice(read.frame)
    if contract.reader == "dream":
        _require_new(file, file.sha256(), seen)
    if contract.restatement is None:
        return (EVERY_ROW_TWICE,) if is_doubled else ()
    if read.format == "csv" and is_cut_off(file.path):
        raise FileRejected("cut_off")
    if is_doubled and not contract.sets_identical_rows_aside:
        raise FileRejected(EVERY_ROW_TWICE)
    if not contract.restatement.replaces_all:
        _require_new(file, str(fingerprint(read.frame)), seen)
    return (EVERY_ROW_TWICE,) if is_doubled else ()


def _require_new(file: DeliveredFile, mark: str, seen: Seen) -> None:
    content = file.supplier, mark
    if content in seen.files:
        raise FileRejected("same_as_earlier", earlier=seen.files[content])
    seen.files[content] = "/".join((file.supplier, str(file.delivered_on), file.path.name))


def fingerprint(frame: pl.DataFrame) -> int:
    """A number that the same rows give in any order; within one run."""
    return hash(tuple(_row_hashes(frame).sort()))


def has_every_row_twice(frame: pl.DataFrame) -> bool:
    """Whether each row stands at least twice in the file."""
    if frame.height < 2 * FEWEST_ROWS_TWICE:
        return False
    counts = _row_hashes(frame).alias("row").to_frame().group_by("row").len()["len"]
    return counts.len() >= FEWEST_ROWS_TWICE and counts.filter(counts < 2).is_empty()


def _row_hashes(frame: pl.DataFrame) -> pl.Series:
    """One number a row, of all that it says but its place, the file's own number and the account of unreadable cells."""
    plain = [name for name, kind in frame.schema.items() if name not in ("row_number", "file_number") and not kind.is_nested()]
    return frame.select(plain).hash_rows()


def is_cut_off(path: Path) -> bool:
    """Whether the last line of a delimited file has no end and fewer cells than the line before it."""
    with path.open("rb") as file:
        head = file.read(2)
        size = file.seek(0, 2)
        is_wide = head in (b"\xff\xfe", b"\xfe\xff")
        file.seek(0 if is_wide else max(0, size - TAIL_BYTES))
        text, _ = decode(file.read())
    lines = text.split("\n")
    if len(lines) < 2 or not lines[-1].strip():
        return False
    separator = max(SEPARATORS, key=lines[-2].count)
    return lines[-1].count(separator) < lines[-2].count(separator)
