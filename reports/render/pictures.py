"""Pictures: charts as SVG through an installed Chromium, all of a run in one browser session.

Belongs here: finding a browser, and exporting. Does not belong here: what a chart draws (`reports/charts.py`), and PNG, which is set from
the SVG with the project's own type (`pdf.py`). Nothing is installed or downloaded: without a browser there is nothing, and whoever asked
says so once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from reports.drawn import Drawn
from reports.render.offline import forbid_networks

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_VARIABLE = "BROWSER_PATH"
SECONDS, SECONDS_TO_END = 600, 30
"""Time that a browser has for all charts of a publication, and to end: ten charts take five seconds on an idle machine, minutes on a busy
one."""
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


def find_browser() -> str | None:
    """The browser that BROWSER_PATH names, or one that is installed; None where there is none."""
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        return named if Path(named).exists() else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


class DrawingSession:
    """One browser for as many charts as a run has: started with the first, ended by `close`, and the same chart is drawn once.

    The browser and its driver live in a process of their own: a browser that dies while it draws leaves its driver waiting for it for ever,
    where no time limit of the driver's own reaches; a process can be ended.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock, self._is_late = LOCKED, False
        self._folder = tempfile.TemporaryDirectory(prefix="smaajob-browser-", ignore_cleanup_errors=True)
        self._drawn: dict[str, str] = {}

    def __enter__(self) -> DrawingSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def svg_of(self, charts: Mapping[str, Drawn], width: int = WIDTH) -> dict[str, str]:
        """Name → SVG of each chart, given as Plotly's dictionaries; nothing where no browser is found.

        `width` in pixels, where a chart's layout has none of its own; each chart's height is its layout's own. The same chart gives the
        same text: ids that Plotly draws by lot are numbered instead. Raises RuntimeError where the browser failed or took too long.
        """
        browser = find_browser()
        if browser is None or not charts:
            return {}
        asked = {name: json.dumps(_sized(chart, width)) for name, chart in charts.items()}
        unknown = list(dict.fromkeys(chart for chart in asked.values() if chart not in self._drawn))
        if unknown:
            self._drawn.update(zip(unknown, map(_steady, self._ask(f"[{','.join(unknown)}]", browser)), strict=True))
        return {name: self._drawn[chart] for name, chart in asked.items()}

    def close(self) -> None:
        """Ends the browser, if there is one, and takes away what it kept."""
        self._end()
        self._folder.cleanup()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            _pipe(process.stdin).close()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            _kill(process)
        _pipe(process.stdout).close()

    def _ask(self, charts: str, browser: str) -> list[str]:
        """The charts as SVG, from the browser that runs or from a new one: first from one that can open no socket; some browsers are
        packed so that they do not start without rights that the lock takes from them."""
        for lock in (self._lock,) if self._process else (LOCKED, OPEN):
            self._process, self._lock = self._process or _started(browser, lock, self._folder.name), lock
            answer = self._answer(self._process, charts)
            if answer:
                drawn: list[str] = json.loads(answer)
                return drawn
            is_late = self._is_late
            _kill(self._process)
            self._end()
            if is_late:
                break
        raise RuntimeError("the browser drew no charts")

    def _answer(self, process: subprocess.Popen[str], charts: str) -> str:
        """A line, or nothing where the process died or took too long."""

        def too_late() -> None:
            self._is_late = True
            _kill(process)

        self._is_late = False
        limit = threading.Timer(SECONDS, too_late)
        limit.start()
        try:
            _pipe(process.stdin).write(charts + "\n")
            _pipe(process.stdin).flush()
            return _pipe(process.stdout).readline()
        except OSError:
            return ""
        finally:
            limit.cancel()


def svg_of(charts: Mapping[str, Drawn], width: int = WIDTH) -> dict[str, str]:
    """The charts as a session of their own draws them (`DrawingSession.svg_of`)."""
    with DrawingSession() as session:
        return session.svg_of(charts, width)


def _started(browser: str, lock: str, folder: str) -> subprocess.Popen[str]:
    """What a browser keeps beside its profile (reports of its crashes) goes into the folder, which goes afterwards."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    return subprocess.Popen(  # noqa: S603 - this module, with a browser that was found on this machine
        [sys.executable, "-m", "reports.render.pictures", browser, lock],
        env={**os.environ, "PYTHONPATH": path, "XDG_CONFIG_HOME": folder},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,
    )


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("a process was started without its pipes")
    return pipe


def _kill(process: subprocess.Popen[str]) -> None:
    """Ends the process and whatever it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _sized(chart: Drawn, width: int) -> tuple[Drawn, int, int]:
    """The chart, its width and its height in pixels."""
    layout = chart["layout"]
    return {"data": chart["data"], "layout": layout}, layout.get("width", width), layout.get("height", HEIGHT)


async def _serve(browser: str) -> None:
    """One line of charts in, one line of their SVG out, until there is no more."""
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415 - only where pictures are made
    from kaleido import Kaleido  # noqa: PLC0415 - as above

    class OfflineChromium(Chromium):
        def get_cli(self) -> Sequence[str]:
            return [*super().get_cli(), *OFFLINE]

    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.ERROR)
    async with Kaleido(n=1, timeout=SECONDS, mathjax=False, path=browser, browser_cls=OfflineChromium) as session:
        while asked := await asyncio.to_thread(sys.stdin.readline):
            drawn = [
                await session.calc_fig(figure, opts={"format": "svg", "width": width, "height": height})
                for figure, width, height in json.loads(asked)
            ]
            sys.stdout.write(json.dumps([content.decode("utf-8") for content in drawn]) + "\n")
            sys.stdout.flush()


def _steady(svg: str) -> str:
    """Ids in the order in which they appear, and traces without their own: Plotly draws part of each by lot."""
    svg = re.sub(r"\btrace[0-9a-f]{6}\b", "trace", svg)
    places = {name: place for place, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    if not places:
        return svg
    names = "|".join(re.escape(name) for name in sorted(places, key=len, reverse=True))
    return re.sub(rf'(?<=[#"])(?:{names})(?=["\')&])', lambda found: f"i{places[found[0]]}", svg)


if __name__ == "__main__":
    if sys.argv[2] == LOCKED:
        forbid_networks()
    asyncio.run(_serve(sys.argv[1]))
