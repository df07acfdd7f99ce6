"""Pictures: charts as SVG through an installed Chromium, all of a publication in one browser session.

Belongs here: finding a browser, and exporting. Does not belong here: what a chart draws (`reports/charts.py`), and PNG, which is set from
the SVG with the project's own type (`pdf.py`). Nothing is installed or downloaded: without a browser there is nothing, and whoever asked
says so once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.render.offline import forbid_networks

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_VARIABLE = "BROWSER_PATH"
SECONDS = 600
"""Time that a browser has for all charts of a publication: ten charts take five seconds on an idle machine, minutes on a busy one."""
WIDTH, HEIGHT = 900, 480
LOCKED, OPEN = "locked", "open"
OFFLINE = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,AutofillServerCommunication",
    "--no-pings",
)
"""A browser looks for its makers, for updates and for devices nearby unless it is told not to. Where the machine can refuse it every socket
(`offline.py`) it could not reach them anyway."""
Sized = tuple[dict[str, Any], int, int]
"""A chart as Plotly's dictionary, its width and its height in pixels."""


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
    drawn = _in_a_process_of_its_own([_sized(chart, width) for chart in charts.values()], browser)
    return {name: _steady(svg) for name, svg in zip(charts, drawn, strict=True)}


def _in_a_process_of_its_own(charts: Sequence[Sized], browser: str) -> list[str]:
    """The charts as SVG. Raises RuntimeError where the browser failed or took too long.

    A browser that dies while it draws leaves its driver waiting for it for ever, where no time limit of the driver's own reaches; a process
    can be ended.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for lock in (LOCKED, OPEN):
            try:
                return _drawn_by(charts, browser, folder, lock)
            except subprocess.CalledProcessError:
                continue  # some browsers are packed so that they do not start without rights that the lock takes from them
            except subprocess.SubprocessError as error:
                raise RuntimeError("the browser drew no charts") from error
    raise RuntimeError("the browser drew no charts")


def _drawn_by(charts: Sequence[Sized], browser: str, folder: str, lock: str) -> list[str]:
    """As above. What a browser keeps beside its profile (reports of its crashes) goes into the folder, which goes afterwards."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(  # noqa: S603 - this module, with a browser that was found on this machine
        [sys.executable, "-m", "reports.render.pictures", browser, lock],
        input=json.dumps(charts),
        env={**os.environ, "PYTHONPATH": path, "XDG_CONFIG_HOME": folder},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=SECONDS,
        check=True,
    )
    drawn: list[str] = json.loads(done.stdout)
    return drawn


def _sized(chart: Mapping[str, Any], width: int) -> tuple[dict[str, Any], int, int]:
    return (
        {"data": list(chart["data"]), "layout": dict(chart["layout"])},
        int(chart["layout"].get("width", width)),
        int(chart["layout"].get("height", HEIGHT)),
    )


async def _export(charts: Sequence[Sized], browser: str) -> list[bytes]:
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415 - only where pictures are made
    from kaleido import Kaleido  # noqa: PLC0415 - as above

    class OfflineChromium(Chromium):
        def get_cli(self) -> Sequence[str]:
            return [*super().get_cli(), *OFFLINE]

    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.ERROR)
    async with Kaleido(n=1, timeout=SECONDS, mathjax=False, path=browser, browser_cls=OfflineChromium) as session:
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


if __name__ == "__main__":
    if sys.argv[2] == LOCKED:
        forbid_networks()
    exported = asyncio.run(_export(json.load(sys.stdin), sys.argv[1]))
    json.dump([content.decode("utf-8") for content in exported], sys.stdout)
