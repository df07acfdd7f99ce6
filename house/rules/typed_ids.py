"""The rule on what is said once: a figure's id is typed in its definition alone.

Belongs here: finding ids in the tree's own text. Does not belong here: what a definition must say (`data_contracts/figure.py`) and the
module of ids that everybody else imports (`house/listed_figures.py`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from house import listed_figures
from house.rules.violations import Source, Violation, sources

TYPED: Final = "figure id typed"
ROOMS: Final = ("assets", "benchmarks", "data_contracts", "house", "pipelines", "reports")
"""Not the simulation: as a test it says beforehand what a figure must come to, and an id that is none fails the comparison."""


def typed_violations(root: Path) -> Iterator[Violation]:
    """Ids of figures typed elsewhere than in a definition."""
    known = known_ids(root)
    for source in sources(root, *(room for room in ROOMS if (root / room).is_dir())):
        if source.path != listed_figures.PATH:
            yield from typed_ids(source, known)


def known_ids(root: Path) -> frozenset[str]:
    """The ids that the tree's own module of ids holds; none where it has no such module."""
    path = root / listed_figures.PATH
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    values = (node.value for node in tree.body if isinstance(node, ast.AnnAssign))
    return frozenset(str(value.value) for value in values if isinstance(value, ast.Constant))


def typed_ids(source: Source, known: frozenset[str]) -> Iterator[Violation]:
    """Every text that is an id, begins all ids of an effect, or is put together to one, but for the first argument of a definition."""
    effects = {name.partition(".")[0] for name in known}
    own = {id(part) for call in (*_definitions(source), *_texts(source)) for part in ast.walk(_first(call))}
    within = {id(part) for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(source.tree):
        if id(node) in own or id(node) in within:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_prefix = node.value.endswith(".") and node.value[:-1] in effects
            if is_prefix or node.value in known:
                what = f"all ids that begin with {node.value}" if is_prefix else listed_figures.constant(node.value)
                yield Violation(source.path, node.lineno, TYPED, _advice(what, is_prefix=is_prefix))
        elif isinstance(node, ast.JoinedStr) and (made := _made(node, effects, known)):
            yield Violation(source.path, node.lineno, TYPED, _advice(listed_figures.constant(made), is_prefix=False))


def _advice(what: str, *, is_prefix: bool) -> str:
    if is_prefix:
        return f"{what}: what an effect's figures have in common stands in their definitions"
    return f"import {what} from {listed_figures.PATH}"


def _made(node: ast.JoinedStr, effects: set[str], known: frozenset[str]) -> str | None:
    """The first id that a text with places can become, where an effect's name or a part of what follows it stands in it."""
    said = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if not (said.partition(".")[0] in effects or re.search(r"\.[a-z]{3}", said)):
        return None
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w*" for part in node.values]
    pattern = re.compile("".join(parts))
    return next((name for name in sorted(known) if pattern.fullmatch(name)), None)


def _definitions(source: Source) -> Iterator[ast.Call]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FigureDefinition":
            yield node


def _texts(source: Source) -> Iterator[ast.Call]:
    """Look-ups in a catalogue of texts, whose keys may begin as an id does."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("text", "has"):
            yield node


def _first(call: ast.Call) -> ast.expr:
    return call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "figure_id"), call.func)
