"""Coverage: what is known of whom, and where two sources say different things.

In words: a week in which both Ydelsesrefusion and DREAM cover a person and only one of them has a benefit is a disagreement; benefit wins,
and the disagreements are counted. Folkepension, which only DREAM knows, is none. It does not say which of the two is right.
"""

from __future__ import annotations

import dagster as dg

from assets.effects.common import keep
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition

DISAGREEING = FigureDefinition(
    "coverage.disagreeing_weeks",
    "weeks",
    "gross",
    "weeks of referred persons that both Ydelsesrefusion and DREAM cover",
    "Weeks in which one of the two sources has a benefit and the other none.",
    formula="weeks covered by both with benefit in exactly one, folkepension in DREAM excepted",
)
TABLES = ("referrals", "benefit_spells", "benefit_states")
"""What its figures are counted from, followed back to deliveries; placements decide nothing here."""
SOURCES = ("Ydelsesrefusion and DREAM",)
DEFINITIONS = (DISAGREEING,)


def figure_of(disagreeing_weeks: int, both_weeks: int | None) -> Figure:
    """The count; not computable where no week is covered twice (`both_weeks` None)."""
    if both_weeks is None:
        return DISAGREEING.not_computable("only_one_benefit_source", population="referred", window="total")
    return DISAGREEING.figure(disagreeing_weeks, COMPLETE_COUNT, population="referred", window="total", numerator=disagreeing_weeks)


@dg.asset(
    key=["effects", "coverage"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "benefit_states")],
    description="Weeks in which Ydelsesrefusion and DREAM disagree.",
)
def coverage(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Counts the weeks of referred persons in which the two sources disagree."""
    with warehouse.connect(read_only=True) as connection:
        weeks, both = connection.sql("""
            SELECT coalesce(sum(weeks) FILTER (is_disagreement), 0), sum(weeks) FILTER (is_covered_twice)
            FROM (SELECT (date_diff('day', first_week, last_week) + 7) // 7 AS weeks, is_disagreement, is_covered_twice
                  FROM core.benefit_states SEMI JOIN core.persons USING (person_key))
        """).fetchall()[0]
    return keep(warehouse, "coverage", None, [figure_of(int(weeks), both)], DEFINITIONS)
