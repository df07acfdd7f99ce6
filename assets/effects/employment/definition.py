"""Employment: who has any ordinary hours some months after referral, and how many.

In words: of the referred whose month 6, 12 or 24 is covered and complete, the share with ordinary hours above zero in that month, and
the mean hours of those who have any. In month 12 those at another employer than the programme's own are told apart from those who work for
the programme's own alone. The dead and emigrated stay in the share, as zero. Not everybody needs 37 hours: this stands beside full-time
everywhere. It does not say what would have happened anyway, and another employer may be the host company or a stranger to it.
"""

from __future__ import annotations

from data_contracts.drift_limits import SHARE_OF_PERSONS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import In, by_group, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, Mean, Share

TABLES = ("persons", "paid_hours")
"""What its figures are counted from; weeks on benefit stand in the same panel and decide nothing here."""

MAIN_MONTHS = 12
_OF_MAIN = (In("sdg", 20), In("groups", 30), In("changes", 40))
WINDOW_MONTHS = (6, 12, 24)
ANY_HOURS = {
    months: FigureDefinition(
        f"employment.any_hours_share_{months}m",
        "share",
        "gross",
        f"referred persons whose month {months} is covered and complete",
        f"Share with ordinary hours in month {months} after entry.",
        formula=f"persons with ordinary hours > 0 in month {months} / persons whose month {months} is known",
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Share(part=None),
        rows=by_group("referred", "12m") if months == MAIN_MONTHS else whole("referred", f"{months}m"),
        interval="wilson",
        drift=SHARE_OF_PERSONS if months == MAIN_MONTHS else None,
        is_main_outcome=months == MAIN_MONTHS,
        sections=(In("work_and_benefits", 100 + months), *(_OF_MAIN if months == MAIN_MONTHS else ())),
        tables=TABLES,
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
        version=1,
        about=ABOUT_EACH_PERSON,
        made_of=Mean(step=1, taken_of=()),
        rows=whole("referred", f"{months}m"),
        interval="student_t",
        drift=None,
        is_main_outcome=False,
        sections=(In("work_and_benefits", 200 + months),),
        tables=TABLES,
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
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Share(part=None),
    rows=whole("referred", f"{EMPLOYER_MONTHS}m"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 300),),
    tables=TABLES,
)
PROGRAMME_ONLY = FigureDefinition(
    f"employment.programme_payroll_only_share_{EMPLOYER_MONTHS}m",
    "share",
    "gross",
    f"referred persons whose month {EMPLOYER_MONTHS} is covered and complete",
    f"Share with ordinary hours at the programme's own employer alone in month {EMPLOYER_MONTHS} after entry.",
    formula="persons with ordinary hours = those of the programme's own employer > 0 / persons whose month is known",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=Share(part=None),
    rows=whole("referred", f"{EMPLOYER_MONTHS}m"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("work_and_benefits", 310),),
    tables=TABLES,
)
SOURCES = (
    "Hours: eIndkomst, ordinary employment, subsidised forms left out",
    "Jobindsats OTIJ01, ordinary hours, is its nearest published relative",
)
DEFINITIONS = (*ANY_HOURS.values(), *MEAN_HOURS.values(), OTHER_EMPLOYER, PROGRAMME_ONLY)
