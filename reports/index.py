"""The index: the page that leads to everything of a generation.

Belongs here: naming what is there with size, language and audience. Does not belong here: the publications.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from reports.facts import RunFacts
from reports.language import NO_BREAK, Language
from reports.render.html import environment

PLACES = (
    ("management/index.html", "internal"),
    ("management/smaajob.xlsx", "internal"),
    ("management/passports.html", "internal"),
    ("management/management-da.pdf", "internal"),
    ("briefing/index.html", "public"),
    ("briefing/index.en.html", "public"),
    ("briefing/briefing-da.pdf", "public"),
    ("briefing/briefing-en.pdf", "public"),
    ("revisions/index.html", "internal"),
    ("quality/index.html", "internal"),
    ("conference/index.html", "public"),
    ("data/figures.csv", "public"),
    ("data/definitions.csv", "public"),
    ("data/passports.html", "public"),
    ("data/passports.en.html", "public"),
    ("published.duckdb", "public"),
    ("figures.duckdb", "internal"),
    ("manifest.json", "internal"),
)


@dataclass(frozen=True)
class Entry:
    """One link of the index."""

    address: str
    title: str
    about: str


def index_page(folder: Path, facts: RunFacts, language: Language) -> str:
    """The page's text, over the files that stand in the generation's folder."""
    return (
        environment()
        .get_template("index.html")
        .render(
            title=language.text("index.title", programme=facts.programme_name),
            is_simulated=facts.is_simulated,
            mark=language.text("page.rebuilt_after_erasure") if facts.is_rebuilt_after_erasure else "",
            language=language,
            prefix="assets",
            data_date=language.day(facts.data_date),
            entries=[_entry(folder / place, place, audience, language) for place, audience in PLACES if _is_there(folder, place)],
        )
    )


def _is_there(folder: Path, place: str) -> bool:
    """The manifest is written last and lists this page's hash, so that it is always there when a reader comes."""
    return place == "manifest.json" or (folder / place).exists()


def _entry(path: Path, place: str, audience: str, language: Language) -> Entry:
    key = place.replace("/", "_").replace(".", "_")
    parts = [language.text(f"page.audience_{audience}")]
    # A database's size differs from run to run by a few blocks, and this page must not.
    if path.suffix not in (".duckdb", ".json"):
        parts.append(_size(path.stat().st_size, language))
    if path.suffix in (".html", ".xlsx", ".pdf"):
        parts.append(language.text(f"index.language_{_language_of(path.name) or language.code}"))
    return Entry(place, language.text(f"index.{key}"), " · ".join(parts))


def _language_of(name: str) -> str:
    """What a file's name says of its language: `index.en.html`, `briefing-en.pdf`; blank where it says nothing."""
    found = re.search(r"[.-](da|en)\.\w+$", name)
    return found[1] if found else ""


def _size(number: int, language: Language) -> str:
    return f"{language.number(max(1, round(number / 1024)))}{NO_BREAK}kB"
