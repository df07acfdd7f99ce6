"""Letters: which signs the project's own type can show.

Belongs here: reading that from the font's file, and a text without what it cannot show. Does not belong here: any form that is set in the
type (`pdf.py`).
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from importlib.resources import files

REGULAR = "inter-latin-400-normal.ttf"
INSTEAD = "?"
NARROW_NO_BREAK, NO_BREAK = "\u202f", "\u00a0"
_UNICODE_TABLES = frozenset({(0, 3), (0, 4), (3, 1), (3, 10)})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def showable(text: str) -> str:
    """The text with letters put together from base and accent, without control signs, and `?` for what the type has no sign for.

    A name from a delivery or from the settings may hold anything, and PDF/UA allows no sign without a shape.
    """
    known = letters()
    composed = _CONTROL.sub("", unicodedata.normalize("NFC", text)).replace(NARROW_NO_BREAK, NO_BREAK)
    return "".join(sign if ord(sign) in known or sign in "\n\t" else INSTEAD for sign in composed)


@cache
def letters() -> frozenset[int]:
    """Code points that the type has a shape for."""
    return read_letters(files("reports.render").joinpath("fonts", REGULAR).read_bytes())


def read_letters(font: bytes) -> frozenset[int]:
    """Code points of a TrueType font's `cmap` (formats 4 and 12, OpenType specification 1.9). Raises ValueError where it has neither."""
    tables = struct.unpack(">H", font[4:6])[0]
    entries = (struct.unpack(">4sIII", font[12 + 16 * place : 28 + 16 * place]) for place in range(tables))
    start = next((offset for tag, _, offset, _ in entries if tag == b"cmap"), None)
    if start is None:
        raise ValueError("the font has no table of letters")
    found: set[int] = set()
    for place in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        platform, encoding, offset = struct.unpack(">HHI", font[start + 4 + 8 * place : start + 12 + 8 * place])
        if (platform, encoding) in _UNICODE_TABLES:
            found |= _of_subtable(font[start + offset :])
    if not found:
        raise ValueError("the font's table of letters is in no known format")
    return frozenset(found)


def _of_subtable(table: bytes) -> set[int]:
    kind = struct.unpack(">H", table[:2])[0]
    if kind == 12:
        groups = struct.unpack(">I", table[12:16])[0]
        ranges = [struct.unpack(">II", table[16 + 12 * place : 24 + 12 * place]) for place in range(groups)]
    elif kind == 4:
        count = struct.unpack(">H", table[6:8])[0] // 2
        ends = struct.unpack(f">{count}H", table[14 : 14 + 2 * count])
        starts = struct.unpack(f">{count}H", table[16 + 2 * count : 16 + 4 * count])
        ranges = list(zip(starts, ends, strict=True))
    else:
        return set()
    return {point for first, last in ranges if first != 0xFFFF for point in range(first, last + 1)}
