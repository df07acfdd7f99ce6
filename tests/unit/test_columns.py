"""All cells of a column decide together how it is written: what one proves binds the others, and what contradicts itself is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from assets.deliveries.columns import ReadColumn, read_columns
from assets.deliveries.days import Limits
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import load_contract

DELIVERED = date(2024, 5, 15)
KINDS = {
    "hours": "paid_hours",
    "gross_pay_dkk": "paid_hours",
    "month": "paid_hours",
    "pay_type": "paid_hours",
    "imputed": "paid_hours",
    "started_on": "placements",
    "ended_on": "placements",
    "weekly_hours": "placements",
    "referred_on": "referrals",
    "target_group": "referrals",
    "status_from_on": "person_status",
    "refund_dkk": "benefit_weeks",
    "amount_dkk": "benefit_weeks",
    "refund_rate_percent": "benefit_weeks",
}


def columns(earliest: date | None = None, **cells: list[str | None]) -> dict[str, ReadColumn]:
    kind = KINDS[next(iter(cells))]
    series = {name: pl.Series(texts, dtype=pl.String) for name, texts in cells.items()}
    return read_columns(series, load_contract(kind), Limits.of(DELIVERED, earliest))


def values(name: str, *cells: str | None) -> list[Any]:
    return columns(**{name: list(cells)})[name].values.to_list()


def refused(**cells: list[str | None]) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(FileRejected) as caught:
        columns(**cells)
    return caught.value.reason, dict(caught.value.parameters)


def one(name: str, text: str) -> Any:
    return values(name, text)[0]


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
        ("37:30", "37.50"),
        ("160:20", "160.33"),
        ("-0:45", "-0.75"),
        ("7:30:36", "7.51"),
    ],
)
def test_hours_read_to_the_hundredth_halves_away_from_zero(text: str, hours: str) -> None:
    assert one("hours", text) == Decimal(hours)


@pytest.mark.parametrize(
    "text", ["abc", "1.2.3", "1,2,3", "12 kr", "--5", "1e5", "12 5", "160 33", "1 2345", "1.23,45", "١٢", "37:60", "1:2"]
)
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert one("hours", text) is None


def test_kroner_are_no_hours_and_minutes() -> None:
    assert one("gross_pay_dkk", "37:30") is None


@pytest.mark.parametrize(
    ("proof", "cell", "amount"),
    [
        ("2755.384", "551.077", "551.08"),
        ("20.00", "551.077", "551.08"),
        ("0.500", "551.077", "551.08"),
        ("1,234.5", "551.077", "551.08"),
        ("2755,384", "551.077", "551077.00"),
        ("20,00", "551.077", "551077.00"),
        ("1.234.567", "551.077", "551077.00"),
        ("20,00", "551,077", "551.08"),
        ("20.00", "551,077", "551077.00"),
    ],
)
def test_one_cell_that_proves_its_decimals_binds_the_column(proof: str, cell: str, amount: str) -> None:
    assert values("refund_dkk", proof, cell)[1] == values("refund_dkk", cell, proof)[0] == Decimal(amount)


def test_a_column_without_proof_is_read_as_the_others_of_its_file_prove() -> None:
    read = columns(refund_dkk=["551.077"], amount_dkk=["2755.38"], refund_rate_percent=["20"])
    assert read["refund_dkk"].values.to_list() == [Decimal("551.08")]


@pytest.mark.parametrize(
    ("name", "cells", "amount"),
    [
        ("gross_pay_dkk", ["5.820", "6.100"], "5820"),
        ("gross_pay_dkk", ["551.077", "482.661"], "551.08"),
        ("gross_pay_dkk", ["5,820", "6,100"], "5.82"),
        ("hours", ["160.330", "37.000"], "160.33"),
    ],
)
def test_where_nothing_is_proven_kroner_have_thousands_as_far_as_anybody_is_paid_so_much(
    name: str, cells: list[str | None], amount: str
) -> None:
    assert values(name, *cells)[0] == Decimal(amount)


@pytest.mark.parametrize("cells", [["2755.384", "100,5"], ["1.234,5", "1,234.5"], ["1.234", "1,234"], ["12,5", "0.375"]])
def test_decimals_that_contradict_each_other_refuse_the_file_and_show_shapes_alone(cells: list[str | None]) -> None:
    reason, told = refused(hours=[*cells, "37"])
    assert (reason, told["column"]) == ("decimals_contradict", "Løntimer")
    assert {str(told["one"]), str(told["other"])} == {str(cell).translate(str.maketrans("0123456789", "9" * 10)) for cell in cells}


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
        "2023-04-05 23:59:59.997",
        "20230405",
        "05042023",
        "05-04-23",
        "05APR2023",
        "05APR2023:00:00:00",
        "5. april 2023",
        "5-apr-23",
        "April 5, 2023",
    ],
)
def test_a_date_reads_in_every_notation(text: str) -> None:
    assert one("started_on", text) == date(2023, 4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2023",
        "2023-13-01",
        "00-01-2023",
        "05-xxx-2023",
        "i går",
        "4502",
        "123456",
        "20231301",
        "1823-04-05",
        "01-01-2100",
        "2023-04-05 10:30",
        "٠٥-٠٤-٢٠٢٣",
    ],
)
def test_an_impossible_date_is_unreadable(text: str) -> None:
    assert one("started_on", text) is None


def test_a_column_whose_days_could_be_months_keeps_the_danish_order() -> None:
    assert values("started_on", "05-04-2023", "06-04-2023", "05-04-22") == [date(2023, 4, 5), date(2023, 4, 6), date(2022, 4, 5)]


def test_two_figures_of_a_year_stand_first_where_only_so_the_delivery_can_tell_of_the_days() -> None:
    read = values("started_on", "22-03-14", "22-04-01", "22-04-02", "22-05-03")
    assert read == [date(2022, 3, 14), date(2022, 4, 1), date(2022, 4, 2), date(2022, 5, 3)]
    assert refused(started_on=["14-03-22", "14-03-04"])[0] == "days_contradict"


@pytest.mark.parametrize(("text", "day"), [("14-03-22", date(2022, 3, 14)), ("31-03-99", None), ("14-05-04", date(2004, 5, 14))])
def test_two_figures_of_a_year_have_the_century_that_the_delivery_allows(text: str, day: date | None) -> None:
    assert one("started_on", text) == day


@pytest.mark.parametrize("cells", [["03/14/2022", "04/01/2022"], ["03/14/22", "12/01/21"], ["01/31/2022", "20220314"]])
def test_a_column_that_proves_month_first_refuses_the_file(cells: list[str | None]) -> None:
    assert refused(started_on=cells) == ("month_first", {"column": "Startdato"})


@pytest.mark.parametrize("cells", [["03/14/2022", "14/03/2022"], ["31-12-21", "12-31-21"], ["14-03-2022", "03-14-22"]])
def test_dates_in_two_orders_refuse_the_file(cells: list[str | None]) -> None:
    reason, told = refused(started_on=cells)
    assert (reason, told["column"]) == ("days_contradict", "Startdato")
    assert set("".join(str(told[place]) for place in ("one", "other"))) <= set("9-/")


@pytest.mark.parametrize(
    "text",
    [
        "2023-04",
        "04-2023",
        "4-2023",
        "202304",
        "042023",
        "2023M04",
        "2023m04",
        "2023M4",
        "2023-4",
        "04/2023",
        "04.2023",
        "2023.04",
        "2023,04",
        "2023-04-17",
        "17-04-2023",
        "45021",
        "april 2023",
        "Apr. 2023",
        "apr-23",
        "2023 april",
        "20230401",
    ],
)
def test_a_month_reads_in_every_notation(text: str) -> None:
    assert one("month", text) == date(2023, 4, 1)


@pytest.mark.parametrize("text", ["2023-13", "13-2023", "2023", "april", "202313", "2023.1", "apil 2023"])
def test_an_impossible_month_is_unreadable(text: str) -> None:
    assert one("month", text) is None


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["2022.1", "2022.01"], 10),
        (["2022,1", "2022,03"], 10),
        (["2022.1", "2022.2"], 1),
        (["2022.1", "2022.10"], 1),
        (["1.202", "2.2020"], 1),
    ],
)
def test_a_zero_that_a_spreadsheet_ate_is_put_back_where_the_column_proves_it(cells: list[str], first: int) -> None:
    assert values("month", *cells)[0].month == first


@pytest.mark.parametrize("cells", [["2022.2", "2022.01"], ["2022.1", "2022.01", "2022.10"]])
def test_months_behind_a_point_in_two_ways_refuse_the_file(cells: list[str | None]) -> None:
    assert refused(month=cells)[0] == "months_contradict"


def test_firsts_of_months_written_month_first_are_no_days_of_january() -> None:
    assert refused(month=["1/1/2022", "2/1/2022", "3/1/2022"])[0] == "month_first"
    assert values("month", "01-01-2022", "01-02-2022") == [date(2022, 1, 1), date(2022, 2, 1)]


@pytest.mark.parametrize("word", ["NULL", "(null)", "NA", "n/a", "NaN", "None", "-", ".", "..", " – "])
def test_a_word_for_nothing_is_blank_where_a_cell_may_be_and_is_counted(word: str) -> None:
    read = columns(ended_on=[word, "05-04-2023", word, ""])["ended_on"]
    assert read.texts.to_list() == [None, "05-04-2023", None, None]
    assert read.notes == {'nothing_in_words {"cells": 2, "column": "Slutdato"}'}


def test_where_a_cell_must_be_filled_a_word_for_nothing_is_told_of_the_column() -> None:
    read = columns(target_group=["NULL", "dagpenge"])["target_group"]
    assert read.texts.to_list() == [None, "dagpenge"]
    assert read.notes == {'nothing_where_needed {"cells": 1, "column": "Målgruppe"}'}
    assert refused(target_group=["NULL"] * 10) == ("column_says_nothing", {"column": "Målgruppe"})


@pytest.mark.parametrize("word", ["#N/A", "#REF!", "Nanna", "Nullermand"])
def test_an_error_or_a_longer_word_is_not_blank(word: str) -> None:
    assert columns(pay_type=[word])["pay_type"].texts.to_list() == [word]


def test_in_benefit_weeks_a_word_for_nothing_is_unreadable() -> None:
    read = columns(refund_dkk=["NULL", ""])["refund_dkk"]
    assert (read.texts.to_list(), read.values.to_list(), read.notes) == (["NULL", None], [None, None], frozenset())


FAR = ["31-12-9999", "9999-12-31", "31-12-2099", "01-01-2999", "2999-12-31 00:00:00", "99991231", "2958465", "73050", "31-12-99"]


@pytest.mark.parametrize("text", FAR)
def test_an_end_for_ever_is_still_running_and_no_other_day_is_for_ever(text: str) -> None:
    read = columns(ended_on=[text])["ended_on"]
    assert (read.texts.to_list(), read.values.to_list()) == ([None], [None])
    assert read.notes == {'still_running {"cells": 1, "column": "Slutdato"}'}
    start = columns(started_on=[text])["started_on"]
    assert (start.texts.to_list(), start.values.to_list()) == ([text], [None])


@pytest.mark.parametrize("text", ["01-01-1900", "1753-01-01", "1899-12-30", "01-01-1970", "01-01-1970 00:00:00", "31-12-2003", "01-01-70"])
def test_a_day_that_stands_for_never_or_before_the_floor_is_no_day(text: str) -> None:
    read = columns(referred_on=[text, "05-04-2023"])["referred_on"]
    assert (read.texts.to_list(), read.values.to_list()) == ([text, "05-04-2023"], [None, date(2023, 4, 5)])
    assert read.notes == {'no_days {"cells": 1, "column": "Henvist dato"}'}


def test_the_floor_is_what_the_settings_say_and_a_residence_may_be_older() -> None:
    assert columns(date(2000, 1, 1), referred_on=["31-12-2003"])["referred_on"].values.to_list() == [date(2003, 12, 31)]
    assert columns(date(2023, 1, 15), month=["2022-12", "2023-01"])["month"].values.to_list() == [None, date(2023, 1, 1)]
    assert values("status_from_on", "05-04-1961", "01-01-1970") == [date(1961, 4, 5), None]


@pytest.mark.parametrize(
    ("name", "cell"), [("started_on", "uge 14"), ("weekly_hours", "fuld tid"), ("imputed", "måske"), ("month", "4. kvt")]
)
def test_a_column_of_which_nothing_can_be_read_is_told_in_one_sentence(name: str, cell: str) -> None:
    reason, told = refused(**{name: [cell] * 10})
    assert (reason, set(told)) == ("column_unreadable", {"column", "shape"})
    assert columns(**{name: [cell] * 9})[name].values.null_count() == 9
    assert not set("0123456789") & set(str(told["shape"]).replace("9", ""))


@pytest.mark.parametrize(("text", "number"), [("45 %", "0.45"), ("45,5%", "0.46"), ("-45 %", "-0.45"), ("45.5 %", "0.46"), ("%", None)])
def test_a_percent_sign_makes_a_hundredth_but_in_a_column_of_percents(text: str, number: str | None) -> None:
    assert one("hours", text) == (None if number is None else Decimal(number))
    written = text.replace("%", "").strip().replace(",", ".")
    assert one("refund_rate_percent", text) == (Decimal(written) if written else None)


@pytest.mark.parametrize("name", ["hours", "ended_on", "pay_type", "imputed"])
def test_an_error_proves_no_notation_and_is_neither_blank_nor_a_word_for_nothing(name: str) -> None:
    read = columns(**{name: ["#N/A", None]})[name]
    assert (read.texts.to_list(), read.values.to_list()) == (["#N/A", None], [None, None])
