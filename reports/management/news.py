"""What is new: the deliveries since last time, before any figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from reports.blocks import Block, Cell, Heading, Sentence, Table, TableColumn
from reports.facts import OUTCOMES, RunFacts, total
from reports.figures import FigureTable
from reports.language import Language
from reports.revisions import short_form


def blocks(facts: RunFacts, table: FigureTable, revisions: pl.DataFrame | None) -> Iterator[Block]:
    """What changed and why, day of data, last complete month, and one row for each delivery."""
    language = table.language
    text = language.text
    yield Heading(text("management.news"), "news")
    yield from short_form(table, revisions, facts)
    yield Sentence(text("management.data_until", date=language.day(facts.data_date)))
    if facts.last_complete_month is not None:
        yield Sentence(text("management.last_month", month=language.month(facts.last_complete_month)))
    days = sorted({file.delivered_on for file in facts.files if file.delivered_on is not None})
    if len(days) > 1:
        arrived = [file for file in facts.files if file.delivered_on == days[-1]]
        rows = language.number(sum(file.rows_in for file in arrived))
        yield Sentence(text("management.since_last", previous=language.day(days[-2]), files=language.number(len(arrived)), rows=rows))
    yield _deliveries(facts, language, days)


def _deliveries(facts: RunFacts, language: Language, days: list[date]) -> Table:
    text = language.text
    rows: list[tuple[Cell, ...]] = []
    for day in reversed(days):
        for supplier in sorted({file.supplier for file in facts.files if file.delivered_on == day}):
            files = [file for file in facts.files if (file.delivered_on, file.supplier) == (day, supplier)]
            rows.append((supplier, day, len(files), sum(file.rows_in for file in files), *(total(files, name) for name in OUTCOMES)))
    columns = (
        TableColumn(text("column.supplier")),
        TableColumn(text("column.delivered_on"), "date"),
        TableColumn(text("column.files"), "count"),
        TableColumn(text("column.rows_in"), "count"),
        *(TableColumn(text(f"column.{name}"), "count") for name in OUTCOMES),
    )
    return Table("deliveries", text("management.deliveries"), columns, tuple(rows))
