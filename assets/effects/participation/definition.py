"""Participation: who is referred, who gets a job, where, and how long it takes.

In words: a referral is a distinct pair of person and day; a person is employed once a placement of theirs has started; ever in work means
ordinary paid hours in any covered month from entry on, whoever paid them. Waiting are the referred without a started placement on the day
of the data. A company is active in a month in which a placement runs there on any day. A placement has ended when its last day lies before
the day of the data. Paid hours are those of the programme's own employer in complete months. It does not say that the programme caused any
of this, nor why anybody waits.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition

REFERRED = FigureDefinition(
    "participation.referred",
    "persons",
    "gross",
    "all referred persons",
    "Persons with at least one referral.",
    formula="number of distinct persons of the referrals",
    tables=("referrals",),
)
REFERRALS = FigureDefinition(
    "participation.referrals",
    "referrals",
    "gross",
    "all referrals",
    "Distinct pairs of person and day of referral.",
    formula="number of distinct pairs (person, day)",
    tables=("referrals",),
)
EMPLOYED = FigureDefinition(
    "participation.employed",
    "persons",
    "gross",
    "all referred persons",
    "Referred persons with at least one placement started.",
    formula="referred persons with a placement started by the day of the data",
    tables=("persons",),
)
EVER_IN_WORK = FigureDefinition(
    "participation.ever_in_work",
    "persons",
    "gross",
    "all referred persons",
    "Referred persons with ordinary hours in any covered month from entry on, at any employer.",
    formula="referred persons with ordinary hours > 0 in a covered month >= 0",
    tables=("persons", "paid_hours"),
)
PLACEMENTS = FigureDefinition(
    "participation.placements",
    "placements",
    "gross",
    "all placements",
    "Placements started.",
    formula="number of placements started by the day of the data",
    tables=("placements",),
)
EMPLOYED_SHARE = FigureDefinition(
    "participation.employed_share",
    "share",
    "gross",
    "referred persons",
    "Share of the referred with at least one placement started.",
    formula="employed / referred",
    tables=("persons",),
)
PARTNERS_ACTIVE = FigureDefinition(
    "participation.partners_active",
    "companies",
    "gross",
    "companies with a placement",
    "Companies with a placement running on any day of the month; in the window total, ever.",
    formula="distinct companies of placements with start <= last day and end >= first day",
    tables=("placements",),
)
PAID_HOURS = FigureDefinition(
    "participation.paid_hours",
    "hours",
    "gross",
    "complete months of the programme's own employer",
    "Hours that the programme's own employer paid the referred, in complete months.",
    formula="sum of hours with the payroll CVR of the programme",
    tables=("paid_hours",),
)
WEEKS_TO_FIRST_JOB = FigureDefinition(
    "participation.weeks_to_first_job",
    "weeks",
    "gross",
    "persons with a placement started",
    "Mean of days from first referral to the first placement's start, divided by seven.",
    formula="mean over persons of (first start - entry) / 7",
    tables=("persons",),
)
WAITING = FigureDefinition(
    "participation.waiting",
    "persons",
    "gross",
    "all referred persons",
    "Referred persons without a placement started by the data's day.",
    formula="referred - employed",
    tables=("persons",),
)
RUNNING = FigureDefinition(
    "participation.running_placements",
    "placements",
    "gross",
    "all placements",
    "Placements running on the data's day; in a month's window, on any day of the month.",
    formula="placements with start <= day <= end",
    tables=("placements",),
)
ENDED = FigureDefinition(
    "participation.ended_placements",
    "placements",
    "gross",
    "placements ended by the data's day",
    "Placements that have ended; by reason, those for which it was given.",
    formula="placements with end < day of the data",
    tables=("placements",),
)
SOURCES = (
    "Referrals of the municipality; placements of the bureau",
    "Hours: eIndkomst, the programme's own payroll CVR",
)
DEFINITIONS = (
    REFERRED,
    REFERRALS,
    EMPLOYED,
    EVER_IN_WORK,
    PLACEMENTS,
    EMPLOYED_SHARE,
    PARTNERS_ACTIVE,
    PAID_HOURS,
    WEEKS_TO_FIRST_JOB,
    WAITING,
    RUNNING,
    ENDED,
)
