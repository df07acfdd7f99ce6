"""Whether every figure of a run equals the simulated truth, at the simulator's default size, for any seeds.

Run: `.venv/bin/python -m benchmarks.simulated_truth [SEED ...]`. Prints one line per seed; ends with 1 where any figure differs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import simulation
from tests.acceptance.test_simulated_truth import differences


def differing(seed: int, folder: Path) -> tuple[int, int]:
    """Figures in the truth of a seed, and how many of the run's differ from it or are unknown to it."""
    truth = simulation.simulate(folder / "inbox", seed=seed)
    command = [str(Path(sys.executable).with_name("smaajob")), "run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)
    return len(truth.figures), len(differences(truth, folder / "out"))


def main(seeds: list[int]) -> None:
    """One run per seed, each in a folder of its own that goes afterwards."""
    is_right = True
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            figures, wrong = differing(seed, Path(folder))
        print(f"seed {seed}: {figures} figures, {wrong} differ from the truth")
        is_right = is_right and not wrong
    sys.exit(not is_right)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1, 2, 3])
