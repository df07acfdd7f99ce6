"""Columns written at random in one notation read as what was written; a stray cell of another notation refuses the file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assets.deliveries.columns import ReadColumn, read_columns
from assets.deliveries.days import FAR_YEARS, NEVER, Limits
from assets.deliveries.nothing import WORDS
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import load_contract

DELIVERED = date(2024, 5, 15)
SIGNS = st.sampled_from([",", "."])
DAYS = st.dates(date(2004, 6, 1), DELIVERED)
MONTHS_BY_NAME = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]
ENGLISH = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def column(kind: str, name: str, cells: list[Any]) -> ReadColumn:
    return read_columns({name: pl.Series(cells, dtype=pl.String)}, load_contract(kind), Limits.of(DELIVERED))[name]


def reason(kind: str, name: str, cells: list[Any]) -> str:
    with pytest.raises(FileRejected) as caught:
        column(kind, name, cells)
    assert set("0123456789") & set("".join(str(told) for told in caught.value.parameters.values())) <= {"9"}
    return caught.value.reason


def number(thousandths: int, decimals: int, sign: str, parting: str) -> str:
    digits = f"{abs(thousandths) / 1000:.{decimals}f}" if decimals else str(abs(thousandths) // 1000)
    whole, _, rest = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", {"other": "." if sign == "," else ",", "space": " ", "none": ""}[parting])
    return ("-" if thousandths < 0 else "") + grouped + (sign + rest if rest else "")


AMOUNTS = st.lists(st.tuples(st.integers(-9_999_999, 9_999_999), st.integers(0, 3)), min_size=1, max_size=15)


@given(amounts=AMOUNTS, sign=SIGNS, parting=st.sampled_from(["none", "other", "space"]), kroner=st.booleans(), place=st.integers(0, 20))
def test_numbers_in_one_notation_read_as_what_was_written_once_a_cell_proves_it(
    amounts: list[tuple[int, int]], sign: str, parting: str, kroner: bool, place: int
) -> None:
    cells = [number(value, decimals, sign, parting) for value, decimals in amounts]
    cells.insert(place % (len(cells) + 1), f"12{sign}5")
    read = column("paid_hours", "gross_pay_dkk" if kroner else "hours", cells).values.to_list()
    other = "." if sign == "," else ","
    expected = [Decimal(cell.replace(" ", "").replace(other, "").replace(sign, ".")) for cell in cells]
    assert read == [value.quantize(Decimal("0.01"), ROUND_HALF_UP) for value in expected]


@given(amounts=AMOUNTS, sign=SIGNS, place=st.integers(0, 20))
def test_one_number_in_the_other_notation_refuses_the_file(amounts: list[tuple[int, int]], sign: str, place: int) -> None:
    cells = [f"1234{sign}567", *(number(value, decimals, sign, "none") for value, decimals in amounts)]
    cells.insert(place % (len(cells) + 1), f"12{'.' if sign == ',' else ','}5")
    assert reason("paid_hours", "gross_pay_dkk", cells) == "decimals_contradict"


@given(minutes=st.lists(st.integers(-600 * 60, 600 * 60), min_size=1, max_size=10))
def test_hours_and_minutes_are_hours(minutes: list[int]) -> None:
    cells = [f"{'-' if one < 0 else ''}{abs(one) // 60}:{abs(one) % 60:02}" for one in minutes]
    expected = [(Decimal(one) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP) for one in minutes]
    assert column("paid_hours", "hours", cells).values.to_list() == expected


def written(day: date, form: int) -> str:
    forms = (
        f"{day:%d-%m-%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%y}",
        f"{day:%Y%m%d}",
        f"{day:%d%m%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}{ENGLISH[day.month - 1]}{day.year}",
        f"{day.day}. {MONTHS_BY_NAME[day.month - 1]} {day.year}",
        str((day - date(1899, 12, 30)).days),
        f"{day:%Y-%m-%d} 00:00:00",
    )
    return forms[form % len(forms)]


@given(days=st.lists(st.tuples(DAYS, st.integers(0, 9)), min_size=1, max_size=15))
def test_dates_with_the_day_first_read_in_every_form_whatever_stands_beside_them(days: list[tuple[date, int]]) -> None:
    cells = ["31-12-2021", *(written(day, form) for day, form in days)]
    assert column("placements", "started_on", cells).values.to_list() == [date(2021, 12, 31), *(day for day, _ in days)]


@given(days=st.lists(DAYS, min_size=1, max_size=15), parting=st.sampled_from("-/."), short=st.booleans())
def test_dates_with_the_month_first_are_never_half_and_half(days: list[date], parting: str, short: bool) -> None:
    form = f"%m{parting}%d{parting}%{'y' if short else 'Y'}"
    cells = [day.strftime(form) for day in days]
    if all(day.day <= 12 for day in days):
        cells.append(date(2022, 3, 31).strftime(form))
    assert reason("placements", "started_on", cells) in ("month_first", "days_contradict")
    assert reason("placements", "started_on", [*cells, f"31{parting}12{parting}2022"]) == "days_contradict"


@given(months=st.lists(st.tuples(st.integers(2010, 2023), st.integers(1, 12)), min_size=1, max_size=15), sign=SIGNS)
def test_months_as_numbers_get_back_the_zero_that_a_spreadsheet_ate(months: list[tuple[int, int]], sign: str) -> None:
    cells = [f"{year}{sign}{month:02}".rstrip("0") for year, month in [*months, (2022, 3)]]
    read = column("paid_hours", "month", cells).values.to_list()
    assert read == [date(year, month, 1) for year, month in [*months, (2022, 3)]]


@given(months=st.lists(st.tuples(st.integers(2005, 2023), st.integers(1, 12), st.integers(0, 5)), min_size=1, max_size=15))
def test_months_read_by_name_and_in_figures(months: list[tuple[int, int, int]]) -> None:
    def text(year: int, month: int, form: int) -> str:
        name = MONTHS_BY_NAME[month - 1]
        forms = (f"{name} {year}", f"{name[:3].upper()}-{year % 100:02}", f"{year} {name}", f"{month:02}{year}", f"{year}M{month:02}")
        return (*forms, f"01-{month:02}-{year}")[form]

    cells = [text(*month) for month in months]
    # Firsts of January, February and so on would be days of January with the month first: one that cannot be binds them.
    read = column("paid_hours", "month", [*cells, "31-12-2021"]).values.to_list()
    assert read == [*(date(year, month, 1) for year, month, _ in months), date(2021, 12, 1)]


CASED = st.sampled_from(sorted(WORDS)).flatmap(lambda word: st.sampled_from([word, word.upper(), word.title(), f" {word} "]))


@given(cells=st.lists(st.one_of(st.just(""), CASED, DAYS.map(lambda day: f"{day:%d-%m-%Y}")), min_size=1, max_size=15))
def test_words_for_nothing_read_as_blank_cells_do_and_are_counted(cells: list[str]) -> None:
    is_word = [cell.strip().lower() in WORDS for cell in cells]
    found = column("placements", "ended_on", cells)
    blank = column("placements", "ended_on", ["" if word else cell for word, cell in zip(is_word, cells, strict=True)])
    assert found.values.equals(blank.values)
    assert found.texts.equals(blank.texts)
    assert found.notes == ({f'nothing_in_words {{"cells": {sum(is_word)}, "column": "Slutdato"}}'} if any(is_word) else set())


FOR_EVER = st.builds(date, st.sampled_from(FAR_YEARS), st.integers(1, 12), st.integers(1, 28))
NO_DAYS = st.one_of(st.sampled_from(NEVER), st.dates(date(1700, 1, 1), date(2004, 4, 30)), FOR_EVER)


@given(far=FOR_EVER, ended=st.lists(DAYS, max_size=5), form=st.sampled_from([0, 1, 3, 4, 5, 9]))
def test_an_end_for_ever_is_an_end_that_has_not_come(far: date, ended: list[date], form: int) -> None:
    cells = [written(far, form), *(written(day, form) for day in ended)]
    found = column("placements", "ended_on", cells)
    assert found.values.to_list() == [None, *ended]
    assert found.texts.to_list()[0] is None


@given(no_day=NO_DAYS, days=st.lists(DAYS, min_size=1, max_size=5), form=st.sampled_from([0, 1, 5, 7, 9]), kind=st.integers(0, 1))
def test_a_day_that_stands_for_never_widens_no_span(no_day: date, days: list[date], form: int, kind: int) -> None:
    name, header = [("referrals", "referred_on"), ("placements", "started_on")][kind]
    found = column(name, header, [written(no_day, form), *(written(day, form) for day in days)])
    assert found.values.to_list() == [None, *days]
    assert found.texts.to_list()[0] is not None


@given(day=st.dates(DELIVERED - timedelta(days=365 * 19), DELIVERED), others=st.lists(DAYS, max_size=5))
def test_two_figures_of_a_year_are_the_century_that_the_delivery_allows(day: date, others: list[date]) -> None:
    cells = [f"{one:%d-%m-%y}" for one in (date(2022, 12, 31), date(2022, 1, 1), day, *others)]
    assume(all(one.day > 3 or one.year > 2004 for one in (day, *others)))
    read = column("placements", "started_on", cells).values.to_list()
    assert read[2:] == [day, *others]
