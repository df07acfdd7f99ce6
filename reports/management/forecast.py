"""The forecast: what the programme adds beside what the Reform Commission expects, whether "fivefold" holds, and what it rests on.

Belongs here: the finding, the picture, all other lines, totals, and the published numbers. Does not belong here: the verdict itself, which
travels with the figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR

from data_contracts.comparability import BRIDGES, SAMPLE_OF_TARGET_GROUP
from data_contracts.figure_ids import (
    FORECAST_COMPARISON_FACTOR_GROSS_FTE,
    FORECAST_COMPARISON_FACTOR_NET_FTE,
    FORECAST_COMPARISON_FACTOR_NET_LASTING_FTE,
    FORECAST_COMPARISON_REFERRALS_NEEDED,
    FORECAST_COMPARISON_TOTAL_NET_FTE,
    NET_EFFECT_FTE_12M,
    PUBLISHED_AGGREGATES_FIVEFOLD_THRESHOLD_FTE,
    PUBLISHED_AGGREGATES_FORECAST_FTE,
    PUBLISHED_AGGREGATES_FORECAST_RATE,
)
from reports.blocks import Amount, Block, Cell, Chart, Coded, Heading, HeadlineFigure, Note, Sentence, Table, TableColumn, plain
from reports.figures import TENTH, FigureTable, Shown
from reports.language import capital
from reports.published import FOLD, numbered
from reports.published import blocks as published_blocks
from reports.range_charts import RangeRow, ranges_and_threshold
from reports.reservations import shared_and_own, shared_note

FACTOR_NET = FORECAST_COMPARISON_FACTOR_NET_FTE
FACTORS = (
    (FACTOR_NET, "12m"),
    (FORECAST_COMPARISON_FACTOR_NET_LASTING_FTE, "24m"),
    (FORECAST_COMPARISON_FACTOR_GROSS_FTE, "12m"),
)
TOTAL, NEEDED = FORECAST_COMPARISON_TOTAL_NET_FTE, FORECAST_COMPARISON_REFERRALS_NEEDED
NET = NET_EFFECT_FTE_12M
FORECAST_FTE, FORECAST_RATE = PUBLISHED_AGGREGATES_FORECAST_FTE, PUBLISHED_AGGREGATES_FORECAST_RATE
THRESHOLD = PUBLISHED_AGGREGATES_FIVEFOLD_THRESHOLD_FTE
MAIN_POPULATION = 200_000
SCENARIOS = ("central", "optimistic")
LINES: tuple[dict[str, str | int], ...] = tuple(
    {"forecast_population": people, "scenario": scenario} for people in (MAIN_POPULATION, 158_000) for scenario in SCENARIOS
)
ONE_SIDED = frozenset(bridge.key for bridge in BRIDGES if bridge.is_one_sided)


def blocks(table: FigureTable, stamp: str) -> Iterator[Block]:
    """The main line, its bridge, the picture, all lines, totals, the published numbers and with them what the forecast covers.

    `stamp` is blank where data is real. Published figures of simulated data carry no verdict but that it cannot be judged.
    """
    text = table.language.text
    main = table.find(FACTOR_NET, "referred", "12m")
    yield Heading(text("forecast.heading"), "forecast")
    yield _headline(table, main)
    yield Sentence(text("forecast.bridge", bridge=text(f"reason.{SAMPLE_OF_TARGET_GROUP.key}")), (FACTOR_NET,), (main.code,))
    yield picture(table, main, stamp)
    yield Note(text("forecast.other_lines_note", population=table.language.number(MAIN_POPULATION)))
    yield from _lines(table)
    yield Note(text("forecast.volume_note"))
    yield from _volume(table)
    yield from published_blocks(table, is_simulated=bool(stamp))


def outcome_of(main: Shown) -> str:
    """Which title and verdict the main line has, from the words that travel with it."""
    said = (main.reason or "").split(",")
    if not main.is_published or main.high is None:
        return "absent"
    for word, name in (("fivefold_not_judged", "simulated"), ("fivefold_shown", "shown"), ("not_to_be_trusted", "not_trusted")):
        if word in said:
            return name
    if main.high < 0:
        return "negative"
    return "no_effect" if "no_demonstrated_effect" in said else "not_shown"


def _headline(table: FigureTable, main: Shown) -> HeadlineFigure:
    text = table.language.text
    outcome = outcome_of(main)
    between, point = "", f"{capital(table.absence(main))}."
    ends: dict[str, str] = {}
    if main.is_published and main.low is not None:
        between = text("forecast.range", range=capital(table.range(main)))
        point = text("forecast.point", value=table.value(main), fold=FOLD)
        ends = {"range": table.range(main), "low": table.language.number(main.low.quantize(TENTH, ROUND_FLOOR), 1)}
    title = text(f"forecast.title_{outcome}", **ends)
    return HeadlineFigure(title, between, point, text("forecast.limit"), table.source(main), main.figure_id, main.status)


def verdict_of(table: FigureTable, outcome: str) -> str:
    """What is said of "fivefold" beside a picture; there is one sentence for all outcomes that do not show it."""
    return table.language.text(f"forecast.verdict_{outcome if outcome in ('shown', 'simulated', 'absent') else 'not_shown'}")


def picture(table: FigureTable, main: Shown, stamp: str) -> Block:
    """The programme's range beside the forecast's, per 100 persons; a note where there is nothing of the programme's to draw."""
    text = table.language.text
    own = table.find(NET, "referred", "12m")
    threshold = table.find(THRESHOLD, "referred", "12m")
    forecasts = {line["scenario"]: table.find(FORECAST_RATE, "target_group", "total", **line) for line in LINES[:2]}
    drawn = {"programme": own, **{f"forecast_{name}": shown for name, shown in forecasts.items()}}
    missing = next(
        (shown for shown in (own, threshold, *forecasts.values()) if shown.value is None or not _has_range(shown, threshold)), None
    )
    if missing is not None or threshold.value is None:
        return Note(text("forecast.chart_absent", why=table.absence(missing or threshold)))
    verdict, fold = verdict_of(table, outcome_of(main)), table.hundredfold(threshold.value)
    rows = [_row(table, text(f"forecast.{name}"), shown, is_own=name == "programme") for name, shown in drawn.items()]
    drawn_ranges = ranges_and_threshold(
        rows,
        float(threshold.value) * 100,
        threshold_label=text("forecast.threshold", number=fold),
        verdict=verdict,
        axis_title=text("forecast.axis"),
        stamp=stamp,
    )
    said = {name.removeprefix("forecast_"): row.words for name, row in zip(drawn, rows, strict=True)}
    ids = (NET, FORECAST_RATE, THRESHOLD, FACTOR_NET)
    columns = (
        TableColumn(text("column.figure")),
        *(TableColumn(text(f"column.{name}"), "number") for name in ("low", "value", "high")),
        TableColumn(text("column.code")),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            text(f"forecast.{name}"),
            *(None if end is None else end * 100 for end in (shown.low, shown.value, shown.high)),
            table.reference(shown),
        )
        for name, shown in drawn.items()
    ]
    cells.append((table.name(THRESHOLD), None, threshold.value * 100, None, table.reference(threshold)))
    return Chart(
        "programme-and-forecast",
        text("forecast.chart_title_verdict", verdict=verdict),
        drawn_ranges,
        text("forecast.alternative", **said, threshold=fold, verdict=verdict),
        Table("programme-and-forecast-table", text("forecast.chart_table"), columns, tuple(cells), ids),
        table.source(own),
        ids,
        text("forecast.limit"),
    )


def _has_range(shown: Shown, threshold: Shown) -> bool:
    """Whether both ends are known; the threshold is a line and has none."""
    return shown is threshold or (shown.low is not None and shown.high is not None)


def _row(table: FigureTable, label: str, shown: Shown, *, is_own: bool) -> RangeRow:
    low, value, high = (float(end or 0) * 100 for end in (shown.low, shown.value, shown.high))
    return RangeRow(label, low, value, high, table.range_per_hundred(shown), is_own)


def _line_name(table: FigureTable, dimensions: Mapping[str, str | int]) -> str:
    text = table.language.text
    scenario = text(f"forecast.scenario_{dimensions['scenario']}")
    if "forecast_population" not in dimensions:
        return scenario
    return text("forecast.line_of", scenario=scenario, population=table.language.number(int(dimensions["forecast_population"])))


def _lines(table: FigureTable) -> Iterator[Block]:
    """A table per factor: what it rests on in its title, a row for every line, the range before the point."""
    text = table.language.text
    names = ("range", "value", "gross_or_net", "reservation", "figure_id")
    columns = (TableColumn(text("forecast.line")), *(TableColumn(text(f"column.{name}")) for name in names))
    for figure_id, window in FACTORS:
        measure = figure_id.partition(".")[2]
        bridges = table.bridges(table.find(figure_id, "referred", window))
        title = text("forecast.lines_of" if bridges else "forecast.lines_of_none", figure=table.name(figure_id), bridges=numbered(bridges))
        found = [table.find(figure_id, "referred", window, **line) for line in LINES]
        shared, own = shared_and_own(table, found, bridges)
        yield from shared_note(table, shared)
        rows: list[tuple[Cell, ...]] = [
            (_line_name(table, line), *_told(table, shown, [words] if words else []))
            for line, shown, words in zip(LINES, found, own, strict=True)
        ]
        name = f"forecast-{measure.replace('_', '-')}"
        yield Table(name, title, columns, tuple(rows), (figure_id,), text(f"forecast.sheet_{measure}"))


def _volume(table: FigureTable) -> Iterator[Block]:
    """The programme's total beside the forecast's, and the referrals that the forecast would take; what they share is said once."""
    text = table.language.text
    total = table.find(TOTAL, "referred", "12m")
    needed = [table.find(NEEDED, "referred", "12m", scenario=scenario) for scenario in SCENARIOS]
    forecasts = [table.find(FORECAST_FTE, "target_group", "total", scenario=scenario) for scenario in SCENARIOS]
    bridges = table.bridges(needed[0])
    shared, own = shared_and_own(table, [total, *needed], bridges)
    yield from shared_note(table, shared)
    shown = [total, *forecasts, *needed]
    lines = ["", *(_line_name(table, {"scenario": scenario}) for _ in (forecasts, needed) for scenario in SCENARIOS)]
    warned = [own[0], *("; ".join(table.warnings(one)) for one in forecasts), *own[1:]]
    rows = tuple(
        (table.name(one.figure_id), line, *_told(table, one, [words] if words else []))
        for one, line, words in zip(shown, lines, warned, strict=True)
    )
    names = ("figure", "", "range", "value", "gross_or_net", "reservation", "figure_id")
    columns = tuple(TableColumn(text(f"column.{name}") if name else text("forecast.line")) for name in names)
    title = text("forecast.volume")
    if bridges:
        title = text("forecast.lines_of", figure=title, bridges=numbered(bridges))
    yield Table("forecast-volume", title, columns, rows, (TOTAL, FORECAST_FTE, NEEDED), text("forecast.volume"))


def _told(table: FigureTable, shown: Shown, warnings: list[str]) -> tuple[Cell, ...]:
    """Range, value, gross or net, what the number carries, code. What rests on a one-sided bridge is told as "at most"."""
    text = table.language.text
    between, value = table.precision(shown), plain(table.cell(shown))
    if ONE_SIDED & set((shown.reason or "").split(",")) and shown.high is not None and isinstance(value, Amount):
        between = text("forecast.at_most", number=table.amount(shown.high.quantize(TENTH, ROUND_CEILING), shown.unit))
        at_most = text("forecast.at_most", number="")
        value = replace(value, words=f"{at_most}{value.words}", number_format=f'"{at_most}"{value.number_format}')
    told = Coded(value, shown.code)
    return (between, told, text(f"gross_or_net.{shown.gross_or_net}"), "; ".join(warnings), table.reference(shown))
