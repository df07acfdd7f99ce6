"""Audiences: how few is too few, and how counts are shown.

Belongs here: thresholds, rounding, and what a shown count leaves open. Thresholds stand here and nowhere else, and no setting lowers them.
Does not belong here: which cells go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

AudienceName = Literal["internal", "public"]
FEWEST_POSSIBLE = 4
"""As many values a hidden count must at least be able to have, for all that is told."""
DOMINATING = 2
MOST_OF_TWO = 0.85
"""The two largest companies may stand for at most this part of hours and kroner: (n,k)-dominance with n = 2, k = 85 %."""


@dataclass(frozen=True)
class Audience:
    """Counts from 1 to `threshold` - 1 are not shown; counts are rounded to multiples of `base` (1: exact)."""

    name: AudienceName
    threshold: int
    base: int

    def is_small(self, number: float) -> bool:
        """Whether so many are too few to be shown. Nobody is not too few: nobody can be found in a zero."""
        return 0 < number < self.threshold

    def shown(self, count: float) -> int:
        """The count as it is shown: the nearest multiple of the base, halves up; somebody is never shown as nobody."""
        rounded = to_base(count, self.base)
        return max(rounded, self.base) if count > 0 else rounded

    def window(self, shown: int) -> tuple[int, int]:
        """The least and the greatest count that is shown like that: 10 is 8 to 12 in public, 5 is 5 to 7, since 1 to 4 are not shown."""
        if shown <= 0 or self.base == 1:
            return shown, shown
        least = shown - self.base // 2
        return max(self.threshold, 1 if shown == self.base else least), least + self.base - 1


AUDIENCES: Mapping[AudienceName, Audience] = {
    "internal": Audience("internal", threshold=3, base=1),
    "public": Audience("public", threshold=5, base=5),
}
"""Statistics Denmark shows no cell with fewer than 3 (DOMAIN section 6); in public the limit is 5 and counts are rounded."""


def to_base(number: object, base: int) -> int:
    """The nearest multiple of `base`, halves up."""
    return int((Decimal(str(number)) / base).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * base
