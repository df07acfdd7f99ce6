"""Blocks: what a publication is made of, before it has any form.

Belongs here: the kinds of block, each with the figures that it shows. Does not belong here: wording (`language`), drawing (`charts`), and
any form such as HTML or a workbook (`render`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from reports.drawn import Drawn

CellType = Literal["text", "count", "share", "hours", "number", "date"]
Audience = Literal["internal", "public"]


@dataclass(frozen=True)
class Amount:
    """A number with its unit in a column of mixed units: `words` for a page, `number` and `number_format` for a workbook."""

    number: Decimal
    words: str
    number_format: str


PlainCell = str | int | Decimal | date | Amount | None


@dataclass(frozen=True)
class Coded:
    """A figure's number, or why there is none, with the short code that leads to its passport."""

    content: PlainCell
    code: str


Cell = PlainCell | Coded


def plain(cell: Cell) -> PlainCell:
    """What stands in a cell, without the way to its passport."""
    return cell.content if isinstance(cell, Coded) else cell


@dataclass(frozen=True)
class Heading:
    """The beginning of a part; `anchor` is its address on the page. With `starts_page` it begins a new one on paper."""

    text: str
    anchor: str
    level: int = 2
    starts_page: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence whose numbers come from figures alone; `codes` lead to their passports."""

    text: str
    figure_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A remark that qualifies what stands around it; `kind` tells a warning from a plain remark. Its numbers come from figures alone."""

    text: str
    kind: Literal["plain", "warning"] = "plain"
    figure_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadlineFigure:
    """A finding: the title states it, the range in words comes before the point, then what it does not show, then where it comes from.

    `figure_id` is the figure of the range and the point; `title_figure_ids` are the others whose numbers stand in the title.
    """

    title: str
    range_text: str
    point_text: str
    does_not_show: str
    source: str
    figure_id: str
    status: str
    title_figure_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: its title and how its cells are written."""

    title: str
    type: CellType = "text"


@dataclass(frozen=True)
class Table:
    """Rows of typed cells. A text in a numeric column says in words why there is no number.

    `sheet` is the name of its sheet in a workbook, where the title is too long for one.
    """

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figure_ids: tuple[str, ...] = ()
    sheet: str = ""


def without_blanks(table: Table) -> Table:
    """The table without columns of text in which no row says anything, for those who read it; a workbook keeps them all."""
    kept = [
        place
        for place, column in enumerate(table.columns)
        if place == 0 or column.type != "text" or not table.rows or any(plain(row[place]) not in ("", None) for row in table.rows)
    ]
    columns = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table.rows))


@dataclass(frozen=True)
class Chart:
    """A picture as Plotly's dictionary of data and layout, the same in words, and its numbers as a table."""

    name: str
    title: str
    figure: Drawn
    alternative: str
    table: Table
    source: str
    figure_ids: tuple[str, ...]
    does_not_show: str = ""


@dataclass(frozen=True)
class SourceList:
    """What the publication rests on: term and explanation."""

    title: str
    entries: tuple[tuple[str, str], ...]


Block = Heading | Sentence | Note | HeadlineFigure | Table | Chart | SourceList


@dataclass(frozen=True)
class Publication:
    """One rendering of published figures for one audience, in one language, on one day of data."""

    name: str
    title: str
    subtitle: str
    language: str
    audience: Audience
    is_simulated: bool
    data_date: date
    blocks: Sequence[Block] = field(default_factory=tuple)
    mark: str = ""
    """What every page and sheet says of itself before anything else; blank for an ordinary edition."""
    pages: int = 0
    """How many A4 pages it is on paper; 0 where it may be any number."""

    def figure_ids(self) -> set[str]:
        """Every figure that any block shows."""
        return {figure for block in self.blocks for figure in _figure_ids(block)}

    def charts(self) -> Iterator[Chart]:
        """Every chart, in its order."""
        return (block for block in self.blocks if isinstance(block, Chart))


def _figure_ids(block: Block) -> Iterator[str]:
    if isinstance(block, HeadlineFigure):
        yield from (block.figure_id, *block.title_figure_ids)
    elif isinstance(block, Sentence | Note | Table | Chart):
        yield from block.figure_ids
