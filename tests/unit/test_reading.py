"""The shared reader copes with what suppliers really send, and refuses by name what it cannot read."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import polars as pl
import pytest

from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, ReadFile, read_delivery_file
from data_contracts.contract import KINDS, kind_of, load_contract

PSEUDONYMS = Pseudonyms(b"k" * 32)
HEADER = "CPR-nummer;Henvist dato;Målgruppe;Kommunekode"
ROW = "640465-1203;17-01-2022;jobparat kontanthjælp;851"


def read(tmp_path: Path, content: str | bytes, name: str = "henvisninger.csv", kind: str = "referrals") -> ReadFile:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_delivery_file(path, load_contract(kind), PSEUDONYMS)


def reason(tmp_path: Path, content: str | bytes, name: str = "henvisninger.csv") -> str:
    with pytest.raises(FileRejected) as caught:
        read(tmp_path, content, name)
    return caught.value.reason


def test_cpr_becomes_a_key_birth_year_and_sex_and_is_gone(tmp_path: Path) -> None:
    frame = read(tmp_path, f"{HEADER}\n{ROW}\n").frame
    row = frame.row(0, named=True)
    assert "cpr" not in frame.columns
    assert (len(row["person_key"]), row["birth_year"], row["sex"]) == (64, 1965, "mand")
    assert "6404651203" not in str(row)


@pytest.mark.parametrize("name", ["CPR-nummer", "cpr nummer", " CPR ", "Personnummer", "CPR_NUMMER", "cpr"])
def test_a_header_is_known_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, f"{HEADER.replace('CPR-nummer', name)}\n{ROW}\n").rows_in == 1


def test_headers_come_in_any_order_with_ae_for_one_letter_and_unknown_ones_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "Kommune;MAALGRUPPE;Ukendt;Henvisningsdato;CPR\n851;dagpenge;x;2022-01-17;6404651203\n")
    assert found.unknown_columns == 1
    assert found.frame["municipality_code"][0] == 851


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_separator_is_found(tmp_path: Path, separator: str) -> None:
    assert read(tmp_path, f"{HEADER}\n{ROW}\n".replace(";", separator)).frame["target_group"][0] == "jobparat kontanthjælp"


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
def test_any_encoding_is_found(tmp_path: Path, encoding: str, label: str) -> None:
    found = read(tmp_path, f"{HEADER}\n{ROW}\n".encode(encoding))
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"
    assert found.encoding == label


@pytest.mark.parametrize("broken", [("å", "σ", "æ", "µ"), ("å", "Ã¥", "æ", "Ã¦")])
def test_letters_broken_before_delivery_are_repaired_and_named(tmp_path: Path, broken: tuple[str, str, str, str]) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(broken[0], broken[1]).replace(broken[2], broken[3])
    found = read(tmp_path, text)
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"
    assert found.notes == ("letters_broken",)


def test_a_lost_letter_is_named_and_its_header_still_known(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\n{ROW}\n".replace("å", "�"))
    assert found.notes == ("letters_lost",)


def test_rows_are_numbered_as_a_person_sees_them(tmp_path: Path) -> None:
    found = read(tmp_path, f"Udtræk fra systemet\n\n{HEADER}\n{ROW}\n\n;;;\n{ROW}\n")
    assert found.frame["row_number"].to_list() == [4, 7]
    assert found.rows_in == 2


def test_a_row_with_more_cells_than_the_header_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\n{ROW};rest\n{ROW};;\n")
    assert found.frame["unreadable"].to_list() == [["*"], []]


def test_an_unquoted_decimal_comma_in_a_comma_file_does_not_shift_cells_in_silence(tmp_path: Path) -> None:
    header = "CPR,CVR-nummer,Måned,Løntimer,Ansættelsesform"
    found = read(tmp_path, f"{header}\n6404651203,32145671,2023-04,160,33,ordinær\n", "loentimer.csv", "paid_hours")
    assert "*" in found.frame["unreadable"][0]


def test_an_unreadable_cell_is_told_by_its_shape_and_a_cpr_number_not_even_so(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\n640465x;31-02-2022;dagpenge;851\n")
    assert dict(zip(found.frame["unreadable"][0], found.frame["masked"][0], strict=True)) == {
        "person_key": "*******",
        "referred_on": "99-99-9999",
    }


def test_a_stray_quote_swallows_no_rows(tmp_path: Path) -> None:
    rows = "\n".join(f'2804133{n};Firma "{n};01-01-2020' for n in range(3)) + '\n28041330;"Navn; med semikolon";01-01-2020'
    found = read(tmp_path, f"CVR;Navn;Partner siden\n{rows}\n", "virksomheder.csv", "partners")
    assert found.rows_in == 4


def test_quoted_cells_may_hold_separators_and_line_breaks(tmp_path: Path) -> None:
    found = read(tmp_path, 'CVR;Navn;Partner siden\n28041330;"A; B\nC";01-01-2020\n', "virksomheder.csv", "partners")
    assert found.frame["name"].to_list() == ["A; B C"]


def test_a_word_of_a_reference_list_takes_the_lists_spelling(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\n{ROW}\n".replace("jobparat kontanthjælp", " Jobparat  Kontanthjaelp "))
    assert found.frame["target_group"][0] == "jobparat kontanthjælp"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", f"{HEADER}\n".encode(), f"{HEADER}\n;;;\n".encode()])
def test_an_empty_file_is_refused_as_empty(tmp_path: Path, content: bytes) -> None:
    assert reason(tmp_path, content) == "empty_file"


@pytest.mark.parametrize("content", ["<html><body>404</body></html>", '{"error": "no access"}', "<!DOCTYPE html>\n<p>"])
def test_a_page_saved_as_csv_is_refused_as_no_table(tmp_path: Path, content: str) -> None:
    assert reason(tmp_path, content) == "not_a_table"


def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(FileRejected) as caught:
        read(tmp_path, "CPR;Kommune\n6404651203;851\n")
    assert caught.value.reason == "missing_columns"
    assert caught.value.parameters == {"missing": "Henvist dato, Målgruppe", "found": "CPR-nummer, Kommunekode"}


def test_two_headers_for_one_column_are_refused(tmp_path: Path) -> None:
    assert reason(tmp_path, f"{HEADER};CPR\n{ROW};6404651203\n") == "header_twice"


def test_a_damaged_spreadsheet_or_parquet_file_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path, b"PK\x03\x04 and then nothing", "henvisninger.xlsx") == "unreadable"
    buffer = io.BytesIO()
    pl.DataFrame({"CPR": ["x"]}).write_parquet(buffer)
    assert reason(tmp_path, buffer.getvalue()[:-20], "henvisninger.parquet") == "unreadable"


@pytest.mark.shared
def test_all_hand_made_and_published_files_read_without_an_unreadable_cell(shared: Path) -> None:
    files = [path for path in shared.glob("*/*/20*/*.csv") if kind_of(path.name) in KINDS]
    assert len(files) == 14
    for path in files:
        found = read_delivery_file(path, load_contract(str(kind_of(path.name))), PSEUDONYMS)
        assert found.frame["unreadable"].list.len().sum() == 0, path.name


@pytest.mark.shared
def test_a_messy_file_is_read_or_refused_by_name_and_never_a_crash(shared: Path) -> None:
    files = [path for path in (shared / "messy_csv").rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        for kind in KINDS:
            with contextlib.suppress(FileRejected):
                read_delivery_file(path, load_contract(kind), PSEUDONYMS)
