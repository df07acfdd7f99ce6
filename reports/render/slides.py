"""Slides: the kit as a presentation that PowerPoint, Keynote and LibreOffice open, with native charts and speaker's notes.

Belongs here: what stands where on a slide. Does not belong here: wording, numbers, and the pictures (`slide_pictures.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pptx.util import Pt

from reports.blocks import Sentence
from reports.conference.content import Kit, Panels, Slide
from reports.language import Language
from reports.measure import largest, width
from reports.render.slide_charts import Frame
from reports.render.slide_pictures import Painter, least_height
from reports.render.slide_shapes import Type, fill_text, rectangle, tall, text
from reports.render.slide_theme import HEIGHT, LOCALES, WIDTH, new_presentation, steady_bytes
from reports.theme import CONTRAST, PAPER, QUIET_TEXT

MARGIN: Final = 48
ROOM: Final = WIDTH - 2 * MARGIN
GAP: Final = 12
TITLE_SIZES: Final = (38, 36, 34, 32, 30, 28)
TITLE_HEIGHT: Final = 94
"""A title of two lines; a longer one is set smaller, down to the least title size, and then takes more lines."""


def render_slides(kit: Kit, language: Language) -> bytes:
    """The presentation's bytes, the same for the same kit."""
    presentation = new_presentation(kit.title, kit.language, kit.data_date)
    for slide in kit.slides:
        for part in _parts(slide, kit, language):
            _Sheet(presentation, kit, language).fill(part)
    return steady_bytes(presentation)


def _parts(slide: Slide, kit: Kit, language: Language) -> list[Slide]:
    """The slide, or as many as its panels need: nothing is cut and nothing is set smaller than the least size."""
    if not isinstance(slide.picture, Panels) or len(slide.picture.panels) == 1:
        return [slide]
    if least_height(slide.picture, ROOM) <= _free(slide, kit):
        return [slide]
    panels = slide.picture.panels
    title = Sentence(language.text("conference.continued", title=slide.title.text), slide.title.figure_ids, slide.title.codes)
    first, second = replace(slide, picture=Panels(panels[:-1])), replace(slide, picture=Panels(panels[-1:]), title=title)
    return [*_parts(first, kit, language), second]


def _strips(kit: Kit) -> float:
    """How high the stamp and the mark are."""
    return sum(tall(words, ROOM, Type(is_bold=True)) + GAP for words in (kit.stamp, kit.mark) if words)


def _title_type(words: str) -> Type:
    on_one_line = next((size for size in TITLE_SIZES[:3] if width(words, size, is_bold=True) <= ROOM), None)
    return Type(size=on_one_line or largest(words, TITLE_SIZES, ROOM, TITLE_HEIGHT, is_bold=True), is_bold=True)


def _around(slide: Slide) -> float:
    """How high everything but strips and picture is."""
    texts = [one for one in (slide.lead, slide.point, slide.source) if one is not None]
    below = sum(tall(one.text, ROOM, Type()) + GAP for one in texts)
    return tall(slide.title.text, ROOM, _title_type(slide.title.text)) + GAP + below


def _free(slide: Slide, kit: Kit) -> float:
    """The height that is left for the picture."""
    return HEIGHT - 2 * GAP - _strips(kit) - _around(slide) - GAP


class _Sheet:
    """One slide being filled, from the top down and from the bottom up."""

    def __init__(self, presentation: Any, kit: Kit, language: Language) -> None:
        self._slide = presentation.slides.add_slide(presentation.slide_layouts[0])
        self._kit = kit
        self._language = language
        self._locale = LOCALES[kit.language]
        self._top = 0.0
        self._bottom = float(HEIGHT - GAP)

    def fill(self, slide: Slide) -> None:
        """Everything of the slide, and its notes."""
        moved: list[Sentence] = []
        if slide.point is not None and least_height(slide.picture, ROOM) > _free(slide, self._kit):
            moved, slide = [slide.point], replace(slide, point=None)
        self._title(slide.title.text) if slide.name != "title" else self._opening(slide)
        if slide.name != "title":
            self._down(slide.lead, "lead", Type())
            self._up(slide.source, "source", Type(colour=QUIET_TEXT))
            self._up(slide.point, "point", Type())
            free = Frame(MARGIN, self._top, ROOM, self._bottom - self._top)
            Painter(self._slide, self._language, self._kit.data_date).draw(slide.picture, free)
        self._notes(slide, moved)

    def _stamps(self) -> None:
        """What the slide says of itself before anything else: a coloured strip across the top, and the mark below it."""
        for name, words, ink, ground in (("stamp", self._kit.stamp, PAPER, CONTRAST), ("mark", self._kit.mark, CONTRAST, PAPER)):
            if not words:
                continue
            type_ = Type(colour=ink, is_bold=True)
            high = tall(words, ROOM, type_)
            if ground != PAPER:
                rectangle(self._slide, Frame(0, self._top, WIDTH, high + GAP), ground)
            text(self._slide, name, words, Frame(MARGIN, self._top + GAP / 2, ROOM, high), type_, self._locale)
            self._top += high + GAP

    def _title(self, words: str) -> None:
        self._stamps()
        type_ = _title_type(words)
        self._top += GAP
        self._place_title(words, type_, self._top)
        self._top += tall(words, ROOM, type_) + GAP

    def _place_title(self, words: str, type_: Type, top: float) -> None:
        """The title goes into the layout's own place for it, so that outlines and screen readers find it."""
        title = self._slide.shapes.title
        title.left, title.top, title.width, title.height = Pt(MARGIN), Pt(top), Pt(ROOM), Pt(tall(words, ROOM, type_))
        fill_text(title.text_frame, words, type_, self._locale)

    def _opening(self, slide: Slide) -> None:
        """The first slide: the programme's name, what this is, how far the data reaches."""
        self._stamps()
        name = Type(size=largest(slide.title.text, (72, 64, 56, 48, 40), ROOM, 190, is_bold=True), is_bold=True)
        top = max(self._top + GAP, 150.0)
        self._place_title(slide.title.text, name, top)
        self._top = top + tall(slide.title.text, ROOM, name) + GAP
        self._down(slide.lead, "lead", Type(size=36))
        self._up(slide.source, "source", Type(size=26, colour=QUIET_TEXT))

    def _down(self, sentence: Sentence | None, name: str, type_: Type) -> None:
        if sentence is not None:
            high = tall(sentence.text, ROOM, type_)
            text(self._slide, name, sentence.text, Frame(MARGIN, self._top, ROOM, high), type_, self._locale)
            self._top += high + GAP

    def _up(self, sentence: Sentence | None, name: str, type_: Type) -> None:
        if sentence is not None:
            high = tall(sentence.text, ROOM, type_)
            text(self._slide, name, sentence.text, Frame(MARGIN, self._bottom - high, ROOM, high), type_, self._locale)
            self._bottom -= high + GAP

    def _notes(self, slide: Slide, moved: list[Sentence]) -> None:
        """What the speaker reads; what found no room on the slide stands first."""
        said = [*(one.text for one in moved), *(f"{heading}: {sentence.text}" for heading, sentence in slide.notes)]
        notes = self._slide.notes_slide.notes_text_frame
        notes.text = "\n".join(said)
        for paragraph in notes.paragraphs:
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", self._locale)
