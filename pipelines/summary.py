"""What the command line says after a run: files that were not read, rows set aside, one line each, with what to do.

Belongs here: choosing what to say. Does not belong here: sentences (the text catalogues hold them).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from assets.publications.generation import OutputFolder
from assets.publications.run_facts import DeliveryFacts, delivery_facts, drift_findings, source_facts
from assets.warehouse.database import Warehouse
from reports.drift_words import sentence
from reports.facts import OUTCOMES, total
from reports.language import Language
from reports.quality.words import file_name, not_read, rule_in_words, source_in_words, source_name
from reports.render.pictures import find_browser

SHOWN_ROWS = 20


def run_summary(output: Path, language: Language, *, is_published: bool) -> Iterator[str]:
    """Lines on what the run in this folder made of its deliveries; none where it did not get as far as the inbox.

    Only a run that got to its end knows who is behind.
    """
    folder = OutputFolder(output)
    warehouse = Warehouse(folder.warehouse_file)
    if not warehouse.has("deliveries.files"):
        return
    facts = delivery_facts(warehouse)
    for file in facts.files:
        if file.status not in ("read", "to_read"):
            yield language.text("run.file_not_read", file=file_name(file), why=not_read(file, language))
        for note in file.notes:
            yield language.text("run.file_remark", file=file_name(file), remark=language.remark(note))
    yield from _quarantined(facts, language)
    if is_published:
        yield from _sources_behind(warehouse, language)
        yield from _drift(warehouse, language)
        yield from _without_pictures(folder, language)
    totals = _totals(facts)
    yield language.text("run.rows", **totals)
    if totals["quarantined"]:
        yield language.text("run.quarantine", folder=str(folder.quarantine))


def _sources_behind(warehouse: Warehouse, language: Language) -> Iterator[str]:
    with warehouse.connect(read_only=True) as connection:
        sources = source_facts(connection)
    for source in sources:
        if source.state != "current":
            state = source_in_words(source, language)
            yield language.text("run.source_behind", kind=language.text(f"kind.{source.kind}"), source=source_name(source), state=state)


def _drift(warehouse: Warehouse, language: Language) -> Iterator[str]:
    with warehouse.connect(read_only=True) as connection:
        findings = drift_findings(connection)
    for finding in findings:
        if finding.outcome == "warned":
            yield sentence(finding, language)


def _without_pictures(folder: OutputFolder, language: Language) -> Iterator[str]:
    """Once, where a PDF was made without a browser."""
    made = (folder.candidate, folder.current)
    newest = next((place for place in made if place.exists()), None)
    if newest is not None and find_browser() is None and any(newest.glob("*/*.pdf")):
        yield language.text("run.no_browser")


def _quarantined(facts: DeliveryFacts, language: Language) -> Iterator[str]:
    for row in facts.quarantined_by_row[:SHOWN_ROWS]:
        why = rule_in_words(str(row["kind"]), str(row["rule"]), language)
        yield language.text("run.row_quarantined", file=row["file"], row=row["row"], why=why)
    more = len(facts.quarantined_by_row) - SHOWN_ROWS
    if more > 0:
        yield language.text("run.more_rows_quarantined", rows=more)


def _totals(facts: DeliveryFacts) -> Mapping[str, int]:
    read = [file for file in facts.files if file.status == "read"]
    outcomes = {name: total(read, name) for name in OUTCOMES}
    return {"files": len(read), "rows_in": sum(file.rows_in for file in read), **outcomes}
