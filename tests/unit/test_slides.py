"""Slides as a file: native charts with published numbers alone, words that fit and can be read from afar, notes, alternative texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import openpyxl
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Pt

from data_contracts.figure import exact
from reports.facts import RunFacts
from reports.language import LANGUAGES, load_language
from reports.render.slides import render_slides
from tests.unit import conference_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
EVERY = pytest.mark.parametrize("mood", conference_input.MOODS)
LEAST = 24
TOLERANCE = 1.5
"""Points: where two frames meet, and rounding to EMU."""


@cache
def content(mood: str, code: str, *, is_worst: bool = False, verdict: str = "") -> bytes:
    told: RunFacts | None = conference_input.WORST if is_worst else None
    return render_slides(conference_input.kit(mood, code, verdict=verdict, told=told), load_language(code))


def deck(mood: str, code: str, *, is_worst: bool = False, verdict: str = "") -> Any:
    return Presentation(io.BytesIO(content(mood, code, is_worst=is_worst, verdict=verdict)))


def shapes(slide: Any) -> Iterator[Any]:
    yield from slide.shapes


def texts(slide: Any) -> Iterator[Any]:
    yield from (shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text)


def words(slide: Any) -> str:
    return " ".join(shape.text_frame.text for shape in texts(slide))


def charts(presentation: Any) -> Iterator[Any]:
    for slide in presentation.slides:
        yield from (shape for shape in slide.shapes if shape.has_chart)


@cache
def font(*, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "inter-latin-600-normal.ttf" if is_bold else "inter-latin-400-normal.ttf"
    return ImageFont.truetype(io.BytesIO(files("reports.render").joinpath("fonts", name).read_bytes()), 100)


def needed(shape: Any) -> tuple[float, float]:
    """Points across of the longest word and points down of the text in its frame, reckoned apart from the renderer."""
    run = shape.text_frame.paragraphs[0].runs[0]
    size, across = run.font.size.pt, shape.width / Pt(1)
    measured = font(is_bold=bool(run.font.bold))
    count, line = 1, ""
    for word in run.text.split(" "):
        longer = f"{line} {word}".strip()
        if line and measured.getlength(longer) / 100 * size > across:
            count, line = count + 1, word
        else:
            line = longer
    widest = max(measured.getlength(word) / 100 * size for word in run.text.split(" "))
    return widest, count * size * 1.21


@BOTH
@EVERY
@pytest.mark.parametrize("is_worst", [False, True])
def test_every_text_fits_its_frame_on_the_slide_and_no_two_lie_over_each_other(mood: str, code: str, is_worst: bool) -> None:
    presentation = deck(mood, code, is_worst=is_worst)
    for number, slide in enumerate(presentation.slides):
        frames = []
        for shape in texts(slide):
            across, down = needed(shape)
            told = f"slide {number + 1}: {shape.text_frame.text}"
            assert across <= shape.width / Pt(1) + TOLERANCE, told
            assert down <= shape.height / Pt(1) + TOLERANCE, told
            box = tuple(edge / Pt(1) for edge in (shape.left, shape.top, shape.left + shape.width, shape.top + down * Pt(1)))
            assert box[0] >= 0, told
            assert box[1] >= 0, told
            assert box[2] <= presentation.slide_width / Pt(1), told
            assert box[3] <= presentation.slide_height / Pt(1), told
            frames.append((box, told))
        for place, (one, first) in enumerate(frames):
            for other, second in frames[place + 1 :]:
                apart = one[2] <= other[0] + TOLERANCE or other[2] <= one[0] + TOLERANCE
                above = one[3] <= other[1] + TOLERANCE or other[3] <= one[1] + TOLERANCE
                assert apart or above, f"{first} | {second}"


@BOTH
@pytest.mark.parametrize("verdict", ["supported", "supported_in_part", "not_supported"])
def test_claims_fit_whatever_their_verdict(code: str, verdict: str) -> None:
    for slide in deck("not shown", code, is_worst=False, verdict=verdict).slides:
        for shape in texts(slide):
            assert needed(shape)[1] <= shape.height / Pt(1) + TOLERANCE, shape.text_frame.text


@BOTH
@EVERY
def test_no_type_is_below_what_is_read_from_afar_and_all_of_it_is_the_themes(mood: str, code: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(content(mood, code)))
    for name in archive.namelist():
        if re.match(r"ppt/(slides|slideMasters|slideLayouts|charts)/[^/]+\.xml|ppt/presentation\.xml", name):
            xml = archive.read(name).decode()
            sizes = [int(size) for size in re.findall(r'\bsz="(\d+)"', xml)]
            assert all(size >= LEAST * 100 for size in sizes), name
            assert set(re.findall(r'<a:latin typeface="([^"]+)"', xml)) <= {"+mj-lt", "+mn-lt"}, name
    theme = archive.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:latin typeface="Inter" panose="020B0604020202020204"') == 2, "named with Arial's shape, for who has no Inter"
    assert {"1F2933", "0B5CAD", "C2410C"} <= set(re.findall(r'srgbClr val="([0-9A-F]{6})"', theme))
    assert len([name for name in archive.namelist() if re.match(r"ppt/slideLayouts/[^/]+\.xml", name)]) == 1


@BOTH
@EVERY
def test_charts_are_native_and_their_workbooks_hold_published_numbers_alone(mood: str, code: str) -> None:
    figures = conference_input.public(mood)
    published = {exact(value) for name in ("value", "low", "high") for value in figures[name].drop_nulls().to_list()}
    for shape in charts(deck(mood, code)):
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        assert book.sheetnames == ["Sheet1"]
        assert book["Sheet1"].sheet_state == "visible"
        is_xy = "SCATTER" in str(shape.chart.chart_type)
        for row in book["Sheet1"].iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and not (is_xy and cell.column == 2):
                    assert exact(cell.value) in published
                elif isinstance(cell.value, int | float):
                    assert cell.value in range(6), "the line of the picture that a number is drawn on"
                else:
                    assert not str(cell.value or "").startswith("=")


@BOTH
def test_a_chart_draws_what_its_workbook_holds_and_a_hidden_number_is_neither(code: str) -> None:
    by_name = {shape.name: shape for shape in charts(deck("partly suppressed", code))}
    hours = by_name["hours"].chart
    columns = [list(series.values) for series in hours.plots[0].series]
    assert len(columns) == 3
    assert [values[2] for values in columns] == [None, None, None], "fewer hours is suppressed"
    sheet = openpyxl.load_workbook(io.BytesIO(hours.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    assert [[cell.value for cell in column] for column in sheet.iter_cols(min_row=2, min_col=2)] == columns
    steps = list(by_name["full-time"].chart.plots[0].series)[1].values
    assert [steps[month] for month in (0, 1, 2, 9)] == [None] * 4
    assert steps[3] is not None


def test_all_that_can_be_drawn_is_drawn() -> None:
    assert [shape.name for shape in charts(deck("not shown", "da"))] == ["people", "hours", "full-time", "difference", "forecast"]
    assert list(charts(deck("suppressed", "da"))) == []


@BOTH
@EVERY
def test_every_slide_has_a_title_notes_and_an_alternative_text_for_what_is_drawn(mood: str, code: str) -> None:
    language = load_language(code)
    presentation = deck(mood, code)
    titles = [slide.shapes.title.text_frame.text for slide in presentation.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for slide in presentation.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert all(language.text(f"conference.note.{key}") in notes for key in ("definition", "objection", "answer", "codes"))
        for shape in shapes(slide):
            properties = shape._element.xpath(".//p:cNvPr")[0]
            is_decorative = "decorative" in "".join(child.tag for child in properties.iter())
            says = shape.has_text_frame and shape.text_frame.text
            assert says or is_decorative or len(properties.get("descr", "")) > 20, shape.name


@BOTH
def test_what_is_simulated_or_rebuilt_says_so_on_every_slide(code: str) -> None:
    language = load_language(code)
    for slide in deck("not shown", code, is_worst=True).slides:
        assert language.text("simulated.stamp") in words(slide)
        assert language.text("page.rebuilt_after_erasure") in words(slide)
    assert not any("SIMULERE" in words(slide) for slide in deck("not shown", code).slides)


@BOTH
def test_title_and_language_of_the_file_are_set_and_every_word_has_its_language(code: str) -> None:
    presentation, locale = deck("not shown", code), {"da": "da-DK", "en": "en-GB"}[code]
    assert presentation.core_properties.title == load_language(code).text("conference.title", programme="Små Job Med Mening")
    assert presentation.core_properties.language == locale
    for slide in presentation.slides:
        runs = [run for shape in texts(slide) for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
        assert {run._r.rPr.get("lang") for run in runs} == {locale}


def test_the_same_kit_gives_the_same_bytes() -> None:
    again = render_slides(conference_input.kit("not shown", "da"), load_language("da"))
    assert again == content("not shown", "da")
    archive = zipfile.ZipFile(io.BytesIO(again))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "docProps/thumbnail.jpeg" not in archive.namelist()


@EVERY
def test_what_is_not_shown_is_never_drawn_as_zero(mood: str) -> None:
    for shape in charts(deck(mood, "en")):
        if "SCATTER" in str(shape.chart.chart_type) or shape.name == "difference":
            continue
        for series in shape.chart.plots[0].series:
            assert all(value is None or value > 0 for value in series.values), (shape.name, series.name)
