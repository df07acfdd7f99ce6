"""The index: the page that leads to everything of a generation, grouped by who may have it.

Belongs here: naming what is there, for whom, in which language and of which size. Does not belong here: the publications.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_contracts.publications import INTERNAL, PUBLIC, PUBLICATIONS
from reports.facts import RunFacts
from reports.language import LANGUAGES, NO_BREAK, Language
from reports.render.html import environment

HOUSE = "house"
"""What no publication holds: for the house alone."""
PARTS = {**PUBLICATIONS, HOUSE: INTERNAL}
"""Part of the index → audience, in the order in which they stand; each one's files are those of its folder."""
BESIDE = {"data": ("published.duckdb",), HOUSE: ("figures.duckdb", "manifest.json", "edition.json")}
"""Files that stand outside any folder, and whose they are."""
WRITTEN_LAST = ("manifest.json", "edition.json")
"""Written after this page, whose hash they hold: always there when a reader comes."""
WITHOUT_SIZE = (".duckdb", "manifest.json", "edition.json")
"""Their size differs from run to run by a few bytes, and this page must not."""
PICTURES = (".png", ".svg")
ORDER = (".html", ".pdf", ".pptx", ".xlsx", ".csv", ".parquet", ".duckdb", ".json")
MAIN_PAGE = "index"
UNMARKED = (".html", ".xlsx")
"""Files that are in Danish where their name says no language."""


@dataclass(frozen=True)
class IndexLink:
    """One file: where it is, what it is called, in which language it is (blank: in none), and what is said of it."""

    address: str
    name: str
    language: str
    about: str


@dataclass(frozen=True)
class IndexEntry:
    """One publication: the page to open first, whom it is for, and all its files; pictures stand apart."""

    title: str
    about: str
    address: str
    address_language: str
    links: tuple[IndexLink, ...]
    pictures: tuple[IndexLink, ...]


@dataclass(frozen=True)
class IndexGroup:
    """All publications of an audience."""

    name: str
    title: str
    about: str
    entries: tuple[IndexEntry, ...]


def index_page(folder: Path, facts: RunFacts, language: Language, others: Mapping[str, str] | None = None) -> str:
    """The page's text, over the files that stand in the generation's folder. `others` (code to address): it in other languages."""
    return (
        environment()
        .get_template("index.html")
        .render(
            title=language.text("index.title", programme=facts.programme_name),
            is_simulated=facts.is_simulated,
            mark=language.text("page.rebuilt_after_erasure") if facts.is_rebuilt_after_erasure else "",
            language=language,
            prefix="assets",
            others=others or {},
            data_date=language.day(facts.data_date),
            groups=[group for group in (_group(folder, audience, language) for audience in (PUBLIC, INTERNAL)) if group.entries],
        )
    )


def _group(folder: Path, audience: str, language: Language) -> IndexGroup:
    entries = (_entry(folder, name, language) for name, whose in PARTS.items() if whose == audience)
    text = language.text
    return IndexGroup(
        audience, text(f"index.group_{audience}"), text(f"index.group_{audience}_about"), tuple(one for one in entries if one)
    )


def _entry(folder: Path, name: str, language: Language) -> IndexEntry | None:
    places = sorted(_places(folder, name), key=lambda place: _order(place, language))
    if not places:
        return None
    drawn = {place for place in places if place.suffix in PICTURES}
    written = [place for place in places if place not in drawn] or places
    return IndexEntry(
        language.text(f"index.{name}"),
        language.text(f"index.{name}_about"),
        written[0].as_posix() if written[0].suffix == ".html" else "",
        language_of(written[0]),
        tuple(_link(folder, place, language) for place in written),
        tuple(_link(folder, place, language) for place in places if place in drawn and place not in written),
    )


def _places(folder: Path, name: str) -> Iterator[Path]:
    """The publication's files, from the generation's folder on."""
    if (folder / name).is_dir():
        yield from (path.relative_to(folder) for path in (folder / name).rglob("*") if path.is_file())
    yield from (Path(one) for one in BESIDE.get(name, ()) if one in WRITTEN_LAST or (folder / one).exists())


def _order(place: Path, language: Language) -> tuple[bool, int, bool, str]:
    """The page to open first, then by kind of file, the reader's own language first."""
    kind = ORDER.index(place.suffix) if place.suffix in ORDER else len(ORDER)
    return stem_of(place) != MAIN_PAGE, kind, language_of(place) != language.code, place.as_posix()


def language_of(place: Path) -> str:
    """The language that a file's name tells (`index.en.html`, `brief-da.pdf`), or Danish for a page and a workbook; else blank."""
    told = next((code for code in LANGUAGES if place.stem.endswith((f".{code}", f"-{code}"))), "")
    return told or ("da" if place.suffix in UNMARKED else "")


def stem_of(place: Path) -> str:
    """A file's name without its language and its ending."""
    code = next((code for code in LANGUAGES if place.stem.endswith((f".{code}", f"-{code}"))), "")
    return place.stem[: -len(code) - 1] if code else place.stem


def _link(folder: Path, place: Path, language: Language) -> IndexLink:
    code = language_of(place)
    parts = [language.text(f"index.language_{code}")] if code else []
    if not place.name.endswith(WITHOUT_SIZE):
        parts.append(_size((folder / place).stat().st_size, language))
    return IndexLink(place.as_posix(), _name(place, language), code, " · ".join(parts))


def _name(place: Path, language: Language) -> str:
    """What a file is called: by its own name where the catalogue knows it, else by its format, with its name where it has one."""
    stem, ending = stem_of(place), place.suffix.removeprefix(".")
    if language.has(f"index.file_{stem}_{ending}"):
        return language.text(f"index.file_{stem}_{ending}")
    kind = language.text(f"index.format_{ending}" if language.has(f"index.format_{ending}") else "index.format_other")
    is_plain = stem in (MAIN_PAGE, "smaajob", place.parts[0])
    return kind if is_plain else language.text("index.named", format=kind, name=stem)


def _size(number: int, language: Language) -> str:
    return f"{language.number(max(1, round(number / 1024)))}{NO_BREAK}kB"
