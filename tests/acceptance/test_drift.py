"""A delivery or a main figure that moved too far stops the run, one that moved far is told, and ordinary growth is neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

import simulation
from pipelines.definitions import build_definitions
from tests.acceptance.conftest import Answer, Command
from tests.acceptance.lives import DELIVERED, SETTINGS, Deliveries, Told, hours_text, numbers, write_lives

EARLIER, LATER = "2023-05-15", DELIVERED.isoformat()
REFERRALS = "CPR-nummer;Henvist dato;Målgruppe;Kommunekode\n"


def referrals(first: int, count: int) -> str:
    """A file that refers so many persons, from a place in the list of numbers on."""
    return REFERRALS + "".join(f"{cpr};01-03-2021;jobparat kontanthjælp;851\n" for cpr in numbers(first + count)[first:])


def hours(persons: int, months: range) -> str:
    """A file of twenty hours a month for so many of the referred."""
    return hours_text({cpr: dict.fromkeys(months, 20.0) for cpr in numbers(persons)})


def inbox(folder: Path, files: Mapping[str, str]) -> Path:
    """Twenty persons with hours, sixty where a file of hours says so, and further files by their place in the inbox."""
    persons = {cpr: Told(hours=[20.0] * 29) for cpr in numbers(60 if any("loentimer" in name for name in files) else 20)}
    return write_lives(folder, persons, Deliveries(has_benefits=False, more=files))


def state(output: Path) -> tuple[str, list[str]]:
    """Where `current` points, and every generation that is there."""
    return str((output / "current").readlink()), sorted(path.name for path in (output / "generations").iterdir())


def drift(output: Path, outcome: str) -> set[str]:
    """Names of what the run found to be so."""
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT name FROM deliveries.drift WHERE outcome = $1 UNION SELECT name FROM figures.drift WHERE outcome = $1", [outcome]
        ).fetchall()
    return {name for (name,) in rows}


def pages(output: Path) -> tuple[str, str]:
    """The management report and the quality page, with plain blanks."""
    management, quality = ((output / "current" / name / "index.html").read_text() for name in ("management", "quality"))
    return management.replace("\u00a0", " "), quality.replace("\u00a0", " ")


def accepting(folder: Path, *names: str) -> None:
    """Lists what may drift in the inbox's settings."""
    listed = ", ".join(f'"{name}"' for name in names)
    (folder / "programme.toml").write_text(f"{SETTINGS}[deliveries]\naccepted_drift = [{listed}]\n", encoding="utf-8")


@pytest.mark.long
def test_a_programme_that_grows_from_year_to_year_raises_nothing_and_going_back_is_not_judged(smaajob: Command, tmp_path: Path) -> None:
    simulation.write_inbox(tmp_path / "inbox", candidates=100, comparison=20, seed=4)

    def run(day: str, *only: str) -> Answer:
        return smaajob("run", "--inbox", tmp_path / "inbox", "--output", tmp_path / "out", "--as-of", day, *only)

    for day, only in (("2022-06-15", ("--only", "quality")), ("2023-06-15", ())):
        answer = run(day, *only)
        assert answer.exit_code == 0, answer.error
        assert drift(tmp_path / "out", "warned") == set()
    assert {"referrals", "paid_hours", "participation.referred", "coverage.hours_share"} <= drift(tmp_path / "out", "passed")
    assert all('id="drift"' not in page for page in pages(tmp_path / "out"))
    assert run("2021-06-15", "--only", "quality").exit_code == 0
    assert "participation.referred" not in drift(tmp_path / "out", "passed") | drift(tmp_path / "out", "warned")


@pytest.mark.long
def test_hours_of_a_tenth_of_the_persons_stop_the_run_until_somebody_accepts_them(smaajob: Command, tmp_path: Path) -> None:
    output, place = tmp_path / "out", f"aalborg/{LATER}/loentimer.csv"
    folder = inbox(tmp_path / "inbox", {f"aalborg/{EARLIER}/loentimer.csv": hours(60, range(15)), place: hours(60, range(15, 29))})
    assert smaajob("run", "--inbox", folder, "--output", output).exit_code == 0
    before = state(output)
    (folder / place).write_text(hours(6, range(15, 29)), encoding="utf-8")
    stopped = smaajob("run", "--inbox", folder, "--output", output)
    assert stopped.exit_code == 1
    assert "6 persons a month on average against 60 persons a month" in stopped.error
    assert f'"aalborg/{LATER}/paid_hours"' in stopped.error
    assert "current edition stands" in stopped.error
    assert state(output) == before
    assert drift(output, "stopped") == {"paid_hours"}
    danish = smaajob("run", "--inbox", folder, "--output", output, language="da")
    assert "6 personer om måneden i gennemsnit mod 60 personer" in danish.error
    accepting(folder, f"aalborg/{LATER}/paid_hours", "participation.paid_hours")
    accepted = smaajob("run", "--inbox", folder, "--output", output)
    assert accepted.exit_code == 0, accepted.error
    assert "6 persons a month on average against 60 persons a month" in accepted.error
    assert state(output)[0] != before[0]
    for page in pages(output):
        assert "6 personer om måneden i gennemsnit mod 60 personer" in page
        assert "godkendt i indstillingerne" in page


def test_fewer_persons_than_may_be_told_stop_every_publication_without_being_told(smaajob: Command, tmp_path: Path) -> None:
    files = {f"aalborg/{EARLIER}/loentimer.csv": hours(60, range(15)), f"aalborg/{LATER}/loentimer.csv": hours(2, range(15, 29))}
    stopped = smaajob("run", "--inbox", inbox(tmp_path / "inbox", files), "--output", tmp_path / "out", "--only", "data")
    assert stopped.exit_code == 1
    assert "so few that the number is not shown, against 60 persons a month" in stopped.error
    assert not (tmp_path / "out" / "current").exists()


def test_a_correction_of_a_few_rows_is_published_with_a_warning_that_nothing_is_lost(smaajob: Command, tmp_path: Path) -> None:
    files = {f"hjoerring/{EARLIER}/henvisninger.csv": referrals(20, 60), f"hjoerring/{LATER}/henvisninger.csv": referrals(20, 5)}
    answer = smaajob("run", "--inbox", inbox(tmp_path / "inbox", files), "--output", tmp_path / "out")
    assert answer.exit_code == 0, answer.error
    for page in pages(tmp_path / "out"):
        assert "5 rækker mod 60 rækker" in page
        assert "Det er 8,3 procent af antallet sidst; grænsen er 50,0 procent." in page
        assert "Det, som tidligere leverancer har fortalt, bliver stående." in page


@pytest.mark.long
def test_referred_persons_who_vanish_stop_the_run_and_one_alone_is_told(smaajob: Command, tmp_path: Path) -> None:
    output, place = tmp_path / "out", f"hjoerring/{EARLIER}/henvisninger.csv"
    folder = inbox(tmp_path / "inbox", {place: referrals(20, 20)})
    assert smaajob("run", "--inbox", folder, "--output", output, "--only", "quality").exit_code == 0
    before = state(output)
    (folder / place).write_text(referrals(20, 15), encoding="utf-8")
    stopped = smaajob("run", "--inbox", folder, "--output", output, "--only", "quality")
    assert stopped.exit_code == 1
    assert "fell from 40 persons in the edition before to 35 persons" in stopped.error.replace("\u00a0", " ")
    assert '"participation.referred"' in stopped.error
    assert state(output) == before
    (folder / place).write_text(referrals(20, 19), encoding="utf-8")
    assert smaajob("run", "--inbox", folder, "--output", output).exit_code == 0
    assert drift(output, "warned") == {"participation.referred"}
    shown = state(output)
    for page in pages(output):
        assert "er faldet fra 40 personer i den forrige udgave til 39 personer" in page
    assert smaajob("run", "--inbox", folder, "--output", output).exit_code == 0
    assert state(output) == shown, "the same inbox says the same again, its warnings included"


@pytest.mark.long
def test_persons_of_whose_hours_nothing_is_known_are_told_as_a_loss_of_coverage(smaajob: Command, tmp_path: Path) -> None:
    output = tmp_path / "out"
    folder = inbox(tmp_path / "inbox", {})
    assert smaajob("run", "--inbox", folder, "--output", output, "--only", "quality").exit_code == 0
    late = folder / "hjoerring" / LATER / "henvisninger.csv"
    late.parent.mkdir(parents=True)
    late.write_text(referrals(20, 2), encoding="utf-8")
    assert smaajob("run", "--inbox", folder, "--output", output).exit_code == 0
    assert drift(output, "warned") == {"coverage.hours_share"}
    for page in pages(output):
        assert "100,0 procent i den forrige udgave til 91,0 procent" in page
        assert "En kilde kan være forsinket" in page
    late.write_text(referrals(20, 20), encoding="utf-8")
    stopped = smaajob("run", "--inbox", folder, "--output", output)
    assert stopped.exit_code == 1
    assert '"coverage.hours"' in stopped.error


def test_every_limit_is_a_check_of_its_asset() -> None:
    graph = build_definitions().resolve_asset_graph()
    names = {f"{key.asset_key.to_user_string()}:{key.name}" for key in graph.asset_check_keys}
    assert {"deliveries/drift:paid_hours", "figures/drift:participation__referred", "figures/drift:coverage__hours_share"} <= names
