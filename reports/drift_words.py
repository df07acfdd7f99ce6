"""Drift in words: what moved further than the contract expects, from what to what, which limit it crossed, and what that may mean.

Belongs here: sentences on findings, for pages and for the message of a run that stopped. Does not belong here: judging (`assets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from data_contracts.contract import load_contract
from data_contracts.drift_limits import Finding, Told
from data_contracts.figure import FIGURE_COLUMNS
from reports.blocks import Block, Heading, Note, Sentence
from reports.figures import FigureTable, Shown
from reports.language import Language, capital


def blocks(findings: Iterable[Finding], language: Language) -> Iterator[Block]:
    """Heading, what it is about, and a sentence for each warning; nothing where there is none."""
    warned = [finding for finding in findings if finding.outcome == "warned"]
    if not warned:
        return
    yield Heading(language.text("drift.heading"), "drift")
    yield Note(language.text("drift.intro"), "warning")
    for finding in warned:
        yield Sentence(explained(finding, language), () if finding.subject == "rows" else (finding.name,))


def explained(finding: Finding, language: Language) -> str:
    """The sentence, what it may mean, and whether somebody has accepted it."""
    accepted = [language.text("drift.accepted")] if finding.is_accepted else []
    return " ".join([sentence(finding, language), language.text(f"drift.meaning.{_meaning(finding)}"), *accepted])


def _meaning(finding: Finding) -> str:
    is_kept = finding.subject == "rows" and finding.reason == "fell" and load_contract(finding.name).keeps_older_rows
    return f"{finding.subject}_{finding.reason}{'_kept' if is_kept else ''}"


def in_problem(findings: Sequence[Finding], language: Language) -> dict[str, object]:
    """The places of `problem.drift_*`: what moved, and what to write into the settings where all of it is right."""
    names = dict.fromkeys(f'"{finding.accepted_as}"' for finding in findings)
    return {"findings": " ".join(sentence(finding, language) for finding in findings), "accept": ", ".join(names)}


def sentence(finding: Finding, language: Language) -> str:
    """What moved, from what to what, and the limit; a number that is not shown is replaced by that."""
    return _of_rows(finding, language) if finding.subject == "rows" else _of_a_figure(finding, language)


def _of_rows(finding: Finding, language: Language) -> str:
    (place, _, day), (_, _, older_day) = finding.key.rpartition("/"), finding.older.rpartition("/")
    kind = language.text(f"kind.{finding.name}")
    parameters = {
        "kind": capital(kind),
        "supplier": place,
        "day": language.day(date.fromisoformat(day)),
        "older_day": language.day(date.fromisoformat(older_day)),
        "before": _size(finding.before, finding.unit, language),
        "limit": _ratio(finding, finding.limit, language),
    }
    if finding.now.value is None:
        return language.text("drift.rows_hidden", **parameters)
    now, change = _size(finding.now, finding.unit, language), _ratio(finding, finding.change, language)
    return language.text(f"drift.rows_{finding.reason}", now=now, change=change, **parameters)


def _size(told: Told, unit: str, language: Language) -> str:
    number = language.number(told.value or 0)
    return language.text(f"drift.unit.{unit}{'_one' if number == '1' else ''}", number=number)


def _ratio(finding: Finding, ratio: Decimal | None, language: Language) -> str:
    """A fall as a part of what it was, a rise as so many times that."""
    told = ratio or Decimal(0)
    return language.number(told, 1) if finding.reason == "rose" else language.percent(told)


def _of_a_figure(finding: Finding, language: Language) -> str:
    table = FigureTable(pl.DataFrame(schema=dict.fromkeys(FIGURE_COLUMNS, pl.String)), language, date.min, ())
    before, now = _shown(finding, finding.before), _shown(finding, finding.now)
    parameters = {"name": table.name(finding.name), "before": _with_range(table, before)}
    if finding.reason == "gone":
        return language.text("drift.figure_gone", absence=table.absence(now), **parameters)
    if finding.limit is not None and not finding.limit:
        key = "hidden_any" if finding.now.value is None else "fell_any"
        return language.text(f"drift.figure_{key}", now=_with_range(table, now), **parameters)
    limit = _amount(table, finding, finding.limit)
    if finding.now.value is None:
        return language.text("drift.figure_hidden", limit=limit, **parameters)
    change = _amount(table, finding, finding.change)
    return language.text(f"drift.figure_{finding.reason}", now=_with_range(table, now), change=change, limit=limit, **parameters)


def _shown(finding: Finding, told: Told) -> Shown:
    population, window, _ = finding.key.split("/", 2)
    return Shown(
        finding.name,
        population,
        window,
        {},
        finding.unit,
        told.value,
        told.low,
        told.high,
        None,
        finding.gross_or_net,
        told.status,
        told.reason,
    )


def _with_range(table: FigureTable, shown: Shown) -> str:
    """The value and, behind it, the range that it was told with."""
    between = table.range(shown)
    return f"{table.value(shown)} ({between})" if between else table.value(shown)


def _amount(table: FigureTable, finding: Finding, change: Decimal | None) -> str:
    """How far, without a sign: the sentence says which way."""
    far = abs(change or Decimal(0))
    if finding.measure == "relative":
        return table.language.percent(far)
    return table.language.percent(far, is_difference=True) if finding.unit == "share" else table.amount(far, finding.unit)
