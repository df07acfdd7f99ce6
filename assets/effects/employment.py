"""Employment: who has any ordinary hours some months after referral, and how many.

In words: of the referred whose month 6, 12 or 24 is covered and complete, the share with ordinary hours above zero in that month, and
the mean hours of those who have any. The dead and emigrated stay in the share, as zero. Not everybody needs 37 hours: this stands beside
full-time everywhere. Gross: it says nothing of what would have happened anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import narwhals as nw
import polars as pl

from assets.effects.common import collected, keep, lazy, share
from assets.statistics.means import mean_interval
from assets.warehouse.database import Warehouse
from data_contracts.figure import Figure, FigureDefinition, Interval

WINDOW_MONTHS = (6, 12, 24)
ANY_HOURS = {
    months: FigureDefinition(
        f"employment.any_hours_share_{months}m",
        "share",
        "gross",
        f"referred persons whose month {months} is covered and complete",
        f"Share with ordinary hours in month {months} after entry.",
    )
    for months in WINDOW_MONTHS
}
MEAN_HOURS = {
    months: FigureDefinition(
        f"employment.mean_hours_{months}m",
        "hours",
        "gross",
        f"referred persons with ordinary hours in month {months}",
        f"Mean ordinary hours in month {months} after entry of those who have any.",
    )
    for months in WINDOW_MONTHS
}
DEFINITIONS = (*ANY_HOURS.values(), *MEAN_HOURS.values())


def hours_in_window_months(panel: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """person_key, months_since_entry and ordinary_hours_hundredths of the window months that are covered and complete."""
    is_window = nw.col("months_since_entry").is_in(list(WINDOW_MONTHS))
    return panel.filter(nw.col("is_hours_complete") & is_window).select("person_key", "months_since_entry", "ordinary_hours_hundredths")


def figures_of(hours: pl.DataFrame) -> Iterator[Figure]:
    """The effect's figures from `hours_in_window_months`, collected."""
    for months in WINDOW_MONTHS:
        place: dict[str, Any] = {"population": "referred", "window": f"{months}m"}
        observed = hours.filter(pl.col("months_since_entry") == months)["ordinary_hours_hundredths"]
        working = observed.filter(observed > 0)
        yield share(ANY_HOURS[months], len(working), len(observed), **place)
        if len(working) < 2:
            yield MEAN_HOURS[months].not_computable("too_few_persons", **place)
            continue
        mean, low, high = mean_interval((working / 100).to_list())
        yield MEAN_HOURS[months].figure(mean, Interval(low, high, "student_t"), denominator_count=len(working), **place)


@dg.asset(
    key=["effects", "employment"],
    group_name="effects",
    deps=[dg.AssetKey(["core", "person_months"])],
    description="Any ordinary hours 6, 12 and 24 months after referral, and how many.",
)
def employment(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Each person's hours in the window months."""
    with warehouse.connect(read_only=True) as connection:
        hours = collected(hours_in_window_months(lazy(connection, "core.person_months"))).sort("person_key", "months_since_entry")
    return keep(warehouse, "employment", hours, list(figures_of(hours)), DEFINITIONS)
