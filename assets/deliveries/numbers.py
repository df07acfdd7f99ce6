"""Numbers: which sign a column parts its decimals with, and what its cells then amount to.

Belongs here: proof of a decimal comma or point, and exact hundredths. Does not belong here: whole numbers and codes (`notations.py`), and
which columns of a file decide together (`columns.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from assets.deliveries.notations import CPR_AS_NUMBER, MINUS_SIGNS
from data_contracts.rules import Column

Sign = Literal[",", "."]
"""What stands before the decimals."""

MOST_PAID_DKK = 100_000
"""Nobody is paid as much in one row: where half a column of persons' kroner would be more, its three digits are decimals."""
GROUP = "[1-9][0-9]{0,2}"
"""How a number begins that has signs between its thousands."""
CLOCK = r"^-?([0-9]{1,5}):([0-5][0-9])(?::([0-5][0-9]))?$"
"""Hours and minutes, as a spreadsheet shows a duration with `[h]:mm`: 37:30 is 37.5 hours."""


def _proof(sign: Sign) -> str:
    """Numbers that can only have that sign before their decimals: thousands parted by the other one or by spaces, two signs for thousands,
    any but three digits behind it, or a whole part that cannot be one to three digits of thousands."""
    here, other = ("," if sign == "," else r"\."), (r"\." if sign == "," else ",")
    thousands = rf"{GROUP}(?:{other}[0-9]{{3}})+{here}[0-9]+|{GROUP}(?:{other}[0-9]{{3}}){{2,}}|{GROUP}(?: [0-9]{{3}})+{here}[0-9]+"
    decimals = rf"[0-9]*{here}(?:[0-9]{{1,2}}|[0-9]{{4,}})|(?:0[0-9]*|[0-9]{{4,}})?{here}[0-9]+"
    return rf"^-?(?:{thousands}|{decimals})$"


PROOF: dict[Sign, str] = {",": _proof(","), ".": _proof(".")}
OPEN: dict[Sign, str] = {",": r"^-?[1-9][0-9]{0,2},[0-9]{3}$", ".": r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$"}
"""Thousands to some and decimals to others: `1.234`."""


@dataclass(frozen=True)
class Evidence:
    """What a column's cells say of their decimals: of each sign a cell that proves it, and one that has it and proves nothing."""

    proof: dict[Sign, str | None]
    open: dict[Sign, str | None]

    def sign(self) -> Sign | None:
        """The sign that the column proves; None where nothing does, or both are proven."""
        proven = [sign for sign, cell in self.proof.items() if cell is not None]
        return proven[0] if len(proven) == 1 else None

    def contradiction(self) -> tuple[str, str] | None:
        """Two cells that no one notation reads; None where there is one."""
        comma, point = self.proof[","], self.proof["."]
        if comma is None and point is None:
            comma, point = self.open[","], self.open["."]
        return (comma, point) if comma is not None and point is not None else None


def evidence(texts: pl.Series) -> Evidence:
    """What a column's distinct texts say of their decimals."""
    plain = texts.alias("text").to_frame().select("text", _plain(pl.col("text")).alias("plain"))
    found = {
        name: plain.filter(pl.col("plain").str.contains(pattern)).head(1)["text"].to_list()
        for name, pattern in (("p,", PROOF[","]), ("p.", PROOF["."]), ("o,", OPEN[","]), ("o.", OPEN["."]))
    }
    first = {name: cells[0] if cells else None for name, cells in found.items()}
    return Evidence({",": first["p,"], ".": first["p."]}, {",": first["o,"], ".": first["o."]})


def usual_sign(texts: pl.Series, found: Evidence, column: Column, *, is_of_persons: bool) -> Sign:
    """The sign of a column that proves none: behind a comma three digits are decimals; behind a point the contract says what they are.

    Kroner have thousands, unless half of the persons' cells would then be more than anybody is paid.
    """
    if found.open["."] is None or found.open[","] is not None:
        return ","
    if column.three_digits_after_point == "decimals":
        return "."
    if not is_of_persons:
        return ","
    typical = decimals(texts, ",", is_hours=False, is_percent=False).cast(pl.Float64).abs().median()
    return "." if isinstance(typical, float) and typical > MOST_PAID_DKK else ","


def decimals(texts: pl.Series, sign: Sign, *, is_hours: bool, is_percent: bool) -> pl.Series:
    """Hundredths exactly, halves away from zero, as DECIMAL(14,2); null where a text is no number with that sign before its decimals.

    Thousands may be parted by the other sign or by spaces, and the minus may stand behind. Hours may be written as hours and minutes. 45 %
    is 45 in a column of percents and 0.45 elsewhere.
    """
    number, point = pl.col("number"), pl.col("point")
    is_number = point.str.contains(r"^-?[0-9]{1,12}(\.[0-9]*)?$|^-?\.[0-9]+$") & ~point.str.contains(CPR_AS_NUMBER)
    places = pl.when(pl.lit(not is_percent) & pl.col("text").str.ends_with("%")).then(0).otherwise(2)
    cents = pl.concat_str([pl.col("whole"), pl.col("fraction").str.pad_end(2, "0").str.slice(0, pl.col("places"))])
    up = pl.when(pl.col("fraction").str.slice(pl.col("places"), 1).str.contains(r"^[5-9]$")).then(1).otherwise(0)
    minus = pl.when(point.str.starts_with("-") & (pl.col("size") > 0)).then(pl.lit("-")).otherwise(pl.lit(""))
    written = pl.concat_str([minus, pl.col("size") // 100, pl.lit("."), (pl.col("size") % 100).cast(pl.String).str.zfill(2)])
    # Step by step: in one expression each step would be taken anew for every later use of it.
    return (
        texts.alias("text")
        .to_frame()
        .select(_plain(pl.col("text")).alias("number"), places.alias("places"))
        .with_columns((_hours_of(number) if is_hours else number).alias("number"))
        .with_columns(_solid(number, sign).alias("number"))
        .with_columns(_without_thousands(number, sign).alias("number"))
        .with_columns(_with_decimal_point(number, sign).alias("point"))
        .with_columns(
            point.str.extract(r"^-?([0-9]*)\.?[0-9]*$", 1).alias("whole"),
            point.str.extract(r"^-?[0-9]*\.([0-9]*)$", 1).fill_null("").alias("fraction"),
        )
        .with_columns((pl.when(is_number).then(cents).cast(pl.Int64, strict=False) + up).alias("size"))
        .select(written.cast(pl.Decimal(14, 2), strict=False).alias("value"))["value"]
    )


def _plain(text: pl.Expr) -> pl.Expr:
    """The number with its minus in front, no plus and no percent sign."""
    number = text.str.replace(r" ?%$", "")
    return number.str.replace(MINUS_SIGNS, "-").str.replace(r"^(.*[0-9]) ?-$", "-$1").str.replace(r"^\+ ?", "").str.replace(r"^- ", "-")


def _hours_of(plain: pl.Expr) -> pl.Expr:
    """Hours and minutes as `hours:ten-thousandths`, which no notation of a column can take for thousands."""
    minutes, seconds = (plain.str.extract(CLOCK, place).cast(pl.Int64, strict=False) for place in (2, 3))
    parts = ((minutes * 60 + seconds.fill_null(0)) * 10_000 + 1800) // 3600  # 37:20 is 37.3333
    sign = pl.when(plain.str.starts_with("-")).then(pl.lit("-")).otherwise(pl.lit(""))
    hours = pl.concat_str([sign, plain.str.extract(CLOCK, 1), pl.lit(":"), parts.cast(pl.String).str.zfill(4)])
    return pl.coalesce(hours, plain)


def _solid(number: pl.Expr, sign: Sign) -> pl.Expr:
    """Without spaces between thousands. Groups have three digits and the first begins with none of zero: `12 5` is no number."""
    here = "," if sign == "," else r"\."
    is_parted = number.str.contains(rf"^-?{GROUP}( [0-9]{{3}})+({here}[0-9]+)?$")
    return pl.when(is_parted).then(number.str.replace_all(" ", "", literal=True)).otherwise(number)


def _without_thousands(number: pl.Expr, sign: Sign) -> pl.Expr:
    here, there, other = (",", r"\.", ".") if sign == "," else (r"\.", ",", ",")
    is_grouped = number.str.contains(rf"^-?{GROUP}({there}[0-9]{{3}})+({here}[0-9]*)?$")
    return pl.when(is_grouped).then(number.str.replace_all(other, "", literal=True)).otherwise(number)


def _with_decimal_point(number: pl.Expr, sign: Sign) -> pl.Expr:
    here = "," if sign == "," else r"\."
    is_plain = number.str.contains(rf"^-?[0-9]*({here}[0-9]*|:[0-9]{{4}})?$")
    return pl.when(is_plain).then(number.str.replace(r"[,:]", "."))
