"""The shared reader copes with what suppliers really send, and refuses by name what it cannot read."""

from __future__ import annotations

import contextlib
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import polars as pl
import pytest
import xlsxwriter

from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, ReadFile, read_delivery_file
from data_contracts.contract import KINDS, kind_of, load_contract

TABLES = [kind for kind in KINDS if load_contract(kind).reader == "table"]
PSEUDONYMS = Pseudonyms(b"k" * 32)
HEADER = "CPR-nummer;Henvist dato;Målgruppe;Kommunekode"
ROW = "640465-1203;17-01-2022;jobparat kontanthjælp;851"


def read(content: str | bytes, kind: str = "referrals") -> ReadFile:
    return read_delivery_file(content if isinstance(content, bytes) else content.encode("utf-8"), load_contract(kind), PSEUDONYMS)


def spreadsheet(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        formats = {date: book.add_format({"num_format": "dd-mm-yyyy"}), timedelta: book.add_format({"num_format": "[h]:mm"})}
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell, formats.get(type(cell)))
    return buffer.getvalue()


def reason(content: str | bytes) -> str:
    with pytest.raises(FileRejected) as caught:
        read(content)
    return caught.value.reason


def test_cpr_becomes_a_key_birth_year_and_sex_and_is_gone() -> None:
    frame = read(f"{HEADER}\n{ROW}\n").frame
    row = frame.row(0, named=True)
    assert "cpr" not in frame.columns
    assert (len(row["person_key"]), row["birth_year"], row["sex"]) == (64, 1965, "mand")
    assert "6404651203" not in str(row)


@pytest.mark.parametrize("name", ["CPR-nummer", "cpr nummer", " CPR ", "Personnummer", "CPR_NUMMER", "cpr"])
def test_a_header_is_known_by_any_of_its_names(name: str) -> None:
    assert read(f"{HEADER.replace('CPR-nummer', name)}\n{ROW}\n").rows_in == 1


def test_headers_come_in_any_order_with_ae_for_one_letter_and_unknown_ones_are_counted() -> None:
    found = read("Kommune;MAALGRUPPE;Ukendt;Henvisningsdato;CPR\n851;dagpenge;x;2022-01-17;6404651203\n")
    assert found.unknown_columns == 1
    assert found.frame["municipality_code"][0] == 851


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_separator_is_found(separator: str) -> None:
    assert read(f"{HEADER}\n{ROW}\n".replace(";", separator)).frame["target_group"][0] == "jobparat kontanthjælp"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "windows-1252"),
        ("iso-8859-1", "windows-1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_any_encoding_is_found(encoding: str, label: str) -> None:
    found = read(f"{HEADER}\n{ROW}\n".encode(encoding))
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"
    assert found.encoding == label


@pytest.mark.parametrize("broken", [("å", "σ", "æ", "µ"), ("å", "Ã¥", "æ", "Ã¦")])
def test_letters_broken_before_delivery_are_repaired_and_named(broken: tuple[str, str, str, str]) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(broken[0], broken[1]).replace(broken[2], broken[3])
    found = read(text)
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"
    assert found.notes == ("letters_broken",)


@pytest.mark.parametrize("lost", ["\ufffd", "\ufffd\ufffd", "?"])
def test_a_lost_letter_is_named_and_its_header_still_known(lost: str) -> None:
    found = read(f"{HEADER}\n{ROW}\n".replace("å", lost))
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"
    assert found.notes == ("letters_lost",)


def test_a_header_whose_lost_letters_fit_two_columns_is_none_of_them() -> None:
    header = "CPR;CVR-nummer;Måned;L\ufffd\ufffd\ufffd;Ansættelsesform;Timer"
    row = "6404651203;32145671;2023-04;1;ordinær;2"
    assert read(f"{header}\n{row}\n", "paid_hours").frame["hours"].to_list() == [Decimal(2)]


@pytest.mark.parametrize("capitals", ["╞╪┼ og µ", "Ã\x86Ã\x98Ã\x85 og Ã¦", "Ã†Ã˜Ã… og Ã¦"])
def test_broken_capitals_are_repaired_too(capitals: str) -> None:
    found = read(f"CVR;Navn;Partner siden\n28041330;Firma {capitals}lder;01-01-2020\n", "partners")
    assert found.frame["name"].to_list() == ["Firma ÆØÅ og ælder"]


def test_a_sign_that_is_no_letter_stays_what_it_is() -> None:
    found = read("CVR;Navn;Partner siden\n28041330;Sensor 5 µm ved 20°C og 25° vinkel;01-01-2020\n", "partners")
    assert found.frame["name"].to_list() == ["Sensor 5 µm ved 20°C og 25° vinkel"]
    assert found.notes == ()


def test_letters_in_two_parts_are_the_same_letters() -> None:
    row = "6404651203;32145671;2023-04;1;skånejob"
    text = normalize("NFD", f"CPR;CVR-nummer;Måned;Timer;Ansættelsesform\n{row}\n")
    assert read(text, "paid_hours").frame["employment_form"].to_list() == ["skånejob"]


@pytest.mark.parametrize("content", [f"{HEADER}\n{ROW}\n".encode() + b"\xc3", b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}\n".encode("cp1252")])
def test_a_letter_cut_off_or_a_wrong_mark_does_not_cost_the_file(content: bytes) -> None:
    assert read(content).frame["target_group"].to_list() == ["jobparat kontanthjælp"]


def test_rows_are_numbered_as_a_person_sees_them() -> None:
    found = read(f"Udtræk fra systemet\n\n{HEADER}\n{ROW}\n\n;;;\n{ROW}\n")
    assert found.frame["row_number"].to_list() == [4, 7]
    assert found.rows_in == 2


def test_excels_own_first_line_is_no_row() -> None:
    found = read(f"sep=;\r\n{HEADER}\r\n{ROW}\r\n")
    assert found.frame["row_number"].to_list() == [2]


@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
def test_line_ends_of_any_kind_and_stray_nuls_change_nothing(ends: str) -> None:
    found = read(f"{HEADER}{ends}{ROW}\0{ends}{ROW}\n{ROW}{ends}")
    assert found.frame["row_number"].to_list() == [2, 3, 4]
    assert found.frame["unreadable"].list.len().sum() == 0


def test_a_row_with_fewer_cells_than_the_header_lacks_the_last() -> None:
    row = read(f"{HEADER}\n640465-1203;17-01-2022\n").frame.row(0, named=True)
    assert (row["referred_on"], row["target_group"], row["municipality_code"]) == (date(2022, 1, 17), None, None)
    assert row["unreadable"] == []


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    found = read(f"{HEADER}\n{ROW};rest\n{ROW};;\n{ROW};;rest\n")
    assert found.frame["unreadable"].to_list() == [["*"], [], ["*"]]
    assert found.frame["masked"].to_list() == [[""], [], [""]]


def test_a_cell_under_no_header_lies_beyond_it_in_every_format() -> None:
    assert read(f"{HEADER};;\n{ROW};;rest\n").frame["unreadable"].to_list() == [["*"]]
    sheet = spreadsheet([HEADER.split(";"), [*ROW.split(";"), None, "rest"]])
    assert read(sheet).frame["unreadable"].to_list() == [["*"]]


def test_an_unquoted_decimal_comma_in_a_comma_file_does_not_shift_cells_in_silence() -> None:
    header = "CPR,CVR-nummer,Måned,Løntimer,Ansættelsesform"
    found = read(f"{header}\n6404651203,32145671,2023-04,160,33,ordinær\n", "paid_hours")
    assert "*" in found.frame["unreadable"][0]


def test_nor_does_one_whose_row_ends_in_a_blank_cell() -> None:
    header = "Ansættelses-id,CPR,CVR,Startdato,Slutdato,Timetal,Jobfunktion,Årsag"
    rows = "A1,6404651203,28052502,14-03-2022,,8,5,,\nA2,6404651203,28052502,14-03-2022,,8,,\n,,,,,,,,,,\n"
    found = read(f"{header}\n{rows}", "placements")
    assert found.frame["unreadable"].to_list() == [["*"], []]


def test_an_unreadable_cell_is_told_by_its_shape_and_a_cpr_number_not_even_so() -> None:
    found = read(f"{HEADER}\n640465x;31-02-2022;dagpenge;851\n")
    assert dict(zip(found.frame["unreadable"][0], found.frame["masked"][0], strict=True)) == {
        "person_key": "*******",
        "referred_on": "99-99-9999",
    }


@pytest.mark.parametrize("text", ["٦٤٠٤٦٥١٢٠٣", "６４０４６５１２０３", "6404651203x", "99999999999999999999999"])
def test_strange_digits_are_unreadable_and_never_a_crash(text: str) -> None:
    found = read(f"{HEADER}\n{text};{text};dagpenge;{text}\n")
    assert found.frame["unreadable"].to_list() == [["person_key", "referred_on", "municipality_code"]]
    assert set(found.frame["masked"][0][0]) == {"*"}
    assert text not in str(found.frame.rows())


def test_a_mask_shows_shape_alone_in_any_alphabet() -> None:
    found = read(f"{HEADER}\n6404651203;Åse Æ ½ ٣ 中文 Ωx;dagpenge;851\n")
    assert found.frame["masked"].to_list() == [["Aaa A 9 9 aa Aa"]]


def test_a_cpr_number_in_a_remark_is_covered_and_one_in_a_suppliers_own_number_is_a_digest() -> None:
    header = "Ansættelses-id;CPR;CVR;Startdato;Timetal;Jobfunktion"
    rows = [
        "6404651203;6404651203;28052502;14-03-2022;8,5;Afløser for 640465-1203 og 6404651203x/6404651203, tlf. 98765432",
        "A-6404651203;6404651203;28052502;14-03-2022;8,5;",
        "A-64046512030;6404651203;28052502;14-03-2022;8,5;",
    ]
    frame = read("\n".join([header, *rows, ""]), "placements").frame
    assert frame["job_function"][0] == "Afløser for ********** og **********x/**********, tlf. 98765432"
    first, second, third = frame["placement_id"].to_list()
    assert third == "A-64046512030"
    assert all(len(one) == 64 and "6404651203" not in one for one in (first, second))
    assert first not in {second, frame["person_key"][0]}


def test_a_correction_finds_the_row_by_a_key_in_which_a_cpr_number_stands() -> None:
    placement = "Ansættelses-id;CPR;CVR;Startdato;Timetal\n6404651203;6404651203;28052502;14-03-2022;8,5\n"
    correction = (
        "Rettelse-id;Fil;Leverandør;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato\n"
        "R1;placements;aalborg;Ansættelses-id;6404651203;Timetal;8,5;9,5;tastefejl;leder;01-05-2023\n"
    )
    (key,) = read(placement, "placements").frame["placement_id"]
    (named,) = read(correction, "corrections").frame["key_value"]
    assert named == key != "6404651203"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("6.404.651.203", None),
        ("6 404 651 203,00", None),
        ("6404651203", None),
        ("6404651203,00", None),
        ("123456,50", "123456.50"),
        ("-640465", "-640465"),
    ],
)
def test_ten_digits_of_a_cpr_number_are_no_amount(text: str, amount: str | None) -> None:
    content = f"Måned;Betaler;Formål;Beløb\n03-2022;kommune;løn;{text}\n"
    (told,) = read(content, "programme_costs").frame["amount_dkk"]
    assert told == (None if amount is None else Decimal(amount))


def test_nothing_that_the_reader_hands_out_shows_a_row() -> None:
    found = read(f"{HEADER}\n{ROW}\n")
    assert "dagpenge" not in repr(found)
    assert "851" not in repr(found)
    with pytest.raises(FileRejected) as caught:
        read(b"PK\x03\x04 6404651203")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_word_of_a_reference_list_takes_the_lists_spelling() -> None:
    found = read(f"{HEADER}\n{ROW}\n".replace("jobparat kontanthjælp", " Jobparat  Kontanthjaelp "))
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"  \n ;;\n", b"\xef\xbb\xbf", b"\xff\xfe", f"{HEADER}\n".encode(), f"{HEADER}\n;;;\n".encode()]
)
def test_an_empty_file_is_refused_as_empty(content: bytes) -> None:
    assert reason(content) == "empty_file"


@pytest.mark.parametrize(
    "content", ["<html><body>404</body></html>", '{"error": "no access"}', "<!DOCTYPE html>\n<p>", '[{"a": 1}]', "<p>Fejl</p>"]
)
def test_a_page_saved_as_csv_is_refused_as_no_table(content: str) -> None:
    assert reason(content) == "not_a_table"


def test_what_is_no_text_is_unreadable() -> None:
    assert reason(bytes(range(256)) * 20) == "unreadable"


def test_a_file_is_read_by_what_it_is() -> None:
    sheet = spreadsheet([HEADER.split(";"), ROW.split(";")])
    buffer = io.BytesIO()
    pl.DataFrame(dict(zip(HEADER.split(";"), ROW.split(";"), strict=True))).write_parquet(buffer)
    found = [read(content) for content in (sheet, buffer.getvalue(), f"{HEADER}\n{ROW}")]
    assert [file.format for file in found] == ["xlsx", "parquet", "csv"]
    assert found[0].frame.equals(found[1].frame)
    assert found[0].frame.equals(found[2].frame)


def test_a_header_may_stand_below_a_title_in_a_spreadsheet_and_rows_keep_their_numbers() -> None:
    sheet = spreadsheet([["Udtræk"], [], HEADER.split(";"), ROW.split(";"), [], ROW.split(";")])
    assert read(sheet).frame["row_number"].to_list() == [4, 6]


def test_a_number_cell_is_never_taken_for_thousands_and_a_duration_never_for_blank() -> None:
    header = ["CPR", "CVR-nummer", "Måned", "Timer", "Løn", "Ansættelsesform"]
    rows = [
        [6404651203, 32145671, 202304, 5.82, 5.82, "ordinær"],
        [6404651203.0, "DK32145671", date(2023, 4, 1), 160.33000000000001, 5820, "ordinær"],
        [6404651203, 32145671, 45021, timedelta(hours=37), None, "ordinær"],
    ]
    frame = read(spreadsheet([header, *rows]), "paid_hours").frame
    assert frame["hours"].to_list() == [Decimal("5.82"), Decimal("160.33"), Decimal(37)]
    assert frame["gross_pay_dkk"].to_list() == [Decimal("5.82"), Decimal("5820.00"), None]
    assert frame["month"].unique().to_list() == [date(2023, 4, 1)]
    assert frame["unreadable"].to_list() == [[], [], []]


def test_a_parquet_file_without_known_columns_has_no_header() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [1], "b": [2]}).write_parquet(buffer)
    assert reason(buffer.getvalue()) == "no_header"


def test_columns_of_lists_or_bytes_in_a_parquet_file_cost_nothing() -> None:
    buffer = io.BytesIO()
    day = datetime(2022, 1, 17)  # noqa: DTZ001 - a cell has no zone
    columns = {"CPR": [6404651203.0], "Henvist": [day], "Målgruppe": [b"dagpenge"], "Kommune": [851.0], "Andet": [[1]]}
    pl.DataFrame(columns).write_parquet(buffer)
    found = read(buffer.getvalue())
    assert found.unknown_columns == 1
    assert found.frame["target_group"].to_list() == ["dagpenge"]
    assert found.frame["unreadable"].to_list() == [[]]


@pytest.mark.parametrize("kind", TABLES)
def test_a_frame_has_the_contracts_columns_in_order_with_their_types(kind: str) -> None:
    contract = load_contract(kind)
    header = ";".join(column.headers[1] for column in contract.read_columns if column.is_required)
    frame = read(f"{header}\nx\n", kind).frame
    wanted = [name for name in contract.landed_columns if name not in ("file_id", "supplier", "delivered_on")]
    assert frame.columns == wanted
    types = {
        "DATE": pl.Date(),
        "DECIMAL(14,2)": pl.Decimal(14, 2),
        "SMALLINT": pl.Int16(),
        "VARCHAR[]": pl.List(pl.String()),
        "BIGINT": pl.Int64(),
    }
    assert all(frame.schema[name] == types[sql] for name, sql in contract.landed_columns.items() if name in wanted and sql in types)


def test_a_missing_column_is_named_with_what_was_found() -> None:
    with pytest.raises(FileRejected) as caught:
        read("CPR;Kommune\n6404651203;851\n")
    assert caught.value.reason == "missing_columns"
    assert caught.value.parameters == {"missing": "Henvist dato, Målgruppe", "found": "CPR, Kommune"}


def test_what_was_found_repeats_only_a_header_row_shortened_and_never_a_number() -> None:
    many = ";".join(f"Felt {letter * 60}" for letter in "abcdefghijkl")
    with pytest.raises(FileRejected) as caught:
        read(f"CPR;Kommune;640465-1203;{many}\n6404651203;851;;x\n")
    found = str(caught.value.parameters["found"])
    assert found.startswith("CPR, Kommune, Felt a")
    assert "640465" not in found
    assert len(found) <= 303
    assert reason("CPR;Dato\n6404651203;17-01-2022\n") == "no_header"


def test_two_headers_for_one_column_are_refused() -> None:
    assert reason(f"{HEADER};CPR\n{ROW};6404651203\n") == "header_twice"


def test_a_damaged_spreadsheet_or_parquet_file_is_refused() -> None:
    assert reason(b"PK\x03\x04 and then nothing") == "unreadable"
    buffer = io.BytesIO()
    pl.DataFrame({"CPR": ["x"]}).write_parquet(buffer)
    assert reason(buffer.getvalue()[:-20]) == "unreadable"


@pytest.mark.shared
def test_all_hand_made_and_published_files_read_without_an_unreadable_cell(shared: Path) -> None:
    files = [path for path in shared.glob("*/*/20*/*.csv") if kind_of(path.name) in TABLES]
    assert len(files) == 27
    for path in files:
        found = read_delivery_file(path.read_bytes(), load_contract(str(kind_of(path.name))), PSEUDONYMS)
        assert found.frame["unreadable"].list.len().sum() == 0, path.name


@pytest.mark.shared
def test_a_messy_file_is_read_or_refused_by_name_and_never_a_crash(shared: Path) -> None:
    files = [path for path in (shared / "messy_csv").rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        for kind in TABLES:
            with contextlib.suppress(FileRejected):
                read_delivery_file(path.read_bytes(), load_contract(kind), PSEUDONYMS)
