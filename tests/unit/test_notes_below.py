"""A note or a sum below the rows is set aside by name; a row that was cut off is none, and its file is refused as before."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.landing import Landed, Readers, land
from assets.deliveries.pseudonyms import Pseudonyms
from data_contracts.contract import load_contract

HOURS = "CPR-nummer;CVR-nummer;Måned;Løntimer;Ansættelsesform"
ROW = "6404651203;32145671;04-2023;160,33;ordinær"
COSTS = "Formål;Betaler;Måned;Beløb"
COST = "Drift;kommune;04-2023;61250,50"


def landed(tmp_path: Path, content: str, kind: str = "paid_hours") -> Landed:
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(content.encode("cp1252"))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    file = DeliveredFile(1, path, "aalborg", date(2024, 5, 15), kind, "to_read", sha256)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA deliveries")
        return land(connection, load_contract(kind), [file], Readers(Pseudonyms(b"k" * 32)), None)


@pytest.mark.parametrize(
    "note",
    [
        "Udtrukket fra eIndkomst 15-05-2024, 671 rækker",
        "Udtrukket fra eIndkomst 15-05-2024, 671 rækker\n",
        "\n\n(671 rækker)",
        "I alt;;;160,33;",
        "Sum\n",
        "Kilde: eIndkomst\n671 rows affected\n",
    ],
)
def test_a_note_or_a_sum_below_the_rows_is_set_aside_by_name(tmp_path: Path, note: str) -> None:
    found = landed(tmp_path, f"{HOURS}\n{ROW}\n{ROW}\n{note}")
    lines = len([line for line in note.splitlines() if line])
    assert (found.files[0]["status"], found.files[0]["rows_in"]) == ("read", 2 + lines)
    assert found.account == [{"file_id": 1, "outcome": "set_aside", "rule": "note_below_rows", "rows": lines}]


@pytest.mark.parametrize("cut", ["6404", "6404651203", "6404651203;DK3214", "6404651203;32145671;apr", "6404651203;32145671;04-2023;160"])
def test_a_file_that_ends_within_a_row_is_still_refused(tmp_path: Path, cut: str) -> None:
    assert landed(tmp_path, f"{HOURS}\n{ROW}\n{ROW}\n{cut}").files[0]["reason"] == "cut_off"


@pytest.mark.parametrize("last", ["Dri", "kommune;ko", ";apr"])
def test_a_row_that_begins_with_words_is_a_note_only_where_it_says_so(tmp_path: Path, last: str) -> None:
    assert not landed(tmp_path, f"{COSTS}\n{COST}\n{last}\n", "programme_costs").account
    assert landed(tmp_path, f"{COSTS}\n{COST}\nI alt;;;61250,50\n", "programme_costs").account[0]["rule"] == "note_below_rows"


def test_a_faulty_row_at_the_end_or_a_note_amid_the_rows_is_a_row(tmp_path: Path) -> None:
    assert not landed(tmp_path, f"{HOURS}\n{ROW}\nukendt;32145671;04-2023;160,33;ordinær\n").account
    assert not landed(tmp_path, f"{HOURS}\n{ROW}\nI alt;;;160,33;\n{ROW}\n").account
