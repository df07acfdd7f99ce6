"""Claims in words: each public sentence, whether the figures bear it, why, and what can be said instead.

Belongs here: the order of the sentences, as blocks for any publication. Does not belong here: the verdict
(`assets/figures/judged_claims.py`), what a claim is bound to (`data_contracts/bound_claims.py`) and the wording (`language`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from data_contracts.bound_claims import AT_LEAST_THAT, UNDERMINING, ClaimBinding, FigureKey, claim_and_binding
from data_contracts.figure import COUNT_UNITS
from data_contracts.figure_ids import PUBLISHED_AGGREGATES_FORECAST_FTE
from data_contracts.reference import reference_table
from reports.blocks import Block, Cell, Heading, Note, Sentence, Table, TableColumn
from reports.figures import FigureTable, Shown, said
from reports.language import capital

ClaimRow = Mapping[str, Any]


def blocks(table: FigureTable, claims: pl.DataFrame, *, is_simulated: bool) -> Iterator[Block]:
    """Heading, the ledger as a table, then every claim on its own. `claims`: rows of CLAIM_COLUMNS for the table's audience."""
    text = table.language.text
    rows = list(claims.iter_rows(named=True))
    yield Heading(text("claims.heading"), "claims")
    yield Note(text("claims.simulated"), "warning") if is_simulated else Note(text("claims.note"))
    yield ledger(table, rows)
    for row in rows:
        yield from one(table, row, is_simulated=is_simulated)


def ledger(table: FigureTable, rows: Sequence[ClaimRow]) -> Table:
    """One line for each claim: what was said, when, the verdict, the range before the point, the figure."""
    text, language = table.language.text, table.language
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        shown = bound_figure(table, row)
        between: Cell = "" if shown is None else table.precision(shown)
        value: Cell = "" if shown is None else table.cell(shown)
        statement = text(f"claims.{row['claim_id']}.statement")
        verdict = text(f"claims.verdict.{row['verdict']}")
        code: Cell = "" if shown is None else table.reference(shown)
        cells.append((statement, language.day(row["stated_on"]), verdict, between, value, code))
    titles = (text("claims.column_statement"), text("claims.column_stated_on"), text("claims.column_verdict"))
    names = ("range", "value", "code")
    columns = tuple(TableColumn(title) for title in (*titles, *(text(f"column.{name}") for name in names)))
    ids = tuple(dict.fromkeys(row["figure_id"] for row in rows if row["figure_id"]))
    return Table("claims", text("claims.table"), columns, tuple(cells), ids, text("claims.heading"))


def one(table: FigureTable, row: ClaimRow, *, is_simulated: bool) -> Iterator[Block]:
    """A claim: the sentence as it was said, the verdict with its reason and number, and one sentence that can be quoted."""
    text = table.language.text
    shown = bound_figure(table, row)
    yield Heading(text("claims.quoted", statement=text(f"claims.{row['claim_id']}.statement")), f"claim-{row['claim_id']}", 3)
    told = {
        "verdict": text(f"claims.verdict.{row['verdict']}"),
        "why": "; ".join(text(f"reason.{key}") for key in row["reason"].split(",")),
        "date": table.language.day(row["stated_on"]),
    }
    if shown is None:
        yield Sentence(text("claims.judged", **told))
    elif not shown.is_published:
        yield said(text("claims.judged", **told), shown)
    else:
        yield said(text("claims.judged_by", **told, number=number(table, shown)), shown)
    yield say_instead(table, row, is_simulated=is_simulated)
    if shown is not None:
        yield Note(table.source(shown))


def number(table: FigureTable, shown: Shown) -> str:
    """A published figure's number, the range before the point; of a published forecast the range alone, whose middle nobody has said."""
    between, value = table.range(shown), table.value(shown)
    if shown.interval_method == "published_range":
        return between
    return table.language.text("claims.range_and_value", range=between, value=value) if between else value


def say_instead(table: FigureTable, row: ClaimRow, *, is_simulated: bool) -> Sentence:
    """One sentence that can be quoted, filled from figures and led in by what it is; where there is none, that and why."""
    label, bare = sayable(table, row, is_simulated=is_simulated)
    words = table.language.text(f"claims.{label}", **{"why" if label == "nothing" else "sentence": bare.text})
    return replace(bare, text=words)


def what_can_be_said(table: FigureTable, row: ClaimRow, *, is_simulated: bool) -> tuple[str, Sentence]:
    """The sentence alone with the key of what stands before it; where there is none, no key and a whole sentence that says so."""
    label, bare = sayable(table, row, is_simulated=is_simulated)
    if label == "nothing":
        return "", replace(bare, text=table.language.text("claims.nothing", why=bare.text))
    return f"claims.{label}", bare


def sayable(table: FigureTable, row: ClaimRow, *, is_simulated: bool) -> tuple[str, Sentence]:
    """`say` or `say_instead` with the sentence alone, or `nothing` with the reason alone.

    What the forecast covers is said in every run, because it rests on no delivery; so is what stands in the records of nobody.
    """
    text = table.language.text
    _, binding = claim_and_binding(row["claim_id"])
    label = "say" if row["verdict"] == "supported" else "say_instead"
    if binding.rule == "forecast_range":
        return _scope(table, label)
    if binding.place is None:
        return label, Sentence(text(f"claims.{row['claim_id']}.instead"))
    if is_simulated:
        return "nothing", Sentence(text("reason.simulated"))
    shown = find(table, binding.instead or binding.place)
    reasons = set((shown.reason or "").split(","))
    is_at_least = bool(reasons & AT_LEAST_THAT)
    if not shown.is_published or reasons & UNDERMINING or (is_at_least and shown.unit not in COUNT_UNITS):
        why = table.absence(shown) if shown.status == "suppressed" else "; ".join(table.reasons(shown))
        return "nothing", said(why, shown)
    value = text("claims.at_least", value=table.value(shown)) if is_at_least else table.value(shown)
    day = table.language.day(row["stated_on"])
    sentence = text(_sentence_key(binding, shown), value=value, range=table.range(shown), date=day)
    return label, said(capital(sentence), shown)


def _scope(table: FigureTable, label: str) -> tuple[str, Sentence]:
    """What the forecast covers, or why it cannot be said."""
    forecast = table.find(PUBLISHED_AGGREGATES_FORECAST_FTE, "target_group")
    if forecast.low is None or forecast.high is None:
        return "nothing", said(table.absence(forecast), forecast)
    people = next(int(row["population"]) for row in reference_table("forecasts") if row["scenario"] == "central")
    ends = {"low": table.language.number(forecast.low), "high": table.language.number(forecast.high)}
    corrected = table.language.text("claims.forecast_scope_2023.instead", **ends, population=table.language.number(people))
    return label, said(corrected, forecast)


def scope_correction(table: FigureTable) -> Sentence:
    """What the commission's forecast covers, wherever somebody may take it for one of small jobs."""
    label, bare = _scope(table, "say")
    return replace(bare, text=table.language.text("claims.nothing", why=bare.text)) if label == "nothing" else bare


def bound_figure(table: FigureTable, row: ClaimRow) -> Shown | None:
    """The figure that a claim is bound to; None where it is bound to none."""
    if row["figure_id"] is None:
        return None
    return find(table, FigureKey(row["figure_id"], row["population"], row["window"], row["dimensions"]))


def find(table: FigureTable, place: FigureKey) -> Shown:
    """The figure in a place."""
    return table.find(place.figure_id, place.population, place.window, **json.loads(place.dimensions))


def _sentence_key(binding: ClaimBinding, shown: Shown) -> str:
    """Which sentence: a factor whose lower limit does not lie above zero shows no difference, and must not be told as one."""
    is_nothing_shown = binding.rule == "fivefold" and (shown.low is None or shown.low <= 0)
    return f"claims.{binding.claim_id}.{'instead_no_effect' if is_nothing_shown else 'instead'}"
