"""Letters: from bytes to text, and from letters that were broken before delivery back to the ones that were meant.

Belongs here: encodings, repair, how two spellings are compared. Does not belong here: cells and rows (`delimited.py`), meaning
(`notations.py`).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Sequence

import polars as pl

from assets.deliveries.rejections import FileRejected

LOST_LETTER = "\ufffd"
"""What a program writes for a letter that it could not read; which one it was is gone."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
SAMPLE_BYTES = 4_000
ASCII_SHARE_IN_UTF16 = 0.4
"""Every ASCII character has a NUL for its other byte in UTF-16; Danish tables are mostly ASCII, and a stray NUL is far from this."""
OTHER_ALPHABET = re.compile(r"(?![æøåÆØÅ]+(?![À-ÖØ-öø-ÿ]))[À-ÖØ-öø-ÿ]{5,}")
"""Five accented letters on end, not all of them Danish, stand in no western European word: it is Greek or Cyrillic, one byte a letter."""
ONE_BYTE = ("windows-1252", "iso-8859-1")
DOS_LETTERS = frozenset("æøåÆØÅ".encode("cp865"))
"""Bytes that are Danish letters in DOS; in Windows-1252 they are quotation marks, daggers and nothing."""
LETTERS_OF_850 = frozenset("ÁÂÀãÃðÐÊËÈıÍÎÏÌÓßÔÒõÕþÞÚÛÙýÝ".encode("cp850")) - frozenset("ß".encode("cp865"))
"""Where code page 865 has lines for drawing boxes."""
SIGN_IN_A_WORD = re.compile(r"[^\W\d_][\u2018\u203a\u2020\x9b\x86\x91][^\W\d_]")
"""A quotation mark or dagger between two letters is a letter that was written in DOS."""
DANISH = re.compile(r"[æøåÆØÅ]")
CONTROL_CHARACTERS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")
"""Found in pictures and archives; a table has none but tabs, line ends and the odd end-of-file sign."""

SMALL_SIGNS = {"µ": "æ", "μ": "æ", "°": "ø", "σ": "å"}
"""Windows-1252 read as the DOS code page 437. The signs have a life of their own (20 °C, 5 µm): only beside letters are they letters."""
CAPITAL_SIGNS = {"╞": "Æ", "╪": "Ø", "┼": "Å"}
"""Capitals, the same way; no table of persons draws boxes."""
DOUBLED = {
    pair: chr(code)
    for code in range(0xC0, 0x100)
    for encoding in ("latin-1", "cp1252")
    if LOST_LETTER not in (pair := chr(code).encode().decode(encoding, "replace"))
}
"""UTF-8 read as Latin-1 or Windows-1252: every accented letter of western Europe as the two that it became."""


def _sign_patterns() -> list[tuple[str, str]]:
    """Pattern with a group before and one behind the sign, and its letter. The patterns mean the same to Python and to Polars."""
    patterns = []
    for sign, letter in SMALL_SIGNS.items():
        patterns.append((rf"([^\W\d_]){sign}()", letter))
        patterns.append((rf"(^\s*|[^\d\s]\s?){sign}([a-zæøåé])", letter))
    return patterns


SIGN_PATTERNS = _sign_patterns()
CERTAIN = {**DOUBLED, **CAPITAL_SIGNS}
SUSPECTS = [*CERTAIN, *SMALL_SIGNS]
SUSPECT_LETTERS = frozenset(suspect[0] for suspect in SUSPECTS)


def decode(content: bytes, known_headers: Callable[[str], int] | None = None) -> tuple[str, str]:
    """Text without marks and NULs, line ends all `\\n`, and the encoding's name: `utf-8`, `utf-16`, `windows-1252`, `iso-8859-1`, and where
    the headers or words prove it `ibm850` or `ibm865`.

    A byte order mark decides, then NUL bytes, then whether it is valid UTF-8. `known_headers`: how many known names a text's header has.
    Raises FileRejected: `unreadable` where it is no text, `unknown_letters` where it is the text of another alphabet in an encoding that
    does not say which.
    """
    text, encoding = _decoded(content)
    plain = _plain(text)
    if encoding in ONE_BYTE and known_headers is not None and DOS_LETTERS.intersection(content):
        dos = _dos_encoding(content)
        in_dos = _plain(content.decode(dos))
        known, known_in_dos = known_headers(plain), known_headers(in_dos)
        if known_in_dos > known or (known_in_dos == known and SIGN_IN_A_WORD.search(plain) and not DANISH.search(plain)):
            return in_dos, dos.replace("cp", "ibm")
    if CONTROL_CHARACTERS.search(plain[:SAMPLE_BYTES]):
        raise FileRejected("unreadable")
    if encoding in ONE_BYTE and OTHER_ALPHABET.search(plain):
        raise FileRejected("unknown_letters")
    return plain, encoding


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").rstrip("\x1a")


def _dos_encoding(content: bytes) -> str:
    """The code page of Denmark and Norway, or the western European one where a letter of its own stands; æ, ø and å are one in both."""
    return "cp850" if LETTERS_OF_850.intersection(content) else "cp865"


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, name, label in MARKS:
        if content.startswith(mark):
            text = _if_valid(content[len(mark) :], name)
            return (text, label) if text is not None else _one_byte_each(content[len(mark) :])
    sample = content[:SAMPLE_BYTES]
    for name, others in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if len(sample) >= 4 and others.count(0) > ASCII_SHARE_IN_UTF16 * len(others):
            text = _if_valid(content, name)
            if text is not None:
                return text, "utf-16"
    text = _if_valid(content, "utf-8")
    return (text, "utf-8") if text is not None else _one_byte_each(content)


def _if_valid(content: bytes, encoding: str) -> str | None:
    """A character cut off at the very end is left out; any other fault means that it is another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return None


def _one_byte_each(content: bytes) -> tuple[str, str]:
    text = _if_valid(content, "cp1252")
    return (text, "windows-1252") if text is not None else (content.decode("iso-8859-1"), "iso-8859-1")


def repaired(text: str) -> str:
    """The text with broken letters put right where it is plain which letter was meant."""
    if not SUSPECT_LETTERS.intersection(text):
        return text
    for pair, letter in CERTAIN.items():
        text = text.replace(pair, letter)
    for pattern, letter in SIGN_PATTERNS:
        text = re.sub(pattern, rf"\g<1>{letter}\g<2>", text)
    return text


def repaired_cells(cells: pl.Expr) -> pl.Expr:
    """`repaired`, over columns."""
    cells = cells.str.replace_many(list(CERTAIN), list(CERTAIN.values()))
    for pattern, letter in SIGN_PATTERNS:
        cells = cells.str.replace_all(pattern, f"${{1}}{letter}${{2}}")
    return cells


def folded(text: str) -> str:
    """A header or word as it is compared: no case, no space, no punctuation, æ, ø and å as ae, oe and aa."""
    plain = unicodedata.normalize("NFC", text).casefold()
    for letter, pair in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, pair)
    return "".join(character for character in plain if character.isalnum() or character == LOST_LETTER)


def folded_cells(cells: pl.Expr) -> pl.Expr:
    """`folded`, over columns; letters that no Danish word has are left out."""
    plain = cells.str.normalize("NFC").str.to_lowercase()
    return plain.str.replace_many(["æ", "ø", "å"], ["ae", "oe", "aa"]).str.replace_all(r"[^a-z0-9]", "")


def fitting(text: str, words: Sequence[str]) -> list[str]:
    """The folded words that a folded text with lost letters may have been; a lost letter stands for one or two of theirs."""
    pattern = re.compile(re.escape(text).replace(LOST_LETTER, ".{1,2}"))
    return [word for word in words if pattern.fullmatch(word)]
