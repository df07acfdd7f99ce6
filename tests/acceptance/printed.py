"""What each format of a generation prints, read from the files as a reader's own program would: tables cell by cell, and texts.

Belongs here: reading pages, papers, workbooks and slides with libraries that did not write them. Does not belong here: what ought to stand
there (`sayings.py`).
"""

from __future__ import annotations

import ctypes
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pypdfium2 as pdfium
import pypdfium2.raw as pdf
from pptx import Presentation

from data_contracts.figure import CODE_IN_TEXT
from reports.language import Language

_INVISIBLE = re.compile("[\x02\ufffe\u00ad\u200b\u2060\ufeff]")
"""Signs that nobody sees; the first two are how a program that reads papers tells of a word that was broken."""
_FORMAT = re.compile(r'^(?P<before>"[^"]*")?(?P<digits>#,##0|0)(?:\.(?P<decimals>0+))?(?P<millions>,,)?(?P<unit>"[^"]*")?(?P<percent>%)?$')


def plain(words: str) -> str:
    """The words as they are read: one kind of space, nothing that is not seen."""
    return " ".join(_INVISIBLE.sub("", words).split())


@dataclass(frozen=True)
class Cell:
    """A cell's words, the code that leads from them to a passport, and the title of its column."""

    words: str
    code: str = ""
    title: str = ""


@dataclass
class Printed:
    """A table by its caption, or a text with the codes behind it, in the order of the document."""

    tables: list[tuple[str, list[tuple[Cell, ...]]]] = field(default_factory=list)
    texts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """All texts, as one that a paragraph broken over two pages is found in."""
        return " ".join(part for words, codes in self.texts for part in (words, *codes))

    def add_text(self, words: str) -> None:
        """A text; codes at its end are the figures that it speaks of, codes within it are part of it."""
        codes: list[str] = []
        words = plain(words)
        while found := re.search(rf"\s?{CODE_IN_TEXT.pattern}$", words):
            codes.insert(0, found[1])
            words = words[: found.start()]
        if words or codes:
            self.texts.append((words, tuple(codes)))


def page(path: Path) -> Printed:
    """A page: its tables with the codes that their cells lead to, and its paragraphs, headings and captions."""
    root, found = lxml.html.parse(str(path)).getroot(), Printed()
    for element in root.iter("table", "p", "h1", "h2", "h3"):
        if element.tag != "table":
            found.add_text(element.text_content())
            continue
        caption = element.find("caption")
        titles = [plain(one.text_content()) for one in element.findall(".//thead//th")]
        rows = [tuple(_cell(cell, title) for cell, title in zip(row, titles, strict=True)) for row in element.findall(".//tbody/tr")]
        found.tables.append(("" if caption is None else plain(caption.text_content()), rows))
    return found


def _cell(cell: Any, title: str) -> Cell:
    links = [link.get("title") or link.text_content() for link in cell.iter("a")]
    return Cell(plain(cell.text_content()), plain(links[0]) if links else "", title)


def embedded(path: Path, name: str) -> Any:
    """The data of a page's script element."""
    return json.loads(lxml.html.parse(str(path)).getroot().get_element_by_id(name).text)


def paper(path: Path) -> Printed:
    """A tagged PDF, by its structure: a table that goes on over a page is one."""
    found = Printed()
    document = pdfium.PdfDocument(str(path))
    for number in range(len(document)):
        sheet = document[number]
        tree = pdf.FPDF_StructTree_GetForPage(sheet.raw)
        words = _marked(sheet)
        for place in range(pdf.FPDF_StructTree_CountChildren(tree)):
            _walk(pdf.FPDF_StructTree_GetChildAtIndex(tree, place), words, found)
        pdf.FPDF_StructTree_Close(tree)
    return found


def _marked(sheet: Any) -> dict[int, str]:
    """What stands under each mark of a page's content."""
    text, words = sheet.get_textpage(), defaultdict(str)
    for part in sheet.get_objects(max_depth=4):
        if part.type == pdf.FPDF_PAGEOBJ_TEXT:
            size = pdf.FPDFTextObj_GetText(part.raw, text.raw, None, 0)
            content = ctypes.create_string_buffer(size)
            pdf.FPDFTextObj_GetText(part.raw, text.raw, ctypes.cast(content, ctypes.POINTER(ctypes.c_ushort)), size)
            words[pdf.FPDFPageObj_GetMarkedContentID(part.raw)] += content.raw[: size - 2].decode("utf-16-le")
    return words


def _kind(element: Any) -> str:
    size = pdf.FPDF_StructElement_GetType(element, None, 0)
    name = ctypes.create_string_buffer(max(size, 2))
    pdf.FPDF_StructElement_GetType(element, name, size)
    return name.raw[: max(size, 2) - 2].decode("utf-16-le")


def _children(element: Any) -> Iterator[Any]:
    for place in range(pdf.FPDF_StructElement_CountChildren(element)):
        child = pdf.FPDF_StructElement_GetChildAtIndex(element, place)
        if child:
            yield child


def _said(element: Any, words: dict[int, str]) -> str:
    places = range(max(pdf.FPDF_StructElement_GetMarkedContentIdCount(element), 0))
    marks = (pdf.FPDF_StructElement_GetMarkedContentIdAtIndex(element, place) for place in places)
    own = "".join(words.get(mark, "") for mark in marks if mark >= 0)
    return own + "".join(_said(child, words) for child in _children(element))


def _below(element: Any, *kinds: str) -> Iterator[Any]:
    for child in _children(element):
        if _kind(child) in kinds:
            yield child
        else:
            yield from _below(child, *kinds)


def _walk(element: Any, words: dict[int, str], found: Printed) -> None:
    kind = _kind(element)
    if kind == "Table":
        _table(element, words, found)
    elif kind == "Caption":
        # One whose table begins on the next page.
        found.tables.append((plain(_said(element, words)), []))
    elif kind in ("P", "H1", "H2", "H3", "H4", "Span"):
        found.add_text(_said(element, words))
    else:
        for child in _children(element):
            _walk(child, words, found)


def _table(element: Any, words: dict[int, str], found: Printed) -> None:
    caption = plain(" ".join(_said(one, words) for one in _below(element, "Caption")))
    rows = [
        [plain(_said(one, words)) for one in _below(row, "TD", "TH")] for part in _below(element, "TBody") for row in _below(part, "TR")
    ]
    before: list[tuple[Cell, ...]] = []
    if not caption and found.tables:
        caption, before = found.tables.pop()
    for row in rows:
        before.append(tuple(_split(one) for one in row))
    found.tables.append((caption, before))


def _split(words: str) -> Cell:
    """A cell's words without the code that stands behind them; a code alone is both."""
    found = re.search(CODE_IN_TEXT.pattern.replace(r"\b", "") + "$", words)
    if found is None:
        return Cell(words)
    return Cell(words if words == found[1] else words[: found.start()].strip(), found[1])


def workbook(path: Path, language: Language) -> Printed:
    """Every sheet: its title, and its cells as a spreadsheet program shows them in the language."""
    found = Printed()
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        rows = [[_shown(cell, language) for cell in row] for row in sheet.iter_rows()]
        head = int(re.sub(r"\D", "", str(sheet.freeze_panes))) - 2
        titles = rows[head]
        found.tables.append((rows[head - 1][0], [tuple(map(Cell, row, [""] * len(row), titles)) for row in rows[head + 1 :]]))
    return found


def _shown(cell: Any, language: Language) -> str:
    """A number by its format, as ECMA-376 (18.8.31) has spreadsheets show it; a text as it is."""
    if cell.value is None:
        return ""
    if cell.is_date:
        return plain(language.day(cell.value.date()))
    if isinstance(cell.value, str):
        return plain(cell.value)
    return formatted(cell.value, cell.number_format, language)


def formatted(value: float, code: str, language: Language) -> str:
    """A number under a format code of the few that we use. Raises ValueError for any other."""
    known = _FORMAT.match(code)
    if known is None:
        raise ValueError(f"{code!r} is no format that we know")
    number = Decimal(repr(value)) * (100 if known["percent"] else 1) / (1_000_000 if known["millions"] else 1)
    decimals = len(known["decimals"] or "")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}" if known["digits"] == "#,##0" else f"{rounded:f}"
    signs = {",": language.number(1000)[1], ".": language.number(Decimal("0.1"), 1)[1], "-": "−"}
    text = "".join(signs.get(sign, sign) for sign in (text.removeprefix("-") if not rounded else text))
    before, unit = ((known[name] or "").strip('"') for name in ("before", "unit"))
    return plain(f"{before}{text}{unit}{known['percent'] or ''}")


@dataclass(frozen=True)
class NativeChart:
    """A chart of a slide: each series' name and values by category; an XY chart's series hold their places across."""

    name: str
    series: dict[str, dict[str, float | None]]
    sheet: list[list[Any]]


@dataclass(frozen=True)
class Slide:
    """A slide's texts in order, what the speaker reads, its charts, and shapes that lack an alternative text."""

    texts: tuple[str, ...]
    notes: str
    charts: tuple[NativeChart, ...]
    undescribed: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that it prints."""
        return tuple(dict.fromkeys(CODE_IN_TEXT.findall(" ".join((*self.texts, self.notes)))))


def slides(path: Path) -> list[Slide]:
    """Every slide of a presentation."""
    found = []
    for slide in Presentation(str(path)).slides:
        shapes = list(slide.shapes)
        texts = [plain(shape.text_frame.text) for shape in shapes if shape.has_text_frame and shape.text_frame.text.strip()]
        pictures = [shape for shape in shapes if shape.has_chart or shape.shape_type == 6]
        undescribed = [shape.name for shape in pictures if not shape._element.xpath(".//p:cNvPr")[0].get("descr")]
        charts = tuple(_chart(shape) for shape in shapes if shape.has_chart)
        found.append(Slide(tuple(texts), plain(slide.notes_slide.notes_text_frame.text), charts, tuple(undescribed)))
    return found


def _chart(shape: Any) -> NativeChart:
    plot = shape.chart.plots[0]
    is_xy = type(plot).__name__ == "XyPlot"
    series = {}
    for one in plot.series:
        if is_xy:
            places = [float(point.text) for point in one._element.xpath("c:xVal//c:pt/c:v")]
            series[one.name] = {str(number): place for number, place in enumerate(places)}
        else:
            series[one.name] = dict(zip(plot.categories, one.values, strict=True))
    book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
    return NativeChart(shape.name, series, [list(row) for row in book.active.iter_rows(values_only=True)])
