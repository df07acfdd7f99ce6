"""Databases: an audience's figures, the claims judged by them, passports, definitions, revisions and what all rests on: a DuckDB file.

Belongs here: which tables go out, and what of them each audience may see. Does not belong here: making the tables (`assets/figures`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import polars as pl

from assets.publications.press import PublishingContext
from assets.warehouse.database import append, create_table
from assets.warehouse.editions import DATABASES
from data_contracts.contract import KINDS, load_contract
from reports.facts import RunFacts
from reports.language import LANGUAGES, load_language

TABLES = ("figures", "claims", "passports", "revisions")
"""Tables of the warehouse's schema `figures` that both audiences have one of."""
MODES = {"internal": 0o600, "public": 0o644}


def write_databases(press: PublishingContext, facts: RunFacts) -> None:
    """Writes `figures.duckdb` (internal) and `published.duckdb` (public) into the arriving generation."""
    definitions = press.warehouse.read("figures.definitions")
    with press.warehouse.transaction() as connection:
        for audience in DATABASES:
            for name, frame in _lists(press, facts, definitions, audience):
                columns = {column: "BIGINT" if kind == pl.Int64 else "VARCHAR" for column, kind in frame.schema.items()}
                create_table(connection, f"figures.outgoing_{audience}_{name}", columns)
                append(connection, f"figures.outgoing_{audience}_{name}", frame)
    for audience, file_name in DATABASES.items():
        tables = {table: f"figures.{audience if table == 'figures' else f'{table}_{audience}'}" for table in TABLES}
        outgoing = {name: f"figures.outgoing_{audience}_{name}" for name, _ in _lists(press, facts, definitions, audience)}
        press.warehouse.export(press.staging / file_name, {**tables, **outgoing}, MODES[audience])
        with press.warehouse.transaction() as connection:
            for table in outgoing.values():
                connection.execute(f"DROP TABLE {table}")


def _lists(press: PublishingContext, facts: RunFacts, definitions: pl.DataFrame, audience: str) -> Iterator[tuple[str, pl.DataFrame]]:
    yield "definitions", with_words(definitions)
    yield "deliveries", _deliveries(facts, audience)
    yield "contracts", pl.DataFrame({"kind": list(KINDS), "version": [load_contract(kind).version for kind in KINDS]})
    yield "checks", _checks(facts, audience)
    about = {
        "data_date": facts.data_date.isoformat(),
        "edition": press.origin.identity,
        "is_simulated": json.dumps(facts.is_simulated),
        **{f"version.{name}": number for name, number in press.origin.versions.items()},
        **{
            f"{section}.{name}": json.dumps(value, ensure_ascii=False)
            for section, values in press.settings.figure_settings().items()
            for name, value in values.items()
        },
    }
    yield "about", pl.DataFrame({"name": list(about), "value": list(about.values())})


def with_words(definitions: pl.DataFrame) -> pl.DataFrame:
    """Definitions with each figure's name and meaning in every language."""
    texts: Mapping[str, list[str]] = {
        f"{part}_{code}": [load_language(code).text(f"figure.{figure}.{part}") for figure in definitions["figure_id"].to_list()]
        for code in LANGUAGES
        for part in ("name", "says")
    }
    return definitions.with_columns(pl.col("definition_version").cast(pl.Int64), *(pl.Series(name, words) for name, words in texts.items()))


def _deliveries(facts: RunFacts, audience: str) -> pl.DataFrame:
    """Every delivered file that was read; the public sees neither its name nor how many rows it has."""
    read = [file for file in facts.files if file.status == "read"]
    columns: dict[str, list[str | int]] = {
        "supplier": [file.supplier for file in read],
        "delivered_on": [str(file.delivered_on) for file in read],
        "kind": [str(file.kind) for file in read],
        "contract_version": [load_contract(str(file.kind)).version for file in read],
        "sha256": [file.sha256 for file in read],
    }
    if audience == "internal":
        columns |= {"file": [file.file_name for file in read], "rows_loaded": [file.rows.get("loaded", 0) for file in read]}
    return pl.DataFrame(columns, schema={name: pl.Int64 if name == "rows_loaded" else pl.String for name in columns})


def _checks(facts: RunFacts, audience: str) -> pl.DataFrame:
    """Every rule and its outcome; how many rows broke it is the house's own business."""
    columns: dict[str, list[str | int]] = {
        "kind": [rule.kind for rule in facts.rules],
        "rule": [rule.rule_id for rule in facts.rules],
        "outcome": [rule.outcome for rule in facts.rules],
    }
    if audience == "internal":
        columns["violations"] = [rule.violations or 0 for rule in facts.rules]
    return pl.DataFrame(columns, schema={name: pl.Int64 if name == "violations" else pl.String for name in columns})
