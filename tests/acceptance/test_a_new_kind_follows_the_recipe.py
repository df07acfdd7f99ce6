"""A kind of delivery is added as CONTRIBUTING.md says: its contract, the graph's snapshot, nothing else; what is left open is named."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.new_kind import CONTRACT, KIND

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
FOLDERS = ("assets", "data_contracts", "house", "pipelines", "reports", "simulation", "tests/acceptance")
FILE = f"data_contracts/{KIND}.odcs.yaml"
PROPERTY = re.compile(r"^( +)- property: (\w+)\n\1  value:.*\n", re.MULTILINE)


def copied(folder: Path, folders: Sequence[str]) -> Path:
    for name in folders:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def python(tree: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """This program's Python on a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.run([sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen of the new kind in a copy of the project that has its contract and nothing else of it."""
    tree = copied(tmp_path_factory.mktemp("tree"), FOLDERS)
    (tree / "tests" / "__init__.py").touch()
    (tree / FILE).write_text(CONTRACT, encoding="utf-8")
    done = python(tree, "-m", "tests.acceptance.new_kind", tmp_path_factory.mktemp("life"))
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_its_rows_are_loaded_corrected_set_aside_and_dropped_and_all_are_in_the_account(told: dict[str, Any]) -> None:
    assert told["run"][0] == 0, told["run"][1]
    assert told["core"] == [["2022-05-02", None], ["2023-03-10", "45"], ["2023-05-02", "20"]], "one cell is as the correction has it"
    assert told["account"] == [["dropped", "person_not_named", "1"], ["loaded", None, "3"], ["quarantined", None, "1"]]
    assert told["quarantine"] == [["conversation_not_after_delivery", "5"]]
    assert "Reading conversations …" in told["run"][1]
    assert "samtalen ligger efter leverancen. Ret datoen." in told["page"]


def test_its_supplier_is_told_what_is_wrong_in_the_contracts_words(told: dict[str, Any]) -> None:
    file = next(one for one in json.loads(told["check"])["files"] if one["kind"] == KIND)
    assert (file["rows_in"], file["first_on"], file["last_on"], file["is_fit"]) == (5, "2022-05-02", "2023-06-02", False)
    assert [finding["message"] for finding in file["findings"] if finding["severity"] == "error"] == [
        "the conversation lies after the delivery. Correct the date."
    ]


def test_it_is_a_sign_of_life_and_goes_with_the_persons_who_have_none_any_more(told: dict[str, Any]) -> None:
    assert told["retain"][0] == 0, told["retain"][1]
    assert "1 person" in told["retain"][1], "who was last spoken with in May 2023 stays, though nothing else tells of them since 2022"
    assert told["after_retention"] == [["2023-03-10"], ["2023-05-02"]]
    assert told["erase"][0] == 0, told["erase"][1]
    assert told["after_erasure"] == [["2023-05-02"]]


def test_the_graphs_snapshot_is_all_that_is_to_be_made_anew(told: dict[str, Any]) -> None:
    assert told["graph"] == [f"core/{KIND}", f"deliveries/{KIND}"]


@pytest.mark.parametrize("name", [found[2] for found in PROPERTY.finditer(CONTRACT)][:15])
def test_what_the_contract_of_a_kind_leaves_open_is_named_with_file_and_line(contracts: Path, name: str) -> None:
    found = next(found for found in PROPERTY.finditer(CONTRACT) if found[2] == name)
    refused = refusal(contracts, CONTRACT.replace(found[0], "", 1))
    assert refused.startswith(f"{FILE}:{line_of('    customProperties:')}: {name}: is missing; say ")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("notation", "- name: held_on"), ("blank", "- name: minutes"), *((name, "- id: conv") for name in ("action", "blocking", "repair"))],
)
def test_what_a_column_or_a_rule_leaves_open_is_named_with_file_and_line(contracts: Path, name: str, begins: str) -> None:
    place = CONTRACT.index(begins)
    found = next(found for found in PROPERTY.finditer(CONTRACT, place) if found[2] == name)
    refused = refusal(contracts, CONTRACT[: found.start()] + CONTRACT[found.end() :])
    assert refused.startswith(f"{FILE}:{line_of(begins)}: {name}: is missing; say ")


def test_a_kind_without_a_sign_of_life_stops_the_build(tmp_path: Path) -> None:
    tree = copied(tmp_path, FOLDERS[:-1])
    (tree / FILE).write_text(CONTRACT.replace("      - property: signOfLife\n        value: held_on\n", ""), encoding="utf-8")
    done = python(tree, "-m", "house.rules")
    assert done.returncode != 0
    assert f"{FILE}:{line_of('    customProperties:')}: signOfLife: is missing" in done.stdout + done.stderr


def line_of(begins: str) -> int:
    return next(number for number, line in enumerate(CONTRACT.splitlines(), start=1) if begins in line)


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of contracts alone, few of them, since each trial is a process of its own."""
    tree = copied(tmp_path_factory.mktemp("contracts"), ["data_contracts"])
    for path in (tree / "data_contracts").glob("*.odcs.yaml"):
        if path.name != "referrals.odcs.yaml":
            path.unlink()
    return tree


def refusal(tree: Path, contract: str) -> str:
    """What is said where the contract is loaded; the file comes first."""
    (tree / FILE).write_text(contract, encoding="utf-8")
    done = python(tree, "-c", f"from data_contracts.contract import load_contract; load_contract('{KIND}')")
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1].removeprefix("data_contracts.properties.ContractFault: ")
