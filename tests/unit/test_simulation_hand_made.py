"""The oracle on the hand-made persons, read by the plain reader: what others worked out by hand, person by person and figure by figure."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from simulation.calendar import month_name
from simulation.oracle import BANDS, Life, band, full_time, ladder_start, move
from simulation.oracle_benefits import off_benefit, sides
from simulation.truth import Tally
from tests.unit.plain_reader import Inbox

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "hand_made"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.is_dir(), reason="the hand-made persons are not in ../shared/data")]
WINDOWS = {"6": "6m", "12": "12m", "24": "24m", "all": "total"}


@cache
def inbox() -> Inbox:
    return Inbox(FOLDER)


@cache
def figures() -> dict[tuple[str, str, str, str], object]:
    tally = Tally(inbox().data_date)
    tally.add(inbox().lives())
    tally.bureau = inbox().bureau()
    return dict(tally.figures())


@cache
def persons() -> list[dict[str, str]]:
    with (FOLDER / "expected_persons.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["role"] == "referred"]


def expected() -> dict[str, object]:
    return dict(json.loads((FOLDER / "expected_figures.json").read_text("utf-8"))["figures"])


def test_every_expected_figure_is_what_the_oracle_says() -> None:
    compared = 0
    for figure, value in expected().items():
        for part, number in value.items() if isinstance(value, dict) else [("", value)]:
            for cell, wanted in number.items() if isinstance(number, dict) else [("", number)]:
                assert float(str(_found(figure, part, cell))) == pytest.approx(wanted, abs=1e-6), (figure, part, cell)
                compared += 1
    assert compared > 60


def _found(figure: str, part: str, cell: str) -> object:
    if figure == "sensitivity.reached_count":
        return figures()["full_time.reached_count", "referred", "total", f'{{"months":{part},"norm":"{cell}"}}']
    if figure == "full_time.competing_count":
        return figures()[figure, "referred", "total", f'{{"event":"{part}"}}']
    matches = {
        (population, window): value
        for (name, population, window, dimensions), value in figures().items()
        if name == figure and dimensions == "{}"
    }
    if figure.startswith("job_ladder."):
        # A window in which nobody's end month is complete has no number; by hand that is a zero.
        population, window = ("referred", "to_end") if part == "to_end" else ("job_starters", f"{part}m")
        return matches.get((population, window), 0)
    if part in ("referred", "job_starters"):
        return next(value for (population, _), value in matches.items() if population == part)
    if part:
        return matches["referred", WINDOWS[part]]
    totals = [value for (population, window), value in matches.items() if "-" not in window and population != "job_starters"]
    return totals[0] if totals else next(iter(matches.values()))


@pytest.mark.parametrize("case", [row["case"] for row in persons()] if FOLDER.is_dir() else [])
def test_each_person_comes_out_as_worked_out_by_hand(case: str) -> None:
    (row,) = [person for person in persons() if person["case"] == case]
    found = _of(inbox().life(row["cpr"]))
    assert {name: value for name, value in found.items() if value != row[name]} == {}


def _of(life: Life) -> dict[str, str]:
    """The columns of the expected persons that the oracle says."""
    outcome = full_time(life, life.entry_month, needs_no_benefit=True)
    entry, compared = life.entry_month, sides(life.benefits, life.entry_on)
    last, free = life.last_followed_with_benefits, off_benefit(life.benefits, entry, 999)
    row: dict[str, str] = {
        "entry_month": month_name(entry),
        "referrals": str(life.referrals),
        "job_start_month": _month(life.job_month),
        "followed_to_month": _month(last),
        "censor_month": _month(None if last is None else last - 2),
        "outcome": _outcome(life, entry),
        "reached_month": _month(None if outcome.reached is None or outcome.is_at_entry else entry + outcome.reached),
        "ever_one_month": _yes(outcome.has_one_month and not outcome.is_at_entry),
        "at_entry": _yes(outcome.is_at_entry),
        "at_end": _yes(outcome.is_at_end),
        "unconfirmed": _yes(outcome.is_unconfirmed),
        "benefit_weeks_before": str(compared.before),
        "covered_weeks_before": str(compared.covered_before),
        "benefit_weeks_after": str(compared.after),
        "covered_weeks_after": str(compared.covered_after),
        "benefit_dkk_before": f"{compared.ore_before / 100:.2f}",
        "benefit_dkk_after": f"{compared.ore_after / 100:.2f}",
        "off_benefit_month": _month(None if free is None else entry + free),
        "ladder_to_end": _ladder(life, entry, life.last_followed),
    }
    event = life.benefits.competing(entry)
    row["competing_event"], row["competing_month"] = (event[1], month_name(entry + event[0])) if event else ("", "")
    start = ladder_start(life)
    for months in (6, 12, 24):
        row[f"ladder_{months}"] = "" if start is None else _ladder(life, start, start + months)
    if life.job_month is not None:
        from_start = full_time(life, life.job_month, needs_no_benefit=True)
        row["outcome_from_job_start"] = _outcome(life, life.job_month)
        row["reached_month_from_job_start"] = _month(None if from_start.reached is None else life.job_month + from_start.reached)
    return row


def _outcome(life: Life, month_0: int) -> str:
    outcome = full_time(life, month_0, needs_no_benefit=True)
    if outcome.is_at_entry:
        return "at_entry"
    if outcome.competing is not None:
        return "competing"
    if outcome.reached is not None:
        return "event"
    return "censored" if outcome.followed >= 1 else "unobserved"


def _ladder(life: Life, start: int, end: int | None) -> str:
    outcome = None if end is None else move(life, start, end)
    return "" if outcome is None or end is None else f"{band(life, start)}>{band(life, end)} {outcome}"


def _month(month: int | None) -> str:
    return "" if month is None else month_name(month)


def _yes(condition: bool) -> str:
    return "ja" if condition else "nej"


def test_bands_are_numbered_as_by_hand() -> None:
    assert BANDS.index("none") == 0
    assert BANDS.index("at_norm") == 5


def test_the_data_date_is_that_of_the_last_delivery() -> None:
    assert inbox().data_date == date(2024, 5, 15)
