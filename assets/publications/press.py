"""The press room: what publishing needs, and how a page, its charts and its figures are laid into the generation that a run writes.

Belongs here: the room and the writing of files. Does not belong here: which publications there are (`assets.py`) and what they look like
(`reports`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from assets.publications.generation import OutputFolder
from assets.publications.run_facts import run_facts
from assets.warehouse.database import Warehouse
from assets.warehouse.editions import Edition, EditionHistory, Origin
from data_contracts.figure_facts import FigureFacts
from data_contracts.problems import MachineProblem, NotFitToPublish
from data_contracts.settings import Settings
from reports.blocks import Chart, Publication
from reports.drawn import Drawn
from reports.facts import EarlierPublication, RunFacts
from reports.language import LANGUAGES, Language, load_language
from reports.render.html import render_html, write_page_assets
from reports.render.pdf import PICTURE_WIDTH, render_pdf
from reports.render.pictures import WIDTH, DrawingSession, find_browser
from reports.ticks import in_language

LANGUAGE = "da"
"""The main language: its pages carry the plain name (`index.html`), others' carry their code (`index.en.html`)."""
NOTES = ".notes"
"""Folder of the arriving generation in which each publication notes what it shows; it is gone before anybody sees the generation."""


@dataclass(frozen=True)
class PublishingContext:
    """The output folder, the warehouse, the settings, all editions before, what every figure is, whether any data is make-believe, whether
    this edition is made again after an erasure, who started the run, and the browser that draws its charts."""

    output: OutputFolder
    warehouse: Warehouse
    settings: Settings
    chronicle: EditionHistory
    definitions: FigureFacts
    is_simulated: bool
    is_rebuilt_after_erasure: bool = False
    started_by: str = ""
    drawing: DrawingSession = field(default_factory=DrawingSession)

    @property
    def staging(self) -> Path:
        """The generation that the run writes."""
        return self.output.staging

    @property
    def origin(self) -> Origin:
        """What the publication is made from."""
        return self.chronicle.origin

    @property
    def previous(self) -> Edition | None:
        """The edition whose figures this one's are held against."""
        return self.chronicle.previous

    def earlier_publications(self) -> tuple[EarlierPublication, ...]:
        """Every publication of the editions up to the previous one, the newest first."""
        previous = self.previous
        if previous is None:
            return ()
        editions = [edition for edition in self.chronicle.editions if edition.number <= previous.number]
        return tuple(
            EarlierPublication(edition.data_date, edition.name, name, frozenset(shown["figures"]))
            for edition in reversed(editions)
            for name, shown in sorted(edition.shown.items())
        )

    def draw(self, charts: Mapping[str, Drawn], width: int = WIDTH) -> dict[str, str]:
        """Name → SVG (`DrawingSession.svg_of`). Raises MachineProblem where a browser is there and cannot draw."""
        try:
            return self.drawing.svg_of(charts, width)
        except Exception as error:  # whatever a browser does, Kaleido and its driver say it in their own words
            raise MachineProblem("browser_failed", browser=find_browser() or "?") from error

    def facts(self) -> RunFacts:
        """The run's facts, for any publication. They are read once: what a run delivers and finds stands before it publishes.

        Raises NotFitToPublish where the warehouse holds the deliveries of another run: of two runs no edition is made.
        """
        return self._facts

    @cached_property
    def _facts(self) -> RunFacts:
        facts = run_facts(
            self.warehouse,
            self.settings,
            self.origin.data_date,
            self.definitions,
            is_simulated=self.is_simulated,
            is_rebuilt_after_erasure=self.is_rebuilt_after_erasure,
            previous_data_date=None if self.previous is None else self.previous.data_date,
        )
        read = ((file.supplier, str(file.delivered_on), file.file_name, file.sha256) for file in facts.files if file.delivered_on)
        if tuple(sorted(read)) != self.origin.files:
            raise NotFitToPublish("inbox_of_another_run")
        return facts


def marked(press: PublishingContext, publication: Publication) -> Publication:
    """The publication with the mark that this edition carries."""
    mark = load_language(publication.language).text("page.rebuilt_after_erasure") if press.is_rebuilt_after_erasure else ""
    return replace(publication, mark=mark)


def write_text(path: Path, text: str) -> None:
    """Writes a text the same on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def languages() -> tuple[Language, ...]:
    """Every language that pages are written in, the main one first."""
    return tuple(load_language(code) for code in (LANGUAGE, *(code for code in LANGUAGES if code != LANGUAGE)))


def place_in(place: str, code: str) -> str:
    """A page's or file's place in a language: `management/index.html` in the main one, `management/index.en.html` in English."""
    path = PurePosixPath(place)
    return place if code == LANGUAGE else path.with_name(f"{path.stem}.{code}{path.suffix}").as_posix()


def others(place: str, code: str) -> dict[str, str]:
    """The same page in other languages: code → the file beside it."""
    return {one.code: PurePosixPath(place_in(place, one.code)).name for one in languages() if one.code != code}


def write_page(
    press: PublishingContext, place: str, publication: Publication, passports: str, links: Sequence[tuple[str, str]] = ()
) -> None:
    """Writes a publication's page in its language and notes its figures and charts, once for all its languages.

    `place` (`management/index.html`) and `passports`, which leads from the page to the one that explains every figure, are named as in the
    main language. The page leads to the same one in other languages, which whoever calls writes as well; `links` are words and addresses
    of its other forms.
    """
    write_page_assets(press.staging / "assets")
    code = publication.language
    page = render_html(marked(press, publication), load_language(code), "../assets", place_in(passports, code), links, others(place, code))
    write_text(press.staging / place_in(place, code), page)
    if code == LANGUAGE:
        note(press, publication.name, publication.figure_ids(), publication.charts())


def note(press: PublishingContext, name: str, figure_ids: Iterable[str], charts: Iterable[Chart] = ()) -> None:
    """Notes the figures and charts of a publication, whatever its form, for the edition's record."""
    drawn = {chart.name: {"title": chart.title, "digest": _digest(chart)} for chart in charts}
    write_text(press.staging / NOTES / f"{name}.json", json.dumps({"figures": sorted(figure_ids), "charts": drawn}))


def write_pdfs(press: PublishingContext, publications: Mapping[str, Publication]) -> int:
    """Writes publications on paper, by place (`briefing/briefing-da.pdf`); returns how many charts were drawn, in one browser session.

    Without a browser each chart is told by its table. Raises MachineProblem where a browser is there and cannot draw.
    """
    charts = {
        f"{place}/{block.name}": in_language(block.figure, load_language(publication.language))
        for place, publication in publications.items()
        for block in publication.charts()
    }
    pictures = press.draw(charts, PICTURE_WIDTH)
    for place, publication in publications.items():
        own = {name.removeprefix(f"{place}/"): svg for name, svg in pictures.items() if name.startswith(f"{place}/")}
        path = press.staging / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render_pdf(marked(press, publication), load_language(publication.language), own))
    return len(pictures)


def _digest(chart: Chart) -> str:
    """A digest of what a chart draws."""
    return hashlib.sha256(json.dumps(chart.figure, sort_keys=True, default=str).encode()).hexdigest()[:16]


def notes(staging: Path) -> Mapping[str, Mapping[str, Any]]:
    """Publication → its figures and charts, as noted so far."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((staging / NOTES).glob("*.json"))}
