"""Unknown months: how many of those that a figure's rule looks at nobody can know, and the warning where these are too many.

Belongs here: DEFINITIONS' rule on unknown months and weeks, for every effect. Does not belong here: what an effect needs to know of a
month.
"""

from __future__ import annotations

import narwhals as nw
import polars as pl

from assets.panel.common import collected
from assets.panel.weeks import month_count
from assets.warehouse.frames import LazyFrame

UNKNOWN_MONTHS = "unknown_months"
UNKNOWN_SHARE_LIMIT = 0.10


def warning_of_unknown(unknown: int, looked_at: int) -> str | None:
    """The warning where more than a tenth of the months or weeks looked at is unknown."""
    return UNKNOWN_MONTHS if looked_at and unknown / looked_at > UNKNOWN_SHARE_LIMIT else None


def known_spans(panel: LazyFrame, month: str, known: str) -> LazyFrame:
    """person_key, first_month, last_month of each run of known months, 0 or later.

    `panel`: one row per person and month; `month`: its column of months since month 0; `known`: its column that says which are known.
    """
    on_clock = panel.filter(nw.col(known) & ~nw.col(month).is_null()).select("person_key", month=nw.col(month)).filter(nw.col("month") >= 0)
    before = on_clock.with_columns(previous=nw.col("month").shift(1).over("person_key", order_by="month"))
    is_new = nw.when(nw.col("previous").is_null() | (nw.col("previous") + 1 != nw.col("month"))).then(1).otherwise(0)
    numbered = before.with_columns(is_new=is_new).with_columns(run=nw.col("is_new").cum_sum().over("person_key", order_by="month"))
    runs = numbered.group_by("person_key", "run").agg(
        first_month=nw.col("month").min().cast(nw.Int64), last_month=nw.col("month").max().cast(nw.Int64)
    )
    return runs.select("person_key", "first_month", "last_month")


def unknown_until(spans: pl.DataFrame, until: pl.DataFrame, earliest: int = 1) -> tuple[int, int]:
    """Of each person's months from `earliest` to the last that is looked at: how many are unknown, and how many there are.

    `spans` as `known_spans` returns them; `until`: person_key and until_month, null where no month is looked at.
    """
    looked_at = until.filter(pl.col("until_month") >= earliest)
    begins = pl.max_horizontal("first_month", pl.lit(earliest))
    ends = pl.min_horizontal("last_month", "until_month")
    known = spans.join(looked_at, on="person_key").select((ends - begins + 1).clip(0).sum()).item()
    months = int(looked_at.select((pl.col("until_month") - earliest + 1).sum()).item())
    return months - int(known), months


def last_month_of_anybody(panel: LazyFrame, known: str) -> int | None:
    """The calendar month, counted from year 0, that is the last known of anybody; None where none is."""
    rows = panel.filter(nw.col(known)).select(last=nw.col("month").max())
    last = collected(rows)["last"].item()
    return None if last is None else month_count(last)
