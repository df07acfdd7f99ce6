"""Drawn: the types of a chart as Plotly's dictionaries.

Belongs here: the keys that this house uses. Does not belong here: what a chart draws (`charts.py` and its neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Font(TypedDict, total=False):
    """How words are set."""

    family: str
    size: int
    color: str


class Trace(TypedDict, total=False):
    """One series of a chart."""

    type: str
    mode: str
    orientation: str
    name: str
    x: Sequence[object]
    y: Sequence[object]
    yaxis: str
    text: Sequence[str]
    textposition: str
    cliponaxis: bool
    marker: dict[str, object]
    line: dict[str, object]
    error_x: dict[str, object]
    fill: str
    fillcolor: str
    hoverinfo: str
    hovertemplate: str


class Annotation(TypedDict, total=False):
    """Words set on a chart."""

    name: str
    text: str
    x: float | str
    y: float
    xref: str
    yref: str
    xanchor: str
    yanchor: str
    xshift: int
    yshift: int
    align: str
    showarrow: bool
    textangle: int
    bgcolor: str
    font: Font


class Shape(TypedDict, total=False):
    """A line or a rectangle behind or between the series."""

    type: str
    xref: str
    yref: str
    x0: float
    x1: float
    y0: float
    y1: float
    layer: str
    line: dict[str, object]
    fillcolor: str


class Axis(TypedDict, total=False):
    """One axis."""

    title: dict[str, object]
    type: str
    visible: bool
    range: Sequence[float]
    rangemode: str
    autorange: str
    fixedrange: bool
    automargin: bool
    overlaying: str
    dtick: int | str
    nticks: int
    tickvals: Sequence[float]
    ticktext: Sequence[str]
    tickformat: str
    tickangle: int
    tickfont: Font
    ticks: str
    ticklabelstandoff: int
    showgrid: bool
    gridcolor: str
    linecolor: str
    zeroline: bool
    zerolinecolor: str
    zerolinewidth: int
    showdividers: bool
    dividercolor: str


class Layout(TypedDict, total=False):
    """All that stands around the series."""

    height: int
    width: int
    margin: dict[str, int]
    font: Font
    paper_bgcolor: str
    plot_bgcolor: str
    showlegend: bool
    legend: dict[str, object]
    separators: str
    hovermode: str
    dragmode: bool
    barmode: str
    bargap: float
    annotations: list[Annotation]
    shapes: list[Shape]
    xaxis: Axis
    yaxis: Axis
    yaxis2: Axis


class Drawn(TypedDict):
    """A whole chart."""

    data: list[Trace]
    layout: Layout
