"""Cells as people met them elsewhere (decimals, dates, nothing, DOS, notes): the figures are those of the same content plainly told.

The inboxes are made by `../shared/data/reported/make.py` from the hand-made deliveries, each with one thing changed.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from pipelines.command_line import main
from tests.acceptance.conftest import Command

pytestmark = pytest.mark.shared
HOURS = "aalborg/2024-05-15/loentimer_2024.csv"
Figures = list[tuple[Any, ...]]
Figured = Callable[[str], Figures]


def _without_first_referral(reported: ModuleType, inbox: Path) -> None:
    for name in reported.REFERRALS:
        header, rows = reported.read(inbox / name)
        reported.write(inbox / name, header, rows[1:])


def _blank_instead_of_words(reported: ModuleType, inbox: Path) -> None:
    for path in [inbox / name for name in (*reported.PLACEMENTS, HOURS)]:
        header, rows = reported.read(path)
        reported.write(path, header, [["" if cell in ("NULL", "NA") else cell for cell in row] for row in rows])


PLAINLY_TOLD: dict[str, Callable[[ModuleType, Path], None] | None] = {
    "three_decimals_behind_a_point": None,
    "default_date_referral": _without_first_referral,
    "default_date_hours": None,
    "open_end": None,
    "words_for_nothing": _blank_instead_of_words,
    "compact_dates": None,
    "two_digit_years": None,
    "months_by_name": None,
    "dos_letters": None,
    "note_below_the_rows": None,
}
"""Case → what is done to its inbox so that it says the same plainly; None: the hand-made deliveries say it."""
QUICK = ("three_decimals_behind_a_point", "open_end")
CASES = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in PLAINLY_TOLD]


@pytest.fixture(scope="module")
def reported(shared: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("reported", shared / "reported" / "make.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run(inbox: Path, output: Path) -> Figures:
    with pytest.raises(SystemExit) as ended:
        main.main(args=["run", "--inbox", str(inbox), "--output", str(output), "--only", "data"])
    assert not ended.value.code
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        return connection.sql("""
            SELECT figure_id, population, "window", dimensions, value, low, high, status, numerator, denominator_count
            FROM figures.figures ORDER BY ALL
        """).fetchall()


@pytest.fixture(scope="module")
def plain_figures(key_file: Path, shared: Path, reported: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Figured:
    """Of a case the figures of the same content plainly told; those of the hand-made deliveries are computed once."""
    known: dict[str, Figures] = {}

    def figures(name: str) -> Figures:
        change = PLAINLY_TOLD[name]
        of = name if change else ""
        if of not in known:
            folder = tmp_path_factory.mktemp("plainly")
            inbox = shared / "hand_made"
            if change:
                inbox = folder / "inbox"
                reported.make(name, inbox)
                change(reported, inbox)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
                known[of] = run(inbox, folder / "out")
        return known[of]

    return figures


@pytest.mark.parametrize("name", CASES)
def test_the_figures_are_those_of_the_same_content_plainly_told(
    name: str, reported: ModuleType, plain_figures: Figured, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = plain_figures(name)
    reported.make(name, tmp_path / "inbox")
    monkeypatch.setenv("SMAAJOB_KEY_FILE", str(key_file))
    found = run(tmp_path / "inbox", tmp_path / "out")
    assert len(expected) > 700
    assert set(found) ^ set(expected) == set()


TOLD = {
    "three_decimals_behind_a_point": ("fit", None),
    "default_date_referral": ("faults", "no_days"),
    "default_date_hours": ("faults", "no_days"),
    "open_end": ("remarks", "still_running"),
    "words_for_nothing": ("remarks", "nothing_in_words"),
    "compact_dates": ("fit", None),
    "two_digit_years": ("fit", None),
    "months_by_name": ("fit", None),
    "dos_letters": ("fit", None),
    "note_below_the_rows": ("fit", None),
}
CHANGED = {"three_decimals_behind_a_point": "yr-", "default_date_referral": "henvis", "default_date_hours": "loentimer_2022"}
CHANGED |= dict.fromkeys(("months_by_name", "dos_letters", "note_below_the_rows"), "loentimer_2024")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in TOLD])
def test_the_supplier_is_told_what_was_made_of_the_cells(name: str, reported: ModuleType, smaajob: Command, tmp_path: Path) -> None:
    reported.make(name, tmp_path / "inbox")
    files = json.loads(smaajob("check", "--inbox", tmp_path / "inbox", "--json").out)["files"]
    changed = [file for file in files if file["file"].startswith(CHANGED.get(name, "ansaettelser"))]
    verdict, note = TOLD[name]
    assert changed
    assert all(file["status"] == "read" for file in changed)
    assert all((file["verdict"] == "faults") == (verdict == "faults") for file in changed if not file["file"].startswith("yr-"))
    assert note is None or all(note in file["notes"] for file in changed)


@pytest.mark.long
def test_dates_with_the_month_first_refuse_each_file_in_one_sentence(reported: ModuleType, smaajob: Command, tmp_path: Path) -> None:
    reported.make("month_first", tmp_path / "inbox")
    answer = smaajob("check", "--inbox", tmp_path / "inbox", "--json")
    refused = [file for file in json.loads(answer.out)["files"] if file["status"] == "rejected"]
    assert answer.exit_code == 1
    assert [(file["file"], file["reason"], file["findings"], len(file["messages"])) for file in refused] == [
        ("ansaettelser.csv", "month_first", [], 1)
    ] * 2


@pytest.mark.long
def test_the_run_says_what_it_took_for_blank_and_sets_a_note_aside_by_name(reported: ModuleType, smaajob: Command, tmp_path: Path) -> None:
    reported.make("note_below_the_rows", tmp_path / "inbox")
    header, rows = reported.read(tmp_path / "inbox" / reported.PLACEMENTS[1])
    reported.write(tmp_path / "inbox" / reported.PLACEMENTS[1], header, [[cell or "NULL" for cell in row] for row in rows])
    blank = sum(cell == "" for row in rows for cell in row[header.index("Slutdato") : header.index("Slutdato") + 1])
    answer = smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out", "--only", "data")
    assert f"Slutdato: NULL, NA, - and the like count as blank (cells: {blank})." in answer.out + answer.error
    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_text(encoding="utf-8"))
    (hours,) = [file for file in manifest["deliveries"] if file["file"] == "loentimer_2024.csv"]
    assert hours["rows"]["set_aside.note_below_rows"] == 1
    with (tmp_path / "inbox" / HOURS).open(encoding="cp1252", newline="") as file:
        assert hours["rows_in"] == sum(1 for _ in csv.reader(file)) - 1
