"""Coverage, the calculation: person-months that are known and complete, and weeks in which two sources disagree.

Belongs here: counting and rounding to whole percent. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import dagster as dg
import duckdb

from assets.effects.coverage.definition import BENEFITS, DEFINITIONS, DISAGREEING, HOURS
from assets.panel.common import keep
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition

FEWEST_PERSONS = 10
"""Of fewer, whole percents would tell of single persons' months."""
PERCENT = Decimal("0.01")


def figure_of(disagreeing_weeks: int, both_weeks: int | None) -> Figure:
    """The count; not computable where no week is covered twice (`both_weeks` None)."""
    if both_weeks is None:
        return DISAGREEING.not_computable("only_one_benefit_source", population="referred", window="total")
    return DISAGREEING.figure(disagreeing_weeks, COMPLETE_COUNT, population="referred", window="total", numerator=disagreeing_weeks)


def share_of(definition: FigureDefinition, known: int, months: int, persons: int, absent: str) -> Figure:
    """The share of person-months that are known; `absent`: the reason where the source has completed no month of anybody."""
    if not months:
        return definition.not_computable(absent, population="referred", window="total")
    if persons < FEWEST_PERSONS:
        return definition.not_computable("too_few_persons", population="referred", window="total")
    share = (Decimal(known) / Decimal(months)).quantize(PERCENT, ROUND_HALF_UP)
    return definition.figure(share, COMPLETE_COUNT, population="referred", window="total")


def known_months(connection: duckdb.DuckDBPyConnection, source: str) -> tuple[int, int, int]:
    """Person-months that are covered and complete, those from entry to the last complete one, and the persons who have any.

    `source`: `hours` or `benefit`.
    """
    return connection.sql(f"""
        WITH months AS (
            SELECT person_key, month, is_{source}_covered AND is_{source}_complete AS is_known
            FROM core.person_months WHERE months_since_entry >= 0
        ), looked_at AS (
            SELECT * FROM months WHERE month <= (SELECT max(month) FROM months WHERE is_known)
        )
        SELECT count(*) FILTER (is_known), count(*), count(DISTINCT person_key) FROM looked_at
    """).fetchall()[0]


@dg.asset(
    key=["effects", "coverage"],
    group_name="effects",
    deps=[dg.AssetKey(["core", table]) for table in ("persons", "benefit_states", "person_months")],
    description="How much of the referred persons' months is known, and weeks in which Ydelsesrefusion and DREAM disagree.",
)
def coverage(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Counts what is known of referred persons' months, and the weeks in which the two sources disagree."""
    with warehouse.connect(read_only=True) as connection:
        weeks, both = connection.sql("""
            SELECT coalesce(sum(weeks) FILTER (is_disagreement), 0), sum(weeks) FILTER (is_covered_twice)
            FROM (SELECT (date_diff('day', first_week, last_week) + 7) // 7 AS weeks, is_disagreement, is_covered_twice
                  FROM core.benefit_states SEMI JOIN core.persons USING (person_key))
        """).fetchall()[0]
        hours, benefits = known_months(connection, "hours"), known_months(connection, "benefit")
    shares = [share_of(HOURS, *hours, "no_hours_source"), share_of(BENEFITS, *benefits, "no_benefit_source")]
    return keep(warehouse, "coverage", None, [figure_of(int(weeks), both), *shares], DEFINITIONS)
