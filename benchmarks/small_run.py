"""Where a small run's time goes: Dagster's records, Great Expectations' import and validations, reading, effects, disclosure, publications.

python -m benchmarks.small_run [CANDIDATES]        (60 simulated persons by default, no browser)

A second thread looks two hundred times a second at what the run is doing and puts each look down to one part, by the files on the stack.
`benchmarks/README.md` holds the result.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

EVERY_SECONDS = 0.005
IMPORTING = "<frozen importlib._bootstrap"
RECORDS = ("/dagster/_core/log_manager", "/dagster/_core/storage/", "/dagster/_core/instance/", "/dagster/_core/events/")
ROOMS = {
    "/assets/deliveries/": "reading files, contracts applied",
    "/assets/core/": "core tables and the panel",
    "/assets/panel/": "effects",
    "/assets/effects/": "effects",
    "/assets/statistics/": "effects",
    "/assets/figures/": "figures: disclosure, passports, changes",
    "/assets/publications/": "publications",
    "/reports/": "publications",
}


def files_of(frame: FrameType | None) -> Iterator[str]:
    """The files on a stack, the innermost first."""
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back


def part_of(files: list[str]) -> str:
    """The part of a run that a look is put down to."""
    has_expectations = any("/great_expectations/" in file for file in files)
    if any(file.startswith(IMPORTING) for file in files):
        return f"importing {'Great Expectations' if has_expectations else 'everything else'}"
    if has_expectations:
        return "Great Expectations' validations"
    if any(part in file for file in files for part in RECORDS):
        return "Dagster's records of events"
    return next((part for file in files for room, part in ROOMS.items() if room in file), "Dagster's own work and the rest")


def watched(thread: int, ends: threading.Event, looks: Counter[str]) -> None:
    """Looks at a thread until the event is set."""
    while not ends.wait(EVERY_SECONDS):
        looks[part_of(list(files_of(sys._current_frames().get(thread))))] += 1


def main(candidates: int) -> None:
    """Runs once and prints each part's share."""
    import simulation  # noqa: PLC0415 - what is imported for the inbox is not the run's

    with tempfile.TemporaryDirectory() as folder:
        simulation.write_inbox(Path(folder) / "inbox", candidates=candidates, comparison=40, months=24, seed=60)
        os.environ |= {"BROWSER_PATH": "/nowhere", "SMAAJOB_KEY_FILE": str(Path(folder) / "key")}
        looks: Counter[str] = Counter()
        ends = threading.Event()
        watcher = threading.Thread(target=watched, args=(threading.get_ident(), ends, looks))
        watcher.start()
        begun, used = time.monotonic(), time.process_time()
        from pipelines.running import run_publish  # noqa: PLC0415 - its imports are part of what is measured

        run_publish({"inbox": str(Path(folder) / "inbox"), "output": str(Path(folder) / "out")}, language="en")
        begun, used = time.monotonic() - begun, time.process_time() - used
        ends.set()
        watcher.join()
    for part, number in looks.most_common():
        print(f"| {part} | {100 * number / looks.total():.0f} % |")
    print(f"{looks.total()} looks; {used:.1f} s of CPU, {begun:.1f} s on the clock")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
