"""Numbers in a text, as digits and as words, in Danish and in English.

Belongs here: finding them and writing them alike in both languages. Does not belong here: which of them may stand.

A number is written as its digits with a decimal point and without thousands signs (`160.33`, `3500`), a day as `2023-05-15`, a name that
has digits in it whole (`WHO-5`), a number word as its value (`5` for five, fem, fivefold and femdobling), a fraction as `1/2`, `1/10`,
`2/3`. Articles and what is no count (en, one, both, begge, single, first) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

PLACE: Final = re.compile(r"\{[^{}]*\}")
"""Where the program fills something in."""
_DIGITS: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})|(?P<name>(?<![^\W\d_])[A-ZÆØÅ]+-?\d+\w*|\d+[A-ZÆØÅ]+\w*)|(?P<number>\d+(?:[.,]\d+)*)"
)
_SMALL: Final[Mapping[str, tuple[str, ...]]] = {
    "da": (
        *("to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten"),
        *("sytten", "atten", "nitten"),
    ),
    "en": (
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
        *("sixteen", "seventeen", "eighteen", "nineteen"),
    ),
}
_TENS: Final[Mapping[str, tuple[str, ...]]] = {
    "da": ("tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"),
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
}
_LARGE: Final[Mapping[str, Mapping[str, str]]] = {
    "da": {
        "hundrede?r?": "100",
        "(?:et)?tusinde?r?": "1000",
        "million(?:er)?": "1000000",
        "milliard(?:er)?": "1000000000",
        "dusin": "12",
        r"mio(?=\.)": "1000000",
    },
    "en": {"hundreds?": "100", "thousands?": "1000", "millions?": "1000000", "billions?": "1000000000", "dozens?": "12"},
}
_ORDINAL: Final[Mapping[str, tuple[str, ...]]] = {
    "da": ("tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende"),
    "en": ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
}
_PART: Final[Mapping[str, str]] = {"da": r"(?:del(?:en?|ene|s)?)", "en": "s?"}
_FOLD: Final[Mapping[str, str]] = {"da": r"(?:dobbel\w*|dobl\w*)", "en": r"-?fold"}
_TWICE: Final[Mapping[str, str]] = {"da": r"fordobl\w*|dobbel\w*", "en": r"doubl\w*|twice|twofold"}
_HALF: Final[Mapping[str, str]] = {"da": r"halvdelen?s?|halve?|hver anden", "en": r"half(?!-year)|halves|halved|every other|every second"}
_BOTH: Final = re.compile(r"\bbegge to\b", re.IGNORECASE)
_ONE_IN: Final[Mapping[str, str]] = {"da": r"(?:en|én|et|ét) (?:\w+ )?(?:ud )?af", "en": r"one (?:\w+ )?(?:in|out of)"}


def _words(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of a language and what each stands for, the more telling before the shorter."""
    small = {word: str(number) for number, word in enumerate(_SMALL[code], start=2)}
    tens = {word: str(number) for number, word in zip(range(20, 100, 10), _TENS[code], strict=True)}
    patterns: dict[str, str] = {}
    for place, ordinal in enumerate(_ORDINAL[code], start=3):
        if code == "da":
            patterns |= {
                rf"to {ordinal}{_PART[code]}": f"2/{place}",
                rf"{ordinal}{_PART[code]}": f"1/{place}",
                f"hver {ordinal}": f"1/{place}",
            }
        else:
            patterns |= {
                rf"two[ -]{ordinal}s": f"2/{place}",
                rf"(?:an?|one|every)[ -]{ordinal}": f"1/{place}",
                f"{ordinal}s? of": f"1/{place}",
            }
            patterns |= {f"(?:largest|smallest|top|upper|lower) {ordinal}": f"1/{place}"}
    patterns |= {"fjerdedel": "1/4"} if code == "da" else {"three[ -]quarters": "3/4", "(?:a|one)[ -]quarter of": "1/4"}
    patterns |= {rf"{_ONE_IN[code]} {word}": f"1/{number}" for word, number in small.items()}
    patterns |= {_HALF[code]: "1/2", _TWICE[code]: "2", **_LARGE[code]}
    for one, unit in {"en" if code == "da" else "one": "1", **small}.items():
        for ten, number in tens.items():
            patterns[f"{one}og{ten}" if code == "da" else f"{ten}-{one}"] = str(int(number) + int(unit) if len(unit) == 1 else number)
    for word, number in {**small, **tens}.items():
        patterns |= {rf"{word}{_FOLD[code]}": number, word: number}
    return tuple((re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE), value) for pattern, value in patterns.items())


_PATTERNS: Final = {code: _words(code) for code in ("da", "en")}


def outside_places(text: str) -> str:
    """The text that is the catalogue's own."""
    return PLACE.sub(" \x00 ", text)


def numbers_in_digits(text: str, code: str) -> Iterator[str]:
    """Every number written in digits, from left to right."""
    thousands, decimal = (".", ",") if code == "da" else (",", ".")
    for found in _DIGITS.finditer(text):
        if found["number"] is None:
            yield found[0]
            continue
        plain = re.sub(rf"{re.escape(thousands)}(?=\d{{3}}(?!\d))", "", found[0])
        yield from plain.replace(decimal, ".").split("," if decimal == "." else "\x00")


def numbers_in_words(text: str, code: str) -> Iterator[str]:
    """Every number word's value; each piece of the text is read once, by the most telling pattern."""
    left = _BOTH.sub(" ", text)
    for pattern, value in _PATTERNS[code]:
        left, times = pattern.subn(" \x00 ", left)
        yield from [value] * times
