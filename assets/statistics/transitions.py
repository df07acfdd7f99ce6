"""Transitions: how often units move from one state to another between one time and the next.

Belongs here: counting moves and their rates. Does not belong here: what a state is.
"""

from __future__ import annotations

import polars as pl


def transition_rates(frame: pl.DataFrame, unit: str, time: str, state: str) -> pl.DataFrame:
    """Moves between each time and the unit's next one, and their rates.

    `frame`: one row per unit and time, in any order; rows without a state are left out, so that a move goes over the gap. Returns one row
    per pair of states that occur: from, to, moves, rate, in the order of the states; the rate is moves over all moves that begin in `from`,
    null where none does. It is the rate of Gabadinho et al., Journal of Statistical Software 2011, 40(4), section 6 (TraMineR's seqtrate).
    """
    known = frame.drop_nulls(state).sort(unit, time)
    pairs = known.select(start=pl.col(state), end=pl.col(state).shift(-1).over(unit)).drop_nulls("end")
    moves = pairs.group_by("start", "end").agg(moves=pl.len().cast(pl.Int64))
    states = known.select(pl.col(state).unique().sort())[state]
    every = pl.DataFrame({"start": states}).join(pl.DataFrame({"end": states}), how="cross")
    counted = every.join(moves, on=["start", "end"], how="left").with_columns(pl.col("moves").fill_null(0))
    begun = pl.col("moves").sum().over("start")
    rate = pl.when(begun > 0).then(pl.col("moves") / begun)
    return counted.with_columns(rate=rate).sort("start", "end").rename({"start": "from", "end": "to"})
