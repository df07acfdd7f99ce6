"""Compound files: the container of an XLS file, from which one stream is taken.

Belongs here: sectors and chains of [MS-CFB]. Does not belong here: what stands in the stream.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Final

from assets.deliveries.rejections import FileRejected
from assets.deliveries.spreadsheets.records import u16, u32

LAST_SECTOR: Final = 0xFFFFFFFA
"""From here on a sector's number is a sign: free, end of chain, table."""
ENTRY, ROOT = 128, 5
SMALL_SECTOR: Final = 64
SMALL_STREAM: Final = 4096
FIRST_TABLES: Final = 109


def stream(content: bytes, names: Sequence[str]) -> tuple[str, bytes]:
    """The first of the named streams that the file has, and its name. Raises FileRejected `unreadable`."""
    try:
        return _stream(content, names)
    except (struct.error, IndexError):
        raise FileRejected("unreadable") from None


def _stream(content: bytes, names: Sequence[str]) -> tuple[str, bytes]:
    size = 1 << min(u16(content, 30), 12)

    def sector(place: int) -> bytes:
        return content[(place + 1) * size : (place + 2) * size]

    tables = _numbers(content[76 : 76 + 4 * FIRST_TABLES])
    further, left = u32(content, 68), len(content) // size
    while further < LAST_SECTOR and left:
        *more, further = _numbers(sector(further))
        tables, left = tables + more, left - 1
    following = [number for table in tables if table < LAST_SECTOR for number in _numbers(sector(table))]
    directory = _chain(u32(content, 48), following, sector)
    entries = [directory[place : place + ENTRY] for place in range(0, len(directory), ENTRY)]
    found = {entry[: max(u16(entry, 64) - 2, 0)].decode("utf-16-le", "replace").casefold(): entry for entry in reversed(entries)}
    name = next((name for name in names if name.casefold() in found), None)
    if name is None:
        raise FileRejected("unreadable")
    first, length = u32(found[name.casefold()], 116), u32(found[name.casefold()], 120)
    if length >= SMALL_STREAM:
        return name, _chain(first, following, sector)[:length]
    root = next(entry for entry in entries if entry[66] == ROOT)
    small = _chain(u32(root, 116), following, sector)
    small_following = _numbers(_chain(u32(content, 60), following, sector))
    return name, _chain(first, small_following, lambda place: small[place * SMALL_SECTOR : (place + 1) * SMALL_SECTOR])[:length]


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _chain(first: int, following: Sequence[int], sector: Callable[[int], bytes]) -> bytes:
    """The sectors of a chain; one that never ends is damage."""
    pieces: list[bytes] = []
    while first < LAST_SECTOR:
        if len(pieces) > len(following):
            raise IndexError
        pieces.append(sector(first))
        first = following[first]
    return b"".join(pieces)
