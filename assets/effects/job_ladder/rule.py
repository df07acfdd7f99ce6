"""Job ladder, the calculation: each person's band of hours at the start and later, and moves between bands.

Belongs here: bands over the panel, then counts, shares and flows. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.job_ladder.definition import BANDS, COUNTS, FROM_TO, IN_BAND, MEAN_WEEKLY_HOURS, SHARES
from assets.panel.clocks import month_number
from assets.panel.common import collected, count, share
from assets.panel.unknown import last_month_of_anybody, warning_of_unknown
from assets.statistics.means import cluster_mean_interval
from assets.statistics.transitions import transition_rates
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Interval, Whole

LOWER_LIMITS_HUNDREDTHS = (3900, 7800, 11700)
"""Statistics Denmark's bands of monthly hours (TIMES, AJO_LOENTIME_IMPUT_KODE); 39 hours is also ATP's lower limit."""

WINDOW_MONTHS = (6, 12, 24)
MONTHS_SHOWN = 24
OUTCOMES = ("moved_up", "unchanged", "moved_down", "left_work")


def with_bands(panel: LazyFrame) -> LazyFrame:
    """The panel's covered and complete months with `band`, the index of the month's hours in BANDS."""
    hours = nw.col("ordinary_hours_hundredths")
    known = panel.filter(nw.col("is_hours_complete"))
    band = (
        nw.when(hours <= 0)
        .then(0)
        .otherwise(
            nw.when(hours >= nw.col("norm_hundredths"))
            .then(5)
            .otherwise(1 + sum((nw.when(hours >= limit).then(1).otherwise(0) for limit in LOWER_LIMITS_HUNDREDTHS), start=nw.lit(0)))
        )
    )
    return known.with_columns(band=band.cast(nw.Int64))


def moves(panel: LazyFrame) -> LazyFrame:
    """person_key, window, start_month, end_month, start_band, end_band and outcome, for everybody in work below full-time at the start."""
    banded = with_bands(panel)
    start_of_job = banded.filter(nw.col("months_since_first_full_month") == 0)
    by_window = [(f"{months}m", start_of_job, banded.filter(nw.col("months_since_first_full_month") == months)) for months in WINDOW_MONTHS]
    last = banded.group_by("person_key").agg(month=nw.col("month").max())
    ends = banded.join(last, on=["person_key", "month"], how="semi")
    by_window.append(("to_end", banded.filter(nw.col("months_since_entry") == 0), ends))
    return nw.concat([_moves(window, start, end) for window, start, end in by_window], how="vertical")


def _moves(window: str, start: LazyFrame, end: LazyFrame) -> LazyFrame:
    below = start.filter((nw.col("band") >= 1) & (nw.col("band") <= 4))
    left = below.select("person_key", start_month=nw.col("month"), start_band=nw.col("band"))
    right = end.select("person_key", end_month=nw.col("month"), end_band=nw.col("band"))
    first, later = nw.col("start_band"), nw.col("end_band")
    outcome = (
        nw.when(later == 0)
        .then(nw.lit("left_work"))
        .otherwise(
            nw.when(later > first)
            .then(nw.lit("moved_up"))
            .otherwise(nw.when(later < first).then(nw.lit("moved_down")).otherwise(nw.lit("unchanged")))
        )
    )
    both = left.join(right, on="person_key", how="inner").filter(nw.col("end_month") > nw.col("start_month"))
    joined = both.with_columns(window=nw.lit(window), outcome=outcome)
    return joined.select("person_key", "window", "start_month", "end_month", "start_band", "end_band", "outcome")


def months_looked_at(panel: LazyFrame, last_month: int) -> LazyFrame:
    """Window, looked_at and unknown: how many person-months each window's rule looks at, and how many of them nobody knows.

    These are everybody's start months and, unless the person is known to be off the ladder at the start, their end months, where both lie
    up to `last_month`, the last that somebody's sources have completed. In `to_end` an end is unknown where no month after entry is known.
    """
    rows = panel.select(
        "person_key",
        number=month_number("month"),
        since_start=nw.col("months_since_first_full_month"),
        since_entry=nw.col("months_since_entry"),
    )
    known = with_bands(panel).select("person_key", number=month_number("month"), band=nw.col("band"))
    told = rows.join(known, on=["person_key", "number"], how="left")
    last_known = known.group_by("person_key").agg(end=nw.col("number").max())
    counted = []
    for months in WINDOW_MONTHS:
        start = told.filter((nw.col("since_start") == 0) & (nw.col("number") + months <= last_month))
        end = told.filter(nw.col("since_start") == months).select("person_key", end_band=nw.col("band"))
        counted.append(_looked_at(f"{months}m", start.join(end, on="person_key", how="left"), nw.col("end_band").is_null()))
    entry = told.filter((nw.col("since_entry") == 0) & (nw.col("number") < last_month)).join(last_known, on="person_key", how="left")
    counted.append(_looked_at("to_end", entry, nw.col("end").is_null() | (nw.col("end") <= nw.col("number"))))
    return nw.concat(counted, how="vertical")


def _looked_at(window: str, start: LazyFrame, is_end_unknown: nw.Expr) -> LazyFrame:
    is_off = ~nw.col("band").is_null() & ((nw.col("band") == 0) | (nw.col("band") == len(BANDS) - 1))
    judged = start.select(
        window=nw.lit(window),
        looked_at=nw.when(is_off).then(1).otherwise(2),
        unknown=nw.when(nw.col("band").is_null()).then(1).otherwise(0) + nw.when(~is_off & is_end_unknown).then(1).otherwise(0),
    )
    return judged.group_by("window").agg(looked_at=nw.col("looked_at").sum(), unknown=nw.col("unknown").sum())


def bands_over_time(panel: LazyFrame, last_month: int) -> LazyFrame:
    """months_since_first_full_month (0 to 24), band, persons: of those in work below full-time in the start month.

    Months later than `last_month`, the last that somebody's sources have completed, are left out; the band of an unknown one is null.
    """
    since_start, number = nw.col("months_since_first_full_month"), month_number("month")
    banded = with_bands(panel)
    start = banded.filter((since_start == 0) & (nw.col("band") >= 1) & (nw.col("band") <= 4)).select("person_key")
    later = panel.filter((since_start >= 0) & (since_start <= MONTHS_SHOWN) & (number <= last_month))
    followed = later.select("person_key", "month", "months_since_first_full_month").join(start, on="person_key", how="semi")
    placed = followed.join(banded.select("person_key", "month", "band"), on=["person_key", "month"], how="left")
    return placed.group_by("months_since_first_full_month", "band").agg(persons=nw.len())


def months_in_running_placements(panel: LazyFrame, placements: LazyFrame, last_month: int) -> LazyFrame:
    """person_key, month, ordinary_hours_hundredths of months up to `last_month` in which a placement of the person runs on any day.

    Hours are null where the month is not complete.
    """
    hours = nw.when(nw.col("is_hours_complete")).then(nw.col("ordinary_hours_hundredths"))
    months = panel.filter(month_number("month") <= last_month).select("person_key", "month", ordinary_hours_hundredths=hours)
    joined = months.join(placements.select("person_key", "started_on", "ended_on"), on="person_key", how="inner")
    runs = (nw.col("started_on").dt.truncate("1mo") <= nw.col("month")) & (
        nw.col("ended_on").is_null() | (nw.col("ended_on") >= nw.col("month"))
    )
    return joined.filter(runs).select("person_key", "month", "ordinary_hours_hundredths").unique()


def figures_of(outcomes: pl.DataFrame, bands: pl.DataFrame, running: pl.DataFrame, looked_at: pl.DataFrame) -> Iterator[Figure]:
    """The effect's figures from `moves`, `bands_over_time`, `months_in_running_placements` and `months_looked_at`, collected."""
    warnings = {row["window"]: warning_of_unknown(row["unknown"], row["looked_at"]) for row in looked_at.iter_rows(named=True)}
    for window in (*(f"{months}m" for months in WINDOW_MONTHS), "to_end"):
        place: Whole = {"population": "referred" if window == "to_end" else "job_starters", "window": window}
        in_window, warning = outcomes.filter(pl.col("window") == window), warnings.get(window)
        if in_window.is_empty():
            for definition in (*COUNTS.values(), *SHARES.values()):
                yield definition.not_computable("nobody_observed", **place)
            continue
        for outcome in OUTCOMES:
            number = in_window.filter(pl.col("outcome") == outcome).height
            yield count(COUNTS[outcome], number, denominator_count=in_window.height, warning=warning, **place)
            yield share(SHARES[outcome], number, in_window.height, warning=warning, **place)
        yield from _flows(in_window, warning, place)
    yield from _band_figures(bands)
    yield _mean_weekly_hours(running)


def _flows(outcomes: pl.DataFrame, warning: str | None, place: Whole) -> Iterator[Figure]:
    """Persons from each band below full-time to each band."""
    ends = [outcomes.select("person_key", time=pl.lit(time), band=f"{end}_band") for time, end in enumerate(("start", "end"))]
    rates = transition_rates(pl.concat(ends), "person_key", "time", "band")
    moves = {(row["from"], row["to"]): row["moves"] for row in rates.iter_rows(named=True)}
    for start, end in product(range(1, len(BANDS) - 1), range(len(BANDS))):
        dimensions = {"from": BANDS[start], "to": BANDS[end]}
        number = moves.get((start, end), 0)
        yield count(FROM_TO, number, dimensions=dimensions, denominator_count=outcomes.height, warning=warning, **place)


def _band_figures(bands: pl.DataFrame) -> Iterator[Figure]:
    counted = {(month, band): persons for month, band, persons in bands.iter_rows()}
    for month in sorted({month for month, band in counted if band is not None}):
        observed = sum(counted.get((month, band), 0) for band in range(len(BANDS)))
        unknown = counted.get((month, None), 0)
        for band, name in enumerate(BANDS):
            yield count(
                IN_BAND,
                counted.get((month, band), 0),
                population="job_starters",
                window="24m",
                dimensions={"band": name, "month": month},
                denominator_count=observed,
                warning=warning_of_unknown(unknown, observed + unknown),
            )


def _mean_weekly_hours(running: pl.DataFrame) -> Figure:
    warning = warning_of_unknown(running["ordinary_hours_hundredths"].null_count(), running.height)
    worked = running.filter(pl.col("ordinary_hours_hundredths") > 0)
    keys: Sequence[str] = worked["person_key"].to_list()
    if len(set(keys)) < 2:
        return MEAN_WEEKLY_HOURS.not_computable("too_few_persons", population="placements", window="total")
    weekly = [hundredths * 12 / 5200 for hundredths in worked["ordinary_hours_hundredths"]]
    mean, low, high = cluster_mean_interval(weekly, keys)
    return MEAN_WEEKLY_HOURS.figure(
        mean,
        Interval(low, high, "cluster_robust"),
        population="placements",
        window="total",
        denominator_count=len(weekly),
        warning=warning,
    )


def outcome(person_months: LazyFrame, placements: LazyFrame, data_date: date) -> Outcome:
    """Each person's moves, and the ladder's figures."""
    started = placements.filter(nw.col("started_on") <= nw.lit(data_date))
    moved = collected(moves(person_months)).sort("window", "person_key")
    last_month = last_month_of_anybody(person_months, "is_hours_complete") or 0
    bands = collected(bands_over_time(person_months, last_month)).select("months_since_first_full_month", "band", "persons")
    running = collected(months_in_running_placements(person_months, started, last_month)).sort("person_key", "month")
    looked_at = collected(months_looked_at(person_months, last_month))
    return Outcome(figures_of(moved, bands, running, looked_at), moved)
