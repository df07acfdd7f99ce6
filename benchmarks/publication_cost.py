"""What all publications cost: CPU of making every form in both languages from a finished warehouse, beside one browser session that exports
the same charts once.

Run: `smaajob simulate --output INBOX`, `smaajob run --inbox INBOX --output OUT`, then
`.venv/bin/python -m benchmarks.publication_cost INBOX OUT [RUNS]`. The limit: at most one and a half times the browser.
`docs/publication_cost.md` holds the result.

Both are measured in turn, in processes of their own, user and system time with all processes that they start. The charts are those that the
publications themselves hand to the browser, at the sizes and in the languages in which they do, each once. Publications are counted from
the moment when the job's modules are loaded, which a run needs whatever it publishes; the whole process stands beside it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LIMIT = 1.5
_CHILD_SUBREAPER = 36
"""`PR_SET_CHILD_SUBREAPER` of prctl(2): what the browser leaves behind is waited for, and so counted, by the measuring process."""


def used() -> float:
    """CPU seconds of this process and of all that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def wait_for_all() -> None:
    """Waits for every process that was left behind."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def measured(work: Callable[[], Mapping[str, float]]) -> dict[str, float]:
    """What a process of its own used for some work: `whole`, and what the work itself says. Raises SystemExit where it failed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        try:
            told = work()
            os.write(writer, json.dumps({**told, "whole": used()}).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as answer:
        content = answer.read()
    if os.waitpid(child, 0)[1]:
        raise SystemExit("a measured process failed")
    found: dict[str, float] = json.loads(content)
    return found


def publishing(inbox: Path, output: Path, drawn: Path) -> Mapping[str, float]:
    """Makes every publication of a run's output into its staging folder; notes in `drawn` what was handed to the browser."""
    import dagster as dg  # noqa: PLC0415 - in the measured process
    from dagster import DagsterInstance  # noqa: PLC0415 - in the measured process

    from data_contracts.publications import PUBLICATIONS  # noqa: PLC0415 - in the measured process
    from pipelines import resources  # noqa: PLC0415 - in the measured process
    from pipelines.automation import PUBLISH  # noqa: PLC0415 - in the measured process
    from pipelines.definitions import build_definitions  # noqa: PLC0415 - in the measured process
    from reports.render.pictures import DrawingSession  # noqa: PLC0415 - in the measured process

    class Noting(DrawingSession):
        """A session that notes what it is asked to draw."""

        def _ask(self, charts: str, browser: str) -> list[str]:
            asked.extend(json.loads(charts))
            return super()._ask(charts, browser)

    asked: list[Any] = []
    resources.DrawingSession = Noting  # type: ignore[misc]
    job = build_definitions().resolve_job_def(PUBLISH)
    keys = [dg.AssetKey(["publications", name]) for name in (*PUBLICATIONS, "generation")]
    place = {"inbox": str(inbox), "output": str(output)}
    before = used()
    with DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        configuration = {"resources": {"place": {"config": place}}, "loggers": {"progress": {"config": {"language": "en"}}}}
        job.execute_in_process(configuration, instance, asset_selection=keys, raise_on_error=True)
    wait_for_all()
    drawn.write_text(json.dumps(asked))
    return {"work": used() - before}


def exporting(drawn: Path) -> Mapping[str, float]:
    """Exports each chart once in one browser session."""
    from reports.render.pictures import DrawingSession, find_browser  # noqa: PLC0415 - in the measured process

    browser = find_browser()
    if browser is None:
        raise SystemExit("no browser on this machine")
    once = list(dict.fromkeys(json.dumps(chart, sort_keys=True) for chart in json.loads(drawn.read_text())))
    before = used()
    with DrawingSession() as session:
        session._ask(f"[{','.join(once)}]", browser)
    wait_for_all()
    return {"work": used() - before, "charts": len(once)}


def main(inbox: Path, output: Path, runs: int) -> None:
    """Measures in turn, so that a machine that drifts drifts for both."""
    ratios, publications, browsers = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "charts.json"
        for number in range(1, runs + 1):
            made = measured(lambda: publishing(inbox, output, drawn))
            exported = measured(lambda: exporting(drawn))
            publications.append(made["work"])
            browsers.append(exported["work"])
            ratios.append(made["work"] / exported["work"])
            print(
                f"run {number}: publications {made['work']:.2f} s (whole process {made['whole']:.2f} s), "
                f"browser {exported['work']:.2f} s for {exported['charts']:.0f} charts, ratio {ratios[-1]:.2f}"
            )
    ratio = statistics.median(ratios)
    print(f"median: publications {statistics.median(publications):.2f} s, browser {statistics.median(browsers):.2f} s, ratio {ratio:.2f}")
    print(f"lowest and highest ratio {min(ratios):.2f} to {max(ratios):.2f} (limit {LIMIT})")
    sys.exit(ratio > LIMIT)


if __name__ == "__main__":
    main(*(Path(place).absolute() for place in sys.argv[1:3]), int(sys.argv[3]) if len(sys.argv) > 3 else 5)
