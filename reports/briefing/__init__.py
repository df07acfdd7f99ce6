"""The political briefing: what a councillor, a mayor or a journalist reads in two minutes. Public figures, two pages on paper.

Belongs here: the order of the parts and the title. Does not belong here: how a part is told (one module each), whether it is plain enough
(`plain.py`) and how a page looks (`render`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from reports.blocks import Chart, Publication
from reports.briefing import claims_table, findings, limits, sources_table
from reports.briefing.state import NOBODY, outcome_of_all
from reports.facts import RunFacts
from reports.figures import FigureTable
from reports.language import Language

PAGES: Final = 2


def political_briefing(figures: pl.DataFrame, judged: pl.DataFrame, facts: RunFacts, language: Language) -> Publication:
    """The briefing from the public audience's figures (FIGURE_COLUMNS) and claims (CLAIM_COLUMNS), and the run's facts."""
    table = FigureTable(figures, language, facts.data_date, facts.definitions.taken)
    shown = tuple(findings.blocks(table, language.text("simulated.stamp") if facts.is_simulated else ""))
    has_picture = any(isinstance(block, Chart) for block in shown)
    return Publication(
        name="briefing",
        title=_title(table),
        subtitle=language.text("briefing.subtitle", programme=facts.programme_name),
        language=language.code,
        audience="public",
        is_simulated=facts.is_simulated,
        data_date=facts.data_date,
        blocks=(
            *shown,
            *limits.blocks(table, starts_page=has_picture),
            *claims_table.blocks(table, judged, is_simulated=facts.is_simulated, starts_page=not has_picture),
            *sources_table.blocks(table),
        ),
        pages=PAGES,
    )


def _title(table: FigureTable) -> str:
    """The finding. It is the main line's, because that is what has been said in public."""
    outcome = outcome_of_all(table)
    if outcome == NOBODY:
        return table.language.text("briefing.title_nobody")
    return findings.title_of(table, outcome)
