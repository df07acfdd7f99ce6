"""Rounding: exact numbers as figures are stored. Belongs here: that one step. Does not belong here: what is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


def six_decimals(number: Fraction) -> Decimal:
    """A fraction as figures are stored: six decimals, halves away from zero."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
