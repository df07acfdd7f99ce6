"""Months: how a column writes them, and what its cells then mean.

Belongs here: proof of padded or plain months behind a point, months in figures and words. Does not belong here: days (`days.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from assets.deliveries.calendar_words import month_number
from assets.deliveries.days import FIGURES, Limits, Order, day

YEAR_FIRST: Final = r"^(?<y>(?:1[7-9]|2[0-9]|99)[0-9]{2})[-./, ]?[Mm]?(?<m>[0-9]{2})$"
YEAR_FIRST_SHORT: Final = r"^(?<y>[0-9]{4})[-/ Mm](?<m>[0-9])$"
MONTH_FIRST: Final = r"^(?<m>[0-9]{1,2})[-./, ](?<y>[0-9]{4})$"
SOLID_MONTH_FIRST: Final = r"^(?<m>0[1-9]|1[0-2])(?<y>(?:19|20)[0-9]{2})$"
WITH_WORD: Final = r"^(?<m>\p{L}{3,9})[-. /,]*(?<y>[0-9]{4}|[0-9]{2})$"
WORD_BEHIND: Final = r"^(?<y>[0-9]{4})[-. /,]*(?<m>\p{L}{3,9})$"
AS_NUMBER: Final = r"^(?<y>[0-9]{4})[.,](?<m>[0-9])$"
"""A month as a decimal number with one figure behind the sign: `2022.1` is October where a spreadsheet ate the zero of `2022.10`."""
DECADE_EATEN: Final = r"^(?<m>[0-9]{1,2})[.,](?<y>20[0-9])$"
"""`1.202` was 1.2020."""
PADDED, PLAIN, TEN = r"^[0-9]{4}[.,]0[1-9]$", r"^[0-9]{4}[.,][2-9]$", r"^[0-9]{4}[.,]10$"
ONE = r"^[0-9]{4}[.,]1$"


@dataclass(frozen=True)
class Months:
    """Whether a column's months behind a point have two figures (and `.1` lost its zero), or one; None where nothing tells. `one` and
    `other`: two cells that no one notation reads."""

    is_padded: bool | None
    one: str | None = None
    other: str | None = None


def padding_of(texts: pl.Series) -> Months:
    """How a column's distinct texts write months as numbers."""
    padded, plain, ten, first = (_first(texts, pattern) for pattern in (PADDED, PLAIN, TEN, ONE))
    if padded and plain:
        return Months(None, padded, plain)
    if padded and ten and first:
        return Months(None, first, ten)
    if padded or plain or ten:
        return Months(padded is not None)
    return Months(None)


def _first(texts: pl.Series, pattern: str) -> str | None:
    found = texts.filter(texts.str.contains(pattern).fill_null(value=False))
    return str(found[0]) if len(found) else None


def is_month_first(texts: pl.Series, limits: Limits) -> bool:
    """Whether dates that stand for months are month first: `1/1/2022, 2/1/2022` are firsts of months, and not days of January."""
    dates = texts.to_frame("text").filter(pl.col("text").str.contains(FIGURES))
    orders: tuple[Order, ...] = ("day", "month")
    days = dates.select(day(pl.col("text"), order, limits).dt.day().alias(order) for order in orders).drop_nulls()
    return days.height > 1 and bool((days["month"] == 1).all()) and not bool((days["day"] == 1).all())


def month(text: pl.Expr, is_padded: bool | None, order: Order, limits: Limits) -> pl.Expr:
    """The first day of the month that a text names: 2023-04, 04-2023, 202304, 2023M04, april 2023, or any date of that month."""
    plain = text.str.replace(r"^([0-9]{6})[.,]0$", "$1")
    found = []
    for pattern in (YEAR_FIRST, YEAR_FIRST_SHORT, MONTH_FIRST, SOLID_MONTH_FIRST):
        parts = plain.str.extract_groups(pattern).struct
        found.append(_first_of(parts.field("y"), parts.field("m")))
    for pattern in (WITH_WORD, WORD_BEHIND):
        parts = plain.str.extract_groups(pattern).struct
        found.append(_first_of(limits.full_year(parts.field("y")), month_number(parts.field("m"))))
    eaten = plain.str.extract_groups(DECADE_EATEN).struct
    found.append(_first_of(eaten.field("y") + "0", eaten.field("m")))
    if is_padded is not None:
        number = plain.str.extract_groups(AS_NUMBER).struct
        found.append(_first_of(number.field("y"), number.field("m") + "0" if is_padded else number.field("m")))
    return pl.coalesce(*found, day(text, order, limits).dt.truncate("1mo"))


def _first_of(year: pl.Expr, number: pl.Expr) -> pl.Expr:
    return pl.concat_str([year, number.str.zfill(2), pl.lit("01")], separator="-").str.to_date("%Y-%m-%d", strict=False)
