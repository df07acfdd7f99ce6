"""The same rows in every encoding, separator, decimal and date style, as CSV, XLSX and Parquet, read to the same frame, value for value."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import read_delivery_file
from data_contracts.contract import load_contract

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
        writer = csv.writer(text, delimiter=style["separator"], lineterminator="\r\n")
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


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, style=STYLES)
def test_a_file_reads_the_same_however_it_was_written(rows: list[dict[str, Any]], style: Style) -> None:
    real = [row for row in rows if row["cpr"][1] != 2 or row["cpr"][0] <= 88]
    with TemporaryDirectory() as folder:
        frame = read_delivery_file(write(real, style, Path(folder)), load_contract("paid_hours"), PSEUDONYMS).frame
    assert frame["unreadable"].list.len().sum() == 0
    numbers = pl.Series([cpr(row["cpr"], {**style, "hyphen": False}) for row in real])
    assert frame["person_key"].to_list() == PSEUDONYMS.keys(numbers).to_list()
    assert frame["payroll_cvr"].to_list() == [str(row["cvr"]) for row in real]
    assert frame["month"].to_list() == [date(*row["month"], 1) for row in real]
    assert frame["hours"].to_list() == [Decimal(row["hours"]) / 100 for row in real]
    assert frame["gross_pay_dkk"].to_list() == [Decimal(row["pay"]) / 100 for row in real]
    assert frame["pay_type"].to_list() == [row["pay_type"] for row in real]
    assert frame["employment_form"].to_list() == [row["form"] for row in real]
    assert frame["imputed"].to_list() == [row["imputed"] for row in real]
