"""Pictures: charts as SVG through an installed Chromium, all of a publication in one browser session.

Belongs here: finding a browser, and exporting. Does not belong here: what a chart draws (`reports/charts.py`), and PNG, which is set from
the SVG with the project's own type (`pdf.py`). Nothing is installed or downloaded: without a browser there is nothing, and whoever asked
says so once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_VARIABLE = "BROWSER_PATH"
SECONDS = 90
WIDTH, HEIGHT = 900, 480


def find_browser() -> str | None:
    """The browser that BROWSER_PATH names, or one that is installed; None where there is none."""
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        return named if Path(named).exists() else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def svg_of(charts: Mapping[str, Mapping[str, Any]], width: int = WIDTH) -> dict[str, str]:
    """Name → SVG of each chart, given as Plotly's dictionaries; nothing where no browser is found.

    `width` in pixels, where a chart's layout has none of its own; each chart's height is its layout's own. The same chart gives the same
    text: ids that Plotly draws by lot are numbered instead.
    """
    browser = find_browser()
    if browser is None or not charts:
        return {}
    drawn = asyncio.run(_export([_sized(chart, width) for chart in charts.values()], browser))
    return {name: _steady(content.decode("utf-8")) for name, content in zip(charts, drawn, strict=True)}


def _sized(chart: Mapping[str, Any], width: int) -> tuple[dict[str, Any], int, int]:
    return (
        {"data": list(chart["data"]), "layout": dict(chart["layout"])},
        int(chart["layout"].get("width", width)),
        int(chart["layout"].get("height", HEIGHT)),
    )


async def _export(charts: Sequence[tuple[dict[str, Any], int, int]], browser: str) -> list[bytes]:
    from kaleido import Kaleido  # noqa: PLC0415 - only where pictures are made

    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.ERROR)
    async with Kaleido(n=1, timeout=SECONDS, mathjax=False, path=browser) as session:
        return [
            await session.calc_fig(figure, opts={"format": "svg", "width": width, "height": height}) for figure, width, height in charts
        ]


def _steady(svg: str) -> str:
    """Ids in the order in which they appear, and traces without their own: Plotly draws part of each by lot."""
    svg = re.sub(r"\btrace[0-9a-f]{6}\b", "trace", svg)
    ids = list(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))
    for place, name in sorted(enumerate(ids), key=lambda pair: -len(pair[1])):
        svg = re.sub(rf'(?<=[#"]){re.escape(name)}(?=["\')&])', f"i{place}", svg)
    return svg
