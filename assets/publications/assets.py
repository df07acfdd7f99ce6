"""Publications as Dagster assets: pages, workbook, open data, quality, and the generation that makes them visible together.

Belongs here: which publication reads which audience's figures and where its files stand. Does not belong here: what they look like.
"""

from __future__ import annotations

import json
import shutil

import dagster as dg

from assets.publications.briefing import briefing
from assets.publications.conference import conference
from assets.publications.databases import with_words, write_databases, write_open_data
from assets.publications.manifest import manifest
from assets.publications.press import LANGUAGE, NOTES, PressRoom, marked, notes, write_page, write_pdfs, write_text
from assets.publications.releasing import release
from assets.warehouse.editions import MANIFEST, RECORD, next_number, record
from data_contracts.contract import KINDS
from data_contracts.problems import NotFitToPublish
from reports.index import index_page
from reports.language import load_language
from reports.management import management_report
from reports.passports import passports_page
from reports.quality import quality_report
from reports.render.html import write_page_assets
from reports.render.workbook import render_workbook
from reports.revisions import revision_report

PUBLISHED_FIGURES = [dg.AssetKey(["figures", "published"])]
PASSPORTS = dg.AssetKey(["figures", "passports"])
REVISIONS = dg.AssetKey(["figures", "revisions"])
DRIFT = dg.AssetKey(["figures", "drift"])
DELIVERED = [dg.AssetKey(["deliveries", kind]) for kind in KINDS]
PLACES = ("management", "briefing", "revisions", "quality", "data", "conference")
"""Publications that can be made alone, each in a folder of its name."""
PASSPORT_PAGES = (
    ("internal", "da", "management/passports.html"),
    ("public", "da", "data/passports.html"),
    ("public", "en", "data/passports.en.html"),
)
"""Audience, language and place."""


@dg.asset(
    key=["publications", "management"],
    group_name="publications",
    deps=[*PUBLISHED_FIGURES, *DELIVERED, REVISIONS, DRIFT],
    description="The management report for the programme lead: page, workbook and PDF, internal.",
)
def management(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Internal figures as a page, a workbook and on paper."""
    figures, language = press.warehouse.read("figures.internal"), load_language(LANGUAGE)
    revisions = press.warehouse.read("figures.revisions_internal")
    publication = management_report(figures, press.facts(), language, revisions, press.warehouse.read("figures.claims_internal"))
    write_page(press, "management/index.html", publication, "passports.html")
    render_workbook(marked(press, publication), figures, language, press.staging / "management" / "smaajob.xlsx")
    pictures = write_pdfs(press, {"management/management-da.pdf": publication})
    return dg.MaterializeResult(metadata={"figures": len(publication.figure_ids()), "pictures": pictures})


@dg.asset(
    key=["publications", "revisions"],
    group_name="publications",
    deps=[REVISIONS],
    description="What changed since the previous edition, figure by figure, and through what; internal.",
)
def revisions(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Changed figures, causes, and the earlier publications that used them."""
    publication = revision_report(
        press.warehouse.read("figures.internal"),
        press.warehouse.read("figures.revisions_internal"),
        press.facts(),
        press.earlier_publications(),
        load_language(LANGUAGE),
    )
    write_page(press, "revisions/index.html", publication, "../management/passports.html")
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
    write_page(press, "quality/index.html", quality_report(facts, load_language(LANGUAGE)), "../management/passports.html")
    return dg.MaterializeResult(metadata={"files": len(facts.files)})


@dg.asset(
    key=["publications", "data"],
    group_name="publications",
    deps=[*PUBLISHED_FIGURES, PASSPORTS, REVISIONS],
    description="Published figures, passports and revisions as CSV and databases: internal for the house, public to share.",
)
def open_data(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Two databases, the open data, and a page of passports for each audience."""
    facts = press.facts()
    write_databases(press, facts)
    write_open_data(press)
    write_page_assets(press.staging / "assets")
    definitions = with_words(press.warehouse.read("figures.definitions"))
    for audience, code, place in PASSPORT_PAGES:
        figures, found = (press.warehouse.read(f"figures.{name}") for name in (audience, f"passports_{audience}"))
        write_text(press.staging / place, passports_page(figures, found, definitions, facts, audience, load_language(code)))
    return dg.MaterializeResult()


@dg.asset(
    key=["publications", "generation"],
    group_name="publications",
    deps=[*(dg.AssetKey(["publications", name]) for name in PLACES), DRIFT],
    description="The whole generation: made visible by one swap, or left as a candidate where somebody is to approve it.",
)
def generation(press: dg.ResourceParam[PressRoom]) -> dg.MaterializeResult[None]:
    """Index, record and manifest over what the run wrote; then readers see it, all at once."""
    facts, staging = press.facts(), press.staging
    if not any((staging / name).exists() for name in PLACES):
        raise NotFitToPublish("nothing_to_publish")
    write_page_assets(staging / "assets")
    write_text(staging / "index.html", index_page(staging, facts, load_language(LANGUAGE)))
    previous, editions = press.previous, press.chronicle.editions
    told = record(press.origin, next_number(editions, press.origin), previous.name if previous else None, notes(staging))
    write_text(staging / RECORD, told)
    write_text(staging / MANIFEST, json.dumps(manifest(press, facts), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    shutil.rmtree(staging / NOTES, ignore_errors=True)
    released = release(press)
    return dg.MaterializeResult(metadata={"generation": released.folder.name, "is_candidate": released.is_candidate})


publication_assets: list[dg.AssetsDefinition] = [management, briefing, revisions, quality, open_data, conference, generation]
