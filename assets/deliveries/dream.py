"""DREAM: a wide file, one row per person and one column per week, as rows that each carry their runs of weeks with the same code.

Belongs here: the shape of that one kind, from DOMAIN section 1.2. Does not belong here: what a code means (the reference table) and formats
of files (`text_tables.py`).

A person without a row is not told of; a blank week of a person with a row is a week without benefit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assets.deliveries import notations
from assets.deliveries.delimited import BEYOND
from assets.deliveries.encodings import folded
from assets.deliveries.headers import shown_headers
from assets.deliveries.masking import troubles
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import POLARS_TYPES, ReadFile, key_without_cpr
from assets.deliveries.rejections import FileRejected
from assets.deliveries.text_tables import ROW_NUMBER, TextTable, read_table
from assets.deliveries.unreadable import is_unreadable
from data_contracts.contract import Contract
from data_contracts.reference import reference_table

LobenrKeys = Mapping[str, pl.DataFrame]
"""Supplier → frame with lobenr and the person columns."""

WEEK_HEADER = re.compile(r"\s*y_?([0-9]{2})([0-9]{2})\s*", re.IGNORECASE)
OTHER_HEADER = re.compile(r"\s*(branche_|grad_|visit_|ak[0-9]{2}|nykom|kon\b|alder)", re.IGNORECASE)
"""Columns of DREAM that no definition uses; they are not kept, and they are not unknown either."""
LOBENR_HEADERS = ("lobenr", "loebenr")
TWENTIETH_CENTURY_FROM = 90
"""`y_9131` is of 1991, `y_8950` would be of 2089 (heaven, importDREAM.R)."""
BLANK, UNREADABLE = 0, -1
MONDAY_ZERO = date(1970, 1, 5)
ROWS_AT_A_TIME = 50_000


@dataclass(frozen=True)
class _Layout:
    """Where the person stands and where the weeks are, in order of time; `weeks` count Mondays from MONDAY_ZERO."""

    person: int
    is_lobenr: bool
    places: tuple[int, ...]
    weeks: NDArray[np.int64]
    unknown: int


def read_dream_file(
    content: bytes, contract: Contract, pseudonyms: Pseudonyms, keys: pl.DataFrame | None, delivered_on: date = date.max
) -> ReadFile:
    """Reads a DREAM extract; one landed row per row of the file.

    `keys`: whom each løbenr stands for, by the same supplier; None where no key was delivered. Raises FileRejected: `lobenr_without_key`,
    `missing_columns`, `header_twice`, and what `read_table` raises.
    """
    table = read_table(content, lambda rows: _header_row(rows, contract))
    layout = _layout(table.header, contract, keys)
    person = contract.columns[0]
    texts = table.rows.select(notations.stripped(pl.col(str(layout.person))).alias("text"))["text"]
    persons = (
        _persons_by_lobenr(key_without_cpr(texts, pseudonyms), keys)
        if layout.is_lobenr and keys is not None
        else _persons_by_cpr(texts, pseudonyms, delivered_on)
    )
    told = troubles(table.rows[BEYOND], [(person, texts, persons["person_key"])])
    frame = pl.concat([table.rows.select(row_number=ROW_NUMBER), persons, _runs(table, layout), told], how="horizontal")
    wanted = [name for name in contract.landed_columns if name in frame.columns]
    typed = frame.select(pl.col(name).cast(POLARS_TYPES[contract.landed_columns[name]]) for name in wanted)
    columns = (table.header[layout.person], *(table.header[place] for place in (layout.places[0], layout.places[-1])))
    return ReadFile(typed, typed.height, table.format, table.encoding, layout.unknown, columns, tuple(table.notes))


def _header_row(rows: Sequence[Sequence[str]], contract: Contract) -> tuple[int, int] | None:
    """The row with most names of weeks; a file without any is judged by its first row that names a person."""
    persons = {folded(header) for header in contract.columns[0].headers} | set(LOBENR_HEADERS)
    counts = [sum(1 for cell in row if WEEK_HEADER.fullmatch(cell) or folded(cell) in persons) for row in rows]
    best = max(counts, default=0)
    return (counts.index(best), best) if best else None


def _layout(header: Sequence[str], contract: Contract, keys: pl.DataFrame | None) -> _Layout:
    names = [folded(cell) for cell in header]
    cprs = [place for place, name in enumerate(names) if name in {folded(text) for text in contract.columns[0].headers}]
    lobenrs = [place for place, name in enumerate(names) if name in LOBENR_HEADERS]
    if len(cprs) > 1 or len(lobenrs) > 1:
        raise FileRejected("header_twice", header=contract.columns[0].headers[1])
    if not cprs and lobenrs and keys is None:
        raise FileRejected("lobenr_without_key")
    weeks = {place: week for place, cell in enumerate(header) if (week := _week(cell)) is not None}
    if len(set(weeks.values())) < len(weeks):
        raise FileRejected("header_twice", header="y_ÅÅUU")
    missing = [] if cprs or lobenrs else [contract.columns[0].headers[1]]
    missing += [] if weeks else ["y_ÅÅUU"]
    if missing:
        raise FileRejected("missing_columns", missing=", ".join(missing), found=shown_headers(header[:20]))
    places = sorted(weeks, key=lambda place: weeks[place])
    known = {*cprs, *lobenrs, *weeks}
    unknown = sum(1 for place, cell in enumerate(header) if cell and place not in known and not OTHER_HEADER.match(cell))
    ordered = np.array([weeks[place] for place in places], dtype=np.int64)
    return _Layout((cprs or lobenrs)[0], not cprs, tuple(places), ordered, unknown)


def _week(cell: str) -> int | None:
    """The week that a header names, in weeks since MONDAY_ZERO; None where it names none, or one that its year does not have."""
    found = WEEK_HEADER.fullmatch(cell)
    if found is None:
        return None
    year, week = int(found[1]), int(found[2])
    try:
        monday = date.fromisocalendar(year + (1900 if year >= TWENTIETH_CENTURY_FROM else 2000), week, 1)
    except ValueError:
        return None
    return (monday - MONDAY_ZERO).days // 7


def _persons_by_cpr(texts: pl.Series, pseudonyms: Pseudonyms, delivered_on: date) -> pl.DataFrame:
    number = pl.col("cpr")
    digits = texts.to_frame("text").select(cpr=notations.born_by(notations.cpr_digits(pl.col("text")), delivered_on))
    traits = digits.select(
        birth_year=notations.birth_year(number), sex=notations.sex(number), is_check_digit_ok=notations.is_check_digit_ok(number)
    )
    return pl.concat([pseudonyms.keys(digits["cpr"]).to_frame(), traits], how="horizontal")


def _persons_by_lobenr(texts: pl.Series, keys: pl.DataFrame) -> pl.DataFrame:
    """A løbenr that the key does not know names nobody whom the programme may know: a blank key, which is dropped as not named."""
    joined = texts.alias("lobenr").to_frame().join(keys, on="lobenr", how="left", maintain_order="left")
    named = pl.when(pl.col("lobenr").is_not_null() & ~is_unreadable(pl.col("lobenr"))).then(pl.col("person_key").fill_null(""))
    return joined.select(named.alias("person_key"), "birth_year", "sex", "is_check_digit_ok")


def _runs(table: TextTable, layout: _Layout) -> pl.DataFrame:
    """first_week, last_week, codes (runs) and unknown_code_weeks of every row."""
    parts = [
        _runs_of(_codes(table.rows.slice(start, ROWS_AT_A_TIME), layout), layout.weeks)
        for start in range(0, table.rows.height, ROWS_AT_A_TIME)
    ]
    monday = [pl.lit(MONDAY_ZERO) + pl.duration(weeks=int(week)) for week in (layout.weeks[0], layout.weeks[-1])]
    return pl.concat(parts).with_columns(first_week=monday[0], last_week=monday[1])


def _codes(rows: pl.DataFrame, layout: _Layout) -> NDArray[np.int64]:
    """The codes as a table of numbers, persons by weeks."""
    cells = [notations.stripped(pl.col(str(place))).alias(str(place)) for place in layout.places]
    texts = rows.select(cells)
    read = texts.select(
        pl.when(pl.col(name).is_null()).then(BLANK).otherwise(notations.code(pl.col(name)).cast(pl.Int64).fill_null(UNREADABLE)).alias(name)
        for name in texts.columns
    )
    return read.to_numpy()


def _runs_of(codes: NDArray[np.int64], weeks: NDArray[np.int64]) -> pl.DataFrame:
    """Neighbouring weeks with the same code become a run; a week that the header skips ends one."""
    rows, width = codes.shape
    begins = np.ones((rows, width), dtype=np.bool_)
    begins[:, 1:] = (codes[:, 1:] != codes[:, :-1]) | (weeks[1:] - weeks[:-1] != 1)
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], rows * width) - 1
    code = codes.ravel()[starts]
    first, last = weeks[starts % width], weeks[ends % width]
    unknown = np.where(np.isin(code, _known_codes()), 0, last - first + 1)
    runs = pl.DataFrame({"row": starts // width, "first": first, "last": last, "code": code, "unknown": unknown})
    zero = pl.lit(MONDAY_ZERO)
    run = pl.struct(
        first_week=zero + pl.duration(weeks=pl.col("first")),
        last_week=zero + pl.duration(weeks=pl.col("last")),
        code=pl.when(pl.col("code") >= 0).then(pl.col("code")).cast(pl.Int32),
    )
    return runs.group_by("row", maintain_order=True).agg(codes=run, unknown_code_weeks=pl.col("unknown").sum()).drop("row")


@cache
def _known_codes() -> NDArray[np.int64]:
    ranges = [range(int(row["code_from"]), int(row["code_to"]) + 1) for row in reference_table("dream_codes")]
    return np.array([BLANK, *(code for codes in ranges for code in codes)], dtype=np.int64)
