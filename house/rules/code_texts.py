"""The rules on code that makes texts: no number of its own, and none that is formatted by hand.

Belongs here: literals and formats in the code of `reports`. Does not belong here: the catalogues (`texts.py`), whether a sentence names its
figures (`bindings.py`) and a publication once it is made (`publication_numbers.py`).

A text position is an argument of a block that people read (title, text, source, ...), or what is filled into a catalogue's text. What may
reach it is followed through f-strings, joins, names of the function and of the module, and functions of the module; arguments of a look-up,
such as a figure's id, are no texts. A number is free where it has no name: a constant of the module is a setting, and so is a loop's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from house.rules.scopes import FIELDS, Function, Scope, name_of, own_nodes, scopes
from house.rules.violations import Source, Violation, sources

LITERAL, BY_HAND = "free number in code", "number formatted by hand"
LAYOUT: Final = re.compile(r"^reports/(render/|theme\.py|\w*charts\.py)")
"""Geometry and formats of pictures, pages and sheets: their numbers are places and sizes, their words come ready."""
FORMATTERS: Final = frozenset({"reports/figures.py", "reports/language/__init__.py"})
"""The one place where a number becomes text."""
_READ: Final = frozenset(
    {"text", "title", "subtitle", "range_text", "point_text", "does_not_show", "source", "alternative", "sheet", "entries"}
)
_COUNTING: Final = frozenset({"len", "sum", "round", "int", "float", "abs", "Decimal"})
_SHOWN: Final = frozenset({"value", "low", "high", "count", "share", "numerator", "denominator_count"})
_NUMERIC_FORMAT: Final = re.compile(r"^(?:.?[<>=^])?[+\- ]?z?#?0?\d*[,_]?(?:\.\d+)?[bdeEfFgGnoxX%]?$")
_PADDING: Final = re.compile(r"^(?:.?[<>^])?\d*$")


def code_violations(root: Path) -> Iterator[Violation]:
    """All rules of this file over `reports`."""
    for source in sources(root, "reports"):
        yield from literal_violations(source)
        yield from formatting_violations(source)


def literal_violations(source: Source) -> Iterator[Violation]:
    """Digits of the code's own in what people read."""
    if LAYOUT.match(source.path):
        return
    functions = {node.name: node for node in source.tree.body if isinstance(node, Function)}
    module = Scope(source, source.tree, None)
    lines: set[int] = set()
    for scope in scopes(source):
        for node in own_nodes(scope.body):
            if isinstance(node, ast.Call):
                for argument in _read_arguments(node):
                    lines |= {found.lineno for found in Texts(scope, module, functions).free(argument)}
    for line in sorted(lines):
        yield Violation(source.path, line, LITERAL, "a text holds a number of its own: fill it from a figure, or name it in the catalogue")


def _read_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """What of a call people read: texts of a block, and what is filled into a catalogue's text."""
    name = name_of(call.func)
    if name in FIELDS:
        yield from (argument for field, argument in zip(FIELDS[name], call.args, strict=False) if field in _READ)
        yield from (keyword.value for keyword in call.keywords if keyword.arg in _READ)
    elif name == "text":
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield keyword.value


@dataclass
class Texts:
    """Follows what may become a text back to where it is written."""

    scope: Scope
    module: Scope
    functions: Mapping[str, Function]

    def free(self, node: ast.expr, seen: frozenset[str] = frozenset(), *, is_named: bool = False) -> Iterator[ast.Constant]:
        """Every literal that the expression's text may hold: texts with a digit wherever they stand, and numbers without a name."""
        if isinstance(node, ast.Constant):
            is_text = isinstance(node.value, str) and any(sign.isdigit() for sign in node.value)
            if is_text or (not is_named and _is_number(node)):
                yield node
        elif isinstance(node, ast.Name):
            own = self.scope.names.get(node.id, []) if node.id not in seen else []
            outer = self.module.names.get(node.id, []) if node.id not in seen and not own else []
            for value in (*own, *outer):
                # A number is named by a constant of the module, or by a loop over several.
                named = is_named or value in outer or not isinstance(value, ast.Constant)
                yield from self.free(value, seen | {node.id}, is_named=named)
        elif isinstance(node, ast.Call):
            yield from self._of_call(node, seen)
        else:
            for part in _text_parts(node):
                yield from self.free(part, seen, is_named=is_named)

    def _of_call(self, node: ast.Call, seen: frozenset[str]) -> Iterator[ast.Constant]:
        """A method of a text keeps the text; a function of the module gives what it returns; any other call is a look-up."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in (
            "join",
            "format",
            "replace",
            "strip",
            "rstrip",
            "capitalize",
            "lower",
        ):
            yield from self.free(node.func.value, seen)
            for argument in node.args if node.func.attr == "join" else ():
                yield from self.free(argument, seen)
        elif isinstance(node.func, ast.Name) and node.func.id in self.functions and node.func.id not in seen:
            function = self.functions[node.func.id]
            inside = Texts(Scope(self.scope.module, function, function), self.module, self.functions)
            for statement in own_nodes(function):
                if isinstance(statement, ast.Return | ast.Yield) and statement.value is not None and _gives_text(function):
                    yield from inside.free(statement.value, seen | {node.func.id})


def _is_number(node: ast.Constant) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _gives_text(function: Function) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in ("str", "list[str]", "Iterator[str]", "tuple[str, ...]")


def _text_parts(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression that are parts of its text."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value if isinstance(part, ast.FormattedValue) else part for part in node.values)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        yield from (node.left, node.right)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.List | ast.Tuple):
        yield from node.elts
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield node.elt


def formatting_violations(source: Source) -> Iterator[Violation]:
    """Numbers that become text anywhere but in the functions made for it."""
    if source.path in FORMATTERS or LAYOUT.match(source.path):
        return
    for node in ast.walk(source.tree):
        if is_formatted_by_hand(node):
            line = getattr(node, "lineno", 1)
            yield Violation(source.path, line, BY_HAND, "write numbers with Language.number, .percent, .money or FigureTable.value")


def is_formatted_by_hand(node: ast.AST) -> bool:
    """An f-string's numeric format, `format`, `str.format`, `%` on a text, or what is visibly a number turned into text."""
    if isinstance(node, ast.FormattedValue):
        spec = "".join(str(part.value) for part in getattr(node.format_spec, "values", ()) if isinstance(part, ast.Constant))
        return _is_visibly_a_number(node.value) or bool(spec and _NUMERIC_FORMAT.match(spec) and not _PADDING.match(spec))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _is_text(node.left)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "format" or (node.func.id == "str" and any(_is_visibly_a_number(argument) for argument in node.args))
    return isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _is_text(node.func.value)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_visibly_a_number(node: ast.expr) -> bool:
    """Counted, rounded, reckoned with, or a figure's bare number. Paths are divided and texts added, so these need a number beside them."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _COUNTING
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        if any(_is_text(side) for side in sides):
            return False
        is_number = any(_is_visibly_a_number(side) or (isinstance(side, ast.Constant) and _is_number(side)) for side in sides)
        return is_number or isinstance(node.op, ast.Mult | ast.Sub | ast.FloorDiv | ast.Pow)
    return isinstance(node, ast.Attribute) and node.attr in _SHOWN
