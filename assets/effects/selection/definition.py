"""Selection: who is referred, compared with the persons listed for comparison.

In words: the share of women, of each age band, target group and municipality among the referred, and the same shares among the comparison
persons who have not been referred. Age is that in the year of the data, for both. Where the referred are younger or closer to the labour
market than the group they come from, part of what they achieve would have come to them anyway: that is creaming, made visible. It does not
say why somebody was referred, and the list of comparison persons is the municipality's own choice.
"""

from __future__ import annotations

from data_contracts.figure import FigureDefinition
from data_contracts.figure_rows import GROUPS_OF_ALL, In, by
from data_contracts.made_of import ABOUT_PERSONS, Share

TABLES = ("referrals", "comparison_persons")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""

_FORMULA = "persons of the group / all persons"
REFERRED = FigureDefinition(
    "selection.referred_share",
    "share",
    "gross",
    "all referred persons",
    "Share of a group among the referred.",
    formula=_FORMULA,
    version=1,
    about=ABOUT_PERSONS,
    made_of=Share(part=None),
    rows=by("referred", "total", "", *GROUPS_OF_ALL, parts=GROUPS_OF_ALL),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("selection", 10),),
    tables=TABLES,
)
LISTED = FigureDefinition(
    "selection.comparison_share",
    "share",
    "gross",
    "comparison persons who have not been referred",
    "Share of a group among the comparison persons.",
    formula=_FORMULA,
    version=1,
    about=ABOUT_PERSONS,
    made_of=Share(part=None),
    rows=by("comparison", "total", "", *GROUPS_OF_ALL, parts=GROUPS_OF_ALL),
    interval="wilson",
    drift=None,
    is_main_outcome=False,
    sections=(In("selection", 20),),
    tables=TABLES,
)
SOURCES = ("Referrals and comparison persons as the municipality lists them; sex and year of birth from the CPR number",)
DEFINITIONS = (REFERRED, LISTED)
