"""Open data: the same public figures as CSV and Parquet, a codebook of every code, and a description that a program accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import duckdb
import polars as pl
import pytest
from frictionless import Package, system

from data_contracts.figure import FIGURE_COLUMNS, GrossOrNet, IntervalMethod, Status, Unit
from reports.language import LANGUAGES

KEY = ["figure_id", "population", "window", "dimensions"]


@pytest.fixture
def current(edition: Path) -> Path:
    """A small programme's edition."""
    return edition


def package(folder: Path) -> Package:
    with system.use_context(trusted=True):
        return Package(str(folder / "data" / "datapackage.json"))


def errors(folder: Path) -> list[list[object]]:
    report = package(folder).validate()
    return report.flatten(["resourceName", "type", "rowNumber", "note"])


def test_the_description_is_valid_and_every_row_keeps_to_it(current: Path) -> None:
    assert errors(current) == []
    assert [resource.name for resource in package(current).resources] == ["figures", "definitions", "codebook", "figures-parquet"]


def test_a_broken_cell_a_doubled_key_and_a_changed_file_are_found(current: Path, tmp_path: Path) -> None:
    broken = tmp_path / "data"
    broken.mkdir()
    for path in (current / "data").iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    lines = (broken / "figures.csv").read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",published,", ",probably,").replace(",suppressed,", ",probably,", 1)
    (broken / "figures.csv").write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    kinds = {error[1] for error in errors(tmp_path)}
    assert {"constraint-error", "primary-key", "hash-count", "byte-count"} <= kinds


def test_the_description_says_day_licence_sources_and_that_the_data_is_simulated(current: Path) -> None:
    told = json.loads((current / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert told["created"] == "2023-06-15T00:00:00Z"
    assert told["version"] == "2023.6.15"
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert told["contributors"][0]["role"] == "publisher"
    assert told["keywords"]
    assert told["simulated"] is True
    assert told["description"].startswith("SIMULEREDE DATA")
    assert any("paid_hours" in source["title"] for source in told["sources"])
    assert not any("fokus" in source["title"] or ".csv" in source["title"] for source in told["sources"])
    figures = told["resources"][0]["schema"]
    assert figures["primaryKey"] == KEY
    assert [field["name"] for field in figures["fields"]] == list(FIGURE_COLUMNS)
    assert {field["name"]: field["type"] for field in figures["fields"]}["value"] == "number"
    assert all(field["description"].count(" / ") >= 1 for field in figures["fields"])


def test_csv_parquet_and_database_hold_the_same_figures(current: Path) -> None:
    parquet = pl.read_parquet(current / "data" / "figures.parquet")
    text = pl.read_csv(current / "data" / "figures.csv", schema=parquet.schema)
    with duckdb.connect(str(current / "published.duckdb"), read_only=True) as connection:
        database = connection.sql("FROM figures").pl().cast(dict(parquet.schema))
    assert parquet.schema["value"] == pl.Decimal(24, 6)
    assert parquet.height > 500
    assert parquet.equals(text)
    assert parquet.sort(KEY).equals(database.sort(KEY))
    hidden = parquet.filter(pl.col("status") != "published")
    assert hidden.select("value", "low", "high", "numerator", "denominator_count").null_count().sum_horizontal().item() == 5 * hidden.height


def test_the_codebook_explains_every_column_and_every_code_in_both_languages(current: Path) -> None:
    book = pl.read_csv(current / "data" / "codebook.csv", empty_string_is_null=False)
    figures = pl.read_parquet(current / "data" / "figures.parquet")
    assert book.filter(pl.any_horizontal(pl.col(*LANGUAGES) == "")).is_empty()
    assert not book.select("file", "column", "code").is_duplicated().any()
    for file in ("figures.csv", "definitions.csv", "codebook.csv"):
        described = book.filter((pl.col("file") == file) & (pl.col("code") == ""))["column"].to_list()
        assert described == pl.read_csv(current / "data" / file, n_rows=0).columns

    def codes(column: str) -> set[str]:
        return set(book.filter((pl.col("column") == column) & (pl.col("code") != ""))["code"])

    assert set(get_args(Unit)) == codes("unit")
    assert set(get_args(Status)) == codes("status")
    assert set(get_args(GrossOrNet)) == codes("gross_or_net")
    assert set(get_args(IntervalMethod)) == codes("interval_method")
    for column in ("population", "window"):
        assert set(figures[column]) == codes(column)
    assert {key for reason in figures["reason"].drop_nulls() for key in reason.split(",")} == codes("reason")
    pairs = {(name, value) for dimensions in set(figures["dimensions"]) for name, value in json.loads(dimensions).items()}
    assert {name for name, _ in pairs} | {f"{name}={value}" for name, value in pairs} == codes("dimensions")
