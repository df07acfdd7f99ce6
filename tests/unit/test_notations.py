"""Persons, companies, whole numbers and codes read as what they mean; what means nothing is unreadable, never a guess."""

from __future__ import annotations

import polars as pl
import pytest

from assets.deliveries import notations
from assets.deliveries.masking import masked


def read(expression: pl.Expr, text: str) -> object:
    return pl.DataFrame({"cell": [text]}).with_columns(notations.stripped(pl.col("cell"))).select(expression).item()


CELL = pl.col("cell")


@pytest.mark.parametrize(
    ("text", "truth"), [("ja", True), ("J", True), ("1", True), ("TRUE", True), ("nej", False), ("N", False), ("0", False)]
)
def test_yes_and_no_read_in_every_word(text: str, truth: bool) -> None:
    assert read(notations.boolean(CELL), text) is truth


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("12.0", 12), ("12,00", 12), ("1 000", 1000), ("1.000", 1000), ("12.000.000", 12_000_000), ("-3", -3)]
)
def test_a_whole_number_reads_with_or_without_thousands(text: str, number: int) -> None:
    assert read(notations.integer(CELL), text) == number


@pytest.mark.parametrize("text", ["1,000", "12,5", "12 5", "1e3", "tolv", "0.000"])
def test_what_may_be_another_whole_number_is_unreadable(text: str) -> None:
    assert read(notations.integer(CELL), text) is None


@pytest.mark.parametrize(("text", "number"), [("851", 851), ("0851", 851), ("851.0", 851), ("851,0", 851)])
def test_a_code_reads_without_its_leading_zeros(text: str, number: int) -> None:
    assert read(notations.code(CELL), text) == number


@pytest.mark.parametrize("text", ["12345678", '="12345678"', "\u200b12345678", "DK12345678", "dk 12 34 56 78", "12.345.678", "12345678,0"])
def test_a_cvr_number_reads_in_every_notation(text: str) -> None:
    assert read(notations.cvr(CELL), text) == "12345678"


@pytest.mark.parametrize("text", ["1234567", "123456789", "SE12345678", "abcdefgh"])
def test_what_is_no_cvr_number_is_unreadable(text: str) -> None:
    assert read(notations.cvr(CELL), text) is None


@pytest.mark.parametrize("text", ["6404651203", "640465-1203", "640465 1203", "640465–1203", "6404651203,0", "6404651203.0"])
def test_a_cpr_number_reads_in_every_notation(text: str) -> None:
    assert read(notations.cpr_digits(CELL), text) == "6404651203"


def test_a_spreadsheet_that_ate_the_leading_zero_is_forgiven() -> None:
    eaten = "1" + "01901234"
    assert read(notations.cpr_digits(CELL), eaten) == "0" + eaten


@pytest.mark.parametrize("day_and_month", ["3002", "0013", "9202", "0100", "3104", "6000"])
def test_a_cpr_number_whose_date_does_not_exist_is_unreadable(day_and_month: str) -> None:
    assert read(notations.cpr_digits(CELL), day_and_month + "651203") is None


@pytest.mark.parametrize(
    ("year_and_seventh", "year"), [("651", 1965), ("003", 1900), ("364", 2036), ("374", 1937), ("575", 2057), ("585", 1858), ("369", 2036)]
)
def test_the_seventh_digit_tells_the_century(year_and_seventh: str, year: int) -> None:
    assert read(notations.birth_year(CELL), f"6101{year_and_seventh}203") == year


def test_an_odd_last_digit_is_a_man() -> None:
    assert read(notations.sex(CELL), "6404651203") == "mand"
    assert read(notations.sex(CELL), "6404651204") == "kvinde"


def test_a_replacement_number_has_no_check_digit_to_fail() -> None:
    assert read(notations.is_check_digit_ok(CELL), "6404651203") is True
    assert read(notations.is_check_digit_ok(CELL), "0" + "404651203") is False


def test_a_secret_shows_nothing_but_stars() -> None:
    cells = pl.Series(["640465-12x3", "Åse, 3. sal " * 5])
    assert masked(cells, is_secret=True).to_list() == ["*" * 11, "*" * 20]
    assert masked(cells, is_secret=False).to_list() == ["999999-99a9", "Aaa, 9. aaa Aaa, 9. "]
