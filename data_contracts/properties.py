"""Properties: what our own custom properties of a contract are, and reading them so that nothing is left open.

Belongs here: one sentence on each property, and where in a contract's file it stands or is missing. Does not belong here: what follows from
what a contract says (`contract.py`, `rules.py`).

Nothing has a default. A contract that leaves a property open is refused, with its file, the line and the property's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from open_data_contract_standard.model import CustomProperty

PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
NOTHING: Final = "none"
"""How a contract says that there is no such thing, where a property may say so."""

MEANING: Final[Mapping[str, str]] = {
    "order": "a number of its own: kinds are read and told in this order",
    "name": "{da: …, en: …}, as within a sentence",
    "filePatterns": "patterns of file names, in lower case",
    "requiredToPublish": "true where nothing is published without it",
    "reader": "table, dream or json_lines",
    "identicalRows": "keep or set_aside: what becomes of the same row twice in one delivery",
    "coreTables": "the tables of core that it feeds; [] where it feeds none",
    "key": "the columns that make two rows tell of the same thing",
    "period": "{columns: [the column, or first and last], step: day, week or month}: the time that rows tell of; or none",
    "restatement": "what a newer delivery does to older ones: rows (of a key the newest row counts, what is left out stays), vintages (all "
    "stay side by side), newest_delivery (it replaces them), or the limits of one that speaks for the periods that it spans",
    "persons": "names (its rows name the persons whom all others may speak of), named_elsewhere (rows about anybody else are dropped), "
    "whoever (rows stay, whoever they are about) or none",
    "signOfLife": "the column with the last day that ties a person to the programme; goes_with_the_person where rows are no sign of their "
    "own; no_person",
    "keptAs": "rows, or spells of weeks that are alike",
    "correctionName": "what `Fil` in rettelser calls it; or none where it cannot be corrected",
    "drift": "{warnBelow, stopBelow, warnAbove, stopAbove, fewestRows}: how far a delivery's size may move from the last one",
    "notation": "how cells are written: text, key, code, cpr, cvr, date, month, decimal, integer, boolean or code_runs",
    "blank": "what a blank cell means: not_told, ongoing (it has not ended), counts_as_no, nobody, not_needed or nothing",
    "ofAnyAge": "true where its days may lie long before the programme; left out where the floor of dates holds",
    "threeDigitsAfterPoint": "decimals or thousands: how 1.234 is to be read where nothing else tells",
    "action": "quarantine, set_aside or warn",
    "blocking": "true where a violation stops the publication",
    "repair": "{da: …, en: …}: what is wrong with the row and what to do, as a supplier is told",
    "setAsideBecause": "{da: …, en: …}: why rows are set aside, as it follows on their number",
}


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    da: str
    en: str

    def __getitem__(self, code: str) -> str:
        return {"da": self.da, "en": self.en}[code]


class ContractFault(Exception):
    """A contract that leaves something open or says what cannot be. The message begins with file and line."""


@dataclass(frozen=True)
class ContractText:
    """A contract's text and its place in the tree."""

    place: str
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without what is around them."""
        return [line.strip() for line in self.text.splitlines()]

    def line(self, marks: Iterable[str]) -> int:
        """The number of the line to which the marks lead, one after the other; a mark that is not there is passed over."""
        line = 0
        for mark in marks:
            line = next((number for number in range(line, len(self.lines)) if self.lines[number].startswith(mark)), line)
        return line + 1

    def plain(self, name: str, marks: Iterable[str]) -> str:
        """A name that may stand in a statement as it is. Raises ContractFault for another, at the line to which the marks lead."""
        if not PLAIN_NAME.fullmatch(name):
            raise self.fault(marks, f"{name} is no plain name: small letters, digits and underscores, beginning with a letter")
        return name

    def fault(self, marks: Iterable[str], why: str) -> ContractFault:
        """A fault at the line to which the marks lead."""
        return ContractFault(f"{self.place}:{self.line(marks)}: {why}")


@dataclass(frozen=True)
class PropertySet:
    """What a part of a contract (the kind, a column, a rule) says in custom properties. `marks` lead to the part's first line."""

    source: ContractText
    marks: tuple[str, ...]
    values: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Whether the property stands there."""
        return name in self.values

    def fault(self, name: str, why: str) -> ContractFault:
        """A fault of one property: at its line, or where the part begins."""
        marks = (*self.marks, f"- property: {name}") if self.has(name) else self.marks
        return self.source.fault(marks, f"{name}: {why}")

    def need(self, name: str) -> Any:
        """What the property says. Raises ContractFault where it is missing or blank."""
        if self.values.get(name) is None:
            raise self.fault(name, f"is missing; say {MEANING[name]}")
        return self.values[name]

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """What the property says, which has to be one of the words. Raises ContractFault for another."""
        said = str(self.need(name))
        if said not in allowed:
            raise self.fault(name, f"{said} is none of {', '.join(allowed)}; say {MEANING[name]}")
        return said

    def flag(self, name: str) -> bool:
        """Yes or no. Raises ContractFault for anything else."""
        said = self.need(name)
        if not isinstance(said, bool):
            raise self.fault(name, f"{said} is neither true nor false")
        return said

    def mapping(self, name: str, keys: Iterable[str]) -> Mapping[str, Any]:
        """A mapping that has all these keys. Raises ContractFault for another, naming the first key that it lacks."""
        said = self.need(name)
        lacking = [key for key in keys if not isinstance(said, Mapping) or said.get(key) is None]
        if lacking:
            raise self.fault(name, f"{lacking[0]} is missing; say {MEANING[name]}")
        found: Mapping[str, Any] = said
        return found

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names. Raises ContractFault for anything else."""
        said = self.need(name)
        if not isinstance(said, list):
            raise self.fault(name, f"{said} is no list; say {MEANING[name]}")
        return tuple(str(item) for item in said)

    def words(self, name: str) -> Words:
        """The same in both languages. Raises ContractFault where one is missing."""
        found = self.mapping(name, ("da", "en"))
        return Words(str(found["da"]), str(found["en"]))


def property_set(source: ContractText, marks: tuple[str, ...], properties: Iterable[CustomProperty] | None) -> PropertySet:
    """The custom properties of one part."""
    return PropertySet(source, marks, {str(item.property): item.value for item in properties or []})
