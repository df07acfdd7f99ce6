"""Truth of wellbeing: how each person's first and last answers differ.

Belongs here: the figures of WHO-5 answers. Does not belong here: who answers what (`wellbeing_files.py`); nothing of `assets` may be
imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from simulation.rounding import six_decimals
from simulation.truth_benefits import FEWEST_FOR_A_MEAN, TruthRow

DAYS_APART, POINTS = 14, 10
PLACE: tuple[str, str, dict[str, str | int]] = ("referred", "total", {})
Answers = Mapping[object, list[tuple[date, int]]]
"""Each person's answers: day and score."""


def wellbeing_figures(answers: Answers, data_date: date) -> Iterator[TruthRow]:
    """The figures of all answers up to the day of the data; none where nobody has answered."""
    told = {person: [one for one in own if one[0] <= data_date] for person, own in answers.items()}
    told = {person: own for person, own in told.items() if own}
    if not told:
        return
    yield "wellbeing.answered", *PLACE, len(told)
    changes = []
    for own in told.values():
        first, last = min(day for day, _ in own), max(day for day, _ in own)
        if (last - first).days >= DAYS_APART:
            changes.append(_score(own, last) - _score(own, first))
    if len(changes) >= FEWEST_FOR_A_MEAN:
        yield "wellbeing.who5_change", *PLACE, six_decimals(sum(changes, Fraction()) / len(changes))
    if not changes:
        return
    numbers = {
        "raised": sum(change >= POINTS for change in changes),
        "lowered": sum(change <= -POINTS for change in changes),
        "unchanged": sum(-POINTS < change < POINTS for change in changes),
    }
    for name, number in numbers.items():
        yield f"wellbeing.{name}", *PLACE, number
        yield f"wellbeing.{name}_share", *PLACE, six_decimals(Fraction(number, len(changes)))


def _score(own: list[tuple[date, int]], day: date) -> Fraction:
    """The mean of a day's different scores: the same one told twice is one."""
    scores = {score for when, score in own if when == day}
    return Fraction(sum(scores), len(scores))
