"""Full-time, person by person: from the panel to the months in which each person reached it, keeps it, and can be followed.

Belongs here: the rules of DEFINITIONS' section Full-time over the panel. Does not belong here: figures (`rule.py`), and what a run of
months is (`runs.py`).
"""

from __future__ import annotations

import narwhals as nw
import polars as pl

from assets.effects.full_time.runs import RunRule, decidable, first_starts
from assets.panel.clocks import CLOCKS, Clock
from assets.panel.common import collected
from assets.panel.competing import times_and_causes, with_competing
from assets.panel.unknown import known_spans
from assets.warehouse.frames import LazyFrame

GRID_MONTHS = (1, 3, 6, 12)
GRID_NORMS_HUNDREDTHS = {"117": 11700, "139": 13900, "148": 14800, "160.33": 16033}
LASTING_MONTHS = 12


def outcomes(panel: LazyFrame, clock: Clock, months: int, *, is_benefit_required: bool) -> LazyFrame:
    """One row per person on the clock, all months counted from the clock's month 0.

    Columns: is_at_entry, reached_month, one_month (first at the norm), lasting_month, followed_to_month, is_at_end (at the norm in it).
    """
    month = nw.col(CLOCKS[clock])
    decided = decidable(panel, is_benefit_required=is_benefit_required).filter(~month.is_null())
    is_at_norm = nw.col("is_clean") & (nw.col("ordinary_hours_hundredths") >= nw.col("norm_hundredths"))
    seen = decided.with_columns(
        known_month=nw.when(nw.col("is_known") & (month >= 0)).then(month),
        norm_month=nw.when(is_at_norm).then(month),
    )
    last = seen.group_by("person_key").agg(followed_to_month=nw.col("known_month").max())
    at_norm = seen.filter(~nw.col("norm_month").is_null()).select("person_key", "norm_month").join(last, on="person_key", how="inner")
    hits = at_norm.select(
        "person_key",
        is_at_entry=_flag(nw.col("norm_month") == 0),
        is_at_end=_flag(nw.col("norm_month") == nw.col("followed_to_month")),
    )
    flags = ("is_at_entry", "is_at_end")
    rules = {"reached_month": RunRule(months), "one_month": RunRule(1), "lasting_month": RunRule(LASTING_MONTHS)}
    persons = last.join(first_starts(decided, clock, rules, 1), on="person_key", how="left")
    persons = persons.join(hits.group_by("person_key").agg(**{flag: nw.col(flag).max() for flag in flags}), on="person_key", how="left")
    return persons.with_columns(**{flag: nw.col(flag).fill_null(0) == 1 for flag in flags})


def with_ends(followed: pl.DataFrame, competing: pl.DataFrame, clock_starts: pl.DataFrame, months: int) -> pl.DataFrame:
    """`outcomes`, collected, with what `with_competing` adds; nobody is at the norm at the end whom a competing event took after it."""
    persons = with_competing(followed, competing, clock_starts, months - 1)
    is_taken = (pl.col("competing_month") > pl.col("followed_to_month")).fill_null(False)
    return persons.with_columns(is_at_end=pl.col("is_at_end") & ~is_taken)


def spans_known(panel: LazyFrame, clock: Clock, *, is_benefit_required: bool) -> LazyFrame:
    """Runs of months in which full-time can be decided, as `known_spans` returns them."""
    return known_spans(decidable(panel, is_benefit_required=is_benefit_required), CLOCKS[clock], "is_known")


def _flag(condition: nw.Expr) -> nw.Expr:
    """1 or 0, of which a maximum can be taken on every engine."""
    return nw.when(condition).then(1).otherwise(0)


def times(persons: pl.DataFrame, event: str, months: int) -> pl.DataFrame:
    """person_key, time, cause of everybody at risk: not full-time at entry, and with an event or followed until month 1 can be decided.

    `event`: column with the event's month; `months`: how many the rule needs, of which all but one are looked ahead.
    """
    return times_and_causes(persons.filter(~pl.col("is_at_entry")), event, pl.col("followed_to_month") - (months - 1))


def grid_runs(panel: LazyFrame, clock: Clock, *, is_benefit_required: bool) -> dict[tuple[int, str], pl.DataFrame]:
    """For each number of months and flat norm the persons (person_key) who have such a run from month 0 on."""
    cells = {
        f"run_{months}_{hundredths}": (months, norm, RunRule(months, hundredths))
        for months in GRID_MONTHS
        for norm, hundredths in GRID_NORMS_HUNDREDTHS.items()
    }
    decided = decidable(panel, is_benefit_required=is_benefit_required)
    starts = collected(first_starts(decided, clock, {name: rule for name, (_, _, rule) in cells.items()}, 0))
    return {(months, norm): starts.filter(pl.col(name).is_not_null()).select("person_key") for name, (months, norm, _) in cells.items()}
