"""The codebook of the open data: every column of every file, and every code in them, in each language.

Belongs here: finding the codes and their words. Does not belong here: writing files (`assets/publications/open_data.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, get_args

import polars as pl

from data_contracts.figure import GrossOrNet, IntervalMethod, Status, Unit
from data_contracts.figure_rows import BENEFIT_IGNORED
from reports.dimensions import dimension_name, dimension_value
from reports.figures import FigureTable
from reports.language import LANGUAGES, Language, load_language

Words = Callable[[Language], str]
COLUMNS: Final = ("file", "column", "code", *LANGUAGES)
FIXED: Final[Mapping[str, Sequence[str]]] = {
    "unit": get_args(Unit),
    "interval_method": get_args(IntervalMethod),
    "gross_or_net": get_args(GrossOrNet),
    "status": get_args(Status),
}
"""Columns whose codes the type of a figure fixes."""


def codebook(figures: pl.DataFrame, files: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows under COLUMNS: `files` (file → its columns) described, then the codes of the figures (FIGURE_COLUMNS).

    `code` is blank where the line describes the column itself. A dimension stands as its name, then as `<name>=<value>`.
    """
    rows = [(file, column, "", _text(f"codebook.{column}")) for file, columns in files.items() for column in columns]
    first = next(iter(files))
    rows += [(first, column, code, words) for column, code, words in _codes(figures)]
    told = [(file, column, code, *(words(load_language(language)) for language in LANGUAGES)) for file, column, code, words in rows]
    return pl.DataFrame(told, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _codes(figures: pl.DataFrame) -> Iterator[tuple[str, str, Words]]:
    """Column, code and words of every code: those that the type fixes, and those that the figures hold."""
    for column, codes in FIXED.items():
        ending = "_title" if column == "unit" else ""
        yield from ((column, code, _text(f"{column}.{code}{ending}")) for code in codes)
    yield from (("population", code, _population(code)) for code in _found(figures, "population"))
    yield from (("window", code, _window(code)) for code in _found(figures, "window"))
    yield from (("reason", code, _text(f"reason.{code}")) for code in _reasons(figures))
    for name, values in _dimensions(figures).items():
        yield "dimensions", name, _dimension(name)
        yield from (("dimensions", f"{name}={value}", _dimension(name, value)) for value in values)


def _found(figures: pl.DataFrame, column: str) -> list[str]:
    return sorted(figures[column].drop_nulls().unique().to_list())


def _reasons(figures: pl.DataFrame) -> list[str]:
    """Every single reason; a row may hold several."""
    return sorted({key for reason in _found(figures, "reason") for key in reason.split(",") if key})


def _dimensions(figures: pl.DataFrame) -> dict[str, list[str | int]]:
    """Dimension → its values in the data, numbers in their order."""
    found: dict[str, set[str | int]] = {}
    for dimensions in _found(figures, "dimensions"):
        for name, value in json.loads(dimensions).items():
            found.setdefault(name, set()).add(value)
    return {name: _in_order(found[name]) for name in sorted(found)}


def _in_order(values: Iterable[str | int]) -> list[str | int]:
    return sorted(values, key=lambda value: (isinstance(value, str), value if isinstance(value, int) else 0, str(value)))


def _text(key: str) -> Words:
    return lambda language: language.text(key)


def _population(code: str) -> Words:
    def words(language: Language) -> str:
        who = language.text(f"population.{code.removesuffix(BENEFIT_IGNORED)}")
        return language.text("population.benefit_ignored", who=who) if code.endswith(BENEFIT_IGNORED) else who

    return words


def _window(code: str) -> Words:
    return lambda language: FigureTable.window_name(language, code)


def _dimension(name: str, value: str | int | None = None) -> Words:
    return lambda language: dimension_name(language, name) if value is None else dimension_value(language, name, value)
