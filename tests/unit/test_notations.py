"""Every notation that a supplier uses reads as what it means; what means nothing is unreadable, never a guess."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from assets.deliveries import notations
from assets.deliveries.masking import masked
from data_contracts.contract import load_contract

COLUMNS = {column.name: column for column in load_contract("paid_hours").columns}


def read(expression: pl.Expr, text: str) -> object:
    return pl.DataFrame({"cell": [text]}).with_columns(notations.stripped(pl.col("cell"))).select(expression).item()


CELL = pl.col("cell")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("160,33", "160.33"),
        ("160.33", "160.33"),
        ("1.234,5", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("-10", "-10.00"),
        ("10-", "-10.00"),
        ("160.33000000000001", "160.33"),
        ("0,005", "0.01"),
        ("-0,005", "-0.01"),
        ("1,005", "1.01"),
        ("5.820", "5.82"),
        (",5", "0.50"),
        ("-0,00", "0.00"),
        ("−5", "-5.00"),
        ("12.345.678", "12345678.00"),
        ("0,994999999999", "0.99"),
        ("1 234.567", "1234.57"),
        ("1,234", "1.23"),
    ],
)
def test_hours_read_to_the_hundredth_halves_away_from_zero(text: str, hours: str) -> None:
    assert read(notations.decimal(CELL, COLUMNS["hours"]), text) == Decimal(hours)


def test_three_digits_behind_a_point_are_kroner_thousands_and_hours_decimals() -> None:
    assert read(notations.decimal(CELL, COLUMNS["gross_pay_dkk"]), "5.820") == Decimal("5820.00")
    assert read(notations.decimal(CELL, COLUMNS["hours"]), "5.820") == Decimal("5.82")
    assert read(notations.decimal(CELL, COLUMNS["gross_pay_dkk"]), "5.82") == Decimal("5.82")
    assert read(notations.decimal(CELL, COLUMNS["gross_pay_dkk"]), "0.820") == Decimal("0.82")
    assert read(notations.decimal(CELL, COLUMNS["gross_pay_dkk"]), "5,820") == Decimal("5.82")


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1,2,3", "12 kr", "--5", "1e5", ".", "12 5", "160 33", "1 2345", "1.23,45", "١٢", "-"])
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert read(notations.decimal(CELL, COLUMNS["hours"]), text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2023-04-05",
        "05-04-2023",
        "5-4-2023",
        "05.04.2023",
        "05/04/2023",
        "45021",
        "45021,0",
        "2023-04-05 00:00:00",
        "2023-04-05T00:00:00",
        "05-04-2023 00.00",
    ],
)
def test_a_date_reads_in_every_notation(text: str) -> None:
    assert read(notations.day(CELL), text) == date(2023, 4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2023",
        "2023-13-01",
        "00-01-2023",
        "05-04-23",
        "i går",
        "4502",
        "123456",
        "1823-04-05",
        "01-01-2100",
        "2023-04-05 10:30",
        "٠٥-٠٤-٢٠٢٣",
    ],
)
def test_an_impossible_date_is_unreadable(text: str) -> None:
    assert read(notations.day(CELL), text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2023-04",
        "04-2023",
        "4-2023",
        "202304",
        "2023M04",
        "2023m04",
        "2023M4",
        "2023-4",
        "04/2023",
        "04.2023",
        "2023-04-17",
        "17-04-2023",
        "45021",
    ],
)
def test_a_month_reads_in_every_notation(text: str) -> None:
    assert read(notations.month(CELL), text) == date(2023, 4, 1)


@pytest.mark.parametrize("text", ["2023-13", "13-2023", "2023", "april", "202313"])
def test_an_impossible_month_is_unreadable(text: str) -> None:
    assert read(notations.month(CELL), text) is None


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
