"""Money on both sides of a week: what benefits cost in the 52 weeks before a person's entry and the 52 after it, and who paid.

Belongs here: sums over runs of weeks, for entries and for pseudo-entries of comparison persons alike. Does not belong here: any figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals as nw

from assets.panel.refund_ladder import ladder
from assets.panel.weeks import MONDAY_ZERO
from assets.warehouse.frames import LazyFrame

WINDOW_WEEKS = 52
FEWEST_KNOWN_WEEKS = 40
SIDES = {"before": (-WINDOW_WEEKS, -1), "after": (1, WINDOW_WEEKS)}
FAR_PAST, FAR_FUTURE = -(10**6), 10**6
KEY = ("person_key", "entry_week")


def week_number(monday: date | None, otherwise: int) -> int:
    """The number of a Monday's week; `otherwise` where there is no day."""
    return otherwise if monday is None else (monday - MONDAY_ZERO).days // 7


def money_sides(states: LazyFrame, entered: LazyFrame, spans: Mapping[str, tuple[int, int]] = SIDES) -> LazyFrame:
    """One row per distinct person and entry week, and for each span of weeks what is known of it.

    Columns: known_weeks, oere, municipal_low, municipal_high, unrated_weeks, each with the span's name behind it.

    `states`: runs of weeks as STATE_RUNS tells them. `entered`: person_key and entry_week, a person as often as there are weeks to
    look from. The municipality's part is in hundredths of an øre: Ydelsesrefusion's own where it tells it; by the refund ladder where not,
    from the least that the weeks seen so far say (`low`) to the last step (`high`), because weeks before the files are not seen.
    `unrated_weeks`: weeks that need the ladder at a time of which none is known.
    """
    looked_at = entered.select(*KEY).unique()
    joined = _with_count(states).filter(nw.col("is_amount_known")).join(looked_at, on="person_key", how="inner")
    names: list[str] = []
    for side, (first, last) in spans.items():
        begins = nw.max_horizontal(nw.col("first_week"), nw.col("entry_week") + first)
        ends = nw.min_horizontal(nw.col("last_week"), nw.col("entry_week") + last)
        joined = joined.with_columns(begins=begins, ends=ends)
        joined = joined.with_columns(weeks=_length(nw.col("begins"), nw.col("ends")))
        joined = joined.with_columns(_rated_high=_by_last_step(), **_by_ladder())
        own, unsplit = nw.col("weekly_municipal_oere") * 100, nw.col("weekly_unsplit_oere")
        parts = {
            "known_weeks": nw.col("weeks"),
            "oere": nw.col("weeks") * nw.col("weekly_oere"),
            "municipal_low": nw.col("weeks") * own + nw.col("_rated_low") * unsplit,
            "municipal_high": nw.col("weeks") * own + nw.col("_rated_high") * unsplit,
            "unrated_weeks": nw.when(unsplit != 0).then(nw.col("weeks") - nw.col("_rated_weeks")).otherwise(0),
        }
        joined = joined.with_columns(**{f"{name}_{side}": part for name, part in parts.items()})
        names += [f"{name}_{side}" for name in parts]
    summed = joined.group_by(*KEY).agg(**{name: nw.col(name).sum() for name in names})
    everybody = looked_at.join(summed, on=list(KEY), how="left")
    return everybody.select(*KEY, **{name: nw.col(name).fill_null(0) for name in names})


def _with_count(states: LazyFrame) -> LazyFrame:
    """`seen_before`: how many weeks on benefit the person was seen to have before the run."""
    own = nw.when(nw.col("is_benefit")).then(nw.col("last_week") - nw.col("first_week") + 1).otherwise(0)
    counted = states.with_columns(own_weeks=own)
    running = nw.col("own_weeks").cum_sum().over("person_key", order_by="first_week")
    return counted.with_columns(seen_before=running - nw.col("own_weeks"))


def _length(begins: nw.Expr, ends: nw.Expr) -> nw.Expr:
    return nw.when(ends >= begins).then(ends - begins + 1).otherwise(0)


def _by_ladder() -> dict[str, nw.Expr]:
    """Over the steps: weeks of the run times the municipality's percent, and weeks that have a step at all.

    Within a run on benefit the count rises week by week; a supplement alone does not raise it and stands on the step reached.
    """
    rated, weeks = nw.lit(0), nw.lit(0)
    for step in ladder():
        valid_from = week_number(step.valid_from, FAR_PAST)
        valid_to = week_number(step.valid_to, FAR_FUTURE)
        first = nw.col("first_week") + (step.from_week - 1) - nw.col("seen_before")
        last = nw.lit(FAR_FUTURE) if step.to_week is None else nw.col("first_week") + (step.to_week - 1) - nw.col("seen_before")
        reached = nw.max_horizontal(nw.col("seen_before"), nw.lit(1))
        is_on_step = (reached >= step.from_week) & (reached <= (step.to_week or FAR_FUTURE))
        begins = nw.when(nw.col("is_benefit")).then(nw.max_horizontal(first, nw.lit(valid_from))).otherwise(nw.lit(valid_from))
        ends = nw.when(nw.col("is_benefit")).then(nw.min_horizontal(last, nw.lit(valid_to))).otherwise(nw.lit(valid_to))
        within = _length(nw.max_horizontal(nw.col("begins"), begins), nw.min_horizontal(nw.col("ends"), ends))
        on_step = nw.when(nw.col("is_benefit") | is_on_step).then(within).otherwise(0)
        rated, weeks = rated + on_step * step.municipal_percent, weeks + on_step
    return {"_rated_low": rated, "_rated_weeks": weeks}


def _by_last_step() -> nw.Expr:
    """Weeks of the run times the percent of the last step, as if everybody had been on benefit for long before."""
    rated = nw.lit(0)
    for step in (step for step in ladder() if step.to_week is None):
        begins = nw.max_horizontal(nw.col("begins"), nw.lit(week_number(step.valid_from, FAR_PAST)))
        ends = nw.min_horizontal(nw.col("ends"), nw.lit(week_number(step.valid_to, FAR_FUTURE)))
        rated = rated + _length(begins, ends) * step.municipal_percent
    return rated
