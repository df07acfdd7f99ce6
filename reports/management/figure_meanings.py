"""Definitions and sources: every figure of the report with its code and what it means, in words."""

from __future__ import annotations

from collections.abc import Iterator

from reports.blocks import Block, Heading, Note, SourceList
from reports.figures import FigureTable


def blocks(table: FigureTable, shown: set[str]) -> Iterator[Block]:
    """One entry per figure id that the report shows, and what gross means."""
    text = table.language.text
    yield Heading(text("definitions.heading"), "definitions")
    yield Note(text("definitions.gross"))
    entries = tuple((f"{table.name(figure_id)} ({figure_id})", text(f"figure.{figure_id}.says")) for figure_id in sorted(shown))
    yield SourceList(text("definitions.list"), entries)
