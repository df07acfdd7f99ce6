"""DREAM extracts, wide and of any width, become runs of weeks with the same code; what cannot be known is never free of benefit."""

from __future__ import annotations

import io
from datetime import date

import polars as pl
import pytest

from assets.deliveries.dream import read_dream_file
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import ReadFile, read_delivery_file
from assets.deliveries.rejections import FileRejected
from data_contracts.contract import load_contract

PSEUDONYMS = Pseudonyms(b"k" * 32)
CPR = "6404651203"


def read(text: str, keys: pl.DataFrame | None = None) -> ReadFile:
    return read_dream_file(text.encode(), load_contract("dream"), PSEUDONYMS, keys)


def runs(found: ReadFile, row: int = 0) -> list[tuple[str, str, int | None]]:
    return [(str(run["first_week"]), str(run["last_week"]), run["code"]) for run in found.frame["codes"][row].to_list()]


def reason(text: str) -> str:
    with pytest.raises(FileRejected) as caught:
        read(text)
    return caught.value.reason


def test_neighbouring_weeks_with_one_code_are_one_run_and_blank_is_a_code_of_its_own() -> None:
    found = read(f"PNR;y_2151;y_2152;y_2201;y_2202\n{CPR};730; 730 ;  ;121\n")
    assert runs(found) == [("2021-12-20", "2021-12-27", 730), ("2022-01-03", "2022-01-03", 0), ("2022-01-10", "2022-01-10", 121)]
    assert found.frame.row(0, named=True)["first_week"] == date(2021, 12, 20)
    assert found.frame.row(0, named=True)["unknown_code_weeks"] == 0


def test_columns_may_stand_in_any_order_and_a_week_that_is_not_told_parts_a_run() -> None:
    found = read(f"y_2203,PNR,y_2201\n730,{CPR},730\n")
    assert runs(found) == [("2022-01-03", "2022-01-03", 730), ("2022-01-17", "2022-01-17", 730)]


def test_two_digit_years_from_90_on_are_of_the_last_century_and_week_53_is_only_in_years_that_have_it() -> None:
    found = read(f"PNR;y_9131;y_2053;y_2153\n{CPR};130;730;730\n")
    assert [run[0] for run in runs(found)] == ["1991-07-29", "2020-12-28"]
    assert found.unknown_columns == 1


def test_an_unknown_or_unreadable_code_makes_its_week_unknown_and_is_counted() -> None:
    found = read(f"PNR;y_2201;y_2202;y_2203\n{CPR};555;xx;730.0\n")
    assert runs(found) == [("2022-01-03", "2022-01-03", 555), ("2022-01-10", "2022-01-10", None), ("2022-01-17", "2022-01-17", 730)]
    assert found.frame["unknown_code_weeks"].to_list() == [2]


@pytest.mark.parametrize("word", ["NULL", "NA", ".", "-", "#N/A"])
def test_a_word_for_nothing_leaves_its_week_unknown_and_only_an_empty_cell_is_free_of_benefit(word: str) -> None:
    found = read(f"PNR;y_2201;y_2202;y_2203\n{CPR};{word};;730\n")
    assert [code for _, _, code in runs(found)] == [None, 0, 730]
    assert found.frame["unknown_code_weeks"].to_list() == [1]


def test_columns_that_no_definition_uses_are_known_and_not_kept() -> None:
    found = read(f"PNR;kon;branche_2022_01;grad_2022_01;y_2201;Sagsbehandler\n{CPR};1;8411;0,5;730;AB\n")
    assert found.unknown_columns == 1
    assert {"kon", "branche_2022_01"}.isdisjoint(found.frame.columns)


def test_an_extract_by_lobenr_needs_its_key() -> None:
    text = "lobenr;y_2201\n17;730\n18;\n"
    assert reason(text) == "lobenr_without_key"
    key = PSEUDONYMS.keys(pl.Series([CPR]))
    keys = pl.DataFrame({"lobenr": ["17"], "person_key": key, "birth_year": [1965], "sex": ["mand"], "is_check_digit_ok": [True]})
    found = read(text, keys)
    assert found.frame["person_key"].to_list() == [key[0], ""]
    assert found.frame["sex"].to_list() == ["mand", None]


@pytest.mark.parametrize("lobenr", ["17", "6404651203"])
def test_a_lobenr_that_looks_like_a_cpr_number_still_leads_to_its_person_and_stands_in_no_table(lobenr: str) -> None:
    keys = read_delivery_file(f"Løbenr;CPR-nummer\n{lobenr};{CPR}\n".encode(), load_contract("dream_keys"), PSEUDONYMS).frame
    assert (lobenr in keys["lobenr"].to_list()) == (lobenr == "17")
    found = read(f"lobenr;y_2201\n{lobenr};730\n", keys.select("lobenr", "person_key", "birth_year", "sex", "is_check_digit_ok"))
    assert found.frame["person_key"].to_list() == PSEUDONYMS.keys(pl.Series([CPR])).to_list()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("PNR;kon\n6404651203;1\n", "missing_columns"),
        ("navn;y_2201\nNN;730\n", "missing_columns"),
        ("PNR;y_2201;y_2201\n6404651203;730;730\n", "header_twice"),
        ("PNR;CPR;y_2201\n6404651203;6404651203;730\n", "header_twice"),
        ("PNR;y_2201\n", "empty_file"),
        ("<html></html>", "not_a_table"),
    ],
)
def test_what_is_no_extract_is_refused_by_name(text: str, why: str) -> None:
    assert reason(text) == why


def test_a_number_that_is_no_cpr_is_masked_and_told() -> None:
    row = read("PNR;y_2201\n9904651203;730\n").frame.row(0, named=True)
    assert (row["person_key"], row["unreadable"], row["masked"]) == (None, ["person_key"], ["**********"])


def test_parquet_reads_as_csv_does() -> None:
    extract = io.BytesIO()
    weeks = {"PNR": [CPR], "y_2201": [730], "y_2202": [None], "y_2203": [783]}
    pl.DataFrame(weeks, schema_overrides={"y_2202": pl.Int16}).write_parquet(extract)
    found = read_dream_file(extract.getvalue(), load_contract("dream"), PSEUDONYMS, None)
    assert found.frame.equals(read(f"PNR;y_2201;y_2202;y_2203\n{CPR};730;;783\n").frame)
