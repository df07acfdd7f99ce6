"""The build stops: the command on a copy of the tree names what was planted there, with file and line, and ends with 1."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("assets", "benchmarks", "data_contracts", "docs/effects", "house", "pipelines", "reports", "simulation")


def copy_of_the_tree(folder: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "house.rules", *arguments]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(cwd)}, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_free_number_in_a_text_stops_the_build(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    catalogue = tree / "reports/language/en.toml"
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines) if text.startswith("nobody_referred ="))
    lines[line] = 'nobody_referred = "62 persons have been referred."'
    catalogue.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run(tree)
    assert done.returncode == 1, done.stderr[-2000:]
    assert f"reports/language/en.toml:{line + 1}: free number in a text: management.nobody_referred holds 62" in done.stdout
    assert {found.split(":")[0] for found in done.stdout.splitlines()} == {"reports/language/en.toml"}


def test_a_changed_definition_in_another_tree_stops_the_build(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    effect = tree / "assets/effects/wellbeing/definition.py"
    code = effect.read_text(encoding="utf-8")
    effect.write_text(code.replace('"Persons with any WHO-5 answer."', '"Persons with two WHO-5 answers."'), encoding="utf-8")
    line = next(number for number, text in enumerate(code.splitlines(), start=1) if '"wellbeing.answered"' in text)
    done = run(ROOT, str(tree))
    assert done.returncode == 1, done.stderr[-2000:]
    assert done.stdout.splitlines() == [
        f"assets/effects/wellbeing/definition.py:{line}: changed definition with its old version: "
        "wellbeing.answered is not what its version stands for: give it version 2"
    ]


def test_an_effect_that_leaves_open_whom_it_is_about_and_an_id_typed_elsewhere_stop_the_build(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    effect = tree / "assets/effects/wellbeing/definition.py"
    lines = effect.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if text.startswith("ANSWERED = FigureDefinition("))
    about = next(number for number in range(line, len(lines)) if lines[number].strip().startswith("about="))
    del lines[about]
    effect.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tree / "reports/typed.py").write_text('"""A slip."""\n\nWAITING = "participation.waiting"\n', encoding="utf-8")
    done = run(tree)
    assert done.returncode == 1, done.stderr[-2000:]
    assert set(done.stdout.splitlines()) == {
        "reports/typed.py:3: figure id typed: import PARTICIPATION_WAITING from data_contracts/figure_ids.py",
        f"assets/effects/wellbeing/definition.py:{line}: effect that cannot be loaded: "
        "wellbeing.answered: its definition leaves open about",
    }
