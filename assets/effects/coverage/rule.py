"""Coverage, the calculation: person-months that are known and complete, and weeks in which two sources disagree.

Belongs here: counting and rounding to whole percent. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import narwhals as nw

from assets.effects.coverage.definition import BENEFITS, DISAGREEING, HOURS
from assets.effects.effect import Outcome
from assets.panel.clocks import month_number
from assets.panel.common import collected
from assets.panel.core_sources import Source
from assets.panel.unknown import last_month_of_anybody
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition

DISAGREEMENTS = Source("""
    SELECT coalesce(sum(weeks) FILTER (is_disagreement), 0)::BIGINT AS disagreeing, (sum(weeks) FILTER (is_covered_twice))::BIGINT AS both
    FROM (SELECT (date_diff('day', first_week, last_week) + 7) // 7 AS weeks, is_disagreement, is_covered_twice
          FROM core.benefit_states SEMI JOIN core.persons USING (person_key))
""")
"""One row: weeks of referred persons in which the sources disagree, and those that both cover; empty where there are none."""
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


def known_months(panel: LazyFrame, source: str) -> tuple[int, int, int]:
    """Person-months that are covered and complete, those from entry to the last complete one, and the persons who have any.

    `source`: `hours` or `benefit`.
    """
    is_known = nw.col(f"is_{source}_covered") & nw.col(f"is_{source}_complete")
    months = panel.filter(nw.col("months_since_entry") >= 0).select("person_key", "month", is_known=is_known)
    last = last_month_of_anybody(months, "is_known")
    if last is None:
        return 0, 0, 0
    looked_at = months.filter(month_number("month") <= last)
    known = collected(looked_at.filter(nw.col("is_known")).select(months=nw.len()))["months"].item()
    every = collected(looked_at.select(months=nw.len(), persons=nw.col("person_key").n_unique()))
    return known, every["months"].item(), every["persons"].item()


def outcome(disagreements: LazyFrame, person_months: LazyFrame) -> Outcome:
    """Counts what is known of referred persons' months, and the weeks in which the two sources disagree."""
    weeks, both = collected(disagreements).row(0)
    hours, benefits = known_months(person_months, "hours"), known_months(person_months, "benefit")
    shares = [share_of(HOURS, *hours, "no_hours_source"), share_of(BENEFITS, *benefits, "no_benefit_source")]
    return Outcome([figure_of(weeks, both), *shares])
