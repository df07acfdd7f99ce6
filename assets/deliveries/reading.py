"""The shared reader: a delivered file of a known kind as typed rows, with every unreadable cell told and no CPR number left.

Belongs here: the order of the work on one file. Does not belong here: which column is which (`headers.py`), what cells mean (`columns.py`),
the account of unreadable cells (`masking.py`), judging rows (`quarantine.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from assets.deliveries import notations
from assets.deliveries.columns import ReadColumn, read_columns
from assets.deliveries.days import Limits
from assets.deliveries.delimited import BEYOND
from assets.deliveries.headers import header_row, match_header
from assets.deliveries.json_lines import NOT_A_ROW, read_json_lines
from assets.deliveries.masking import troubles
from assets.deliveries.notes_below import notes_below
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.rejections import FileRejected
from assets.deliveries.text_tables import ROW_NUMBER, read_table
from data_contracts.contract import LANDED_KEYS, SQL_TYPES, Contract
from data_contracts.rules import NO_ROW

__all__ = ["FileRejected", "ReadFile", "read_delivery_file"]

POLARS_TYPES: Mapping[str, pl.DataType] = {
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "VARCHAR": pl.String(),
    "DATE": pl.Date(),
    "BOOLEAN": pl.Boolean(),
    "DECIMAL(14,2)": pl.Decimal(14, 2),
    "VARCHAR[]": pl.List(pl.String()),
    SQL_TYPES["code_runs"]: pl.List(pl.Struct({"first_week": pl.Date(), "last_week": pl.Date(), "code": pl.Int32()})),
}
"""Polars types of the contract's SQL types."""


@dataclass(frozen=True)
class ReadFile:
    """A file that was read.

    `frame` has the contract's landed columns except the keys of file and delivery. `rows_in` counts rows that hold anything. `columns` are
    the business names of the columns found. `notes` name remarks of the catalogue: `letters_broken` (repaired), `letters_lost`.
    """

    frame: pl.DataFrame = field(repr=False)
    rows_in: int
    format: str
    encoding: str | None
    unknown_columns: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    notes_below: int = 0
    """Last rows of `rows_in` that are none and not in the frame."""


def read_delivery_file(
    content: bytes, contract: Contract, pseudonyms: Pseudonyms, delivered_on: date = date.max, earliest: date | None = None
) -> ReadFile:
    """Reads one file's bytes against its contract. Whoever would be born after the delivery has no CPR number that can be read.

    `earliest`: before it there is no day that the file can tell of, where the settings say so. Raises FileRejected: `missing_columns`,
    `header_twice`, and what `read_table` and `read_columns` raise.
    """
    read = read_json_lines if contract.reader == "json_lines" else read_table
    table = read(content, lambda rows: header_row(rows, contract))
    header = match_header(table.header, contract)
    limits = Limits.of(delivered_on, earliest)
    cells = read_columns({name: table.rows[str(place)] for name, place in header.places.items()}, contract, limits)
    if "cpr" in cells:
        born = cells["cpr"].values.to_frame("cpr").select(notations.born_by(pl.col("cpr"), delivered_on))["cpr"]
        cells["cpr"] = replace(cells["cpr"], values=born)
    notes = table.notes.union(header.notes, *(read.notes for read in cells.values()))
    frame = _landed(table.rows, cells, contract, pseudonyms)
    below = notes_below(table.rows, cells, header.places, contract) if NOT_A_ROW not in table.rows.columns else 0
    if NOT_A_ROW in table.rows.columns:
        frame = _without_messages(frame, table.rows[NOT_A_ROW])
    found = tuple(column.headers[1] for column in contract.read_columns if column.name in header.places)
    rows, told = frame.height, tuple(sorted(notes))
    return ReadFile(frame.head(rows - below), rows, table.format, table.encoding, header.unknown, found, told, below)


def _without_messages(frame: pl.DataFrame, is_no_row: pl.Series) -> pl.DataFrame:
    """Lines that are no rows tell NO_ROW alone: nothing of them was read."""
    told = {"unreadable": pl.lit([NO_ROW], pl.List(pl.String)), "masked": pl.lit([""], pl.List(pl.String))}
    return frame.with_columns(pl.when(is_no_row).then(text).otherwise(pl.col(name)).alias(name) for name, text in told.items())


def _landed(rows: pl.DataFrame, cells: Mapping[str, ReadColumn], contract: Contract, pseudonyms: Pseudonyms) -> pl.DataFrame:
    columns = [column for column in contract.read_columns if column.name in cells]
    values = pl.DataFrame([rows[ROW_NUMBER].alias("row_number"), *(cells[column.name].values.alias(column.name) for column in columns)])
    keys = [column.name for column in columns if column.notation == "key"]
    values = values.with_columns(key_without_cpr(values[name], pseudonyms) for name in keys)
    told = troubles(rows[BEYOND], [(column, cells[column.name].texts, cells[column.name].values) for column in columns])
    if "cpr" in cells:
        values = _without_cpr(values, pseudonyms)
    return _complete(pl.concat([values, told], how="horizontal"), contract)


def key_without_cpr(keys: pl.Series, pseudonyms: Pseudonyms) -> pl.Series:
    """Keys that tell rows apart or lead to them, those in which a CPR number may stand as keyed digests: the same key in every file."""
    has_number = keys.str.contains(notations.CPR_IN_TEXT).fill_null(value=False)
    return pseudonyms.covered(keys).zip_with(has_number, keys).alias(keys.name) if has_number.any() else keys


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
