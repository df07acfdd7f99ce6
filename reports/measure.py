"""Measure: how much room a text takes in the project's own type.

Belongs here: widths, lines and heights in points. Does not belong here: where a text stands.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from PIL import ImageFont

LINE = 1.21
"""Height of a line in the type's size, as Inter has it; Arial's is smaller."""
SAFETY = 1.04
"""Room for programs that set the type a little wider, or bolder, than it is measured."""
_DRAWN = 200
_FILES = {False: "inter-latin-400-normal.ttf", True: "inter-latin-600-normal.ttf"}


@cache
def _font(*, is_bold: bool) -> ImageFont.FreeTypeFont:
    content = files("reports.render").joinpath("fonts", _FILES[is_bold]).read_bytes()
    return ImageFont.truetype(io.BytesIO(content), _DRAWN)


@cache
def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Points that a text takes on one line."""
    return _font(is_bold=is_bold).getlength(text) / _DRAWN * size * SAFETY


def lines(text: str, size: float, room: float, *, is_bold: bool = False) -> list[str]:
    """The text's lines within so many points, broken between words; a word that is longer than the room has a line of its own."""
    found: list[str] = []
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, is_bold=is_bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found


def height(text: str, size: float, room: float, *, is_bold: bool = False) -> float:
    """Points that a text takes downwards within a width of `room`."""
    return len(lines(text, size, room, is_bold=is_bold)) * size * LINE


def largest(text: str, sizes: Sequence[float], room: float, most: float, *, is_bold: bool = False) -> float:
    """The first of the sizes, largest first, at which the text is at most `most` points high; the last where none is."""
    return next((size for size in sizes if height(text, size, room, is_bold=is_bold) <= most), sizes[-1])
