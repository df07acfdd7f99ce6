"""A number reads the same in words and in a spreadsheet: decimals, scale, unit and the way it is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from reports.blocks import Amount
from reports.language import LANGUAGES, load_language
from reports.notation import notation
from reports.render.workbook import held
from tests.acceptance.printed import formatted, plain

NUMBERS = (
    ("share", "0.43285", False),
    ("share", "0.158562", True),
    ("share", "-0.0625", True),
    ("dkk", "12345.5", False),
    ("dkk", "-1249999.5", False),
    ("dkk", "1250000", False),
    ("persons", "1", False),
    ("persons", "1158", False),
    ("fte", "0.0457", False),
    ("fte", "128.75", False),
    ("fte", "3999.6", False),
    ("weeks", "-0.04", False),
    ("ratio", "4.96", False),
    ("standard_deviations", "0.095", False),
)


def danish(unit: str, number: str, *, is_difference: bool = False) -> str:
    return plain(notation(load_language("da"), unit, Decimal(number), is_difference=is_difference).words(Decimal(number)))


def test_numbers_have_their_units_and_as_many_digits_as_the_unit_bears() -> None:
    assert danish("share", "0.43285") == "43,3 procent"
    assert danish("share", "0.158562", is_difference=True) == "15,9 procentpoint"
    assert danish("dkk", "12345") == "12.345 kr."
    assert danish("dkk", "-1249999.5") == "−1,2 mio. kr."
    assert danish("persons", "1") == "1 person"
    assert danish("fte", "0.0457") == "0,0457 fuldtidsstillinger (omregnet)"
    assert danish("fte", "4000") == "4.000 fuldtidsstillinger (omregnet)"
    assert danish("standard_deviations", "0.095") == "0,10 standardafvigelser"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("is_bare", [False, True])
@pytest.mark.parametrize(("unit", "number", "is_difference"), NUMBERS)
def test_a_spreadsheet_shows_the_words_of_the_page(unit: str, number: str, is_difference: bool, is_bare: bool, code: str) -> None:
    language = load_language(code)
    written: Amount = notation(language, unit, Decimal(number), is_difference=is_difference).amount(Decimal(number), is_bare=is_bare)
    words, percent = plain(written.words), plain(language.text("unit.percent"))
    assert formatted(float(written.number), written.number_format, language) == (
        f"{words[: -len(percent)]}%" if words.endswith(percent) else words
    )


def test_numbers_that_stand_together_are_told_in_one_unit() -> None:
    written = notation(load_language("da"), "dkk", Decimal(-10_810_406), Decimal(-700_000))
    assert written.bare(Decimal(-10_810_406)) == "−10,8"
    assert plain(written.words(Decimal(-700_000))) == "−0,7 mio. kr."


def test_a_number_halfway_is_held_so_that_every_program_rounds_it_up() -> None:
    assert Decimal(float("0.6375")) < Decimal("0.6375")
    assert Decimal(held(Decimal("0.6375"), '0.0" "%')) > Decimal("0.6375")
    assert Decimal(held(Decimal("-0.6375"), '0.0" "%')) < Decimal("-0.6375")
    assert held(Decimal("0.6374"), '0.0" "%') == 0.6374
    assert held(Decimal("63.75"), "#,##0.0") == 63.75
    assert held(Decimal("0.06"), '0.0" "%') == 0.06


def test_a_range_has_its_unit_once_where_the_language_puts_it() -> None:
    low, high = Decimal(-900_000), Decimal(2_100_000)
    for code, ends in (("da", ("−0,9", "2,1\u00a0mio.\u00a0kr.")), ("en", ("DKK\u00a0−0.9", "2.1\u00a0million"))):
        assert notation(load_language(code), "dkk", low, high).ends(low, high, ROUND_HALF_UP, ROUND_HALF_UP) == ends
