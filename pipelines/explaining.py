"""Explaining a figure as a command: its passport out of the current edition, in words or as a record.

Belongs here: bringing the edition and the words together. Does not belong here: either of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.problems import WrongUse
from reports.explain import Explained, explained_lines, explained_record
from reports.figures import FigureTable
from reports.language import Language

DATABASE, MANIFEST = "figures.duckdb", "manifest.json"


def explain(output: Path, wanted: str, language: Language, *, is_json: bool) -> str:
    """The passport of a figure, by its id or its code, from the current edition's internal figures.

    Raises WrongUse where nothing was published and for a figure that is not there, with the nearest id.
    """
    database = output / "current" / DATABASE
    if not database.exists():
        raise WrongUse("nothing_published", folder=str(output))
    with duckdb.connect(str(database), read_only=True) as connection:
        if ("passports",) not in connection.sql("SELECT table_name FROM information_schema.tables").fetchall():
            raise WrongUse("nothing_published", folder=str(output))
        rows = _rows(connection, "SELECT * FROM passports WHERE figure_id = $1 OR code = $2", [wanted, wanted.upper()])
        if not rows:
            raise WrongUse("figure_unknown", figure=wanted, suggestion=_suggestion(connection, wanted))
        figure_id = rows[0]["figure_id"]
        kinds = [kind for kind in rows[0]["kinds"].split(",") if kind]
        about = dict(connection.sql("SELECT name, value FROM about").fetchall())
        figures = connection.sql("SELECT * FROM figures WHERE figure_id = $1 ORDER BY ALL", params=[figure_id]).pl()
        found = Explained(
            FigureTable(figures, language, date.fromisoformat(about["data_date"]), () if kinds else (figure_id,)),
            sorted(rows, key=lambda row: (row["population"], row["window"], len(row["dimensions"]), row["dimensions"])),
            _rows(connection, "SELECT * FROM definitions WHERE figure_id = ?", [figure_id])[0],
            _rows(connection, "SELECT * FROM deliveries WHERE list_contains(?, kind) ORDER BY ALL", [kinds]),
            _rows(connection, "SELECT * FROM checks WHERE list_contains(?, kind) AND outcome <> 'passed' ORDER BY ALL", [kinds]),
            about,
            _is_intact(output / "current"),
        )
        if not is_json:
            return "\n".join(explained_lines(found))
        return json.dumps(explained_record(found, figures.to_dicts()), ensure_ascii=False, indent=1)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    return connection.sql(query, params=list(values)).pl().to_dicts()


def _suggestion(connection: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """The nearest id there is, as the end of a sentence."""
    known = [name for (name,) in connection.sql("SELECT DISTINCT figure_id FROM figures").fetchall()]
    close = get_close_matches(wanted, known, n=1, cutoff=0.6)
    return f" {close[0]}?" if close else ""


def _is_intact(folder: Path) -> bool:
    """Whether the database is the one that the manifest lists."""
    listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    expected = next((file["sha256"] for file in listed if file["path"] == DATABASE), "")
    with (folder / DATABASE).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == expected
