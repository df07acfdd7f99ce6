"""Sources: every figure of the briefing exactly, with its range, whom it is about and its code, and where the rest comes from.

Belongs here: that table. Does not belong here: sentences about the figures (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.blocks import Block, Cell, Heading, Note, Table, TableColumn
from reports.briefing.state import DIFFERENCE, EMPLOYED, FACTOR, FIVEFOLD, FULL_TIME, REFERRED, WORK, found, money_place
from reports.figures import FigureTable

PLACES = (REFERRED, EMPLOYED, FACTOR, DIFFERENCE, FIVEFOLD, WORK, FULL_TIME)


def blocks(table: FigureTable) -> Iterator[Block]:
    """The table and the note."""
    text = table.language.text
    yield Heading(text("briefing.sources.heading"), "sources")
    rows: list[tuple[Cell, ...]] = []
    places = (*PLACES, money_place(table))
    for place in places:
        shown = found(table, place)
        about = text(
            "briefing.sources.about_figure",
            population=table.population(shown),
            window=table.window(shown),
            gross=text(f"gross_or_net.{shown.gross_or_net}"),
        )
        rows.append((table.name(shown.figure_id), table.precision(shown), table.cell(shown), about, table.reference(shown)))
    titles = (*(text(f"column.{name}") for name in ("figure", "range", "value")), text("briefing.sources.about"), text("column.code"))
    columns = tuple(TableColumn(title) for title in titles)
    yield Table("briefing-figures", text("briefing.sources.table"), columns, tuple(rows), tuple(place[0] for place in places))
    yield Note(text("briefing.sources.note"))
