"""Self-support, the calculation: each person's first four weeks off benefit, first whole month, and follow-up.

Belongs here: person by person, then incidence. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.self_support.definition import COUNTED, COUNTED_MONTHS, MONTH_SHARES, OFF_BENEFIT, SHARES
from assets.panel.clocks import CLOCK_STARTS, CLOCKS, Clock
from assets.panel.common import collected, count, has_rows, joined_warnings
from assets.panel.competing import (
    breaks_until,
    first_competing,
    incidence_figure,
    not_observed_warning,
    times_and_causes,
    unknown_warning,
    with_competing,
)
from assets.panel.groups import by_group, person_groups
from assets.panel.unknown import known_spans
from assets.panel.weeks import MONDAY_ZERO, WEEKS_ON_END, clock_starts, free_runs
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, FigureDefinition, Stratum

LOOK_AHEAD_MONTHS = 1
"""Four weeks that begin in a month may end in the next."""
FOUR_WEEKS, WHOLE_MONTH = ("off_benefit_month", LOOK_AHEAD_MONTHS), ("off_benefit_whole_month", 0)
"""The two rules: the column of the event's month, and how many months it looks ahead."""


def first_off_benefit(states: LazyFrame, starts: LazyFrame) -> LazyFrame:
    """person_key and off_benefit_week, the first week of the first four off benefit in month 1 or later; null where there are none.

    `states` and `starts` as STATE_RUNS and `clock_starts` tell them.
    """
    runs = free_runs(states)
    on_clock = runs.join(starts.select("person_key", "month_1_week"), on="person_key", how="inner")
    start = nw.max_horizontal(nw.col("first_week"), nw.col("month_1_week"))
    is_long = nw.col("last_week") - start + 1 >= WEEKS_ON_END
    found = on_clock.filter(is_long).with_columns(start=start).group_by("person_key").agg(off_benefit_week=nw.col("start").min())
    return starts.select("person_key").join(found, on="person_key", how="left").select("person_key", "off_benefit_week")


def months_seen(panel: LazyFrame, clock: Clock) -> LazyFrame:
    """person_key, off_benefit_whole_month, followed_to_month, both counted from the clock's month 0.

    `off_benefit_whole_month`: the first covered and complete calendar month, 1 or later, without a benefit week; `followed_to_month`: the
    last covered and complete one, 0 or later.
    """
    month = nw.col(CLOCKS[clock])
    known = with_known(panel).filter(nw.col("is_known") & ~month.is_null())
    seen = known.select("person_key", "benefit_weeks", month=month).filter(nw.col("month") >= 0)
    is_free = (nw.col("month") >= 1) & (nw.col("benefit_weeks").fill_null(0) == 0)
    return (
        seen.with_columns(free_month=nw.when(is_free).then(nw.col("month")))
        .group_by("person_key")
        .agg(off_benefit_whole_month=nw.col("free_month").min().cast(nw.Int64), followed_to_month=nw.col("month").max().cast(nw.Int64))
    )


def with_known(panel: LazyFrame) -> LazyFrame:
    """The panel with `is_known`: covered for benefits and complete."""
    return panel.with_columns(is_known=nw.col("is_benefit_complete") & nw.col("is_benefit_covered"))


def spans_known(panel: LazyFrame, clock: Clock) -> LazyFrame:
    """Runs of months known for benefits, as `known_spans` returns them."""
    return known_spans(with_known(panel), CLOCKS[clock], "is_known")


def with_months(persons: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """`first_off_benefit` with off_benefit_month, months since month 0; a week belongs to the month of its Thursday."""
    thursday = pl.lit(MONDAY_ZERO) + pl.duration(days=pl.col("off_benefit_week") * 7 + 3)
    joined = persons.join(starts.select("person_key", "month_0"), on="person_key", how="left").with_columns(thursday=thursday)
    months = (pl.col("thursday").dt.year().cast(pl.Int64) - pl.col("month_0").dt.year()) * 12 + (
        pl.col("thursday").dt.month().cast(pl.Int64) - pl.col("month_0").dt.month()
    )
    return joined.with_columns(off_benefit_month=months).drop("thursday", "month_0")


def times(persons: pl.DataFrame, event: str, look_ahead_months: int) -> pl.DataFrame:
    """person_key, time, cause of everybody at risk.

    An event later than the last month in which one can be ruled out is not counted: it could be seen only because it happened.
    """
    last = pl.col("followed_to_month") - look_ahead_months
    return times_and_causes(persons.with_columns(pl.when(pl.col(event) <= last).then(pl.col(event)).alias(event)), event, last)


def warning_of(
    persons: pl.DataFrame, spans: pl.DataFrame, at_risk: pl.DataFrame, rule: tuple[str, int], latest: int, observed: Collection[str]
) -> str | None:
    """Warnings of a figure on the event and with the look-ahead of `rule`, whose last month is `latest`, of all these persons."""
    not_known = unknown_warning(persons, spans, *rule)
    return joined_warnings(not_observed_warning(observed), not_known, breaks_until(at_risk, persons, rule[1], latest))


def figures_of(
    persons: pl.DataFrame, spans: pl.DataFrame, population: str, observed: Collection[str], groups: pl.DataFrame
) -> Iterator[Figure]:
    """The figures of one clock. `persons`: off_benefit_month, the columns of `months_seen`, and those of `with_competing`.

    `spans` as `spans_known` returns them. `groups`: as `person_groups` returns them; the share of the referred within 12 months is given
    for each.
    """
    if population == COUNTED:
        for dimensions, members in by_group(groups, persons):
            yield _share(members, spans, (SHARES[COUNTED_MONTHS], COUNTED_MONTHS), FOUR_WEEKS, population, observed, dimensions)
        is_first = pl.col("competing_month").is_null() | (pl.col("off_benefit_month") < pl.col("competing_month"))
        within = persons.filter((pl.col("off_benefit_month") <= COUNTED_MONTHS) & is_first).height
        warning = warning_of(persons, spans, times(persons, *FOUR_WEEKS), FOUR_WEEKS, COUNTED_MONTHS, observed)
        window = f"{COUNTED_MONTHS}m"
        yield count(OFF_BENEFIT, within, population=population, window=window, denominator_count=persons.height, warning=warning)
    for definitions, rule in ((SHARES, FOUR_WEEKS), (MONTH_SHARES, WHOLE_MONTH)):
        for months, definition in definitions.items():
            yield _share(persons, spans, (definition, months), rule, population, observed)


def _share(
    persons: pl.DataFrame,
    spans: pl.DataFrame,
    asked: tuple[FigureDefinition, int],
    rule: tuple[str, int],
    population: str,
    observed: Collection[str],
    dimensions: Mapping[str, str | int] | None = None,
) -> Figure:
    definition, months = asked
    place: Stratum = {"population": population, "window": f"{months}m", "dimensions": dimensions or {}}
    at_risk = times(persons, *rule)
    if at_risk.is_empty():
        return definition.not_computable("nobody_observed", **place)
    return incidence_figure(definition, at_risk, months, warning_of(persons, spans, at_risk, rule, months, observed), place)


def not_computable(population: str, reason: str) -> Iterator[Figure]:
    """The effect's figures of one clock, each with the reason why it is empty."""
    if population == COUNTED:
        yield OFF_BENEFIT.not_computable(reason, population=population, window=f"{COUNTED_MONTHS}m")
    for definitions in (SHARES, MONTH_SHARES):
        for months, definition in definitions.items():
            yield definition.not_computable(reason, population=population, window=f"{months}m")


def outcome(
    persons: LazyFrame,
    starts: LazyFrame,
    states: LazyFrame,
    person_months: LazyFrame,
    competing_events: LazyFrame,
    observed_events: LazyFrame,
) -> Outcome:
    """Each person's first four weeks off benefit on both clocks, and the figures."""
    groups, everybody, events = person_groups(persons), collected(persons), collected(competing_events)
    observed, has_source = set(collected(observed_events)["event"]), has_rows(states.filter(nw.col("is_complete")))
    found: list[Figure] = []
    followed: list[pl.DataFrame] = []
    for clock in CLOCKS:
        on_clock = clock_starts(starts, clock)
        known = collected(on_clock)
        weeks = with_months(collected(first_off_benefit(states, on_clock)).sort("person_key"), known)
        seen = weeks.join(collected(months_seen(person_months, clock)), on="person_key", how="left")
        spans = collected(spans_known(person_months, clock))
        competing = first_competing(events, everybody, CLOCK_STARTS[clock])
        own = with_competing(seen, competing, known.select("person_key", "month_0"), 0).sort("person_key")
        found += figures_of(own, spans, clock, observed, groups) if has_source else not_computable(clock, "no_benefit_source")
        followed.append(own.with_columns(population=pl.lit(clock)))
    return Outcome(found, pl.concat(followed))
