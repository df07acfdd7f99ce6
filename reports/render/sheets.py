"""Sheets: the kit's poster, hand-out and questions as tagged PDF, and its pictures as PNG, all set by Typst in the project's own type.

Belongs here: handing the kit to the templates as data, and setting them. Does not belong here: wording, numbers and the templates' looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from reports.blocks import Sentence
from reports.conference.content import Absent, Bars, Kit, Months, Panels, Picture, Ranges, Slide
from reports.conference.kit_charts import SPOKEN
from reports.language import Language
from reports.render.glyphs import showable
from reports.render.typesetting import ACCESSIBLE, asked, typeset

SHEETS: Final = ("poster", "handout", "questions")
SIZES: Final = {"screen": (1920, 1080), "social": (1080, 1080)}
"""Pixels, wide and high."""
CHART_WIDTHS: Final = {"wide": 620, "narrow": 460}
"""Pixels that charts are drawn in before they are enlarged; the narrower, the larger their words."""
CHART_OF: Final = {"poster": "wide", "handout": "narrow", "questions": "wide", "screen": "wide", "social": "narrow"}
FINDINGS: Final = ("hours", "full-time", "difference", "forecast")
EVERY: Final = 6
"""Months told in a picture's numbers: one in so many."""
PIXELS_PER_INCH: Final = 72
MOST_PAGES, SCALES = 2, (1.0, 0.96, 0.92, 0.88, 0.84, 0.8)
"""The hand-out is one sheet of paper, and set smaller where its words are many."""


def render_sheet(name: str, kit: Kit, language: Language, pictures: Mapping[str, str]) -> bytes:
    """A PDF of SHEETS, accessible (PDF/UA-1). `pictures`: slide → SVG; for one that is missing its numbers stand in its place."""
    data = _showable_data(_data(name, kit, language, pictures))
    if name == "handout":
        data["scale"] = next((scale for scale in SCALES if asked(name, {**data, "scale": scale}, "pages") <= MOST_PAGES), SCALES[-1])
    return bytes(typeset(name, data, **ACCESSIBLE))


def render_cards(size: str, kit: Kit, language: Language, pictures: Mapping[str, str]) -> dict[str, bytes]:
    """Slide → PNG of a size of SIZES, for every slide that is worth a picture."""
    slides = cards(kit)
    wide, high = SIZES[size]
    data = {**_common(kit), "width": wide, "height": high, "cards": [_slide(slide, language, pictures) for slide in slides]}
    pages = typeset("card", _showable_data(data), format="png", ppi=PIXELS_PER_INCH)
    every = [pages] if isinstance(pages, bytes) else list(pages)
    return {slide.name: page for slide, page in zip(slides, every, strict=True)}


def cards(kit: Kit) -> list[Slide]:
    """The slides that are made into pictures."""
    return [slide for slide in kit.slides if slide.name in SPOKEN]


def alternative(slide: Slide) -> str:
    """What a picture says, for those who cannot see it: the finding, the range, what is drawn."""
    drawn = "" if isinstance(slide.picture, Absent | Panels) else slide.picture.alternative
    return " ".join(part for part in (_ended(slide.title.text), _text(slide.lead), drawn) if part)


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _showable_data(data: Mapping[str, object]) -> dict[str, object]:
    """The data with every text in it as the type can show it."""
    return {name: _showable(value) for name, value in data.items()}


def _showable(data: object) -> object:
    if isinstance(data, str):
        return showable(data)
    if isinstance(data, Mapping):
        return _showable_data(data)
    return [_showable(value) for value in data] if isinstance(data, list) else data


def _common(kit: Kit) -> dict[str, str]:
    return {"language": kit.language, "programme": kit.programme, "title": kit.title, "stamp": kit.stamp, "mark": kit.mark}


def _data(name: str, kit: Kit, language: Language, pictures: Mapping[str, str]) -> dict[str, object]:
    text = language.text
    data: dict[str, object] = {
        **_common(kit),
        "title": text(f"conference.sheet.{name}", programme=kit.programme),
        "closing": f"{text('conference.data_until', date=language.day(kit.data_date))} {text('conference.rounded')}",
        "page": text("conference.sheet.page", page="{page}", pages="{pages}"),
    }
    if name == "questions":
        header = [text(f"conference.sheet.{key}") for key in ("question", "answer", "code")]
        return {**data, "intro": text("conference.sheet.questions_intro"), "header": header, "groups": list(_groups(kit))}
    told = {slide: _slide(kit.slide(slide), language, pictures) for slide in ("people", "scope", "cannot")}
    findings = [_slide(kit.slide(slide), language, pictures) for slide in FINDINGS]
    told["scope"]["point"] = ""  # it speaks of the slide's picture
    claims = [text(f"claims.{key}") for key in ("column_statement", "column_verdict")]
    return {
        **data,
        **told,
        "findings": findings,
        "intro": text("conference.sheet.handout_intro"),
        "claims": [list(claim) for claim in kit.claims],
        "claims_title": text("claims.table"),
        "claims_header": claims,
    }


def _groups(kit: Kit) -> Iterator[dict[str, object]]:
    for group in kit.questions:
        rows = [[asked.question, asked.answer.text, asked.reservation, ", ".join(asked.answer.codes)] for asked in group.questions]
        yield {"title": group.title, "intro": _text(group.intro), "rows": rows}


def _text(sentence: Sentence | None) -> str:
    return "" if sentence is None else sentence.text


def _slide(slide: Slide, language: Language, pictures: Mapping[str, str]) -> dict[str, object]:
    panels = slide.picture.panels if isinstance(slide.picture, Panels) else ()
    return {
        "title": slide.title.text,
        "lead": _text(slide.lead),
        "point": _text(slide.point),
        "source": _text(slide.source),
        "panels": [[label, sentence.text] for label, sentence in panels],
        "picture": {
            "svg": pictures.get(slide.name),
            "alternative": alternative(slide),
            "rows": [list(row) for row in _rows(slide.picture, language)],
            "words": slide.picture.words if isinstance(slide.picture, Absent) else "",
        },
    }


def _rows(picture: Picture, language: Language) -> Iterator[tuple[str, str]]:
    """A picture's numbers in words: of months, one in six."""
    if isinstance(picture, Bars | Ranges):
        yield from ((row.label, row.words) for row in picture.rows)
    elif isinstance(picture, Months):
        every = zip(picture.months, picture.lows, picture.highs, strict=True)
        for month, low, high in every:
            if month % EVERY == 0 and low is not None and high is not None:
                label = f"{language.text('conference.label_month')} {language.number(month)}"
                yield label, _between(low, high, language, is_share=picture.is_cumulative)


def _between(low: Decimal, high: Decimal, language: Language, *, is_share: bool) -> str:
    """Percent of a share; of all else per 100 persons."""
    upper = language.percent(high) if is_share else language.number(high * 100, 2)
    return language.text("figures.between", low=language.number(low * 100, 1 if is_share else 2), high=upper)
