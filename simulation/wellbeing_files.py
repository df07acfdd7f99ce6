"""Wellbeing files: WHO-5 answers of the placed, at the start of the first placement and about half a year later.

Belongs here: who answers, what, and the rows of `trivsel`. Does not belong here: placements (`people.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from simulation.calendar import Integers, date_of, day_number
from simulation.made_up_numbers import cpr_numbers
from simulation.people import RUNNING, People
from simulation.spoiling import copies
from simulation.world import UNNAMED_ROWS, Delivery, World
from simulation.writing import DANISH, INTERNATIONAL, Account, FileColumn, cpr_texts, write_table

COLUMNS = (FileColumn("CPR-nummer", "cpr"), FileColumn("Svardato", "answered_on", "date"), FileColumn("WHO-5", "who5", "integer"))
STYLES = (DANISH, INTERNATIONAL)
ANSWERS, ANSWERS_AGAIN = 0.6, 0.65
HALF_A_YEAR = 182
WHO5_STEP = 4
"""WHO-5 is five answers from 0 to 5, times four: only multiples of four can be."""


def write_wellbeing(inbox: Path, world: World, people: People, delivery: Delivery) -> tuple[str, Account] | None:
    """All answers up to a delivery. None where nobody has answered yet."""
    person, day, score = _answers(world, people)
    told = day <= day_number(delivery.delivered_on)
    if not told.any():
        return None
    person, day, score = person[told], day[told], score[told]
    account = Account(rows=person.size)
    extra = []
    if delivery is world.bureau_deliveries[-1]:
        person = np.concatenate((person, world.first_unnamed + np.arange(UNNAMED_ROWS)))
        day, score = np.concatenate((day, day[:1].repeat(UNNAMED_ROWS))), np.concatenate((score, score[:1].repeat(UNNAMED_ROWS)))
        account.rows += UNNAMED_ROWS
        account.unnamed += UNNAMED_ROWS
        if copies(world):
            cpr = str(cpr_numbers(person[:1], world.seed)[0])
            when = "2023-01-02" if STYLES[delivery.number % 2].is_iso else "02-01-2023"
            extra = [{"CPR-nummer": cpr, "Svardato": when, "WHO-5": str(101 + copy)} for copy in range(copies(world))]
            account.rows += len(extra)
            account.quarantined["who5_between"] += len(extra)
    frame = pl.DataFrame(
        {
            "cpr": cpr_texts(cpr_numbers(person, world.seed), person % 4 == 3),
            "answered_on": day.astype("datetime64[D]"),
            "who5": score,
        }
    )
    path = write_table(inbox / delivery.folder / "trivsel", frame, COLUMNS, STYLES[delivery.number % 2], extra)
    return path.relative_to(inbox).as_posix(), account


def answers_of(world: World, people: People) -> dict[object, list[tuple[date, int]]]:
    """Each person's answers up to the bureau's newest delivery: day and score."""
    last = day_number(world.bureau_deliveries[-1].delivered_on)
    answers: dict[object, list[tuple[date, int]]] = {}
    for person, day, score in zip(*_answers(world, people), strict=True):
        if day <= last:
            answers.setdefault(int(person), []).append((date_of(int(day)), int(score)))
    return answers


def _answers(world: World, people: People) -> tuple[Integers, Integers, Integers]:
    """Person, day and score of every answer that anybody gives alive."""
    rng = world.random(71)
    count = world.candidates
    start = people.first_start
    is_first = (start < RUNNING) & (rng.random(count) < ANSWERS)
    again = start + HALF_A_YEAR + (rng.random(count) * 40).astype(np.int64) - 20
    is_again = is_first & (rng.random(count) < ANSWERS_AGAIN) & (again < people.residents.gone_day)
    score = np.clip(rng.normal(44, 16, count), 0, 100) // WHO5_STEP * WHO5_STEP
    later = np.clip(score + rng.normal(7, 14, count), 0, 100) // WHO5_STEP * WHO5_STEP
    person = np.arange(count)
    return (
        np.concatenate((person[is_first], person[is_again])),
        np.concatenate((start[is_first], again[is_again])),
        np.concatenate((score[is_first], later[is_again])).astype(np.int64),
    )
