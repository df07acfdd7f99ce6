"""Shapes of a slide: text that is measured before it is set, rectangles, lines, and what they say to those who cannot see them.

Belongs here: single shapes. Does not belong here: where they stand (`slide_pictures.py`, `slides.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_PATTERN_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from reports.measure import height
from reports.render.slide_charts import Frame, rgb
from reports.render.slide_theme import LEAST
from reports.theme import HATCH, INK, PAPER

ALIGNMENTS = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True)
class Type:
    """How a text is set: size in points, colour, weight, where its lines begin."""

    size: float = LEAST
    colour: str = INK
    is_bold: bool = False
    align: str = "left"


def text(slide: Any, name: str, words: str, frame: Frame, type_: Type, locale: str) -> Any:
    """A text in a frame of its own, without insets and without a size that changes by itself."""
    box = slide.shapes.add_textbox(Pt(frame.left), Pt(frame.top), Pt(frame.width), Pt(frame.height))
    box.name = name
    fill_text(box.text_frame, words, type_, locale)
    return box


def fill_text(frame: Any, words: str, type_: Type, locale: str) -> None:
    """The text of a frame as one paragraph and one run."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment, paragraph.line_spacing = ALIGNMENTS[type_.align], 1.0
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold, run.font.color.rgb = Pt(type_.size), type_.is_bold, rgb(type_.colour)
    run._r.get_or_add_rPr().set("lang", locale)


def tall(words: str, room: float, type_: Type) -> float:
    """How high a text is within a width, in points, with a little more for rounding."""
    return height(words, type_.size, room, is_bold=type_.is_bold) + 1


def rectangle(slide: Any, frame: Frame, colour: str) -> Any:
    """A plain area without an outline."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(frame.left), Pt(frame.top), Pt(frame.width), Pt(frame.height))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    plain(shape)
    return decorative(shape)


def plain(shape: Any) -> None:
    """Without the shadow that a program's own style gives every shape."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def hatched(slide: Any, frame: Frame) -> Any:
    """The area of what is not shown: hatched from edge to edge, so that nobody reads a height out of it."""
    shape = rectangle(slide, frame, PAPER)
    shape.fill.patterned()
    shape.fill.pattern = MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL
    shape.fill.fore_color.rgb, shape.fill.back_color.rgb = rgb(str(HATCH["fgcolor"])), rgb(PAPER)
    return shape


def upright(slide: Any, left: float, top: float, length: float, colour: str = INK) -> Any:
    """A dashed upright line."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(left), Pt(top), Pt(left), Pt(top + length))
    line.line.color.rgb, line.line.width = rgb(colour), Pt(2)
    line.line._get_or_add_ln().append(parse_xml('<a:prstDash xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" val="dash"/>'))
    return decorative(line)


def described(shape: Any, words: str, name: str) -> Any:
    """The shape with its name and its alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", words)
    properties.set("name", name)
    return shape


def decorative(shape: Any) -> Any:
    """The shape marked as one that says nothing of its own."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    if properties.find(qn("a:extLst")) is None:
        properties.append(parse_xml(_DECORATIVE))
    return shape
