"""Scopes: what a name in Python code may stand for, as far as its own function and module tell, and what blocks are called with.

Belongs here: following names. Does not belong here: what may stand where (`code_texts.py`, `bindings.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

from house.rules.violations import Source
from reports import blocks

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    kind.__name__: tuple(field.name for field in fields(kind))
    for kind in (
        *(blocks.Heading, blocks.Sentence, blocks.Note, blocks.HeadlineFigure, blocks.TableColumn, blocks.Table, blocks.Chart),
        *(blocks.SourceList, blocks.Publication),
    )
}
"""The blocks, and a publication, with the names of their arguments in order."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Scope:
    """A function, or a module outside its functions, and what its names may stand for."""

    module: Source
    body: ast.AST
    function: Function | None

    @cached_property
    def assigned(self) -> Mapping[str, list[ast.expr]]:
        """Everything that a name is made equal to."""
        found: dict[str, list[ast.expr]] = {}
        for node in own_nodes(self.body):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    _give(found, target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                _give(found, node.target, node.value)
        return found

    @cached_property
    def names(self) -> Mapping[str, list[ast.expr]]:
        """Everything that a name may stand for: what it is made equal to, what is added to it, what it runs through."""
        found = {name: list(values) for name, values in self.assigned.items()}
        for node in own_nodes(self.body):
            if isinstance(node, ast.AugAssign):
                _give(found, node.target, node.value)
            elif isinstance(node, ast.comprehension | ast.For):
                _give(found, node.target, node.iter)
        return found


def _give(found: dict[str, list[ast.expr]], target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        found.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Tuple | ast.List):
        parts = (
            value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts) else [value] * len(target.elts)
        )
        for one, part in zip(target.elts, parts, strict=True):
            _give(found, one, part)


def own_nodes(body: ast.AST) -> Iterator[ast.AST]:
    """All nodes below, those of functions within excepted."""
    for child in ast.iter_child_nodes(body):
        yield child
        if not isinstance(child, Function):
            yield from own_nodes(child)


def scopes(module: Source) -> Iterator[Scope]:
    """The module and each of its functions."""
    yield Scope(module, module.tree, None)
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield Scope(module, node, node)


def name_of(node: ast.AST) -> str:
    """The last name of a name or an attribute."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
