"""Poster, hand-out and questions as PDF, pictures as PNG: accessible, in our own type, words within the page, the same bytes again."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
import pytest
from PIL import Image

from reports.conference.kit_charts import charts_of
from reports.facts import RunFacts
from reports.language import LANGUAGES, load_language
from reports.render.conference_page import conference_page
from reports.render.sheets import SHEETS, SIZES, alternative, cards, render_cards, render_sheet
from tests.unit import conference_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
EVERY = pytest.mark.parametrize(
    "mood", ["not shown", "not trusted", "partly suppressed", "suppressed", "not computable", "nobody", "nothing"]
)
SHEET = pytest.mark.parametrize("sheet", SHEETS)
MARKUP = "#strong[Prøven] & <b> $x$ *y* _z_ @a"
A1 = (1684, 2384)


@cache
def content(sheet: str, mood: str, code: str, *, is_worst: bool = False) -> bytes:
    """A sheet on a machine without a browser: numbers stand where pictures would."""
    told: RunFacts | None = conference_input.WORST if is_worst else None
    return render_sheet(sheet, conference_input.kit(mood, code, told=told), load_language(code), {})


def reader(sheet: str, mood: str, code: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content(sheet, mood, code)))


def text_of(page: Any) -> str:
    """The page's words; a word that is broken at its hyphen is one again."""
    return " ".join((page.extract_text() or "").split()).replace("- ", "-")


@BOTH
@SHEET
def test_a_sheet_is_tagged_with_language_title_and_standard_and_carries_its_type(sheet: str, code: str) -> None:
    found = reader(sheet, "not shown", code)
    root: Any = found.trailer["/Root"]
    assert root["/Lang"] == code
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == load_language(code).text(f"conference.sheet.{sheet}", programme="Små Job Med Mening")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    fonts = {}
    for page in found.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # pypdf's objects are not typed that far
            described = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(described["/BaseFont"])] = described["/FontDescriptor"].get_object()
    assert fonts
    assert all("Inter" in name for name in fonts)
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts.values())


@BOTH
@EVERY
@SHEET
def test_every_word_stands_within_its_page_and_the_poster_is_one_page(sheet: str, mood: str, code: str) -> None:
    for is_worst in (False, True):
        with pdfplumber.open(io.BytesIO(content(sheet, mood, code, is_worst=is_worst))) as document:
            pages = len(document.pages)
            assert pages == 1 if sheet == "poster" else pages <= (2 if sheet == "handout" else 6)
            for page in document.pages:
                if sheet == "poster":
                    assert (round(page.width), round(page.height)) == A1
                for word in page.extract_words():
                    assert word["x0"] >= 0, word
                    assert word["top"] >= 0, word
                    assert word["x1"] <= page.width, word
                    assert word["bottom"] <= page.height, word
                assert ("SIMULERE" in text_of(page)) == is_worst


@BOTH
def test_a_sheet_says_what_the_slides_say(code: str) -> None:
    kit = conference_input.kit("not shown", code)
    for sheet in ("poster", "handout"):
        words = " ".join(text_of(page) for page in reader(sheet, "not shown", code).pages).replace("\u00a0", " ")
        for name in ("people", "hours", "full-time", "difference", "forecast", "scope", "cannot"):
            assert kit.slide(name).title.text.replace("\u00a0", " ") in words, (sheet, name)
    words = " ".join(text_of(page) for page in reader("questions", "not shown", code).pages).replace("\u00a0", " ")
    for group in kit.questions:
        for asked in group.questions:
            assert all(one in words for one in asked.answer.codes), asked.question


def test_without_a_browser_the_poster_carries_the_numbers_of_its_pictures() -> None:
    words = text_of(reader("poster", "not shown", "da").pages[0]).replace("\u00a0", " ")
    picture = conference_input.kit("not shown", "da").slide("hours").picture
    assert all(row.label in words and row.words.replace("\u00a0", " ") in words for row in picture.rows)  # type: ignore[union-attr]


@SHEET
def test_what_looks_like_markup_is_set_as_it_is_written(sheet: str) -> None:
    kit = conference_input.kit("not shown", "da", told=conference_input.facts(name=MARKUP))
    made = render_sheet(sheet, kit, load_language("da"), {})
    assert MARKUP in text_of(pypdf.PdfReader(io.BytesIO(made)).pages[0])


@SHEET
def test_the_same_kit_gives_the_same_sheet(sheet: str) -> None:
    again = render_sheet(sheet, conference_input.kit("not shown", "da"), load_language("da"), {})
    assert again == content(sheet, "not shown", "da")
    assert re.findall(rb"/CreationDate ?\(D:(\d{8})", again) in ([b"20230615"], [])


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("mood", ["not shown", "suppressed"])
def test_a_picture_has_the_pixels_it_is_asked_for_and_is_the_same_again(size: str, mood: str) -> None:
    kit, danish = conference_input.kit(mood, "da", told=conference_input.WORST), load_language("da")
    made = render_cards(size, kit, danish, {})
    assert set(made) == {"people", "hours", "full-time", "difference", "forecast"}
    assert {Image.open(io.BytesIO(one)).size for one in made.values()} == {SIZES[size]}
    assert made == render_cards(size, kit, danish, {})


@BOTH
@EVERY
def test_every_picture_says_in_words_what_it_shows(mood: str, code: str) -> None:
    for slide in cards(conference_input.kit(mood, code)):
        assert alternative(slide).startswith(slide.title.text)
        assert len(alternative(slide)) > 20


@EVERY
def test_charts_are_asked_for_what_can_be_drawn_alone(mood: str) -> None:
    kit = conference_input.kit(mood, "da")
    drawn = charts_of(kit, load_language("da"), 620)
    assert set(drawn) == {slide.name for slide in cards(kit) if not hasattr(slide.picture, "words")}


@BOTH
def test_the_kits_page_leads_to_every_file_and_says_what_is_left_out(code: str, tmp_path: Path) -> None:
    kits = {name: conference_input.kit("not shown", name) for name in LANGUAGES}
    page = conference_page(kits[code], kits, tmp_path, conference_input.facts(), load_language(code), "passports.html", {})
    for name in LANGUAGES:
        assert f'href="slides-{name}.pptx"' in page
        assert all(f'href="{sheet}-{name}.pdf"' in page for sheet in SHEETS)
    assert load_language(code).text("conference.page.no_pictures") in page
    for size in SIZES:
        (tmp_path / size).mkdir()
        for slide in cards(kits[code]):
            (tmp_path / size / f"{slide.name}-{code}.png").write_bytes(b"")
    page = conference_page(kits[code], kits, tmp_path, conference_input.facts(), load_language(code), "passports.html", {})
    assert page.count("<img ") == 5
    assert f'src="screen/people-{code}.png"' in page


@SHEET
def test_a_name_with_signs_that_the_type_lacks_is_set_with_a_mark_in_their_place(sheet: str) -> None:
    kit = conference_input.kit("not shown", "da", told=conference_input.facts(name="Små Job 工作 \ue000\u202e"))
    found = pypdf.PdfReader(io.BytesIO(render_sheet(sheet, kit, load_language("da"), {})))
    assert found.metadata is not None
    assert "Små Job ?? ?" in (found.metadata.title or "")
