"""Does an attacker pin a hidden count? Random sets of linked tables, each published twice, attacked by linear and integer programmes.

Every set is drawn from random persons: one to four two- and three-way tables with totals or without, nested definitions, a second edition
in which some persons got further and new ones came. Both editions go through `protect`; the attacker
(`tests/generative/disclosure_attacker.py`) reads what was published and nothing else, and is told which cells did not change.

    nice python -m benchmarks.disclosure_attack [SETS [FIRST_SEED]]
"""

from __future__ import annotations

import sys
import time

from tests.generative.attack_runs import attack

SETS = 1000
SIZES = (30, 30, 30, 50, 50, 50, 80, 80, 120, 200)
"""The most cells of a set, in turn; every 250th has up to 2,000."""
LARGEST, EVERY = 2000, 250
AUDIENCES = ("public", "internal")


def main(arguments: list[str]) -> int:
    """Prints what was attacked and pinned; 1 where anything was."""
    number, first = (int(arguments[0]) if arguments else SETS), (int(arguments[1]) if len(arguments) > 1 else 0)
    told = dict.fromkeys(AUDIENCES, (0, 0, 0, 0, 0))
    for place, seed in enumerate(range(first, first + number)):
        audience = AUDIENCES[seed % 2]
        most = LARGEST if seed % EVERY == EVERY - 2 else SIZES[seed % len(SIZES)]
        start = time.process_time()
        outcome = attack(seed, most, audience)
        sets, rows, hidden, attacked, pinned = told[audience]
        told[audience] = sets + 1, rows + outcome.rows, hidden + outcome.hidden, attacked + outcome.attacked, pinned + len(outcome.found)
        if outcome.found or most == LARGEST or place % 50 == 49:  # a sign of life
            sys.stdout.write(f"seed {seed} {audience}: {outcome.rows} rows, {time.process_time() - start:.1f} s, pinned {outcome.found}\n")
            sys.stdout.write(f"  so far {told}\n")
            sys.stdout.flush()
    for audience, (sets, rows, hidden, attacked, pinned) in told.items():
        sys.stdout.write(f"{audience}: {sets} sets twice, {rows} rows, {hidden} hidden; {attacked} counts attacked, {pinned} pinned\n")
    return int(any(pinned for *_, pinned in told.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
