"""A newer delivery takes the place of an older one where it may, and a damaged one never erases history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from data_contracts.problems import NotFitToPublish
from tests.loading import core, deliver, file_facts, load

PERSONS = [f"{day:02d}0165{number:04d}" for number, day in enumerate(range(61, 91), start=1000)]
FIRST_MONDAY = date(2023, 1, 2)
HEADER = (
    "Uge;CPR nummer;Ydelse;Finansiering Kommunenavn;Beregnet udbetalingsbeløb;Refusionssats;Refusionsbeløb;"
    "Medfinansieringssats;Medfinansieringsbeløb"
)
HOURS_HEADER = "CPR-nummer;CVR-nummer;Måned;Løntimer;Ansættelsesform"


def referrals() -> str:
    return "\n".join(["CPR-nummer;Henvist dato;Målgruppe;Kommunekode", *(f"{cpr};17-01-2023;dagpenge;851" for cpr in PERSONS), ""])


def weeks(first: int, last: int, persons: Iterable[str] = PERSONS, kroner: str = "2755,38", *, by_person: bool = False) -> str:
    """A file of Ydelsesrefusion for weeks counted from the first Monday of 2023."""
    cells = [(week, cpr) for week in range(first, last + 1) for cpr in persons]
    ordered = sorted(cells, key=lambda cell: cell[1]) if by_person else cells
    rows = [f"{FIRST_MONDAY + timedelta(weeks=week)};{cpr};Kontanthjælp;;{kroner};20,00;551,08;0,00;0,00" for week, cpr in ordered]
    return "\r\n".join([HEADER, *rows, ""])


def hours(months: Iterable[int], persons: Iterable[str] = PERSONS, size: str = "20,00") -> str:
    rows = [f"{cpr};32145671;{month:02d}-2023;{size};ordinær" for month in months for cpr in persons]
    return "\r\n".join([HOURS_HEADER, *rows, ""])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two good deliveries of benefits and hours, of May and June."""
    folder = tmp_path / "inbox"
    deliver(folder, "aalborg", "2023-05-15", {"henvisninger.csv": referrals(), "loentimer.csv": hours(range(1, 5))})
    deliver(folder, "aalborg", "2023-05-15", {"yr-ydelsesrefusion-beregning-851-1-2023-05-15.csv": weeks(0, 17)})
    deliver(folder, "aalborg", "2023-06-15", {"henvisninger.csv": referrals(), "loentimer.csv": hours(range(1, 6))})
    return folder


def june(inbox: Path, content: str | bytes) -> None:
    deliver(inbox, "aalborg", "2023-06-15", {"yr-ydelsesrefusion-beregning-851-2-2023-06-15.csv": content})


JUNE_FILE = "2023-06-15/yr-ydelsesrefusion-beregning-851-2-2023-06-15.csv"


def benefit_weeks(inbox: Path, tmp_path: Path, **more: list[str]) -> int:
    """Person-weeks on benefit after loading."""
    months = core(load(inbox, tmp_path / "out", **more), ["benefit_months"])["benefit_months"]  # type: ignore[arg-type]  # accepted files
    return int(months["benefit_weeks"].sum())


def test_a_later_file_of_the_municipality_replaces_its_weeks_alone_and_for_everybody(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(4, 21, kroner="2800,00"))
    spells = core(load(inbox, tmp_path / "out"), ["benefit_spells"])["benefit_spells"]
    assert sorted(spells["weekly_oere"].unique()) == [275538, 280000]
    assert spells.height == 2 * len(PERSONS)


def test_a_file_cut_off_within_a_row_is_refused_by_name_and_the_older_one_stands(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(4, 21, by_person=True)[:-2000])
    warehouse = load(inbox, tmp_path / "out")
    assert file_facts(warehouse, "benefit_weeks")[JUNE_FILE] == ("rejected", "cut_off")
    assert int(core(warehouse, ["benefit_months"])["benefit_months"]["benefit_weeks"].sum()) == 18 * len(PERSONS)


def test_a_file_cut_off_between_rows_tells_of_fewer_persons_and_stops_the_run(inbox: Path, tmp_path: Path) -> None:
    whole = weeks(4, 21, by_person=True).split("\r\n")
    june(inbox, "\r\n".join([*whole[: len(whole) // 2], ""]))
    with pytest.raises(NotFitToPublish) as stopped:
        load(inbox, tmp_path / "out")
    assert stopped.value.key == "restatement_erases"
    assert stopped.value.parameters["file"] == f"aalborg/{JUNE_FILE}"
    assert stopped.value.parameters["older"] == "aalborg/2023-05-15/yr-ydelsesrefusion-beregning-851-1-2023-05-15.csv"


def test_whoever_knows_that_the_smaller_file_is_right_says_so_in_the_settings(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(4, 21, PERSONS[:12]))
    assert benefit_weeks(inbox, tmp_path, accepted=[f"aalborg/{JUNE_FILE}"]) == 4 * len(PERSONS) + 18 * 12


def test_one_empty_month_in_a_restatement_stops_the_run_however_long_the_rest(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(0, 21))
    deliver(inbox, "aalborg", "2023-06-15", {"loentimer.csv": hours([1, 2, 4, 5])})
    with pytest.raises(NotFitToPublish) as stopped:
        load(inbox, tmp_path / "out")
    assert stopped.value.key == "restatement_erases_period"
    assert stopped.value.parameters["period"] == "2023-03-01"
    assert stopped.value.parameters["percent"] == 0


def test_fewer_persons_in_every_period_stop_the_run_although_no_single_one_is_short(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(4, 21, PERSONS[: len(PERSONS) * 7 // 10]))
    with pytest.raises(NotFitToPublish) as stopped:
        load(inbox, tmp_path / "out")
    assert stopped.value.key == "restatement_erases"
    assert stopped.value.parameters["percent"] == 70


def test_a_few_persons_less_are_a_restatement_and_no_damage(inbox: Path, tmp_path: Path) -> None:
    june(inbox, weeks(4, 21, PERSONS[:-3]))
    assert benefit_weeks(inbox, tmp_path) == 4 * len(PERSONS) + 18 * (len(PERSONS) - 3)


def test_benefit_rows_that_all_stand_twice_count_once_and_are_named(inbox: Path, tmp_path: Path) -> None:
    lines = weeks(4, 21).split("\r\n")[:-1]
    june(inbox, "\r\n".join([lines[0], *(line for line in lines[1:] for _ in range(2)), ""]))
    warehouse = load(inbox, tmp_path / "out")
    assert int(core(warehouse, ["benefit_months"])["benefit_months"]["benefit_weeks"].sum()) == 22 * len(PERSONS)
    with warehouse.connect(read_only=True) as connection:
        notes = connection.sql("SELECT notes FROM deliveries.benefit_weeks_files ORDER BY file_id").fetchall()
    assert notes == [([],), (["every_row_twice"],)]


def test_hours_that_all_stand_twice_are_refused_because_they_would_add_up(inbox: Path, tmp_path: Path) -> None:
    lines = hours(range(1, 6)).split("\r\n")[:-1]
    deliver(inbox, "aalborg", "2023-06-15", {"loentimer.csv": "\r\n".join([lines[0], *lines[1:], *lines[1:], ""])})
    warehouse = load(inbox, tmp_path / "out")
    assert file_facts(warehouse, "paid_hours")["2023-06-15/loentimer.csv"] == ("rejected", "every_row_twice")
    assert int(core(warehouse)["paid_hours"]["hours_hundredths"].sum()) == 4 * 2000 * len(PERSONS)


@pytest.mark.parametrize("shuffled", [False, True])
def test_last_months_content_under_this_months_name_is_refused_and_completes_nothing(inbox: Path, tmp_path: Path, shuffled: bool) -> None:
    june(inbox, weeks(0, 17, by_person=shuffled))
    warehouse = load(inbox, tmp_path / "out")
    assert file_facts(warehouse, "benefit_weeks")[JUNE_FILE] == ("rejected", "same_as_earlier")
    with warehouse.connect(read_only=True) as connection:
        speaks = connection.sql("SELECT DISTINCT delivered_on FROM deliveries.benefit_weeks_speakers").fetchall()
    assert speaks == [(date(2023, 5, 15),)]


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html><body>504 Gateway Time-out</body></html>", '{"error": "session expired"}', ""])
def test_an_error_page_saved_as_a_file_is_refused_and_the_older_one_stands(inbox: Path, tmp_path: Path, page: str) -> None:
    june(inbox, page)
    warehouse = load(inbox, tmp_path / "out")
    status, reason = file_facts(warehouse, "benefit_weeks")[JUNE_FILE]
    assert (status, reason in ("not_a_table", "empty_file")) == ("rejected", True)
    assert int(core(warehouse, ["benefit_months"])["benefit_months"]["benefit_weeks"].sum()) == 18 * len(PERSONS)


def test_a_file_without_the_municipality_in_its_name_is_refused(inbox: Path, tmp_path: Path) -> None:
    deliver(inbox, "aalborg", "2023-06-15", {"yr-ydelsesrefusion-beregning.csv": weeks(4, 21)})
    found = file_facts(load(inbox, tmp_path / "out"), "benefit_weeks")
    assert found["2023-06-15/yr-ydelsesrefusion-beregning.csv"] == ("rejected", "file_name_incomplete")


def test_a_newer_file_of_costs_replaces_the_older_one_whole(inbox: Path, tmp_path: Path) -> None:
    deliver(inbox, "fokus", "2023-05-15", {"omkostninger.csv": "Måned;Betaler;Beløb\n01-2023;kommune;100,00\n02-2023;fond;50,00\n"})
    deliver(inbox, "fokus", "2023-06-15", {"omkostninger.csv": "Måned;Betaler;Beløb\n01-2023;kommune;120,00\n01-2023;kommune;5,00\n"})
    costs = core(load(inbox, tmp_path / "out"))["programme_costs"]
    assert costs.select("payer", "amount_oere").rows() == [("kommune", 12500)]
