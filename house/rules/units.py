"""The rule on mixed units: persons are not added to full-time equivalents, nor any two numbers whose names end in different units.

Belongs here: sums, differences and comparisons in Python, in column expressions and in SQL. Does not belong here: quantities that carry
their unit with them while the program runs (`data_contracts/comparability.py`).

A unit is known where a name, an attribute or a column's name ends in it (`reached_persons`, `pl.col("month_fte")`, `frame["paid_hours"]`),
and through sums, means and the like of such. What a function's own name is made equal to tells more than the name. `hours_per_week` is a
unit of its own. What is multiplied or divided has been converted: its unit is not known until it has a name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from house.rules.scopes import Scope, name_of, own_nodes, scopes
from house.rules.violations import Source, Violation, sources

MIXED: Final = "mixed units"
FOLDERS: Final = ("assets", "reports", "data_contracts", "simulation", "benchmarks")
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "persons": ("persons", "participants", "members", "candidates"),
    "companies": ("companies", "partners"),
    "dkk": ("dkk", "kroner"),
    **{
        name: (name,)
        for name in (
            *("fte", "full_time_persons", "referrals", "placements", "hours", "hundredths", "days", "weeks", "months", "years"),
            *("oere", "share", "percent", "points"),
        )
    },
}
UNITS: Final[Mapping[str, str]] = {word: unit for unit, words in _KINDS.items() for word in words}
"""The last word of a name, and what it counts. Full-time persons are Jobindsats' weeks on benefit: neither persons nor FTE."""
_KEEPS: Final = frozenset(
    {
        *(
            "sum",
            "mean",
            "median",
            "min",
            "max",
            "abs",
            "alias",
            "cast",
            "fill_null",
            "over",
            "round",
            "shift",
            "cum_sum",
            "filter",
            "first",
        ),
        *("last", "rolling_sum", "rolling_mean", "rolling_max", "diff", "clip", "drop_nulls", "item", "copy", "quantize", "collect"),
    }
)
"""Methods whose result counts what its object counts."""
_COLUMN: Final = frozenset({"col", "sum", "mean", "min", "max", "first", "last", "median"})
"""`pl.col("x")`, `pl.sum("x")` and the like, of a library's short name."""
_LIBRARIES: Final = frozenset({"pl", "nw", "F", "cs"})
_WRAPS: Final = frozenset({"sum", "min", "max", "abs", "round", "int", "float", "Decimal", "exact"})
_COMPARES: Final = ast.Lt | ast.Gt | ast.LtE | ast.GtE
_IS_SQL: Final = re.compile(r"\b(?:SELECT|WHERE|FROM|CASE|OVER|UPDATE|HAVING)\b", re.IGNORECASE)
_OPERAND: Final = r"(?:[A-Za-z_]\w*\s*\(\s*)*(?:\"?\w+\"?\.)*\"?(?P<{0}>[A-Za-z_]\w*)\"?(?!\w*\s*[(.])"
_SQL_SUM: Final = re.compile(
    rf"{_OPERAND.format('left')}(?:\s*\))*\s*(?P<sign>\+|-(?!-)|<=|>=|<(?!>)|>)\s*(?={_OPERAND.format('right')})(?!\s*\d)"
)


def unit_violations(root: Path) -> Iterator[Violation]:
    """The rule over all code that reckons, and over SQL in its files."""
    for source in sources(root, *FOLDERS):
        yield from mixed_units(source)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.sql")):
            for line, names in mixed_in_sql(path.read_text(encoding="utf-8")):
                yield _violation(path.relative_to(root).as_posix(), line, names)


def mixed_units(source: Source) -> Iterator[Violation]:
    """Where a Python file adds, subtracts or compares two units."""
    for scope in scopes(source):
        known = Units(scope)
        for node in own_nodes(scope.body):
            for one, other in _met(node):
                units = known.of(one), known.of(other)
                if all(units) and units[0] != units[1]:
                    yield _violation(source.path, getattr(node, "lineno", 1), (str(units[0]), str(units[1])))
    for begins, text in _texts(source.tree):
        if _IS_SQL.search(text):
            for line, names in mixed_in_sql(text):
                yield _violation(source.path, begins + line - 1, names)


def mixed_in_sql(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Line within the text, and the two units, of every sum, difference or comparison of two columns of different units."""
    for found in _SQL_SUM.finditer(text):
        units = unit_in(found["left"]), unit_in(found["right"])
        if all(units) and units[0] != units[1]:
            yield text.count("\n", 0, found.start()) + 1, (str(units[0]), str(units[1]))


def unit_in(name: str) -> str | None:
    """The unit that a name ends in; None of a name that tells none, and of a truth value."""
    plain = name.lower().strip("_")
    if plain.startswith(("is_", "has_")):
        return None
    if "_per_" in plain:
        above, _, below = plain.partition("_per_")
        unit = unit_in(above)
        return f"{unit}_per_{below}" if unit else None
    return UNITS.get(max((word for word in UNITS if plain == word or plain.endswith(f"_{word}")), key=len, default=""))


@dataclass(frozen=True)
class Units:
    """The units of expressions as far as their names tell, in a scope that tells what its own names were given."""

    scope: Scope

    def of(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> str | None:
        """The expression's unit; None where its names tell none, or several."""
        if isinstance(node, ast.Name) and node.id not in seen:
            given = {self.of(value, seen | {node.id}) for value in self.scope.assigned.get(node.id, [])} - {None}
            return given.pop() if len(given) == 1 else unit_in(node.id)
        if isinstance(node, ast.Name | ast.Attribute):
            return unit_in(name_of(node))
        if isinstance(node, ast.Subscript):
            key = node.slice
            return unit_in(key.value) if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
        if isinstance(node, ast.UnaryOp):
            return None if isinstance(node.op, ast.Not) else self.of(node.operand, seen)
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            return self.of(node.elt, seen)
        return self._of_call(node, seen) if isinstance(node, ast.Call) else self._common(_alike(node), seen)

    def _of_call(self, node: ast.Call, seen: frozenset[str]) -> str | None:
        if isinstance(node.func, ast.Attribute) and name_of(node.func.value) in _LIBRARIES:
            first = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
            return unit_in(first) if node.func.attr in _COLUMN and isinstance(first, str) else None
        if isinstance(node.func, ast.Attribute):
            return self.of(node.func.value, seen) if node.func.attr in _KEEPS else None
        return self._common(node.args, seen) if name_of(node.func) in _WRAPS else None

    def _common(self, nodes: Sequence[ast.expr], seen: frozenset[str]) -> str | None:
        """The unit that all of the expressions that tell one have in common."""
        found = {self.of(node, seen) for node in nodes} - {None}
        return found.pop() if len(found) == 1 else None


def _alike(node: ast.expr) -> Sequence[ast.expr]:
    """The parts of an expression that count what it counts."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return (node.left, node.right)
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else ()


def _met(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The pairs of expressions that a node adds, subtracts or compares."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for place, sign in enumerate(node.ops):
            if isinstance(sign, _COMPARES):
                yield sides[place], sides[place + 1]
    elif isinstance(node, ast.Call):
        name = name_of(node.func)
        together: Sequence[ast.expr] = node.args if name in ("min", "max", "sum_horizontal", "max_horizontal", "min_horizontal") else ()
        if name in ("sum", "min", "max", "fsum") and len(node.args) == 1 and isinstance(node.args[0], ast.List | ast.Tuple | ast.Set):
            together = node.args[0].elts
        horizontal = name.endswith("_horizontal")
        for one, other in combinations(together, 2):
            yield (_column(one), _column(other)) if horizontal else (one, other)


def _column(node: ast.expr) -> ast.expr:
    """A column's name stands for the column."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.copy_location(ast.Name(node.value, ast.Load()), node)
    return node


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """First line and content of every text but those that stand for themselves (docstrings). A filled place reads as the letter p."""
    documentation = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "p" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation and node not in parts:
            yield node.lineno, node.value


def _violation(path: str, line: int, units: tuple[str, str]) -> Violation:
    return Violation(path, line, MIXED, f"{units[0]} meet {units[1]}: convert one of them by name first, or bridge them (comparability.py)")
