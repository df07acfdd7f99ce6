"""Charts: pure functions from numbers and ready-made labels to Plotly's dictionaries.

Belongs here: how a picture is drawn. Does not belong here: which numbers it shows and what its words are (`management`). Values that are
not shown are None: they are never drawn as zero and never bridged by a line; what is suppressed is hatched and named besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reports.drawn import Annotation, Drawn, Layout, Trace
from reports.theme import ACCENT, BAND_SCALE, CONTRAST, HATCH, INK, PAPER, QUIET, axis, layout, with_alpha

Values = Sequence[float | None]
DOTS_A_ROW = 60
LARGEST_DOTS = 1000
MOVE_COLOURS = {"moved_up": ACCENT, "unchanged": QUIET, "moved_down": ACCENT, "left_work": ACCENT}
"""Whatever moved has the same colour, up, down and out alike; names beside the bars tell them apart."""
GAP = "\u00a0\u00a0"
"""Between a bar's end and its words: room that no program that reads the picture takes away."""
ROW_COLOURS = (ACCENT, "#86B6E3", "#CBD2D9", CONTRAST)
LONG_NUMBER = 100_000
"""From here on an axis beside long names has room for two numbers alone."""

BELOW, COUNT = "below", "count"
"""Names of notes under an axis: what stands under its title, and which of those belong to one place of the axis."""
LABEL_DISTANCE = 0.06
"""Least distance of two labels beside the bands, as a share of the picture's height."""


@dataclass(frozen=True)
class FunnelStep:
    """One group of people: its label, how many (None: not shown) and the words beside the dots."""

    label: str
    count: int | None
    text: str


def persons_per_dot(steps: Sequence[FunnelStep]) -> int:
    """1 up to a thousand people in the largest group, else 10 or a hundred."""
    largest = max((step.count or 0 for step in steps), default=0)
    return 1 if largest <= LARGEST_DOTS else 10 if largest <= 10 * LARGEST_DOTS else 100


def runs(values: Values) -> list[list[int]]:
    """The places of values that are shown, in unbroken runs: a line is drawn along each and never across a gap."""
    found: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def people_dots(steps: Sequence[FunnelStep], *, stamp: str) -> Drawn:
    """People as dots, group under group, each labelled where it stands."""
    each = persons_per_dot(steps)
    traces: list[Trace] = []
    notes: list[Annotation] = []
    line = 0.0
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
class LadderOutcome:
    """One outcome over all windows: its key in MOVE_COLOURS, its label, and for each window share, range and the words beside the bar.

    `is_hidden` says which windows are suppressed; a share that is None and not hidden cannot be computed.
    """

    key: str
    label: str
    shares: Values
    lows: Values
    highs: Values
    texts: Sequence[str]
    is_hidden: Sequence[bool]


def ladder_bars(windows: Sequence[str], outcomes: Sequence[LadderOutcome], *, axis: str, stamp: str) -> Drawn:
    """Four outcomes under each other for each window, on one scale, each with its range drawn across the bar's end.

    Where a share is suppressed, its whole line is hatched and the words say so.
    """
    shown = [end for outcome in outcomes for end in (*outcome.highs, *outcome.shares) if end is not None]
    right = ceil(max(shown, default=1.0) * 10) / 10 or 0.1
    traces: list[Trace] = []
    for outcome in outcomes:
        places = [list(windows), [outcome.label] * len(windows)]
        hidden = [right if is_hidden else None for is_hidden in outcome.is_hidden]
        if any(hidden):
            hatch: dict[str, object] = {"color": PAPER, "pattern": HATCH, "line": {"width": 0}}
            traces.append({"type": "bar", "orientation": "h", "name": outcome.label, "y": places, "x": hidden, "marker": hatch})
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
                    "color": INK,
                    "thickness": 1.5,
                    "width": 4,
                },
                "hoverinfo": "skip",
            }
        )
        ends = [high if high is not None else share for high, share in zip(outcome.highs, outcome.shares, strict=True)]
        ends = [0.0 if end is None else end for end in ends]
        label: Trace = {"type": "scatter", "mode": "text", "y": places, "x": ends, "text": [f"{GAP}{text}" for text in outcome.texts]}
        traces.append({**label, "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip"})
    drawn = layout(height=80 + 30 * len(windows) * len(outcomes), stamp=stamp, left=230, right=120)
    drawn["barmode"] = "overlay"
    drawn["bargap"] = 0.25
    drawn["yaxis"] = _axis("", autorange="reversed", showgrid=False, showdividers=True, dividercolor=QUIET)
    drawn["xaxis"] = _axis(axis, tickformat=",.0%", range=[0, right])
    return {"data": traces, "layout": drawn}


def _distances(upper: Values, lower: Values) -> list[float | None]:
    return [None if high is None or low is None else high - low for high, low in zip(upper, lower, strict=True)]


def band_stack(
    months: Sequence[int], bands: Sequence[tuple[str, Values]], *, axis_months: str, axis_share: str, hidden_label: str, stamp: str
) -> Drawn:
    """Bands of hours as stacked shares by month, each labelled beside the last month that is shown.

    A month with a band that is not shown is hatched whole: what the others leave over would give the hidden band away.
    """
    whole = [all(shares[place] is not None for _, shares in bands) for place in range(len(months))]
    traces: list[Trace] = [
        {
            "type": "bar",
            "x": list(months),
            "y": [share if is_shown else None for share, is_shown in zip(shares, whole, strict=True)],
            "marker": {"color": colour, "line": {"width": 0}},
            "name": label,
            "hovertemplate": f"{label}: %{{y:.1%}}<extra></extra>",
        }
        for colour, (label, shares) in zip(BAND_SCALE, bands, strict=True)
    ]
    drawn = layout(height=380, stamp=stamp, right=150)
    drawn["barmode"], drawn["bargap"] = "stack", 0.04
    traces += _hatched([month for month, is_shown in zip(months, whole, strict=True) if not is_shown], drawn, hidden_label)
    if any(whole):
        last = max(place for place, is_shown in enumerate(whole) if is_shown)
        drawn["annotations"] += _labels_beside([(label, shares[last] or 0.0) for label, shares in bands])
    drawn["xaxis"] = _axis(axis_months, dtick=6 if len(months) > 12 else 1, showgrid=False, range=[min(months) - 0.5, max(months) + 0.5])
    drawn["yaxis"] = _axis(axis_share, tickformat=",.0%", range=[0, 1])
    return {"data": traces, "layout": drawn}


def incidence_steps(
    months: Sequence[int],
    shares: Values,
    lows: Values,
    highs: Values,
    followed: Sequence[str],
    *,
    hidden: Sequence[int],
    axis_months: str,
    axis_share: str,
    followed_label: str,
    hidden_label: str,
    stamp: str,
) -> Drawn:
    """Cumulative incidence as steps in its band, the number still followed in words below; `hidden` are the suppressed months."""
    traces = [trace for run in runs(shares) for trace in _steps(months, shares, lows, highs, run)]
    top = max([0.1, *(high for high in highs if high is not None)])
    drawn = layout(height=400, stamp=stamp, bottom=112)
    traces += _hatched([month + 0.5 for month in hidden], drawn, hidden_label)
    marks = [place for place, month in enumerate(months) if month and month % 3 == 0 and shares[place] is not None]
    counts: list[Annotation] = [
        {**_note(followed[place] or "·", months[place], 0, size=12, yshift=-90, centred=True), "name": COUNT} for place in marks
    ]
    drawn["annotations"] = [
        *drawn["annotations"],
        *counts,
        {**_note(followed_label, 0, 0, xref="paper", size=12, yshift=-72), "name": BELOW},
    ]
    drawn["xaxis"] = _axis(axis_months, dtick=3, range=[0, max(months)], showgrid=False)
    drawn["yaxis"] = _axis(axis_share, tickformat=",.0%", range=[0, ceil(top * 1.1 * 20) / 20])
    return {"data": traces, "layout": drawn}


def _steps(months: Sequence[int], shares: Values, lows: Values, highs: Values, run: Sequence[int]) -> list[Trace]:
    """The curve in its band over one unbroken run of months. A step holds until the next month, whether that one is shown or not."""
    is_cut = run[-1] < len(months) - 1
    places = [*run, run[-1]] if is_cut else list(run)
    x = [months[place] for place in run] + ([months[run[-1]] + 1] if is_cut else [])
    band: Trace = {"type": "scatter", "mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip", "x": x}
    return [
        {**band, "y": [highs[place] for place in places]},
        {**band, "y": [lows[place] for place in places], "fill": "tonexty", "fillcolor": with_alpha(ACCENT, 0.18)},
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": [shares[place] for place in places],
            "line": {"color": ACCENT, "width": 3, "shape": "hv"},
            "hovertemplate": "%{y:.1%}<extra></extra>",
        },
    ]


def monthly_series(months: Sequence[str], values: Values, *, hidden: Sequence[str], axis: str, hidden_label: str, stamp: str) -> Drawn:
    """One number a month as bars from zero. `months`, and `hidden` of them that are suppressed, are days such as `2023-06-01`."""
    bars: Trace = {
        "type": "bar",
        "x": list(months),
        "y": list(values),
        "marker": {"color": ACCENT},
        "hovertemplate": "%{x|%m-%Y}: %{y:,.0f}<extra></extra>",
    }
    drawn = layout(height=280, stamp=stamp)
    drawn["bargap"] = 0.15
    drawn["barmode"] = "overlay"
    hatch = _hatched(hidden, drawn, hidden_label)
    drawn["xaxis"] = _axis("", showgrid=False, type="date", tickformat="%Y", dtick="M12")
    drawn["yaxis"] = _axis(axis, rangemode="tozero", tickformat=",.0f")
    return {"data": [bars, *hatch], "layout": drawn}


def delivery_rows(
    labels: Sequence[str], outcomes: Sequence[tuple[str, Sequence[int]]], ends: Sequence[str], *, axis: str, stamp: str
) -> Drawn:
    """What became of each file's rows, as stacked bars with the outcomes named above them.

    `ends` are the words at each bar's end, for a part too thin to be seen.
    """
    traces: list[Trace] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": label,
            "y": list(labels),
            "x": list(rows),
            "marker": {"color": colour},
            "hovertemplate": f"{label}: %{{x:,.0f}}<extra></extra>",
        }
        for colour, (label, rows) in zip(ROW_COLOURS, outcomes, strict=True)
    ]
    traces[-1] |= {"text": [f"{GAP}{words}" if words else "" for words in ends], "textposition": "outside", "cliponaxis": False}
    drawn = layout(height=90 + 32 * len(labels), stamp=stamp, left=260, right=120, top=60)
    # Names leave little room above the bars: the stamp ends where the bars' words do.
    drawn["annotations"] = [{**note, "x": 1, "xanchor": "right", "xshift": 110} for note in drawn["annotations"]]
    drawn["barmode"] = "stack"
    drawn["showlegend"] = True
    drawn["legend"] = {"orientation": "h", "xref": "container", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
    drawn["yaxis"] = _axis("", autorange="reversed", showgrid=False, tickfont={"size": 12})
    longest = max((sum(rows) for rows in zip(*(rows for _, rows in outcomes), strict=True)), default=0)
    drawn["xaxis"] = _axis(axis, rangemode="tozero", tickformat=",.0f", nticks=2 if longest >= LONG_NUMBER else 4)
    return {"data": traces, "layout": drawn}


_axis = axis
"""The theme's axis, under a name that a parameter called `axis` does not hide."""


def _hatched(places: Sequence[float] | Sequence[str], drawn: Layout, label: str) -> list[Trace]:
    """Hatched columns from bottom to top where numbers are suppressed, on an axis of their own, named above the first."""
    if not places:
        return []
    drawn["yaxis2"] = {"visible": False, "overlaying": "y", "range": [0, 1], "fixedrange": True}
    drawn["annotations"] = [
        *drawn["annotations"],
        {**_note(label, places[len(places) // 2], 0.5, size=12, centred=True), "yref": "y2", "bgcolor": PAPER, "textangle": -90},
    ]
    drawn.setdefault("bargap", 0)
    return [
        {
            "type": "bar",
            "x": list(places),
            "y": [1] * len(places),
            "yaxis": "y2",
            "marker": {"color": PAPER, "pattern": HATCH, "line": {"width": 0}},
            "hovertemplate": f"{label}<extra></extra>",
        }
    ]


def _labels_beside(shares: Sequence[tuple[str, float]]) -> list[Annotation]:
    """Labels right of a stack at the middle of each band, pushed apart where bands are thin; an empty band has none."""
    notes: list[Annotation] = []
    below, free = 0.0, 0.0
    for label, share in shares:
        if share > 0:
            height = max(below + share / 2, free)
            notes.append(_note(label, 1.01, height, xref="paper", size=13))
            free = height + LABEL_DISTANCE
        below += share
    return notes


def _note(text: str, x: float | str, y: float, *, xref: str = "x", size: int = 14, yshift: int = 0, centred: bool = False) -> Annotation:
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
