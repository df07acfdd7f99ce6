"""An erased person cannot be told from one who never was, in any file written afterwards.

Publications read tables of the warehouse and the run's facts and nothing else, so those are compared here; `benchmarks/nothing_leaks.py`
compares every byte of whole editions.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.publications.generation import OutputFolder
from assets.publications.run_facts import run_facts
from assets.warehouse.database import Warehouse
from data_contracts.settings import Settings
from reports.facts import RunFacts
from tests.acceptance.conftest import KEY, Command
from tests.acceptance.monthly import LAST_DELIVERY, Programme, deliver
from tests.defined import known
from tests.loading import PSEUDONYMS, load

GONE = list(Programme.usual().persons)[2]
TOMBSTONE = PSEUDONYMS.tombstone(PSEUDONYMS.keys(pl.Series([GONE])).item())
OF_THE_FILE = {"row_number", "sha256"}
"""Columns that tell of the delivered file itself, in which the person goes on standing."""


@dataclass(frozen=True)
class Both:
    """Warehouses of two inboxes, alike but for one person: there the person was erased before anything was read, here never was."""

    erased: Warehouse
    never: Warehouse


def without(inbox: Path, person: str) -> None:
    """Takes every line out that names the person."""
    for path in inbox.rglob("*.csv"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(line for line in lines if person.encode() not in line))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("erasure")
    deliver(folder / "inbox", Programme.usual(), LAST_DELIVERY)
    shutil.copytree(folder / "inbox", folder / "less")
    without(folder / "less", GONE)
    return Both(load(folder / "inbox", folder / "erased", erased=frozenset({TOMBSTONE})), load(folder / "less", folder / "never"))


def tables(database: Path) -> dict[str, list[str]]:
    """Every table's rows, in an order of their own, without what tells of the delivered files themselves."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for schema, table in connection.sql("SELECT table_schema, table_name FROM information_schema.tables").fetchall():
            relation = connection.sql(f'FROM "{schema}"."{table}"')
            kept = [name for name in relation.columns if name not in OF_THE_FILE]
            rows = relation.project(", ".join(f'"{name}"' for name in kept)).fetchall() if kept else []
            found[f"{schema}.{table}"] = sorted(map(repr, rows))
    return found


def facts(warehouse: Warehouse) -> RunFacts:
    """What pages say of a run beside its figures."""
    told = run_facts(warehouse, Settings(), LAST_DELIVERY, known(), is_simulated=False)
    return replace(told, files=tuple(replace(file, sha256="") for file in told.files))


def test_of_an_erased_person_no_table_says_more_than_of_one_who_never_was(both: Both) -> None:
    erased, never = tables(both.erased.path), tables(both.never.path)
    assert erased.keys() == never.keys()
    assert {"core.persons", "core.person_months", "deliveries.paid_hours", "deliveries.paid_hours_account"} < erased.keys()
    for table, rows in erased.items():
        assert rows == never[table], table


def test_of_an_erased_person_no_page_can_say_more_than_of_one_who_never_was(both: Both) -> None:
    assert facts(both.erased) == facts(both.never)
    referrals = next(file for file in facts(both.erased).files if file.kind == "referrals")
    assert referrals.rows_in == len(Programme.usual().persons) - 1, "a row about somebody whom nobody named would tell in this file"
    assert referrals.rows == {"loaded": referrals.rows_in}


def test_an_erasure_leaves_no_byte_of_the_person_and_no_figure_that_counts_them(
    smaajob: Command, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased from a house that knows the person, with a row in quarantine, figures of everybody and a candidate that waits."""
    inbox, output = tmp_path / "inbox", OutputFolder(tmp_path / "output")
    deliver(inbox, Programme.usual(), LAST_DELIVERY)
    hours = inbox / "aalborg" / LAST_DELIVERY.isoformat() / "loentimer.csv"
    hours.write_bytes(hours.read_bytes() + f"{GONE};32145671;13-2022;10,00;timeløn;ordinær\r\n".encode())
    warehouse = load(inbox, output.path)
    with warehouse.transaction() as connection:
        connection.execute("CREATE TABLE figures.figures AS SELECT 'participation.referred' AS figure_id, count(*) FROM core.persons")
    output.staging.mkdir(parents=True)
    output.propose("2023-06-15-0123456789")
    person = PSEUDONYMS.keys(pl.Series([GONE])).item()
    assert any(person in row for rows in tables(warehouse.path).values() for row in rows)
    assert list(output.quarantine.glob("*_paid_hours.csv"))
    key_file.write_text("k" * 32)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GONE[:6]}-{GONE[6:]}\n"))
    answer = smaajob("erase", "--output", output.path)
    key_file.write_text(KEY)
    assert answer.exit_code == 0, answer.error
    assert not output.candidate.is_symlink()
    assert not output.candidates.exists()
    assert not list(output.quarantine.glob("*_paid_hours.csv"))
    for table, rows in tables(warehouse.path).items():
        assert not [row for row in rows if person in row], table
        assert not (table.startswith("figures.") or table.endswith("_quarantine")) or not rows, table
    for path in output.path.rglob("*"):
        assert path.is_dir() or person.encode() not in path.read_bytes(), path.name


def test_a_correction_of_an_erased_persons_row_stops_no_run(tmp_path: Path) -> None:
    """It finds its row by a number of the placement's own, so that nothing of it says whom it was about."""
    inbox = tmp_path / "inbox"
    deliver(inbox, Programme.usual(), LAST_DELIVERY)
    (inbox / "fokus" / LAST_DELIVERY.isoformat() / "rettelser.csv").write_text(
        "Rettelse-id;Fil;Leverandør;CPR-nummer;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato\n"
        "R1;ansættelser;fokus;;Ansættelses-id;A2;Jobfunktion;Lager;Butik;Tastefejl;dataansvarlig;10-06-2023\n",
        encoding="utf-8",
    )
    erased = load(inbox, tmp_path / "after", erased=frozenset({TOMBSTONE}))
    assert erased.read("deliveries.placements_corrected").is_empty()


def test_a_rewritten_warehouse_holds_no_deleted_row(tmp_path: Path) -> None:
    """A deleted row stays in the file's unused blocks, and a log that a killed run left holds it too."""
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    marker = "f00d" * 16
    with warehouse.transaction() as connection:
        connection.execute("CREATE TABLE core.persons AS SELECT range AS id, md5(range::VARCHAR) AS name FROM range(100)")
        connection.execute("INSERT INTO core.persons VALUES (-1, ?)", [marker])
    with warehouse.transaction() as connection:
        connection.execute("DELETE FROM core.persons WHERE id = -1")
    assert marker.encode() in warehouse.path.read_bytes(), "what this test is about"
    warehouse.rewrite()
    assert marker.encode() not in warehouse.path.read_bytes()
    assert warehouse.read("core.persons").height == 100
    assert warehouse.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["warehouse.duckdb"]
