"""The shared reader: a delivered file of a known kind as typed rows, with every unreadable cell told and no CPR number left.

Belongs here: matching headers and turning columns of text into the contract's types. Does not belong here: judging rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.deliveries import notations
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.tables import BEYOND, ROW_NUMBER, FileRejected, TextTable, read_table
from data_contracts.contract import CELLS_BEYOND_HEADER, LANDED_KEYS, Column, Contract

__all__ = ["FileRejected", "ReadFile", "read_delivery_file"]

MASKED_LENGTH = 20
FEWEST_KNOWN_HEADERS = 2
"""A row with fewer known headers is no header row: one word may stand in a title by chance."""


@dataclass(frozen=True)
class ReadFile:
    """A file that was read.

    `frame` has the contract's landed columns except the keys of file and delivery. `rows_in` counts rows that hold anything. `notes` name
    remarks of the catalogue: `letters_broken` (repaired), `letters_lost`.
    """

    frame: pl.DataFrame
    rows_in: int
    format: str
    encoding: str | None
    unknown_columns: int
    notes: tuple[str, ...]


def read_delivery_file(path: Path, contract: Contract, pseudonyms: Pseudonyms) -> ReadFile:
    """Reads one file against its contract.

    Raises FileRejected: `missing_columns`, `header_twice`, and what `read_table` raises.
    """
    table = read_table(path, lambda rows: _header_row(rows, contract))
    header, notes = _repaired_header(table.header)
    places = _match(header, contract)
    missing = [column.headers[1] for column in contract.columns if column.is_required and column.name not in places]
    if missing:
        found = ", ".join(sorted({column.headers[1] for column in contract.columns if column.name in places}))
        raise FileRejected("missing_columns", missing=", ".join(missing), found=found)
    texts, text_notes = _texts(table, places)
    frame = _typed(texts, contract, places, pseudonyms)
    known = set(places.values())
    unknown = sum(1 for place, cell in enumerate(table.header) if cell and place not in known)
    return ReadFile(frame, frame.height, table.format, table.encoding, unknown, tuple(sorted(notes | text_notes)))


def _repair(text: str) -> str:
    for broken, letter in {**notations.DOUBLE_LETTERS, **notations.BROKEN_LETTERS}.items():
        text = text.replace(broken, letter)
    return text


def _repaired_header(header: Sequence[str]) -> tuple[list[str], set[str]]:
    repaired = [_repair(cell) for cell in header]
    notes = {"letters_broken"} if repaired != list(header) else set()
    if any(notations.LOST_LETTER in cell for cell in header):
        notes.add("letters_lost")
    return repaired, notes


def _is_named(cell: str, column: Column) -> bool:
    """Whether a header's cell is one of the column's names; a lost letter stands for any one or two."""
    plain = notations.folded(cell)
    names = {notations.folded(name) for name in column.headers}
    if notations.LOST_LETTER not in plain:
        return plain in names
    pattern = re.compile(re.escape(plain).replace(notations.LOST_LETTER, ".{1,2}"))
    return any(pattern.fullmatch(name) for name in names)


def _match(header: Sequence[str], contract: Contract) -> dict[str, int]:
    """Column name → place in the header. Raises FileRejected where two cells name one column."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        column = next((column for column in contract.columns if cell and _is_named(cell, column)), None)
        if column is None:
            continue
        if column.name in places:
            raise FileRejected("header_twice", header=column.headers[1])
        places[column.name] = place
    return places


def _header_row(rows: Sequence[Sequence[str]], contract: Contract) -> int | None:
    """The row with most known headers, the first of several."""
    counts = [
        sum(any(_is_named(_repair(cell), column) for cell in row if cell) for column in contract.columns) if any(row) else 0 for row in rows
    ]
    best = max(counts, default=0)
    return counts.index(best) if best >= FEWEST_KNOWN_HEADERS else None


def _texts(table: TextTable, places: dict[str, int]) -> tuple[pl.DataFrame, set[str]]:
    """The known columns under their names, stripped, with broken letters repaired where a text column has them."""
    texts = table.rows.select(
        pl.col(ROW_NUMBER), pl.col(BEYOND), *(notations.stripped(pl.col(str(place))).alias(name) for name, place in places.items())
    )
    broken, lost = {**notations.DOUBLE_LETTERS, **notations.BROKEN_LETTERS}, notations.LOST_LETTER
    cells = pl.col(list(places))
    hits = texts.select(
        pl.any_horizontal(cells.str.contains_any(list(broken)).any()).alias("broken"),
        pl.any_horizontal(cells.str.contains(lost, literal=True).any()).alias("lost"),
    ).row(0)
    notes = {note for note, hit in zip(("letters_broken", "letters_lost"), hits, strict=True) if hit}
    if hits[0]:
        texts = texts.with_columns(cells.str.replace_many(list(broken), list(broken.values())))
    return texts, notes


def _typed(texts: pl.DataFrame, contract: Contract, places: dict[str, int], pseudonyms: Pseudonyms) -> pl.DataFrame:
    columns = [column for column in contract.columns if column.name in places]
    values = texts.select(pl.col(ROW_NUMBER).alias("row_number"), *(_value(column, contract).alias(column.name) for column in columns))
    troubles = [
        pl.when(texts[column.name].is_not_null() & values[column.name].is_null())
        .then(pl.struct(pl.lit(column.landed_name).alias("column"), _masked(column, texts).alias("masked")))
        .otherwise(None)
        for column in columns
    ]
    beyond = pl.when(texts[BEYOND]).then(pl.struct(pl.lit(CELLS_BEYOND_HEADER).alias("column"), pl.lit("").alias("masked"))).otherwise(None)
    told = values.select(trouble=pl.concat_list([*troubles, beyond]).list.drop_nulls())
    listed = told.select(
        unreadable=pl.col("trouble").list.eval(pl.element().struct.field("column")),
        masked=pl.col("trouble").list.eval(pl.element().struct.field("masked")),
    )
    if contract.names_persons:
        values = _without_cpr(values, pseudonyms)
    frame = pl.concat([values, listed], how="horizontal")
    return _complete(frame, contract)


def _value(column: Column, contract: Contract) -> pl.Expr:
    text = pl.col(column.name)
    if column.notation == "decimal":
        return notations.decimal(text, column)
    if column.notation == "text":
        return _reference_spelling(text, column, contract)
    readers: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "cpr": notations.cpr_digits,
        "cvr": notations.cvr,
        "date": notations.day,
        "month": notations.month,
        "boolean": notations.boolean,
        "integer": notations.integer,
        "code": notations.code,
    }
    return readers[column.notation](text)


def _reference_spelling(text: pl.Expr, column: Column, contract: Contract) -> pl.Expr:
    """A word of a reference list takes the list's spelling; what is in no list stays as it was written and meets its rule."""
    words = [str(word) for rule in contract.rules if rule.column == column.name for word in rule.values]
    if not words:
        return text
    folded = text.str.to_lowercase().str.replace_many(["æ", "ø", "å"], ["ae", "oe", "aa"]).str.replace_all(r"[^a-z0-9]", "")
    return pl.coalesce(folded.replace_strict([notations.folded(word) for word in words], words, default=None, return_dtype=pl.String), text)


def _masked(column: Column, texts: pl.DataFrame) -> pl.Series:
    """The shape of a cell: letters as a, digits as 9. A CPR number shows not even that."""
    cells = texts[column.name]
    if column.notation == "cpr":
        return cells.str.replace_all(r".", "*").str.slice(0, 10)
    return cells.str.replace_all(r"\p{Lu}", "A").str.replace_all(r"\p{Ll}", "a").str.replace_all(r"\d", "9").str.slice(0, MASKED_LENGTH)


def _without_cpr(values: pl.DataFrame, pseudonyms: Pseudonyms) -> pl.DataFrame:
    number = pl.col("cpr")
    traits = values.with_columns(
        birth_year=notations.birth_year(number), sex=notations.sex(number), is_check_digit_ok=notations.is_check_digit_ok(number)
    )
    return traits.with_columns(pseudonyms.keys(values["cpr"]).alias("person_key")).drop("cpr")


def _complete(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """All landed columns in order; optional ones that the file does not have are null."""
    wanted = [name for name in contract.landed_columns if name not in LANDED_KEYS or name == "row_number"]
    absent = [pl.lit(None, POLARS_TYPES[contract.landed_columns[name]]).alias(name) for name in wanted if name not in frame.columns]
    return frame.with_columns(absent).select(pl.col(name).cast(POLARS_TYPES[contract.landed_columns[name]]) for name in wanted)


POLARS_TYPES = {
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "VARCHAR": pl.String(),
    "DATE": pl.Date(),
    "BOOLEAN": pl.Boolean(),
    "DECIMAL(14,2)": pl.Decimal(14, 2),
    "VARCHAR[]": pl.List(pl.String()),
}
"""Polars types of the contract's SQL types."""
