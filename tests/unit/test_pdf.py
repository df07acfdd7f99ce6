"""A PDF is tagged, speaks its language, has its type with it, loses nothing at its edges and says what the page says, two pages where it
must. Charts are told by their tables here; with pictures: tests/browser/test_papers.py."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from itertools import combinations
from typing import Any

import pdfplumber
import pypdf
import pytest

from data_contracts.figure import CODE_IN_TEXT
from data_contracts.problems import NotFitToPublish
from reports.blocks import Chart, Coded, Heading, HeadlineFigure, Publication, Sentence, Table, TableColumn
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from reports.render.glyphs import letters, read_letters, showable
from reports.render.html import render_html
from reports.render.pdf import SIZES, page_count, render_pdf
from tests.unit import report_input
from tests.unit.briefing_input import MOODS, briefing

BOTH = pytest.mark.parametrize("code", LANGUAGES)
EVERY = pytest.mark.parametrize("mood", list(MOODS))
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
TOUCH = 0.6
"""Points by which the boxes of two words may overlap: signs lean over their own edges by that much."""


def paper(publication: Publication) -> bytes:
    return render_pdf(publication, load_language(publication.language), {})


def read(document: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    """All words but headers and footers, which stand on the page for whoever turns it."""
    with pdfplumber.open(io.BytesIO(document)) as opened:
        return "\n".join(page.crop((0, 0, page.width, page.height - 45)).extract_text() for page in opened.pages)


def page_of(publication: Publication) -> str:
    """The words of the HTML page, without what draws charts and what is said instead of seeing them."""
    page = render_html(publication, load_language(publication.language), "..", "passports.html")
    for unseen in (r"<script.*?</script>", r"<style.*?</style>", r'<p class="alternative">.*?</p>', r"<nav.*?</nav>", r"<head>.*?</head>"):
        page = re.sub(unseen, " ", page, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", page))


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(CODE_IN_TEXT.sub(" ", text)))


def management(code: str = "da") -> Publication:
    facts = replace(report_input.facts(is_simulated=True), programme_name="Prøven & co. <b> #panic() *x* → 日本")
    return management_report(report_input.partly_suppressed(), facts, load_language(code))


def words_of(document: bytes) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each page's box and its words; of turned text each letter."""
    with pdfplumber.open(io.BytesIO(document)) as opened:
        return [(page.bbox, page.filter(is_level).extract_words(use_text_flow=True) + turned(page)) for page in opened.pages]


def is_level(thing: dict[str, Any]) -> bool:
    return thing["object_type"] != "char" or abs(thing["matrix"][0]) > abs(thing["matrix"][1])


def turned(page: Any) -> list[dict[str, Any]]:
    return [char | {"is_turned": True} for char in page.chars if not is_level(char) and char["text"].strip()]


def cut_or_covered(document: bytes) -> list[str]:
    """Every text that leaves its page, and every two that lie on one another."""
    found = []
    for (left, top, right, bottom), words in words_of(document):
        for word in words:
            if not (left <= word["x0"] and word["x1"] <= right and top <= word["top"] and word["bottom"] <= bottom):
                found.append(f"{word['text']} leaves its page")
        for one, other in combinations(words, 2):
            if "is_turned" in one and "is_turned" in other:
                continue  # letters of a turned word touch
            across = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            if across > TOUCH and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > TOUCH:
                found.append(f"{one['text']} lies on {other['text']}")
    return found


def assert_nothing_is_cut_or_covered(document: bytes) -> None:
    assert cut_or_covered(document) == []


@BOTH
@EVERY
def test_the_briefing_has_two_a4_pages_whatever_it_says(mood: str, code: str) -> None:
    document = paper(briefing(mood, code))
    pages = read(document).pages
    assert len(pages) == page_count(document) == 2
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}
    assert_nothing_is_cut_or_covered(document)


@pytest.mark.parametrize("publication", [briefing("longest", "da"), briefing("not_shown", "en"), management()], ids=lambda one: one.name)
def test_it_is_tagged_speaks_its_language_and_has_its_type_with_it(publication: Publication) -> None:
    document = read(paper(publication))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == publication.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert document.metadata is not None
    assert document.metadata.title == showable(publication.title)
    assert "/CreationDate" not in document.metadata
    for page in document.pages:
        assert page["/Tabs"] == "/S"
        fonts: Any = page["/Resources"]["/Font"]
        for font in (fonts[name] for name in fonts):
            inner = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert re.fullmatch(r"/[A-Z]{6}\+Inter-?\w*", inner["/FontName"])
            assert {"/FontFile2", "/FontFile3"} & set(inner)


@pytest.mark.parametrize("publication", [briefing("not_shown", "da"), management()], ids=lambda one: one.name)
def test_bookmarks_are_the_title_and_the_headings_in_order(publication: Publication) -> None:
    found = [one.title for one in flat(read(paper(publication)).outline)]
    told = [block.text for block in publication.blocks if isinstance(block, Heading)]
    told += [block.title for block in publication.blocks if isinstance(block, HeadlineFigure | Chart)]
    assert found[0] == showable(publication.title)
    assert set(told) <= set(found)


def flat(outline: list[Any]) -> list[Any]:
    return [one for entry in outline for one in (flat(entry) if isinstance(entry, list) else [entry])]


@BOTH
@EVERY
def test_the_paper_has_the_numbers_and_codes_of_the_page(mood: str, code: str) -> None:
    publication = briefing(mood, code)
    told, page = text_of(paper(publication)), page_of(publication)
    html = render_html(publication, load_language(code), "..", "passports.html")
    assert numbers(told) == numbers(page)
    assert set(CODE_IN_TEXT.findall(told)) == set(CODE_IN_TEXT.findall(html))


def test_the_management_report_is_whole_on_paper() -> None:
    publication = management()
    document = paper(publication)
    assert_nothing_is_cut_or_covered(document)
    assert numbers(page_of(publication)) == numbers(text_of(document))
    for chart in (block for block in publication.blocks if isinstance(block, Chart)):
        assert chart.table.title.split()[0] in text_of(document)


def test_texts_are_never_markup_and_letters_that_the_type_has_not_are_told_apart() -> None:
    told = text_of(paper(management()))
    assert "Prøven & co. <b> #panic() *x* ? ??: ledelsesrapport" in told
    assert showable("A\u030arhus \u202f\u200b\x00ok\u00ad") == "Århus \u00a0ok"
    assert {ord(letter) for letter in "æøåÆØÅéü«»’–−·\u00a0"} <= letters()
    with pytest.raises(ValueError, match="no table of letters"):
        read_letters(b"\0" * 12)


@BOTH
@pytest.mark.parametrize("mood", ["simulated", "longest"])
def test_every_page_says_that_it_is_simulated_and_carries_its_mark(mood: str, code: str) -> None:
    publication = briefing(mood, code)
    language = load_language(code)
    pages = read(paper(publication)).pages
    for number, page in enumerate(pages, start=1):
        said = " ".join(page.extract_text().split())
        assert language.text("simulated.stamp") in said
        assert "SIMULERET" in said or code == "en"
        assert publication.mark in said
        assert language.text("page.number", page=number, pages=len(pages)) in said
        assert language.text("page.data_date", date=language.day(publication.data_date)) in said.replace("\u00a0", " ")


def test_what_is_not_simulated_does_not_say_so() -> None:
    assert "SIMULERE" not in text_of(paper(briefing("not_shown"))).upper()


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert paper(briefing("not_shown")) == paper(briefing("not_shown"))


def test_what_cannot_be_set_on_its_pages_is_not_published() -> None:
    long = replace(briefing("not_shown"), title="Et resultat, der ikke kan siges kort, " * 60)
    with pytest.raises(NotFitToPublish) as stopped:
        paper(long)
    assert stopped.value.parameters["allowed"] == 2
    assert load_language("da").text(f"problem.{stopped.value.key}", **stopped.value.parameters)


def test_an_ordinary_briefing_is_set_in_the_type_of_the_house() -> None:
    document = paper(briefing("not_shown"))
    with pdfplumber.open(io.BytesIO(document)) as opened:
        sizes = [round(char["size"], 1) for char in opened.pages[0].chars]
    assert max(set(sizes), key=sizes.count) == SIZES[0][0]


def test_long_ids_and_many_columns_stay_in_their_own_column() -> None:
    columns = (TableColumn("Nøgletallets id"), *(TableColumn(f"Sammenligningsgruppe {number}", "number") for number in range(6)))
    row = ("forecast_comparison.factor_net_lasting_fte.with_an_ending", *(Coded("vises ikke af hensyn til den enkelte", "F8W-NBZG"),) * 6)
    publication = Publication(
        "test", "Prøve", "", "da", "internal", is_simulated=False, data_date=report_input.DAY,
        blocks=(Table("t", "Tabel", columns, (row,) * 60), Sentence("Slut")),
    )  # fmt: skip
    document = paper(publication)
    assert page_count(document) > 1
    assert_nothing_is_cut_or_covered(document)
    assert all("Nøgletallets" in page.extract_text() for page in read(document).pages if "F8W-NBZG" in page.extract_text())
