"""Full-time: who reaches it, when, and for how long; the main outcome, fixed before any result.

In words: full-time is reached in the first month m, one or later after entry, such that in m and the two months after it ordinary hours
are above zero in each, their sum is at least the sum of the months' norms, and, unless the settings set the condition aside, each month is
covered for benefits and free of them. Persons full-time in month 0 by the one-month rule are left out and counted. A person is followed to
the last month that is complete in every source needed, minus the months that the rule looks ahead. Death, emigration and pensions compete.
The share is the cumulative incidence in discrete time. It does not say what would have happened anyway (it is gross), nor that a person
who has not reached full-time wanted to.

Two clocks: `referred` counts months from entry, `job_starters` from the first placement's start.
"""

from __future__ import annotations

from assets.effects.full_time.full_time_months import LASTING_MONTHS
from data_contracts.drift_limits import SHARE_OF_PERSONS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, In, by, by_group, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, COUNTED_ALONE, Count, Grid, Incidence

TABLES = ("persons", "person_months", "competing_events")

CURVE_MONTHS = 24
_NOT_AT_ENTRY = "persons not full-time in month 0"
_AT_RISK = "persons not full-time in month 0 whose first month after it can be decided"
REACHED = FigureDefinition(
    "full_time.reached_count",
    "persons",
    "gross",
    _AT_RISK,
    "Persons who reached full-time in the window.",
    formula="persons whose first m >= 1 with hours > 0, sum of hours >= sum of norms, no benefit week in m to m + 2 is in the window",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Count(among=(), partition=None, pattern=Grid(run="months", norm="norm")),
    rows=by("referred job_starters", "total 12m 24m", "", "months norm", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 40), In("funnel", 40), In("changes", 50)),
    tables=TABLES,
)
REACHED_SHARES = {
    months: FigureDefinition(
        f"full_time.reached_share_{months}m",
        "share",
        "gross",
        _AT_RISK,
        f"Cumulative incidence of full-time {months} months after month 0.",
        formula=f"sum over months up to {months} of (share without any event before the month) x (events in it / persons followed into it)",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Incidence(why=None),
        rows=by_group("referred job_starters", "12m") if months == 12 else whole("referred job_starters", f"{months}m"),
        interval="wilson_effective_size",
        drift=SHARE_OF_PERSONS,
        is_main_outcome=True,
        sections=(In("full_time", months), In("changes", 60 + months), *((In("groups", 20),) if months == 12 else ())),
        tables=TABLES,
    )
    for months in (12, 24)
}
BY_MONTH = FigureDefinition(
    "full_time.reached_share_by_month",
    "share",
    "gross",
    _AT_RISK,
    "Cumulative incidence of full-time so many months after month 0.",
    formula="sum over months up to the month of (share without any event before the month) x (events in it / persons followed into it)",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Incidence(
        why="Incidence under censoring, not a count: a step of the curve is no number of persons, so months are not taken as nested"
        " counts. Each month's own share is under the threshold rule."
    ),
    rows=by("referred job_starters", "24m", "month", parts=()),
    interval="wilson_effective_size",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
STILL_FOLLOWED = FigureDefinition(
    "full_time.still_followed",
    "persons",
    "gross",
    _AT_RISK,
    "Persons without an event so far whose month can still be decided.",
    formula="persons whose event, competing event or last month decided is the month or a later one",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=by("referred job_starters", "24m", "month", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
LASTING = FigureDefinition(
    "full_time.lasting_share_24m",
    "share",
    "gross",
    "persons not full-time in month 0 whose first month after it can be decided for twelve months",
    "Cumulative incidence at 24 months of twelve consecutive full-time months.",
    formula=f"the incidence at {CURVE_MONTHS} months of runs of {LASTING_MONTHS} months",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Incidence(why=None),
    rows=whole("referred job_starters", "24m"),
    interval="wilson_effective_size",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 30),),
    tables=TABLES,
)
AT_RISK = FigureDefinition(
    "full_time.at_risk",
    "persons",
    "gross",
    _AT_RISK,
    "Persons in the incidence figures.",
    formula="persons not full-time in month 0 with an event, a competing event, or followed until month 1 is decided",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 90),),
    tables=TABLES,
)
AT_ENTRY = FigureDefinition(
    "full_time.at_entry_count",
    "persons",
    "gross",
    "all persons of the clock",
    "Persons full-time in month 0 by the one-month rule; left out.",
    formula="persons with hours >= norm and no benefit week in month 0",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 70),),
    tables=TABLES,
)
EVER_ONE_MONTH = FigureDefinition(
    "full_time.ever_one_month_count",
    "persons",
    "gross",
    _NOT_AT_ENTRY,
    "Persons at the norm in at least one month from month 1 on.",
    formula="persons with hours >= norm and no benefit week in some month >= 1",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 50),),
    tables=TABLES,
)
AT_END = FigureDefinition(
    "full_time.at_end_count",
    "persons",
    "gross",
    "all persons of the clock",
    "Persons at the norm in the last month that is complete in every source the rule needs, and not dead or gone after it.",
    version=2,
    formula="persons with hours >= norm and no benefit week in their last month complete in hours and, where required, benefits,"
    " and no first competing event after it",
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 60),),
    tables=TABLES,
)
UNCONFIRMED = FigureDefinition(
    "full_time.unconfirmed_count",
    "persons",
    "gross",
    _NOT_AT_ENTRY,
    "Persons without an event who are at the norm in the last month followed: too late to be confirmed.",
    formula="persons without an event, at the norm in the last month followed",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("full_time", 80),),
    tables=TABLES,
)
COMPETING = FigureDefinition(
    "full_time.competing_count",
    "persons",
    "gross",
    _AT_RISK,
    "Persons with a competing event first.",
    formula="persons with death, emigration, folkepension or førtidspension in the month of the event or before it",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=by("referred job_starters", "total", "event", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
FAILED_BY_SICKNESS = FigureDefinition(
    "full_time.failed_by_sickness_count",
    "persons",
    "gross",
    _AT_RISK,
    "Persons who did not reach full-time, but would have if weeks of sickness benefit alone, in months at the norm, were no benefit.",
    formula="persons without an event who have one where sickness benefit alone is no benefit in months with hours >= norm",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred job_starters", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 600),),
    tables=TABLES,
)
SOURCES = (
    "Norms: Statistics Denmark, TIMES, VAEGT_ARBEJDSOMFANG (160.33 salaried, 139 hourly-paid)",
    "Incidence: Aalen & Johansen, Scandinavian Journal of Statistics 1978, in discrete time",
    "Twelve months: Benchmarkingenheden, 13 April 2023, lasting employment",
    "Hours: eIndkomst; benefits: Ydelsesrefusion and DREAM",
)
DEFINITIONS = (
    REACHED,
    *REACHED_SHARES.values(),
    BY_MONTH,
    STILL_FOLLOWED,
    LASTING,
    AT_RISK,
    AT_ENTRY,
    EVER_ONE_MONTH,
    AT_END,
    UNCONFIRMED,
    COMPETING,
    FAILED_BY_SICKNESS,
)
