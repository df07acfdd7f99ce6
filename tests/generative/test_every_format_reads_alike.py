"""The same rows in every encoding, separator, decimal and date style, as CSV, XLSX and Parquet, read to the same frame, value for value."""

from __future__ import annotations

import contextlib
import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from assets.deliveries.delimited import read_delimited
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected, read_delivery_file
from data_contracts.contract import load_contract
from tests.examples import examples

HEADER = ["CPR-nummer", "CVR-nummer", "Måned", "Løntimer", "Bredt lønbeløb", "Aflønningsform", "Ansættelsesform", "Imputeret"]
PSEUDONYMS = Pseudonyms(b"k" * 32)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "cpr": st.tuples(st.integers(61, 88), st.integers(1, 12), st.integers(50, 99), st.integers(0, 3999)),
            "cvr": st.integers(10_000_000, 99_999_999),
            "month": st.tuples(st.integers(2000, 2030), st.integers(1, 12)),
            "hours": st.integers(-40_000, 40_000),
            "pay": st.integers(-9_999_999, 9_999_999),
            "pay_type": st.sampled_from(["fastløn", "timeløn", None]),
            "form": st.sampled_from(["ordinær", "løntilskud", "skånejob", "voksenlærling"]),
            "imputed": st.booleans(),
        }
    ),
    min_size=1,
    max_size=12,
)
Style = dict[str, Any]
STYLES = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16", "utf-16-le"]),
        "separator": st.sampled_from([";", "\t", ","]),
        "decimal": st.sampled_from([",", "."]),
        "thousands": st.sampled_from(["", "dot", " "]),
        "month": st.sampled_from(["{y}-{m:02}", "{m:02}-{y}", "{y}{m:02}", "{y}M{m:02}", "01-{m:02}-{y}", "{y}-{m:02}-01"]),
        "yes": st.sampled_from([("ja", "nej"), ("J", "N"), ("1", "0"), ("true", "false")]),
        "hyphen": st.booleans(),
        "dk": st.booleans(),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "order": st.permutations(list(range(len(HEADER)))),
        "format": st.sampled_from(["csv", "csv", "xlsx", "parquet"]),
    }
)


def number(hundredths: int, style: Style) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    separator = {"dot": "." if style["decimal"] == "," else ",", " ": " ", "": ""}[style["thousands"]]
    digits = f"{whole:,}".replace(",", separator)
    return f"{'-' if hundredths < 0 else ''}{digits}{style['decimal']}{rest:02}"


def cpr(parts: tuple[int, int, int, int], style: Style) -> str:
    day, month, year, serial = parts
    return f"{day:02}{month:02}{year:02}{'-' if style['hyphen'] else ''}{serial:04}"


def written(row: dict[str, Any], style: Style) -> list[str]:
    year, month = row["month"]
    return [
        cpr(row["cpr"], style),
        ("DK" if style["dk"] else "") + str(row["cvr"]),
        style["month"].format(y=year, m=month),
        number(row["hours"], style),
        number(row["pay"], style),
        row["pay_type"] or "",
        row["form"],
        style["yes"][0 if row["imputed"] else 1],
    ]


def typed(row: dict[str, Any], style: Style) -> list[Any]:
    texts = written(row, style)
    return [
        texts[0],
        row["cvr"],
        date(*row["month"], 1),
        row["hours"] / 100,
        row["pay"] / 100,
        row["pay_type"],
        row["form"],
        row["imputed"],
    ]


def write(rows: list[dict[str, Any]], style: Style, folder: Path) -> Path:
    order = style["order"]
    header = [HEADER[place] for place in order]
    path = folder / f"loentimer.{style['format']}"
    if style["format"] == "csv":
        text = io.StringIO()
        writer = csv.writer(text, delimiter=style["separator"], quoting=style["quoting"], lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([[written(row, style)[place] for place in order] for row in rows])
        path.write_bytes(text.getvalue().encode(style["encoding"]))
    elif style["format"] == "xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            dates = book.add_format({"num_format": "dd-mm-yyyy"})
            sheet.write_row(2, 0, header)
            for line, row in enumerate(rows, start=3):
                for place, value in enumerate([typed(row, style)[place] for place in order]):
                    sheet.write_datetime(line, place, value, dates) if isinstance(value, date) else sheet.write(line, place, value)
    else:
        columns = list(zip(*[typed(row, style) for row in rows], strict=True))
        pl.DataFrame({HEADER[place]: list(columns[place]) for place in order}, strict=False).write_parquet(path)
    return path


def read(rows: list[dict[str, Any]], style: Style) -> pl.DataFrame:
    with TemporaryDirectory() as folder:
        return read_delivery_file(write(rows, style, Path(folder)).read_bytes(), load_contract("paid_hours"), PSEUDONYMS).frame


@examples(15, of=150)
@given(rows=ROWS, style=STYLES)
def test_a_file_reads_the_same_however_it_was_written(rows: list[dict[str, Any]], style: Style) -> None:
    frame = read(rows, style)
    assert frame["unreadable"].list.len().sum() == 0
    numbers = pl.Series([cpr(row["cpr"], {**style, "hyphen": False}) for row in rows])
    assert frame["person_key"].to_list() == PSEUDONYMS.keys(numbers).to_list()
    assert frame["payroll_cvr"].to_list() == [str(row["cvr"]) for row in rows]
    assert frame["month"].to_list() == [date(*row["month"], 1) for row in rows]
    assert frame["hours"].to_list() == [Decimal(row["hours"]) / 100 for row in rows]
    assert frame["gross_pay_dkk"].to_list() == [Decimal(row["pay"]) / 100 for row in rows]
    assert frame["pay_type"].to_list() == [row["pay_type"] for row in rows]
    assert frame["employment_form"].to_list() == [row["form"] for row in rows]
    assert frame["imputed"].to_list() == [row["imputed"] for row in rows]


@examples(10, of=80)
@given(rows=ROWS, style=STYLES)
def test_three_formats_give_one_frame(rows: list[dict[str, Any]], style: Style) -> None:
    text, sheet, parquet = (read(rows, {**style, "format": form}).drop("row_number") for form in ("csv", "xlsx", "parquet"))
    assert_frame_equal(text, sheet)
    assert_frame_equal(text, parquet)


CELLS = st.text(st.sampled_from('abcæ 1;,"'), max_size=8) | st.text(st.sampled_from('abc"\n'), max_size=6).filter(lambda text: "\n" in text)
GRIDS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)


@examples(50, of=1000)
@given(grid=GRIDS, separator=st.sampled_from([";", ",", "|"]), quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_well_written_csv_reads_as_the_standard_library_wrote_it(grid: list[tuple[str, ...]], separator: str, quoting: Any) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\n")
    writer.writerows([("one", "two", "three"), *grid])
    _, rows = read_delimited(text.getvalue().removesuffix("\n"), lambda head: (0, 3) if len(head[0]) == 3 else None)
    assert [tuple(cell.strip() for cell in row) for row in rows.drop("beyond").rows()] == [
        tuple(cell.strip() for cell in row) for row in grid
    ]


@examples(50, of=1000)
@given(body=st.text(st.sampled_from('ab1;;""\n\n'), max_size=60))
def test_no_line_is_lost_whatever_the_quotes(body: str) -> None:
    _, rows = read_delimited(f"one;two\n{body}", lambda head: (0, 2) if head[0] == ["one", "two"] else None)
    letters = [character for character in body if character in "ab1"]
    found = [character for row in rows.drop("beyond").rows() for cell in row for character in cell or "" if character in "ab1"]
    assert rows["beyond"].any() or found == letters


@examples(15, of=120)
@given(
    rows=ROWS, style=STYLES, damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), min_size=1, max_size=5)
)
def test_a_damaged_file_is_read_or_refused_by_name(rows: list[dict[str, Any]], style: Style, damage: list[tuple[float, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        path = write(rows, style, Path(folder))
        content = path.read_bytes()
        for share, piece in damage:
            place = int(share * len(content))
            content = content[:place] + piece + content[place + len(piece) + 1 :]
        with contextlib.suppress(FileRejected):
            read_delivery_file(content, load_contract("paid_hours"), PSEUDONYMS)
