"""Employment: who has any ordinary hours some months after referral, and how many.

In words: of the referred whose month 6, 12 or 24 is covered and complete, the share with ordinary hours above zero in that month, and
the mean hours of those who have any. In month 12 those at another employer than the programme's own are told apart from those who work for
the programme's own alone. The dead and emigrated stay in the share, as zero. Not everybody needs 37 hours: this stands beside full-time
everywhere. It does not say what would have happened anyway, and another employer may be the host company or a stranger to it.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition

WINDOW_MONTHS = (6, 12, 24)
ANY_HOURS = {
    months: FigureDefinition(
        f"employment.any_hours_share_{months}m",
        "share",
        "gross",
        f"referred persons whose month {months} is covered and complete",
        f"Share with ordinary hours in month {months} after entry.",
        formula=f"persons with ordinary hours > 0 in month {months} / persons whose month {months} is known",
    )
    for months in WINDOW_MONTHS
}
MEAN_HOURS = {
    months: FigureDefinition(
        f"employment.mean_hours_{months}m",
        "hours",
        "gross",
        f"referred persons with ordinary hours in month {months}",
        f"Mean ordinary hours in month {months} after entry of those who have any.",
        formula=f"mean of ordinary hours > 0 in month {months}",
    )
    for months in WINDOW_MONTHS
}
EMPLOYER_MONTHS = 12
OTHER_EMPLOYER = FigureDefinition(
    f"employment.other_employer_share_{EMPLOYER_MONTHS}m",
    "share",
    "gross",
    f"referred persons whose month {EMPLOYER_MONTHS} is covered and complete",
    f"Share with ordinary hours at another employer than the programme's own in month {EMPLOYER_MONTHS} after entry.",
    formula="persons with ordinary hours > those of the programme's own employer / persons whose month is known",
)
PROGRAMME_ONLY = FigureDefinition(
    f"employment.programme_payroll_only_share_{EMPLOYER_MONTHS}m",
    "share",
    "gross",
    f"referred persons whose month {EMPLOYER_MONTHS} is covered and complete",
    f"Share with ordinary hours at the programme's own employer alone in month {EMPLOYER_MONTHS} after entry.",
    formula="persons with ordinary hours = those of the programme's own employer > 0 / persons whose month is known",
)
TABLES = ("persons", "paid_hours")
"""What its figures are counted from; weeks on benefit stand in the same panel and decide nothing here."""
SOURCES = (
    "Hours: eIndkomst, ordinary employment, subsidised forms left out",
    "Jobindsats OTIJ01, ordinary hours, is its nearest published relative",
)
DEFINITIONS = (*ANY_HOURS.values(), *MEAN_HOURS.values(), OTHER_EMPLOYER, PROGRAMME_ONLY)
