"""Comparison with the forecast: how the programme's net full-time equivalents per referred person stand to the Reform Commission's.

In words: the main line, fixed before any result, is net full-time equivalents per referred person in month 12 against the central scenario,
3,500 to 4,500 over 200,000 persons. The factor is the programme's rate over the middle of the forecast's; its range sets the lower limit
against the upper forecast and the upper limit against the lower one, and is a conservative range, not a confidence interval. "Fivefold" is
said of the main line alone, and only where even the low end is at least five and the comparison may be trusted. Beside it stand the other
scenarios and the smaller target group, the same for lasting full-time equivalents, and gross hours, which are at most what the net can be.
In total: the effect times all referred persons, beside the forecast's own total, and how many referrals a year would make up that total.
Every factor takes the programme's referrals as a sample of the target group; that and every other assumption travels with the number. It
does not say that the forecast was about small jobs: it covers all 48 recommendations. Nor does it say that the programme would do as well
for people whom nobody has referred, or that things stay as they are in month 12.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_ids import NET_EFFECT_FTE_12M
from data_contracts.figure_rows import NOWHERE, In, by, whole
from data_contracts.made_of import ABOUT_PERSONS, Estimate, Reckoned, TimesPersons

TABLES = ("referrals", "comparison_persons", "paid_hours", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

_FACTOR = "rate / middle of the forecast's rate; low = lower limit / upper forecast, high = upper limit / lower forecast"
FACTOR_GROSS = FigureDefinition(
    "forecast_comparison.factor_gross_fte",
    "ratio",
    "gross",
    "referred persons whose month 12 is covered and complete",
    "Gross full-time equivalents per referred person in month 12, as a multiple of the forecast's net rate: at most that.",
    formula=f"{_FACTOR}; rate = mean ordinary hours in month 12 / 160.33",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=by("referred", "12m", "", "forecast_population scenario", parts=()),
    interval="conservative_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
FACTOR_NET = FigureDefinition(
    "forecast_comparison.factor_net_fte",
    "ratio",
    "net",
    "participants of net_effect.fte_12m",
    "Net full-time equivalents per referred person in month 12, as a multiple of the forecast's rate per member of its target group.",
    formula=f"{_FACTOR}; rate = net_effect.fte_12m",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=by("referred", "12m", "", "forecast_population scenario", parts=()),
    interval="conservative_range",
    drift=None,
    is_main_outcome=False,
    sections=(In("changes", 120),),
    tables=TABLES,
)
FACTOR_LASTING = FigureDefinition(
    "forecast_comparison.factor_net_lasting_fte",
    "ratio",
    "net",
    "participants of net_effect.lasting_fte_24m",
    "Net lasting full-time equivalents per referred person, as a multiple of the forecast's rate per member of its target group.",
    formula=f"{_FACTOR}; rate = net_effect.lasting_fte_24m",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Estimate(step=None),
    rows=by("referred", "24m", "", "forecast_population scenario", parts=()),
    interval="conservative_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
TOTAL_NET = FigureDefinition(
    "forecast_comparison.total_net_fte",
    "fte",
    "net",
    "all referred persons",
    "Net full-time equivalents in month 12, if the mean effect is that of every referred person; to be read beside the forecast's total.",
    formula="all referred persons x net_effect.fte_12m",
    version=1,
    about=ABOUT_PERSONS,
    made_of=TimesPersons(NET_EFFECT_FTE_12M),
    rows=whole("referred", "12m"),
    interval="cluster_robust",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
REFERRALS_NEEDED = FigureDefinition(
    "forecast_comparison.referrals_needed",
    "referrals",
    "net",
    "participants of net_effect.fte_12m",
    "Referrals a year, one per person, that would make up the forecast's total if each did what the mean one does in month 12.",
    formula="forecast total / net_effect.fte_12m, rounded up; low = lower forecast / upper limit, high = upper forecast / lower limit",
    version=1,
    about=ABOUT_PERSONS,
    made_of=Reckoned("A computed number of referrals that would be needed; it counts nobody."),
    rows=by("referred", "12m", "", "scenario", parts=()),
    interval="conservative_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=TABLES,
)
SOURCES = (
    "Reformkommissionen, Nye reformveje 3, 23 May 2023, as quoted in the press: data_contracts/reference/forecasts.csv",
    "Full-time equivalent: Statistics Denmark, TIMES, AJO_FULDTID_BESKAEFTIGET (paid hours / 160.33)",
    "Bridges and refusals: data_contracts/comparability.py",
)
DEFINITIONS = (FACTOR_GROSS, FACTOR_NET, FACTOR_LASTING, TOTAL_NET, REFERRALS_NEEDED)
