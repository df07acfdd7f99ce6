"""A fault while CPR numbers are still known tells where it happened, and nothing of what was read."""

from __future__ import annotations

import traceback
from datetime import date
from pathlib import Path, PosixPath

import duckdb
import pytest

from assets.deliveries.inbox import DeliveredFile
from assets.deliveries.landing import Readers, land
from assets.deliveries.pseudonyms import Pseudonyms
from data_contracts.contract import load_contract
from data_contracts.problems import MachineProblem


class Faulty(PosixPath):
    """A file at which a library fails with a message that quotes it."""

    def read_bytes(self) -> bytes:
        """Fails as libraries do."""
        raise ValueError("could not convert '640465-1203' to Int64")


def test_what_a_library_says_of_a_cell_stays_in_the_reader(tmp_path: Path) -> None:
    file = DeliveredFile(1, Faulty(tmp_path / "henvisninger.csv"), "aalborg", date(2023, 5, 15), "referrals", "to_read", "0" * 64)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA deliveries")
        with pytest.raises(MachineProblem) as ended:
            land(connection, load_contract("referrals"), [file], Readers(Pseudonyms(b"k" * 32)), None)
    assert ended.value.key == "reading_failed"
    assert ended.value.parameters["kind"] == "ValueError"
    assert str(ended.value.parameters["place"]).startswith("test_reading_faults.py:")
    shown = "".join(traceback.format_exception(ended.value))
    assert "640465" not in shown.replace(Path(__file__).read_text(encoding="utf-8"), "")
    assert ended.value.__suppress_context__, "Dagster keeps no context that is suppressed"
