"""Time to an event: follow-up, and what ends it for good before the outcome could come.

Belongs here: DEFINITIONS' rules on censoring and on death, emigration and pensions, for every effect that counts time to an event. Does not
belong here: how the events are known (`assets/core/benefits.py`), what the outcome is (the effect's own file).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from assets.statistics.incidence import incidence_at
from data_contracts.figure import Figure, FigureDefinition, Interval

EVENTS = ("death", "emigration", "folkepension", "førtidspension")
PENSIONS = EVENTS[2:]
CAUSES: Mapping[str, int] = {event: cause for cause, event in enumerate(EVENTS, start=2)}
"""The cause under which each stands in an incidence; 0 is censored and 1 the event itself."""
EVENT = 1

NOT_OBSERVED = "competing_events_not_observed"
UNKNOWN_MONTHS = "unknown_months"
NOT_FOLLOWED = "nobody_followed_that_long"
UNKNOWN_SHARE_LIMIT = 0.10


def first_competing(events: pl.DataFrame, persons: pl.DataFrame, month_0: str) -> pl.DataFrame:
    """person_key, competing_event and competing_month: each person's first competing event in month 1 or later of a clock.

    `events`: person_key, event, first_month, last_month (dates). `persons`: person_key and the clock's month 0 in the column `month_0`;
    without one a person is not on the clock. A pension that runs in month 0 does not compete; of several events of one month the first
    of EVENTS is told.
    """
    first = _months_between(pl.col("first_month"), pl.col(month_0))
    last = _months_between(pl.col("last_month"), pl.col(month_0))
    on_clock = persons.filter(pl.col(month_0).is_not_null()).select("person_key", month_0)
    dated = events.join(on_clock, on="person_key").select("person_key", "event", first=first, last=last)
    running = dated.filter(pl.col("event").is_in(PENSIONS) & (pl.col("first") <= 0) & (pl.col("last") >= 0))
    left = dated.filter(pl.col("first") >= 1).join(running, on=["person_key", "event"], how="anti")
    order = pl.col("event").replace_strict(CAUSES, return_dtype=pl.Int64)
    return (
        left.sort("person_key", "first", order)
        .unique("person_key", keep="first", maintain_order=True)
        .select("person_key", competing_event="event", competing_month="first")
    )


def _months_between(later: pl.Expr, earlier: pl.Expr) -> pl.Expr:
    return (later.dt.year().cast(pl.Int64) - earlier.dt.year()) * 12 + later.dt.month().cast(pl.Int64) - earlier.dt.month()


def times_and_causes(persons: pl.DataFrame, event: str, last_month: pl.Expr) -> pl.DataFrame:
    """person_key, time, cause of everybody at risk: with an event, a competing one, or followed until month 1 can be decided.

    `persons` has the months of the event in the column `event`, competing_event and competing_month; `last_month` is the last month in
    which the event could have begun. In the same month the competing event goes first.
    """
    competing, own = pl.col("competing_month"), pl.col(event)
    is_competing = competing.is_not_null() & (own.is_null() | (competing <= own))
    cause = (
        pl.when(is_competing)
        .then(pl.col("competing_event").replace_strict(CAUSES, default=None, return_dtype=pl.Int64))
        .when(own.is_not_null())
        .then(EVENT)
        .otherwise(0)
    )
    time = pl.when(is_competing).then(competing).otherwise(pl.coalesce(own, last_month))
    return persons.select("person_key", time=time, cause=cause).filter((pl.col("cause") > 0) | (pl.col("time") >= 1)).sort("person_key")


def with_competing(persons: pl.DataFrame, competing: pl.DataFrame, clock_starts: pl.DataFrame, look_ahead_months: int) -> pl.DataFrame:
    """`persons` with competing_event and competing_month; one that nobody could have been followed to is not counted yet.

    `persons`: person_key and followed_to_month; `competing` as `first_competing` returns it; `clock_starts`: person_key and month_0, the
    calendar month of each person's month 0; `look_ahead_months`: how many months after its first the outcome's rule needs.
    """
    starts = persons.join(clock_starts, on="person_key", how="left")
    number = pl.col("month_0").dt.year().cast(pl.Int64) * 12 + pl.col("month_0").dt.month()
    latest = starts.select((number + pl.col("followed_to_month") - look_ahead_months).max()).item()
    joined = starts.with_columns(month_0_number=number).join(competing, on="person_key", how="left")
    is_counted = pl.col("month_0_number") + pl.col("competing_month") <= (latest or 0)
    return joined.with_columns(pl.when(is_counted).then(pl.col(name)).alias(name) for name in ("competing_event", "competing_month")).drop(
        "month_0", "month_0_number"
    )


def warning_of(at_risk: pl.DataFrame, observed: Collection[str]) -> str | None:
    """Where no source tells of death, emigration and pension, and where more than a tenth of the months is unknown, figures say so.

    `at_risk`: followed_to_month and unknown_months of the persons at risk; `observed`: the competing events that some source can tell of.
    """
    followed, unknown = int(at_risk["followed_to_month"].sum()), int(at_risk["unknown_months"].sum())
    warnings = [] if "death" in observed else [NOT_OBSERVED]
    warnings += [UNKNOWN_MONTHS] if followed and unknown / followed > UNKNOWN_SHARE_LIMIT else []
    return ",".join(warnings) or None


def incidence_figure(
    definition: FigureDefinition, curve: pl.DataFrame, month: int, followed: int, whole: int, warning: str | None, place: Mapping[str, Any]
) -> Figure:
    """The incidence at a month. Where nobody is followed that far the last value stands, and the figure says so.

    `curve` as `cumulative_incidence` returns it; `followed`: how many are at risk in that month; `whole`: how many at first.
    """
    found = incidence_at(curve, EVENT, month, at_risk=followed or whole)
    interval = Interval(found.low, found.high, "wilson_effective_size")
    said = warning if followed else ",".join(word for word in (warning, NOT_FOLLOWED) if word)
    return definition.figure(found.incidence, interval, denominator_count=whole, warning=said, **place)
