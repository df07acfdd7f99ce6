"""The kit's own page: it leads to every file of the kit, with each picture's alternative text to take along.

Belongs here: what the page names. Does not belong here: the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reports.conference.content import Kit
from reports.facts import RunFacts
from reports.language import Language
from reports.render.html import environment
from reports.render.sheets import SHEETS, SIZES, alternative, cards


@dataclass(frozen=True)
class KitLink:
    """A file: where it stands and what it is called."""

    address: str
    title: str


@dataclass(frozen=True)
class Part:
    """One kind of file, in every language."""

    title: str
    about: str
    links: tuple[KitLink, ...]


@dataclass(frozen=True)
class KitPicture:
    """A picture: what it says, and its files."""

    preview: str
    alternative: str
    links: tuple[KitLink, ...]


def conference_page(
    kit: Kit, kits: Mapping[str, Kit], folder: Path, facts: RunFacts, language: Language, passports: str, others: Mapping[str, str]
) -> str:
    """The page's text in the kit's language, over the files that stand in `folder`. `passports` leads to the page that explains every
    figure, `others` (code to address) to the page in other languages."""
    text = language.text
    return (
        environment()
        .get_template("conference.html")
        .render(
            title=text("conference.page.title", programme=kit.programme),
            is_simulated=facts.is_simulated,
            mark=kit.mark,
            language=language,
            prefix="../assets",
            data_date=language.day(kit.data_date),
            passports=passports,
            others=others,
            parts=[_part(name, kits, language) for name in ("slides", *SHEETS)],
            pictures=_pictures(kit, folder, language),
        )
    )


def _part(name: str, kits: Mapping[str, Kit], language: Language) -> Part:
    suffix = "pptx" if name == "slides" else "pdf"
    links = tuple(KitLink(f"{name}-{code}.{suffix}", language.text(f"index.language_{code}")) for code in kits)
    return Part(language.text(f"conference.page.{name}"), language.text(f"conference.page.{name}_about"), links)


def _pictures(kit: Kit, folder: Path, language: Language) -> list[KitPicture]:
    found = []
    for slide in cards(kit):
        links = tuple(KitLink(f"{size}/{slide.name}-{kit.language}.png", language.text(f"conference.page.{size}")) for size in SIZES)
        if all((folder / link.address).exists() for link in links):
            found.append(KitPicture(links[0].address, alternative(slide), links))
    return found
