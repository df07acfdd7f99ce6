"""Whether every figure of a run, and what became of every file's rows, equals the simulated truth, at the simulator's default size.

Run: `.venv/bin/python -m benchmarks.simulated_truth [--ignored] [--effect WORD] [--quality WORD] [SEED ...]`. With `--ignored` the benefit
condition of full-time is set aside in both. Prints one line per seed; ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import simulation
from simulation.truth import BenefitCondition
from simulation.writing import Account
from tests.acceptance.test_simulated_truth import differences

CONDITION = '\n[full_time]\nbenefit_condition = "ignored"\n'


def differing_accounts(truth: simulation.Truth, output: Path) -> list[str]:
    """Files whose rows, or those dropped, refused or set aside before any is superseded, are not as many as the truth says."""
    manifest = json.loads((output / "current" / "manifest.json").read_text("utf-8"))
    told = {
        f"{file['supplier']}/{file['delivered_on']}/{file['file']}": file for file in manifest["deliveries"] if file["status"] == "read"
    }
    return [name for name in sorted(set(truth.files) | set(told)) if not _agree(truth.files.get(name), told.get(name))]


def _agree(account: Account | None, file: dict[str, object] | None) -> bool:
    if account is None or file is None:
        return False
    rows = file["rows"]
    assert isinstance(rows, dict)
    found = (file["rows_in"], rows.get("quarantined", 0), rows.get("dropped.person_not_named", 0))
    return found == (account.rows, account.quarantined.total(), account.unnamed)


def compare(seed: int, folder: Path, condition: BenefitCondition, effect: str, quality: str) -> tuple[int, int, int]:
    """Figures in the truth of a seed, how many of the run's differ from it or are unknown to it, and how many files' accounts differ."""
    inbox, output, settings = folder / "inbox", folder / "out", folder / "programme.toml"
    truth = simulation.simulate(inbox, benefit_condition=condition, seed=seed, effect=effect, quality=quality)
    settings.write_text((inbox / "programme.toml").read_text("utf-8") + (CONDITION if condition == "ignored" else ""), encoding="utf-8")
    command = [sys.executable, "-c", "from pipelines.command_line import main; main()", "run", "--inbox", str(inbox)]
    subprocess.run([*command, "--output", str(output), "--settings", str(settings)], check=True, capture_output=True)
    return len(truth.figures), len(differences(truth, output)), len(differing_accounts(truth, output))


def main() -> None:
    """One run per seed, each in a folder of its own that goes afterwards."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--ignored", action="store_true")
    parser.add_argument("--effect", default="positive")
    parser.add_argument("--quality", default="normal")
    options = parser.parse_args()
    is_right = True
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            condition: BenefitCondition = "ignored" if options.ignored else "required"
            figures, wrong, files = compare(seed, Path(folder), condition, options.effect, options.quality)
        print(f"seed {seed}: {figures} figures, {wrong} differ from the truth; {files} files' rows differ from the account")
        is_right = is_right and not wrong and not files
    sys.exit(not is_right)


if __name__ == "__main__":
    main()
