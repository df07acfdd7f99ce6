"""PDF: a publication as a tagged document (PDF/UA-1), set by Typst in the project's own type.

Belongs here: handing blocks to the template as data, and checking what came of it. Does not belong here: how a page looks
(`templates/publication.typ`), wording and numbers, and drawing charts (`pictures.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypedDict

from data_contracts.figure import CODE_IN_TEXT
from data_contracts.problems import NotFitToPublish
from reports.blocks import (
    Block,
    Cell,
    Chart,
    Heading,
    HeadlineFigure,
    Note,
    Publication,
    Sentence,
    SourceList,
    Table,
    TableColumn,
    plain,
    without_blanks,
)
from reports.language import Language
from reports.render.glyphs import showable
from reports.render.html import RIGHT_ALIGNED, cell_text, code_of
from reports.render.typesetting import ACCESSIBLE, typeset

SIZES: Final = ((10.5, 0.92), (10.5, 0.86), (10.0, 0.9), (9.5, 0.9), (9.5, 0.8), (9.0, 0.8), (8.5, 0.7))
"""Points of the body, and width of a picture as a part of the text's; less than the first only for what must have a number of pages."""
PICTURE_WIDTH: Final = 760
"""Pixels that a chart is drawn wide for paper: its 14 become about 9 points over the width of the text."""
HIGHEST_PICTURE: Final = 1.25
"""Height of a picture in widths of the text, beyond which it is set narrower."""
LETTERS_A_LINE, GUTTER, LONGEST_WORD, LONG_CELL, WIDER_CODE = 95, 3, 17, 500, 4
"""Of a table: letters over the width of the text, between columns, of a word that is not broken, of a cell that may go over a page, and by
how many a code is wider than as many letters."""
_PAGES: Final = re.compile(rb"<xmpTPg:NPages>(\d+)<")
_SIZE: Final = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', re.DOTALL)
_LONG: Final = re.compile(r"[^\s\u00a0]{18,}")
_DATE: Final = re.compile(r"\b\d{1,2}\.? [^\W\d_]{3,9} \d{4}\b")
_JOINED: Final = re.compile(r"\S+(?:\u00a0\S+)+")
_BREAK: Final = "\u200b"


def render_pdf(publication: Publication, language: Language, pictures: Mapping[str, str]) -> bytes:
    """The document's bytes. `pictures`: chart's name → SVG (`pictures.svg_of`); a chart without one is told by its table in its place.

    Raises NotFitToPublish where the publication must have a number of pages and cannot be set on so many.
    """
    pages = 0
    data = _as_data(publication, language, pictures)
    for size, scale in SIZES if publication.pages else SIZES[:1]:
        document = bytes(typeset("publication", data | {"size": size, "scale": scale}, **ACCESSIBLE))
        pages = page_count(document)
        if publication.pages in (0, pages):
            return document
    raise NotFitToPublish("pages_too_many", title=publication.title, pages=pages, allowed=publication.pages)


def page_count(document: bytes) -> int:
    """How many pages Typst says that its document has."""
    found = _PAGES.search(document)
    if found is None:
        raise ValueError("the document does not say how many pages it has")
    return int(found[1])


class Piece(TypedDict):
    """Words, or a code."""

    text: str
    is_code: bool


class CellData(TypedDict):
    """A table's cell as the template reads it."""

    parts: list[Piece]
    code: str
    words: str
    is_words: bool
    is_whole: bool


def _as_data(publication: Publication, language: Language, pictures: Mapping[str, str]) -> dict[str, object]:
    text = language.text
    day = text("page.data_date", date=language.day(publication.data_date))
    return {
        "language": language.code,
        "title": showable(publication.title),
        "subtitle": showable(publication.subtitle),
        "stamp": text("simulated.stamp") if publication.is_simulated else "",
        "short_stamp": text("simulated.short") if publication.is_simulated else "",
        "mark": showable(publication.mark),
        "about": showable(f"{day} · {text(f'page.audience_{publication.audience}')}"),
        "page": text("page.number", page="{page}", pages="{pages}"),
        "blocks": list(_levelled(_blocks(publication, language, pictures))),
    }


def _levelled(blocks: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    """No heading more than one level below the one before it, as PDF/UA wants; the title is the first level."""
    level = 1
    for block in blocks:
        wanted = block.get("level")
        if isinstance(wanted, int):
            level = min(wanted, level + 1)
            block = {**block, "level": level}  # noqa: PLW2901 - the same block, in its place
        yield block


def _blocks(publication: Publication, language: Language, pictures: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for block in publication.blocks:
        yield from _chart(block, language, pictures) if isinstance(block, Chart) else _block(block, language)


def _block(block: Block, language: Language) -> Iterator[dict[str, object]]:
    if isinstance(block, Heading):
        yield {"kind": "heading", "text": showable(block.text), "level": block.level, "starts_page": block.starts_page}
    elif isinstance(block, Sentence):
        yield {"kind": "sentence", "text": showable(block.text), "codes": [code for code in block.codes if code]}
    elif isinstance(block, Note):
        yield {"kind": "note", "text": showable(block.text), "is_warning": block.kind == "warning"}
    elif isinstance(block, HeadlineFigure):
        yield {"kind": "heading", "text": showable(block.title), "level": 3, "starts_page": False}
        told = {"range": block.range_text, "point": block.point_text, "limit": block.does_not_show}
        yield {"kind": "headline", **{name: showable(words) for name, words in told.items()}, "source": _parts(block.source)}
    elif isinstance(block, Table):
        yield _table(block, language)
    elif isinstance(block, SourceList):
        entries = [{"term": _parts(term), "text": _parts(words)} for term, words in block.entries]
        yield {"kind": "sources", "title": showable(block.title), "entries": entries}


def _chart(chart: Chart, language: Language, pictures: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """The picture under its title, or the data table in its place; then what it does not show and where it comes from."""
    yield {"kind": "heading", "text": showable(chart.title), "level": 3, "starts_page": False}
    svg = pictures.get(chart.name)
    if svg is None:
        yield _table(chart.table, language)
    else:
        yield {"kind": "picture", "svg": showable(svg), "alternative": showable(chart.alternative), "width": _width(svg)}
    yield {"kind": "below", "limit": showable(chart.does_not_show), "source": _parts(chart.source)}


def _width(svg: str) -> float:
    """The picture's width as a part of the text's: all of it, unless the picture would not stand on a page."""
    found = _SIZE.search(svg)
    if found is None:
        return 1.0
    return min(1.0, HIGHEST_PICTURE * float(found[1]) / float(found[2]))


def _table(whole: Table, language: Language) -> dict[str, object]:
    table = without_blanks(whole)
    rows = [_row(row, table.columns, language) for row in table.rows]
    lines: list[list[str]] = [[column.title for column in table.columns], *([cell["words"] for cell in row] for row in rows)]
    weights = _weights(lines)
    columns = [
        {"title": _breakable(showable(column.title)), "is_right": column.type in RIGHT_ALIGNED, "weight": weight, "is_narrow": is_narrow}
        for column, weight, is_narrow in zip(table.columns, weights, _narrow(lines, weights), strict=True)
    ]
    return {"kind": "table", "title": showable(table.title), "columns": columns, "rows": rows}


def _row(row: tuple[Cell, ...], columns: tuple[TableColumn, ...], language: Language) -> list[CellData]:
    """What stands in a row's cells, each figure's code beside it unless the row has a cell for it.

    `is_words` where a numeric column says why there is no number; `is_whole` where the row must not go on over a page.
    """
    told = [cell_text(cell, column, language) for cell, column in zip(row, columns, strict=True)]
    is_whole = max((len(words) for words in told), default=0) < LONG_CELL
    cells: list[CellData] = []
    for cell, column, words in zip(row, columns, told, strict=True):
        code = "" if code_of(cell) in told else code_of(cell)
        is_words = column.type in RIGHT_ALIGNED and isinstance(plain(cell), str)
        spoken = f"{words} {code}" if code else words
        cells.append({"parts": _parts(words), "code": code, "words": spoken, "is_words": is_words, "is_whole": is_whole})
    return cells


def _weights(lines: list[list[str]]) -> list[float]:
    """How wide each column is beside the others, in letters, from its title and cells; noughts where all stand in their full width."""
    columns = list(zip(*lines, strict=True))
    longest = [max(_letters(words) for words in column) for column in columns]
    if sum(longest) + GUTTER * len(columns) <= LETTERS_A_LINE:
        return [0.0] * len(columns)
    weights = []
    for column, natural in zip(columns, longest, strict=True):
        word = max(_letters(word) for words in column for word in _DATE.sub(_joined, words).split(" "))
        area = natural + sum(_letters(words) for words in column) / len(column)
        weights.append(round(min(natural, max(min(word, LONGEST_WORD), 2 * area**0.5)) + GUTTER, 2))
    return weights


def _narrow(lines: list[list[str]], weights: list[float]) -> list[bool]:
    """Whether a column has a word that is too long for it, so that its words may be broken."""
    room = [weight / (sum(weights) or 1) * (LETTERS_A_LINE + GUTTER * len(weights)) - GUTTER for weight in weights]
    columns = zip(*lines, strict=True)
    return [
        bool(weight) and max(_letters(word) for words in column for word in words.split()) > space
        for column, weight, space in zip(columns, weights, room, strict=True)
    ]


def _joined(found: re.Match[str]) -> str:
    """A date as the one word that it is set as."""
    return found[0].replace(" ", "\u00a0")


def _letters(words: str) -> int:
    """How many letters the words are wide: a code is all capitals and figures."""
    return len(words) + WIDER_CODE * len(CODE_IN_TEXT.findall(words))


def _parts(text: str) -> list[Piece]:
    """The text in pieces: codes, which never break over lines, and the words between them."""
    pieces = CODE_IN_TEXT.split(showable(text))
    return [{"text": piece if place % 2 else _breakable(piece), "is_code": bool(place % 2)} for place, piece in enumerate(pieces) if piece]


def _breakable(text: str) -> str:
    """Ids and file names may go on in the next line after their own signs, and a number may leave a long unit: none may reach into the
    column beside it."""
    shorter = _JOINED.sub(lambda found: found[0].replace("\u00a0", " ") if len(found[0]) > LONGEST_WORD else found[0], text)
    return _LONG.sub(lambda found: re.sub(r"([_./])(?=\w)", rf"\1{_BREAK}", found[0]), shorter)
