"""Days: which order a column writes them in, and what its cells then mean.

Belongs here: proof of day first, month first or year first; dates in figures, words and serial numbers; which days can be meant at all.
Does not belong here: months (`months.py`) and what a missing day means (the contract).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Self

import polars as pl

from assets.deliveries.calendar_words import month_number

Order = Literal["day", "month", "year"]
"""What stands first in `04-05-22`."""

EXCEL_DAY_ZERO: Final = pl.date(1899, 12, 30)
"""Excel's serial dates count from here for every day after February 1900."""
OLDEST_SERIAL, NEWEST_SERIAL = 10_000, 73_050
"""18 May 1927 to 31 December 2099: below and above, five digits are no date that a programme knows."""
EXCEL_FOR_EVER: Final = "2958465"
"""31 December 9999."""

YEARS_LOOKED_BACK: Final = 20
"""Years before a delivery of which it still tells, where the settings name no earliest day."""
YEARS_AHEAD: Final = 10
"""Years after a delivery for which somebody may plan; two digits of a year are read as no later one than twice as far."""
NEVER: Final = (date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1))
"""Days on which the calendars of databases, spreadsheets and Unix begin: what stands where a system has no day."""
FAR_YEARS: Final = (2099, 2999, 9999)
"""Years that systems write where something has no end."""
FIRST_DAY, LAST_DAY = date(1901, 1, 1), date(2098, 12, 31)
"""Outside of these there is no day that anybody means."""
LONG_AGO: Final = 2048

FEWEST_YEAR_FIRST: Final = 3
"""Cells that a delivery could tell of only if the year stood first; of fewer an old day may be one."""

TIME_OF_DAY = r"(?:[ T:](?:00[:.]00(?:[:.]00)?|23[:.]59(?:[:.]59)?)(?:\.[0-9]+)?Z?|Z)$"
"""Midnight, or the last moment of a day, or the mark of a time zone alone, behind a date."""
FIGURES = r"^(?<a>[0-9]{1,2})[-./](?<b>[0-9]{1,2})[-./](?<y>[0-9]{4}|[0-9]{2})$"
YEAR_FIRST = r"^(?<y>[0-9]{4})[-./](?<m>[0-9]{1,2})[-./](?<d>[0-9]{1,2})$"
SOLID_YEAR_FIRST = r"^(?<y>(?:19|20|29|99)[0-9]{2})(?<m>0[1-9]|1[0-2])(?<d>[0-3][0-9])(?:[.,]0)?$"
SOLID_DAY_FIRST = r"^(?<d>[0-3][0-9])(?<m>0[1-9]|1[0-2])(?<y>(?:19|20|29|99)[0-9]{2})(?:[.,]0)?$"
"""Eight figures: what stands in the middle is a month in one of the two and a century in the other, so that none is both."""
WITH_WORD = r"^(?<d>[0-9]{1,2})[-. /]*(?<m>\p{L}{3,9})[-. /,]*(?<y>[0-9]{4}|[0-9]{2})$"
WORD_FIRST = r"^(?<m>\p{L}{3,9})[. ]+(?<d>[0-9]{1,2})[., ]+(?<y>[0-9]{4})$"


@dataclass(frozen=True)
class Limits:
    """Which days a file can tell of: from `earliest` on; `delivered_on` gives two digits of a year their century."""

    earliest: date
    delivered_on: date

    @classmethod
    def of(cls, delivered_on: date, earliest: date | None = None) -> Self:
        """Of a delivery. `earliest`: what the settings say; of a file whose day is not known (`date.max`) any day can be told."""
        if delivered_on == date.max:
            return cls(earliest or FIRST_DAY, date(LONG_AGO, 12, 31))
        return cls(earliest or date(delivered_on.year - YEARS_LOOKED_BACK, delivered_on.month, 1), delivered_on)

    def can_be(self, day: pl.Expr) -> pl.Expr:
        """Whether it is a day that a file can tell of: not before the floor, not what a system writes for never or for ever."""
        return (day >= max(self.earliest, FIRST_DAY)) & (day <= LAST_DAY) & ~day.is_in(NEVER)

    def full_year(self, digits: pl.Expr) -> pl.Expr:
        """Four digits of a year; of two, the newest year that a delivery may speak of."""
        latest = self.delivered_on.year + 2 * YEARS_AHEAD
        short = digits.cast(pl.Int32, strict=False)
        year = latest - (latest - short) % 100
        return pl.when(digits.str.len_chars() == 2).then(year.cast(pl.String)).otherwise(digits)


@dataclass(frozen=True)
class Orders:
    """The order that all of a column's cells fit, or None and two cells of which no order fits both."""

    order: Order | None
    one: str | None = None
    other: str | None = None


def order_of(texts: pl.Series, limits: Limits) -> Orders:
    """The order that a column's distinct texts are written in.

    Where every cell fits day first nobody can tell it from another order, and it is the Danish one. Two digits of a year may stand first,
    too; there an order fits where the delivery could tell of that day, and the year is first where several cells fit nothing else.
    """
    cells = texts.alias("text").to_frame().with_columns(_without_time(pl.col("text")).str.extract_groups(FIGURES).alias("found"))
    known = cells.select("text", *(pl.col("found").struct.field(name).alias(name) for name in ("a", "b", "y"))).drop_nulls("y")
    is_short = pl.col("y").str.len_chars() == 2
    day_first, month_first = _figures("a", "b", "y", limits), _figures("b", "a", "y", limits)
    year_first = _figures("y", "b", "a", limits)
    soon = date(limits.delivered_on.year + YEARS_AHEAD, 12, 31)
    fits = {
        name: day.is_not_null() & (~is_short | (limits.can_be(day) & (day <= soon)))
        for name, day in (("day", day_first), ("month", month_first), ("year", year_first))
    }
    fits["year"] = fits["year"] & is_short
    read = known.select("text", *(fit.fill_null(value=False).alias(name) for name, fit in fits.items()))
    read = read.filter(pl.any_horizontal("day", "month", "year"))
    orders: tuple[Order, ...] = ("day", "year", "month")
    fitting = next((order for order in orders if read[order].all()), None)
    alone = read.filter(pl.col("year") & ~pl.col("day") & ~pl.col("month"))
    if fitting is not None and (fitting != "year" or alone.height >= FEWEST_YEAR_FIRST):
        return Orders(fitting)
    one = next(order for order in orders if read[order].any())
    others = read.filter(~pl.col(one))
    return Orders(None, str(read.filter(one)["text"][0]), str((read if others.is_empty() else others)["text"][0]))


def _figures(day: str, month: str, year: str, limits: Limits) -> pl.Expr:
    return _date(limits.full_year(pl.col(year)), pl.col(month), pl.col(day))


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    parts = [year, month.str.zfill(2), day.str.zfill(2)]
    return pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _without_time(text: pl.Expr) -> pl.Expr:
    return text.str.replace(TIME_OF_DAY, "")


def day(text: pl.Expr, order: Order, limits: Limits) -> pl.Expr:
    """The date that a text names, whether anybody can mean it or not: in figures in the column's order, year first in four figures, as
    eight figures, with a month's name, or as Excel's serial number; midnight may follow."""
    plain = _without_time(text)
    groups = plain.str.extract_groups(FIGURES).struct
    places = {"day": ("a", "b", "y"), "month": ("b", "a", "y"), "year": ("y", "b", "a")}[order]
    of_day, of_month, of_year = (groups.field(name) for name in places)
    # Four figures are a year wherever they stand.
    is_long = groups.field("y").str.len_chars() == 4
    long = _date(groups.field("y"), groups.field("b"), groups.field("a")) if order == "year" else None
    figures = _date(limits.full_year(of_year), of_month, of_day)
    found = [figures if long is None else pl.when(is_long).then(long).otherwise(figures)]
    for pattern in (YEAR_FIRST, SOLID_YEAR_FIRST, SOLID_DAY_FIRST):
        parts = plain.str.extract_groups(pattern).struct
        found.append(_date(parts.field("y"), parts.field("m"), parts.field("d")))
    for pattern in (WITH_WORD, WORD_FIRST):
        parts = plain.str.extract_groups(pattern).struct
        found.append(_date(limits.full_year(parts.field("y")), month_number(parts.field("m")), parts.field("d")))
    return pl.coalesce(*found, _from_serial(plain))


def _from_serial(plain: pl.Expr) -> pl.Expr:
    serial = pl.when(plain.str.contains(r"^[0-9]{5}([.,]0+)?$")).then(plain.str.slice(0, 5)).cast(pl.Int32, strict=False)
    is_serial = (serial >= OLDEST_SERIAL) & (serial <= NEWEST_SERIAL)
    for_ever = pl.when(plain == EXCEL_FOR_EVER).then(pl.date(9999, 12, 31))
    return pl.coalesce(pl.when(is_serial).then(EXCEL_DAY_ZERO + pl.duration(days=serial)), for_ever)


def is_for_ever(day: pl.Expr, text: pl.Expr, limits: Limits) -> pl.Expr:
    """Whether a day is what systems write where something has no end. Written with two digits, the last day of '99 is meant so where the
    delivery cannot tell of 1999."""
    last_of_99 = (day == date(1999, 12, 31)) & ~limits.can_be(day) & text.str.contains(r"^31[-./]12[-./]99$|^99[-./]12[-./]31$")
    return day.dt.year().is_in(FAR_YEARS) | last_of_99
