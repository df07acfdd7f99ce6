"""Selection: who is referred, compared with the persons listed for comparison.

In words: the share of women, of each age band, target group and municipality among the referred, and the same shares among the comparison
persons who have not been referred. Age is that in the year of the data, for both. Where the referred are younger or closer to the labour
market than the group they come from, part of what they achieve would have come to them anyway: that is creaming, made visible. It does not
say why somebody was referred, and the list of comparison persons is the municipality's own choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from assets.effects.common import keep, share
from assets.effects.groups import age_band
from assets.warehouse.database import Warehouse
from data_contracts.figure import Figure, FigureDefinition

DIMENSIONS = ("sex", "age_band", "target_group", "municipality")
_FORMULA = "persons of the group / all persons"
REFERRED = FigureDefinition(
    "selection.referred_share",
    "share",
    "gross",
    "all referred persons",
    "Share of a group among the referred.",
    formula=_FORMULA,
)
LISTED = FigureDefinition(
    "selection.comparison_share",
    "share",
    "gross",
    "comparison persons who have not been referred",
    "Share of a group among the comparison persons.",
    formula=_FORMULA,
)
TABLES = ("referrals", "comparison_persons")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""
SOURCES = ("Referrals and comparison persons as the municipality lists them; sex and year of birth from the CPR number",)
DEFINITIONS = (REFERRED, LISTED)

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
