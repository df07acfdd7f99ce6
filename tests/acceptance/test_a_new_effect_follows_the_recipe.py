"""An effect is added as CONTRIBUTING.md says: its folder, the graph's snapshot, nothing else; every step that is left out is named."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.acceptance.inboxes import write_inbox
from tests.acceptance.monthly import MONTHLY_DAYS, Programme, deliver
from tests.acceptance.new_effect import DECLARATION, DEFINITION, ENGLISH, FIGURE, FILES, FOLDER, NAME, write_effect

ROOT = Path(__file__).parents[2]
FOLDERS = ("assets", "data_contracts", "docs/effects", "house", "pipelines", "reports", "simulation", "tests/acceptance")
COMMAND = "from pipelines.command_line import main; main()"
RULES = """
from itertools import chain
from house.rules import OWN_ROOT
from house.rules.loaded_effects import loaded_violations
from house.rules.texts import text_violations

print(*chain(loaded_violations(OWN_ROOT), text_violations(OWN_ROOT)), sep="\\n")
"""
"""Of all rules those that an effect's own folder can break by leaving something out: each trial is a process of its own."""
pytestmark = pytest.mark.long
SNAPSHOT = "tests/acceptance/asset_graph.json"


def python(tree: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """This program's Python on a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.run([sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the effect's folder, and nothing of it anywhere else."""
    folder = tmp_path_factory.mktemp("tree")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests" / "__init__.py").touch()
    write_effect(folder)
    return folder


@pytest.fixture(scope="module")
def forgotten(tree: Path) -> list[str]:
    """What the build says before the files made from the code are made anew."""
    return python(tree, "-m", "house.generated", "--check").stdout.splitlines() + rules(tree)


@pytest.fixture(scope="module")
def finished(tree: Path, forgotten: list[str]) -> Path:
    """The same after the two commands of the recipe."""
    assert forgotten
    for module in ("house.generated", "tests.acceptance.test_house"):
        done = python(tree, "-m", module)
        assert done.returncode == 0, done.stderr[-3000:]
    return tree


def rules(tree: Path) -> list[str]:
    """What the rules say of the effects once they are loaded, and of their words."""
    done = python(tree, "-c", RULES)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return [line for line in done.stdout.splitlines() if line]


def line_of(text: str, begins: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if line.strip().startswith(begins))


def test_files_made_from_the_code_that_are_not_made_anew_are_named(forgotten: list[str]) -> None:
    line = line_of(DEFINITION, f'"{FIGURE}"')
    assert [found for found in forgotten if found.startswith(f"{FOLDER}/definition.py:{line}: definition without a record: {FIGURE}")]
    for path in (f"docs/effects/{NAME}.md", "docs/effects/README.md", "docs/figures.md", "data_contracts/figure_ids.py"):
        assert [found for found in forgotten if found.startswith(path)], path


def test_with_its_folder_and_two_commands_the_build_is_clean_and_only_the_effect_is_new_in_the_graph(finished: Path) -> None:
    assert rules(finished) == []
    assert python(finished, "-m", "house.generated", "--check").returncode == 0
    before, after = (json.loads((folder / SNAPSHOT).read_text(encoding="utf-8")) for folder in (ROOT, finished))
    assert set(after) - set(before) == {f"effects/{NAME}"}
    assert after[f"effects/{NAME}"]["upstream"] == ["core/person_months", "core/persons"]
    assert {key for key in before if before[key] != after[key]} == {"figures/figures"}


def test_its_figure_is_published_for_both_audiences(finished: Path, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    done = python(finished, "-c", COMMAND, "run", "--inbox", inbox, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found = {}
    for name in ("figures", "published"):
        with duckdb.connect(str(tmp_path / "out" / "current" / f"{name}.duckdb"), read_only=True) as connection:
            query = "SELECT status, denominator_definition FROM figures WHERE figure_id = ?"
            found[name] = connection.execute(query, [FIGURE]).fetchall()
    assert [len(rows) for rows in found.values()] == [1, 1]
    with duckdb.connect(str(tmp_path / "out" / "warehouse.duckdb"), read_only=True) as connection:
        exact = connection.execute("SELECT value, denominator_count FROM figures.figures WHERE figure_id = ?", [FIGURE]).fetchall()
    assert [(int(value), of) for value, of in exact] == [(3, 3)]


LEFT_OUT = [
    ("__init__.py", DECLARATION, None, "__init__.py", 1, "there is no EFFECT"),
    ("definition.py", "    about=ABOUT_EACH_PERSON,\n", "", "definition.py", line_of(DEFINITION, "PERSONS ="), "leaves open about"),
    ("__init__.py", '"persons": table("core.persons"), ', "", "__init__.py", line_of(DECLARATION, "EFFECT ="), "persons"),
    ("rule.py", None, None, "__init__.py", line_of(DECLARATION, "from assets.effects.known_hours.rule"), "known_hours.rule"),
    ("words_en.toml", ENGLISH[ENGLISH.index("says =") :], "", "words_da.toml", line_of(FILES["words_da.toml"], "says ="), "only in this"),
    ("words_da.toml", None, None, "words_en.toml", line_of(ENGLISH, "name ="), "only in"),
    ("words_en.toml", None, None, "definition.py", line_of(DEFINITION, f'"{FIGURE}"'), "words_en.toml"),
]


@pytest.fixture
def restored(finished: Path) -> Iterator[Path]:
    """The finished tree, as it was again afterwards."""
    yield finished
    shutil.rmtree(finished / FOLDER)
    write_effect(finished)


@pytest.mark.parametrize(("file", "left_out", "instead", "named", "line", "what"), LEFT_OUT)
def test_a_step_that_is_left_out_is_named_with_file_and_line(
    restored: Path, file: str, left_out: str | None, instead: str | None, named: str, line: int, what: str
) -> None:
    path = restored / FOLDER / file
    if left_out is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert left_out in text
        path.write_text(text.replace(left_out, instead or ""), encoding="utf-8")
    found = rules(restored)
    assert [one for one in found if one.startswith(f"{FOLDER}/{named}:{line}: ") and what in one], found


def test_three_editions_with_a_new_effect_and_changed_hours_miss_no_text(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMAAJOB_KEY_FILE", str(tmp_path / "key"))
    inbox, output = tmp_path / "inbox", tmp_path / "out"
    usual = Programme.usual()
    told_anew = {cpr: replace(one, hours=[7.0, *one.hours[1:]]) for cpr, one in usual.persons.items()}
    pages = []
    for tree, programme, day in zip((ROOT, finished, finished), (usual, usual, Programme(told_anew)), MONTHLY_DAYS[:3], strict=True):
        deliver(inbox, programme, day)
        done = python(tree, "-c", COMMAND, "run", "--inbox", inbox, "--output", output)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        folder = output / "current" / "revisions"
        pages.append({name: (folder / name).read_text(encoding="utf-8") for name in ("index.html", "index.en.html")})
    _, second, third = pages
    assert "Personer med kendte timer" in second["index.html"]
    assert "Persons with known hours" in second["index.en.html"]
    for page in (*second.values(), *third.values()):
        assert FIGURE not in page.replace(f"#{FIGURE}", "")
        assert not re.search(r"\b(reason|cause|figure|effect|dimension)\.[a-z_.]+", re.sub(r"<[^>]*>", " ", page))
