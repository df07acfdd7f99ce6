"""Municipal economy: what the programme costs, how benefit payments changed, and what was saved against a comparison group.

In words: the gross change is what benefits cost in the 52 weeks after entry less what they cost in the 52 weeks before it, summed over the
referred of whom at least 40 weeks on each side are known to the krone. It is a change: people are referred at their lowest point. What was
saved is the difference between the comparison persons' own change over the same weeks and the participants', summed over the
participants who have comparison persons; who stands beside whom is decided as for the net effect, and so is the verdict: the placebo
is what benefits cost in weeks 104 to 53 before entry. The municipality's part is Ydelsesrefusion's own; where it tells none, it is what the
refund ladder says of each person's own count of the weeks seen, and the range reaches to the ladder's last step, because weeks before the
files are not seen. Costs are those of all payers to date; after cost, each participant carries the mean cost of all referred. Break-even
is the number of months in which the mean participant, saving at the pace of the first year, has saved that cost. It does not say
what anybody saved after the first year; taxes, wages and other services are not counted, nor can it rule out a difference between the two
groups that shows in no month before entry.
"""

from __future__ import annotations

from assets.panel.money_sides import FEWEST_KNOWN_WEEKS, WINDOW_WEEKS
from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import In, by, whole
from data_contracts.made_of import ABOUT_NOBODY, ABOUT_PERSONS, Accounts, Estimate

TABLES = ("referrals", "comparison_persons", "benefit_spells", "benefit_states", "programme_costs")
"""What its figures are counted from, where a definition does not say so itself."""

PARTS = ("all", "municipal", "state")
_PAIRED = f"referred persons of whom at least {FEWEST_KNOWN_WEEKS} weeks on each side of entry are known to the krone"
_MATCHED = "of them those with 12 known months before entry who have comparison persons"
PROGRAMME_COST = FigureDefinition(
    "municipal_economy.programme_cost_dkk",
    "dkk",
    "gross",
    "all cost rows",
    "Programme costs of all months and payers.",
    formula="sum of cost rows",
    tables=("programme_costs",),
    version=1,
    about=ABOUT_NOBODY,
    made_of=Accounts("The programme's own accounts by payer; what a host company paid is not in them."),
    rows=by("months", "total", "", "payer", parts=()),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=(In("economy", 10),),
)
GROSS = {
    part: FigureDefinition(
        f"municipal_economy.{prefix}gross_change_dkk",
        "dkk",
        "gross",
        _PAIRED,
        f"Benefit payments{words} in the {WINDOW_WEEKS} weeks after entry less those in the {WINDOW_WEEKS} before it, summed over persons.",
        version=1 if part == "all" else 2,
        formula="sum over persons of (kroner after - kroner before)"
        + ("" if part == "all" else "; by each person's own count of weeks where Ydelsesrefusion does not split them"),
        tables=("referrals", "benefit_spells", "benefit_states"),
        about=ABOUT_PERSONS,
        made_of=Estimate(step=None),
        rows=whole("referred", "12m"),
        interval="student_t",
        drift=None,
        is_main_outcome=False,
        sections=(In("economy", 20 + PARTS.index(part)),),
    )
    for part, prefix, words in (
        ("all", "", ""),
        ("municipal", "municipal_", " that the municipality bears"),
        ("state", "state_", " that the state bears"),
    )
}
SAVED = {
    part: FigureDefinition(
        f"municipal_economy.{prefix}saved_dkk",
        "dkk",
        "net",
        _MATCHED,
        f"Benefit payments{words} saved in the {WINDOW_WEEKS} weeks after entry, compared with comparison persons' own change.",
        version=2,
        formula="sum over persons of (change of the matched comparison persons - own change)",
        about=ABOUT_PERSONS,
        made_of=Estimate(step=None),
        rows=whole("referred", "12m"),
        interval="student_t",
        drift=None,
        is_main_outcome=False,
        sections=(In("economy", 30 + PARTS.index(part)), *((In("changes", 100),) if part == "all" else ())),
        tables=TABLES,
    )
    for part, prefix, words in (
        ("all", "", ""),
        ("municipal", "municipal_", " that the municipality bears"),
        ("state", "state_", " that the state bears"),
    )
}
AFTER_COST = FigureDefinition(
    "municipal_economy.saved_after_cost_dkk",
    "dkk",
    "net",
    _MATCHED,
    "Benefit payments saved less the mean cost of a referred person, for as many persons.",
    version=2,
    formula="saved - persons x (programme cost / all referred)",
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "12m"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("economy", 40),),
    tables=TABLES,
)
BREAK_EVEN = FigureDefinition(
    "municipal_economy.break_even_month",
    "months",
    "net",
    _MATCHED,
    "Months after entry in which the mean participant has saved the mean cost, at the pace of the first year.",
    version=2,
    formula="(programme cost / all referred) / (saved / persons / 12)",
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=whole("referred", "12m"),
    interval="student_t",
    drift=None,
    is_main_outcome=False,
    sections=(In("economy", 50),),
    tables=TABLES,
)
SOURCES = (
    "Ydelsesrefusion",
    "lov om kommunernes finansiering, LBK 221 of 12 February 2021, section 5",
    "omkostninger of each supplier's newest delivery",
    "Matching and its error: docs/effects/net_effect.md",
)
DEFINITIONS = (PROGRAMME_COST, *GROSS.values(), *SAVED.values(), AFTER_COST, BREAK_EVEN)
