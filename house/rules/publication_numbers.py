"""For tests: the numbers of a publication that is made, held against what its blocks say they come from.

Belongs here: what may account for a number in a text. Does not belong here: the rules that read code and catalogues alone.

A number stands where it is a rounding of a named figure's value, range, numerator or denominator, its window or one of its dimensions; a
day, a name or a count of the run's own facts, the day of a public claim; or a constant of the catalogue
(`reports/language/constants.toml`) within its own words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

import polars as pl

from data_contracts.bound_claims import read_claims
from data_contracts.figure import CODE_IN_TEXT
from house.rules import OWN_ROOT
from house.rules.numerals import PLACE, numbers_in_digits
from house.rules.texts import exemption_for, exemptions_of
from reports.blocks import Block, Chart, HeadlineFigure, Note, Publication, Sentence
from reports.facts import OUTCOMES, RunFacts, total
from reports.language import MILLION, Language
from reports.management.deliveries import SHOWN_FILES
from reports.quality.words import file_name

HUNDRED: Final = 100
LEAST_WORDS: Final = 12
"""Letters of a text from which on it is told from any other by a piece of it."""
_BASES: Final = ("value", "low", "high", "numerator", "denominator_count")
_LISTED: Final = re.compile(r"\((\d+)\) ")
_SCALES: Final = {"share": (Decimal(HUNDRED),), "fte": (Decimal(1), Decimal(HUNDRED)), "dkk": (Decimal(1), 1 / Decimal(MILLION))}


@dataclass(frozen=True)
class Unaccounted:
    """A number that nothing accounts for, in which text of which kind of block."""

    number: str
    text: str
    kind: str


def unbound_numbers(
    publication: Publication, figures: pl.DataFrame, language: Language, facts: RunFacts | None = None
) -> list[Unaccounted]:
    """Every such number in sentences, notes, headline figures and what is said of charts. `figures`: FIGURE_COLUMNS, as published.

    `facts`: those of the run, whose days, names and counts may be told.
    """
    constants = _Constants(language)
    names = _names(publication, language, facts)
    counted = _counted(facts) if facts else frozenset()
    found: list[Unaccounted] = []
    for block in publication.blocks:
        ids = _ids_of(block)
        rows = figures.filter(pl.col("figure_id").is_in(ids)).to_dicts()
        told = _Told(rows, _in_ids(ids) | counted)
        months = [language.month(date.fromisoformat(f"{row['window']}-01")) for row in rows if "-" in row["window"]]
        for text in _texts_of(block):
            left, filled = constants.taken_out(CODE_IN_TEXT.sub(" ", _without(text, (*names, *months, *ids))))
            for number in numbers_in_digits(_without_listing(left), language.code):
                if not told.accounts_for(number, filled):
                    found.append(Unaccounted(number, text, type(block).__name__))
    return found


def _texts_of(block: Block) -> Iterator[str]:
    if isinstance(block, Sentence | Note):
        yield block.text
    elif isinstance(block, HeadlineFigure):
        yield from (block.title, block.range_text, block.point_text, block.does_not_show, block.source)
    elif isinstance(block, Chart):
        yield from (block.title, block.alternative, block.does_not_show, block.source)


def _ids_of(block: Block) -> tuple[str, ...]:
    if isinstance(block, HeadlineFigure):
        return (block.figure_id, *block.title_figure_ids)
    return block.figure_ids if isinstance(block, Sentence | Note | Chart) else ()


def _in_ids(ids: Iterable[str]) -> frozenset[Decimal]:
    """The windows that ids end in: they are said of a figure that has no number, too."""
    return frozenset(Decimal(found) for figure_id in ids for found in re.findall(r"_(\d+)[mw]$", figure_id))


@dataclass(frozen=True)
class _Told:
    """What the rows of named figures, and the run, account for."""

    rows: list[dict[str, Any]]
    whole: frozenset[Decimal]

    def accounts_for(self, number: str, filled: frozenset[Decimal]) -> bool:
        try:
            told = Decimal(number)
        except InvalidOperation:
            return False
        if told in filled or told in self.whole:
            return True
        return any(told == one for row in self.rows for one in _roundings(row, -int(told.as_tuple().exponent)))


def _roundings(row: dict[str, Any], decimals: int) -> Iterator[Decimal]:
    """All that a figure's row may be told as with so many decimals, without its sign."""
    unit = Decimal(1).scaleb(-decimals)
    # Ends of a factor are told outwards; whole numbers never are: any share would round up to one.
    modes = (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING) if decimals else (ROUND_HALF_UP,)
    for base in _BASES:
        if row[base] is not None:
            scales = _SCALES.get(row["unit"], (Decimal(1),)) if base in ("value", "low", "high") else (Decimal(1),)
            for scale in scales:
                yield from (abs((Decimal(row[base]) * scale).quantize(unit, mode)) for mode in modes)
    yield from (Decimal(found) for found in re.findall(r"^(\d+)m$", row["window"]))
    for dimension in json.loads(row["dimensions"]).values():
        if re.fullmatch(r"\d+(\.\d+)?", str(dimension)):
            yield Decimal(str(dimension))


class _Constants:
    """The catalogue's own numbers: pieces of texts that hold them, and what the code fills in from constants."""

    def __init__(self, language: Language) -> None:
        pieces: set[str] = set()
        self._filled: list[tuple[str, frozenset[Decimal]]] = []
        exemptions = exemptions_of(OWN_ROOT)
        for key, words in language.texts.items():
            exemption = exemption_for(key, exemptions)
            if exemption is None:
                continue
            own = [piece.strip() for piece in PLACE.split(words)]
            pieces |= {piece for piece in own if any(numbers_in_digits(piece, language.code))}
            if exemption.filled:
                numbers = frozenset(Decimal(number) for number in exemption.filled)
                self._filled += [(piece.lower(), numbers) for piece in own if len(piece) >= LEAST_WORDS]
        longest_first = sorted(pieces, key=len, reverse=True)
        self._pieces = re.compile("|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in longest_first), re.IGNORECASE)

    def taken_out(self, text: str) -> tuple[str, frozenset[Decimal]]:
        """The text without such pieces, and the numbers that the code may have filled into it."""
        filled = [numbers for piece, numbers in self._filled if piece in text.lower()]
        return self._pieces.sub(" ", text), frozenset().union(*filled)


def _names(publication: Publication, language: Language, facts: RunFacts | None) -> tuple[str, ...]:
    """Days, of the run and of claims, and names with digits in them, the longest first."""
    days = {publication.data_date, *(claim.stated_on for claim in read_claims())}
    names: set[str] = set()
    if facts is not None:
        days |= {facts.data_date, facts.last_complete_month or facts.data_date}
        days |= {file.delivered_on for file in facts.files if file.delivered_on is not None}
        names |= {facts.programme_name, *(file_name(file) for file in facts.files), *(file.file_name for file in facts.files)}
    names |= {written for day in days for written in _written(day, language)}
    return tuple(sorted(names, key=len, reverse=True))


def _written(day: date, language: Language) -> tuple[str, ...]:
    return language.day(day), language.month(day), day.isoformat()


def _counted(facts: RunFacts) -> frozenset[Decimal]:
    """What can be counted of a run: rules, sources, corrections; files and rows by what became of them, of all, the newest and each day."""
    read = tuple(file for file in facts.files if file.status == "read")
    of_a_day = [tuple(file for file in facts.files if file.delivered_on == day) for day in {file.delivered_on for file in facts.files}]
    counts: Counter[int] = Counter((len(facts.rules), len(facts.sources), len(facts.corrections)))
    counts[sum(rule.violations > 0 for rule in facts.rules)] += 1
    counts[sum(source.state != "current" for source in facts.sources)] += 1
    for files in (facts.files, read, read[-SHOWN_FILES:], *of_a_day):
        counts.update((len(files), sum(file.rows_in for file in files), *(total(files, outcome) for outcome in OUTCOMES)))
    return frozenset(Decimal(number) for number in counts)


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text


def _without_listing(text: str) -> str:
    """The text without the numbers of a list, where they run from one on."""
    listed = [int(number) for number in _LISTED.findall(text)]
    return _LISTED.sub(" ", text) if listed == list(range(1, len(listed) + 1)) else text
