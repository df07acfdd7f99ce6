"""The table of figures in `docs/figures.md`, written from the definitions.

Belongs here: laying out the rows that each figure has. Does not belong here: any figure, and what values and reasons mean
(`docs/figure_rows.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import GROUPS, MONTH
from pipelines.effects import definitions

PATH: Final = "docs/figures.md"
HEAD: Final = f"""# Figures

Written by `python -m house.generated` from the definitions. Rows of `figures`: their populations (with the suffix `_benefit_ignored` where
that setting applies), windows (`{MONTH}`: every calendar month, such as `2023-06`) and the dimensions that each is broken down by: `{{}}`
not at all, `{{group}}` by one of {", ".join(GROUPS)}.
What the values of dimensions and the reasons beside a number mean: [figure_rows.md](figure_rows.md).
"""
COLUMNS: Final = """| figure id | unit | about | made of | populations | windows | dimensions | interval |
|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page's text."""
    effects = groupby(definitions(), key=lambda definition: definition.figure_id.partition(".")[0])
    return "\n".join([HEAD, *(f"## {effect}\n\n{COLUMNS}{''.join(map(_line, own))}" for effect, own in effects)])


def _line(definition: FigureDefinition) -> str:
    rows = definition.rows
    unit = definition.unit if definition.gross_or_net == "gross" else f"{definition.unit}, net"
    cells = (
        f"{definition.figure_id}{' (main outcome)' if definition.is_main_outcome else ''}",
        unit,
        definition.about.whom,
        type(definition.made_of).__name__,
        ", ".join(rows.populations),
        ", ".join(rows.windows),
        ", ".join(_dimensions(rows.dimensions)),
        definition.interval.replace("_", " "),
    )
    return f"| {' | '.join(cells)} |\n"


def _dimensions(every: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    groups = {(name,) for name in GROUPS}
    is_by_group = groups <= set(every)
    yield from ("`{" + ", ".join(names) + "}`" for names in every if not (is_by_group and names in groups))
    if is_by_group:
        yield "`{group}`"


def files() -> Mapping[str, str]:
    """Path → text."""
    return {PATH: page()}
