"""Every file of the tree that is made from the code: `python -m house.generated` writes them, with `--check` it names what is stale.

Belongs here: the list of what is made, writing it, and holding the tree against it. Does not belong here: what a file says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from house import effect_pages, figures_page, listed_figures

ROOT: Final = Path(__file__).resolve().parents[1]
CHECK: Final = "--check"
MAKERS: Final[tuple[Callable[[], Mapping[str, str]], ...]] = (effect_pages.files, listed_figures.files, figures_page.files)
"""Each gives files as they should be: path from the root → text."""
WHOLE: Final = (f"{effect_pages.FOLDER}/*.md",)
"""Nothing else stands in such places: a page whose effect is gone goes, too."""


def stale(made: Mapping[str, str], root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Path and what is wrong of every file that is not as it should be: missing, out of date, or made from nothing any more."""
    for name, text in made.items():
        path = root / name
        if not path.exists():
            yield name, "is missing"
        elif path.read_text(encoding="utf-8") != text:
            yield name, "is out of date"
    for name in _of_nothing(made, root):
        yield name, "is made from nothing any more"


def write(made: Mapping[str, str], root: Path = ROOT) -> None:
    """Writes every file and takes away what is made from nothing any more."""
    for name, text in made.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _of_nothing(made, root):
        (root / name).unlink()


def _of_nothing(made: Mapping[str, str], root: Path) -> list[str]:
    there = (path.relative_to(root).as_posix() for pattern in WHOLE for path in root.glob(pattern))
    return sorted(name for name in there if name not in made)


def main(arguments: Sequence[str]) -> int:
    """Writes, or names what is stale and ends with 1; also where a definition changed and its version did not. 2 on wrong use."""
    if list(arguments) not in ([], [CHECK]):
        sys.stderr.write(f"usage: python -m house.generated [{CHECK}]\n")
        return 2
    try:
        made = {name: text for maker in MAKERS for name, text in maker().items()}
    except effect_pages.ChangedDefinitionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not arguments:
        write(made)
        return 0
    found = [f"{name}:1: {wrong}: run python -m house.generated\n" for name, wrong in stale(made)]
    sys.stdout.writelines(found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
