"""Net effects of our own making, as the rows that the comparison with the forecast reads."""

from __future__ import annotations

import polars as pl

from assets.effects.forecast_comparison import rule as forecast_comparison
from assets.effects.published_aggregates import rule as published_aggregates
from assets.panel.common import figures_frame
from data_contracts.figure import Interval
from tests.defined import defined

NET = defined(forecast_comparison.NET_12M, "fte", "participants", gross_or_net="net")
LASTING = defined(forecast_comparison.NET_LASTING, "fte", "participants", gross_or_net="net")
HOURS = pl.Series([0, 8000, 16033] * 20, dtype=pl.Int64)
"""Hundredths of an hour in month 12: half a full-time job in the mean, nearly."""


def net(value: float, low: float, high: float, warning: str | None = None) -> pl.DataFrame:
    """A published effect in month 12, and half of it lasting."""
    return figures_frame(
        [
            NET.figure(
                value, Interval(low, high, "cluster_robust"), population="referred", window="12m", denominator_count=400, warning=warning
            ),
            LASTING.figure(
                value / 2,
                Interval(low / 2, high / 2, "cluster_robust"),
                population="referred",
                window="24m",
                denominator_count=300,
                warning=warning,
            ),
        ]
    )


def no_net(reason: str) -> pl.DataFrame:
    """Neither can be computed."""
    return figures_frame(
        [
            NET.not_computable(reason, population="referred", window="12m"),
            LASTING.not_computable(reason, population="referred", window="24m"),
        ]
    )


def rows(net_effect: pl.DataFrame, hours: pl.Series = HOURS, referred: int = 1158) -> pl.DataFrame:
    """The comparison's rows."""
    return figures_frame(list(forecast_comparison.figures_of(net_effect, hours, referred)))


def published() -> pl.DataFrame:
    """The rows of the published numbers and forecasts."""
    return figures_frame(list(published_aggregates.figures_of(*published_aggregates.published_counts())))
