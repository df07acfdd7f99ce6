"""Every published figure explains itself: its passport is whole, its hashes are those of the files, and no heavy library is needed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data_contracts.contract import load_contract
from data_contracts.figure import CODE_IN_TEXT
from pipelines.explaining import explain
from reports.language import load_language
from tests.acceptance.conftest import Command

KEY_COLUMNS = 'figure_id, population, "window", dimensions'


@pytest.fixture
def published(usual: tuple[Path, Path]) -> tuple[Path, Path]:
    """Inbox and output of a whole edition."""
    return usual


def test_every_published_figure_has_a_whole_passport_with_the_right_hashes(published: tuple[Path, Path]) -> None:
    inbox, output = published
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in inbox.rglob("*.csv")}
    with duckdb.connect(str(output / "current" / "figures.duckdb"), read_only=True) as connection:
        figures = connection.sql("SELECT figure_id, count(*) FROM figures GROUP BY figure_id ORDER BY ALL").fetchall()
    assert len(figures) > 80
    for figure, rows in figures:
        told = json.loads(explain(output, figure, load_language("en"), is_json=True))
        assert len(told["figures"]) == rows
        definition = told["definition"]
        assert all(definition[name] for name in ("definition_version", "definition", "name_da", "says_da", "name_en", "says_en"))
        assert told["settings"]["full_time.months"] == "3"
        assert told["versions"]["smaajob"]
        assert told["is_intact"]
        assert {file["kind"] for file in told["deliveries"]} <= set(told["kinds"])
        assert {file["sha256"] for file in told["deliveries"]} <= hashes
        assert all(file["contract_version"] == load_contract(file["kind"]).version for file in told["deliveries"])
        if told["kinds"]:
            assert told["deliveries"], figure
        for row in told["figures"]:
            assert CODE_IN_TEXT.fullmatch(row["code"])
            assert row["disclosure"] in ("exact", "suppressed", "nothing_to_protect")
            assert row["checks_passed"] or not told["kinds"]
        assert explain(output, told["figures"][0]["code"].lower(), load_language("da"), is_json=False)


def test_the_public_database_explains_its_figures_and_tells_no_file_names_or_exact_rows(published: tuple[Path, Path]) -> None:
    with duckdb.connect(str(published[1] / "current" / "published.duckdb"), read_only=True) as connection:
        without = connection.sql(f"FROM figures ANTI JOIN passports USING ({KEY_COLUMNS})").fetchall()
        columns = {name for (name,) in connection.sql("SELECT column_name FROM information_schema.columns").fetchall()}
        rows = connection.sql(
            f"SELECT rows_used, persons_used, disclosure, status FROM passports JOIN figures USING ({KEY_COLUMNS})"
        ).fetchall()
    assert not without
    assert not columns & {"file", "rows_loaded", "violations"}
    assert all((used or 0) % 5 == 0 and (persons or 0) % 5 == 0 for used, persons, _, _ in rows)
    assert {(disclosure, status) for _, _, disclosure, status in rows} <= {
        ("rounded", "published"),
        ("nothing_to_protect", "published"),
        ("nothing_to_protect", "not_computable"),
        ("suppressed", "suppressed"),
    }


def test_the_manifest_holds_every_passport(published: tuple[Path, Path]) -> None:
    current = published[1] / "current"
    told = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(current / "published.duckdb"), read_only=True) as connection:
        codes = {code for (code,) in connection.sql("SELECT code FROM passports").fetchall()}
    assert set(told["passports"]) == codes
    assert all(passport["disclosure"]["public"] for passport in told["passports"].values())


def test_explaining_takes_under_two_seconds_and_never_imports_great_expectations(published: tuple[Path, Path]) -> None:
    program = (
        "import resource, sys\n"
        "from pipelines.command_line import main\n"
        "try:\n    main.main(args=sys.argv[1:])\n"
        "finally:\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    heavy = [name for name in ('great_expectations', 'dagster', 'plotly') if name in sys.modules]\n"
        "    print('\\n', used.ru_utime + used.ru_stime, heavy)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "explain", "full_time.reached_share_12m", "--output", str(published[1])],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SMAAJOB_LANGUAGE": "en"},
    )
    seconds, _, heavy = done.stdout.strip().splitlines()[-1].strip().partition(" ")
    assert float(seconds) < 2
    assert heavy == "[]"


def test_an_altered_file_is_told(published: tuple[Path, Path], smaajob: Command, tmp_path: Path) -> None:
    current = (published[1] / "current").resolve()
    copied = tmp_path / "current"
    copied.mkdir()
    for name in ("figures.duckdb", "manifest.json"):
        (copied / name).write_bytes((current / name).read_bytes())
    with duckdb.connect(str(copied / "figures.duckdb")) as connection:
        connection.execute("UPDATE figures SET value = value + 1 WHERE figure_id = 'participation.referred'")
    answer = smaajob("explain", "participation.referred", "--output", tmp_path)
    assert answer.exit_code == 0
    assert "WARNING" in answer.out


@pytest.mark.parametrize("figure", ["participation.refered", "nothing.at_all"])
def test_an_unknown_figure_is_wrong_use_and_names_the_nearest(figure: str, published: tuple[Path, Path], smaajob: Command) -> None:
    answer = smaajob("explain", figure, "--output", published[1])
    assert answer.exit_code == 2
    assert ("participation.referred?" in answer.error) == (figure == "participation.refered")
    assert smaajob("explain", figure, "--output", published[1] / "nowhere").exit_code == 2
