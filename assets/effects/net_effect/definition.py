"""Net effect: what the referred have beyond persons who were like them and were not referred.

In words: each participant is compared with the comparison persons who, in the calendar month of the participant's entry, had the same
sex, age band of five years and benefit, lived in the same municipality where enough of them do, had not been referred by then, and are
nearest in the twelve months before it: weeks on benefit and ordinary hours, of the year and of its halves. Both have 24 known months behind
them. The outcome is taken less the same person's own level in months 24 to 13 before entry, which are never matched on; the placebo is the
comparison of that level itself, where nobody can have had an effect yet. A comparison is trusted where what was matched on differs by less
than a tenth of a standard deviation, the placebo's range covers zero, at least four in five participants and 30 have a comparison, and the
comparison persons are worth at least 30. Otherwise the figure stands with the verdict and carries no claim. It does not say what
the programme does to persons who are not referred, nor can it rule out a difference between the two groups that shows in no month before
entry: motivation, health, a promise of a job.
"""

from __future__ import annotations

from data_contracts.drift_limits import ESTIMATE
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, In, by, whole
from data_contracts.made_of import ABOUT_PERSONS, COUNTED_ALONE, Estimate, Share

TABLES = ("referrals", "comparison_persons", "paid_hours", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

_MATCHED = "participants with 24 known months before entry who have comparison persons"
_HISTORY = "months -24 to -13"
FTE = FigureDefinition(
    "net_effect.fte_12m",
    "fte",
    "net",
    _MATCHED,
    "Full-time equivalents per participant in month 12 beyond those of comparison persons.",
    formula=f"mean of (hours in month 12 - monthly hours in {_HISTORY}) / 160.33, less the same of the matched comparison persons",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=ESTIMATE,
    is_main_outcome=True,
    sections=(In("net_effect", 10), In("changes", 110)),
    tables=TABLES,
)
HOURS = FigureDefinition(
    "net_effect.ordinary_hours_12m",
    "hours",
    "net",
    _MATCHED,
    "Ordinary hours per participant in month 12 beyond those of comparison persons.",
    formula=f"mean of (hours in month 12 - monthly hours in {_HISTORY}), less the same of the matched comparison persons",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=1),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect", 20),),
    tables=TABLES,
)
WEEKS = FigureDefinition(
    "net_effect.benefit_weeks_52w",
    "weeks",
    "net",
    f"{_MATCHED} and of whom the 52 weeks after entry are known",
    "Weeks on benefit per participant in the 52 weeks after entry beyond those of comparison persons; below zero are fewer.",
    formula="mean of (benefit weeks 1 to 52 after - benefit weeks 104 to 53 before), less the same of the matched comparison persons",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=1),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect", 30),),
    tables=TABLES,
)
OFF_BENEFIT = FigureDefinition(
    "net_effect.off_benefit_share_12m",
    "share",
    "net",
    f"{_MATCHED} and of whom the weeks of months 1 to 13 are known",
    "Share with four weeks on end off benefit that begin in months 1 to 12, beyond that of comparison persons.",
    formula=f"mean of (off benefit in months 1 to 12 - off benefit in {_HISTORY}), less the same of the matched comparison persons",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect", 40),),
    tables=TABLES,
)
LASTING = FigureDefinition(
    "net_effect.lasting_fte_24m",
    "fte",
    "net",
    f"{_MATCHED} and are followed for 24 months",
    "Mean full-time equivalents in months 13 to 24 of those in work in each of them (else none), beyond those of comparison persons.",
    formula=f"mean of (FTE in months 13 to 24 if hours > 0 in each, the same of {_HISTORY} taken off), less the same of the matched others",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "24m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect", 50),),
    tables=TABLES,
)
BY_MONTH = FigureDefinition(
    "net_effect.fte_by_month",
    "fte",
    "net",
    _MATCHED,
    "Full-time equivalents beyond those of comparison persons, so many months after entry; below zero before it.",
    formula=f"as net_effect.fte_12m for the month, months -24 to 24; months -12 to -1 are matched on, {_HISTORY} are the level taken off",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=by("referred", "12m 24m", "month", parts=()),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
PLACEBO = FigureDefinition(
    "net_effect.placebo_fte",
    "fte",
    "net",
    _MATCHED,
    "Full-time equivalents a month in months 24 to 13 before entry beyond those of comparison persons, where there can be no effect.",
    formula=f"mean of monthly hours in {_HISTORY} / 160.33, less the same of the matched comparison persons",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect_design", 10),),
    tables=TABLES,
)
DIFFERENCE = FigureDefinition(
    "net_effect.standardised_difference",
    "standard_deviations",
    "net",
    _MATCHED,
    "Difference between participants and comparison persons in what is matched on, in standard deviations, before and after matching.",
    version=2,
    formula="difference of means / root of the mean of both groups' variances before matching",
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=by("referred", "12m", "covariate stage", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
MATCHED_SHARE = FigureDefinition(
    "net_effect.matched_share",
    "share",
    "gross",
    "participants with 24 known months before entry and hours known to month 12",
    "Share of the participants who have comparison persons.",
    formula="matched participants / participants",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Share(part=None),
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect_design", 20),),
    tables=TABLES,
)
MATCHED = FigureDefinition(
    "net_effect.participants_matched",
    "persons",
    "gross",
    "participants with 24 known months before entry and hours known to month 12",
    "Participants who have comparison persons.",
    formula="number of participants with a comparison person in the same cell within the caliper",
    version=1,
    about=ABOUT_PERSONS,
    made_of=COUNTED_ALONE,
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect_design", 30),),
    tables=TABLES,
)
COMPARED_WITH = FigureDefinition(
    "net_effect.comparison_persons",
    "persons",
    "gross",
    "comparison persons",
    "Comparison persons who stand for at least one participant.",
    formula="distinct comparison persons with a weight above zero",
    version=1,
    about=ABOUT_PERSONS,
    made_of=COUNTED_ALONE,
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect_design", 40),),
    tables=TABLES,
)
NO_HISTORY = FigureDefinition(
    "net_effect.without_history",
    "persons",
    "gross",
    "participants whose hours are known to month 12",
    "Participants left out because the sources do not tell of all 24 months before entry.",
    formula="participants with fewer than 24 known months before entry",
    version=1,
    about=ABOUT_PERSONS,
    made_of=COUNTED_ALONE,
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("net_effect_design", 50),),
    tables=TABLES,
)
SOURCES = (
    "Matching and its correction: Abadie & Imbens, Econometrica 2006, and Journal of Business & Economic Statistics 2011",
    "Variance: Bell & McCaffrey, Survey Methodology 2002, clustered by person",
    "Hours: eIndkomst; benefits: Ydelsesrefusion and DREAM; comparison persons as the municipality lists them",
)
OUTCOMES = (FTE, HOURS, WEEKS, OFF_BENEFIT, LASTING)
DEFINITIONS = (*OUTCOMES, BY_MONTH, PLACEBO, DIFFERENCE, MATCHED_SHARE, MATCHED, COMPARED_WITH, NO_HISTORY)
