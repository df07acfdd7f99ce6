"""Language: every text that a reader meets, from one catalogue per language, and numbers as that language writes them.

Belongs here: putting the catalogue together, looking up texts, formatting numbers, dates and ranges. Does not belong here: which text is
said when.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from data_contracts.contract import KINDS, load_contract
from data_contracts.problems import WrongUse
from data_contracts.remarks import parted

LANGUAGES = ("da", "en")
ROOT = Path(__file__).resolve().parents[2]
"""Where the packages lie, in the sources as in an installation."""
OWN, OF_EFFECTS = "reports/language", "assets/effects/*"
"""The folders of texts: what publications say, and each effect's own `words_<code>.toml`."""
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000
TWO_STOPS = "kr.."
"""An amount of kroner at the end of a sentence: the abbreviation's stop is the sentence's, too."""


def capital(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]


class MissingText(KeyError):
    """A text or one of its places has no content; the build must not go on."""


class BrokenCatalogue(ValueError):
    """Files of texts that do not fit together: a key in one language only, or said twice. Names file and key; the build must not go on."""


class Language:
    """One language's texts and formats. `code` is `da` or `en`."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        self.code = code
        self.texts = texts

    def has(self, key: str) -> bool:
        """Whether the catalogue has a text under the key."""
        return key in self.texts

    def text(self, key: str, **parameters: object) -> str:
        """The text under a dotted key with its places filled; raises MissingText for a missing text or place."""
        try:
            return self.texts[key].format_map(parameters).replace(TWO_STOPS, TWO_STOPS[:-1])
        except (KeyError, IndexError) as error:
            raise MissingText(f"{self.code}: {key}: {error}") from error

    def remark(self, said: str) -> str:
        """A remark on a file in words; its numbers as the language writes them."""
        name, parameters = parted(said)
        return self.text(
            f"note.{name}", **{place: self.number(told) if isinstance(told, int) else told for place, told in parameters.items()}
        )

    def number(self, value: Decimal | float | int, decimals: int = 0) -> str:
        """A number with the language's separators and exactly so many decimals, halves away from zero; below zero with a minus sign."""
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
        exact = exact if exact else abs(exact)  # what rounds to zero has no sign
        return f"{exact:,f}".translate(_signs(self.code))

    def percent(self, share: Decimal | float, decimals: int = 1, *, is_difference: bool = False) -> str:
        """A share as a percentage with its word: `43,3 procent`; a difference of two is told in `procentpoint`."""
        unit = self.text("unit.percentage_points" if is_difference else "unit.percent")
        return f"{self.number(Decimal(str(share)) * 100, decimals)}{NO_BREAK}{unit}"

    def day(self, value: date) -> str:
        """A day in full: `15. juni 2023`."""
        from babel.dates import format_date  # noqa: PLC0415 - as for numbers

        return str(format_date(value, format="d. MMMM yyyy" if self.code == "da" else "d MMMM yyyy", locale=self.code))

    def month(self, value: date) -> str:
        """A month in full: `juni 2023`."""
        from babel.dates import format_date  # noqa: PLC0415 - as for numbers

        return str(format_date(value, format="MMMM yyyy", locale=self.code))


@cache
def _signs(code: str) -> dict[int, str]:
    """Python's signs in a number → the language's own, asked for once: a pattern read anew for each number took longer than the pages."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415 - the command line needs texts long before numbers

    return str.maketrans({",": str(get_group_symbol(code)), ".": str(get_decimal_symbol(code)), "-": MINUS})


@cache
def load_language(code: str) -> Language:
    """A language by its code. Raises WrongUse for one that there is no catalogue for."""
    if code not in LANGUAGES:
        raise WrongUse("language_unknown", language=code, known=", ".join(LANGUAGES))
    kinds = {f"kind.{kind}": load_contract(kind).names[code] for kind in KINDS}
    return Language(code, {**assembled(ROOT)[code], **kinds})


@cache
def assembled(root: Path) -> Mapping[str, Mapping[str, str]]:
    """Language → key → text, from all files of a tree. Raises BrokenCatalogue."""
    texts: dict[str, dict[str, str]] = {code: {} for code in LANGUAGES}
    names = {code: {path.relative_to(root).as_posix(): path for path in catalogue_files(root, code)} for code in LANGUAGES}
    for code, files in names.items():
        for name, path in files.items():
            for key, words in _read(name, path):
                if key in texts[code]:
                    raise BrokenCatalogue(f"{name}: {key} is said twice")
                texts[code][key] = words
    everything = {key for own in texts.values() for key in own}
    for code, own in texts.items():
        for key in sorted(everything - set(own)):
            raise BrokenCatalogue(f"{_home(key, code, names)}: {key} is missing, and another language has it")
    return texts


def catalogue_files(root: Path, code: str) -> list[Path]:
    """The files of one language's catalogue, the publications' before the effects'."""
    own = [path for path in sorted((root / OWN).glob("*.toml")) if path.stem == code or path.stem.endswith(f"_{code}")]
    return [*own, *sorted(root.glob(f"{OF_EFFECTS}/words_{code}.toml"))]


def _home(key: str, code: str, names: Mapping[str, Mapping[str, Path]]) -> str:
    """Where a key belongs that one language lacks: beside the file that has it in another."""
    other, name = next((other, name) for other, files in names.items() for name, path in files.items() if key in dict(_read(name, path)))
    return f"{name.removesuffix(f'{other}.toml')}{code}.toml"


def _read(name: str, path: Path) -> list[tuple[str, str]]:
    try:
        return _flattened(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise BrokenCatalogue(f"{name}: {error}") from error


def _flattened(content: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """Dotted keys and texts of nested tables."""
    pairs: list[tuple[str, str]] = []
    for key, value in content.items():
        name = f"{prefix}.{key}" if prefix else key
        pairs += _flattened(value, name) if isinstance(value, dict) else [(name, str(value))]
    return pairs
