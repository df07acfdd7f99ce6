"""The rules on figures and claims: every figure has its interval, every changed definition a new version, every claim a figure.

Belongs here: what the effects' code shows, and what their definitions say once they are loaded. Does not belong here: the register itself
(`house/effect_pages.py`) and what a claim is (`data_contracts/bound_claims.py`).
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from data_contracts.figure import FigureDefinition
from house.rules.violations import Source, Violation, sources

NO_INTERVAL, CHANGED, UNREGISTERED, CLAIM = (
    "figure without an interval",
    "changed definition with its old version",
    "definition without a record",
    "unbound claim",
)
EFFECTS: Final = "assets/effects"
CLAIMS: Final = "data_contracts.bound_claims"
Binding = Callable[[frozenset[str]], Iterable[tuple[str, int, str]]]
"""Known figure ids → file, line and what is wrong of every claim that is bound to none of them."""


def interval_violations(root: Path) -> Iterator[Violation]:
    """Figures made without an interval."""
    for source in sources(root, EFFECTS):
        yield from without_interval(source)


def without_interval(source: Source) -> Iterator[Violation]:
    """Every call `<definition>.figure(value, ...)` whose second argument, or `interval`, is missing or None."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "figure"):
            continue
        if any(isinstance(one, ast.Starred) for one in node.args[:2]) or any(one.arg is None for one in node.keywords):
            continue
        given = node.args[1] if len(node.args) > 1 else next((one.value for one in node.keywords if one.arg == "interval"), None)
        if given is None or (isinstance(given, ast.Constant) and given.value is None):
            message = "give it an Interval, COMPLETE_COUNT or UPPER_BOUND as second argument"
            yield Violation(source.path, node.lineno, NO_INTERVAL, message)


def definition_violations(
    root: Path, definitions: Iterable[FigureDefinition], record: Mapping[tuple[str, int], str], digest: Callable[[FigureDefinition], str]
) -> Iterator[Violation]:
    """Definitions that differ from what is on record under their version, or are not on record, where the code defines them."""
    places = DefinitionPlaces(root)
    for definition in definitions:
        on_record = record.get((definition.figure_id, definition.version))
        if on_record == digest(definition):
            continue
        path, line = places.of(definition.figure_id)
        if on_record is None:
            message = f"{definition.figure_id} has no version {definition.version} on record: run python -m house.generated"
            yield Violation(path, line, UNREGISTERED, message)
        else:
            message = f"{definition.figure_id} is not what its version stands for: give it version {definition.version + 1}"
            yield Violation(path, line, CHANGED, message)


class DefinitionPlaces:
    """Where the code under `assets/effects` names each figure id, as a text or as an f-string that makes it."""

    def __init__(self, root: Path) -> None:
        self._texts: dict[str, tuple[str, int]] = {}
        self._patterns: list[tuple[re.Pattern[str], tuple[str, int]]] = []
        for source in sources(root, EFFECTS):
            for node in _defining(source.tree):
                place = source.path, node.lineno
                if isinstance(node, ast.Constant):
                    self._texts.setdefault(str(node.value), place)
                else:
                    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w*" for part in node.values]
                    self._patterns.append((re.compile("".join(parts)), place))

    def of(self, figure_id: str) -> tuple[str, int]:
        """File and line; of several f-strings that can make the id the one with most text of its own. The folder where none does."""
        if figure_id in self._texts:
            return self._texts[figure_id]
        made = [(len(pattern.pattern), place) for pattern, place in self._patterns if pattern.fullmatch(figure_id)]
        return max(made)[1] if made else (EFFECTS, 1)


def _defining(tree: ast.Module) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The first argument of every FigureDefinition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FigureDefinition":
            given = node.args[0] if node.args else next((one.value for one in node.keywords if one.arg == "figure_id"), None)
            if isinstance(given, ast.Constant | ast.JoinedStr):
                yield given


def claim_violations(root: Path, known: Iterable[str], problems: Binding | None) -> Iterator[Violation]:
    """Claims that are bound to no figure that there is; none where the project has no claims."""
    for file, line, message in problems(frozenset(known)) if problems else ():
        path = Path(file)
        shown = path.resolve().relative_to(root.resolve()) if path.is_absolute() and path.is_relative_to(root.resolve()) else path
        yield Violation(shown.as_posix(), line, CLAIM, message)


def claim_bindings(module: str = CLAIMS) -> Binding | None:
    """The module's `binding_problems`; None where there is no such module, or nothing of that name in it."""
    if importlib.util.find_spec(module) is None:
        return None
    found: Binding | None = getattr(importlib.import_module(module), "binding_problems", None)
    return found
