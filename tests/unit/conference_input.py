"""Kits of our own making for tests: figures after the public's disclosure control, claims judged by them, in every mood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from assets.effects.full_time import definition as full_time
from assets.effects.net_effect import definition as net_effect
from assets.effects.participation import definition as participation
from assets.figures.disclosure import AUDIENCES, disclose
from assets.figures.judged_claims import judge
from assets.figures.verdicts import without_verdicts
from assets.panel.common import count, figures_frame
from data_contracts.figure import Interval
from data_contracts.settings import FullTimeSettings
from reports.conference import conference_kit
from reports.conference.content import Kit
from reports.facts import RunFacts
from reports.language import load_language
from tests.defined import known
from tests.unit import forecast_input, report_input

PUBLIC = AUDIENCES["public"]
LONGEST_NAME = "Det Fælleskommunale Partnerskab for Små Ordinære Job Med Mening i Hele Nordjylland"


def months(warning: str | None = None) -> pl.DataFrame:
    """The difference from the comparison group month by month, and the sensitivity grid."""
    shares = [
        net_effect.BY_MONTH.figure(
            0.01 * max(month, 0),
            Interval(0.01 * max(month, 0) - 0.02, 0.01 * max(month, 0) + 0.03, "cluster_robust"),
            population="referred",
            window="24m",
            dimensions={"month": month},
            warning=warning,
        )
        for month in range(-24, 25)
    ]
    followed = [
        count(full_time.STILL_FOLLOWED, 1000 - 20 * month, population="referred_benefit_ignored", window="24m", dimensions={"month": month})
        for month in range(1, 25)
    ]
    grid = [
        count(
            full_time.REACHED,
            200 - 10 * run - place,
            population="referred_benefit_ignored",
            window="total",
            dimensions={"months": run, "norm": norm},
        )
        for run in (1, 3, 6, 12)
        for place, norm in enumerate(("117", "139", "148", "160.33"))
    ]
    return figures_frame([*shares, *followed, *grid])


def with_net(net: pl.DataFrame, *more: pl.DataFrame) -> pl.DataFrame:
    """The plausible table with an effect of our own and the forecast beside it."""
    return pl.concat([report_input.published(), net, forecast_input.rows(net), forecast_input.published(), *more])


RAW: Mapping[str, pl.DataFrame] = {
    "not shown": with_net(forecast_input.net(0.046, 0.019, 0.073), months()),
    "shown": with_net(forecast_input.net(0.15, 0.12, 0.18), months()),
    "negative": with_net(forecast_input.net(-0.05, -0.07, -0.03), months()),
    "nothing certain": with_net(forecast_input.net(0.01, -0.01, 0.03)),
    "not trusted": with_net(
        forecast_input.net(0.15, 0.12, 0.18, "not_to_be_trusted,many_unmatched,placebo_differs,unbalanced"), months("not_to_be_trusted")
    ),
    "no comparison": with_net(forecast_input.no_net("no_comparison_group")),
    "partly suppressed": pl.concat([report_input.partly_suppressed(), forecast_input.published()]),
    "suppressed": report_input.suppressed(),
    "not computable": report_input.not_computable(),
    "nobody": figures_frame([count(participation.REFERRED, 0, population="referred", window="total")]),
    "nothing": report_input.published().clear(),
}
MOODS = tuple(RAW)


def public(mood: str, *, is_simulated: bool = False) -> pl.DataFrame:
    """The mood's figures as the public may see them."""
    shown = disclose(RAW[mood], PUBLIC, known())
    return without_verdicts(shown) if is_simulated else shown


def facts(*, is_simulated: bool = False, is_rebuilt: bool = False, name: str = "Små Job Med Mening") -> RunFacts:
    """The run's facts."""
    return replace(report_input.facts(is_simulated=is_simulated), programme_name=name, is_rebuilt_after_erasure=is_rebuilt)


def claims(figures: pl.DataFrame, *, is_simulated: bool = False, verdict: str = "") -> pl.DataFrame:
    """Every claim judged by the figures; with `verdict`, as if the verdict were that one."""
    judged = judge(figures, PUBLIC, is_simulated=is_simulated, data_date=report_input.DAY)
    return judged.with_columns(verdict=pl.lit(verdict)) if verdict else judged


def kit(mood: str, code: str, *, verdict: str = "", told: RunFacts | None = None) -> Kit:
    """The kit of a mood in a language."""
    told = told or facts()
    figures = public(mood, is_simulated=told.is_simulated)
    judged = claims(figures, is_simulated=told.is_simulated, verdict=verdict)
    return conference_kit(figures, judged, told, FullTimeSettings(), load_language(code))


WORST = facts(is_simulated=True, is_rebuilt=True, name=LONGEST_NAME)
"""Stamp, mark and a long name: what leaves a slide the least room."""
