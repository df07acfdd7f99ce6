"""Reference tables: small lists that rules and readers look things up in; their sources are in README.md."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def reference_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a reference table as dictionaries of text, in file order. Raises FileNotFoundError for an unknown table."""
    text = files("data_contracts.reference").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def reference_values(name: str) -> tuple[str | int, ...]:
    """The first column of a reference table: the values that a contract may name. Codes made of digits come as integers."""
    rows = reference_table(name)
    key = next(iter(rows[0]))
    return tuple(int(row[key]) if row[key].isdigit() else row[key] for row in rows)
