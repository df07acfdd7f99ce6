"""Claimed, the calculation: how far the records reach into a claim's period, whom it is about, and the number counted anew.

Belongs here: counting within the claim's own day and period. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from assets.effects.claimed.definition import (
    AGREED_HOURS,
    COMPANIES,
    EMPLOYED,
    GROSS_CHANGE,
    OFF_BENEFIT,
    OFF_BENEFIT_SINCE,
    PARTNERS,
    PLACEMENTS,
    REFERRED,
    TASK_FORCE,
    TASK_FORCE_LISTED,
    WEEKLY_HOURS,
    WEEKS_TO_FIRST_JOB,
    YEAR_MONTHS,
)
from assets.effects.effect import Outcome
from assets.effects.job_ladder import months_in_running_placements
from assets.effects.municipal_economy import with_changes
from assets.effects.self_support import FOUR_WEEKS, LOOK_AHEAD_MONTHS, spans_known, times
from assets.effects.self_support import warning_of as warning_of_months
from assets.panel.before_and_after import warning_of as warning_of_weeks
from assets.panel.common import collected, count, has_rows, joined_warnings, mean, total_of_means
from assets.panel.competing import incidence_figure, is_settled
from assets.panel.money_sides import WINDOW_WEEKS, money_sides
from assets.panel.unknown import warning_of_unknown
from assets.panel.weeks import month_count, week_of
from assets.statistics.means import cluster_mean_interval
from assets.warehouse.frames import LazyFrame
from data_contracts.bound_claims import RECORDS_BEGIN_LATER, ROWS_IN_QUARANTINE, claim_and_binding
from data_contracts.figure import Figure, FigureDefinition, Interval, Stratum, Whole


@dataclass(frozen=True)
class Records:
    """Core tables, collected, the day of the data, and kinds of delivery with rows in quarantine.

    `persons`: person_key, entry_on, job_start_on. `placements`: started ones; person_key, host_cvr, started_on, weekly_hours. `partners`:
    host_cvr, partner_since, is_in_task_force.
    """

    persons: pl.DataFrame
    placements: pl.DataFrame
    partners: pl.DataFrame
    data_date: date
    quarantined: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reach:
    """Whether the records reach the claim's period: the reason why not, and the warning of what they may lack."""

    reason: str | None
    warning: str | None = None


def stated_on(claim_id: str) -> date:
    """The day a claim was stated."""
    return claim_and_binding(claim_id)[0].stated_on


def reach(claim_id: str, records: Records, *kinds: str) -> Reach:
    """How far the records tell of a claim's period. `kinds`: the deliveries whose quarantined rows would be missing.

    Nobody is known before the first referral: placements of persons whom no referral names are not kept.
    """
    claim, binding = claim_and_binding(claim_id)
    begins = records.partners["partner_since"].min() if kinds == ("partners",) else records.persons["entry_on"].min()
    if records.data_date < claim.stated_on:
        return Reach("data_before_statement")
    if not isinstance(begins, date):
        return Reach("no_partner_list" if kinds == ("partners",) else "nobody_observed")
    if begins > (binding.period_to or claim.stated_on):
        return Reach("records_begin_after_period")
    if "placements" in kinds and records.placements.is_empty():
        return Reach("no_placements")
    is_late = binding.records_from is not None and begins > binding.records_from
    is_lacking = bool(records.quarantined & set(kinds))
    return Reach(None, joined_warnings(RECORDS_BEGIN_LATER if is_late else None, ROWS_IN_QUARANTINE if is_lacking else None))


def cohort(claim_id: str, persons: pl.DataFrame) -> pl.DataFrame:
    """The persons whose entry lies in the claim's period."""
    claim, binding = claim_and_binding(claim_id)
    return persons.filter(pl.col("entry_on").is_between(binding.period_from or date.min, claim.stated_on))


def in_work(claim_id: str, persons: pl.DataFrame) -> pl.DataFrame:
    """Those of the cohort with a placement started by the day the claim was stated."""
    return cohort(claim_id, persons).filter(pl.col("job_start_on") <= stated_on(claim_id))


def place_of(claim_id: str, population: str, window: str = "total") -> Stratum:
    """Where a claim's figure stands."""
    return {"population": population, "window": window, "dimensions": {"claim": claim_id}}


def count_figures(records: Records) -> Iterator[Figure]:
    """Persons and placements."""
    for claim_id in ("referred_2021", "candidates_2023"):
        members = cohort(claim_id, records.persons).height
        yield _count(REFERRED, members, reach(claim_id, records, "referrals"), place_of(claim_id, "referred"))
    for claim_id in ("employed_2021", "candidates_2021", "candidates_2023"):
        employed = in_work(claim_id, records.persons).height
        yield _count(EMPLOYED, employed, reach(claim_id, records, "referrals", "placements"), place_of(claim_id, "referred"))
    own = _placements_of("employments_2021", records)
    found = reach("employments_2021", records, "referrals", "placements")
    yield _count(PLACEMENTS, own.height, found, place_of("employments_2021", "placements"))


def company_figures(records: Records) -> Iterator[Figure]:
    """Companies with a placement, on the partner list, and in the task force."""
    for claim_id in ("partners_2021", "partners_2023"):
        started = records.placements.filter(pl.col("started_on") <= stated_on(claim_id))["host_cvr"].n_unique()
        yield _count(COMPANIES, started, reach(claim_id, records, "referrals", "placements"), place_of(claim_id, "partners"))
    partners, claim_id = records.partners, "partners_2023"
    listed = partners.filter(pl.col("partner_since") <= stated_on(claim_id)).height
    yield _count(PARTNERS, listed, reach(claim_id, records, "partners"), place_of(claim_id, "partners"))
    claim, binding = claim_and_binding("task_force_2017")
    found, marked = reach(claim.claim_id, records, "partners"), partners.filter(pl.col("is_in_task_force"))
    if found.reason is None and partners["is_in_task_force"].is_null().all():
        found = Reach("no_task_force_marks")
    for definition, until in ((TASK_FORCE, binding.period_to or claim.stated_on), (TASK_FORCE_LISTED, claim.stated_on)):
        number = marked.filter(pl.col("partner_since") <= until).height
        yield _count(definition, number, found, place_of(claim.claim_id, "partners"))


def time_and_hours_figures(records: Records, running: pl.DataFrame) -> Iterator[Figure]:
    """Weeks to the first job, and hours a week as paid and as agreed.

    `running`: person_key and ordinary_hours_hundredths of the cohort's months in running placements, null where not known.
    """
    found = reach("weeks_to_job_2021", records, "referrals", "placements")
    waited = in_work("weeks_to_job_2021", records.persons)
    days = (waited["job_start_on"] - waited["entry_on"]).dt.total_days()
    place = place_of("weeks_to_job_2021", "job_starters")
    yield _empty(WEEKS_TO_FIRST_JOB, found, place) or mean(WEEKS_TO_FIRST_JOB, days / 7, warning=found.warning, **place)
    found, place = reach("weekly_hours_2021", records, "referrals", "placements"), place_of("weekly_hours_2021", "placements")
    unknown = warning_of_unknown(running["ordinary_hours_hundredths"].null_count(), running.height)
    worked = running.filter(pl.col("ordinary_hours_hundredths") > 0)
    weekly = worked.select("person_key", hours=pl.col("ordinary_hours_hundredths") * 12 / 5200)
    yield _empty(WEEKLY_HOURS, found, place) or _mean_of_persons(WEEKLY_HOURS, weekly, joined_warnings(unknown, found.warning), place)
    agreed = _placements_of("weekly_hours_2021", records).select("person_key", hours=pl.col("weekly_hours").cast(pl.Float64))
    yield _empty(AGREED_HOURS, found, place) or _mean_of_persons(AGREED_HOURS, agreed, found.warning, place)


def off_benefit_figures(records: Records, followed: pl.DataFrame, spans: pl.DataFrame, observed: set[str] | None) -> Iterator[Figure]:
    """Off benefit within a year of job start, as it could be known then and as it can be known now.

    `followed`: rows of `effects.self_support` on the clock of job starters; `spans` as `spans_known` returns them; `observed`: competing
    events that some source tells of, None where no source of benefits is complete.
    """
    claim_id = "self_support_2021"
    found, place = reach(claim_id, records, "referrals", "placements"), place_of(claim_id, "job_starters", f"{YEAR_MONTHS}m")
    own = followed.join(in_work(claim_id, records.persons).select("person_key"), on="person_key", how="semi")
    month_0 = pl.col("month_0").dt.year().cast(pl.Int64) * 12 + pl.col("month_0").dt.month()
    is_over = month_0 + YEAR_MONTHS + LOOK_AHEAD_MONTHS < month_count(stated_on(claim_id) + timedelta(days=1))
    for definition, members in ((OFF_BENEFIT, own.filter(is_over)), (OFF_BENEFIT_SINCE, own)):
        at_risk = times(members, *FOUR_WEEKS)
        is_followed = not at_risk.filter(pl.col("time") >= YEAR_MONTHS).is_empty() or is_settled(at_risk)
        if found.reason or observed is None:
            yield definition.not_computable(found.reason or "no_benefit_source", **place)
        elif members.is_empty() and not own.is_empty():
            yield definition.not_computable("year_not_over_when_stated", **place)
        elif not is_followed:
            yield definition.not_computable("nobody_observed", **place)
        else:
            said = warning_of_months(members, spans, at_risk, FOUR_WEEKS, YEAR_MONTHS, observed)
            yield incidence_figure(definition, at_risk, YEAR_MONTHS, joined_warnings(said, found.warning), place)


def money_figure(records: Records, sides: pl.DataFrame | None) -> Figure:
    """The gross change. `sides`: `money_sides` of persons whose 52 weeks after entry were over; None without Ydelsesrefusion."""
    claim_id = "saved_benefits_2021"
    found, place = reach(claim_id, records, "referrals", "benefit_weeks"), place_of(claim_id, "referred", f"{YEAR_MONTHS}m")
    if found.reason or sides is None:
        return GROSS_CHANGE.not_computable(found.reason or "no_benefit_amounts", **place)
    changed = with_changes(sides).sort("person_key")
    estimate = total_of_means(changed["all_low"])
    if estimate is None:
        return GROSS_CHANGE.not_computable("year_not_over_when_stated" if sides.is_empty() else "too_few_persons", **place)
    interval = Interval(estimate.low, estimate.high, "student_t")
    said = joined_warnings(warning_of_weeks(changed, "known_weeks"), found.warning)
    return GROSS_CHANGE.figure(estimate.value, interval, denominator_count=estimate.n, warning=said, **place)


def _placements_of(claim_id: str, records: Records) -> pl.DataFrame:
    """The cohort's placements started by the day the claim was stated."""
    own = records.placements.filter(pl.col("started_on") <= stated_on(claim_id))
    return own.join(cohort(claim_id, records.persons).select("person_key"), on="person_key", how="semi")


def _empty(definition: FigureDefinition, found: Reach, place: Whole) -> Figure | None:
    return definition.not_computable(found.reason, **place) if found.reason else None


def _count(definition: FigureDefinition, number: int, found: Reach, place: Whole) -> Figure:
    """A count without what it is taken of: that is a count of its own, which may be hidden."""
    return _empty(definition, found, place) or count(definition, number, warning=found.warning, **place)


def _mean_of_persons(definition: FigureDefinition, hours: pl.DataFrame, warning: str | None, place: Whole) -> Figure:
    """The mean of values that come several to a person. `hours`: person_key, hours."""
    ordered = hours.sort("person_key", "hours")
    keys = ordered["person_key"].to_list()
    if len(set(keys)) < 2:
        return definition.not_computable("too_few_persons", **place)
    value, low, high = cluster_mean_interval(ordered["hours"].to_list(), keys)
    return definition.figure(value, Interval(low, high, "cluster_robust"), denominator_count=len(set(keys)), warning=warning, **place)


def outcome(
    persons: LazyFrame,
    placements: LazyFrame,
    partners: LazyFrame,
    person_months: LazyFrame,
    followed: LazyFrame,
    observed_events: LazyFrame,
    states: LazyFrame,
    entered: LazyFrame,
    in_kroner: LazyFrame,
    quarantined: LazyFrame,
    data_date: date,
) -> Outcome:
    """One figure for each claim that the records can tell of, and those that a number may be mistaken for."""
    records = Records(
        collected(persons),
        collected(placements.filter(nw.col("started_on") <= nw.lit(data_date))),
        collected(partners),
        data_date,
        frozenset(collected(quarantined)["kind"]),
    )
    observed = set(collected(observed_events)["event"]) if has_rows(states.filter(nw.col("is_complete"))) else None
    spans, own = collected(spans_known(person_months, "job_starters")), collected(followed).sort("person_key")
    return Outcome(
        [
            *count_figures(records),
            *company_figures(records),
            *time_and_hours_figures(records, _running(records, person_months, placements)),
            *off_benefit_figures(records, own, spans, observed),
            money_figure(records, _sides(states, entered) if has_rows(in_kroner) else None),
        ]
    )


def _running(records: Records, panel: LazyFrame, placements: LazyFrame) -> pl.DataFrame:
    """The cohort's months in running placements that were over on the day hours were claimed."""
    day = stated_on("weekly_hours_2021")
    members = cohort("weekly_hours_2021", records.persons)["person_key"].to_list()
    started = placements.filter(nw.col("started_on") <= nw.lit(day))
    last_month = month_count(day + timedelta(days=1)) - 1
    own = months_in_running_placements(panel.filter(nw.col("person_key").is_in(members)), started, last_month)
    return collected(own).sort("person_key", "month")


def _sides(states: LazyFrame, entered: LazyFrame) -> pl.DataFrame:
    """What benefits cost those whose 52 weeks after entry were over on the day the saving was claimed."""
    last_week = week_of(stated_on("saved_benefits_2021") - timedelta(days=6))
    return collected(money_sides(states, entered.filter(nw.col("entry_week") + WINDOW_WEEKS <= last_week)))
