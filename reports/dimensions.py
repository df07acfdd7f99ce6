"""Dimensions: what a figure is broken down by, in words.

Belongs here: names of dimensions and of their values. Does not belong here: which breakdowns a publication shows.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_contracts.reference import reference_table
from reports.language import Language, capital

TEXTS: Mapping[str, str] = {
    "band": "band",
    "from": "band",
    "to": "band",
    "scenario": "forecast.scenario",
    "covariate": "net_effect",
    "stage": "net_effect",
}
"""Dimension → where the catalogue has its values, beside those of groups."""


def in_words(language: Language, dimensions: Mapping[str, str | int]) -> str:
    """`Målgruppe: jobparat kontanthjælp; Måned: 12`: every dimension with its value; blank for the headline."""
    return "; ".join(f"{dimension_name(language, name)}: {dimension_value(language, name, value)}" for name, value in dimensions.items())


def dimension_name(language: Language, name: str) -> str:
    """What people call a dimension."""
    return language.text(f"group.{name}" if language.has(f"group.{name}") else f"dimension.{name}")


def dimension_value(language: Language, name: str, value: str | int) -> str:
    """What people call one of its values."""
    place = TEXTS.get(name)
    for key in (f"{place}.{value}", f"{place}_{value}", f"dimension.{name}_{value}"):
        if language.has(key):
            return language.text(key)
    if language.has(f"group.{name}"):
        return group_name(language, name, value)
    if isinstance(value, int) and value >= 1000:
        return language.number(value)
    return str(value)


def group_name(language: Language, dimension: str, value: str | int) -> str:
    """What people call a group: a year and a Danish term of the law as they are, all else from the catalogue or a reference table."""
    if dimension == "referral_year":
        return str(value)
    if dimension == "municipality":
        names = {row["municipality_code"]: row["name"] for row in reference_table("municipalities")}
        return names.get(str(value), str(value))
    if language.has(f"group.{dimension}_{value}"):
        return language.text(f"group.{dimension}_{value}")
    english = {"target_group": "target_groups", "end_reason": "end_reasons"}
    if language.code == "en" and dimension in english:
        labels = {row[dimension]: row["label_en"] for row in reference_table(english[dimension])}
        return labels.get(str(value), str(value))
    return capital(str(value))
