"""Before and after: each person's weeks on benefit and kroner on both sides of a week.

Belongs here: what any effect counts around the week of entry, and the warnings of such a comparison. Does not belong here: who may be
compared with themselves, and any figure.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import polars as pl

from assets.panel.common import joined_warnings
from assets.panel.money_sides import SIDES, WINDOW_WEEKS
from assets.panel.unknown import warning_of_unknown
from assets.panel.weeks import crossed_breaks
from assets.warehouse.frames import LazyFrame


def before_and_after(states: LazyFrame, entered: LazyFrame, spans: Mapping[str, tuple[int, int]] = SIDES) -> LazyFrame:
    """person_key, entry_week and, for each span: benefit_weeks, covered_weeks and benefit_oere.

    `states` and `entered` as STATE_RUNS and ENTRIES tell them; everybody who entered has a row, a person one for each week of entry.
    `spans`: name → first and last week, counted from the week of entry.
    """
    looked_at = entered.select("person_key", "entry_week").unique()
    joined = states.filter(nw.col("is_complete")).join(looked_at, on="person_key", how="inner")
    for side, (first, last) in spans.items():
        begins = nw.max_horizontal(nw.col("first_week"), nw.col("entry_week") + first)
        ends = nw.min_horizontal(nw.col("last_week"), nw.col("entry_week") + last)
        weeks = nw.when(ends >= begins).then(ends - begins + 1).otherwise(0)
        joined = joined.with_columns(**{f"covered_weeks_{side}": weeks}).with_columns(
            **{
                f"benefit_weeks_{side}": nw.when(nw.col("is_benefit")).then(nw.col(f"covered_weeks_{side}")).otherwise(0),
                f"benefit_oere_{side}": nw.col(f"covered_weeks_{side}") * nw.col("weekly_oere"),
            }
        )
    names = [f"{what}_{side}" for side in spans for what in ("benefit_weeks", "covered_weeks", "benefit_oere")]
    summed = joined.group_by("person_key", "entry_week").agg(**{name: nw.col(name).sum() for name in names})
    everybody = looked_at.join(summed, on=["person_key", "entry_week"], how="left")
    return everybody.select("person_key", "entry_week", **{name: nw.col(name).fill_null(0) for name in names})


def warning_of(persons: pl.DataFrame, known_weeks: str = "covered_weeks") -> str | None:
    """Warnings of a comparison of these persons' weeks: too many unknown ones (`known_weeks`, by side), structural breaks crossed."""
    looked_at = len(SIDES) * WINDOW_WEEKS * persons.height
    known = sum(int(persons[f"{known_weeks}_{side}"].sum()) for side in SIDES)
    return joined_warnings(warning_of_unknown(looked_at - known, looked_at), crossed_breaks(persons["entry_week"]))
