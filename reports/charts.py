"""Charts: pure functions from numbers and ready-made labels to Plotly's dictionaries.

Belongs here: how a picture is drawn. Does not belong here: which numbers it shows and what its words are (`management`). Values that are
not shown are None and leave a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from reports.theme import ACCENT, BAND_SCALE, CONTRAST, INK, QUIET, axis, layout, with_alpha

Values = Sequence[float | None]
DOTS_A_ROW = 60
LARGEST_DOTS = 1000
MOVE_COLOURS = {"moved_up": ACCENT, "unchanged": "#52606D", "moved_down": "#8A5A00", "left_work": CONTRAST}
"""Four colours of about the same weight: no outcome stands back behind another."""
ROW_COLOURS = (ACCENT, "#86B6E3", "#CBD2D9", CONTRAST)


@dataclass(frozen=True)
class Step:
    """One group of people: its label, how many (None: not shown) and the words beside the dots."""

    label: str
    count: int | None
    text: str


def persons_per_dot(steps: Sequence[Step]) -> int:
    """1 up to a thousand people in the largest group, else 10 or a hundred."""
    largest = max((step.count or 0 for step in steps), default=0)
    return 1 if largest <= LARGEST_DOTS else 10 if largest <= 10 * LARGEST_DOTS else 100


def people_dots(steps: Sequence[Step], *, stamp: str) -> dict[str, Any]:
    """People as dots, group under group, each labelled where it stands."""
    each = persons_per_dot(steps)
    traces, notes, line = [], [], 0.0
    for place, step in enumerate(steps):
        number = round((step.count or 0) / each)
        notes.append(_note(f"<b>{step.label}</b>  {step.text}", 0, line))
        line += 1.6
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [dot % DOTS_A_ROW for dot in range(number)],
                "y": [line + dot // DOTS_A_ROW for dot in range(number)],
                "marker": {"size": 7, "color": ACCENT if place == len(steps) - 1 else QUIET},
                "hoverinfo": "skip",
            }
        )
        line += max(ceil(number / DOTS_A_ROW), 0) + 1.2
    drawn = layout(height=int(40 + 13 * line), stamp=stamp, left=10, right=10, bottom=10)
    drawn["annotations"] = [*drawn["annotations"], *notes]
    drawn["xaxis"] = axis(visible=False, range=[-1, DOTS_A_ROW])
    drawn["yaxis"] = axis(visible=False, range=[line, -1.5])
    return {"data": traces, "layout": drawn}


@dataclass(frozen=True)
class Outcome:
    """One outcome over all windows: its key in MOVE_COLOURS, its label, and for each window share, range and the words beside the bar."""

    key: str
    label: str
    shares: Values
    lows: Values
    highs: Values
    texts: Sequence[str]


def ladder_bars(windows: Sequence[str], outcomes: Sequence[Outcome], *, axis: str, stamp: str) -> dict[str, Any]:
    """Four outcomes under each other for each window, on one scale, each with its range drawn across the bar's end."""
    traces: list[dict[str, Any]] = []
    for outcome in outcomes:
        places = [list(windows), [outcome.label] * len(windows)]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": outcome.label,
                "y": places,
                "x": list(outcome.shares),
                "marker": {"color": MOVE_COLOURS[outcome.key]},
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": _distances(outcome.highs, outcome.shares),
                    "arrayminus": _distances(outcome.shares, outcome.lows),
                    "color": QUIET,
                    "thickness": 1.5,
                    "width": 4,
                },
                "hoverinfo": "skip",
            }
        )
        ends = [high if high is not None else share for high, share in zip(outcome.highs, outcome.shares, strict=True)]
        label = {"type": "scatter", "mode": "text", "y": places, "x": ends, "text": [f"  {text}" for text in outcome.texts]}
        traces.append({**label, "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip"})
    drawn = layout(height=80 + 30 * len(windows) * len(outcomes), stamp=stamp, left=230, right=120)
    drawn["barmode"] = "overlay"
    drawn["bargap"] = 0.25
    drawn["yaxis"] = _axis("", autorange="reversed", showgrid=False, showdividers=True, dividercolor=QUIET)
    drawn["xaxis"] = _axis(axis, tickformat=",.0%", rangemode="tozero")
    return {"data": traces, "layout": drawn}


def _distances(upper: Values, lower: Values) -> list[float | None]:
    return [None if high is None or low is None else high - low for high, low in zip(upper, lower, strict=True)]


def band_stack(
    months: Sequence[int], bands: Sequence[tuple[str, Values]], *, axis_months: str, axis_share: str, stamp: str
) -> dict[str, Any]:
    """Bands of hours as stacked shares by month, each labelled at its right end."""
    traces, notes, below = [], [], 0.0
    for colour, (label, shares) in zip(BAND_SCALE, bands, strict=False):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "stackgroup": "bands",
                "x": list(months),
                "y": list(shares),
                "line": {"width": 0.5, "color": "#FFFFFF"},
                "fillcolor": colour,
                "name": label,
                "hovertemplate": f"{label}: %{{y:.1%}}<extra></extra>",
            }
        )
        last = next((share for share in reversed(shares) if share is not None), 0.0)
        if last >= 0.03:
            notes.append(_note(label, 1.01, below + last / 2, xref="paper", size=13))
        below += last
    drawn = layout(height=380, stamp=stamp, right=150)
    drawn["annotations"] = [*drawn["annotations"], *notes]
    drawn["xaxis"] = _axis(axis_months, dtick=6, showgrid=False)
    drawn["yaxis"] = _axis(axis_share, tickformat=",.0%", range=[0, 1])
    return {"data": traces, "layout": drawn}


def incidence_steps(
    months: Sequence[int],
    shares: Values,
    lows: Values,
    highs: Values,
    followed: Sequence[int | None],
    *,
    axis_months: str,
    axis_share: str,
    followed_label: str,
    stamp: str,
) -> dict[str, Any]:
    """Cumulative incidence as steps in its band, with the number still followed under the axis."""
    known = [place for place, share in enumerate(shares) if share is not None]
    x = [months[place] for place in known]
    band = {"type": "scatter", "mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    traces: list[dict[str, Any]] = [
        {**band, "x": x, "y": [highs[place] for place in known]},
        {**band, "x": x, "y": [lows[place] for place in known], "fill": "tonexty", "fillcolor": with_alpha(ACCENT, 0.18)},
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": [shares[place] for place in known],
            "line": {"color": ACCENT, "width": 3, "shape": "hv"},
            "hovertemplate": "%{y:.1%}<extra></extra>",
        },
    ]
    top = max([0.1, *(high for high in highs if high is not None)])
    drawn = layout(height=400, stamp=stamp, bottom=110)
    marks = [place for place in known if months[place] % 3 == 0 and months[place]]
    drawn["annotations"] = [
        *drawn["annotations"],
        *(
            _note("·" if followed[place] is None else str(followed[place]), months[place], 0, size=12, yshift=-52, centred=True)
            for place in marks
        ),
        _note(followed_label, 0, 0, xref="paper", size=12, yshift=-72),
    ]
    drawn["xaxis"] = _axis(axis_months, dtick=3, range=[0, max(x, default=1)], showgrid=False)
    drawn["xaxis"]["title"]["standoff"] = 48
    drawn["yaxis"] = _axis(axis_share, tickformat=",.0%", range=[0, ceil(top * 1.1 * 20) / 20])
    return {"data": traces, "layout": drawn}


def monthly_series(months: Sequence[str], values: Values, *, axis: str, stamp: str, accent: bool = True) -> dict[str, Any]:
    """One number a month as bars from zero; a month that is not shown leaves a gap."""
    bars = {
        "type": "bar",
        "x": list(months),
        "y": list(values),
        "marker": {"color": ACCENT if accent else QUIET},
        "hovertemplate": "%{x|%m-%Y}: %{y:,.0f}<extra></extra>",
    }
    drawn = layout(height=280, stamp=stamp)
    drawn["bargap"] = 0.15
    drawn["xaxis"] = _axis("", showgrid=False, type="date", tickformat="%Y", dtick="M12")
    drawn["yaxis"] = _axis(axis, rangemode="tozero", tickformat=",.0f")
    return {"data": [bars], "layout": drawn}


def delivery_rows(labels: Sequence[str], outcomes: Sequence[tuple[str, Sequence[int]]], *, axis: str, stamp: str) -> dict[str, Any]:
    """What became of each file's rows, as stacked bars with the outcomes named above them."""
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": label,
            "y": list(labels),
            "x": list(rows),
            "marker": {"color": colour},
            "hovertemplate": f"{label}: %{{x:,.0f}}<extra></extra>",
        }
        for colour, (label, rows) in zip(ROW_COLOURS, outcomes, strict=False)
    ]
    drawn = layout(height=90 + 30 * len(labels), stamp=stamp, left=260, top=60)
    drawn["barmode"] = "stack"
    drawn["showlegend"] = True
    drawn["legend"] = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
    drawn["yaxis"] = _axis("", autorange="reversed", showgrid=False)
    drawn["xaxis"] = _axis(axis, rangemode="tozero", tickformat=",.0f")
    return {"data": traces, "layout": drawn}


_axis = axis
"""The theme's axis, under a name that a parameter called `axis` does not hide."""


def _note(text: str, x: float, y: float, *, xref: str = "x", size: int = 14, yshift: int = 0, centred: bool = False) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": xref,
        "yref": "y",
        "xanchor": "center" if centred else "left",
        "yanchor": "middle",
        "yshift": yshift,
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": INK},
    }
