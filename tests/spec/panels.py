"""Small panels written by hand, on either engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import duckdb
import narwhals as nw
import polars as pl

from assets.warehouse.frames import LazyFrame

Engine = Literal["polars", "duckdb"]
ENGINES: tuple[Engine, ...] = ("polars", "duckdb")
FULL = 16033
HOURLY = 13900


def month(number: int) -> date:
    """The first day of the month so many months after January 2022."""
    return date(2022 + number // 12, number % 12 + 1, 1)


def panel(hours: dict[str, Sequence[int | None]], engine: Engine, *, norm: int = FULL, complete: int | None = None) -> LazyFrame:
    """One person per key, month 0 = entry = job start; hundredths of an hour a month, None = unknown; months past `complete` unfinished."""
    rows = [
        {
            "person_key": person,
            "month": month(number),
            "months_since_entry": number,
            "months_since_job_start": number,
            "months_since_first_full_month": number,
            "ordinary_hours_hundredths": hundredths,
            "norm_hundredths": norm,
            "is_hours_covered": hundredths is not None,
            "is_hours_complete": hundredths is not None and (complete is None or number <= complete),
            "benefit_weeks": None,
            "is_benefit_covered": False,
            "is_benefit_complete": False,
        }
        for person, months in hours.items()
        for number, hundredths in enumerate(months)
    ]
    schema = {"ordinary_hours_hundredths": pl.Int64, "benefit_weeks": pl.Int64, "norm_hundredths": pl.Int64}
    frame = pl.DataFrame(rows, schema_overrides=schema)
    return lazy(frame, engine)


def lazy(frame: pl.DataFrame, engine: Engine) -> LazyFrame:
    """The frame as a lazy one on the engine."""
    if engine == "polars":
        return nw.from_native(frame.lazy())
    connection = duckdb.connect()
    return nw.from_native(connection.from_arrow(frame.to_arrow())).lazy()
