"""Published figures beside the simulated ones: renews the tables of docs/simulation.md for the default world.

Run: `.venv/bin/python -m benchmarks.calibration`. Prints the tables; ends with 1 where a calibrated figure lies outside its rounding.
"""

from __future__ import annotations

import sys
from pathlib import Path

from simulation.calibration import Programme, tables, with_tables
from simulation.simulator import world_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "simulation.md"


def main() -> None:
    """Writes the page."""
    programme = Programme(world_of())
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), programme), encoding="utf-8")
    print(tables(programme))
    sys.exit(not all(row.is_within for row in programme.rows()))


if __name__ == "__main__":
    main()
