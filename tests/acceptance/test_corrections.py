"""A manual correction changes one cell until the supplier has repaired the source; then it stops the run instead of hiding the repair."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.problems import NotFitToPublish
from tests.acceptance.inboxes import write_inbox
from tests.loading import core, deliver, load

HEADER = "Rettelse-id;Fil;Leverandør;CPR-nummer;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato\n"
END_WRONG = "R1;ansættelser;aalborg;;Ansættelses-id;A2;Slutdato;01-09-2022;01-10-2022;Tastefejl;dataansvarlig;10-05-2023\n"
CANARY = "6911641216"


def load_with(tmp_path: Path, line: str, **changes: str) -> dict[str, pl.DataFrame]:
    """The core tables of a small inbox with one correction."""
    inbox = write_inbox(tmp_path / "inbox", {"rettelser.csv": HEADER + line, **changes})
    return core(load(inbox, tmp_path / "out"))


def placement(tables: dict[str, pl.DataFrame], placement_id: str) -> dict[str, Any]:
    return tables["placements"].filter(pl.col("placement_id") == placement_id).row(0, named=True)


def problem(tmp_path: Path, line: str, **changes: str) -> NotFitToPublish:
    with pytest.raises(NotFitToPublish) as stopped:
        load_with(tmp_path, line, **changes)
    assert stopped.value.parameters["correction"] == "R1"
    return stopped.value


def test_a_correction_changes_the_cell_and_is_on_record(tmp_path: Path) -> None:
    found = load_with(tmp_path, END_WRONG)
    assert placement(found, "A2")["ended_on"] == date(2022, 10, 1)
    assert placement(found, "A1")["ended_on"] is None


def test_a_correction_is_kept_with_the_rows_that_it_changed(tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox", {"rettelser.csv": HEADER + END_WRONG})
    with load(inbox, tmp_path / "out").connect(read_only=True) as connection:
        assert connection.sql("SELECT correction_id, column_name, rows FROM deliveries.placements_corrected").fetchall() == [
            ("R1", "ended_on", 1)
        ]


def test_a_correction_may_find_its_row_by_the_person(tmp_path: Path) -> None:
    line = f"R1;løntimer;aalborg;{CANARY};Måned;04-2022;Løntimer;36,00;63,00;Ombyttede cifre;dataansvarlig;10-05-2023\n"
    hours = load_with(tmp_path, line)["paid_hours"]
    assert sorted(hours["hours_hundredths"].to_list()) == [4000, 4350, 6300]


def test_a_cell_that_cannot_be_read_is_corrected_by_expecting_nothing(tmp_path: Path) -> None:
    broken = "Ansættelses-id;CPR-nummer;CVR-nummer;Startdato;Slutdato;Ugentlige timer\nA2;691164-1216;28063679;14-03-2022;31-09-2022;8,5\n"
    line = "R1;ansættelser;aalborg;;Ansættelses-id;A2;Slutdato;;30-09-2022;Dagen findes ikke;dataansvarlig;10-05-2023\n"
    found = load_with(tmp_path, line, **{"ansaettelser.csv": broken})
    assert placement(found, "A2")["ended_on"] == date(2022, 9, 30)
    assert placement(found, "A2")["weekly_hours"] == Decimal("8.50")


def test_a_correction_stops_the_run_once_the_source_has_been_repaired(tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox", {"rettelser.csv": HEADER + END_WRONG})
    repaired = (
        "Ansættelses-id;CPR-nummer;CVR-nummer;Startdato;Slutdato;Ugentlige timer\nA2;691164-1216;28063679;14-03-2022;01-10-2022;8,5\n"
    )
    deliver(inbox, "aalborg", "2023-06-15", {"ansaettelser.csv": repaired})
    with pytest.raises(NotFitToPublish) as stopped:
        load(inbox, tmp_path / "out")
    assert stopped.value.key == "correction_outdated"
    assert stopped.value.parameters == {"correction": "R1", "delivered_on": "2023-06-15"}


def test_leaving_a_line_out_of_the_newest_file_takes_the_correction_back(tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox", {"rettelser.csv": HEADER + END_WRONG})
    other = END_WRONG.replace("R1", "R2").replace(";A2;Slutdato;01-09-2022;01-10-2022;", ";A1;Jobfunktion;Lager;Butik;")
    deliver(inbox, "aalborg", "2023-06-15", {"rettelser.csv": HEADER + other})
    placements = core(load(inbox, tmp_path / "out"))["placements"]
    assert dict(zip(placements["placement_id"], placements["job_function"], strict=True)) == {"A1": "Butik", "A2": "Lager"}
    assert str(placements.filter(placements["placement_id"] == "A2")["ended_on"].item()) == "2022-09-01"


@pytest.mark.parametrize(
    ("changed", "to", "key"),
    [
        (";A2;", ";A9;", "correction_finds_nothing"),
        (";Slutdato;", ";Findes ikke;", "correction_unusable"),
        ("01-10-2022", "31-09-2022", "correction_unusable"),
        (";Ansættelses-id;A2;Slutdato;01-09-2022;01-10-2022;", ";Startdato;14-03-2022;Jobfunktion;Lager;Butik;", "correction_ambiguous"),
        (";Ansættelses-id;A2;", ";;;", "correction_unusable"),
    ],
)
def test_a_correction_that_cannot_be_carried_out_stops_the_run_by_name(tmp_path: Path, changed: str, to: str, key: str) -> None:
    assert problem(tmp_path, END_WRONG.replace(changed, to)).key == key
