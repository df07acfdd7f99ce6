"""Publications as Dagster assets: pages, workbook, open data, quality, and the generation that makes them visible together.

Belongs here: which publication reads which audience's figures and where its files stand. Does not belong here: what they look like.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg

from assets.publications.facts import run_facts
from assets.publications.generation import MANIFEST, OutputFolder, sha256
from assets.publications.previous import previous_edition
from assets.warehouse.database import Warehouse
from data_contracts.contract import KINDS, load_contract
from data_contracts.problems import NotFitToPublish
from data_contracts.settings import Settings
from reports.blocks import Publication
from reports.facts import RunFacts, SourceFacts
from reports.index import index_page
from reports.language import load_language
from reports.management import management_report
from reports.quality import quality_report
from reports.render.html import render_html, write_page_assets
from reports.render.workbook import render_workbook

LANGUAGE = "da"
PUBLISHED_FIGURES = [dg.AssetKey(["figures", "published"])]
DRIFT = dg.AssetKey(["figures", "drift"])
DELIVERED = [dg.AssetKey(["deliveries", kind]) for kind in KINDS]
VERSIONS_OF = ("smaajob", "dagster", "duckdb", "polars", "plotly", "great-expectations")


@dataclass(frozen=True)
class PressRoom:
    """What publishing needs: the folder, the day of the data, the settings, and whether any of it is make-believe."""

    output: OutputFolder
    warehouse: Warehouse
    settings: Settings
    data_date: date
    is_simulated: bool

    def facts(self) -> RunFacts:
        """The run's facts, for any publication."""
        return run_facts(self.warehouse, self.settings, self.data_date, is_simulated=self.is_simulated)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _page(press: PressRoom, name: str, publication: Publication) -> None:
    """Writes a publication's page and, beside it, which figures it shows."""
    language = load_language(LANGUAGE)
    write_page_assets(press.output.staging / "assets")
    _write(press.output.staging / name / "index.html", render_html(publication, language, "../assets"))
    _write(press.output.staging / ".figures" / f"{name}.json", json.dumps(sorted(publication.figure_ids())))


@dg.asset(
    key=["publications", "management"],
    group_name="publications",
    deps=[*PUBLISHED_FIGURES, *DELIVERED, DRIFT],
    description="The management report for the programme lead: page and workbook, internal.",
)
def management(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Internal figures as a page and a workbook."""
    figures, language = press.warehouse.read("figures.internal"), load_language(LANGUAGE)
    publication = management_report(figures, press.facts(), language)
    _page(press, "management", publication)
    render_workbook(publication, figures, language, press.output.staging / "management" / "smaajob.xlsx")
    return dg.MaterializeResult(metadata={"figures": len(publication.figure_ids())})


@dg.asset(
    key=["publications", "quality"],
    group_name="publications",
    deps=[*DELIVERED, dg.AssetKey(["core", "person_months"]), DRIFT],
    description="The quality page for suppliers and data officers: every file, every rule, quarantined rows masked.",
)
def quality(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """What became of every delivered row."""
    facts = press.facts()
    _page(press, "quality", quality_report(facts, load_language(LANGUAGE)))
    return dg.MaterializeResult(metadata={"files": len(facts.files)})


@dg.asset(
    key=["publications", "data"],
    group_name="publications",
    deps=PUBLISHED_FIGURES,
    description="Published figures as CSV and databases: internal for the house, public to share.",
)
def open_data(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Two databases and one CSV of what the public may see."""
    staging = press.output.staging
    definitions = {"definitions": "figures.definitions"}
    press.warehouse.export(staging / "figures.duckdb", {"figures": "figures.internal", **definitions}, 0o600)
    press.warehouse.export(staging / "published.duckdb", {"figures": "figures.public", **definitions}, 0o644)
    (staging / "data").mkdir(exist_ok=True)
    press.warehouse.read("figures.public").write_csv(staging / "data" / "figures.csv")
    press.warehouse.read("figures.definitions").write_csv(staging / "data" / "definitions.csv")
    return dg.MaterializeResult()


def manifest(press: PressRoom, facts: RunFacts) -> dict[str, Any]:
    """What stands in the generation and what it rests on: files and their figures, deliveries and their rows, versions, settings."""
    staging = press.output.staging
    shown = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (staging / ".figures").glob("*.json")}
    published = sorted(press.warehouse.read("figures.public")["figure_id"].unique().to_list())
    before = previous_edition(press.output, identity(facts, press))
    return {
        "programme": facts.programme_name,
        "is_simulated": facts.is_simulated,
        "data_date": facts.data_date.isoformat(),
        "previous_edition": None if before is None else before.folder.name,
        "last_complete_month": None if facts.last_complete_month is None else facts.last_complete_month.isoformat(),
        "settings": press.settings.as_record(),
        "versions": {name: version(name) for name in VERSIONS_OF},
        "contracts": {kind: load_contract(kind).version for kind in KINDS},
        "deliveries": [_delivery(file) for file in facts.files],
        "sources": [_source(source) for source in facts.sources],
        "corrections": [asdict(correction) | {"decided_on": str(correction.decided_on)} for correction in facts.corrections],
        "files": [_file(path, staging, shown, published) for path in _produced(staging)],
    }


def _produced(staging: Path) -> Iterable[Path]:
    return (path for path in sorted(staging.rglob("*")) if path.is_file() and path.name != MANIFEST and ".figures" not in path.parts)


def _file(path: Path, staging: Path, shown: Mapping[str, list[str]], published: list[str]) -> dict[str, Any]:
    place = path.relative_to(staging)
    if path.suffix == ".duckdb" or place == Path("data/figures.csv"):
        figures = published
    else:
        figures = shown.get(place.parts[0], []) if place.parts[0] in shown else []
    return {"path": place.as_posix(), "sha256": sha256(path), "bytes": path.stat().st_size, "figures": figures}


def _source(source: SourceFacts) -> dict[str, Any]:
    months = {name: getattr(source, name) for name in ("first_month", "last_month", "expected_month")}
    return asdict(source) | {name: None if month is None else str(month) for name, month in months.items()}


def _delivery(file: Any) -> dict[str, Any]:
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


def identity(facts: RunFacts, press: PressRoom) -> str:
    """A generation's name: the day of its data and a digest of all that it was made from."""
    origin = {
        "settings": press.settings.as_record(),
        "versions": {name: version(name) for name in VERSIONS_OF},
        "deliveries": [(file.supplier, str(file.delivered_on), file.file_name, file.sha256) for file in facts.files],
    }
    digest = hashlib.sha256(json.dumps(origin, sort_keys=True).encode()).hexdigest()
    return f"{facts.data_date.isoformat()}-{digest[:10]}"


@dg.asset(
    key=["publications", "generation"],
    group_name="publications",
    deps=[*(dg.AssetKey(["publications", name]) for name in ("management", "quality", "data")), DRIFT],
    description="The whole generation, made visible by one swap.",
)
def generation(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Index and manifest over what the run wrote; then readers see it, all at once."""
    facts, staging = press.facts(), press.output.staging
    if not any((staging / name).exists() for name in ("management", "quality", "data")):
        raise NotFitToPublish("nothing_to_publish")
    write_page_assets(staging / "assets")
    _write(staging / "index.html", index_page(staging, facts, load_language(LANGUAGE)))
    _write(staging / MANIFEST, json.dumps(manifest(press, facts), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    shutil.rmtree(staging / ".figures", ignore_errors=True)
    folder = press.output.publish(identity(facts, press))
    return dg.MaterializeResult(metadata={"generation": folder.name})


publication_assets: list[dg.AssetsDefinition] = [management, quality, open_data, generation]
