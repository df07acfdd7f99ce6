"""Editions: what every earlier run published, as it stands in the output folder, in the order in which it was published.

Belongs here: finding editions, what each was made from, and which one a run follows. Does not belong here: comparing their figures
(`assets/figures/revision_causes.py`) and making one visible (`assets/publications/generation.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

RECORD = "edition.json"
MANIFEST = "manifest.json"
DATABASES = {"internal": "figures.duckdb", "public": "published.duckdb"}
VERSIONS_OF = ("smaajob", "dagster", "duckdb", "polars", "plotly", "great-expectations")
DIGEST_LETTERS = 10

FileKey = tuple[str, str, str, str]
"""Supplier, day of delivery, file name and SHA-256 of one delivered file."""


@dataclass(frozen=True)
class Origin:
    """All that a publication is made from; the same origin makes the same publication.

    `settings`: those that figures depend on. `definitions`: SHA-256 over every figure's definition. `erasures`: how many persons had been
    erased by then.
    """

    data_date: date
    settings: Mapping[str, Any]
    files: tuple[FileKey, ...]
    definitions: str
    erasures: int
    is_simulated: bool = False
    versions: Mapping[str, str] = field(default_factory=lambda: {name: version(name) for name in VERSIONS_OF})

    @property
    def identity(self) -> str:
        """The day of the data and a digest of the rest: the name of the edition made from it."""
        content = {name: value for name, value in asdict(self).items() if name != "data_date"}
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return f"{self.data_date.isoformat()}-{digest[:DIGEST_LETTERS]}"


@dataclass(frozen=True)
class Edition:
    """One published edition. `number` counts editions in the order of publication; `previous` names the one that it tells changes since.

    `shown`: publication → its `figures` (ids) and `charts` (name → title and digest).
    """

    folder: Path
    identity: str
    number: int
    data_date: date
    previous: str | None
    definitions: str
    erasures: int
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    shown: Mapping[str, Mapping[str, Any]]
    is_simulated: bool

    @property
    def name(self) -> str:
        """The edition's folder's name."""
        return self.folder.name

    def manifest(self) -> Mapping[str, Any]:
        """What the edition says of itself."""
        content: Mapping[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return content

    def files(self) -> frozenset[FileKey]:
        """The delivered files that it rests on."""
        listed = self.manifest()["deliveries"]
        return frozenset((file["supplier"], file["delivered_on"], file["file"], file["sha256"]) for file in listed if file["delivered_on"])

    def figures(self, audience: str) -> pl.DataFrame:
        """Its figures (FIGURE_COLUMNS) as the audience (`internal` or `public`) saw them."""
        with duckdb.connect(str(self.folder / DATABASES[audience]), read_only=True) as connection:
            return connection.sql("FROM figures").pl()


@dataclass(frozen=True)
class EditionHistory:
    """What a run knows of itself before it has read a file: what it is made from, and all editions before it."""

    editions: tuple[Edition, ...]
    origin: Origin

    @property
    def previous(self) -> Edition | None:
        """The edition that the run follows."""
        return previous_edition(self.editions, self.origin)

    def published_before(self) -> tuple[Edition, ...]:
        """Every edition up to the one that the run follows, the newest first: what is known already when it appears."""
        previous = self.previous
        if previous is None:
            return ()
        older = [one for one in self.editions if one.number <= previous.number and one.is_simulated == previous.is_simulated]
        return tuple(reversed(older))


def record(origin: Origin, number: int, previous: str | None, shown: Mapping[str, Mapping[str, Any]]) -> str:
    """What an edition says of itself to later runs, as text of its `edition.json`."""
    content = {
        "identity": origin.identity,
        "number": number,
        "data_date": origin.data_date.isoformat(),
        "previous": previous,
        "definitions": origin.definitions,
        "erasures": origin.erasures,
        "settings": origin.settings,
        "versions": origin.versions,
        "shown": shown,
        "is_simulated": origin.is_simulated,
    }
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def read_edition(folder: Path) -> Edition | None:
    """The edition that stands in a folder; None where there is none that could be read whole."""
    try:
        told = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Edition(folder, **{**told, "data_date": date.fromisoformat(told["data_date"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def read_editions(generations: Path) -> tuple[Edition, ...]:
    """Every edition of an output folder, in the order of publication. Folders without a record (of before editions were kept) are none."""
    if not generations.is_dir():
        return ()
    found = [read_edition(folder) for folder in sorted(generations.iterdir()) if folder.is_dir() and not folder.name.startswith(".")]
    return tuple(sorted((edition for edition in found if edition is not None), key=lambda edition: (edition.number, edition.name)))


def made_before(editions: Sequence[Edition], origin: Origin) -> Edition | None:
    """The edition that was made from the same origin; of several the last."""
    same = [edition for edition in editions if edition.identity == origin.identity]
    return same[-1] if same else None


def previous_edition(editions: Sequence[Edition], origin: Origin) -> Edition | None:
    """The edition whose figures a run's are held against.

    A publication that is made again follows the one that it followed the first time, so that it tells the same; any other follows the
    newest of those whose data reach no further than its own and are make-believe only where its own are.
    """
    again = made_before(editions, origin)
    if again is not None:
        return next((edition for edition in editions if edition.name == again.previous), None)
    older = [edition for edition in editions if edition.data_date <= origin.data_date and edition.is_simulated == origin.is_simulated]
    return older[-1] if older else None


def next_number(editions: Sequence[Edition], origin: Origin) -> int:
    """The number of the edition that a run makes; made again, it has the one that it had."""
    again = made_before(editions, origin)
    return again.number if again is not None else 1 + max((edition.number for edition in editions), default=0)
