"""The rule on unbound sentences: what shows a figure's number says which figure it is.

Belongs here: blocks in code whose arguments ask a table of figures for a number. Does not belong here: whether the figures named account
for every number, which only a publication that was made can tell (`publication_numbers.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from house.rules.scopes import FIELDS, Function, Scope, name_of, own_nodes, scopes
from house.rules.violations import Source, Violation, sources

UNBOUND: Final = "unbound sentence"
_IDS: Final = {"Sentence": "figure_ids", "Note": "figure_ids", "Table": "figure_ids", "Chart": "figure_ids", "HeadlineFigure": "figure_id"}
_NUMBERS_OF: Final = frozenset({"value", "range", "number", "amount", "cell", "precision"})
"""Methods of FigureTable that give a figure's number."""


def binding_violations(root: Path) -> Iterator[Violation]:
    """The rule over `reports`."""
    for source in sources(root, "reports"):
        yield from unbound_violations(source)


def unbound_violations(source: Source) -> Iterator[Violation]:
    """Blocks with numbers of figures among their arguments that name no figure."""
    tables = _figure_tables(source.tree)
    functions = {node.name: node for node in ast.walk(source.tree) if isinstance(node, Function)}
    telling = _telling(source, functions, tables)
    for scope in scopes(source):
        for node in own_nodes(scope.body):
            name = name_of(node.func) if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in _IDS or not _is_unbound(node, name):
                continue
            if any(_tells(argument, scope, tables, telling) for argument in (*node.args, *(one.value for one in node.keywords))):
                yield Violation(source.path, node.lineno, UNBOUND, f"this {name} shows a figure's number: give it `{_IDS[name]}`")


def _is_unbound(call: ast.Call, name: str) -> bool:
    """Whether the block is given no figure, or visibly an empty list of them."""
    place = FIELDS[name].index(_IDS[name])
    if any(keyword.arg is None for keyword in call.keywords) or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    given = call.args[place] if len(call.args) > place else next((one.value for one in call.keywords if one.arg == _IDS[name]), None)
    return given is None or (isinstance(given, ast.Tuple) and not given.elts) or (isinstance(given, ast.Constant) and not given.value)


def _figure_tables(tree: ast.Module) -> frozenset[str]:
    """The names under which a module knows tables of figures."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None and "FigureTable" in ast.unparse(node.annotation):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and "FigureTable" in ast.unparse(node.annotation):
            found.add(name_of(node.target))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and name_of(node.value.func) == "FigureTable":
            found |= {name_of(target) for target in node.targets}
    return frozenset(found)


def _telling(source: Source, functions: Mapping[str, Function], tables: frozenset[str]) -> frozenset[str]:
    """The module's functions that give back a figure's number in words or cells: those that ask for one, and those that ask these."""
    telling: frozenset[str] = frozenset()
    while True:
        found = frozenset(
            name
            for name, function in functions.items()
            for statement in own_nodes(function)
            if isinstance(statement, ast.Return) and statement.value is not None and not _gives_blocks(function)
            if _tells(statement.value, Scope(source, function, function), tables, telling)
        )
        if found <= telling:
            return telling
        telling |= found


def _gives_blocks(function: Function) -> bool:
    """A block made by a function has been looked at where it is made."""
    words = "" if function.returns is None else ast.unparse(function.returns)
    return any(name in words for name in ("Block", *FIELDS))


def _tells(node: ast.AST, scope: Scope, tables: frozenset[str], telling: frozenset[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a figure's number is asked for within the expression, or in what a name in it was given."""
    if isinstance(node, ast.Call):
        name = name_of(node.func)
        if name in telling and isinstance(node.func, ast.Name):
            return True
        if isinstance(node.func, ast.Attribute) and name in _NUMBERS_OF and name_of(node.func.value) in tables:
            return True
        if name in _IDS:
            return False  # a block within a block answers for itself
    if isinstance(node, ast.Name) and node.id not in seen and isinstance(node.ctx, ast.Load):
        return any(_tells(value, scope, tables, telling, seen | {node.id}) for value in scope.names.get(node.id, []))
    return any(_tells(child, scope, tables, telling, seen) for child in ast.iter_child_nodes(node))
