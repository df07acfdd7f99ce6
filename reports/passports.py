"""Passports: the page on which the code beside a figure leads to what the figure means and rests on.

Belongs here: laying the passports of an audience out by figure id. Does not belong here: making them (`assets/figures/passport_rows.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import polars as pl

from data_contracts.contract import load_contract
from reports.dimensions import in_words
from reports.facts import RunFacts
from reports.figures import FigureTable, Shown
from reports.language import Language
from reports.render.html import environment

PassportRow: TypeAlias = Mapping[str, Any]
"""A figure's passport (PASSPORT_COLUMNS), or what its definition or its delivery says, column by column."""


@dataclass(frozen=True)
class PassportLine:
    """One figure: its code, whom and when, value, what disclosure control did, what it carries with it."""

    code: str
    where: str
    range: str
    value: str
    disclosure: str
    warnings: str


@dataclass(frozen=True)
class PassportEntry:
    """All figures of one id, with what they share. `facts`: term and text."""

    figure_id: str
    name: str
    says: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[PassportLine, ...]


def passports_page(
    figures: pl.DataFrame,
    passports: pl.DataFrame,
    definitions: pl.DataFrame,
    facts: RunFacts,
    audience: str,
    language: Language,
    others: Mapping[str, str] | None = None,
) -> str:
    """The page's text. `figures` (FIGURE_COLUMNS) and `passports` (PASSPORT_COLUMNS) of the audience; `definitions` with their words;
    `others`: the page in other languages, code to address."""
    mark = language.text("page.rebuilt_after_erasure") if facts.is_rebuilt_after_erasure else ""
    read = [file for file in facts.files if file.status == "read"]
    return (
        environment()
        .get_template("passports.html")
        .render(
            title=language.text("passports.title", programme=facts.programme_name),
            is_simulated=facts.is_simulated,
            mark=mark,
            language=language,
            prefix="../assets",
            others=others or {},
            audience=audience,
            facts=facts,
            entries=list(entries(FigureTable(figures, language, facts.data_date, facts.definitions.taken), passports, definitions)),
            deliveries=[
                (language.text(f"kind.{file.kind}"), file.supplier, file.delivered_on, load_contract(str(file.kind)).version, file.sha256)
                for file in read
            ],
            broken=[
                (language.text(f"kind.{rule.kind}"), rule.rule_id, language.text(f"outcome.{rule.outcome}"))
                for rule in facts.rules
                if rule.outcome != "passed"
            ],
        )
    )


def entries(table: FigureTable, passports: pl.DataFrame, definitions: pl.DataFrame) -> Iterator[PassportEntry]:
    """One entry per figure id, in the order of ids."""
    meanings = {row["figure_id"]: row for row in definitions.iter_rows(named=True)}
    for (figure_id,), rows in passports.sort("figure_id", "window", "dimensions").group_by(["figure_id"], maintain_order=True):
        shared, meaning = rows.row(0, named=True), meanings[figure_id]
        yield PassportEntry(
            str(figure_id),
            table.name(str(figure_id)),
            table.language.text(f"figure.{figure_id}.says"),
            tuple(shared_facts(table.language, shared, meaning)),
            tuple(_line(table, row) for row in rows.iter_rows(named=True)),
        )


def shared_facts(language: Language, passport: PassportRow, meaning: PassportRow) -> Iterator[tuple[str, str]]:
    """What all figures of an id share, as term and text."""
    text = language.text
    yield text("passports.formula_version"), str(meaning["definition_version"])
    yield text("column.denominator_definition"), meaning["denominator_definition"]
    yield text("column.gross_or_net"), text(f"gross_or_net.{meaning['gross_or_net']}")
    yield text("passports.kinds"), rests_on(language, passport)
    if passport["kinds"]:
        told = {"passed": passport["checks_passed"], "warned": passport["checks_warned"]}
        yield text("passports.checks"), text("passports.checks_told", **told)


def rests_on(language: Language, passport: PassportRow) -> str:
    """Kinds of delivery, files, rows and persons in words."""
    text = language.text
    kinds = [kind for kind in passport["kinds"].split(",") if kind]
    if not kinds:
        return text("passports.no_kinds")
    words = {
        name: text("passports.too_few") if passport[column] is None else language.number(passport[column])
        for name, column in (("rows", "rows_used"), ("persons", "persons_used"))
    }
    key = "passports.rests_on" if any(load_contract(kind).names_persons for kind in kinds) else "passports.rests_on_rows"
    told = text(key, deliveries=language.number(passport["deliveries"]), **words)
    return f"{', '.join(text(f'kind.{kind}') for kind in kinds)}: {told}"


def _line(table: FigureTable, passport: PassportRow) -> PassportLine:
    shown = table.exactly(*(passport[name] for name in ("figure_id", "population", "window", "dimensions")))
    return PassportLine(
        passport["code"],
        where(table, shown),
        table.precision(shown),
        table.value(shown),
        table.language.text(f"disclosure.{passport['disclosure']}"),
        "; ".join(table.warnings(shown)),
    )


def where(table: FigureTable, shown: Shown) -> str:
    """Whom, which period and which part a figure is about."""
    parts: Sequence[str] = (table.population(shown), table.window(shown), in_words(table.language, shown.dimensions))
    return " · ".join(part for part in parts if part)
