"""Figures for the explorer in several moods: a whole grid and a net effect, nobody yet, one person, everything hidden."""

from __future__ import annotations

from typing import Any

import polars as pl

from assets.effects.full_time import definition as full_time
from assets.effects.participation import definition as participation
from assets.panel.common import count, figures_frame
from data_contracts.figure import Figure
from reports.management.full_time import GRID_MONTHS, GRID_NORMS
from tests.unit import forecast_input, report_input

CLOCKS = ("referred", "job_starters")


def grid(of: int, reached: int) -> list[Figure]:
    """Every cell of the grid for both clocks; the longer the run and the higher the norm, the fewer."""
    figures: list[Figure] = []
    for clock in CLOCKS:
        place: dict[str, Any] = {"population": clock, "window": "total"}
        figures += [count(full_time.AT_RISK, of, **place), count(full_time.REACHED, reached, denominator_count=of, **place)]
        for row, months in enumerate(GRID_MONTHS):
            for column, norm in enumerate(GRID_NORMS):
                cell = max(0, reached - 7 * row - 3 * column)
                dimensions: dict[str, str | int] = {"months": months, "norm": norm}
                figures.append(count(full_time.REACHED, cell, dimensions=dimensions, denominator_count=of, **place))
    return figures


def figures(net: pl.DataFrame, of: int = 1000, reached: int = 62) -> pl.DataFrame:
    """The grid, a net effect of the test's own, the comparison that follows from it, and the published forecasts."""
    return pl.concat([figures_frame(grid(of, reached)), net, forecast_input.rows(net), forecast_input.published()])


def shown() -> pl.DataFrame:
    """All numbers there are, and a net effect that carries fivefold."""
    return figures(forecast_input.net(0.20, 0.15, 0.25))


def no_net_effect() -> pl.DataFrame:
    """The grid is there; nobody can be compared with."""
    return figures(forecast_input.no_net("no_comparison_group"))


def nobody_yet() -> pl.DataFrame:
    """Nobody has been referred: counts of zero, and nothing to compare."""
    nobody = figures_frame([count(participation.REFERRED, 0, population="referred", window="total")])
    return pl.concat([nobody, figures(forecast_input.no_net("nobody_observed"), of=0, reached=0)])


def one_person() -> pl.DataFrame:
    """One person, before disclosure control."""
    one = figures_frame([count(participation.REFERRED, 1, population="referred", window="total")])
    return pl.concat([one, figures(forecast_input.no_net("too_few_persons"), of=1, reached=1)])


def all_hidden() -> pl.DataFrame:
    """Every number of the programme hidden; what the commission published stays."""
    own = ~pl.col("figure_id").str.starts_with("published_aggregates.")
    return report_input.hide(shown(), own)


def nothing_made() -> pl.DataFrame:
    """A run that made none of these figures."""
    return shown().clear()


MOODS = {
    "shown": shown,
    "no_net_effect": no_net_effect,
    "nobody_yet": nobody_yet,
    "one_person": one_person,
    "all_hidden": all_hidden,
    "nothing_made": nothing_made,
}
