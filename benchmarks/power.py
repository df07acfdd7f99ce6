"""How many referrals it takes to show a factor of five: from the spread of the net effect in simulated cohorts.

    python -m benchmarks.power [COHORTS]

"Fivefold" needs a lower limit of five times the strictest end of the central forecast. With a true effect e per referred person, a limit f
and a standard error s / sqrt(n) for n matched participants, the lower limit lies above f in a share p of all programmes of that size once
n >= (s (z_975 + z_p) / (e - f))^2. s is the mean standard error of the cohorts times the root of their matched participants.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np

from assets.effects.net_effect import MEASURES, judged_measure
from benchmarks.cohorts import draw_cohort
from benchmarks.net_effect_coverage import FIVEFOLD_FTE, STRICTEST_FTE

COHORTS, FIRST_SEED = 20, 50_000
FACTORS = (5, 6, 7, 8, 10, 15)
CHANCES = (0.5, 0.8, 0.9)


def spread_of_one(cohorts: int) -> float:
    """The standard error times the root of the matched participants, mean over cohorts, in FTE."""
    found = [judged_measure(draw_cohort(FIRST_SEED + number).rows, MEASURES[0])[1] for number in range(cohorts)]
    return float(np.mean([estimate.standard_error * sqrt(estimate.n) for estimate in found]))


def needed(spread: float, factor: float, chance: float) -> int | None:
    """Matched participants; None where no number is enough."""
    beyond = factor * STRICTEST_FTE - FIVEFOLD_FTE
    if beyond <= 0:
        return None
    quantile = NormalDist().inv_cdf
    return ceil((spread * (quantile(0.975) + quantile(chance)) / beyond) ** 2)


def main(arguments: Sequence[str]) -> int:
    """Prints the table."""
    spread = spread_of_one(int(arguments[0]) if arguments else COHORTS)
    print(f"Standard error of one participant: {spread:.3f} FTE. Matched participants needed for a lower limit of {FIVEFOLD_FTE} FTE:\n")
    print("| true effect, times the strictest end | FTE per referred | " + " | ".join(f"{chance * 100:.0f} %" for chance in CHANCES) + " |")
    print("|---|---|" + "---|" * len(CHANCES))
    for factor in FACTORS:
        counts = [needed(spread, factor, chance) for chance in CHANCES]
        shown = " | ".join("never" if count is None else f"{count:,}" for count in counts)
        print(f"| {factor} | {factor * STRICTEST_FTE:.4f} | {shown} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
