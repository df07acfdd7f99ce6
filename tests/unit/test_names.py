"""A name stands for one thing: a module's name is found once in all that ships and in what keeps the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("house", "pipelines", "assets", "reports", "simulation", "data_contracts")
CONVENTIONAL = frozenset({"__init__", "__main__", "assets", "definition", "rule"})
"""Names that say the same in every room: a package, a command, Dagster's assets, and the two files of each effect."""


def modules(root: Path) -> list[Path]:
    return [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]


def more_than_once(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in sorted(found.items()) if len(places) > 1}


def names_of_modules(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(root):
        if path.stem not in CONVENTIONAL:
            found[path.stem].append(path.relative_to(root).as_posix())
    return found


def test_no_two_modules_share_a_name() -> None:
    assert more_than_once(names_of_modules(ROOT)) == {}


def test_a_second_module_of_a_name_is_found_with_both_places(tmp_path: Path) -> None:
    for folder in ("assets/core", "reports"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "places.py").touch()
    assert more_than_once(names_of_modules(tmp_path)) == {"places": ["assets/core/places.py", "reports/places.py"]}
