"""Figures for the political briefing in every mood, through the public's own disclosure control and the judging of claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from assets.effects.claimed import definition as claimed
from assets.effects.employment import definition as employment
from assets.effects.full_time import definition as full_time
from assets.effects.municipal_economy import definition as municipal_economy
from assets.effects.participation import definition as participation
from assets.figures.disclosure import AUDIENCES, disclose
from assets.figures.judged_claims import judge
from assets.figures.verdicts import without_verdicts
from assets.panel.common import count, figures_frame, share
from data_contracts.figure import Figure, FigureDefinition, Interval
from reports.blocks import Publication
from reports.briefing import political_briefing
from reports.language import load_language
from tests.defined import known
from tests.unit import forecast_input, report_input

SAVED = next(one for one in municipal_economy.DEFINITIONS if one.figure_id == "municipal_economy.saved_after_cost_dkk")
GROSS = next(one for one in municipal_economy.DEFINITIONS if one.figure_id == "municipal_economy.gross_change_dkk")
WORK = next(one for one in employment.DEFINITIONS if one.figure_id == "employment.any_hours_share_12m")
YEAR: dict[str, Any] = {"population": "referred", "window": "12m"}
WEAK = "not_to_be_trusted,unbalanced,placebo_differs,many_unmatched,few_matched,few_comparisons"
LONGEST_NAME = "Små Job Med Mening og Andre Indsatser i Aalborg, Brønderslev, Frederikshavn og Hjørring Kommuner"


@dataclass(frozen=True)
class Mood:
    """What a run may find: exact figures, whether they are make-believe, what the programme is called, the edition's mark."""

    figures: pl.DataFrame
    is_simulated: bool = False
    name: str = "Små Job Med Mening"
    mark: str = ""


def money(definition: FigureDefinition, low: float, value: float, high: float, warning: str | None = None) -> Figure:
    """An amount of kroner with its range."""
    return definition.figure(value, Interval(low, high, "student_t"), denominator_count=400, warning=warning, **YEAR)


def ordinary(
    net: pl.DataFrame, *, referred: int = 1158, saved: Figure | None = None, warning: str | None = None, share_warning: str | None = None
) -> pl.DataFrame:
    """A programme with everything there is, and this difference from the comparison group."""
    employed, working, reached = (max(0, round(referred * part)) for part in (0.53, 0.63, 0.06))
    clock: dict[str, Any] = {"population": "referred", "window": "total"}
    figures = [
        count(participation.REFERRED, referred, **clock),
        count(participation.EMPLOYED, employed, **clock),
        share(WORK, working, referred, warning=share_warning, **YEAR),
        share(full_time.REACHED_SHARES[12], reached, referred, warning=share_warning, **YEAR),
        saved or money(SAVED, -1_200_000, 450_000, 2_100_000, warning),
        money(GROSS, -11_689_484, -9_908_009, -8_126_533),
        count(claimed.EMPLOYED, employed, population="referred", window="total", dimensions={"claim": "candidates_2023"}),
    ]
    return pl.concat([figures_frame(figures), net, forecast_input.rows(net, referred=referred), forecast_input.published()])


def empty() -> pl.DataFrame:
    """Nobody referred: one count of nought, all else without a number."""
    figures = [
        count(participation.REFERRED, 0, population="referred", window="total"),
        count(participation.EMPLOYED, 0, population="referred", window="total"),
        WORK.not_computable("nobody_observed", **YEAR),
        full_time.REACHED_SHARES[12].not_computable("nobody_observed", **YEAR),
        SAVED.not_computable("no_comparison_group", **YEAR),
    ]
    net = forecast_input.no_net("no_comparison_group")
    none = pl.Series([], dtype=pl.Int64)
    return pl.concat([figures_frame(figures), net, forecast_input.rows(net, none, 0), forecast_input.published()])


def _all_hidden() -> pl.DataFrame:
    """Every number hidden, the threshold and the forecast with it."""
    return report_input.hide(ordinary(forecast_input.net(0.046, 0.019, 0.073)), pl.lit(value=True))


SHOWN, NOT_SHOWN = forecast_input.net(0.15, 0.12, 0.18), forecast_input.net(0.046, 0.019, 0.073)
NO_SAVING = SAVED.not_computable("no_comparison_group", **YEAR)
MOODS: dict[str, Mood] = {
    "shown": Mood(ordinary(SHOWN, saved=money(SAVED, 400_000, 1_700_000, 3_000_000))),
    "not_shown": Mood(ordinary(NOT_SHOWN)),
    "nearly": Mood(ordinary(forecast_input.net(0.15, 0.1124, 0.18))),
    "no_effect": Mood(ordinary(forecast_input.net(0.01, -0.01, 0.03))),
    "negative": Mood(ordinary(forecast_input.net(-0.05, -0.07, -0.03), saved=money(SAVED, -3_000_000, -2_000_000, -900_000))),
    "not_trusted": Mood(ordinary(forecast_input.net(0.15, 0.12, 0.18, WEAK), warning=f"{WEAK},rows_in_quarantine")),
    "absent": Mood(ordinary(forecast_input.no_net("no_comparison_group"), saved=NO_SAVING)),
    "simulated": Mood(ordinary(SHOWN), is_simulated=True),
    "simulated_weak": Mood(ordinary(forecast_input.net(0.15, 0.12, 0.18, WEAK), warning=f"{WEAK},rows_in_quarantine"), is_simulated=True),
    "nobody": Mood(empty()),
    "one_person": Mood(ordinary(forecast_input.no_net("comparison_too_small"), referred=1, saved=NO_SAVING)),
    "suppressed": Mood(_all_hidden()),
    "nothing_made": Mood(figures_frame([])),
    "hundred_thousand": Mood(ordinary(NOT_SHOWN, referred=100_000, saved=money(SAVED, -1_234_567_890, -123_456_789, 987_654_321))),
    "longest": Mood(
        ordinary(
            forecast_input.net(-0.15, -0.22, -0.12, WEAK),
            referred=100_000,
            warning=f"{WEAK},no_demonstrated_saving,municipal_part_by_ladder,rows_in_quarantine,crosses_break_2025_07",
            share_warning="unknown_months,competing_events_not_observed,nobody_followed_that_long",
        ),
        is_simulated=True,
        name=LONGEST_NAME,
        mark="mark",
    ),
}


def public(mood: Mood) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures and claims as the public may see them."""
    exact = without_verdicts(mood.figures) if mood.is_simulated else mood.figures
    shown = disclose(exact, AUDIENCES["public"], known())
    return shown, judge(shown, AUDIENCES["public"], is_simulated=mood.is_simulated, data_date=report_input.DAY)


def briefing(name: str, code: str = "da") -> Publication:
    """The briefing in a mood and a language."""
    mood, language = MOODS[name], load_language(code)
    facts = replace(report_input.facts(is_simulated=mood.is_simulated), programme_name=mood.name)
    made = political_briefing(*public(mood), facts, language)
    return replace(made, mark=language.text("page.rebuilt_after_erasure") if mood.mark else "")
