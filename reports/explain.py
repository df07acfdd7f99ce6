"""Explaining a figure: its passport in words, for a terminal, and the same as a record for a program.

Belongs here: the order of what is said. Does not belong here: reading the edition (`pipelines/explaining.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.figures import FigureTable
from reports.language import Language
from reports.passports import PassportRow, rests_on, where


@dataclass(frozen=True)
class Explained:
    """What an edition says of one figure id: its `rows` (passports), `definition`, the files and the checks that it rests on, what is said
    of the edition (`about`: name → value), and whether the file is the one that the manifest describes."""

    table: FigureTable
    rows: Sequence[PassportRow]
    definition: PassportRow
    deliveries: Sequence[PassportRow]
    checks: Sequence[PassportRow]
    about: Mapping[str, str]
    is_intact: bool


def explained_lines(found: Explained) -> Iterator[str]:
    """The passport in words, line by line."""
    language, about, first = found.table.language, found.about, found.rows[0]
    text = language.text
    if about["is_simulated"] == "true":
        yield text("explain.simulated")
    figure_id = first["figure_id"]
    yield text("explain.figure", name=found.table.name(figure_id), figure=figure_id)
    yield text("explain.what", says=text(f"figure.{figure_id}.says"))
    meaning = found.definition
    gross = text(f"gross_or_net.{meaning['gross_or_net']}")
    yield text("explain.version", version=meaning["definition_version"], denominator=meaning["denominator_definition"], gross=gross)
    for row in found.rows:
        yield _line(found.table, row)
    kinds, _, rows = rests_on(language, first).partition(": ")
    yield text("explain.rests", kinds=kinds, rows=rows) if rows else f"{text('passports.kinds')}: {kinds}."
    for file in found.deliveries:
        yield _delivery(language, file)
    if first["kinds"]:
        told = {"passed": first["checks_passed"], "warned": first["checks_warned"]}
        yield text("explain.checks", told=text("passports.checks_told", **told))
    for check in found.checks:
        yield text("explain.break", kind=text(f"kind.{check['kind']}"), rule=check["rule"], outcome=text(f"outcome.{check['outcome']}"))
    settings = "; ".join(f"{name} = {value}" for name, value in settings_of(about).items())
    yield text("explain.settings", settings=settings)
    day = language.day(date.fromisoformat(about["data_date"]))
    yield text("explain.origin", edition=about["edition"], date=day, version=about["version.smaajob"])
    yield text("explain.intact" if found.is_intact else "explain.altered")


def settings_of(about: Mapping[str, str]) -> dict[str, str]:
    """The settings out of what is said of an edition."""
    return {name: value for name, value in about.items() if "." in name and not name.startswith("version.")}


def _line(table: FigureTable, row: PassportRow) -> str:
    text = table.language.text
    shown = table.exactly(row["figure_id"], row["population"], row["window"], row["dimensions"])
    whom, _, rest = where(table, shown).partition(" · ")
    window, _, dimensions = rest.partition(" · ")
    between, warned = table.precision(shown), "; ".join(table.warnings(shown))
    return text(
        "explain.row",
        code=row["code"],
        population=whom,
        window=window,
        dimensions=f" · {dimensions}" if dimensions else "",
        value=table.value(shown),
        range=f", {between}" if between else "",
        disclosure=text(f"disclosure.{row['disclosure']}"),
        warnings=text("explain.warnings", warnings=warned) if warned else "",
    )


def _delivery(language: Language, file: PassportRow) -> str:
    return language.text(
        "explain.delivery",
        delivered_on=file["delivered_on"],
        supplier=file["supplier"],
        kind=language.text(f"kind.{file['kind']}"),
        contract=file["contract_version"],
        rows=language.text("explain.rows_loaded", rows=language.number(file["rows_loaded"])),
        sha256=file["sha256"],
    )


def explained_record(found: Explained, figures: Sequence[PassportRow]) -> dict[str, object]:
    """The same as plain values; `figures` are the figure's rows as published."""
    by_key = {(row["population"], row["window"], row["dimensions"]): row for row in figures}
    names = ("unit", "value", "low", "high", "interval_method", "numerator", "denominator_count", "gross_or_net", "status", "reason")
    return {
        "figure_id": found.rows[0]["figure_id"],
        "definition": dict(found.definition),
        "figures": [
            {
                **{name: value for name, value in row.items() if name not in ("figure_id", "kinds")},
                **{name: _plain(by_key[row["population"], row["window"], row["dimensions"]][name]) for name in names},
            }
            for row in found.rows
        ],
        "kinds": [kind for kind in found.rows[0]["kinds"].split(",") if kind],
        "deliveries": [dict(file) for file in found.deliveries],
        "checks": [dict(check) for check in found.checks],
        "settings": settings_of(found.about),
        "versions": {name.removeprefix("version."): value for name, value in found.about.items() if name.startswith("version.")},
        "edition": found.about["edition"],
        "data_date": found.about["data_date"],
        "is_simulated": found.about["is_simulated"] == "true",
        "is_intact": found.is_intact,
    }


def _plain(value: object) -> object:
    """Decimals as text, so that no digit is lost."""
    return value if value is None or isinstance(value, int | str) else str(value)
