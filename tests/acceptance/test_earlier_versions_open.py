"""What version 0.1.0 left behind is opened by this one: warehouse, editions, shared databases (`tests/fixtures/edition_0_1_0`)."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.acceptance.conftest import Command

PACKED = Path(__file__).parents[1] / "fixtures" / "edition_0_1_0" / "edition_0_1_0.tar.xz"
KEY = "c3" * 32
FIRST, NEWEST = "2022-10-31", "2023-06-15"
EXACT = "figures.figures"
GATE = "release_gate = true\n"
Figures = dict[tuple[str, ...], tuple[Decimal | None, ...]]
RANGES_ANEW = "wilson_effective_size"
"""Where it has happened to nobody or to all, an incidence's range has since been that of everybody followed: these ends are others."""


@dataclass(frozen=True)
class Left:
    """What a version left: the deliveries and the output folder."""

    inbox: Path
    output: Path


def unpacked(folder: Path) -> Left:
    shutil.unpack_archive(PACKED, folder)
    return Left(folder / "inbox", folder / "out")


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """The output as it was left; nobody changes it."""
    return unpacked(tmp_path_factory.mktemp("left"))


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key that the version's pseudonyms were made with."""
    path = tmp_path_factory.mktemp("key") / "pseudonym.key"
    path.write_text(KEY)
    path.chmod(0o600)
    return path


def figures(database: Path, table: str = "figures") -> Figures:
    """Key and version of each figure's definition → its numbers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql(f"""
            SELECT figure_id, population, "window", dimensions, definition_version, value,
                CASE WHEN interval_method = '{RANGES_ANEW}' AND value IN (0, 1) THEN NULL ELSE low END,
                CASE WHEN interval_method = '{RANGES_ANEW}' AND value IN (0, 1) THEN NULL ELSE high END, numerator, denominator_count
            FROM {table}
        """).fetchall()
    return {tuple(map(str, row[:5])): row[5:] for row in rows}


def test_a_figure_explains_itself_by_its_code(left: Left, smaajob: Command) -> None:
    with duckdb.connect(str(left.output / "current" / "published.duckdb"), read_only=True) as connection:
        code, figure = connection.sql("SELECT code, figure_id FROM passports WHERE figure_id = 'participation.employed_share'").fetchall()[
            0
        ]
    answer = smaajob("explain", code, "--output", left.output, "--json")
    assert answer.exit_code == 0, answer.error
    told = json.loads(answer.out)
    assert figure in answer.out
    assert {len(delivery["sha256"]) for delivery in told["deliveries"]} == {64}
    in_words = smaajob("explain", figure, "--output", left.output, language="da")
    assert in_words.exit_code == 0, in_words.error
    assert code in in_words.out


def test_both_editions_are_found_with_all_their_figures(left: Left) -> None:
    from assets.warehouse.editions import DATABASES, read_editions  # noqa: PLC0415 - tests of the command alone do not load it

    editions = read_editions(left.output / "generations")
    assert [edition.data_date.isoformat() for edition in editions] == [FIRST, NEWEST]
    assert editions[1].previous == editions[0].name
    for edition in editions:
        assert edition.files()
        assert all(edition.figures(audience).height > 300 for audience in DATABASES)


def test_a_run_on_top_computes_the_same_figures_and_tells_what_it_would_change(tmp_path: Path, smaajob: Command) -> None:
    left = unpacked(tmp_path)
    known = figures(left.output / "warehouse.duckdb", EXACT)
    settings = tmp_path / "gated.toml"
    settings.write_text((left.inbox / "programme.toml").read_text() + GATE)
    answer = smaajob("run", "--inbox", left.inbox, "--output", left.output, "--settings", settings, "--only", "revisions")
    assert answer.exit_code == 0, answer.error
    assert "awaits approval" in answer.out

    now = figures(left.output / "warehouse.duckdb", EXACT)
    same = known.keys() & now.keys()
    assert {key: now[key] for key in same} == {key: known[key] for key in same}
    assert {key[:4] for key in known} <= {key[:4] for key in now}, "a figure once published is told for ever, by a newer definition at most"

    with duckdb.connect(str(left.output / "candidate" / "figures.duckdb"), read_only=True) as connection:
        changed = connection.sql("SELECT code, causes FROM revisions").fetchall()
    for name in ("index.html", "index.en.html"):
        page = (left.output / "candidate" / "revisions" / name).read_text(encoding="utf-8")
        assert all(f"#{code}" in page for code, _ in changed)
        assert not re.search(r">\s*(?:None|null)\s*<|\{\w+\}", page), "a text or a place in one is missing"
    told = smaajob("diff", "--output", left.output)
    assert told.exit_code == 0, told.error
    assert NEWEST in told.out


@pytest.mark.long
def test_the_first_edition_is_made_again_with_the_same_figures(tmp_path: Path, smaajob: Command) -> None:
    left = unpacked(tmp_path)
    (first,) = left.output.glob(f"generations/{FIRST}-*")
    known = figures(first / "figures.duckdb")
    answer = smaajob("run", "--inbox", left.inbox, "--output", left.output, "--as-of", FIRST, "--only", "data")
    assert answer.exit_code == 0, answer.error
    assert (left.output / "current").resolve().name.startswith(FIRST)
    now = figures(left.output / "current" / "figures.duckdb")
    assert {key: now[key] for key in known.keys() & now.keys()} == {key: known[key] for key in known.keys() & now.keys()}
