"""The bill of materials: every package that runs, with version, hashes and licence, as CycloneDX 1.6 (JSON).

Belongs here: putting it together from the lock and what is installed. Does not belong here: why each package is there
(`docs/dependencies.md`).

python -m house.sbom [--output FILE]

The same lock gives the same bytes: no clock, and a serial number that is a digest of the content.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Final

LOCK: Final = Path(__file__).resolve().parents[1] / "requirements.lock"
ENTRY: Final = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
NAMESPACE: Final = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
"""RFC 9562's for URLs, from which the serial number is made."""
OWN: Final = "smaajob"
LONGEST_LICENCE: Final = 60
"""Letters of a licence's name; more is its whole text, which belongs elsewhere."""
CLASSIFIER: Final = "License :: "


@dataclass(frozen=True)
class Locked:
    """One package of the lock: `marker` says on which machines it is installed; `hashes` are SHA-256 of all its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its package URL, by which a package is known everywhere."""
        return f"pkg:pypi/{normal(self.name)}@{self.version}"


def normal(name: str) -> str:
    """A package's name as the registry compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> list[Locked]:
    """The packages of a lock with hashes, in order of their names."""
    found = []
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        head = ENTRY.match(entry)
        if head is not None:
            found.append(
                Locked(head["name"], head["version"], (head["marker"] or "").split("--hash")[0].strip(), tuple(HASH.findall(entry)))
            )
    return sorted(found, key=lambda one: normal(one.name))


def bill(text: str) -> dict[str, object]:
    """The bill of materials of a lock; licences and dependencies come from what is installed here."""
    packages = locked(text)
    known = {normal(one.name): one.address for one in sorted(packages, key=_is_here)}
    own = {"type": "application", "bom-ref": OWN, "name": OWN, "version": version(OWN), "licenses": [{"license": {"id": "MIT"}}]}
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own, "lifecycles": [{"phase": "build"}]},
        "components": [_component(one) for one in packages],
        "dependencies": [
            {"ref": OWN, "dependsOn": _needs(OWN, known)},
            *({"ref": one.address, "dependsOn": _needs(one.name, known)} for one in packages),
        ],
    }
    serial = uuid.uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{serial}", **content}


def _is_here(one: Locked) -> bool:
    """Whether this very version is installed: a package may be locked to several, each for other machines."""
    try:
        return version(one.name) == one.version
    except PackageNotFoundError:
        return False


def _component(one: Locked) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": one.address,
        "name": one.name,
        "version": one.version,
        "purl": one.address,
        "scope": "required",
        "externalReferences": [
            {"type": "distribution", "url": one.address, "hashes": [{"alg": "SHA-256", "content": digest} for digest in one.hashes]}
        ],
    }
    licences = list(_licences(one.name))
    if licences:
        component["licenses"] = licences
    if one.marker:
        component["properties"] = [{"name": f"{OWN}:installed-where", "value": one.marker}]
    return component


def _licences(name: str) -> Iterator[Mapping[str, object]]:
    """The licence as the package states it: an expression (SPDX), else its name, else its classifiers."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return
    expression, plain = (next(iter(told.get_all(name) or ()), "").strip() for name in ("License-Expression", "License"))
    if expression:
        yield {"expression": expression}
    elif plain and len(plain.splitlines()[0]) <= LONGEST_LICENCE:
        yield {"license": {"name": plain.splitlines()[0]}}
    else:
        for classifier in told.get_all("Classifier") or ():
            if classifier.startswith(CLASSIFIER) and classifier.count("::") > 1:
                yield {"license": {"name": classifier.rpartition("::")[2].strip()}}


def _needs(name: str, known: Mapping[str, str]) -> list[str]:
    """The packages of the lock that a package asks for, on this machine."""
    try:
        asked = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    names = {normal(found[0]) for one in asked if "extra ==" not in one and (found := re.match(r"[A-Za-z0-9._-]+", one))}
    return sorted(known[one] for one in names if one in known)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the bill to a file or prints it."""
    parser = argparse.ArgumentParser(prog="python -m house.sbom", description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args(arguments)
    told = json.dumps(bill(LOCK.read_text(encoding="utf-8")), indent=1, ensure_ascii=False) + "\n"
    if chosen.output is None:
        sys.stdout.write(told)
    else:
        chosen.output.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
