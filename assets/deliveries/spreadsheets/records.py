"""Records: the little-endian fields of which XLS and XLSB files are made.

Belongs here: cutting bytes. Does not belong here: what a record means.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from assets.deliveries.rejections import FileRejected


def u16(content: bytes, place: int) -> int:
    """An unsigned number of two bytes."""
    return int.from_bytes(content[place : place + 2], "little")


def u32(content: bytes, place: int) -> int:
    """An unsigned number of four bytes."""
    return int.from_bytes(content[place : place + 4], "little")


def number(content: bytes, place: int) -> float:
    """A binary fraction of eight bytes."""
    (value,) = struct.unpack_from("<d", content, place)
    return float(value)


def wide_text(content: bytes, place: int) -> tuple[str, int]:
    """An XLSB text, its length before it, and where it ends."""
    end = place + 4 + 2 * u32(content, place)
    return content[place + 4 : end].decode("utf-16-le", "replace"), end


def xls_records(stream: bytes, place: int = 0) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record from a place on ([MS-XLS] 2.1.4)."""
    while place + 4 <= len(stream):
        kind, length = u16(stream, place), u16(stream, place + 2)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def xlsb_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record ([MS-XLSB] 2.1.4). Raises FileRejected `unreadable` where the part ends within one."""
    place = 0
    try:
        while place < len(part):
            kind = part[place]
            place += 1
            if kind & 0x80:
                kind, place = kind & 0x7F | (part[place] & 0x7F) << 7, place + 1
            length = shift = 0
            while True:
                byte, place = part[place], place + 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80 or shift == 28:
                    break
            yield kind, part[place : place + length]
            place += length
    except IndexError:
        raise FileRejected("unreadable") from None
