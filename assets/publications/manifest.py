"""The manifest: every file of a generation with its SHA-256, the figures in it, and what everything rests on.

Belongs here: putting the record together. Does not belong here: the figures themselves, and writing publications.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assets.figures.exceptions import exceptions
from assets.publications.generation import sha256
from assets.publications.press import NOTES, PublishingContext, notes
from assets.warehouse.editions import MANIFEST
from data_contracts.contract import KINDS, load_contract
from reports.facts import FileFacts, RunFacts, SourceFacts

PASSPORT_NAMES = (
    "figure_id",
    "population",
    "window",
    "dimensions",
    "definition_version",
    "kinds",
    "rows_used",
    "persons_used",
    "checks_passed",
    "checks_warned",
)


def manifest(press: PublishingContext, facts: RunFacts) -> dict[str, object]:
    """Files and their figures, passports, deliveries and their rows, contracts, checks, versions, settings."""
    staging = press.staging
    noted = notes(staging)
    published = sorted(press.warehouse.read("figures.public")["figure_id"].unique().to_list())
    previous = press.previous
    return {
        "programme": facts.programme_name,
        "is_simulated": facts.is_simulated,
        "is_rebuilt_after_erasure": facts.is_rebuilt_after_erasure,
        "data_date": facts.data_date.isoformat(),
        "last_complete_month": None if facts.last_complete_month is None else facts.last_complete_month.isoformat(),
        "edition": press.origin.identity,
        "previous_edition": None if previous is None else previous.name,
        "settings": press.settings.as_record(),
        "versions": dict(press.origin.versions),
        "contracts": {kind: load_contract(kind).version for kind in KINDS},
        "checks": [
            {"kind": rule.kind, "rule": rule.rule_id, "outcome": rule.outcome, "violations": rule.violations} for rule in facts.rules
        ],
        "deliveries": [_delivery(file) for file in facts.files],
        "sources": [_source(source) for source in facts.sources],
        "corrections": [asdict(correction) | {"decided_on": str(correction.decided_on)} for correction in facts.corrections],
        "claims": press.warehouse.read("figures.claims_public").select("claim_id", "verdict", "reason", "figure_id").to_dicts(),
        "passports": _passports(press),
        "disclosure_exceptions": exceptions(press.definitions),
        "files": [_file(path, staging, noted, published) for path in _produced(staging)],
    }


def _passports(press: PublishingContext) -> dict[str, dict[str, object]]:
    """Code → what the figure rests on, and what disclosure control did for each audience."""
    internal, public = (press.warehouse.read(f"figures.passports_{audience}") for audience in ("internal", "public"))
    told = dict(public.select("code", "disclosure").iter_rows())
    return {
        row["code"]: {name: row[name] for name in PASSPORT_NAMES}
        | {"disclosure": {"internal": row["disclosure"], "public": told[row["code"]]}}
        for row in internal.sort("code").iter_rows(named=True)
    }


def _produced(staging: Path) -> Iterable[Path]:
    return (path for path in sorted(staging.rglob("*")) if path.is_file() and path.name != MANIFEST and NOTES not in path.parts)


def _file(path: Path, staging: Path, noted: Mapping[str, Mapping[str, Any]], published: Sequence[str]) -> dict[str, object]:
    place = path.relative_to(staging)
    if path.suffix == ".duckdb" or place == Path("data/figures.csv") or "passports" in place.as_posix():
        figures = published
    else:
        figures = noted.get(place.parts[0], {}).get("figures", [])
    return {"path": place.as_posix(), "sha256": sha256(path), "bytes": path.stat().st_size, "figures": figures}


def _source(source: SourceFacts) -> dict[str, object]:
    months = {name: getattr(source, name) for name in ("first_month", "last_month", "expected_month")}
    return asdict(source) | {name: None if month is None else str(month) for name, month in months.items()}


def _delivery(file: FileFacts) -> dict[str, object]:
    return {
        "supplier": file.supplier,
        "delivered_on": None if file.delivered_on is None else file.delivered_on.isoformat(),
        "file": file.file_name,
        "kind": file.kind,
        "sha256": file.sha256,
        "status": file.status,
        "reason": file.reason,
        "rows_in": file.rows_in,
        "rows": dict(file.rows),
    }
