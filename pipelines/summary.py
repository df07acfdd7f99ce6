"""What the command line says after a run: files that were not read, rows set aside, one line each, with what to do.

Belongs here: choosing what to say. Does not belong here: sentences (the text catalogues hold them).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from assets.publications.facts import DeliveryFacts, delivery_facts
from assets.publications.generation import OutputFolder
from assets.warehouse.database import Warehouse
from data_contracts.contract import Contract, load_contract
from reports.facts import FileFacts
from reports.language import Language

SHOWN_ROWS = 20


def run_summary(output: Path, language: Language) -> Iterator[str]:
    """Lines on what the run in this folder made of its deliveries; none where it did not get as far as the inbox."""
    folder = OutputFolder(output)
    warehouse = Warehouse(folder.warehouse_file)
    if not warehouse.has("deliveries.files"):
        return
    facts = delivery_facts(warehouse)
    for file in facts.files:
        if file.status not in ("read", "to_read"):
            yield language.text("run.file_not_read", file=_name(file), why=rejection(file, language))
    yield from _quarantined(facts, language)
    totals = _totals(facts)
    yield language.text("run.rows", **totals)
    if totals["quarantined"]:
        yield language.text("run.quarantine", folder=str(folder.quarantine))


def rejection(file: FileFacts, language: Language) -> str:
    """Why a file was not read and what to do, in words."""
    parameters = dict(file.reason_parameters)
    if "kind" in parameters:
        parameters["kind"] = language.text(f"kind.{parameters['kind']}")
    return language.text(f"rejected.{file.reason}", **parameters)


def rule_in_words(contract: Contract, rule_id: str, language: Language) -> str:
    """What a rule asks for and what to do about a row that breaks it: the rule's own text, else its kind's with the column named."""
    if language.has(f"rule.{rule_id}"):
        return language.text(f"rule.{rule_id}")
    rule = next(rule for rule in contract.rules if rule.rule_id == rule_id)
    named = next((column.headers[1] for column in contract.columns if column.landed_name == rule.column), "")
    return language.text(f"rule.{rule.check}", column=named)


def _name(file: FileFacts) -> str:
    parts = (file.supplier, "" if file.delivered_on is None else file.delivered_on.isoformat(), file.file_name)
    return "/".join(part for part in parts if part)


def _quarantined(facts: DeliveryFacts, language: Language) -> Iterator[str]:
    for row in facts.quarantined_by_row[:SHOWN_ROWS]:
        why = rule_in_words(load_contract(str(row["kind"])), str(row["rule"]), language)
        yield language.text("run.row_quarantined", file=row["file"], row=row["row"], why=why)
    more = len(facts.quarantined_by_row) - SHOWN_ROWS
    if more > 0:
        yield language.text("run.more_rows_quarantined", rows=more)


def _totals(facts: DeliveryFacts) -> Mapping[str, int]:
    read = [file for file in facts.files if file.status == "read"]
    outcomes = {
        name: sum(rows for file in read for outcome, rows in file.rows.items() if outcome.split(".")[0] == name)
        for name in ("loaded", "set_aside", "dropped", "quarantined")
    }
    return {"files": len(read), "rows_in": sum(file.rows_in for file in read), **outcomes}
