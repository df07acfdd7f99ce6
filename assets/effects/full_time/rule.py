"""Full-time, the calculation: the figures of one clock with their warnings.

Belongs here: counts and incidence from each person's months. Does not belong here: these months (`full_time_months.py`), what the figures
mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.full_time.definition import (
    AT_END,
    AT_ENTRY,
    AT_RISK,
    BY_MONTH,
    COMPETING,
    CURVE_MONTHS,
    EVER_ONE_MONTH,
    FAILED_BY_SICKNESS,
    LASTING,
    REACHED,
    REACHED_SHARES,
    STILL_FOLLOWED,
    UNCONFIRMED,
)
from assets.effects.full_time.full_time_months import LASTING_MONTHS, grid_runs, outcomes, spans_known, times, with_ends
from assets.effects.full_time.runs import RunRule, decidable, first_starts
from assets.panel.clocks import CLOCK_STARTS, CLOCKS, Clock
from assets.panel.common import collected, count, has_rows, joined_warnings
from assets.panel.competing import (
    CAUSES,
    EVENT,
    NOT_OBSERVED,
    breaks_until,
    first_competing,
    incidence_figure,
    is_settled,
    not_observed_warning,
    unknown_warning,
)
from assets.panel.groups import by_group, person_groups
from assets.panel.unknown import unknown_until, warning_of_unknown
from assets.panel.weeks import breaks_in_months
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Stratum, Whole
from data_contracts.settings import Settings

BROKEN_DOWN: Clock = "referred"
BROKEN_DOWN_MONTHS = 12


@dataclass(frozen=True)
class WarningBasis:
    """What the warnings of one clock's figures rest on: everybody on it, the months known of them, the competing events that some source
    can tell of, the months that the rule needs, and whether benefits are part of it, whose rules structural breaks change."""

    persons: pl.DataFrame
    spans: pl.DataFrame
    observed: Collection[str]
    months: int
    is_benefit_required: bool

    def warning(self, event: str, months: int, at_risk: pl.DataFrame, latest: int | None = None) -> str | None:
        """Of figures on an event, of those at risk (`times`), whose last month is `latest`; `months`: how many the event's rule needs."""
        not_known = unknown_warning(self.persons.filter(~pl.col("is_at_entry")), self.spans, event, months - 1)
        return joined_warnings(not_observed_warning(self.observed), not_known, self.breaks(at_risk, months - 1, latest))

    def breaks(self, at_risk: pl.DataFrame, look_ahead_months: int, latest: int | None = None) -> str | None:
        """Structural breaks that those at risk cross."""
        return breaks_until(at_risk, self.persons, look_ahead_months, latest) if self.is_benefit_required else None

    def breaks_to_end(self, persons: pl.DataFrame, last: str = "followed_to_month") -> str | None:
        """Structural breaks between month 0 and a last month of their own."""
        seen = persons.filter(pl.col(last).is_not_null())
        return breaks_in_months(seen["month_0"], seen[last]) if self.is_benefit_required else None

    def of(self, members: pl.DataFrame) -> WarningBasis:
        """The same of some of the persons."""
        return replace(self, persons=self.persons.join(members, on="person_key", how="semi"))


def figures_of(
    persons: pl.DataFrame,
    spans: pl.DataFrame,
    grid: Mapping[tuple[int, str], pl.DataFrame],
    clock: Clock,
    settings: Settings,
    observed: Collection[str],
    groups: pl.DataFrame,
) -> Iterator[Figure]:
    """The figures of one clock, from `with_competing`, `spans_known` and, for each cell of the grid, the persons who have a run of it.

    `persons` has forgiven_month too where benefits count: the month reached if sickness is forgiven. `observed`: the competing events
    that some source can tell of. `groups`: as `person_groups` returns them; main shares of the referred are given for each.
    """
    if persons.is_empty():
        yield from not_computable(clock, settings, "nobody_observed")
        return
    population, months = settings.population(clock), settings.full_time.months
    told = WarningBasis(persons, spans, observed, months, settings.full_time.benefit_condition == "required")
    at_risk = times(persons, "reached_month", months)
    yield from _counts(told, at_risk, population)
    if at_risk.is_empty():
        yield from _nobody_at_risk(clock, settings, "nobody_observed")
        return
    reached = at_risk.filter(pl.col("cause") == EVENT)["time"]
    whole = at_risk.height
    for window, latest in (("12m", 12), ("24m", 24), ("total", None)):
        number = len(reached) if latest is None else int((reached <= latest).sum())
        warning = told.warning("reached_month", months, at_risk, latest)
        yield count(REACHED, number, population=population, window=window, denominator_count=whole, warning=warning)
    warning = told.warning("reached_month", months, at_risk)
    for (run, norm), starters in grid.items():
        number = starters.join(at_risk, on="person_key", how="semi").height
        place: Stratum = {"population": population, "window": "total", "dimensions": {"months": run, "norm": norm}}
        yield count(REACHED, number, denominator_count=whole, warning=warning, **place)
    yield from _incidence_figures(told, at_risk, population)
    if clock == BROKEN_DOWN:
        for dimensions, members in by_group(groups, persons):
            yield _share_of_group(told.of(members), population, dimensions)
    if "forgiven_month" in persons.columns:
        forgiven = at_risk.join(persons.select("person_key", "forgiven_month"), on="person_key").filter(pl.col("cause") != EVENT)
        failed = forgiven.filter((pl.col("cause") == 0) | (pl.col("forgiven_month") < pl.col("time")))["forgiven_month"].count()
        yield count(FAILED_BY_SICKNESS, failed, population=population, window="total", denominator_count=whole, warning=warning)
    yield _lasting(told, population)
    for event, cause in CAUSES.items():
        place = {"population": population, "window": "total", "dimensions": {"event": event}}
        if event in observed:
            yield count(COMPETING, at_risk.filter(pl.col("cause") == cause).height, denominator_count=whole, **place)
        else:
            yield COMPETING.not_computable(NOT_OBSERVED, **place)


def _counts(told: WarningBasis, at_risk: pl.DataFrame, population: str) -> Iterator[Figure]:
    """Counts that do not need anybody at risk, each where somebody could have been counted in it."""
    place: Whole = {"population": population, "window": "total"}
    persons, spans, months = told.persons, told.spans, told.months
    left = persons.filter(~pl.col("is_at_entry"))
    yield count(AT_RISK, at_risk.height, **place)
    if spans.filter(pl.col("first_month") == 0).is_empty():
        yield AT_ENTRY.not_computable("nobody_observed", **place)
    else:
        start = persons.select("person_key", until_month=pl.when(pl.col("observable_to_month") >= 0).then(0))
        warning = warning_of_unknown(*unknown_until(spans, start, earliest=0))
        yield count(AT_ENTRY, persons.height - left.height, denominator_count=persons.height, warning=warning, **place)
    if persons["followed_to_month"].count():
        warning = joined_warnings(unknown_warning(persons, spans, None, 0, earliest=0), told.breaks_to_end(persons))
        yield count(AT_END, int(persons["is_at_end"].sum()), denominator_count=persons.height, warning=warning, **place)
    else:
        yield AT_END.not_computable("nobody_observed", **place)
    if left.height and left.filter(pl.col("followed_to_month") >= 1).is_empty():
        for definition in (EVER_ONE_MONTH, UNCONFIRMED):
            yield definition.not_computable("nobody_observed", **place)
        return
    not_observed = not_observed_warning(told.observed)
    looked_at = left.with_columns(last=pl.coalesce("one_month", "followed_to_month"))
    warning = joined_warnings(not_observed, unknown_warning(left, spans, "one_month", 0), told.breaks_to_end(looked_at, "last"))
    yield count(EVER_ONE_MONTH, left["one_month"].count(), denominator_count=left.height, warning=warning, **place)
    without = left.join(at_risk.filter(pl.col("cause") > 0), on="person_key", how="anti")
    unconfirmed = without.filter(pl.col("reached_month").is_null() & pl.col("is_at_end")).height
    warning = joined_warnings(not_observed, unknown_warning(left, spans, "reached_month", months - 1), told.breaks_to_end(left))
    yield count(UNCONFIRMED, unconfirmed, denominator_count=left.height, warning=warning, **place)


def _incidence_figures(told: WarningBasis, at_risk: pl.DataFrame, population: str) -> Iterator[Figure]:
    whole = at_risk.height
    for months, definition in REACHED_SHARES.items():
        place: Whole = {"population": population, "window": f"{months}m"}
        yield incidence_figure(definition, at_risk, months, told.warning("reached_month", told.months, at_risk, months), place)
    for month in range(1, CURVE_MONTHS + 1):
        at: Stratum = {"population": population, "window": f"{CURVE_MONTHS}m", "dimensions": {"month": month}}
        followed = at_risk.filter(pl.col("time") >= month).height
        warning = told.warning("reached_month", told.months, at_risk, month)
        if followed or is_settled(at_risk):
            yield incidence_figure(BY_MONTH, at_risk, month, warning, at)
        else:
            yield BY_MONTH.not_computable("nobody_observed", **at)
        yield count(STILL_FOLLOWED, followed, denominator_count=whole, **at)


def _share_of_group(told: WarningBasis, population: str, dimensions: Mapping[str, str | int]) -> Figure:
    place: Stratum = {"population": population, "window": f"{BROKEN_DOWN_MONTHS}m", "dimensions": dimensions}
    definition = REACHED_SHARES[BROKEN_DOWN_MONTHS]
    at_risk = times(told.persons, "reached_month", told.months)
    if at_risk.is_empty():
        return definition.not_computable("nobody_observed", **place)
    warning = told.warning("reached_month", told.months, at_risk, BROKEN_DOWN_MONTHS)
    return incidence_figure(definition, at_risk, BROKEN_DOWN_MONTHS, warning, place)


def _lasting(told: WarningBasis, population: str) -> Figure:
    at_risk = times(told.persons, "lasting_month", LASTING_MONTHS)
    place: Whole = {"population": population, "window": f"{CURVE_MONTHS}m"}
    if at_risk.is_empty():
        return LASTING.not_computable("nobody_observed", **place)
    warning = told.warning("lasting_month", LASTING_MONTHS, at_risk, CURVE_MONTHS)
    return incidence_figure(LASTING, at_risk, CURVE_MONTHS, warning, place)


def not_computable(clock: Clock, settings: Settings, reason: str) -> Iterator[Figure]:
    """The headline rows of a clock, each with the reason why it is empty."""
    population = settings.population(clock)
    for definition in (AT_RISK, AT_ENTRY, EVER_ONE_MONTH, AT_END, UNCONFIRMED):
        yield definition.not_computable(reason, population=population, window="total")
    yield from _nobody_at_risk(clock, settings, reason)


def _nobody_at_risk(clock: Clock, settings: Settings, reason: str) -> Iterator[Figure]:
    """Those of them that are taken of persons at risk."""
    population = settings.population(clock)
    for window in ("12m", "24m", "total"):
        yield REACHED.not_computable(reason, population=population, window=window)
    for months, definition in REACHED_SHARES.items():
        yield definition.not_computable(reason, population=population, window=f"{months}m")
    yield LASTING.not_computable(reason, population=population, window="24m")
    for event in CAUSES:
        yield COMPETING.not_computable(reason, population=population, window="total", dimensions={"event": event})


def outcome(
    persons: LazyFrame, person_months: LazyFrame, competing_events: LazyFrame, observed_events: LazyFrame, settings: Settings
) -> Outcome:
    """Each person's outcome on both clocks, and the figures of full-time."""
    is_required = settings.full_time.benefit_condition == "required"
    has_benefits = has_rows(person_months.filter(nw.col("is_benefit_covered")))
    observed, groups = set(collected(observed_events)["event"]), person_groups(persons)
    events, starts = collected(competing_events), collected(persons)
    found: list[Figure] = []
    followed: list[pl.DataFrame] = []
    for clock in CLOCKS:
        if is_required and not has_benefits:
            found += not_computable(clock, settings, "no_benefit_source")
            continue
        own = _outcomes(person_months, starts, first_competing(events, starts, CLOCK_STARTS[clock]), clock, settings)
        spans = collected(spans_known(person_months, clock, is_benefit_required=is_required))
        grid = grid_runs(person_months, clock, is_benefit_required=is_required)
        found += figures_of(own, spans, grid, clock, settings, observed, groups)
        followed.append(own.with_columns(population=pl.lit(clock)))
    return Outcome(found, pl.concat(followed) if followed else None)


def _outcomes(panel: LazyFrame, starts: pl.DataFrame, competing: pl.DataFrame, clock: Clock, settings: Settings) -> pl.DataFrame:
    """Each person's months on one clock, with what ended them and, where benefits count, the month reached if sickness is forgiven."""
    months, is_required = settings.full_time.months, settings.full_time.benefit_condition == "required"
    own = collected(outcomes(panel, clock, months, is_benefit_required=is_required)).sort("person_key")
    persons = with_ends(own, competing, starts.select("person_key", month_0=CLOCK_STARTS[clock]), months)
    if not is_required:
        return persons
    forgiven = decidable(panel, is_benefit_required=True, is_sickness_forgiven=True)
    reached = collected(first_starts(forgiven, clock, {"forgiven_month": RunRule(months)}, 1))
    return persons.join(reached, on="person_key", how="left").sort("person_key")
