"""Figures by group: main figures by year, target group, sex, age and municipality; who is referred; ends by reason; mix of benefits.

Belongs here: tables with a row per group, and what a group is called. Does not belong here: which groups may be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data_contracts.figure_facts import FigureFacts, FigurePlace
from data_contracts.figure_rows import GROUPS, GROUPS_OF_ALL, Section
from reports.blocks import Block, Cell, CellType, Heading, Note, Table, TableColumn
from reports.dimensions import group_name
from reports.figures import FigureTable, Shown

COUNTED = ("persons", "placements")
"""Units of complete counts."""


def blocks(table: FigureTable, definitions: FigureFacts) -> Iterator[Block]:
    """The breakdowns, who is referred, ends by reason, benefits before and after; each only where there is any group."""
    yield from _section(table, "groups", "by", definitions.section("groups"), GROUPS)
    yield from _section(table, "selection", "selection", definitions.section("selection"), GROUPS_OF_ALL)
    yield from _section(table, "ends", "ends", definitions.section("ends"), ("end_reason",))
    yield from _section(table, "mix", "mix", definitions.section("mix"), ("benefit_group",))


def _section(table: FigureTable, name: Section, prefix: str, places: Sequence[FigurePlace], dimensions: Sequence[str]) -> Iterator[Block]:
    """A heading, its note and a table for each dimension; nothing where no table has a row."""
    text = table.language.text
    tables = [found for dimension in dimensions for found in _table(table, f"{prefix}-{dimension}", dimension, places)]
    if tables:
        yield Heading(text(f"{name}.heading"), name)
        if table.language.has(f"{name}.note"):
            yield Note(text(f"{name}.note"))
        yield from tables


def _table(table: FigureTable, name: str, dimension: str, figures: Sequence[FigurePlace]) -> Iterator[Block]:
    """One row per group that any of the figures has; nothing where there is none."""
    text = table.language.text
    found: list[Mapping[str | int, Shown]] = [
        table.by_dimension(figure, population, window, dimension) for figure, population, window in figures
    ]
    values = sorted({value for rows in found for value in rows}, key=lambda value: (str(type(value)), _order(dimension, value)))
    if not values:
        return
    rows: list[tuple[Cell, ...]] = [
        (group_name(table.language, dimension, value), *(_cell(table, row.get(value)) for row in found)) for value in values
    ]
    titles = zip(figures, found, strict=True)
    columns = (TableColumn(text(f"group.{dimension}")), *(TableColumn(table.name(figure), _type(rows)) for (figure, *_), rows in titles))
    ids = tuple(figure for figure, *_ in figures)
    yield Table(name.replace("_", "-"), text("groups.table", dimension=text(f"group.{dimension}").lower()), columns, tuple(rows), ids)


def _type(rows: Mapping[str | int, Shown]) -> CellType:
    """A column of counts, or one of ranges in words."""
    return "count" if all(shown.unit in COUNTED or not shown.is_published for shown in rows.values()) else "text"


def _order(dimension: str, value: object) -> str:
    """Ages from the youngest; all else by name."""
    return "0" if dimension == "age_band" and value == "under_25" else str(value)


def _cell(table: FigureTable, shown: Shown | None) -> Cell:
    """The range before the point; a count as a bare number, since its column says what is counted."""
    if shown is None:
        return ""
    between = table.range(shown)
    if between:
        return table.word_cell(shown, f"{between} ({table.value(shown)})")
    return table.count_cell(shown) if shown.unit in COUNTED else table.cell(shown)
