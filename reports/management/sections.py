"""Sections of figures in tables: work and benefits, economy, companies, wellbeing, and what is reported under the UN's goals.

Belongs here: the sections, and the sentences above them. Does not belong here: which figures stand in one (their definitions) and figures
by group (`by_group.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data_contracts.figure_facts import FigureFacts, FigurePlace
from data_contracts.figure_rows import Section
from reports.blocks import Block, Cell, Heading, Note, Table, TableColumn
from reports.figures import FigureTable

SECTIONS: Mapping[Section, tuple[str, ...]] = {
    "work_and_benefits": ("work_and_benefits.note",),
    "economy": ("economy.note", "economy.drivers"),
    "network": ("network.note",),
    "wellbeing": ("wellbeing.note",),
    "sdg": ("sdg.note",),
}
"""Each section with the keys of its notes, in the order of the report. Which figures stand in it, their definitions say."""


def blocks(table: FigureTable, definitions: FigureFacts) -> Iterator[Block]:
    """Each section: heading, notes, table."""
    text = table.language.text
    for section, notes in SECTIONS.items():
        yield Heading(text(f"{section}.heading"), section.replace("_", "-"))
        for note in notes:
            yield Note(text(note))
        yield _figures(table, section, definitions.section(section))


def _figures(table: FigureTable, section: Section, places: Sequence[FigurePlace]) -> Table:
    text = table.language.text
    rows: list[tuple[Cell, ...]] = []
    for figure_id, population, window in places:
        shown = table.find(figure_id, population, window)
        warned = "; ".join(table.warnings(shown))
        net = text(f"gross_or_net.{shown.gross_or_net}")
        rows.append((table.name(figure_id), table.precision(shown), table.cell(shown), net, warned, table.reference(shown)))
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("figure", "range", "value", "gross_or_net", "reservation", "code"))
    ids = tuple(figure_id for figure_id, *_ in places)
    return Table(f"{section.replace('_', '-')}-figures", text(f"{section}.table"), columns, tuple(rows), ids)
