"""Open data: the public figures as CSV and Parquet, what they mean, and a description that programs can read.

Belongs here: which files go out, and the data package (Frictionless) that describes them. Does not belong here: databases
(`databases.py`) and the codebook's words (`reports/codebook.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from assets.publications.databases import with_words
from assets.publications.generation import sha256
from assets.publications.press import LANGUAGE, PublishingContext, write_text
from data_contracts.contract import load_contract
from data_contracts.figure import FIGURE_COLUMNS
from data_contracts.reference import reference_table
from reports.codebook import COLUMNS, FIXED, codebook
from reports.facts import RunFacts
from reports.language import LANGUAGES, load_language

KEY: Final = ("figure_id", "population", "window", "dimensions")
KEYS: Final[Mapping[str, tuple[str, ...]]] = {"figures": KEY, "definitions": ("figure_id",), "codebook": ("file", "column", "code")}
LICENCE: Final = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
KEYWORDS: Final = ("beskæftigelse", "småjob", "employment", "small jobs", "evaluation", "Denmark")
TYPES: Final = {"DECIMAL": "number", "BIGINT": "integer", "INTEGER": "integer"}
"""How a column's SQL type is called in a table schema; all others are strings."""


def write_open_data(press: PublishingContext, facts: RunFacts) -> None:
    """Writes `data/` but for its page: figures (CSV and Parquet), definitions, codebook and datapackage.json."""
    folder = press.staging / "data"
    folder.mkdir(exist_ok=True)
    figures = press.warehouse.read("figures.public")
    definitions = with_words(press.warehouse.read("figures.definitions"))
    tables = {"figures": figures, "definitions": definitions}
    tables["codebook"] = codebook(figures, {**{f"{name}.csv": table.columns for name, table in tables.items()}, "codebook.csv": COLUMNS})
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv")
    # Polars writes the same table to the same bytes; compressed on one level whatever its default becomes.
    figures.write_parquet(folder / "figures.parquet", compression="zstd", compression_level=3)
    described = data_package(folder, facts)
    write_text(folder / "datapackage.json", json.dumps(described, indent=1, ensure_ascii=False) + "\n")


def data_package(folder: Path, facts: RunFacts) -> dict[str, object]:
    """The description of the folder's files. `created` and `version` are the day of the data: a run sees no clock."""
    danish = load_language(LANGUAGE)
    told = {code: load_language(code) for code in LANGUAGES}
    parameters = {"programme": facts.programme_name}
    notes = [danish.text("simulated.stamp"), told["en"].text("simulated.stamp")] if facts.is_simulated else []
    notes += [language.text("page.rebuilt_after_erasure") for language in told.values()] if facts.is_rebuilt_after_erasure else []
    described = [language.text("open_data.description", date=language.day(facts.data_date)) for language in told.values()]
    return {
        "profile": "data-package",
        "name": "smaajob",
        "title": " / ".join(language.text("open_data.title", **parameters) for language in told.values()),
        "description": " ".join([*notes, *described]),
        "version": f"{facts.data_date.year}.{facts.data_date.month}.{facts.data_date.day}",
        "created": f"{facts.data_date.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "contributors": [{"title": facts.programme_name, "role": "publisher"}],
        "keywords": list(KEYWORDS),
        "sources": list(_sources(facts)),
        "simulated": facts.is_simulated,
        "resources": [*(_table(folder, name) for name in KEYS), _parquet(folder)],
    }


def _sources(facts: RunFacts) -> Iterator[dict[str, str]]:
    """The kinds of delivery that were read, by contract, and what was published elsewhere. Suppliers' files are not named."""
    kinds = sorted({str(file.kind) for file in facts.files if file.status == "read"})
    for kind in kinds:
        words = " / ".join(load_language(code).text(f"kind.{kind}") for code in LANGUAGES)
        yield {"title": f"{words}, {kind} {load_contract(kind).version}"}
    for source in sorted({row["source"] for row in reference_table("forecasts")}):
        yield {"title": source}


def _resource(folder: Path, file: str, name: str) -> dict[str, object]:
    path = folder / file
    words = " / ".join(load_language(code).text(f"open_data.{name}") for code in LANGUAGES)
    return {"name": name.replace("_", "-"), "path": file, "title": words, "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def _table(folder: Path, name: str) -> dict[str, object]:
    """A CSV with the schema of its columns."""
    file = f"{name}.csv"
    columns = pl.read_csv(folder / file, n_rows=0).columns
    schema: dict[str, object] = {"fields": [_field(column) for column in columns], "primaryKey": list(KEYS[name]), "missingValues": [""]}
    if name == "codebook":
        # A line that describes the column itself has a blank code, which belongs to the key.
        schema["missingValues"] = []
    if name == "figures":
        schema["foreignKeys"] = [{"fields": ["figure_id"], "reference": {"resource": "definitions", "fields": ["figure_id"]}}]
    format_ = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return {**_resource(folder, file, name), **format_, "schema": schema}


def _field(column: str) -> dict[str, object]:
    """A column's name, type, meaning in each language, and what may stand in it."""
    kind = FIGURE_COLUMNS.get(column, "VARCHAR NOT NULL")
    constraints: dict[str, object] = {"required": True} if kind.endswith("NOT NULL") and column != "code" else {}
    if column in FIXED:
        constraints["enum"] = list(FIXED[column])
    said = " / ".join(load_language(code).text(f"codebook.{column}") for code in LANGUAGES)
    field: dict[str, object] = {"name": column, "type": TYPES.get(kind.partition("(")[0].split()[0], "string"), "description": said}
    return {**field, "constraints": constraints} if constraints else field


def _parquet(folder: Path) -> dict[str, object]:
    """The figures' Parquet: the same rows, its schema within. A file as a whole: who takes it for a table cannot count its bytes."""
    described = _resource(folder, "figures.parquet", "figures_parquet")
    return {**described, "type": "file", "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
