"""The ladder over time: up, unchanged, down and out in equal weight, and the bands month by month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reports.blocks import Block, Cell, Chart, Column, Heading, Note, Table
from reports.charts import Outcome, band_stack, ladder_bars
from reports.figures import FigureTable

WINDOWS = ("6m", "12m", "24m", "to_end")
OUTCOMES = ("moved_up", "unchanged", "moved_down", "left_work")
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
    shares = {
        (outcome, window): table.find(f"job_ladder.{outcome}_share", _population(window), window)
        for outcome in OUTCOMES
        for window in WINDOWS
    }
    counts = {key: table.find(f"job_ladder.{key[0]}", _population(key[1]), key[1]) for key in shares}
    if not any(shown.is_published for shown in counts.values()):
        yield Note(text("ladder.nobody"))
        return
    window = next(name for name in ("12m", "6m", "24m", "to_end") if any(counts[outcome, name].is_published for outcome in OUTCOMES))
    numbers = {outcome: table.number(counts[outcome, window]) for outcome in OUTCOMES}
    drawn = ladder_bars(
        [text(f"window.{name}") for name in WINDOWS],
        [
            Outcome(
                outcome,
                text(f"ladder.{outcome}"),
                [shares[outcome, name].share for name in WINDOWS],
                [_number(shares[outcome, name].low) for name in WINDOWS],
                [_number(shares[outcome, name].high) for name in WINDOWS],
                [table.value(shares[outcome, name]) if shares[outcome, name].is_published else "" for name in WINDOWS],
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
            counts[outcome, name].count if counts[outcome, name].is_published else table.absence(counts[outcome, name]),
            shares[outcome, name].value if shares[outcome, name].is_published else table.absence(shares[outcome, name]),
            table.range(shares[outcome, name]),
        )
        for name in WINDOWS
        for outcome in OUTCOMES
    )
    columns = (
        Column(text("column.window")),
        Column(text("column.outcome")),
        Column(text("unit.persons_title"), "count"),
        Column(text("unit.share_title"), "share"),
        Column(text("column.range")),
    )
    ids = (*(f"job_ladder.{outcome}" for outcome in OUTCOMES), *(f"job_ladder.{outcome}_share" for outcome in OUTCOMES))
    title = text("ladder.title", window=text(f"window.{window}"), **numbers)
    yield Chart(
        "ladder",
        title,
        drawn,
        text(
            "ladder.alternative",
            window=text(f"window.{window}"),
            **{name: table.range(shares[name, window]) or table.absence(shares[name, window]) for name in OUTCOMES},
        ),
        Table("ladder-table", text("ladder.table"), columns, rows, ids),
        table.source(shares["moved_up", window]),
        ids,
        text("ladder.limit"),
    )


def _bands(table: FigureTable, stamp: str) -> Iterator[Block]:
    text = table.language.text
    found = {
        (band, month): table.find("job_ladder.persons_in_band", "job_starters", "24m", band=band, month=month)
        for band in BANDS
        for month in MONTHS
    }
    observed = [month for month in MONTHS if any(found[band, month].is_published for band in BANDS)]
    if not observed:
        return
    shares = {key: _share(shown.count, shown.denominator_count) for key, shown in found.items()}
    rows = tuple(
        (month, *(found[band, month].count if found[band, month].is_published else table.absence(found[band, month]) for band in BANDS))
        for month in observed
    )
    columns = (Column(text("ladder.months"), "count"), *(Column(text(f"band.{band}"), "count") for band in BANDS))
    last = observed[-1]
    parts = "; ".join(f"{text(f'band.{band}')}: {table.value(found[band, last])}" for band in BANDS)
    yield Chart(
        "bands",
        text("ladder.bands_title"),
        band_stack(
            observed,
            [(text(f"band.{band}"), [shares[band, month] for month in observed]) for band in BANDS],
            axis_months=text("ladder.months"),
            axis_share=text("ladder.bands_axis"),
            stamp=stamp,
        ),
        text("ladder.bands_alternative", month=last, parts=parts),
        Table("bands-table", text("ladder.bands_table"), columns, rows, ("job_ladder.persons_in_band",)),
        table.source(found[BANDS[0], observed[0]]),
        ("job_ladder.persons_in_band",),
        text("ladder.bands_limit"),
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _share(count: int | None, whole: int | None) -> float | None:
    return None if count is None or not whole else count / whole
