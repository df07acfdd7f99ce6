"""Charts of ranges on one axis: pure functions from numbers and ready-made labels to Plotly's dictionaries.

Belongs here: the picture of ranges beside each other and a threshold. Does not belong here: all other pictures (`charts.py`), which numbers
are shown and what they are called (`management`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.drawn import Annotation, Drawn, Layout, Shape, Trace
from reports.theme import ACCENT, INK, PAPER, QUIET, axis, layout, with_alpha

LINE_WIDTH = 14
NAME_ABOVE, LETTERS_HIGH = 22, 11
"""Pixels from a row's middle up to its name's, and from there to the name's edges."""
ABOVE, BELOW = 0.7, 0.2
"""Rows that the picture has above the first one's middle, and so many less than one below the last one's."""
ROOM = 1.08
"""How far the axis goes on beyond the last thing on it."""


@dataclass(frozen=True)
class RangeRow:
    """One line of the picture: its label, the range, the point in it, the words beside it, and whether it is the programme's own."""

    label: str
    low: float
    value: float
    high: float
    words: str
    is_own: bool = False


def ranges_and_threshold(
    rows: Sequence[RangeRow], threshold: float, *, threshold_label: str, verdict: str, axis_title: str, stamp: str, height: int = 0
) -> Drawn:
    """Ranges under each other on one axis from zero, or from below where a range begins there; a labelled line at the threshold.

    Each row is a broad pale line from low to high with its point in full colour, named above itself and told in words behind the name. The
    verdict stands in words at the top. `height` in pixels, or what so many rows need.
    """
    traces: list[Trace] = []
    notes: list[Annotation] = []
    left = min(0.0, *(row.low for row in rows)) * ROOM
    right = max(threshold, *(row.high for row in rows)) * ROOM
    for place, row in enumerate(rows):
        at = float(place)
        colour = ACCENT if row.is_own else QUIET
        line: Trace = {"type": "scatter", "mode": "lines", "x": [row.low, row.high], "y": [at, at], "hoverinfo": "skip"}
        traces.append({**line, "line": {"color": with_alpha(colour, 0.35), "width": LINE_WIDTH}})
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [row.value],
                "y": [at],
                "marker": {"color": colour, "size": 11},
                "hovertemplate": f"{row.label}: {row.words}<extra></extra>",
            }
        )
        notes.append(_note(f"<b>{row.label}</b>  {row.words}", left, at, yshift=NAME_ABOVE))
    drawn = layout(height=height or 130 + 70 * len(rows), stamp=stamp, left=20, right=30, top=56)
    drawn["shapes"] = _threshold(threshold, len(rows), drawn)
    is_far_right = threshold > left + (right - left) / 2
    mark: Annotation = {**_note(threshold_label, threshold, len(rows) - 0.45), "xanchor": "right" if is_far_right else "left"}
    heading: Annotation = {**_note(f"<b>{verdict}</b>", 0, 1, yshift=4), "xref": "paper", "yref": "paper", "yanchor": "bottom"}
    drawn["annotations"] = [*drawn["annotations"], *notes, {**mark, "xshift": -6 if is_far_right else 6}, heading]
    drawn["xaxis"] = axis(axis_title, range=[left, right], zeroline=True, zerolinecolor=QUIET, zerolinewidth=1)
    drawn["yaxis"] = axis(visible=False, range=[len(rows) - BELOW, -ABOVE])
    return {"data": traces, "layout": drawn}


def _threshold(threshold: float, rows: int, drawn: Layout) -> list[Shape]:
    """The line at the threshold, from one row's name to the next: it never runs through words."""
    margin = drawn["margin"]
    pixel = (rows - BELOW + ABOVE) / (drawn["height"] - margin["t"] - margin["b"])
    start, end = (NAME_ABOVE - LETTERS_HIGH) * pixel, (NAME_ABOVE + LETTERS_HIGH) * pixel
    line: Shape = {"type": "line", "x0": threshold, "x1": threshold, "layer": "between", "line": {"color": INK, "width": 2}}
    return [{**line, "y0": place - start, "y1": place + 1 - end if place < rows - 1 else rows - BELOW} for place in range(rows)]


def _note(text: str, x: float, y: float, *, yshift: int = 0) -> Annotation:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "yshift": yshift,
        "align": "left",
        "showarrow": False,
        "bgcolor": PAPER,
        "font": {"size": 14, "color": INK},
    }
