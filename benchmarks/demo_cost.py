"""What the demo costs: its CPU time and peak memory beside the bare import of the five libraries it is built on, in turn, in one session.

Run: `.venv/bin/python benchmarks/demo_cost.py [RUNS]`. Prints one line per run and the medians. The limits: at most three times the
CPU time of the imports, and peak memory below 1 GB.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

IMPORTS = "import dagster, duckdb, polars, plotly, great_expectations"
RATIO_LIMIT, MEMORY_LIMIT_MB = 3.0, 1024.0


def cost(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of a command, as the operating system accounts for it."""
    child = os.fork()
    if child == 0:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(runs: int) -> None:
    """Measures in turn, so that a machine that drifts drifts for both."""
    ratios, memory = [], []
    cost([sys.executable, "-c", IMPORTS])
    for number in range(1, runs + 1):
        imports, _ = cost([sys.executable, "-c", IMPORTS])
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SMAAJOB_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
            demo, peak = cost([str(Path(sys.executable).with_name("smaajob")), "demo", "--output", str(Path(folder) / "out")])
        ratios.append(demo / imports)
        memory.append(peak)
        print(f"run {number}: imports {imports:.2f} s, demo {demo:.2f} s CPU, ratio {demo / imports:.2f}, peak {peak:.0f} MB")
    ratio, peak = statistics.median(ratios), statistics.median(memory)
    print(f"median: ratio {ratio:.2f} (limit {RATIO_LIMIT}), peak {peak:.0f} MB (limit {MEMORY_LIMIT_MB:.0f})")
    sys.exit(not (ratio <= RATIO_LIMIT and peak < MEMORY_LIMIT_MB))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
