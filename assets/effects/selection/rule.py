"""Selection, the calculation: each group's share among the referred and among the comparison persons.

Belongs here: who is counted in which group. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from assets.effects.effect import Outcome
from assets.effects.selection.definition import LISTED, REFERRED
from assets.panel.common import collected, share
from assets.panel.core_sources import Source
from assets.panel.groups import age_band
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Whole

DIMENSIONS = ("sex", "age_band", "target_group", "municipality")

PERSONS = Source("""
    SELECT true AS is_referred, coalesce(sex, 'unknown') AS sex, birth_year::BIGINT AS birth_year, target_group,
           municipality_code::BIGINT AS municipality
    FROM core.persons
    UNION ALL
    SELECT false, coalesce(sex, 'unknown'), birth_year::BIGINT, target_group, municipality_code::BIGINT
    FROM core.comparison_persons ANTI JOIN core.persons USING (person_key)
""")
"""is_referred, sex, birth_year, target_group, municipality of everybody referred or listed for comparison."""


def figures_of(persons: pl.DataFrame) -> Iterator[Figure]:
    """Both shares of every group of either side. `persons`: is_referred, sex, age_years, target_group, municipality."""
    placed = persons.with_columns(age_band=age_band(pl.col("age_years")))
    for definition, population, own in (
        (REFERRED, "referred", placed.filter("is_referred")),
        (LISTED, "comparison", placed.filter(~pl.col("is_referred"))),
    ):
        place: Whole = {"population": population, "window": "total"}
        if own.is_empty():
            yield definition.not_computable("no_comparison_group" if definition is LISTED else "nobody_observed", **place)
            continue
        for dimension in DIMENSIONS:
            for value in placed[dimension].unique().sort():
                number = own.filter(pl.col(dimension) == value).height
                yield share(definition, number, own.height, dimensions={dimension: value}, **place)


def outcome(persons: LazyFrame, data_date: date) -> Outcome:
    """Shares of groups among the referred and among the comparison persons."""
    return Outcome(figures_of(collected(persons).with_columns(age_years=data_date.year - pl.col("birth_year"))))
