"""The explorer: one page on which the audience moves the definition and sees what becomes of the number. Public figures alone.

Belongs here: putting choices, answers and tables together as the page's content. Does not belong here: what a choice leads to
(`answers.py`) and how the page looks (`reports/render/explorer_page.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

import polars as pl

from data_contracts.figure_ids import FORECAST_COMPARISON_FACTOR_NET_FTE, FULL_TIME_REACHED_COUNT
from reports.blocks import Cell, Table, TableColumn
from reports.explorer.answers import Answer, answer, factor, reached
from reports.explorer.choices import (
    FIELDS,
    GROSS,
    MAIN_LINE,
    NET,
    STARTING_POINT,
    Choice,
    every_choice,
    line_name,
    number_name,
    option_name,
)
from reports.facts import RunFacts
from reports.figures import FigureTable
from reports.language import Language
from reports.management.full_time import GRID_MONTHS, GRID_NORMS

MATTERS: Final = {GROSS: tuple(FIELDS), NET: ("count", "population", "scenario", "forecast")}
"""What is counted → the fields that its answer depends on."""
COUNT_ONLY: Final = ("norm", "months")
FORECAST_ONLY: Final = ("scenario", "forecast")


@dataclass(frozen=True)
class Option:
    """One option of a field: what stands in the address, what the page calls it, whether it is chosen at the start."""

    value: str
    name: str
    is_start: bool


@dataclass(frozen=True)
class Field:
    """One field: its legend, its options, and what is said where it changes nothing (count → words)."""

    name: str
    legend: str
    options: tuple[Option, ...]
    idle: dict[str, str]


@dataclass(frozen=True)
class Explorer:
    """All that the page holds. `answers`: key of what matters → answer; `tables`: the same numbers without any choice."""

    fields: tuple[Field, ...]
    answers: dict[str, Answer]
    tables: tuple[Table, ...]
    figure_ids: frozenset[str]

    @property
    def start(self) -> dict[str, str]:
        """The choice that the page begins with."""
        return asdict(STARTING_POINT)

    @property
    def data(self) -> dict[str, object]:
        """What the page's script reads: each text and picture once, and answers as the places of theirs."""
        once: dict[str, int] = {}
        contents: list[object] = []

        def place(content: object) -> int:
            key = json.dumps(content, sort_keys=True, ensure_ascii=False)
            if key not in once:
                once[key] = len(contents)
                contents.append(content)
            return once[key]

        told = {
            key: [[place(line) for line in part] if isinstance(part, tuple) else place(part) for part in found.parts]
            for key, found in self.answers.items()
        }
        return {"start": self.start, "matters": MATTERS, "contents": contents, "answers": told}

    @property
    def main_line(self) -> str:
        """The main line as the page's address ends."""
        return address(MAIN_LINE)

    @property
    def starting_point(self) -> str:
        """The starting point as the page's address ends."""
        return address(STARTING_POINT)


def address(choice: Choice) -> str:
    """A choice as the end of the page's address."""
    return "&".join(f"{name}={option}" for name, option in asdict(choice).items())


def key_of(choice: Choice) -> str:
    """What an answer is found under: the options of the fields that it depends on."""
    options = asdict(choice)
    return "|".join(options[name] for name in MATTERS[choice.count])


def explorer(figures: pl.DataFrame, facts: RunFacts, language: Language) -> Explorer:
    """The content from the public audience's published figures (FIGURE_COLUMNS)."""
    table = FigureTable(figures, language, facts.data_date, facts.definitions.taken)
    answers = {key_of(choice): answer(table, choice) for choice in {key_of(choice): choice for choice in every_choice()}.values()}
    return Explorer(
        fields=tuple(_field(language, name) for name in FIELDS),
        answers=answers,
        tables=(*(_grid(table, whom) for whom in FIELDS["population"]), _lines(table)),
        figure_ids=frozenset(figure for found in answers.values() for figure in found.figure_ids),
    )


def _field(language: Language, name: str) -> Field:
    start = asdict(STARTING_POINT)[name]
    options = tuple(Option(option, option_name(language, name, option), option == start) for option in FIELDS[name])
    idle = {}
    if name in COUNT_ONLY:
        idle[NET] = language.text("explorer.idle_net")
    if name in FORECAST_ONLY:
        idle[GROSS] = language.text("explorer.idle_gross")
    return Field(name, language.text(f"explorer.field_{name}"), options, idle)


def _grid(table: FigureTable, population: str) -> Table:
    """The counts of one population, months under each other, norms beside each other."""
    text = table.language.text
    columns = (
        TableColumn(text("explorer.field_months")),
        *(TableColumn(text("full_time.grid_norm", hours=number_name(table.language, norm)), "count") for norm in GRID_NORMS),
    )
    rows = tuple(
        (
            number_name(table.language, str(months)),
            *(table.count_cell(reached(table, Choice(months=str(months), norm=norm, population=population))) for norm in GRID_NORMS),
        )
        for months in GRID_MONTHS
    )
    title = text("explorer.table_gross", population=text(f"explorer.population_{population}"))
    return Table(f"explorer-{population}", title, columns, rows, (FULL_TIME_REACHED_COUNT,))


def _lines(table: FigureTable) -> Table:
    """The factor on every line."""
    text = table.language.text
    columns = (TableColumn(text("forecast.line")), *(TableColumn(text(f"column.{name}")) for name in ("range", "value", "code")))
    rows: list[tuple[Cell, ...]] = []
    for size in FIELDS["forecast"]:
        for scenario in FIELDS["scenario"]:
            choice = Choice(count=NET, scenario=scenario, forecast=size)
            found = factor(table, choice)
            rows.append((line_name(table.language, choice), table.range(found), table.value(found), table.reference(found)))
    return Table("explorer-net", text("explorer.table_net"), columns, tuple(rows), (FORECAST_COMPARISON_FACTOR_NET_FTE,))
