"""What the net effect costs: a warehouse's whole effect, and the matching beside scikit-learn's neighbour search alone.

    python -m benchmarks.net_effect_cost WAREHOUSE          one run: rows, figures, seconds, peak memory
    python -m benchmarks.net_effect_cost --matching [N]     500 treated and N (20,000) others, six columns, seven pairs of runs

scikit-learn is asked for alone: `pip install scikit-learn` first. The project itself searches with SciPy's tree.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median

import duckdb
import numpy as np
import polars as pl

from assets.effects.factory import followed
from assets.effects.net_effect import EFFECT, FTE
from assets.statistics.matching import NEIGHBOURS, matched_effect
from data_contracts.settings import Settings

TREATED, OTHERS, WIDTH, PAIRS = 500, 20_000, 6, 7


def of_a_warehouse(path: str) -> None:
    """Prints what one run of the effect on a warehouse takes."""
    begun, processor = time.perf_counter(), time.process_time()
    with duckdb.connect(path, read_only=True) as connection:
        outcome = followed(EFFECT, connection, Settings(), date.max)
        figures, rows = list(outcome.figures), outcome.persons
    if rows is None:
        sys.exit("there is nobody to compare with")
    wall, used = time.perf_counter() - begun, time.process_time() - processor
    own, people = rows.filter("is_participant").height, rows.filter(~pl.col("is_participant"))["person_key"].n_unique()
    main = next(figure for figure in figures if figure.definition is FTE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{own} participants, {people} comparison persons in {rows.height - own} rows, {len(figures)} figures")
    print(f"{wall:.1f} s on the clock, {used:.1f} s of CPU, peak {peak:.0f} MB; {FTE.figure_id}: {main.status} {main.value}")


def beside_a_search(others: int) -> None:
    """Prints seconds of CPU of the estimate and of the bare neighbour search, pair by pair, and the median ratio."""
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415 - only this half of the benchmark needs it

    rng = np.random.default_rng(1)
    columns = rng.normal(size=(TREATED + others, WIDTH))
    outcome = columns.sum(axis=1) + rng.normal(size=TREATED + others)
    is_treated = np.arange(TREATED + others) < TREATED
    names = [f"x{place}" for place in range(WIDTH)]
    frame = pl.DataFrame(columns, schema=names).with_columns(is_treated=pl.Series(is_treated), outcome=pl.Series(outcome))

    def search() -> None:
        NearestNeighbors(n_neighbors=NEIGHBOURS).fit(columns[TREATED:]).kneighbors(columns[:TREATED])

    def estimate() -> None:
        matched_effect(frame, "outcome", "is_treated", names)

    pairs = [(_cpu(estimate), _cpu(search)) for _ in range(PAIRS + 1)][1:]
    for ours, theirs in pairs:
        print(f"estimate {ours * 1000:.1f} ms, search alone {theirs * 1000:.1f} ms, ratio {ours / theirs:.2f}")
    print(f"median ratio {median(ours / theirs for ours, theirs in pairs):.2f}")


def _cpu(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(arguments: Sequence[str]) -> int:
    """As the page's first lines say."""
    if arguments[:1] == ["--matching"]:
        beside_a_search(int(arguments[1]) if len(arguments) > 1 else OTHERS)
    elif len(arguments) == 1:
        of_a_warehouse(arguments[0])
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
