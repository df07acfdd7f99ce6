"""Groups of the referred: by year of referral, target group, sex, age and municipality, for figures broken down.

Belongs here: which group a person is in, as known at the first referral, and the split of an effect's persons. Does not belong here: which
groups an audience may see (`assets/figures/disclosure.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

DIMENSIONS = ("referral_year", "target_group", "sex", "age_band", "municipality")
AGE_BANDS = ((60, "60_and_over"), (50, "50_59"), (40, "40_49"), (30, "30_39"), (25, "25_29"), (0, "under_25"))
"""From which age on, highest first. Age is the year less the year of birth: no more of the birthday is kept."""
UNKNOWN = "unknown"


def age_band(age_years: pl.Expr) -> pl.Expr:
    """The name of the band that an age falls in."""
    band = pl.lit(AGE_BANDS[-1][1])
    for from_age, name in reversed(AGE_BANDS[:-1]):
        band = pl.when(age_years >= from_age).then(pl.lit(name)).otherwise(band)
    return pl.when(age_years.is_not_null()).then(band).otherwise(pl.lit(UNKNOWN))


def person_groups(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """person_key and DIMENSIONS of every referred person."""
    persons = connection.sql("""
        SELECT person_key, year(entry_on)::BIGINT AS referral_year, target_group, coalesce(sex, 'unknown') AS sex,
               birth_year::BIGINT AS birth_year, municipality_code::BIGINT AS municipality
        FROM core.persons ORDER BY person_key
    """).pl()
    return persons.with_columns(age_band=age_band(pl.col("referral_year") - pl.col("birth_year"))).select("person_key", *DIMENSIONS)


def by_group(groups: pl.DataFrame, persons: pl.DataFrame) -> Iterator[tuple[dict[str, str | int], pl.DataFrame]]:
    """Each group of any referred person, as dimensions of a figure, and those of `persons` (person_key) who are in it."""
    placed = persons.join(groups, on="person_key", how="inner")
    for dimension in DIMENSIONS:
        for value in groups[dimension].unique().sort():
            yield {dimension: value}, placed.filter(pl.col(dimension) == value).select(persons.columns)
