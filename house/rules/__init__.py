"""The house's rules on numbers: `python -m house.rules [ROOT]` names every violation with file and line, and stops the build.

Belongs here: putting the rules together. Does not belong here: any rule. Each stands in a file of its own as pure functions over text or
syntax trees:

- `texts`: a free number in a text, in one language or in one only; an exception that nothing uses
- `code_texts`: a free number in code that makes texts, and a number formatted by hand
- `bindings`: a sentence, table or picture that shows a figure's number and does not name the figure
- `units`: persons added to full-time equivalents
- `figure_definitions`: a figure without an interval, a changed definition with its old version, a claim without a figure
- `loaded_effects`: an effect that cannot be loaded, because its definition leaves something open or otherwise, or lacks words
- `typed_ids`: a figure's id typed elsewhere than in its definition
- `publication_numbers`: for tests, the numbers of a made publication that nothing accounts for
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from house.rules.bindings import binding_violations
from house.rules.code_texts import code_violations
from house.rules.figure_definitions import EFFECTS, interval_violations
from house.rules.loaded_effects import loaded_violations
from house.rules.texts import text_violations
from house.rules.typed_ids import typed_violations
from house.rules.units import unit_violations
from house.rules.violations import Violation

__all__ = ["OWN_ROOT", "Violation", "read_violations", "violations"]

OWN_ROOT = Path(__file__).resolve().parents[2]
LOADED_ONLY = "--loaded-only"


def read_violations(root: Path) -> Iterator[Violation]:
    """What can be seen by reading the tree; nothing of it is run."""
    of_texts = (text_violations, code_violations, binding_violations, unit_violations)
    for rule in (*of_texts, interval_violations, typed_violations):
        yield from rule(root)


def violations(root: Path = OWN_ROOT) -> list[str]:
    """All violations of a tree, a line each, by file and line."""
    found = list(read_violations(root))
    if root.resolve() == OWN_ROOT:
        return [str(one) for one in sorted({*found, *loaded_violations(root)})]
    return [str(one) for one in sorted(set(found))] + _of_another_tree(root)


def _of_another_tree(root: Path) -> list[str]:
    """What another tree's definitions and claims say, loaded in a process of their own: two trees do not mix in one."""
    if not (root / EFFECTS).is_dir():
        return []
    done = subprocess.run(  # noqa: S603 - this program, on the tree that was named
        [sys.executable, "-m", "house.rules", LOADED_ONLY],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root.resolve())},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    # What could not be loaded ends with 1, too, but has nothing to tell.
    is_told = done.returncode == 0 or (done.returncode == 1 and done.stdout)
    return done.stdout.splitlines() if is_told else [f"{EFFECTS}:1: definitions: they cannot be loaded, see above"]
