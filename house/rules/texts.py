"""The rule on free numbers in texts: every number that a reader meets is filled in from a figure, a date, a setting or a file name.

Belongs here: reading the catalogues and the words of contracts with their lines and holding them against the numbers that are defined
rather than found (`constants.toml` of `reports/language` and of each effect). Does not belong here: what counts as a number
(`numerals.py`) and texts in code (`code_texts.py`).

An exception stands in constants.toml as `"<key>" = { numbers = [12], reason = "why it is no result" }`. A key that ends in `*` stands for
all keys that begin so; of several that fit, the longest counts alone. `code = "<file>:<NAME>"` ties the numbers to a constant of the code,
which must be one of them. `filled = [5]` names numbers that the code fills into the text from a constant of its own.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from open_data_contract_standard.model import OpenDataContractStandard

from data_contracts.properties import ContractText, PropertySet, property_set
from house.rules.numerals import PLACE, numbers_in_digits, numbers_in_words, outside_places
from house.rules.violations import Violation
from reports.language import LANGUAGES, OF_EFFECTS, OWN, catalogue_files

CONSTANTS: Final = "constants.toml"
TWICE, UNTRANSLATED = "text said twice", "text in one language only"
FREE, ONE_LANGUAGE, UNUSED, FORMAT, BROKEN = (
    "free number in a text",
    "number in one language only",
    "exception without use",
    "number formatted in a text",
    "exception that does not hold",
)
_HEADER: Final = re.compile(r"^\[(?P<key>[^\]]+)\]")
_ENTRY: Final = re.compile(r'^(?P<key>"[^"]+"|[\w.-]+)\s*=')


@dataclass(frozen=True)
class Text:
    """A text of a catalogue and where it stands."""

    key: str
    words: str
    path: str
    line: int
    code: str

    @property
    def digits(self) -> list[str]:
        """The numbers in digits that are the catalogue's own."""
        return list(numbers_in_digits(outside_places(self.words), self.code))

    @property
    def numbers(self) -> list[str]:
        """All numbers that are the catalogue's own, in digits and in words."""
        return [*self.digits, *numbers_in_words(outside_places(self.words), self.code)]


@dataclass(frozen=True)
class Exemption:
    """Numbers that a key's texts may hold, and why."""

    key: str
    numbers: tuple[str, ...]
    filled: tuple[str, ...]
    reason: str
    constant: str
    path: str
    line: int

    def fits(self, key: str) -> bool:
        """Whether it speaks for the key."""
        return key.startswith(self.key[:-1]) if self.key.endswith("*") else key == self.key


def texts_of(root: Path) -> list[Text]:
    """Every text of every catalogue with its line."""
    found: list[Text] = []
    for code in LANGUAGES:
        for path in catalogue_files(root, code):
            content = path.read_text(encoding="utf-8")
            lines = _lines(content)
            where = path.relative_to(root).as_posix()
            found += [Text(key, words, where, lines.get(key, 1), code) for key, words in _flat(tomllib.loads(content))]
    return [*found, *_contract_texts(root)]


def _contract_texts(root: Path) -> Iterator[Text]:
    """What contracts call their kinds, and what they tell suppliers of rows, under the keys of a catalogue."""
    for path in sorted((root / "data_contracts").glob("*.odcs.yaml")):
        source = ContractText(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for schema in OpenDataContractStandard.from_string(source.text).schema_ or []:
            yield from _words(
                property_set(source, ("schema:", "customProperties:"), schema.customProperties), "name", f"kind.{schema.name}"
            )
            for rule in (*(schema.quality or []), *(one for item in schema.properties or [] for one in item.quality or [])):
                own = property_set(source, (f"- id: {rule.id}",), rule.customProperties)
                yield from _words(own, "repair", f"rule.{rule.id}")
                yield from _words(own, "setAsideBecause", f"set_aside.{rule.id}")


def _words(own: PropertySet, name: str, key: str) -> Iterator[Text]:
    for code in ("da", "en") if own.has(name) else ():
        yield Text(key, own.words(name)[code], own.source.place, own.source.line((*own.marks, f"- property: {name}")), code)


def exemptions_of(root: Path) -> list[Exemption]:
    """What every `constants.toml` beside a catalogue excepts."""
    found: list[Exemption] = []
    for path in sorted([*root.glob(f"{OWN}/{CONSTANTS}"), *root.glob(f"{OF_EFFECTS}/{CONSTANTS}")]):
        content = path.read_text(encoding="utf-8")
        lines = _lines(content)
        found += [
            Exemption(
                key,
                tuple(str(number) for number in entry.get("numbers", ())),
                tuple(str(number) for number in entry.get("filled", ())),
                str(entry.get("reason", "")).strip(),
                str(entry.get("code", "")),
                path.relative_to(root).as_posix(),
                lines.get(key, 1),
            )
            for key, entry in tomllib.loads(content).items()
        ]
    return found


def exemption_for(key: str, exemptions: list[Exemption]) -> Exemption | None:
    """The longest that fits."""
    return max((one for one in exemptions if one.fits(key)), key=lambda one: len(one.key), default=None)


def text_violations(root: Path) -> Iterator[Violation]:
    """Free numbers, numbers that the other language does not have, exceptions that do not hold."""
    texts, exemptions = texts_of(root), exemptions_of(root)
    used: dict[str, set[str]] = {one.key: set() for one in exemptions}
    has_places: set[str] = set()
    for text in texts:
        exemption = exemption_for(text.key, exemptions)
        allowed = exemption.numbers if exemption else ()
        for number in dict.fromkeys(text.numbers):
            if exemption and number in allowed:
                used[exemption.key].add(number)
            else:
                yield Violation(text.path, text.line, FREE, _advice(text, number))
        if exemption and PLACE.search(text.words):
            has_places.add(exemption.key)
        if any(":" in place or "!" in place for place in PLACE.findall(text.words)):
            yield Violation(text.path, text.line, FORMAT, f"{text.key}: fill the place with ready text from reports/figures.py")
    yield from _one_sided(texts)
    for exemption in exemptions:
        yield from _exemption_violations(root, exemption, used[exemption.key], exemption.key in has_places)


def _advice(text: Text, number: str) -> str:
    constants = f"{text.path.rpartition('/')[0]}/{CONSTANTS}"
    return f"{text.key} holds {number}: make it a {{place}} filled from a figure, or except it in {constants} with its reason"


def _one_sided(texts: list[Text]) -> Iterator[Violation]:
    by_key: dict[str, dict[str, Text]] = {}
    for text in texts:
        first = by_key.setdefault(text.key, {}).setdefault(text.code, text)
        if first is not text and not text.path.endswith(".yaml"):  # contracts may say a rule of theirs in the same words
            yield Violation(text.path, text.line, TWICE, f"{text.key} stands in {first.path}, too: say it once")
    for key, said in by_key.items():
        for code in set(LANGUAGES) - set(said):
            text = next(iter(said.values()))
            yield Violation(text.path, text.line, UNTRANSLATED, f"{key} is said only in this language: say it in {code}, too")
        for code, text in said.items():
            for other, its in said.items():
                missing = Counter(text.digits) - Counter(its.digits) if other != code else Counter()
                for number in missing:
                    yield Violation(text.path, text.line, ONE_LANGUAGE, f"{key} holds {number} more often than in {its.path}: say the same")


def _exemption_violations(root: Path, exemption: Exemption, used: set[str], has_places: bool) -> Iterator[Violation]:
    where = exemption.path
    for number in exemption.numbers:
        if number not in used:
            yield Violation(where, exemption.line, UNUSED, f"no text under {exemption.key} holds {number} any more: take it out")
    if not exemption.numbers and not exemption.filled:
        yield Violation(where, exemption.line, UNUSED, f"{exemption.key} excepts no number: take it out")
    if exemption.filled and not has_places:
        yield Violation(where, exemption.line, UNUSED, f"no text under {exemption.key} has a place to fill: take `filled` out")
    if not exemption.reason:
        yield Violation(where, exemption.line, BROKEN, f"{exemption.key} needs a reason why its numbers are no results")
    if exemption.constant:
        yield from _constant_violations(root, exemption)


def _constant_violations(root: Path, exemption: Exemption) -> Iterator[Violation]:
    where = exemption.path
    file, _, name = exemption.constant.partition(":")
    held = _constant(root / file, name)
    if held is None:
        yield Violation(where, exemption.line, BROKEN, f"{exemption.key}: there is no number {name} in {file}: name the constant again")
    elif held not in {_decimal(number) for number in (*exemption.numbers, *exemption.filled)}:
        yield Violation(where, exemption.line, BROKEN, f"{exemption.key}: {name} in {file} is {held}: the texts must say the same")


def _constant(path: Path, name: str) -> Decimal | None:
    """The number that a module's constant is; None where there is none of the name, or it is no plain number."""
    if not path.is_file():
        return None
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            named = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) else [node.value]
            for one, value in zip(named, values, strict=False):
                if isinstance(one, ast.Name) and one.id == name and isinstance(value, ast.Constant):
                    return _decimal(str(value.value))
    return None


def _decimal(number: str) -> Decimal | None:
    try:
        return Decimal(number)
    except InvalidOperation:
        return None


def _flat(content: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from _flat(value, name)
        else:
            yield name, str(value)


def _lines(content: str) -> dict[str, int]:
    """Dotted key → line, of a file whose keys begin their lines. Lines within a text of several lines are none."""
    found: dict[str, int] = {}
    header, is_inside = "", False
    for number, line in enumerate(content.splitlines(), start=1):
        was_inside, is_inside = is_inside, is_inside ^ (line.count('"""') % 2 == 1)
        if was_inside:
            continue
        if named := _HEADER.match(line):
            header = named["key"].replace('"', "") + "."
        elif entry := _ENTRY.match(line):
            found[header + entry["key"].strip('"')] = number
    return found
