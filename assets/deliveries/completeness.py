"""Completeness: files that can be read and must not be: cut off, every row twice, last month's content under this month's name.

Belongs here: what a file says about itself and against the ones before it. Does not belong here: single rows (`quarantine.py`) and how
much of a period a newer delivery may leave out (`restating.py`).
"""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from assets.deliveries.encodings import decode
from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.reading import ReadFile
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import Contract

TAIL_BYTES = 1 << 16
FEWEST_ROWS_TWICE = 10
"""Fewer different rows may well come in pairs by chance."""
SEPARATORS = ";\t|,"
EVERY_ROW_TWICE = "every_row_twice"


@dataclass
class Seen:
    """What each source's newest deliveries so far held: day → mark of the content → the file's place in the inbox."""

    days: dict[str, dict[date, dict[str, str]]] = field(default_factory=dict)

    def earlier(self, source: str, day: date, mark: str) -> str | None:
        """The file of the same day, or of the source's last day before it, that had the same content."""
        known = self.days.get(source, {})
        before = [other for other in known if other < day]
        return known.get(day, {}).get(mark) or (known[max(before)].get(mark) if before else None)

    def remember(self, source: str, day: date, mark: str, place: str) -> None:
        """Keeps a file that was accepted."""
        self.days.setdefault(source, {}).setdefault(day, {})[mark] = place


def require_complete(file: DeliveredFile, content: bytes, read: ReadFile, contract: Contract, seen: Seen) -> tuple[str, ...]:
    """Notes on a file that may be loaded.

    Only kinds whose newer deliveries take the place of older ones are refused. Raises FileRejected: `cut_off` where the file ends within
    a row, `every_row_twice` where its rows would add up to twice the truth, `same_as_earlier` where the delivery before it
    or a file beside it had the same content, so that it tells nothing new.
    """
    is_doubled = has_every_row_twice(read.frame)
    if contract.reader == "dream":
        _require_new(file, file.supplier, file.sha256, seen)
    if contract.restatement is None:
        return (EVERY_ROW_TWICE,) if is_doubled else ()
    if read.format == "csv" and not read.notes_below and is_cut_off(content):
        raise FileRejected("cut_off")
    if is_doubled and not contract.sets_identical_rows_aside:
        raise FileRejected(EVERY_ROW_TWICE)
    if not contract.restatement.replaces_all:
        source = contract.restatement.source
        told_by = str(read.frame[source][0]) if source in read.frame.columns else file.supplier
        _require_new(file, told_by, str(fingerprint(read.frame)), seen)
    return (EVERY_ROW_TWICE,) if is_doubled else ()


def _require_new(file: DeliveredFile, source: str, mark: str, seen: Seen) -> None:
    """A delivery may bring back what an older one said, but not repeat the one just before it or a file beside it."""
    if file.delivered_on is None:
        return
    earlier = seen.earlier(source, file.delivered_on, mark)
    if earlier is not None:
        raise FileRejected("same_as_earlier", earlier=earlier)
    seen.remember(source, file.delivered_on, mark, file.place)


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


def is_cut_off(content: bytes) -> bool:
    """Whether the last line of a delimited file has no end and fewer cells than the line before it."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text, _ = decode(content if is_wide else content[-TAIL_BYTES:])
    lines = text.split("\n")
    if len(lines) < 2 or not lines[-1].strip():
        return False
    # A decimal comma parts no cells where another sign does.
    separator = next((sign for sign in SEPARATORS if sign in lines[-2]), ",")
    before, last = (next(csv.reader([line], delimiter=separator), []) for line in lines[-2:])
    return len(last) < len(before)
