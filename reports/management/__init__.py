"""The management report: what the programme lead reads each month. Internal figures, what changed first, gross always said.

Belongs here: the order of the parts. Does not belong here: how a part is told (one module each) and how a page looks (`render`).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports import drift_words
from reports.blocks import Publication
from reports.claims_ledger import blocks as claim_blocks
from reports.facts import RunFacts
from reports.figures import FigureTable
from reports.language import Language
from reports.management import (
    by_group,
    companies,
    deliveries,
    figure_meanings,
    forecast,
    full_time,
    headlines,
    ladder,
    net_effect,
    news,
    sections,
)


def management_report(
    figures: pl.DataFrame,
    facts: RunFacts,
    language: Language,
    revisions: pl.DataFrame | None = None,
    claims: pl.DataFrame | None = None,
) -> Publication:
    """The report from the internal audience's published figures (FIGURE_COLUMNS), the run's facts, what changed since the previous
    edition (REVISION_COLUMNS; None where there was none), and claims judged (CLAIM_COLUMNS; None: no section on them)."""
    table = FigureTable(figures, language, facts.data_date, facts.definitions.taken)
    stamp = language.text("simulated.stamp") if facts.is_simulated else ""
    blocks = [
        *news.blocks(facts, table, revisions),
        *drift_words.blocks(facts.drift, language),
        *headlines.blocks(table, facts.definitions, stamp),
        *ladder.blocks(table, stamp),
        *full_time.blocks(table, facts.definitions, stamp),
        *net_effect.blocks(table, facts.definitions, stamp),
        *forecast.blocks(table, stamp),
        *(() if claims is None else claim_blocks(table, claims, is_simulated=facts.is_simulated)),
        *sections.blocks(table, facts.definitions),
        *by_group.blocks(table, facts.definitions),
        *companies.blocks(table, facts.definitions, stamp),
        *deliveries.blocks(facts, table, stamp),
    ]
    report = Publication(
        name="management",
        title=language.text("management.title", programme=facts.programme_name),
        subtitle=language.text("management.subtitle"),
        language=language.code,
        audience="internal",
        is_simulated=facts.is_simulated,
        data_date=facts.data_date,
        blocks=tuple(blocks),
    )
    return replace(report, blocks=(*blocks, *figure_meanings.blocks(table, report.figure_ids())))
