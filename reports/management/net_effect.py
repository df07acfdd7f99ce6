"""The net effect: what the referred have beyond comparison persons, whether the comparison can be trusted, and how the groups compare.

Belongs here: the finding with its verdict, the picture month by month, all outcomes, balance. Does not belong here: the forecast
(`forecast.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data_contracts.figure_facts import FigureFacts, FigurePlace
from data_contracts.figure_ids import NET_EFFECT_FTE_12M, NET_EFFECT_FTE_BY_MONTH, NET_EFFECT_STANDARDISED_DIFFERENCE
from reports.blocks import Block, Cell, Chart, Heading, HeadlineFigure, Note, Table, TableColumn
from reports.event_charts import Shade, event_months
from reports.figures import FigureTable, Shown
from reports.language import capital
from reports.reservations import shared_and_own, shared_note

MAIN_MONTH = 12
MAIN = (NET_EFFECT_FTE_12M, f"{MAIN_MONTH}m")
BY_MONTH, BALANCE = NET_EFFECT_FTE_BY_MONTH, NET_EFFECT_STANDARDISED_DIFFERENCE
FIRST_MONTH, WINDOWS = -24, (24, 12)
COVARIATES = ("weeks_year", "weeks_first_half", "weeks_second_half", "hours_year", "hours_first_half", "hours_second_half")
NOT_TRUSTED = "not_to_be_trusted"


def blocks(table: FigureTable, definitions: FigureFacts, stamp: str) -> Iterator[Block]:
    """Heading, the main outcome with its verdict, the picture, all outcomes, what the comparison rests on, the balance."""
    text = table.language.text
    main = table.find(MAIN[0], "referred", MAIN[1])
    yield Heading(text("net_effect.heading"), "net-effect")
    yield _headline(table, main)
    yield _picture(table, main, stamp)
    yield Note(text("net_effect.note"))
    yield from _figures(table, "net-effect-figures", "net_effect.table", definitions.section("net_effect"))
    if main.is_published:
        yield from _figures(table, "net-effect-design", "net_effect.design", definitions.section("net_effect_design"))
        yield _balance(table)


def _headline(table: FigureTable, main: Shown) -> HeadlineFigure:
    text = table.language.text
    between, point = "", f"{capital(table.absence(main))}." if not main.is_published else ""
    if main.is_published:
        between = text("net_effect.range", range=capital(table.range(main)))
        point = text("net_effect.point", value=table.value(main))
    return HeadlineFigure(
        text(f"net_effect.title_{outcome_of(main)}"),
        between,
        point,
        text("net_effect.limit"),
        table.source(main),
        main.figure_id,
        main.status,
    )


def outcome_of(main: Shown) -> str:
    """Which sentence the main outcome carries: absent, not_trusted, more, less or unclear."""
    if main.low is None or main.high is None:
        return "absent"
    if NOT_TRUSTED in (main.reason or "").split(","):
        return "not_trusted"
    return "more" if main.low > 0 else "less" if main.high < 0 else "unclear"


def _picture(table: FigureTable, main: Shown, stamp: str) -> Block:
    """The longer series where there is one, else the shorter; a note where there is none."""
    text = table.language.text
    for last in WINDOWS:
        months = tuple(range(FIRST_MONTH, last + 1))
        found = [table.find(BY_MONTH, "referred", f"{last}m", month=month) for month in months]
        if any(shown.is_published for shown in found):
            return _chart(table, main, months, found, stamp)
    return Note(text("net_effect.chart_absent", why=table.absence(main if not main.is_published else found[-1])))


def _chart(table: FigureTable, main: Shown, months: tuple[int, ...], found: list[Shown], stamp: str) -> Chart:
    text = table.language.text
    values, lows, highs = (
        [None if end is None else float(end) for end in ends]
        for ends in ([shown.value for shown in found], [shown.low for shown in found], [shown.high for shown in found])
    )
    drawn = event_months(
        months,
        values,
        lows,
        highs,
        shades=(Shade(-24, -13, text("net_effect.placebo_months")), Shade(-12, -1, text("net_effect.matched_months"))),
        event_label=text("net_effect.event"),
        axis_months=text("net_effect.axis_months"),
        axis_value=text("net_effect.axis_value"),
        stamp=stamp,
    )
    columns = (
        TableColumn(text("net_effect.month"), "count"),
        *(TableColumn(text(f"column.{name}"), "number") for name in ("low", "high", "value")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month, *table.end_cells(shown), table.value_cell(shown)) for month, shown in zip(months, found, strict=True)
    )
    return Chart(
        "net-effect-by-month",
        text(f"net_effect.chart_title_{outcome_of(main)}"),
        drawn,
        text("net_effect.alternative", first=-FIRST_MONTH, month=MAIN_MONTH, range=table.range(main) or table.absence(main)),
        Table("net-effect-by-month-table", text("net_effect.chart_table"), columns, rows, (BY_MONTH,)),
        table.source(found[-1]),
        (BY_MONTH,),
        text("net_effect.limit"),
    )


def _figures(table: FigureTable, name: str, title: str, places: Sequence[FigurePlace]) -> Iterator[Block]:
    text = table.language.text
    found = [table.find(*place) for place in places]
    shared, own = shared_and_own(table, found)
    yield from shared_note(table, shared)
    rows: list[tuple[Cell, ...]] = [
        (
            table.name(shown.figure_id),
            table.precision(shown),
            table.cell(shown),
            text(f"gross_or_net.{shown.gross_or_net}"),
            warned,
            table.reference(shown),
        )
        for shown, warned in zip(found, own, strict=True)
    ]
    columns = tuple(TableColumn(text(f"column.{key}")) for key in ("figure", "range", "value", "gross_or_net", "reservation", "code"))
    yield Table(name, text(title), columns, tuple(rows), tuple(shown.figure_id for shown in found))


def _balance(table: FigureTable) -> Table:
    """What was matched on: how far the groups are apart, before and after, in standard deviations."""
    text = table.language.text
    rows: list[tuple[Cell, ...]] = []
    for covariate in COVARIATES:
        shown = [table.find(BALANCE, "referred", "12m", covariate=covariate, stage=stage) for stage in ("before", "after")]
        rows.append((text(f"net_effect.{covariate}"), *(table.value_cell(one) for one in shown)))
    columns = (
        TableColumn(text("net_effect.covariate")),
        TableColumn(text("net_effect.before"), "number"),
        TableColumn(text("net_effect.after"), "number"),
    )
    return Table("net-effect-balance", text("net_effect.balance"), columns, tuple(rows), (BALANCE,))
