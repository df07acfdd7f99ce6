"""The same figure reads the same, value, rounding, range and unit, in pages, papers, slides, workbooks and open data, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from pptx import Presentation

from data_contracts.figure import figure_code
from reports.figures import FigureTable
from reports.language import LANGUAGES, load_language
from tests.acceptance import printed
from tests.acceptance.printed import Printed
from tests.acceptance.sayings import Sayings, faults_between_tables, numbers, published, unbroken
from tests.defined import known

BOTH = pytest.mark.parametrize("code", LANGUAGES)
DATABASES = {"internal": "figures.duckdb", "public": "published.duckdb"}
PAGES = {
    "management/index.html": "internal",
    "management/passports.html": "internal",
    "revisions/index.html": "internal",
    "quality/index.html": "internal",
    "briefing/index.html": "public",
    "conference/index.html": "public",
    "data/passports.html": "public",
    "index.html": "public",
}
PAPERS = {"management/index.html": "management/management-{}.pdf", "briefing/index.html": "briefing/briefing-{}.pdf"}
SHEETS = ("poster", "handout", "questions")


def in_language(edition: Path, place: str, code: str) -> Path:
    path = edition / place
    return path if code == "da" else path.with_name(f"{path.stem}.{code}{path.suffix}")


@cache
def sayings(edition: Path, audience: str, code: str) -> Sayings:
    figures = published(edition / DATABASES[audience])
    told = json.loads((edition / "edition.json").read_text(encoding="utf-8"))
    return Sayings(
        figures,
        FigureTable(figures, load_language(code), pl.Series([told["data_date"]]).str.to_date().item(), known().taken),
    )


@cache
def page(path: Path) -> Printed:
    return printed.page(path)


@BOTH
@pytest.mark.parametrize("place", PAGES)
def test_every_number_on_a_page_reads_as_its_figure(edition: Path, place: str, code: str) -> None:
    truth, found = sayings(edition, PAGES[place], code), page(in_language(edition, place, code))
    assert [*truth.faults_of_rows(found, place), *truth.faults_of_texts(found.texts, place)] == []


@BOTH
def test_the_pages_print_hundreds_of_figures(edition: Path, code: str) -> None:
    """That nothing is found is worth what was looked at."""
    cells = {cell.code for place in PAGES for _, rows in page(in_language(edition, place, code)).tables for row in rows for cell in row}
    assert len(cells - {""}) > 500
    assert {one for _, codes in page(in_language(edition, "briefing/index.html", code)).texts for one in codes}


@BOTH
@pytest.mark.parametrize("place", PAPERS)
def test_papers_say_what_their_pages_say(edition: Path, place: str, code: str) -> None:
    paper, found = printed.paper(edition / PAPERS[place].format(code)), page(in_language(edition, place, code))
    truth = sayings(edition, PAGES[place], code)
    assert [*truth.faults_of_rows(paper, place), *faults_between_tables(paper, found, place)] == []
    assert {caption for caption, _ in paper.tables} == {caption for caption, _ in found.tables}
    whole = unbroken(paper.whole)
    assert [words for words, codes in found.texts if codes and unbroken("".join((words, *codes))) not in whole] == []


@BOTH
def test_the_workbook_shows_what_the_page_shows(edition: Path, code: str) -> None:
    language, place = load_language(code), in_language(edition, "management/smaajob.xlsx", code)
    book, found = printed.workbook(place, language), page(in_language(edition, "management/index.html", code))
    assert list(faults_of_workbook(book, found, sayings(edition, "internal", code), place.name)) == []


def faults_of_workbook(book: Printed, found: Printed, truth: Sayings, place: str) -> Iterator[str]:
    percent = printed.plain(truth.language.text("unit.percent"))

    def short(told: Printed) -> Printed:
        """A spreadsheet's sign of percent stands for the word."""
        return Printed(
            [
                (caption, [tuple(replace(cell, words=re.sub(rf"(\d) {percent}$", r"\1 %", cell.words)) for cell in row) for row in rows])
                for caption, rows in told.tables
            ]
        )

    yield from faults_between_tables(short(book), short(found), place)
    missing = {caption for caption, _ in found.tables} - {caption for caption, _ in book.tables}
    yield from (f"{place}: {caption} has no sheet" for caption in sorted(missing))
    title = truth.language.text("sheet.figures")
    rows = {row[0].words: row for caption, rows in book.tables if caption == title for row in rows}
    columns = {name: truth.language.text(f"column.{name}") for name in ("value", "low", "high")}
    for code, shown in truth.by_code.items():
        cells = {cell.title: cell.words for cell in rows.get(code, ())}
        low, high = truth.ends(shown)
        values = truth.values(shown) if shown.is_published else {""}
        for name, expected in (("value", values), ("low", low), ("high", high)):
            if cells.get(columns[name], "no row") not in {re.sub(rf"(\d) {percent}$", r"\1 %", words) for words in expected}:
                yield f"{place}, {code}: {name} reads {cells.get(columns[name])!r}, not {sorted(expected)}"


@BOTH
def test_slides_say_their_figures_and_charts_hold_them(edition: Path, code: str) -> None:
    place = edition / "conference" / f"slides-{code}.pptx"
    found = printed.slides(place)
    assert list(faults_of_slides(found, sayings(edition, "public", code), place.name)) == []
    assert sum(len(slide.charts) for slide in found) >= 4
    assert all(slide.notes for slide in found)


def faults_of_slides(found: list[printed.Slide], truth: Sayings, place: str) -> Iterator[str]:
    for number, slide in enumerate(found, start=1):
        where = f"{place}, slide {number}"
        yield from (f"{where}: {name} has no alternative text" for name in slide.undescribed)
        drawn = [chart.name for chart in slide.charts]
        # Ticks and months are the axis, and stand in charts alone; how many are still followed is the chart's own.
        texts = [words for words in slide.texts if not (drawn and re.fullmatch(r"[−\d.,]+( %)?", words))]
        yield from truth.faults_of_texts([(words, slide.codes) for words in (*texts, slide.notes)], where)
        for chart in slide.charts:
            yield from (f"{where}, {chart.name}: {fault}" for fault in faults_of_chart(chart, truth))


def faults_of_chart(chart: printed.NativeChart, truth: Sayings) -> Iterator[str]:
    """Values that are not the published ones to the last digit, and a workbook behind the chart that holds others."""
    known = {}
    for figure_id, value, low, high in truth.figures.select("figure_id", "value", "low", "high").rows():
        known.setdefault(CHARTED.get(figure_id, ""), set()).update(float(end) for end in (value, low, high) if end is not None)
    drawn = [value for series in chart.series.values() for value in series.values() if value is not None]
    yield from (f"{value} is no published number" for value in drawn if value not in known[chart.name] and value)
    held = {cell for row in chart.sheet[1:] for cell in row[1:] if isinstance(cell, int | float)}
    yield from (f"the workbook lacks {value}" for value in drawn if value not in held and value not in {row[0] for row in chart.sheet})


CHARTED = {
    "participation.referred": "people",
    "participation.ever_in_work": "people",
    "participation.employed": "people",
    **{f"job_ladder.{outcome}_share": "hours" for outcome in ("moved_up", "unchanged", "moved_down", "left_work")},
    "full_time.reached_share_by_month": "full-time",
    "net_effect.fte_by_month": "difference",
    "net_effect.fte_12m": "forecast",
    "published_aggregates.forecast_rate": "forecast",
    "published_aggregates.fivefold_threshold_fte": "forecast",
}
"""Figure → the chart of a slide that draws it."""


@BOTH
def test_the_kits_sheets_say_what_the_slides_say(edition: Path, code: str) -> None:
    slides = printed.slides(edition / "conference" / f"slides-{code}.pptx")
    truth = sayings(edition, "public", code)
    for sheet in SHEETS:
        paper = printed.paper(edition / "conference" / f"{sheet}-{code}.pdf")
        rows = [(row[1].words, tuple(cell.code for cell in row if cell.code)) for _, rows in paper.tables for row in rows if len(row) > 1]
        assert list(truth.faults_of_texts(rows, sheet)) == []
        assert sheet != "questions" or len(rows) > 30
    handout = printed.paper(edition / "conference" / f"handout-{code}.pdf").whole
    titles = [slide.texts for slide in slides if slide.charts]
    assert [texts for texts in titles if not any(words in handout for words in texts if len(words) > 30)] == []


@BOTH
def test_the_explorer_says_the_published_figures(edition: Path, code: str) -> None:
    truth = sayings(edition, "public", code)
    data = printed.embedded(in_language(edition, "explorer/index.html", code), "data")
    contents = data["contents"]
    assert len(data["answers"]) > 20
    for answer in data["answers"].values():
        said = [contents[part] if isinstance(part, int) else [contents[line] for line in part] for part in answer]
        codes = tuple(re.findall(r"\b[0-9A-Z]{3}-[0-9A-Z]{4}\b", " ".join(said[4])))
        assert codes
        assert list(truth.faults_of_texts([(printed.plain(words), codes) for words in said[:2]], "explorer")) == []


def test_open_data_holds_the_figures_that_are_printed(edition: Path) -> None:
    figures = published(edition / "published.duckdb")
    text = pl.read_csv(edition / "data" / "figures.csv", infer_schema=False)
    parquet = pl.read_parquet(edition / "data" / "figures.parquet")
    for code in LANGUAGES:
        truth = sayings(edition, "public", code)
        for frame in (parquet, numeric(text, parquet)):
            told = Sayings(frame, FigureTable(frame, truth.language, truth.table.data_date, known().taken))
            differ = [one for one, shown in truth.by_code.items() if told.table.value(told.by_code[one]) != truth.table.value(shown)]
            differ += [one for one, shown in truth.by_code.items() if told.table.range(told.by_code[one]) != truth.table.range(shown)]
            assert differ == []
    assert figures.height == text.height == parquet.height


def numeric(text: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    return text.with_columns(pl.col(name).cast(kind) for name, kind in like.schema.items() if kind != pl.String)


def test_a_number_rounded_otherwise_is_found_wherever_it_stands(edition: Path, tmp_path: Path) -> None:
    """One digit is changed in a copy of each format."""
    truth, found = sayings(edition, "internal", "da"), page(edition / "management" / "index.html")
    path = tmp_path / "index.html"
    shown = truth.by_code[figure_code("full_time.reached_share_12m", "referred", "12m", "{}")]
    right = truth.table.value(shown)
    wrong = truth.language.percent((shown.value or Decimal(0)) + Decimal("0.001"))
    assert right != wrong
    content = (edition / "management" / "index.html").read_text(encoding="utf-8")
    path.write_text(content.replace(f'title="{shown.code}">{right}', f'title="{shown.code}">{wrong}'), encoding="utf-8")
    assert any(shown.code in fault for fault in truth.faults_of_rows(printed.page(path), "page"))
    paper = printed.paper(edition / "management" / "management-da.pdf")
    assert list(faults_between_tables(paper, printed.page(path), "paper"))
    briefing = page(edition / "briefing" / "index.html")
    public = sayings(edition, "public", "da")
    words, codes = next((words, codes) for words, codes in briefing.texts if codes and re.search(r"\d,\d", words))
    assert list(public.faults_of_texts([(re.sub(r"\d,(\d)", r"77,\1", words, count=1), codes)], "sentence"))

    book = openpyxl.load_workbook(edition / "management" / "smaajob.xlsx")
    cell = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.number_format == '0.0" "%')
    cell.number_format = '0" "%'
    book.save(tmp_path / "smaajob.xlsx")
    again = printed.workbook(tmp_path / "smaajob.xlsx", truth.language)
    assert list(faults_of_workbook(again, found, truth, "book"))

    shutil.copy(edition / "conference" / "slides-da.pptx", tmp_path / "slides.pptx")
    slides = Presentation(str(tmp_path / "slides.pptx"))
    chart = next(shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart)
    point = chart._chartSpace.xpath("//c:val//c:pt/c:v")[0]
    point.text = str(float(point.text) + 1)
    slides.save(str(tmp_path / "slides.pptx"))
    assert list(faults_of_slides(printed.slides(tmp_path / "slides.pptx"), public, "slides"))


def test_without_a_browser_everything_but_pictures_is_made_and_one_line_says_so(edition: Path) -> None:
    files = {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()}
    assert not [place for place in files if place.endswith((".png", ".svg"))]
    kit = {f"conference/{sheet}-{code}.pdf" for sheet in SHEETS for code in LANGUAGES}
    kit |= {f"conference/slides-{code}.pptx" for code in LANGUAGES}
    papers = {place.format(code) for place in PAPERS.values() for code in LANGUAGES}
    pages = {in_language(edition, place, code).relative_to(edition).as_posix() for place in PAGES for code in LANGUAGES}
    books = {"management/smaajob.xlsx", "management/smaajob.en.xlsx"}
    data = {"data/figures.csv", "data/figures.parquet", "data/datapackage.json", "explorer/index.html", "explorer/index.en.html"}
    assert {*kit, *papers, *pages, *books, *data} - files == set()
    said = (edition.parents[1] / "said.txt").read_text(encoding="utf-8").splitlines()
    assert len([line for line in said if line in {load_language(code).text("run.no_browser") for code in LANGUAGES}]) == 1
    assert len([line for line in said if "browser" in line.lower()]) == 1


def test_ids_codes_and_days_are_no_numbers() -> None:
    assert numbers("mellem 10,3 og 16,1 procent af 1.158 (full_time.reached_share_12m, F8W-NBZG)") == ["10,3", "16,1", "1.158"]
