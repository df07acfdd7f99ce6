"""Competing events: what ends a person's follow-up for good before the outcome could come.

Belongs here: DEFINITIONS' rule on death, emigration and pensions, for every effect that counts time to an event. Does not belong here: how
the events are known (`assets/core/benefits.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

EVENTS = ("death", "emigration", "folkepension", "førtidspension")
PENSIONS = EVENTS[2:]
CAUSES: Mapping[str, int] = {event: cause for cause, event in enumerate(EVENTS, start=2)}
"""The cause under which each stands in an incidence; 0 is censored and 1 the event itself."""


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
        .then(1)
        .otherwise(0)
    )
    time = pl.when(is_competing).then(competing).otherwise(pl.coalesce(own, last_month))
    return persons.select("person_key", time=time, cause=cause).filter((pl.col("cause") > 0) | (pl.col("time") >= 1)).sort("person_key")
