"""The ladder over time: up, unchanged, down and out in equal weight, and the bands month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from data_contracts.figure_ids import (
    JOB_LADDER_LEFT_WORK,
    JOB_LADDER_LEFT_WORK_SHARE,
    JOB_LADDER_MOVED_DOWN,
    JOB_LADDER_MOVED_DOWN_SHARE,
    JOB_LADDER_MOVED_UP,
    JOB_LADDER_MOVED_UP_SHARE,
    JOB_LADDER_PERSONS_IN_BAND,
    JOB_LADDER_UNCHANGED,
    JOB_LADDER_UNCHANGED_SHARE,
)
from reports.blocks import Block, Cell, Chart, Heading, Note, Table, TableColumn
from reports.charts import LadderOutcome, band_stack, ladder_bars
from reports.figures import FigureTable, Shown

WINDOWS = ("6m", "12m", "24m", "to_end")
COUNTS = {
    "moved_up": JOB_LADDER_MOVED_UP,
    "unchanged": JOB_LADDER_UNCHANGED,
    "moved_down": JOB_LADDER_MOVED_DOWN,
    "left_work": JOB_LADDER_LEFT_WORK,
}
SHARES = {
    "moved_up": JOB_LADDER_MOVED_UP_SHARE,
    "unchanged": JOB_LADDER_UNCHANGED_SHARE,
    "moved_down": JOB_LADDER_MOVED_DOWN_SHARE,
    "left_work": JOB_LADDER_LEFT_WORK_SHARE,
}
OUTCOMES = tuple(COUNTS)
BANDS = ("none", "under_39", "39_to_78", "78_to_117", "117_to_norm", "at_norm")
MONTHS = tuple(range(25))
SHORT_MONTHS = (0, 6, 12, 18, 24)


def blocks(table: FigureTable, stamp: str) -> Iterator[Block]:
    """The moves by window, then the bands."""
    yield Heading(table.language.text("ladder.heading"), "ladder")
    yield from _moves(table, stamp)
    yield from _bands(table, stamp)


def _population(window: str) -> str:
    return "referred" if window == "to_end" else "job_starters"


def _moves(table: FigureTable, stamp: str) -> Iterator[Block]:
    text = table.language.text
    shares = {(outcome, window): table.find(SHARES[outcome], _population(window), window) for outcome in OUTCOMES for window in WINDOWS}
    counts = {key: table.find(COUNTS[key[0]], _population(key[1]), key[1]) for key in shares}
    if not any(shown.is_published for shown in counts.values()):
        hidden = next((shown for shown in counts.values() if shown.status == "suppressed"), None)
        yield Note(text("ladder.absent", why=table.absence(hidden)) if hidden else text("ladder.nobody"))
        return
    window = next(name for name in ("12m", "6m", "24m", "to_end") if any(counts[outcome, name].is_published for outcome in OUTCOMES))
    drawn = ladder_bars(
        [text(f"window.{name}") for name in WINDOWS],
        [
            LadderOutcome(
                outcome,
                text(f"ladder.{outcome}"),
                [shares[outcome, name].share for name in WINDOWS],
                [_number(shares[outcome, name].low) for name in WINDOWS],
                [_number(shares[outcome, name].high) for name in WINDOWS],
                [_beside(table, shares[outcome, name]) for name in WINDOWS],
                [shares[outcome, name].status == "suppressed" for name in WINDOWS],
            )
            for outcome in OUTCOMES
        ],
        axis=text("ladder.axis"),
        stamp=stamp,
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            text(f"window.{name}"),
            text(f"ladder.{outcome}"),
            table.count_cell(counts[outcome, name]),
            table.range(shares[outcome, name]),
            table.value_cell(shares[outcome, name]),
        )
        for name in WINDOWS
        for outcome in OUTCOMES
    )
    columns = (
        TableColumn(text("column.window")),
        TableColumn(text("column.outcome")),
        TableColumn(text("unit.persons_title"), "count"),
        TableColumn(text("column.range")),
        TableColumn(text("unit.share_title"), "share"),
    )
    ids = (*COUNTS.values(), *SHARES.values())
    yield Chart(
        "ladder",
        _in_words(table, "ladder.title", window, {name: counts[name, window] for name in OUTCOMES}, table.number),
        drawn,
        _in_words(table, "ladder.alternative", window, {name: shares[name, window] for name in OUTCOMES}, table.range).rstrip(".") + ".",
        Table("ladder-table", text("ladder.table"), columns, rows, ids),
        table.source(shares["moved_up", window]),
        ids,
        text("ladder.limit"),
    )


def _beside(table: FigureTable, shown: Shown) -> str:
    return table.value(shown) if shown.is_published else table.absence_short(shown)


def after_window(table: FigureTable, window: str) -> str:
    """`Efter 12 måneder`, as a sentence begins."""
    text = table.language.text
    return text("ladder.after_to_end") if window == "to_end" else text("ladder.after", window=text(f"window.{window}"))


def _in_words(table: FigureTable, key: str, window: str, found: Mapping[str, Shown], words: Callable[[Shown], str]) -> str:
    """One sentence with all four outcomes; where one of them is not shown, a list that names it beside the others."""
    text = table.language.text
    after = after_window(table, window)
    if all(shown.is_published for shown in found.values()):
        return text(key, after=after, **{name: words(shown) for name, shown in found.items()})
    said = {name: words(shown) if shown.is_published else table.absence(shown) for name, shown in found.items()}
    return text("ladder.partly", after=after, parts="; ".join(f"{text(f'ladder.{name}')}: {words}" for name, words in said.items()))


def _bands(table: FigureTable, stamp: str) -> Iterator[Block]:
    text = table.language.text
    found = {
        (band, month): table.find(JOB_LADDER_PERSONS_IN_BAND, "job_starters", "24m", band=band, month=month)
        for band in BANDS
        for month in MONTHS
    }
    observed = [month for month in MONTHS if any(found[band, month].is_published for band in BANDS)]
    if not observed:
        hidden = next((shown for shown in found.values() if shown.status == "suppressed"), found[BANDS[0], 0])
        yield Note(text("ladder.bands_absent", why=table.absence(hidden)))
        return
    shares = {key: _share(shown.count, shown.denominator_count) for key, shown in found.items()}
    rows = tuple((month, *(table.count_cell(found[band, month]) for band in BANDS)) for month in observed)
    columns = (TableColumn(text("ladder.months"), "count"), *(TableColumn(text(f"band.{band}"), "count") for band in BANDS))
    last = observed[-1]
    parts = "; ".join(f"{text(f'band.{band}')}: {table.value(found[band, last])}" for band in BANDS)
    numbers = Table("bands-table", text("ladder.bands_table"), columns, rows, (JOB_LADDER_PERSONS_IN_BAND,))
    if not any(all(found[band, month].is_published for band in BANDS) for month in observed):
        yield Note(text("ladder.bands_hidden"))
        yield numbers
        return
    yield Chart(
        "bands",
        text("ladder.bands_title"),
        band_stack(
            observed,
            [(text(f"band.{band}"), [shares[band, month] for month in observed]) for band in BANDS],
            axis_months=text("ladder.months"),
            axis_share=text("ladder.bands_axis"),
            hidden_label=text("status.suppressed"),
            stamp=stamp,
        ),
        text("ladder.bands_alternative", month=last, parts=parts),
        numbers,
        table.source(found[BANDS[0], observed[0]]),
        (JOB_LADDER_PERSONS_IN_BAND,),
        text("ladder.bands_limit"),
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _share(count: int | None, whole: int | None) -> float | None:
    return None if count is None or not whole else count / whole
