"""A chart in a language: its decimal and thousands signs, and percent beside an axis as the language writes it.

Belongs here: what a chart's picture takes from the language. Does not belong here: what a chart draws (`charts.py` and its neighbours).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from reports.drawn import Axis, Drawn, Layout
from reports.language import Language

PERCENT: Final = ",.0%"
"""The tick format of an axis of shares, from 0 to 1."""
STEPS: Final = tuple(Decimal(step) for step in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.25", "0.5"))
MOST_ACROSS, MOST_UPWARDS = 3, 6
"""Steps of an axis at most, where it asks for none (`nticks`): words beside each other need more room than words above each other."""


def in_language(figure: Drawn, language: Language) -> Drawn:
    """The figure, its ticks and hovers with the language's own signs: `20 %` in Danish, `20%` in English."""
    layout: Layout = {**figure["layout"], "separators": language.text("chart.separators")}
    if "xaxis" in layout:
        layout["xaxis"] = _in_percent(layout["xaxis"], language, MOST_ACROSS)
    if "yaxis" in layout:
        layout["yaxis"] = _in_percent(layout["yaxis"], language, MOST_UPWARDS)
    return {"data": figure["data"], "layout": layout}


def _in_percent(axis: Axis, language: Language, most: int) -> Axis:
    """An axis of shares with its numbers in words, in as many steps at most as it asks for, or `most`; any other axis as it is."""
    if axis.get("tickformat") != PERCENT or "range" not in axis:
        return axis
    low, high = (Decimal(str(end)) for end in axis["range"])
    most = axis.get("nticks", most)
    step = next((step for step in STEPS if (high - low) / step <= most), STEPS[-1])
    ticks = [low + step * number for number in range(int((high - low) / step) + 1)]
    words = [language.text("chart.percent", number=language.number(tick * 100)) for tick in ticks]
    return {**axis, "tickvals": [float(tick) for tick in ticks], "ticktext": words, "tickangle": 0}
