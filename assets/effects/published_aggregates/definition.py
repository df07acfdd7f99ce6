"""Published aggregates: what the programme's own public numbers can and cannot say beside the forecast.

In words: the programme has published that 160 people were referred in 2021, that 102 of them got paid work, and that 35 percent of those
in work were fully off benefit within a year of job start. Of 102 persons only 36 make 35 percent, so 36 of 160 are meant. Their shares
stand with Wilson's interval. 36 of 160 is not divided by the forecast: they are persons and not full-time equivalents, gross and not net,
referred and not the target group, within a year of job start and not in the long run; the refusal is a figure of its own, so that whoever
looks for the factor finds why there is none. What can be said is how many net full-time equivalents "fivefold" would need at the upper
end of the central forecast, and, under assumptions named with each number, the most that the factor can be. Nothing here comes from a
delivery: the numbers are the programme's and the commission's own, in a simulated run as well. It does not say that 36 people work full-
time, that they would not have done so anyway, or that the 160 are like those referred in other years.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import NOWHERE, by, whole
from data_contracts.forecasts import (
    FIVEFOLD,
    MAIN_POPULATION,
)
from data_contracts.made_of import ABOUT_NOBODY, PublicAlready

_PUBLIC = PublicAlready("Made from sentences that anybody can read and from public forecasts; rounding them would protect nobody.")
_REFERRED = "people referred in 2021, as the programme published it"
_FORECAST = "the Reform Commission's target group"
REFERRED = FigureDefinition(
    "published_aggregates.referred",
    "persons",
    "gross",
    _REFERRED,
    "People referred in 2021, as the programme published it.",
    formula="claim referred_2021",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
EMPLOYED = FigureDefinition(
    "published_aggregates.employed",
    "persons",
    "gross",
    _REFERRED,
    "Of the people referred in 2021 those who got paid work, as the programme published it.",
    formula="claim employed_2021",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
OFF_BENEFIT = FigureDefinition(
    "published_aggregates.off_benefit",
    "persons",
    "gross",
    _REFERRED,
    "Of the people referred in 2021 those fully off benefit within a year of job start, as the programme published it.",
    formula="the one count that is 35 percent of claim employed_2021, rounded as claim self_support_2021 is",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
EMPLOYED_SHARE = FigureDefinition(
    "published_aggregates.employed_share",
    "share",
    "gross",
    _REFERRED,
    "Share of the people referred in 2021 who got paid work, from the programme's published numbers.",
    formula="employed / referred",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "total"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
OFF_BENEFIT_SHARE = FigureDefinition(
    "published_aggregates.off_benefit_share",
    "share",
    "gross",
    _REFERRED,
    "Share of the people referred in 2021 who were fully off benefit within a year of job start, from the programme's published numbers.",
    formula="off_benefit / referred",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "12m"),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
OFF_BENEFIT_FACTOR = FigureDefinition(
    "published_aggregates.off_benefit_factor",
    "ratio",
    "gross",
    _REFERRED,
    "The share off benefit as a multiple of the forecast: never computable, with every difference between the two as its reason.",
    formula="none: a comparison that is refused",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "12m"),
    interval="conservative_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
OFF_BENEFIT_AT_MOST = FigureDefinition(
    "published_aggregates.off_benefit_factor_at_most",
    "ratio",
    "gross",
    _REFERRED,
    "The most that the factor can be where only those off benefit count, each as one full-time equivalent owed to the programme.",
    formula="upper Wilson limit of the share / lower end of the central forecast's rate",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "12m"),
    interval="upper_bound",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
EMPLOYED_AT_MOST = FigureDefinition(
    "published_aggregates.employed_factor_at_most",
    "ratio",
    "gross",
    _REFERRED,
    "The most that the factor can be where everybody who got work counts as one full-time equivalent owed to the programme.",
    formula="upper Wilson limit of the share / lower end of the central forecast's rate",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "total"),
    interval="upper_bound",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
THRESHOLD = FigureDefinition(
    "published_aggregates.fivefold_threshold_fte",
    "fte",
    "net",
    "one referred person",
    "Net full-time equivalents per referred person that the lower limit must reach before fivefold may be said.",
    formula=f"{FIVEFOLD} x upper end of the central forecast / {MAIN_POPULATION}",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("referred", "12m"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
NEEDED = FigureDefinition(
    "published_aggregates.fivefold_needed_fte",
    "fte",
    "net",
    _REFERRED,
    "Net full-time equivalents that the people referred in 2021 would need together before fivefold may be said.",
    formula="fivefold_threshold_fte x referred, rounded up",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=whole("published_2021", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
FORECAST_FTE = FigureDefinition(
    "published_aggregates.forecast_fte",
    "fte",
    "net",
    _FORECAST,
    "The commission's forecast of full-time equivalents from all 48 recommendations.",
    formula="middle of the published range",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=by("target_group", "total", "", "scenario", parts=()),
    interval="published_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
FORECAST_RATE = FigureDefinition(
    "published_aggregates.forecast_rate",
    "fte",
    "net",
    _FORECAST,
    "The commission's forecast of full-time equivalents per member of its target group.",
    formula="forecast_fte / persons in the target group",
    version=1,
    about=ABOUT_NOBODY,
    made_of=_PUBLIC,
    rows=by("target_group", "total", "", "forecast_population scenario", parts=()),
    interval="published_range",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=(),
)
SOURCES = (
    "The programme's evaluation of 2021, smaajobmedmening.dk, Effekt på beskæftigelse: data_contracts/reference/claims.csv",
    "Reformkommissionen, Nye reformveje 3, 23 May 2023, as quoted in the press: data_contracts/reference/forecasts.csv",
    "Wilson's interval: E. B. Wilson, JASA 1927",
    "Bridges and refusals: data_contracts/comparability.py",
)
DEFINITIONS = (
    REFERRED,
    EMPLOYED,
    OFF_BENEFIT,
    EMPLOYED_SHARE,
    OFF_BENEFIT_SHARE,
    OFF_BENEFIT_FACTOR,
    OFF_BENEFIT_AT_MOST,
    EMPLOYED_AT_MOST,
    THRESHOLD,
    NEEDED,
    FORECAST_FTE,
    FORECAST_RATE,
)
