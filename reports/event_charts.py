"""Charts of a difference month by month around an event: pure functions from numbers and ready-made labels to Plotly's dictionaries.

Belongs here: the picture with its shaded months. Does not belong here: which numbers are shown and what they are called (`management`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts import Values, runs
from reports.drawn import Annotation, Drawn, Trace
from reports.theme import ACCENT, INK, PAPER, QUIET, axis, layout, with_alpha

ROOM = 1.15
"""How far the scale goes on beyond the widest range."""
LEAST = 0.05
"""The scale goes at least so far to each side, so that nothing looks large for want of anything larger."""


@dataclass(frozen=True)
class Shade:
    """Months from `first` to `last` that are shaded and named at the top."""

    first: int
    last: int
    label: str


def event_months(
    months: Sequence[int],
    values: Values,
    lows: Values,
    highs: Values,
    *,
    shades: Sequence[Shade],
    event_label: str,
    axis_months: str,
    axis_value: str,
    stamp: str,
) -> Drawn:
    """A line in its band over months, zero and the event marked; what is not known is a gap."""
    reach = max([LEAST, *(abs(end) for end in (*lows, *highs) if end is not None)]) * ROOM
    drawn = layout(height=420, stamp=stamp, top=64)
    drawn["shapes"] = [
        {
            "type": "rect",
            "x0": shade.first - 0.5,
            "x1": shade.last + 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"width": 0},
            "fillcolor": with_alpha(QUIET, 0.10 + 0.10 * (place % 2)),
            "layer": "below",
        }
        for place, shade in enumerate(shades)
    ]
    drawn["shapes"] += [
        {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": {"color": INK, "width": 2, "dash": "dash"}},
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"color": QUIET, "width": 1}},
    ]
    named = [((shade.first + shade.last) / 2, shade.label, "center") for shade in shades] + [(0.5, event_label, "left")]
    drawn["annotations"] = [*drawn["annotations"], *(_note(label, x, anchor) for x, label, anchor in named)]
    drawn["xaxis"] = axis(axis_months, dtick=6, range=[min(months) - 0.5, max(months) + 0.5], showgrid=False)
    drawn["yaxis"] = axis(axis_value, range=[-reach, reach], tickformat=".2f")
    return {"data": [trace for run in runs(values) for trace in _band(months, values, lows, highs, run)], "layout": drawn}


def _band(months: Sequence[int], values: Values, lows: Values, highs: Values, run: Sequence[int]) -> list[Trace]:
    band: Trace = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": [months[place] for place in run]}
    return [
        {**band, "y": [highs[place] for place in run]},
        {**band, "y": [lows[place] for place in run], "fill": "tonexty", "fillcolor": with_alpha(ACCENT, 0.18)},
        {
            **band,
            "mode": "lines+markers",
            "y": [values[place] for place in run],
            "line": {"color": ACCENT, "width": 2},
            "marker": {"color": ACCENT, "size": 5},
            "hoverinfo": "all",
            "hovertemplate": "%{x}: %{y:.3f}<extra></extra>",
        },
    ]


def _note(text: str, x: float, anchor: str) -> Annotation:
    return {
        "text": text,
        "x": x,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "xanchor": anchor,
        "yanchor": "bottom",
        "showarrow": False,
        "bgcolor": PAPER,
        "font": {"size": 12, "color": INK},
    }
