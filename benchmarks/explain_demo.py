"""Does every published figure of the demo explain itself, and what does that cost?

Every figure id of an output folder is explained by a process of its own, as a user would: `smaajob explain ID --output DIR --json`.

    smaajob demo --output OUT; python -m benchmarks.explain_demo OUT
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import duckdb

PROGRAM = """
import resource, sys
from pipelines.command_line import main
try:
    main.main(args=sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, int("great_expectations" in sys.modules), file=sys.stderr)
"""
PARTS = ("definition", "figures", "settings", "versions", "edition", "data_date")
LIMIT_SECONDS = 2.0


def main(arguments: list[str]) -> int:
    """Prints how many were explained, what was missing, and seconds of CPU; 1 where anything is missing or too slow."""

    output = Path(arguments[0])
    current = output / "current"
    with duckdb.connect(str(current / "figures.duckdb"), read_only=True) as connection:
        ids = [figure for (figure,) in connection.sql("SELECT DISTINCT figure_id FROM figures ORDER BY ALL").fetchall()]
        rows = connection.sql("SELECT count(*) FROM figures").fetchone()
    listed = {file["sha256"] for file in json.loads((current / "manifest.json").read_text(encoding="utf-8"))["deliveries"]}
    seconds, imports, missing = [], 0, []
    for figure in ids:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "explain", figure, "--output", str(output), "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        cpu, heavy = done.stderr.split()[-2:]
        seconds.append(float(cpu))
        imports += int(heavy)
        told = json.loads(done.stdout)
        has_all = all(told[part] for part in PARTS) and told["is_intact"] and {file["sha256"] for file in told["deliveries"]} <= listed
        if not has_all or (told["kinds"] and not told["deliveries"]):
            missing.append(figure)
    sys.stdout.write(
        f"{len(ids)} figure ids, {rows[0] if rows else 0} figures; parts missing or hashes wrong: {missing or 'none'}; "
        f"CPU median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s; Great Expectations imported: {imports}\n"
    )
    return int(bool(missing) or imports > 0 or max(seconds) >= LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
