"""Figures and run facts for report tests: made by the real types, in three moods."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from assets.effects.full_time import definition as full_time
from assets.effects.job_ladder import definition as job_ladder
from assets.effects.participation import definition as participation
from assets.panel.common import count, figures_frame, share
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition, Interval
from data_contracts.settings import Settings, read_settings
from reports.facts import FileFacts, RuleFacts, RunFacts
from tests.defined import known

DAY = date(2023, 6, 15)


def published(reached: int = 62, referred: int = 1158) -> pl.DataFrame:
    """A plausible table: some counts, shares with ranges, a curve, a ladder with a suppressed cell, months of companies."""
    place: dict[str, Any] = {"population": "referred", "window": "total"}
    clock: dict[str, Any] = {"population": "referred_benefit_ignored"}
    figures: list[Figure] = [
        count(participation.REFERRED, referred, **place),
        count(participation.EMPLOYED, 619, **place),
        count(participation.EVER_IN_WORK, 700, **place),
        share(participation.EMPLOYED_SHARE, 619, referred, **place),
        count(participation.PARTNERS_ACTIVE, 100, population="partners", window="total"),
        count(participation.PARTNERS_ACTIVE, 91, population="partners", window="2023-05"),
        count(full_time.AT_RISK, 1000, window="total", **clock),
        count(full_time.REACHED, reached, window="12m", **clock),
        count(full_time.REACHED, reached, window="total", **clock),
        full_time.REACHED_SHARES[12].figure(
            0.06, Interval(0.05, 0.08, "wilson_effective_size"), window="12m", warning="competing_events_not_observed", **clock
        ),
        participation.PAID_HOURS.figure(9416, COMPLETE_COUNT, population="months", window="2023-03"),
    ]
    figures += [
        full_time.BY_MONTH.figure(
            0.005 * month,
            Interval(0.004 * month, 0.007 * month, "wilson_effective_size"),
            window="24m",
            dimensions={"month": month},
            **clock,
        )
        for month in range(1, 25)
    ]
    for outcome, number in {"moved_up": 60, "unchanged": 382, "moved_down": 25, "left_work": 52}.items():
        figures.append(count(job_ladder.COUNTS[outcome], number, population="job_starters", window="12m"))
        figures.append(share(job_ladder.SHARES[outcome], number, 519, population="job_starters", window="12m"))
    return figures_frame(figures)


def not_computable() -> pl.DataFrame:
    """Every figure of every effect empty, each with a reason."""
    reasons = [
        definition.not_computable("no_benefit_source", population="referred", window=_window(definition))
        for module in (participation, job_ladder, full_time)
        for definition in module.DEFINITIONS
    ]
    return figures_frame(reasons)


def _window(definition: FigureDefinition) -> str:
    ending = definition.figure_id.rsplit("_", 1)[-1]
    return ending if ending in ("12m", "24m") else "total"


def partly_suppressed() -> pl.DataFrame:
    """The plausible table as a small programme gets it: bands and months of which some are hidden, and counts in titles hidden too."""
    figures = [
        count(
            job_ladder.IN_BAND,
            number,
            population="job_starters",
            window="24m",
            dimensions={"band": band, "month": month},
            denominator_count=100,
        )
        for month, numbers in {0: (60, 40), 1: (58, 42), 2: (99, 1), 3: (55, 45)}.items()
        for band, number in zip(job_ladder.BANDS, (0, *numbers, 0, 0, 0), strict=True)
    ]
    figures += [count(participation.PARTNERS_ACTIVE, 2, population="partners", window="2023-04")]
    every = pl.concat([published(), figures_frame(figures)])
    curve = pl.col("figure_id") == "full_time.reached_share_by_month"
    early = pl.col("dimensions").is_in(['{"month":1}', '{"month":2}', '{"month":9}'])
    down = pl.col("figure_id").str.starts_with("job_ladder.moved_down")
    reached = pl.col("figure_id") == "full_time.reached_count"
    single = (pl.col("figure_id") == "job_ladder.persons_in_band") & (pl.col("value") == 1)
    two = (pl.col("figure_id") == "participation.partners_active") & (pl.col("value") == 2)
    return hide(every, (curve & early) | down | reached | single | two)


def suppressed() -> pl.DataFrame:
    """The plausible table with every number hidden."""
    return hide(published(), pl.lit(value=True))


def hide(figures: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    """The table with no number where the condition holds."""
    numbers = ("value", "low", "high", "interval_method", "numerator", "denominator_count")
    words = [pl.when(where).then(pl.lit("suppressed")).otherwise(pl.col(name)).alias(name) for name in ("status", "reason")]
    return figures.with_columns(*(pl.when(where).then(None).otherwise(pl.col(name)).alias(name) for name in numbers), *words)


def facts(*, is_simulated: bool = False) -> RunFacts:
    """Two deliveries: one file read with everything that can befall a row, one rejected, one of a kind to come."""
    read = FileFacts(
        1, "aalborg", date(2022, 6, 15), "loentimer.csv", "paid_hours", "ab" * 32, "read", None, {}, "windows-1252", 100,
        {"loaded": 80, "set_aside.superseded": 10, "dropped.person_not_named": 7, "quarantined": 3}, 1, ("letters_broken",),
    )  # fmt: skip
    rejected = FileFacts(
        2, "fokus", DAY, "ansaettelser.csv", "placements", "cd" * 32, "rejected", "missing_columns",
        {"missing": "Startdato", "found": "CPR-nummer"}, None, 0, {}, 0, (),
    )  # fmt: skip
    coming = FileFacts(3, "aalborg", DAY, "dream.csv", "dream", "ef" * 32, "rejected", "lobenr_without_key", {}, None, 0, {}, 0, ())
    rule = RuleFacts("paid_hours", "hours_sum_not_negative", None, "quarantine", "quarantined", 3, 93)
    row: dict[str, str | int] = {
        "file": "aalborg/2022-06-15/loentimer.csv", "row": 17, "kind": "paid_hours", "rule": "hours_readable", "column": "hours",
        "masked": "=99,9",
    }  # fmt: skip
    return RunFacts("Prøven & co. <b>", is_simulated, DAY, date(2023, 3, 1), "0.1.0", (read, rejected, coming), (rule,), (row,), known())


def settings() -> Settings:
    """Defaults."""
    return read_settings(None)
