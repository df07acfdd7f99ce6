"""Reports say what figures say: ranges first, hidden and missing numbers in words, simulated data stamped, nothing executable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data_contracts.figure import figure_code
from reports.blocks import Amount, Chart, Coded, HeadlineFigure, Publication, Table, plain
from reports.index import index_page
from reports.language import load_language
from reports.management import management_report
from reports.quality import quality_report
from reports.render.html import render_html, write_page_assets
from reports.render.workbook import render_workbook
from tests.defined import known
from tests.unit import report_input

BOTH = pytest.mark.parametrize("code", ["da", "en"])
MOODS = pytest.mark.parametrize(
    "figures",
    [report_input.published(), report_input.not_computable(), report_input.suppressed(), report_input.partly_suppressed()],
    ids=["published", "not_computable", "suppressed", "partly_suppressed"],
)


def report(figures: pl.DataFrame, code: str = "da", *, is_simulated: bool = False) -> Publication:
    return management_report(figures, report_input.facts(is_simulated=is_simulated), load_language(code))


@BOTH
@MOODS
def test_the_report_reads_well_in_every_mood_and_language(figures: pl.DataFrame, code: str) -> None:
    page = render_html(report(figures, code), load_language(code), "../assets", "passports.html")
    assert page.count("<h1>") == 1
    assert "None" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert "{" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)


def test_a_headline_names_the_range_before_the_point_and_says_gross() -> None:
    found = next(
        block
        for block in report(report_input.published()).blocks
        if isinstance(block, HeadlineFigure) and block.figure_id == "full_time.reached_share_12m"
    )
    assert found.title == "Indtil nu er 62 af 1.000 kommet i fuldtidsarbejde inden for 12 måneder"
    assert found.range_text.startswith("Mellem 5,0 og 8,0\u00a0procent")
    assert "6,0\u00a0procent" in found.point_text
    assert "brutto" in found.source
    assert "dødsfald, udrejse og pension mangler i data" in found.source


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
    hidden = render_html(report(report_input.suppressed()), load_language("da"), "..", "passports.html")
    missing = render_html(report(report_input.not_computable()), load_language("da"), "..", "passports.html")
    zero = render_html(report(report_input.published(reached=0)), load_language("da"), "..", "passports.html")
    assert "vises ikke af hensyn til den enkelte" in hidden
    assert "kan ikke opgøres, fordi der mangler en kilde til offentlige ydelser" in missing
    assert "Indtil nu er 0 af 1.000 kommet i fuldtidsarbejde" in zero
    assert "vises ikke" not in zero


def test_full_time_on_hours_alone_is_said_in_words() -> None:
    assert "bedømt på timer alene" in render_html(report(report_input.published()), load_language("da"), "..", "passports.html")
    assert "bedømt på timer alene" not in render_html(report(report_input.not_computable()), load_language("da"), "..", "passports.html")


@BOTH
def test_everything_simulated_carries_the_stamp(code: str, tmp_path: Path) -> None:
    language = load_language(code)
    stamp = language.text("simulated.stamp")
    publication = report(report_input.published(), code, is_simulated=True)
    assert stamp in render_html(publication, language, "..", "passports.html")
    for chart in (block for block in publication.blocks if isinstance(block, Chart)):
        assert stamp in json.dumps(chart.figure, ensure_ascii=False), chart.name
    render_workbook(publication, report_input.published(), known().taken, language, tmp_path / "book.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets:
        assert sheet["A1"].value == stamp, sheet.title
    assert stamp in index_page(tmp_path, report_input.facts(is_simulated=True), language)
    assert stamp in render_html(quality_report(report_input.facts(is_simulated=True), language), language, "..", "passports.html")
    assert stamp not in render_html(report(report_input.published(), code), language, "..", "passports.html")


def test_a_page_cannot_attack_its_reader() -> None:
    page = render_html(report(report_input.published()), load_language("da"), "..", "passports.html")
    assert "Prøven &amp; co. &lt;b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"\son\w+=", page)
    assert "://" not in page


def test_the_workbook_holds_numbers_as_numbers_and_texts_never_as_formulas(tmp_path: Path) -> None:
    language = load_language("da")
    render_workbook(report(report_input.published()), report_input.published(), known().taken, language, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames})
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == 1158 for cell in cells)
    quality = quality_report(report_input.facts(), language)
    render_workbook(quality, report_input.published(), known().taken, language, tmp_path / "quality.xlsx")
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
    pages = [render_html(report(report_input.published()), language, "..", "passports.html") for _ in range(2)]
    assert pages[0] == pages[1]
    for name in ("one.xlsx", "two.xlsx"):
        render_workbook(report(report_input.published()), report_input.published(), known().taken, language, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_quality_page_names_file_row_and_what_to_do() -> None:
    page = render_html(quality_report(report_input.facts(), load_language("da")), load_language("da"), "..", "passports.html")
    assert "aalborg/2022-06-15/loentimer.csv" in page
    assert "kolonnerne Startdato mangler" in page
    assert "bogstaverne æ, ø og å var ødelagt" in page
    assert "udtrækket har løbenumre i stedet for CPR-numre" in page


def test_page_files_need_no_network(tmp_path: Path) -> None:
    write_page_assets(tmp_path)
    assert {path.name for path in tmp_path.rglob("*.*")} >= {"page.css", "page.js", "plotly.min.js", "OFL.txt"}
    for name in ("page.css", "page.js"):
        assert "://" not in (tmp_path / name).read_text()


def chart(publication: Publication, name: str) -> Chart:
    return next(block for block in publication.blocks if isinstance(block, Chart) and block.name == name)


def heights(drawn: Chart, month: object) -> list[object]:
    """What a chart draws on its own axis at a month, hatching and the ranges' edges left out."""
    traces = [trace for trace in drawn.figure["data"] if trace.get("yaxis") != "y2"]
    pairs = [pair for trace in traces for pair in zip(trace["x"], trace["y"], strict=True)]
    return [y for x, y in pairs if x == month]


def hatched(drawn: Chart) -> list[object]:
    return [x for trace in drawn.figure["data"] if "pattern" in trace.get("marker", {}) for x in trace["x"] if x is not None]


def test_a_hidden_number_is_hatched_and_named_and_never_drawn_as_zero() -> None:
    publication = report(report_input.partly_suppressed())
    bands = chart(publication, "bands")
    assert heights(bands, 2) == [None] * 6
    assert heights(bands, 3) == [0.0, 0.55, 0.45, 0.0, 0.0, 0.0]
    assert hatched(bands) == [2]
    curve = chart(publication, "time-to-full-time")
    assert heights(curve, 0) == []
    assert heights(curve, 1) == []
    assert hatched(curve) == [1.5, 2.5, 9.5]
    months = chart(publication, "partners-active")
    assert heights(months, "2023-04-01") == [None]
    assert hatched(months) == ["2023-04-01"]
    for drawn in (bands, curve, months):
        assert "vises ikke" in json.dumps(drawn.figure, ensure_ascii=False), drawn.name
    ladder = chart(publication, "ladder")
    said = [text.strip() for trace in ladder.figure["data"] if trace["type"] == "scatter" for text in trace["text"]]
    assert "vises ikke" in said
    assert "" not in said


def test_the_curve_goes_on_after_a_hidden_month_and_never_across_it() -> None:
    drawn = chart(report(report_input.partly_suppressed()), "time-to-full-time")
    lines = [trace["x"] for trace in drawn.figure["data"] if trace.get("line", {}).get("width") == 3]
    assert lines == [list(range(3, 10)), list(range(10, 25))]


def test_what_is_hidden_does_not_follow_from_what_is_left_in_the_picture() -> None:
    drawn = chart(report(report_input.partly_suppressed()), "bands")
    for month, whole in {0: 1.0, 1: 1.0, 2: 0.0, 3: 1.0}.items():
        assert round(sum(share for share in heights(drawn, month) if isinstance(share, float)), 6) == whole


@BOTH
@pytest.mark.parametrize("figures", [report_input.suppressed(), report_input.partly_suppressed(), report_input.not_computable()])
def test_no_title_has_words_where_a_number_belongs(figures: pl.DataFrame, code: str) -> None:
    language = load_language(code)
    absences = (language.text("not_shown.suppressed"), language.text("not_shown.not_computable", why=""))
    for block in report(figures, code).blocks:
        if isinstance(block, HeadlineFigure) or (isinstance(block, Chart) and block.name != "ladder"):
            assert not [words for words in absences if words in block.title], block.title
        if isinstance(block, Chart) and block.name == "ladder":
            assert not re.search(rf"{absences[0]} (gik|moved|er |have)", block.title + block.alternative), block.title


def test_hidden_referrals_and_hidden_moves_are_never_told_as_nobody() -> None:
    page = render_html(report(report_input.suppressed()), load_language("da"), "..", "passports.html")
    assert "Ingen er henvist" not in page
    assert "Ingen var i arbejde" not in page
    nobody = report_input.published().filter(pl.col("figure_id") != "participation.referred")
    assert "Ingen er henvist" not in render_html(report(nobody), load_language("da"), "..", "passports.html")
    none = report_input.published(reached=0).with_columns(
        pl.when(pl.col("figure_id") == "participation.referred").then(0).otherwise(pl.col("value")).cast(pl.Decimal(24, 6)).alias("value")
    )
    assert "Ingen er henvist endnu" in render_html(report(none), load_language("da"), "..", "passports.html")


def test_a_chart_counts_in_the_signs_of_its_language() -> None:
    for code, signs in {"da": ",.", "en": ".,"}.items():
        page = render_html(report(report_input.published(), code), load_language(code), "..", "passports.html")
        specs = [json.loads(spec) for spec in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, flags=re.S)]
        assert specs
        assert {spec["layout"]["separators"] for spec in specs} == {signs}


def test_companies_are_counted_in_the_last_month_and_not_over_all_years() -> None:
    more = next(block for block in report(report_input.published()).blocks if isinstance(block, Table) and block.name == "more")
    code = figure_code("participation.partners_active", "partners", "2023-05", "{}")
    row = next(row for row in more.rows if plain(row[-1]) == code)
    assert row[1] == "maj 2023"
    assert row[2] == "fuld optælling", "the range stands before the value, as in every table"
    told = plain(row[3])
    assert isinstance(told, Amount)
    assert told.number == 91


def test_every_number_in_a_table_of_figures_leads_to_its_passport() -> None:
    publication = report(report_input.published())
    tables = [block.table if isinstance(block, Chart) else block for block in publication.blocks]
    for table in tables:
        if isinstance(table, Table) and table.figure_ids:
            for row in table.rows:
                assert any(isinstance(cell, Coded) for cell in row), (table.name, row)
    page = render_html(publication, load_language("da"), "../assets", "passports.html")
    code = figure_code("participation.referred", "referred", "total", "{}")
    assert f'href="passports.html#{code}"' in page
    assert set(re.findall(r"\(([a-z_]+\.[a-z_0-9]+)\) ·", page)), "the source line names the figure beside its code"


def test_every_figure_in_a_title_is_accounted_for() -> None:
    shown = report(report_input.published()).figure_ids()
    assert {"participation.referred", "participation.employed", "full_time.reached_count", "full_time.at_risk"} <= shown


def test_reservations_are_listed_with_the_figures_that_they_concern() -> None:
    blocks = report(report_input.published()).blocks
    table = next(block for block in blocks if isinstance(block, Table) and block.name == "reservations")
    name = load_language("da").text("figure.full_time.reached_share_12m.name")
    assert table.rows == (("Dødsfald, udrejse og pension mangler i data", name),)
    empty = next(
        block for block in report(report_input.not_computable()).blocks if isinstance(block, Table) and block.name == "not-computable"
    )
    assert name in str(empty.rows[0][1])


def test_numbers_with_units_are_numbers_in_the_workbook_and_codes_are_words(tmp_path: Path) -> None:
    language = load_language("da")
    render_workbook(report(report_input.published()), report_input.published(), known().taken, language, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert {"Oversigt", "Nøgletal", "Fuldtidsarbejde", "Datakvalitet", "Definitioner"} <= set(book.sheetnames)
    share = next(cell for row in book["Fuldtidsarbejde"].iter_rows() for cell in row if cell.value == 0.06)
    assert share.number_format == '0.0" "%'
    companies = next(cell for row in book["Flere tal om forløbet"].iter_rows() for cell in row if cell.value == 91)
    assert companies.number_format == '#,##0" virksomheder"'
    words = {cell.value for row in book["Nøgletal"].iter_rows() for cell in row}
    assert "alle henviste, bedømt på timer alene" in words
    assert "referred_benefit_ignored" not in words


def test_every_printed_page_of_simulated_data_says_so() -> None:
    language = load_language("da")
    page = render_html(report(report_input.published(), is_simulated=True), language, "..", "passports.html")
    assert re.search(r"@page \{ @top-center \{ content: \"SIMULEREDE DATA", page)
    assert "@top-center" not in render_html(report(report_input.published()), language, "..", "passports.html")


def test_the_reason_of_a_missing_table_is_its_figures_own_reason() -> None:
    page = render_html(report(report_input.not_computable()), load_language("da"), "..", "passports.html")
    assert "Tabellen over andre definitioner kan ikke opgøres, fordi der mangler en kilde til offentlige ydelser." in page
    without = report_input.published().filter(pl.col("figure_id") != "full_time.reached_share_12m")
    assert "Kan ikke opgøres, fordi beregningen mangler i kørslen." in render_html(
        report(without), load_language("da"), "..", "passports.html"
    )
