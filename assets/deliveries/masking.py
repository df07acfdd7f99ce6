"""Masking: what may be told of a cell that could not be read, which is its shape and never what it says.

Belongs here: the account of unreadable cells, row by row. Does not belong here: what is readable (`notations.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from assets.deliveries.unreadable import known_by_name
from data_contracts.rules import CELLS_BEYOND_HEADER, Column

MASKED_LENGTH = 20
TROUBLE_TYPE = pl.List(pl.String)


def troubles(is_beyond: pl.Series, read: Sequence[tuple[Column, pl.Series, pl.Series]]) -> pl.DataFrame:
    """Of each row the names of its unreadable columns and beside each the cell's mask: two list columns, `unreadable` and `masked`.

    `read` holds columns with their texts and values; a cell is unreadable where it has text and no value. A row with cells beyond the
    header (`is_beyond`) tells CELLS_BEYOND_HEADER last, with no mask.
    """
    cells = [_unreadable(column, texts, values) for column, texts, values in read]
    beyond = is_beyond.arg_true().cast(pl.Int64)
    cells.append(_told(beyond, CELLS_BEYOND_HEADER, pl.repeat("", len(beyond), dtype=pl.String, eager=True)))
    told = pl.concat(cells).group_by("row", maintain_order=True).agg("unreadable", "masked")
    rows = pl.int_range(len(is_beyond), dtype=pl.Int64, eager=True).alias("row").to_frame()
    nothing = pl.lit([], TROUBLE_TYPE)
    return rows.join(told, on="row", how="left", maintain_order="left").select(pl.col("unreadable", "masked").fill_null(nothing))


def _unreadable(column: Column, texts: pl.Series, values: pl.Series) -> pl.DataFrame:
    places = (texts.is_not_null() & values.is_null()).arg_true()
    return _told(places.cast(pl.Int64), column.landed_name, masked(texts.gather(places), is_secret=column.notation == "cpr"))


def _told(rows: pl.Series, name: str, masks: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"row": rows, "unreadable": pl.repeat(name, len(rows), dtype=pl.String, eager=True), "masked": masks})


def masked(texts: pl.Series, *, is_secret: bool) -> pl.Series:
    """Capitals as A, other letters as a, digits as 9, the rest as it stands, at most twenty characters; a secret shows only stars.

    What a spreadsheet shows of its own accord, which is no one's secret, stands as it is.
    """
    told = known_by_name(texts)
    if is_secret:
        shape = texts.str.replace_all(r"(?s).", "*")
    else:
        shape = texts.str.replace_all(r"\p{Lu}", "A").str.replace_all(r"[\p{L}--\p{Lu}]", "a").str.replace_all(r"\p{N}", "9")
    return told.zip_with(told.is_not_null(), shape.str.slice(0, MASKED_LENGTH))
