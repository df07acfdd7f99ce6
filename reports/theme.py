"""Theme: one set of colours and type for everything that people see.

Belongs here: constants and Plotly's base layout. Does not belong here: any single chart.
"""

from __future__ import annotations

from typing import Final, Unpack

from reports.drawn import Annotation, Axis, Layout

INK: Final = "#1F2933"
PAPER: Final = "#FFFFFF"
QUIET: Final = "#7B8794"
QUIET_TEXT: Final = "#52606D"
"""Quiet words: dark enough to be read."""
RULE: Final = "#E4E7EB"
ACCENT: Final = "#0B5CAD"
CONTRAST: Final = "#C2410C"
BAND_SCALE: Final = ("#D5DBE2", "#BBD7F0", "#86B6E3", "#4F93D2", "#1F6FBF", "#0B3F78")
"""No hours in grey, then hours from light to dark blue."""
HATCH: Final = {"shape": "/", "fgcolor": "#CBD2D9", "bgcolor": PAPER, "size": 8, "solidity": 0.25}
"""What is not shown: hatched from edge to edge, so that nobody reads a height out of it."""
FONT: Final = "Inter, 'Source Sans 3', Arial, sans-serif"
SIZE: Final = 14


def with_alpha(colour: str, alpha: float) -> str:
    """A colour of six hexadecimal digits as rgba, for ranges that stand lighter than their value."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def mixed(colour: str, white: float) -> str:
    """A colour mixed with so much white, from 0 to 1, for tints that do not let through what lies below."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)


def layout(*, height: int, stamp: str, left: int = 60, right: int = 40, bottom: int = 60, top: int = 30) -> Layout:
    """Plotly's layout that every chart starts from; `stamp` stands across the top of what is simulated."""
    notes: list[Annotation] = []
    if stamp:
        notes.append(
            {
                "name": "stamp",
                "text": stamp,
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "yshift": top - 8,
                "xanchor": "left",
                "yanchor": "top",
                "showarrow": False,
                "font": {"size": 12, "color": CONTRAST},
            }
        )
    return {
        "height": height + (20 if stamp else 0),
        "margin": {"l": left, "r": right, "t": top + (20 if stamp else 0), "b": bottom},
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "separators": ",.",
        "hovermode": "closest",
        "dragmode": False,
        "annotations": notes,
    }


def axis(title: str = "", /, **more: Unpack[Axis]) -> Axis:
    """An axis with light rules and no box."""
    return {
        "title": {"text": title, "font": {"size": SIZE}, "standoff": 12},
        "gridcolor": RULE,
        "zeroline": False,
        "linecolor": QUIET,
        "ticks": "",
        "ticklabelstandoff": 3,
        "fixedrange": True,
        "automargin": True,
        **more,
    }
