"""Partner network: which host companies joined, stayed and came back, and whether their invoices match the hours paid.

In words: a company is active on the day of the data while a placement runs there. It has left when it had placements and none has run on
any day of the last twelve months. It is retained when a placement runs there on any day of the twelfth calendar month after the month of
its first placement, and it comes back when it has taken a second person. Invoiced hours are the hours of all invoices, credit notes taken
off, each invoice as its supplier last told it. Unreconciled are the hours by which invoices and the hours that the programme's own
employer paid differ, month by month, whichever is larger, in the months of which every supplier's hours are complete. It does not say why
a company left, nor that an unreconciled hour is wrong: hours are also paid for courses and sick days, and invoiced later.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import In, by, whole
from data_contracts.made_of import ABOUT_COMPANIES, COUNTED_ALONE, LEAST_HOURS, Mean, Share, Sum

MONTHS_UNTIL_LEFT = 12
RETENTION_MONTHS = 12
REPEATS = 2
TOP_SHARE = 10
"""The largest companies are a tenth of all, rounded up."""

_EVER = "companies with a placement started"
ACTIVE = FigureDefinition(
    "partner_network.active",
    "companies",
    "gross",
    _EVER,
    "Companies with a placement running on the data's day.",
    formula="distinct companies of placements with start <= day <= end",
    tables=("placements",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=COUNTED_ALONE,
    rows=whole("partners", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 10), In("sdg", 50)),
)
JOINED = FigureDefinition(
    "partner_network.joined",
    "companies",
    "gross",
    "all companies on the partner list",
    "Companies that became partners up to the data's day; by year, in that year.",
    formula="companies with partner_since <= day",
    tables=("partners",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=COUNTED_ALONE,
    rows=by("partners", "total", "", "year", parts=("year",)),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 20), In("sdg", 40)),
)
LEFT = FigureDefinition(
    "partner_network.left",
    "companies",
    "gross",
    _EVER,
    f"Companies that had placements, none of them on any day of the last {MONTHS_UNTIL_LEFT} months.",
    formula=f"companies whose last placement ended more than {MONTHS_UNTIL_LEFT} months before the day",
    tables=("placements",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=COUNTED_ALONE,
    rows=whole("partners", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 30),),
)
RETENTION = FigureDefinition(
    "partner_network.retention_12m",
    "share",
    "gross",
    f"companies whose first placement began {RETENTION_MONTHS} whole months ago or earlier",
    f"Share with a placement on any day of the month that lies {RETENTION_MONTHS} months after the month of the first.",
    formula=f"companies with a placement in month {RETENTION_MONTHS} / companies whose month {RETENTION_MONTHS} is over",
    tables=("placements",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Share(part=None),
    rows=whole("partners", "12m"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 40), In("sdg", 60)),
)
REPEAT = FigureDefinition(
    "partner_network.repeat_share",
    "share",
    "gross",
    _EVER,
    "Share of the companies that have taken a second person.",
    formula=f"companies with {REPEATS} or more persons placed / companies with a placement",
    tables=("placements",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Share(part=None),
    rows=whole("partners", "total"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 50),),
)
CONCENTRATION = FigureDefinition(
    "partner_network.top_tenth_placement_share",
    "share",
    "gross",
    "placements started",
    "Share of all placements at the tenth of the companies that have most.",
    formula=f"placements at the ceil(n / {TOP_SHARE}) largest of n companies / placements",
    tables=("placements",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Share(part=None),
    rows=whole("partners", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 60),),
)
WEEKS_TO_FIRST = FigureDefinition(
    "partner_network.weeks_to_first_placement",
    "weeks",
    "gross",
    "companies whose first placement began on the day they joined or later",
    "Mean of days from joining to the first placement's start, divided by seven.",
    formula="mean over companies of (first start - partner_since) / 7",
    tables=("partners", "placements"),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Mean(step=1, taken_of=()),
    rows=whole("partners", "total"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 70),),
)
INVOICED_HOURS = FigureDefinition(
    "partner_network.invoiced_hours",
    "hours",
    "gross",
    "all invoices",
    "Hours invoiced to host companies, credit notes taken off.",
    formula="sum of invoiced hours",
    tables=("invoices",),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Sum(least=LEAST_HOURS, hosts="whole"),
    rows=whole("partners", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 80),),
)
UNRECONCILED = FigureDefinition(
    "partner_network.unreconciled_hours",
    "hours",
    "gross",
    "calendar months of which every supplier's hours are complete",
    "Hours by which invoices and the hours of the programme's own employer differ, month by month, added up without sign.",
    formula="sum over months of |invoiced hours - paid hours|",
    tables=("invoices", "placements", "paid_hours"),
    version=1,
    about=ABOUT_COMPANIES,
    made_of=Sum(least=LEAST_HOURS, hosts="whole"),
    rows=whole("months", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("network", 90),),
)
SOURCES = (
    "Placements, partners and invoices of the bureau, as last told",
    "Hours: eIndkomst, the programme's own payroll CVR",
)
DEFINITIONS = (ACTIVE, JOINED, LEFT, RETENTION, REPEAT, CONCENTRATION, WEEKS_TO_FIRST, INVOICED_HOURS, UNRECONCILED)
