"""Selection, the calculation: each group's share among the referred and among the comparison persons.

Belongs here: who is counted in which group. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from assets.effects.selection.definition import DEFINITIONS, LISTED, REFERRED
from assets.panel.common import keep, share
from assets.panel.groups import age_band
from assets.warehouse.database import Warehouse
from data_contracts.figure import Figure

DIMENSIONS = ("sex", "age_band", "target_group", "municipality")

PERSONS = """
    SELECT true AS is_referred, coalesce(sex, 'unknown') AS sex, $year - birth_year::BIGINT AS age_years, target_group,
           municipality_code::BIGINT AS municipality
    FROM core.persons
    UNION ALL
    SELECT false, coalesce(sex, 'unknown'), $year - birth_year::BIGINT, target_group, municipality_code::BIGINT
    FROM core.comparison_persons ANTI JOIN core.persons USING (person_key)
"""


def figures_of(persons: pl.DataFrame) -> Iterator[Figure]:
    """Both shares of every group of either side. `persons`: is_referred, sex, age_years, target_group, municipality."""
    placed = persons.with_columns(age_band=age_band(pl.col("age_years")))
    for definition, population, own in (
        (REFERRED, "referred", placed.filter("is_referred")),
        (LISTED, "comparison", placed.filter(~pl.col("is_referred"))),
    ):
        place: dict[str, Any] = {"population": population, "window": "total"}
        if own.is_empty():
            yield definition.not_computable("no_comparison_group" if definition is LISTED else "nobody_observed", **place)
            continue
        for dimension in DIMENSIONS:
            for value in placed[dimension].unique().sort():
                number = own.filter(pl.col(dimension) == value).height
                yield share(definition, number, own.height, dimensions={dimension: value}, **place)


@dg.asset(
    key=["effects", "selection"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "comparison_persons")],
    description="Who is referred, compared with the persons listed for comparison.",
)
def selection(warehouse: dg.ResourceParam[Warehouse], data_date: dg.ResourceParam[date]) -> dg.MaterializeResult[None]:
    """Shares of groups among the referred and among the comparison persons."""
    with warehouse.connect(read_only=True) as connection:
        persons = connection.sql(PERSONS, params={"year": data_date.year}).pl()
    return keep(warehouse, "selection", None, list(figures_of(persons)), DEFINITIONS)
