"""Reports say what figures say: ranges first, hidden and missing numbers in words, simulated data stamped, nothing executable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from reports.blocks import Chart, HeadlineFigure, Publication
from reports.index import index_page
from reports.language import load_language
from reports.management import management_report
from reports.quality import quality_report
from reports.render.html import render_html, write_page_assets
from reports.render.workbook import render_workbook
from tests.unit import report_input

BOTH = pytest.mark.parametrize("code", ["da", "en"])
MOODS = pytest.mark.parametrize(
    "figures",
    [report_input.published(), report_input.not_computable(), report_input.suppressed()],
    ids=["published", "not_computable", "suppressed"],
)


def report(figures: pl.DataFrame, code: str = "da", *, is_simulated: bool = False) -> Publication:
    return management_report(figures, report_input.facts(is_simulated=is_simulated), load_language(code))


@BOTH
@MOODS
def test_the_report_reads_well_in_every_mood_and_language(figures: pl.DataFrame, code: str) -> None:
    page = render_html(report(figures, code), load_language(code), "../assets")
    assert page.count("<h1>") == 1
    assert "None" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert "{" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)


def test_a_headline_names_the_range_before_the_point_and_says_gross() -> None:
    found = next(
        block
        for block in report(report_input.published()).blocks
        if isinstance(block, HeadlineFigure) and block.figure_id == "full_time.reached_share_12m"
    )
    assert found.title == "62 af 1.000 er kommet i fuldtidsarbejde inden for 12 måneder"
    assert found.range_text.startswith("Mellem 5,0 og 8,0\u00a0procent")
    assert "6,0\u00a0procent" in found.point_text
    assert "brutto" in found.source
    assert "dødsfald, udrejse og pension er ikke observeret" in found.source


def test_up_moves_stand_beside_down_moves_and_leavers_in_title_words_and_table() -> None:
    chart = next(block for block in report(report_input.published()).blocks if isinstance(block, Chart) and block.name == "ladder")
    for number in ("60", "382", "25", "52"):
        assert number in chart.title
    assert {trace["name"] for trace in chart.figure["data"] if trace["type"] == "bar"} == {
        "gik op i timer",
        "uændret",
        "gik ned i timer",
        "ude af arbejde",
    }


def test_hidden_missing_and_zero_never_look_alike() -> None:
    hidden = render_html(report(report_input.suppressed()), load_language("da"), "..")
    missing = render_html(report(report_input.not_computable()), load_language("da"), "..")
    zero = render_html(report(report_input.published(reached=0)), load_language("da"), "..")
    assert "vises ikke af hensyn til den enkelte" in hidden
    assert "kan ikke opgøres, fordi der er ingen kilde til offentlige ydelser" in missing
    assert "0 af 1.000 er kommet i fuldtidsarbejde" in zero
    assert "vises ikke" not in zero


def test_full_time_on_hours_alone_is_said_in_words() -> None:
    assert "bedømt på timer alene" in render_html(report(report_input.published()), load_language("da"), "..")
    assert "bedømt på timer alene" not in render_html(report(report_input.not_computable()), load_language("da"), "..")


@BOTH
def test_everything_simulated_carries_the_stamp(code: str, tmp_path: Path) -> None:
    language = load_language(code)
    stamp = language.text("simulated.stamp")
    publication = report(report_input.published(), code, is_simulated=True)
    assert stamp in render_html(publication, language, "..")
    for chart in (block for block in publication.blocks if isinstance(block, Chart)):
        assert stamp in json.dumps(chart.figure, ensure_ascii=False), chart.name
    render_workbook(publication, report_input.published(), language, tmp_path / "book.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets:
        assert sheet["A1"].value == stamp, sheet.title
    assert stamp in index_page(tmp_path, report_input.facts(is_simulated=True), language)
    assert stamp in render_html(quality_report(report_input.facts(is_simulated=True), language), language, "..")
    assert stamp not in render_html(report(report_input.published(), code), language, "..")


def test_a_page_cannot_attack_its_reader() -> None:
    page = render_html(report(report_input.published()), load_language("da"), "..")
    assert "Prøven &amp; co. &lt;b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\son\w+=", page)
    assert "://" not in page


def test_the_workbook_holds_numbers_as_numbers_and_texts_never_as_formulas(tmp_path: Path) -> None:
    language = load_language("da")
    render_workbook(report(report_input.published()), report_input.published(), language, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames})
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == 1158 for cell in cells)
    quality = quality_report(report_input.facts(), language)
    render_workbook(quality, report_input.published(), language, tmp_path / "quality.xlsx")
    masked = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / "quality.xlsx")
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "=99,9"
    ]
    assert masked
    assert masked[0].data_type == "s"


def test_rendering_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    language = load_language("da")
    pages = [render_html(report(report_input.published()), language, "..") for _ in range(2)]
    assert pages[0] == pages[1]
    for name in ("one.xlsx", "two.xlsx"):
        render_workbook(report(report_input.published()), report_input.published(), language, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_quality_page_names_file_row_and_what_to_do() -> None:
    page = render_html(quality_report(report_input.facts(), load_language("da")), load_language("da"), "..")
    assert "aalborg/2022-06-15/loentimer.csv" in page
    assert "kolonnerne Startdato mangler" in page
    assert "bogstaverne æ, ø og å var ødelagt" in page
    assert "slagsen DREAM indlæses ikke endnu" in page


def test_page_files_need_no_network(tmp_path: Path) -> None:
    write_page_assets(tmp_path)
    assert {path.name for path in tmp_path.rglob("*.*")} >= {"page.css", "page.js", "plotly.min.js", "OFL.txt"}
    for name in ("page.css", "page.js"):
        assert "://" not in (tmp_path / name).read_text()
