"""Columns: all cells of a column decide together how it is written; what proves a notation in one of them binds the others.

Belongs here: collecting proof, refusing what contradicts itself, and reading distinct cells by what was decided. Does not belong here: what
a notation looks like (`numbers.py`, `days.py`, `months.py`, `notations.py`) and which column is which (`headers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from assets.deliveries import notations
from assets.deliveries.days import FIRST_DAY, Limits, Order, day, is_for_ever, order_of
from assets.deliveries.encodings import LOST_LETTER, SUSPECTS, folded, folded_cells, repaired_cells
from assets.deliveries.masking import masked
from assets.deliveries.months import is_month_first, month, padding_of
from assets.deliveries.nothing import words_for_nothing
from assets.deliveries.numbers import Evidence, Sign, decimals, evidence, usual_sign
from assets.deliveries.rejections import FileRejected
from assets.deliveries.unreadable import readable
from data_contracts.contract import Contract
from data_contracts.remarks import remark
from data_contracts.rules import Column, Notation

READERS: Final[Mapping[Notation, Callable[[pl.Expr], pl.Expr]]] = {
    "key": lambda text: text,
    "cpr": notations.cpr_digits,
    "cvr": notations.cvr,
    "boolean": notations.boolean,
    "integer": notations.integer,
    "code": notations.code,
}
"""Notations in which each cell speaks for itself."""
PERCENT: Final = re.compile("percent(age_points)?$")
"""Names of columns whose numbers are percents, with or without a sign behind them."""
FEWEST_UNREAD: Final = 10
"""Rows of a column of which none can be read before it is told as one thing; of fewer each row is told."""

BLANK_WORD, FOR_EVER, NO_DAY = "nothing_in_words", "still_running", "no_days"
NEEDED = "nothing_where_needed"


@dataclass(frozen=True)
class Decision:
    """How a column is written: the sign before its decimals, what stands first in its dates, whether its months behind a point have two
    figures; and which days its file can tell of."""

    limits: Limits
    sign: Sign = ","
    order: Order = "day"
    is_padded: bool | None = None


@dataclass(frozen=True)
class ReadColumn:
    """A column's texts (null where blank) and what they mean (null where unreadable, too), and what is to be remarked on it."""

    texts: pl.Series = field(repr=False)
    values: pl.Series = field(repr=False)
    notes: frozenset[str]


@dataclass(frozen=True)
class _Cells:
    """A column's distinct cells as they stand (`cell`) and as they are read (`text`, null where blank); `is_word`: for nothing."""

    column: Column
    distinct: pl.DataFrame = field(repr=False)
    notes: frozenset[str]

    @property
    def texts(self) -> pl.Series:
        return readable(self.distinct["text"]).drop_nulls()


def read_columns(cells: Mapping[str, pl.Series], contract: Contract, limits: Limits) -> dict[str, ReadColumn]:
    """Every column by its name, read from its cells.

    Raises FileRejected, naming the column: `decimals_contradict`, `days_contradict`, `months_contradict` with two masked cells that no one
    notation reads; `month_first`; `column_unreadable` and `column_says_nothing` where that is true of all its rows.
    """
    columns = {column.name: column for column in contract.read_columns}
    told = {name: _told(series, columns[name], contract) for name, series in cells.items()}
    decided = _signs(told, contract)
    return {name: _read(cells[name], found, contract, _decided(found, limits, decided.get(name, ","))) for name, found in told.items()}


def read_text(text: str | None, column: Column, contract: Contract, limits: Limits) -> pl.DataFrame:
    """One text as a cell of a column with no other cell would be read: `text` (null where blank) and `value`. Raises as `read_columns`."""
    found = _told(pl.Series([text], dtype=pl.String), column, contract)
    return _typed(found, contract, _decided(found, limits, _signs({column.name: found}, contract).get(column.name, ",")))


def _told(cells: pl.Series, column: Column, contract: Contract) -> _Cells:
    """Each distinct cell is looked at once: a year of hours has twelve months in it and few companies.

    A blank week is one without benefit; there a word for nothing says that nobody knows, and is no blank.
    """
    distinct, notes = _mended(cells.drop_nulls().unique().alias("cell").to_frame())
    read = distinct.select("cell", notations.stripped(pl.col("mended")).alias("text"))
    words = frozenset() if contract.is_kept_as_spells else words_for_nothing(read["text"])
    is_word = pl.col("text").is_in(list(words)).fill_null(value=False) if words else pl.lit(value=False)
    blanked = read.with_columns(pl.when(~is_word).then("text").alias("text"), is_word.alias("is_word"))
    return _Cells(column, blanked, notes)


def _mended(distinct: pl.DataFrame) -> tuple[pl.DataFrame, frozenset[str]]:
    """Adds `mended`, the cells with broken letters put right."""
    cell = pl.col("cell")
    is_suspect, is_lost = distinct.select(
        cell.str.contains_any(SUSPECTS).any().alias("suspect"), cell.str.contains(LOST_LETTER, literal=True).any().alias("lost")
    ).row(0)
    mended = distinct.with_columns((repaired_cells(cell) if is_suspect else cell).alias("mended"))
    is_broken = is_suspect and not mended["mended"].equals(mended["cell"])
    names = {"letters_broken": is_broken, "letters_lost": is_lost}
    return mended, frozenset(note for note, holds in names.items() if holds)


def _signs(told: Mapping[str, _Cells], contract: Contract) -> dict[str, Sign]:
    """The sign before the decimals of each column of decimals: what it proves itself, or what the file's others prove, or the usual one."""
    found = {name: evidence(cells.texts) for name, cells in told.items() if cells.column.notation == "decimal"}
    for name, proof in found.items():
        if (cells := proof.contradiction()) is not None:
            raise _contradiction("decimals_contradict", told[name].column, cells)
    proven = {sign for proof in found.values() if (sign := proof.sign()) is not None}
    of_file = proven.pop() if len(proven) == 1 else None
    return {name: proof.sign() or of_file or _usual(told[name], proof, contract) for name, proof in found.items()}


def _usual(cells: _Cells, proof: Evidence, contract: Contract) -> Sign:
    return usual_sign(cells.texts, proof, cells.column, is_of_persons=contract.names_persons)


def _decided(cells: _Cells, limits: Limits, sign: Sign) -> Decision:
    column, texts = cells.column, cells.texts
    if column.notation not in ("date", "month"):
        return Decision(limits, sign)
    found = order_of(texts, limits)
    if found.order is None:
        raise _contradiction("days_contradict", column, (str(found.one), str(found.other)))
    if found.order == "month" or (column.notation == "month" and is_month_first(texts, limits)):
        raise FileRejected("month_first", column=column.headers[1])
    months = padding_of(texts)
    if column.notation == "month" and months.one is not None:
        raise _contradiction("months_contradict", column, (months.one, str(months.other)))
    return Decision(limits, sign, found.order, months.is_padded)


def _contradiction(reason: str, column: Column, cells: tuple[str, str]) -> FileRejected:
    one, other = masked(pl.Series(cells), is_secret=False)
    return FileRejected(reason, column=column.headers[1], one=one, other=other)


def _read(cells: pl.Series, found: _Cells, contract: Contract, decision: Decision) -> ReadColumn:
    typed = _typed(found, contract, decision)
    joined = cells.alias("cell").to_frame().join(typed, on="cell", how="left", maintain_order="left")
    _require_read(joined, found)
    counted = joined["remark"].drop_nulls().value_counts().rows() if typed["remark"].count() else []
    told = {remark(name, column=found.column.headers[1], cells=number) for name, number in counted}
    return ReadColumn(joined["text"], joined["value"], found.notes | told)


def _typed(found: _Cells, contract: Contract, decision: Decision) -> pl.DataFrame:
    """Adds `value` and `remark` to distinct cells; a day for ever is blank where something may have no end, and no day elsewhere."""
    text, named, column = pl.col("text"), pl.col("value"), found.column
    word = pl.lit(NEEDED if column.is_required else BLANK_WORD)
    remarked = found.distinct.with_columns(pl.when("is_word").then(word).alias("remark"))
    read = remarked.with_columns(typed_values(readable(remarked["text"]), column, contract, decision).alias("value"))
    if column.notation not in ("date", "month"):
        return read
    ends = is_for_ever(named, text, decision.limits) if column.blank == "ongoing" else pl.lit(value=False)
    judged = read.with_columns(
        ends.fill_null(value=False).alias("ends"), _can_be(named, column, decision.limits).fill_null(value=True).alias("can_be")
    )
    return judged.select(
        "cell",
        pl.when(~pl.col("ends")).then(text).alias("text"),
        pl.when(~pl.col("ends") & pl.col("can_be")).then(named).alias("value"),
        pl.when("ends").then(pl.lit(FOR_EVER)).when(~pl.col("can_be")).then(pl.lit(NO_DAY)).otherwise("remark").alias("remark"),
    )


def _can_be(named: pl.Expr, column: Column, limits: Limits) -> pl.Expr:
    earliest = FIRST_DAY if column.is_of_any_age else limits.earliest
    return replace(limits, earliest=earliest.replace(day=1) if column.notation == "month" else earliest).can_be(named)


def _require_read(rows: pl.DataFrame, found: _Cells) -> None:
    """Refuses a file for a column of which not one row can be read, or in which all say that there is nothing where something must be."""
    column, name = found.column, found.column.headers[1]
    texts, values = rows["text"], rows["value"]
    if column.is_required and texts.null_count() == len(texts) and (rows["remark"] == NEEDED).sum() >= FEWEST_UNREAD:
        raise FileRejected("column_says_nothing", column=name)
    if column.notation in ("text", "key") or values.null_count() < len(values) or (rows["remark"] == NO_DAY).any():
        return
    filled = texts.drop_nulls()
    if len(filled) >= FEWEST_UNREAD:
        shape = masked(filled, is_secret=column.notation == "cpr").mode().sort()[0]
        raise FileRejected("column_unreadable", column=name, shape=shape)


def typed_values(texts: pl.Series, column: Column, contract: Contract, decision: Decision) -> pl.Series:
    """What a column's stripped texts mean; null where they cannot be read."""
    if column.notation == "decimal":
        return decimals(texts, decision.sign, is_hours=column.name.endswith("hours"), is_percent=PERCENT.search(column.name) is not None)
    text = pl.col("text")
    if column.notation == "date":
        meaning = day(text, decision.order, decision.limits)
    elif column.notation == "month":
        meaning = month(text, decision.is_padded, decision.order, decision.limits)
    else:
        meaning = _text_value(text, column, contract) if column.notation == "text" else READERS[column.notation](text)
    return texts.alias("text").to_frame().select(meaning.alias("value"))["value"]


def _text_value(text: pl.Expr, column: Column, contract: Contract) -> pl.Expr:
    """A word of a reference list takes the list's spelling; what is in no list stays as it was written and meets its rule."""
    rules = [rule for rule in contract.rules if column.name in (rule.column, *rule.columns)]
    free = notations.without_cpr(text)
    words = [str(word) for rule in rules for word in rule.values]
    if not words:
        return free
    known = folded_cells(text).replace_strict([folded(word) for word in words], words, default=None, return_dtype=pl.String)
    return pl.coalesce(known, free)
