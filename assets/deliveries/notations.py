"""Notations: how a cell's text becomes a person, a CVR number, a whole number, a code, yes or no.

Belongs here: one expression per notation in which each cell speaks for itself. Does not belong here: decimals (`numbers.py`), dates
(`days.py`, `months.py`), which the column decides (`columns.py`), and files, headers, rules.
Every expression gives null where the text cannot be read; blank text is null as well, and the caller tells the two apart.
"""

from __future__ import annotations

from datetime import date

import polars as pl

TEXT = pl.String
CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
"""Modulus 11 of CPR numbers; not every number given out since October 2007 passes it (cpr.dk)."""
TRUE_WORDS = ("ja", "j", "1", "1.0", "1,0", "true", "sand", "yes", "y")
FALSE_WORDS = ("nej", "n", "0", "0.0", "0,0", "false", "falsk", "no")
INVISIBLE = "[\\x00-\\x08\\x0e-\\x1b\\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
"""Characters that show nothing and survive copying from web pages; no one can see why a cell with them would not be read. Among them those
that turn the direction of what stands behind them, and those that speak to a terminal."""
MINUS_SIGNS = "[\u2212\u2013\u2010\u2011]"
FORMULA_TEXT = r'^="([^"]*)"$'
"""How programs keep a spreadsheet from eating a leading zero."""
CPR_DAY, CPR_MONTH = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])", "(?:0[1-9]|1[0-2])"
"""Day (+ 60 for a replacement number) and month that a CPR number begins with."""
CPR_IN_TEXT = rf"(^|[^0-9])(?:{CPR_DAY}|[1-9]){CPR_MONTH}[0-9]{{2}}[- ]?[0-9]{{4}}([^0-9]|$)"
"""A CPR number, whose leading zero may be lost, with anything but a digit beside it."""
CPR_AS_NUMBER = rf"^-?{CPR_DAY}{CPR_MONTH}[0-9]{{6}}(?:[.,][0-9]*)?$"
"""Ten digits where an amount or a number belongs: billions that nobody here pays, and more likely a person in the wrong column."""
CPR_COVERED = "${1}**********${2}"


def stripped(cells: pl.Expr) -> pl.Expr:
    """Text without white space around it and with single spaces inside; blank becomes null."""
    text = cells.str.replace_all(INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars(" ").str.replace(FORMULA_TEXT, "$1")
    return pl.when(text != "").then(text)


def without_cpr(text: pl.Expr) -> pl.Expr:
    """Free text in which every CPR number is covered: people write them into remarks."""
    # Twice: of two numbers side by side, the first takes what parts them with it.
    return text.str.replace_all(CPR_IN_TEXT, CPR_COVERED).str.replace_all(CPR_IN_TEXT, CPR_COVERED)


def cpr_digits(text: pl.Expr) -> pl.Expr:
    """Ten digits of a CPR number whose date part exists, with or without 60 added to the day; a lost leading zero is put back."""
    plain = text.str.replace_all(MINUS_SIGNS, "-").str.replace_all(r"[ \-]", "").str.replace(r"[.,]0$", "")
    digits = pl.when(plain.str.contains(r"^[0-9]{9,10}$")).then(plain.str.zfill(10))
    return pl.when(_birth_date(digits).is_not_null()).then(digits)


def birth_year(digits: pl.Expr) -> pl.Expr:
    """Year of birth: the seventh digit and the two digits of the year give the century (cpr.dk)."""
    year, seventh = digits.str.slice(4, 2).cast(pl.Int16), digits.str.slice(6, 1).cast(pl.Int16)
    century = (
        pl.when(seventh <= 3)
        .then(1900)
        .when(seventh.is_in([4, 9]))
        .then(pl.when(year <= 36).then(2000).otherwise(1900))
        .otherwise(pl.when(year <= 57).then(2000).otherwise(1800))
    )
    return (century + year).cast(pl.Int16)


def _birth_date(digits: pl.Expr) -> pl.Expr:
    day = digits.str.slice(0, 2).cast(pl.Int16)
    month, year = digits.str.slice(2, 2).cast(pl.Int16), birth_year(digits)
    real_day = pl.when(day > 60).then(day - 60).otherwise(day)
    last = pl.when(month.is_in([4, 6, 9, 11])).then(30).when(month != 2).then(31).otherwise(pl.when(_is_leap(year)).then(29).otherwise(28))
    return pl.when((real_day >= 1) & (real_day <= last) & (month >= 1) & (month <= 12)).then(digits)


def born_by(digits: pl.Expr, day: date) -> pl.Expr:
    """Digits of a CPR number whose date of birth is a day or earlier; a number of somebody not yet born is a mistake and no number."""
    of_month = digits.str.slice(0, 2).cast(pl.Int16)
    real_day = pl.when(of_month > 60).then(of_month - 60).otherwise(of_month)
    born_on = pl.date(birth_year(digits), digits.str.slice(2, 2).cast(pl.Int16), real_day)
    return pl.when(born_on <= day).then(digits)


def _is_leap(year: pl.Expr) -> pl.Expr:
    return ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)


def sex(digits: pl.Expr) -> pl.Expr:
    """`mand` for an odd last digit, else `kvinde`."""
    is_odd = digits.str.slice(9, 1).cast(pl.Int16) % 2 == 1
    return pl.when(digits.is_not_null()).then(pl.when(is_odd).then(pl.lit("mand")).otherwise(pl.lit("kvinde")))


def is_check_digit_ok(digits: pl.Expr) -> pl.Expr:
    """Whether modulus 11 holds; a replacement number (day + 60) has no check digit and always holds."""
    total = pl.sum_horizontal([digits.str.slice(place, 1).cast(pl.Int16) * weight for place, weight in enumerate(CPR_WEIGHTS)])
    is_replacement = digits.str.slice(0, 2).cast(pl.Int16) > 60
    return pl.when(digits.is_not_null()).then(is_replacement | (total % 11 == 0))


def cvr(text: pl.Expr) -> pl.Expr:
    """Eight digits of a CVR number, written with or without DK, spaces or dots."""
    plain = text.str.replace(r"[.,]0$", "").str.to_uppercase().str.replace_all(r"[ .\-]", "").str.replace(r"^DK", "")
    return pl.when(plain.str.contains(r"^[0-9]{8}$")).then(plain)


def integer(text: pl.Expr) -> pl.Expr:
    """A whole number; spaces or points may part thousands, and a spreadsheet may have put `.0` behind it.

    A comma with three digits behind it is thousands to some and decimals to others: unreadable.
    """
    grouped = text.str.contains(r"^-?[1-9][0-9]{0,2}( [0-9]{3})+$|^-?[1-9][0-9]{0,2}(\.[0-9]{3})+$")
    plain = pl.when(grouped).then(text.str.replace_all(r"[ .]", "")).otherwise(text.str.replace(r"[.,]0{1,2}$", ""))
    is_number = plain.str.contains(r"^-?[0-9]{1,15}$") & ~plain.str.contains(CPR_AS_NUMBER)
    return pl.when(is_number).then(plain).cast(pl.Int64, strict=False)


def code(text: pl.Expr) -> pl.Expr:
    """A code made of digits; leading zeros do not count."""
    plain = text.str.replace(r"[.,]0$", "")
    return pl.when(plain.str.contains(r"^[0-9]{1,9}$")).then(plain).cast(pl.Int32, strict=False)


def boolean(text: pl.Expr) -> pl.Expr:
    """Yes or no in any of the words that spreadsheets and systems use."""
    word = text.str.to_lowercase()
    return pl.when(word.is_in(TRUE_WORDS)).then(True).when(word.is_in(FALSE_WORDS)).then(False)
