"""Claims: what the programme has said in the public debate, and what can be said instead.

Belongs here: which claims, as one table. Does not belong here: the whole ledger (`reports/claims_ledger.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reports.blocks import Block, Cell, Coded, Heading, Note, Table, TableColumn
from reports.claims_ledger import what_can_be_said
from reports.figures import FigureTable

SHOWN = ("fivefold_2023", "forecast_scope_2023", "candidates_2023", "partners_2023", "saved_benefits_2021")
"""Those that a councillor is asked about; all stand in the ledger."""


def blocks(table: FigureTable, judged: pl.DataFrame, *, is_simulated: bool, starts_page: bool) -> Iterator[Block]:
    """Heading, what they are judged by, the table; `judged`: rows of CLAIM_COLUMNS for the public."""
    text = table.language.text
    rows = {row["claim_id"]: row for row in judged.iter_rows(named=True)}
    yield Heading(text("briefing.claims.heading"), "claims", starts_page=starts_page)
    yield Note(text("claims.simulated"), "warning") if is_simulated else Note(text("briefing.claims.note"))
    cells: list[tuple[Cell, ...]] = []
    ids: list[str] = []
    for row in (rows[name] for name in SHOWN if name in rows):
        _, sentence = what_can_be_said(table, row, is_simulated=is_simulated)
        statement = text("briefing.claims.quoted", statement=text(f"claims.{row['claim_id']}.statement"))
        told: Cell = Coded(sentence.text, sentence.codes[0]) if sentence.codes else sentence.text
        cells.append((statement, text(f"claims.verdict.{row['verdict']}"), told))
        ids += sentence.figure_ids
    titles = (text("briefing.claims.said"), text("claims.column_verdict"), text("briefing.claims.can_be_said"))
    if cells:
        columns = tuple(TableColumn(title) for title in titles)
        yield Table("briefing-claims", text("briefing.claims.table"), columns, tuple(cells), tuple(dict.fromkeys(ids)))
