"""Packages: the ZIP file that an XLSX, XLSB or ODS file is, opened within limits.

Belongs here: parts and how they are related. Does not belong here: what stands in a part.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

from assets.deliveries.rejections import FileRejected

MOST_BYTES: Final = 1 << 30
"""Of all parts together, unpacked: a million rows of twenty columns."""
PIECE: Final = 1 << 20
IS_ENCRYPTED: Final = 1


@dataclass(frozen=True)
class Package:
    """Parts by their names in lower case, as spreadsheets compare them."""

    parts: Mapping[str, bytes]

    def read(self, name: str) -> bytes:
        """A part. Raises FileRejected `unreadable` where there is none."""
        found = self.parts.get(name.lower())
        if found is None:
            raise FileRejected("unreadable")
        return found

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part rests on: id → kind of relation (the end of its name, which strict and other packages share) and part."""
        folder, name = posixpath.split(part)
        content = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower(), b"")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/")))
                found[attributes.get("Id", "")] = attributes.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/")

        if content:
            parse_xml(content, start)
        return found


def open_package(content: bytes) -> Package:
    """All parts but pictures, each unpacked once.

    Raises FileRejected: `too_large` where they would come to more than MOST_BYTES, `password_protected`, and `unreadable` for a damaged
    package or one whose parts are not what its list of contents says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise FileRejected("too_large")
            if any(entry.flag_bits & IS_ENCRYPTED for entry in entries):
                raise FileRejected("password_protected")
            parts = {_name(entry): _whole(archive, entry) for entry in entries}
            if len(parts) < len(entries):
                raise FileRejected("unreadable")
            return Package(parts)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        raise FileRejected("unreadable") from None


def _name(entry: zipfile.ZipInfo) -> str:
    """A part's name as it is compared; some programs write it as Windows writes paths."""
    return entry.filename.lower().replace("\\", "/").lstrip("/")


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part, proven by its checksum; of pictures and the like nothing is kept."""
    is_needed = _name(entry).endswith((".xml", ".rels", ".bin"))
    pieces = []
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            if is_needed:
                pieces.append(piece)
    return b"".join(pieces)


def local(tag: str) -> str:
    """A tag without its prefix."""
    return tag.rpartition(":")[2]


def parse_xml(
    content: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walks through a part. Raises FileRejected `unreadable` for damage and for a document type, which no spreadsheet has."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, UnicodeError):
        raise FileRejected("unreadable") from None


def _refuse(*_: Any) -> None:
    raise FileRejected("unreadable")
