"""The conference kit: what a speaker, a panel and a sceptic need, from published figures and judged claims alone.

Belongs here: the order of the slides. Does not belong here: how a slide is told (one module each) and how it is drawn (`render`).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from data_contracts.settings import FullTimeSettings
from reports.blocks import Publication, Sentence
from reports.conference import claim_slides, comparison_slides, finding_slides, limit_slides, questions
from reports.conference.content import Absent, Kit, Slide, notes, said
from reports.facts import RunFacts
from reports.figures import FigureTable
from reports.language import Language


def conference_kit(figures: pl.DataFrame, claims: pl.DataFrame, facts: RunFacts, rule: FullTimeSettings, language: Language) -> Kit:
    """The kit from the public audience's published figures (FIGURE_COLUMNS) and claims judged by them (CLAIM_COLUMNS)."""
    table = FigureTable(figures, language, facts.data_date, facts.definitions.taken)
    text = language.text
    stamp = text("simulated.stamp") if facts.is_simulated else ""
    mark = text("page.rebuilt_after_erasure") if facts.is_rebuilt_after_erasure else ""
    told = (
        _title(table, facts),
        finding_slides.people(table),
        finding_slides.hours(table),
        finding_slides.full_time(table, rule),
        comparison_slides.difference(table),
        comparison_slides.forecast(table),
        comparison_slides.scope(table),
        limit_slides.cannot_say(table),
        *claim_slides.slides(table, claims, is_simulated=facts.is_simulated),
        limit_slides.sources(table),
    )
    return Kit(
        language=language.code,
        programme=facts.programme_name,
        title=text("conference.title", programme=facts.programme_name),
        subtitle=text("conference.subtitle"),
        data_date=facts.data_date,
        stamp=stamp,
        mark=mark,
        slides=tuple(_reminded(slide, stamp, mark, language) for slide in told),
        questions=questions.groups(table),
        claims=claim_slides.ledger(table, claims),
    )


def _title(table: FigureTable, facts: RunFacts) -> Slide:
    text = table.language.text
    date = table.language.day(facts.data_date)
    return Slide(
        "title",
        said(facts.programme_name),
        Absent(""),
        notes(table, said(text("definitions.gross")), said(text("conference.cannot.objection")), said(text("conference.cannot.answer"))),
        lead=said(text("conference.subtitle")),
        source=said(text("conference.data_until", date=date)),
    )


def _reminded(slide: Slide, stamp: str, mark: str, language: Language) -> Slide:
    """The slide with what the speaker must say of all of it, where there is something."""
    reminders = ((language.text("conference.note.simulated"), stamp), (language.text("conference.note.mark"), mark))
    return replace(slide, notes=(*((heading, said(words)) for heading, words in reminders if words), *slide.notes))


def as_publication(kit: Kit, facts: RunFacts) -> Publication:
    """The kit's sentences as a publication's blocks: what it says and which figures it uses, whatever its form."""
    blocks: tuple[Sentence, ...] = tuple(kit.sentences())
    return Publication("conference", kit.title, kit.subtitle, kit.language, "public", facts.is_simulated, kit.data_date, blocks, kit.mark)
