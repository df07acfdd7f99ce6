"""Groups of the referred: by year of referral, target group, sex, age and municipality, for figures broken down.

Belongs here: which group a person is in, as known at the first referral, and the split of an effect's persons. Does not belong here: which
groups an audience may see (`assets/figures/disclosure.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from assets.panel.common import collected
from assets.warehouse.frames import LazyFrame

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


def person_groups(persons: LazyFrame) -> pl.DataFrame:
    """person_key and DIMENSIONS of every referred person, from `core.persons`."""
    known = collected(persons.select("person_key", "entry_on", "target_group", "sex", "birth_year", "municipality_code"))
    placed = known.sort("person_key").with_columns(
        pl.col("sex").fill_null(UNKNOWN),
        pl.col("birth_year").cast(pl.Int64),
        referral_year=pl.col("entry_on").dt.year().cast(pl.Int64),
        municipality=pl.col("municipality_code").cast(pl.Int64),
    )
    return placed.with_columns(age_band=age_band(pl.col("referral_year") - pl.col("birth_year"))).select("person_key", *DIMENSIONS)


def by_group(groups: pl.DataFrame, persons: pl.DataFrame) -> Iterator[tuple[dict[str, str | int], pl.DataFrame]]:
    """Each group of any referred person, as dimensions of a figure, and those of `persons` (person_key) who are in it."""
    placed = persons.join(groups, on="person_key", how="inner")
    for dimension in DIMENSIONS:
        for value in groups[dimension].unique().sort():
            yield {dimension: value}, placed.filter(pl.col(dimension) == value).select(persons.columns)
