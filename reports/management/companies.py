"""Companies with a placement running and hours paid, month by month."""

from __future__ import annotations

from collections.abc import Iterator

from data_contracts.figure_facts import FigureFacts
from reports.blocks import Block, Chart, Heading, Note, Table, TableColumn
from reports.charts import monthly_series
from reports.figures import FigureTable


def blocks(table: FigureTable, definitions: FigureFacts, stamp: str) -> Iterator[Block]:
    """One chart for each series, or in words why there is none."""
    yield Heading(table.language.text("companies.heading"), "companies")
    for figure_id, population, _ in definitions.section("companies"):
        yield _series(table, figure_id, population, stamp)


def _series(table: FigureTable, figure_id: str, population: str, stamp: str) -> Block:
    text = table.language.text
    rows = table.series(figure_id, population)
    total = table.find(figure_id, population)
    name = figure_id.split(".")[1]
    if not any(shown.is_published for shown in rows):
        said = text("companies.none", value=table.value(total)) if total.is_published else table.absence(total)
        return Note(text("companies.absent", figure=table.name(figure_id), why=said), figure_ids=(figure_id,))
    last = next(shown for shown in reversed(rows) if shown.is_published)
    unit = last.unit
    cells = tuple((shown.window, table.value_cell(shown)) for shown in rows)
    return Chart(
        name.replace("_", "-"),
        text(f"companies.{name}", value=table.value(last), month=table.window(last)),
        monthly_series(
            [f"{shown.window}-01" for shown in rows],
            [shown.share for shown in rows],
            hidden=[f"{shown.window}-01" for shown in rows if shown.status == "suppressed"],
            axis=text(f"unit.{unit}_title"),
            hidden_label=text("status.suppressed"),
            stamp=stamp,
        ),
        text(
            "companies.alternative",
            figure=table.name(figure_id),
            first=table.window(rows[0]),
            last=table.window(last),
            value=table.value(last),
        ),
        Table(
            f"{name}-table",
            table.name(figure_id),
            (TableColumn(text("column.month")), TableColumn(text(f"unit.{unit}_title"), "count")),
            cells,
            (figure_id,),
        ),
        table.source(last),
        (figure_id,),
    )
