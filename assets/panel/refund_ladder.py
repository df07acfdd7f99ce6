"""The refund ladder: which part of a benefit the municipality pays itself, and published rates of benefits.

Belongs here: section 5 of the law on the municipalities' financing (lov om kommunernes finansiering, LBK 221 of 12 February 2021) as steps
of weeks, and rates by year. Does not belong here: any figure. Nothing is interpolated: where no rate is known there is none.

Each person's weeks on benefit are counted across benefits. The state refunds 80, 40, 30 and 20 percent; of co-financed benefits (dagpenge,
førtidspension) the municipality pays the rest of a hundred: its part is the same, 20, 60, 70 and 80 percent. That the count starts anew
after long self-support (section 5 (5)) is known only to Ydelsesrefusion, whose own amounts go before this ladder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from data_contracts.reference import reference_table


class NoRateError(LookupError):
    """No rate is known for that week, benefit or year; `reason` is a key of the text catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class LadderStep:
    """Weeks `from_week` to `to_week` of a person's own count (None: no end), the municipality's part in percent, and when it holds."""

    from_week: int
    to_week: int | None
    municipal_percent: int
    valid_from: date
    valid_to: date | None


@cache
def ladder() -> tuple[LadderStep, ...]:
    """The steps of the reference table."""
    return tuple(
        LadderStep(
            int(row["from_week"]),
            int(row["to_week"]) if row["to_week"] else None,
            int(Decimal(row["municipal_share"]) * 100),
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in reference_table("refund_ladder")
    )


def municipal_percent(benefit_week: int, week_on: date) -> int:
    """The municipality's part, in percent, of a person's `benefit_week`-th week on benefit (1 is the first) in the week of a Monday.

    Raises NoRateError where the ladder of that time is not known, and ValueError for a count below 1.
    """
    if benefit_week < 1:
        raise ValueError("weeks on benefit are counted from 1")
    for step in ladder():
        is_step = step.from_week <= benefit_week and (step.to_week is None or benefit_week <= step.to_week)
        if is_step and step.valid_from <= week_on and (step.valid_to is None or week_on <= step.valid_to):
            return step.municipal_percent
    raise NoRateError("no_refund_rate")


def split_oere(amount_oere: int, benefit_week: int, week_on: date) -> tuple[int, int]:
    """An amount in øre as the state's and the municipality's part; together they are the amount. Raises as `municipal_percent`."""
    percent = municipal_percent(benefit_week, week_on)
    state = int((Decimal(amount_oere) * (100 - percent) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return state, amount_oere - state


def published_rate_dkk(benefit: str, recipient_group: str, on: date) -> tuple[Decimal, str]:
    """The published rate of a benefit on a day, in kroner, and what it is paid for (`week` or `month`).

    Raises NoRateError for a year of which none is known: rates of the years around it do not tell it.
    """
    for row in reference_table("benefit_rates"):
        is_named = (row["benefit"], row["recipient_group"]) == (benefit, recipient_group)
        if is_named and date.fromisoformat(row["valid_from"]) <= on <= date.fromisoformat(row["valid_to"] or "9999-12-31"):
            return Decimal(row["amount_dkk"]), row["per"]
    raise NoRateError("no_benefit_rate")
