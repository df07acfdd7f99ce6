"""Self-support: who is off benefit for four weeks on end, or for a whole calendar month, and when for the first time.

In words: off benefit are four consecutive weeks that some source covers and has completed, none of them with a benefit (121-123, holiday
paid out of a job, is none), dated by the month of the first of them, month 1 or later. The calendar-month rule, as Jobindsats counts,
asks for a month whose weeks are all covered and all without benefit. A person is followed to the last month that is covered and complete,
for the four weeks one month less, since they may run into the next. Death, emigration and pensions compete. It does not say
that somebody works or lives by their own work: people also leave benefits for a partner's income or by moving away; nor what would have
happened anyway (it is gross).

Two clocks: `referred` counts months from entry, `job_starters` from the first placement's start.
"""

from __future__ import annotations

from assets.panel.weeks import WEEKS_ON_END
from data_contracts.drift_limits import SHARE_OF_PERSONS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, In, by_group, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, COUNTED_ALONE, Incidence

TABLES = ("persons", "person_months", "benefit_states", "competing_events")

WINDOW_MONTHS = (12, 24)
COUNTED, COUNTED_MONTHS = "referred", 12
"""The clock and the months of the bare count."""

_OF_MAIN = (In("groups", 40), In("changes", 80))
_AT_RISK = "persons whose first month after month 0 can be decided"
OFF_BENEFIT = FigureDefinition(
    "self_support.off_benefit_by_12m_count",
    "persons",
    "gross",
    "all referred persons",
    "Persons off benefit for four consecutive covered weeks that begin in month 1 to 12 after entry, before any competing event.",
    version=2,
    formula=f"persons whose first {WEEKS_ON_END} known weeks on end without benefit begin in months 1 to {COUNTED_MONTHS}, and before the"
    " month of a competing event",
    about=ABOUT_EACH_PERSON,
    made_of=COUNTED_ALONE,
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
SHARES = {
    months: FigureDefinition(
        f"self_support.off_benefit_share_{months}m",
        "share",
        "gross",
        _AT_RISK,
        f"Cumulative incidence of four consecutive covered weeks without benefit {months} months after month 0.",
        formula=f"the incidence of {WEEKS_ON_END} known weeks on end without benefit, Aalen-Johansen at month {months}",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Incidence(why=None),
        rows=by_group("referred job_starters", "12m") if months == COUNTED_MONTHS else whole("referred job_starters", f"{months}m"),
        interval="wilson_effective_size",
        drift=SHARE_OF_PERSONS if months == COUNTED_MONTHS else None,
        is_main_outcome=months == COUNTED_MONTHS,
        sections=(In("work_and_benefits", 400 + months), *(_OF_MAIN if months == COUNTED_MONTHS else ())),
        tables=TABLES,
    )
    for months in WINDOW_MONTHS
}
MONTH_SHARES = {
    months: FigureDefinition(
        f"self_support.off_benefit_month_share_{months}m",
        "share",
        "gross",
        _AT_RISK,
        f"Cumulative incidence of a covered calendar month without benefit {months} months after month 0.",
        formula=f"the incidence of a known calendar month without benefit, Aalen-Johansen at month {months}",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Incidence(why=None),
        rows=whole("referred job_starters", f"{months}m"),
        interval="wilson_effective_size",
        drift=None,
        is_main_outcome=False,
        sections=(In("work_and_benefits", 500 + months),),
        tables=TABLES,
    )
    for months in WINDOW_MONTHS
}
SOURCES = (
    "Four weeks on end: DREAM practice (DREAMtoolsR, u.spells)",
    "Calendar month: Jobindsats, status after a spell (Y12B15, Y35B15)",
    "Ydelsesrefusion and DREAM",
)
DEFINITIONS = (OFF_BENEFIT, *SHARES.values(), *MONTH_SHARES.values())
