"""A violation, and the files that the rules read.

Belongs here: what every rule yields, and finding and reading files of a tree. Does not belong here: any rule.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, order=True)
class Violation:
    """What is wrong at a line of a file, and what to do. `path` is relative to the tree's root."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """A Python file as text and as tree; `path` is relative to the tree's root."""

    path: str
    tree: ast.Module


@cache
def _parsed(path: Path, changed_at: int, size: int) -> ast.Module:  # noqa: ARG001 - they tell one content of a path from the next
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def sources(root: Path, *folders: str) -> Iterator[Source]:
    """Every Python file of the folders, by path. Each is parsed once, whichever rules read it."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            state = path.stat()
            yield Source(path.relative_to(root).as_posix(), _parsed(path, state.st_mtime_ns, state.st_size))


def source_of(code: str, path: str = "synthetic.py") -> Source:
    """Python text as a source of its own."""
    return Source(path, ast.parse(code))
