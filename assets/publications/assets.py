"""Publications as Dagster assets: pages, workbook, open data, quality, and the generation that makes them visible together.

Belongs here: which publication reads which audience's figures and where its files stand. Does not belong here: what they look like.
"""

from __future__ import annotations

import json
import shutil

import dagster as dg

from assets.publications.briefing import briefing
from assets.publications.conference import conference
from assets.publications.databases import with_words, write_databases
from assets.publications.explorer import explorer
from assets.publications.manifest import manifest
from assets.publications.open_data import write_open_data
from assets.publications.press import (
    NOTES,
    PublishingContext,
    languages,
    marked,
    notes,
    others,
    place_in,
    write_page,
    write_pdfs,
    write_text,
)
from assets.publications.releasing import release
from assets.warehouse.editions import MANIFEST, RECORD, next_number, record
from data_contracts.contract import KINDS
from data_contracts.problems import NotFitToPublish
from data_contracts.publications import PUBLICATIONS
from reports.index import index_page
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
PASSPORT_PAGES = (("internal", "management/passports.html"), ("public", "data/passports.html"))
"""Audience, and place in the main language."""


@dg.asset(
    key=["publications", "management"],
    group_name="publications",
    deps=[*PUBLISHED_FIGURES, *DELIVERED, REVISIONS, DRIFT],
    description="The management report for the programme lead: page, workbook and PDF, internal.",
)
def management(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Internal figures as a page, a workbook and on paper."""
    figures, facts = press.warehouse.read("figures.internal"), press.facts()
    changed, claims = (press.warehouse.read(f"figures.{name}_internal") for name in ("revisions", "claims"))
    papers = {}
    for language in languages():
        publication = management_report(figures, facts, language, changed, claims)
        write_page(press, "management/index.html", publication, "passports.html")
        place = press.staging / place_in("management/smaajob.xlsx", language.code)
        render_workbook(marked(press, publication), figures, press.definitions.taken, language, place)
        papers[f"management/management-{language.code}.pdf"] = publication
    return dg.MaterializeResult(metadata={"figures": len(publication.figure_ids()), "pictures": write_pdfs(press, papers)})


@dg.asset(
    key=["publications", "revisions"],
    group_name="publications",
    deps=[REVISIONS],
    description="What changed since the previous edition, figure by figure, and through what; internal.",
)
def revisions(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Changed figures, causes, and the earlier publications that used them."""
    figures, changed = press.warehouse.read("figures.internal"), press.warehouse.read("figures.revisions_internal")
    facts, earlier = press.facts(), press.earlier_publications()
    for language in languages():
        publication = revision_report(figures, changed, facts, earlier, language)
        write_page(press, "revisions/index.html", publication, "../management/passports.html")
    return dg.MaterializeResult(metadata={"figures": len(publication.figure_ids())})


@dg.asset(
    key=["publications", "quality"],
    group_name="publications",
    deps=[*DELIVERED, dg.AssetKey(["core", "person_months"]), DRIFT],
    description="The quality page for suppliers and data officers: every file, every rule, quarantined rows masked.",
)
def quality(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """What became of every delivered row."""
    facts = press.facts()
    for language in languages():
        write_page(press, "quality/index.html", quality_report(facts, language), "../management/passports.html")
    return dg.MaterializeResult(metadata={"files": len(facts.files)})


@dg.asset(
    key=["publications", "data"],
    group_name="publications",
    deps=[*PUBLISHED_FIGURES, PASSPORTS],
    description="Published figures as CSV and Parquet with their codebook, and a page of passports for each audience.",
)
def open_data(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """The open data, and a page of passports for each audience."""
    facts = press.facts()
    write_open_data(press, facts)
    write_page_assets(press.staging / "assets")
    definitions = with_words(press.warehouse.read("figures.definitions"))
    for audience, place in PASSPORT_PAGES:
        figures, found = (press.warehouse.read(f"figures.{name}") for name in (audience, f"passports_{audience}"))
        for language in languages():
            code = language.code
            page = passports_page(figures, found, definitions, facts, audience, language, others(place, code))
            write_text(press.staging / place_in(place, code), page)
    return dg.MaterializeResult()


@dg.asset(
    key=["publications", "generation"],
    group_name="publications",
    deps=[*(dg.AssetKey(["publications", name]) for name in PUBLICATIONS), PASSPORTS, REVISIONS, DRIFT],
    description="The whole generation: made visible by one swap, or left as a candidate where somebody is to approve it.",
)
def generation(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Databases, index, record and manifest over what the run wrote; then readers see it, all at once.

    The databases are there even where one publication alone was made: the next edition is held against them, and they explain its numbers.
    """
    facts, staging = press.facts(), press.staging
    if not any((staging / name).exists() for name in PUBLICATIONS):
        raise NotFitToPublish("nothing_to_publish")
    write_databases(press, facts)
    write_page_assets(staging / "assets")
    for language in languages():
        page = index_page(staging, facts, language, others("index.html", language.code))
        write_text(staging / place_in("index.html", language.code), page)
    previous, editions = press.previous, press.chronicle.editions
    told = record(press.origin, next_number(editions, press.origin), previous.name if previous else None, notes(staging))
    write_text(staging / RECORD, told)
    write_text(staging / MANIFEST, json.dumps(manifest(press, facts), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    shutil.rmtree(staging / NOTES, ignore_errors=True)
    released = release(press)
    return dg.MaterializeResult(metadata={"generation": released.folder.name, "is_candidate": released.is_candidate})


publication_assets: list[dg.AssetsDefinition] = [management, briefing, conference, explorer, revisions, quality, open_data, generation]
