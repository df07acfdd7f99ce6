"""Claimed: the programme's public numbers counted anew, each in the population, clock and period of the sentence it stands in.

In words: every figure belongs to one claim, named in its dimension, and rests on events dated up to the day the claim was stated. Referred
are persons whose first referral lies in the claim's period, from the programme's beginning or from 1 January 2021 on. Employed are those
of them with a placement started by that day; placements, weeks to the first job and hours are theirs. Mean weekly hours are ordinary hours
a month x 12 / 52 over person-months in work during running placements; agreed hours are those that the placements name. Off benefit is
counted among those of them whose year after job start, and the month that four weeks may run into, was over that day; a second figure
follows everybody who had started by then to the end of the data. Companies have a placement started, or are on the partner list, by that
day; task-force companies are those marked so. The gross change is what benefits cost in the 52 weeks after entry less those before it,
of persons whose 52 weeks were over that day. Where the data ends before that day, or begins after the claim's period, nothing is counted;
where it begins later than the period, a count is at least what it is. It does not say whether a claim holds: that is judged after
disclosure control. Nor does it say that anything was caused or saved by the programme.
"""

from __future__ import annotations

from collections.abc import Mapping

from assets.panel.money_sides import FEWEST_KNOWN_WEEKS, WINDOW_WEEKS
from assets.panel.weeks import WEEKS_ON_END
from data_contracts.figure import FigureDefinition, IntervalMethod, Unit
from data_contracts.figure_ids import (
    CLAIMED_COMPANIES_WITH_PLACEMENT,
    CLAIMED_EMPLOYED,
    CLAIMED_TASK_FORCE_LISTED,
    PARTICIPATION_EMPLOYED,
    PARTICIPATION_PARTNERS_ACTIVE,
    PARTICIPATION_REFERRED,
    PARTNER_NETWORK_JOINED,
)
from data_contracts.figure_rows import NOWHERE, Rows, by
from data_contracts.made_of import (
    ABOUT_COMPANIES,
    ABOUT_EACH_PERSON,
    COUNTED_ALONE,
    HEADLINE,
    About,
    Among,
    Count,
    Estimate,
    Incidence,
    Made,
    Mean,
    TakenOf,
)

YEAR_MONTHS = 12
_COHORT = "persons referred in the claim's period"
_IN_WORK = f"{_COHORT} with a placement started by the day it was stated"


_LISTED, _PLACED = ("partners",), ("referrals", "placements")
TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "referred": ("referrals",),
    "companies_with_placement": ("placements",),
    **dict.fromkeys(("partner_companies", "task_force_companies", "task_force_listed"), _LISTED),
    **dict.fromkeys(("employed", "placements", "weeks_to_first_job", "agreed_weekly_hours"), _PLACED),
    "mean_weekly_hours": (*_PLACED, "paid_hours"),
    **dict.fromkeys(("off_benefit_share", "off_benefit_share_since"), (*_PLACED, "benefit_states", "benefit_spells")),
    "gross_change_dkk": ("referrals", "benefit_states", "benefit_spells"),
}
"""The core tables that each number is counted from."""


def _definition(
    measure: str,
    unit: Unit,
    denominator: str,
    words: str,
    formula: str,
    *,
    about: About,
    made_of: Made,
    rows: Rows,
    interval: IntervalMethod,
) -> FigureDefinition:
    return FigureDefinition(
        f"claimed.{measure}",
        unit,
        "gross",
        denominator,
        words,
        version=1,
        formula=formula,
        tables=TABLES_OF[measure],
        about=about,
        made_of=made_of,
        rows=rows,
        interval=interval,
        drift=None,
        is_main_outcome=False,
        sections=NOWHERE,
    )


def _of(claim_id: str) -> str:
    return f'{{"claim":"{claim_id}"}}'


def _by_claim(population: str, window: str) -> Rows:
    return by(population, window, "claim", parts=())


REFERRED = _definition(
    "referred",
    "persons",
    _COHORT,
    "Persons whose first referral lies in the claim's period.",
    "persons with period_from <= entry <= day",
    about=ABOUT_EACH_PERSON,
    made_of=Count(
        among=(
            Among(_of("referred_2021"), PARTICIPATION_REFERRED, '{"referral_year":2021}'),
            Among(_of("candidates_2023"), PARTICIPATION_REFERRED, HEADLINE),
        ),
        partition=None,
        pattern=None,
    ),
    rows=_by_claim("referred", "total"),
    interval="complete_count",
)
EMPLOYED = _definition(
    "employed",
    "persons",
    _COHORT,
    "Of them those with a placement started by the day it was stated.",
    "persons with first start <= day",
    about=ABOUT_EACH_PERSON,
    made_of=Count(
        among=(
            Among(_of("candidates_2021"), CLAIMED_EMPLOYED, _of("candidates_2023")),
            Among(_of("candidates_2021"), PARTICIPATION_EMPLOYED, HEADLINE),
            Among(_of("candidates_2023"), PARTICIPATION_EMPLOYED, HEADLINE),
            Among(_of("employed_2021"), CLAIMED_EMPLOYED, _of("candidates_2023")),
        ),
        partition=None,
        pattern=None,
    ),
    rows=_by_claim("referred", "total"),
    interval="complete_count",
)
PLACEMENTS = _definition(
    "placements",
    "placements",
    _IN_WORK,
    "Their placements started by the day it was stated.",
    "placements of the persons with start <= day",
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=_by_claim("placements", "total"),
    interval="complete_count",
)
WEEKS_TO_FIRST_JOB = _definition(
    "weeks_to_first_job",
    "weeks",
    _IN_WORK,
    "Mean of days from first referral to first start, divided by seven.",
    "mean of days / 7",
    about=ABOUT_EACH_PERSON,
    made_of=Mean(step=1, taken_of=(TakenOf(_of("weeks_to_job_2021"), CLAIMED_EMPLOYED, _of("employed_2021")),)),
    rows=_by_claim("job_starters", "total"),
    interval="student_t",
)
WEEKLY_HOURS = _definition(
    "mean_weekly_hours",
    "hours_per_week",
    _IN_WORK,
    "Their ordinary hours a month x 12 / 52, mean over person-months in work during running placements.",
    "mean over person-months up to the day of ordinary hours x 12 / 52; denominator: persons",
    about=ABOUT_EACH_PERSON,
    made_of=Mean(step=1, taken_of=()),
    rows=_by_claim("placements", "total"),
    interval="cluster_robust",
)
AGREED_HOURS = _definition(
    "agreed_weekly_hours",
    "hours_per_week",
    _IN_WORK,
    "Hours a week that their placements name, mean over placements.",
    "mean over placements started by the day of agreed hours; denominator: persons",
    about=ABOUT_EACH_PERSON,
    made_of=Mean(step=1, taken_of=(TakenOf(_of("weekly_hours_2021"), CLAIMED_EMPLOYED, _of("employed_2021")),)),
    rows=_by_claim("placements", "total"),
    interval="cluster_robust",
)
_OFF = f"{WEEKS_ON_END} known weeks on end without benefit, Aalen-Johansen at month {YEAR_MONTHS} after job start"
OFF_BENEFIT = _definition(
    "off_benefit_share",
    "share",
    f"{_IN_WORK}, whose year after job start was over that day",
    "Share off benefit for four weeks on end within a year of job start, as far as it could be known when it was stated.",
    _OFF,
    about=ABOUT_EACH_PERSON,
    made_of=Incidence(why=None),
    rows=_by_claim("job_starters", "12m"),
    interval="wilson_effective_size",
)
OFF_BENEFIT_SINCE = _definition(
    "off_benefit_share_since",
    "share",
    _IN_WORK,
    "Share off benefit for four weeks on end within a year of job start, followed to the end of the data.",
    _OFF,
    about=ABOUT_EACH_PERSON,
    made_of=Incidence(why=None),
    rows=_by_claim("job_starters", "12m"),
    interval="wilson_effective_size",
)
COMPANIES = _definition(
    "companies_with_placement",
    "companies",
    "all companies with a placement",
    "Companies with a placement started by the day it was stated.",
    "distinct companies of placements with start <= day",
    about=ABOUT_COMPANIES,
    made_of=Count(
        among=(
            Among(_of("partners_2021"), CLAIMED_COMPANIES_WITH_PLACEMENT, _of("partners_2023")),
            Among(_of("partners_2021"), PARTICIPATION_PARTNERS_ACTIVE, HEADLINE),
            Among(_of("partners_2023"), PARTICIPATION_PARTNERS_ACTIVE, HEADLINE),
        ),
        partition=None,
        pattern=None,
    ),
    rows=_by_claim("partners", "total"),
    interval="complete_count",
)
PARTNERS = _definition(
    "partner_companies",
    "companies",
    "all companies on the partner list",
    "Companies that were partners by the day it was stated.",
    "companies with partner_since <= day",
    about=ABOUT_COMPANIES,
    made_of=Count(among=(Among(_of("partners_2023"), PARTNER_NETWORK_JOINED, HEADLINE),), partition=None, pattern=None),
    rows=_by_claim("partners", "total"),
    interval="complete_count",
)
TASK_FORCE = _definition(
    "task_force_companies",
    "companies",
    "all companies on the partner list",
    "Companies marked as task force that were partners by the end of the claim's period.",
    "task-force companies with partner_since <= end of the period",
    about=ABOUT_COMPANIES,
    made_of=Count(among=(Among(_of("task_force_2017"), CLAIMED_TASK_FORCE_LISTED, _of("task_force_2017")),), partition=None, pattern=None),
    rows=_by_claim("partners", "total"),
    interval="complete_count",
)
TASK_FORCE_LISTED = _definition(
    "task_force_listed",
    "companies",
    "all companies on the partner list",
    "Companies marked as task force, whenever they joined up to the day it was stated.",
    "task-force companies with partner_since <= day",
    about=ABOUT_COMPANIES,
    made_of=COUNTED_ALONE,
    rows=_by_claim("partners", "total"),
    interval="complete_count",
)
GROSS_CHANGE = _definition(
    "gross_change_dkk",
    "dkk",
    f"persons whose {WINDOW_WEEKS} weeks after entry were over that day, with {FEWEST_KNOWN_WEEKS} known weeks on each side",
    f"All benefit payments in the {WINDOW_WEEKS} weeks after entry less those in the {WINDOW_WEEKS} before it, summed over persons.",
    "sum over persons of (kroner after - kroner before)",
    about=ABOUT_EACH_PERSON,
    made_of=Estimate(step=None),
    rows=_by_claim("referred", "12m"),
    interval="student_t",
)
SOURCES = (
    "The sentences, who said them and when: data_contracts/reference/claims.csv; what each is bound to: data_contracts/bound_claims.py",
    "Referrals of the municipality; placements and partners of the bureau; hours: eIndkomst",
    "Ydelsesrefusion and DREAM",
)
DEFINITIONS = (
    REFERRED,
    EMPLOYED,
    PLACEMENTS,
    WEEKS_TO_FIRST_JOB,
    WEEKLY_HOURS,
    AGREED_HOURS,
    OFF_BENEFIT,
    OFF_BENEFIT_SINCE,
    COMPANIES,
    PARTNERS,
    TASK_FORCE,
    TASK_FORCE_LISTED,
    GROSS_CHANGE,
)
