"""The bill of materials names every package of the lock, whence it is, under which licence, and what needs it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from house.sbom import LOCK, bill, locked, main, normal

ROOT = Path(__file__).parents[2]


def test_every_package_of_the_lock_is_on_the_bill_with_its_hashes(tmp_path: Path) -> None:
    text = LOCK.read_text(encoding="utf-8")
    told = bill(text)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    entries = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==(\S+)", text, re.MULTILINE)
    assert sorted((normal(one["name"]), one["version"]) for one in told["components"]) == sorted((normal(name), v) for name, v in entries)
    assert sum(len(one["externalReferences"][0]["hashes"]) for one in told["components"]) == text.count("--hash=sha256:")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"])
    for path in (tmp_path / "a.json", tmp_path / "b.json"):
        assert main(["--output", str(path)]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == told


def test_references_lead_somewhere_and_each_is_there_once() -> None:
    told = bill(LOCK.read_text(encoding="utf-8"))
    known = [told["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in told["components"])]
    assert len(known) == len(set(known))
    assert [one["ref"] for one in told["dependencies"]] == known
    assert {needed for one in told["dependencies"] for needed in one["dependsOn"]} <= set(known)
    direct = next(one for one in told["dependencies"] if one["ref"] == "smaajob")
    assert any(needed.startswith("pkg:pypi/duckdb@") for needed in direct["dependsOn"])


def test_what_is_installed_states_its_licence() -> None:
    without = {one["name"] for one in bill(LOCK.read_text(encoding="utf-8"))["components"] if "licenses" not in one}
    elsewhere = {one.name for one in locked(LOCK.read_text(encoding="utf-8")) if "win32" in one.marker}
    assert without <= elsewhere | {"kaleido", "logistro"}, "these two have it as a file of their own alone"


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["build"], *project["dependency-groups"]["dev"]]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    reasons = {
        normal(name) for row in re.findall(r"^\| ([^|]+) \| [^|]{10,}", page, re.MULTILINE) for name in re.findall(r"[A-Za-z0-9-]+", row)
    }
    for one in asked:
        found = re.match(r"[A-Za-z0-9._-]+", one)
        assert found is not None
        assert normal(found[0]) in reasons, one
