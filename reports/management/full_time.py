"""Time to full-time: the curve with its band and the number still followed, what surrounds it, and the sensitivity grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from data_contracts.figure_facts import FigureFacts, FigurePlace
from data_contracts.figure_ids import (
    FULL_TIME_REACHED_COUNT,
    FULL_TIME_REACHED_SHARE_12M,
    FULL_TIME_REACHED_SHARE_BY_MONTH,
    FULL_TIME_STILL_FOLLOWED,
)
from reports.blocks import Block, Cell, Chart, Heading, Note, Table, TableColumn
from reports.charts import incidence_steps
from reports.figures import FigureTable, Shown

MONTHS = tuple(range(1, 25))
GRID_MONTHS = (1, 3, 6, 12)
GRID_NORMS = ("117", "139", "148", "160.33")


def blocks(table: FigureTable, definitions: FigureFacts, stamp: str) -> Iterator[Block]:
    """The curve, both clocks in a table, the grid."""
    text = table.language.text
    yield Heading(text("full_time.heading"), "full-time")
    if table.is_benefit_ignored:
        yield Note(text("management.benefit_ignored"), "warning")
    yield from _curve(table, stamp)
    yield _around(table, definitions.section("full_time"))
    yield from _grid(table)


def _curve(table: FigureTable, stamp: str) -> Iterator[Block]:
    text = table.language.text
    found = [table.find(FULL_TIME_REACHED_SHARE_BY_MONTH, "referred", "24m", month=month) for month in MONTHS]
    followed = [table.find(FULL_TIME_STILL_FOLLOWED, "referred", "24m", month=month) for month in MONTHS]
    year = table.find(FULL_TIME_REACHED_SHARE_12M, "referred", "12m")
    if not any(shown.is_published for shown in found):
        yield Note(text("full_time.absent", why=table.absence(year)))
        return
    ids = (FULL_TIME_REACHED_SHARE_BY_MONTH, FULL_TIME_STILL_FOLLOWED, FULL_TIME_REACHED_SHARE_12M)
    # The curve begins at nought, but not before a first month that is hidden: that would draw the hidden number as nought.
    start = 0.0 if found[0].is_published else None
    drawn = incidence_steps(
        (0, *MONTHS),
        (start, *(shown.share for shown in found)),
        (start, *(None if shown.low is None else float(shown.low) for shown in found)),
        (start, *(None if shown.high is None else float(shown.high) for shown in found)),
        ("", *("" if shown.count is None else table.language.number(shown.count) for shown in followed)),
        hidden=[month for month, shown in zip(MONTHS, found, strict=True) if shown.status == "suppressed"],
        axis_months=text("full_time.months"),
        axis_share=text("full_time.axis"),
        followed_label=text("full_time.followed"),
        hidden_label=text("status.suppressed"),
        stamp=stamp,
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            month,
            *table.end_cells(shown),
            table.value_cell(shown),
            table.count_cell(still),
        )
        for month, shown, still in zip(MONTHS, found, followed, strict=True)
    )
    columns = (
        TableColumn(text("full_time.months"), "count"),
        TableColumn(text("column.low"), "share"),
        TableColumn(text("column.high"), "share"),
        TableColumn(text("column.value"), "share"),
        TableColumn(text("full_time.followed"), "count"),
    )
    yield Chart(
        "time-to-full-time",
        text("full_time.title", range=table.range(year)) if year.is_published else text("full_time.title_absent"),
        drawn,
        text("full_time.alternative", window=table.window(year), range=table.range(year), value=table.value(year))
        if year.is_published
        else text("full_time.alternative_absent", window=table.window(year), why=table.absence(year)),
        Table("time-to-full-time-table", text("full_time.heading"), columns, rows, ids),
        table.source(found[-1]),
        ids,
        text("full_time.limit"),
    )


def _around(table: FigureTable, places: Sequence[FigurePlace]) -> Table:
    text = table.language.text
    rows: list[tuple[Cell, ...]] = []
    for figure_id, _, window in places:
        for clock in ("referred", "job_starters"):
            shown = table.find(figure_id, clock, window)
            rows.append(
                (table.name(figure_id), text(f"population.{clock}"), text(f"window.{window}"), table.precision(shown), table.cell(shown))
            )
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("figure", "population", "window", "range", "value"))
    ids = tuple(figure_id for figure_id, *_ in places)
    return Table("full-time-figures", text("full_time.around"), columns, tuple(rows), ids, text("sheet.full_time"))


def _why_no_grid(table: FigureTable, cells: Iterable[Shown]) -> Shown:
    """A hidden cell, or the headline that the grid varies: where that has no number, the grid is not made at all."""
    hidden = next((shown for shown in cells if shown.status == "suppressed"), None)
    headline = table.find(FULL_TIME_REACHED_COUNT, "referred", "total")
    return hidden or (next(iter(cells)) if headline.is_published else headline)


def _grid(table: FigureTable) -> Iterator[Block]:
    text = table.language.text
    cells = {
        (months, norm): table.find(FULL_TIME_REACHED_COUNT, "referred", "total", months=months, norm=norm)
        for months in GRID_MONTHS
        for norm in GRID_NORMS
    }
    if not any(shown.is_published for shown in cells.values()):
        yield Note(text("full_time.grid_absent", why=table.absence(_why_no_grid(table, cells.values()))))
        return
    rows = tuple(
        (
            text("full_time.grid_months", months=months) if months > 1 else text("full_time.grid_month"),
            *(table.count_cell(cells[months, norm]) for norm in GRID_NORMS),
        )
        for months in GRID_MONTHS
    )
    columns = (
        TableColumn(text("full_time.grid_run")),
        *(
            TableColumn(text("full_time.grid_norm", hours=table.language.number(Decimal(norm), len(norm.partition(".")[2]))), "count")
            for norm in GRID_NORMS
        ),
    )
    headline = table.find(FULL_TIME_REACHED_COUNT, "referred", "total")
    yield Table("grid", text("full_time.grid"), columns, rows, (FULL_TIME_REACHED_COUNT,), text("sheet.grid"))
    yield Note(text("full_time.grid_note", headline=table.value(headline)), figure_ids=(headline.figure_id,))
