"""Wellbeing, the calculation: each person's first and latest answer, and what changed between them.

Belongs here: pairing answers, then counts and means. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.wellbeing.definition import ANSWERED, CHANGE, COUNTS, DEFINITIONS, FEWEST_DAYS_APART, SHARES, THRESHOLD_POINTS
from assets.panel.common import collected, count, mean, share
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Whole

OUTCOMES = ("raised", "unchanged", "lowered")


def first_and_last(answers: LazyFrame, persons: LazyFrame, data_date: date) -> LazyFrame:
    """person_key, first_on, last_on (dates), first_who5, last_who5 (points) of every referred person who has answered.

    `answers`: person_key, answered_on, who5. `persons`: person_key. Answers after the day of the data are not counted.
    """
    own = answers.filter(nw.col("answered_on") <= nw.lit(data_date)).join(persons.select("person_key"), on="person_key", how="inner")
    daily = own.group_by("person_key", "answered_on").agg(who5=nw.col("who5").mean())
    spans = daily.group_by("person_key").agg(first_on=nw.col("answered_on").min(), last_on=nw.col("answered_on").max())
    for end in ("first", "last"):
        scores = daily.select("person_key", **{f"{end}_on": nw.col("answered_on"), f"{end}_who5": nw.col("who5")})
        spans = spans.join(scores, on=["person_key", f"{end}_on"], how="left")
    return spans.select("person_key", "first_on", "last_on", "first_who5", "last_who5")


def figures_of(spans: pl.DataFrame, referred: int) -> Iterator[Figure]:
    """The effect's figures from `first_and_last`, collected; `referred`: how many could have answered."""
    place: Whole = {"population": "referred", "window": "total"}
    if spans.is_empty():
        for definition in DEFINITIONS:
            yield definition.not_computable("no_answers", **place)
        return
    yield count(ANSWERED, spans.height, denominator_count=referred, **place)
    paired = spans.filter((pl.col("last_on") - pl.col("first_on")).dt.total_days() >= FEWEST_DAYS_APART)
    changes = paired["last_who5"] - paired["first_who5"]
    yield mean(CHANGE, changes, **place)
    numbers = {
        "raised": int((changes >= THRESHOLD_POINTS).sum()),
        "unchanged": int((changes.abs() < THRESHOLD_POINTS).sum()),
        "lowered": int((changes <= -THRESHOLD_POINTS).sum()),
    }
    for outcome, number in numbers.items():
        if paired.is_empty():
            yield COUNTS[outcome].not_computable("nobody_observed", **place)
        else:
            yield count(COUNTS[outcome], number, denominator_count=paired.height, **place)
        yield share(SHARES[outcome], number, paired.height, **place)


def outcome(persons: LazyFrame, answers: LazyFrame, data_date: date) -> Outcome:
    """Each person's first and last answer, and the figures."""
    spans = collected(first_and_last(answers, persons, data_date)).sort("person_key")
    return Outcome(figures_of(spans, collected(persons.select("person_key")).height), spans)
