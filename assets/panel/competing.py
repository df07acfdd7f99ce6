"""Time to an event: follow-up, and what ends it for good before the outcome could come.

Belongs here: DEFINITIONS' rules on censoring and on death, emigration and pensions, for every effect that counts time to an event. Does not
belong here: how the events are known (`assets/core/benefit_runs.py`), what the outcome is (the effect).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from assets.panel.common import joined_warnings
from assets.panel.unknown import unknown_until, warning_of_unknown
from assets.panel.weeks import breaks_in_months
from assets.statistics.incidence import cumulative_incidence, incidence_at
from data_contracts.figure import Figure, FigureDefinition, Interval, Whole

EVENTS = ("death", "emigration", "folkepension", "førtidspension")
PENSIONS = EVENTS[2:]
CAUSES: Mapping[str, int] = {event: cause for cause, event in enumerate(EVENTS, start=2)}
"""The cause under which each stands in an incidence; 0 is censored and 1 the event itself."""
EVENT = 1

NOT_OBSERVED = "competing_events_not_observed"
NOT_FOLLOWED = "nobody_followed_that_long"


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
    """`persons` with month_0, observable_to_month, competing_event and competing_month.

    A competing event that nobody could have been followed to is not counted yet.

    `persons`: person_key and followed_to_month; `competing` as `first_competing` returns it; `clock_starts`: person_key and month_0, the
    calendar month of each person's month 0; `look_ahead_months`: how many months after its first the outcome's rule needs.
    `observable_to_month`: the last month that the sources of anybody have completed, on the person's own clock.
    """
    starts = persons.join(clock_starts, on="person_key", how="left")
    number = pl.col("month_0").dt.year().cast(pl.Int64) * 12 + pl.col("month_0").dt.month()
    latest = starts.select((number + pl.col("followed_to_month")).max()).item()
    joined = starts.with_columns(observable_to_month=pl.lit(latest, pl.Int64) - number).join(competing, on="person_key", how="left")
    is_counted = pl.col("competing_month") <= pl.col("observable_to_month") - look_ahead_months
    return joined.with_columns(pl.when(is_counted).then(pl.col(name)).alias(name) for name in ("competing_event", "competing_month"))


def unknown_warning(persons: pl.DataFrame, spans: pl.DataFrame, event: str | None, look_ahead_months: int, earliest: int = 1) -> str | None:
    """The warning where more than a tenth of the months in which the event of `persons` could have come is unknown.

    These are, of everybody, the months from `earliest` to the last that the sources of anybody have completed, less those that the rule
    looks ahead; none of a competing event or later, and none after the person's own event (column `event`). `persons` as `with_competing`,
    `spans` as `known_spans` returns them.
    """
    ends = [pl.col("observable_to_month") - look_ahead_months, pl.col("competing_month") - 1]
    until = pl.min_horizontal(*ends, *([] if event is None else [pl.col(event)]))
    return warning_of_unknown(*unknown_until(spans, persons.select("person_key", until_month=until), earliest))


def not_observed_warning(observed: Collection[str]) -> str | None:
    """The warning where no source tells of death, emigration and pension. `observed`: the events that some source can tell of."""
    return None if "death" in observed else NOT_OBSERVED


def breaks_until(at_risk: pl.DataFrame, persons: pl.DataFrame, look_ahead_months: int, latest: int | None = None) -> str | None:
    """Warnings of the structural breaks between month 0 of somebody at risk and the last month looked at, `latest` or earlier.

    `at_risk` as `times_and_causes`, `persons` as `with_competing` returns them.
    """
    months = at_risk.join(persons.select("person_key", "month_0"), on="person_key", how="left")
    last = pl.col("time") if latest is None else pl.min_horizontal("time", pl.lit(latest))
    looked_ahead = pl.when(pl.col("cause") > EVENT).then(0).otherwise(look_ahead_months)
    return breaks_in_months(months["month_0"], months.select(last=last + looked_ahead)["last"])


def is_settled(at_risk: pl.DataFrame) -> bool:
    """Whether nobody is left event-free: of those followed longest everybody had an event, and no later month can add one."""
    return at_risk.height > 0 and at_risk.filter(pl.col("time") == pl.col("time").max())["cause"].min() != 0


def incidence_figure(definition: FigureDefinition, at_risk: pl.DataFrame, month: int, warning: str | None, place: Whole) -> Figure:
    """The incidence at a month of those at risk (`times_and_causes`), of whom there is somebody.

    Where nobody is followed that far, though somebody is left event-free, the last value stands, and the figure says so.
    """
    whole, followed = at_risk.height, at_risk.filter(pl.col("time") >= month).height
    found = incidence_at(cumulative_incidence(at_risk["time"], at_risk["cause"]), EVENT, month, at_risk=followed or whole)
    interval = Interval(found.low, found.high, "wilson_effective_size")
    said = joined_warnings(warning, None if followed or is_settled(at_risk) else NOT_FOLLOWED)
    return definition.figure(found.incidence, interval, denominator_count=whole, warning=said, **place)
