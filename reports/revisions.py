"""Revisions: what changed since the previous edition, figure by figure, through what, and who used the figures before.

Belongs here: the page, and the short form at the head of the management report. Does not belong here: finding changes and causes
(`assets/figures/revision_causes.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from data_contracts.figure_facts import FigureFacts
from data_contracts.made_of import HEADLINE
from reports.blocks import Block, Cell, Coded, Heading, Note, Publication, Sentence, Table, TableColumn
from reports.dimensions import in_words
from reports.facts import EarlierPublication, RunFacts
from reports.figures import FigureTable, Shown
from reports.language import Language, capital

NEW_ALONE = frozenset({"new", "later_day"})
BEFORE = "_before"


def revision_report(
    figures: pl.DataFrame, revisions: pl.DataFrame, facts: RunFacts, earlier: Sequence[EarlierPublication], language: Language
) -> Publication:
    """The page, from the internal figures (FIGURE_COLUMNS) and revisions (REVISION_COLUMNS) and the publications of earlier editions."""
    table = FigureTable(figures, language, facts.data_date, facts.definitions.taken)
    blocks = [*_summary(revisions, facts, language), *_causes(revisions, language), *_tables(table, revisions, facts.definitions)]
    blocks += _earlier(revisions, earlier, language)
    return Publication(
        name="revisions",
        title=language.text("revisions.title", programme=facts.programme_name),
        subtitle=language.text("revisions.subtitle"),
        language=language.code,
        audience="internal",
        is_simulated=facts.is_simulated,
        data_date=facts.data_date,
        blocks=tuple(blocks),
    )


def short_form(table: FigureTable, revisions: pl.DataFrame | None, facts: RunFacts) -> Iterator[Block]:
    """How much changed and why, and the main figures that did."""
    text = table.language.text
    if facts.previous_data_date is None or revisions is None:
        yield Sentence(text("revisions.none_before"))
        return
    day = table.language.day(facts.previous_data_date)
    if revisions.is_empty():
        yield Sentence(text("revisions.nothing", date=day))
        return
    counted = "; ".join(f"{text(f'revisions.cause.{cause}')} ({table.language.number(number)})" for cause, number in causes(revisions))
    yield Sentence(text("revisions.headline", date=day, changed=table.language.number(revisions.height), causes=counted))
    main = revisions.filter(is_told_first(facts.definitions))
    if not main.is_empty():
        yield _table(table, "changed-main", text("revisions.headline_main"), main)
    yield Note(text("revisions.all"))


def causes(revisions: pl.DataFrame) -> list[tuple[str, int]]:
    """Each cause with how many figures it concerns, the most frequent first."""
    counted = revisions.select(pl.col("causes").str.split(",").explode()).group_by("causes").len()
    return [(str(cause), int(number)) for cause, number in counted.sort("len", "causes", descending=[True, False]).iter_rows()]


def is_told_first(definitions: FigureFacts) -> pl.Expr:
    """Whether a row is one of the figures that the reports open with: told first, and by themselves."""
    return pl.col("figure_id").is_in([figure_id for figure_id, *_ in definitions.section("changes")]) & (pl.col("dimensions") == HEADLINE)


def _summary(revisions: pl.DataFrame, facts: RunFacts, language: Language) -> Iterator[Block]:
    text = language.text
    if facts.previous_data_date is None:
        yield Note(text("revisions.none_before"))
        return
    day = language.day(facts.previous_data_date)
    if revisions.is_empty():
        yield Note(text("revisions.nothing", date=day))
        return
    counts = {name: int((revisions["change"] == name).sum()) for name in ("appeared", "vanished")}
    counts["changed"] = revisions.height - sum(counts.values())
    yield Sentence(text("revisions.summary", date=day, **{name: language.number(number) for name, number in counts.items()}))
    unexplained = int((revisions["causes"] == "unexplained").sum())
    if unexplained:
        yield Note(text("revisions.unexplained", number=language.number(unexplained)), "warning")


def _causes(revisions: pl.DataFrame, language: Language) -> Iterator[Block]:
    if revisions.is_empty():
        return
    text = language.text
    rows = tuple((text(f"revisions.cause.{cause}"), number) for cause, number in causes(revisions))
    columns = (TableColumn(text("revisions.column.cause")), TableColumn(text("revisions.column.figures"), "count"))
    yield Heading(text("revisions.causes"), "causes")
    yield Note(text("revisions.causes_note"))
    yield Table("causes", text("revisions.causes"), columns, rows)


def _tables(table: FigureTable, revisions: pl.DataFrame, definitions: FigureFacts) -> Iterator[Block]:
    text = table.language.text
    main = revisions.filter(is_told_first(definitions))
    if not main.is_empty():
        yield Heading(text("revisions.main"), "main")
        yield _table(table, "changed-main", text("revisions.main"), main)
    others = revisions.join(main, on="code", how="anti")
    effects = others["figure_id"].str.split(".").list.first().unique().sort().to_list()
    for effect in effects:
        own = others.filter(pl.col("figure_id").str.starts_with(f"{effect}."))
        name = text(f"effect.{effect}")
        yield Heading(capital(name), f"changed-{effect.replace('_', '-')}")
        yield _table(table, f"changed-{effect}", text("revisions.others", effect=name), own)


def _table(table: FigureTable, name: str, title: str, rows: pl.DataFrame) -> Table:
    text = table.language.text
    columns = tuple(
        TableColumn(text(key))
        for key in (
            "column.figure",
            "column.population",
            "column.window",
            "revisions.column.dimensions",
            "revisions.column.before",
            "revisions.column.now",
            "revisions.column.cause",
            "column.code",
        )
    )
    told = tuple(_row(table, row) for row in rows.iter_rows(named=True))
    return Table(name, title, columns, told, tuple(dict.fromkeys(rows["figure_id"].to_list())), name[:31])


def _row(table: FigureTable, row: dict[str, Any]) -> tuple[Cell, ...]:
    now, before = shown_of(row, ""), shown_of(row, BEFORE)
    one = now or before
    if one is None:
        raise ValueError(f"{row['figure_id']}: a revision of nothing")
    return (
        table.name(one.figure_id),
        table.population(one),
        table.window(one),
        in_words(table.language, one.dimensions),
        _told(table, before, row["change"]),
        Coded(_told(table, now, row["change"]), row["code"]),
        why(table.language, row),
        Coded(row["code"], row["code"]),
    )


def shown_of(row: dict[str, Any], side: str) -> Shown | None:
    """The figure as one of the two editions (`side`: blank for this one, BEFORE for the previous) had it; None where it had none."""
    if row[f"status{side}"] is None:
        return None
    return Shown(
        row["figure_id"],
        row["population"],
        row["window"],
        json.loads(row["dimensions"]),
        row["unit"],
        row[f"value{side}"],
        row[f"low{side}"],
        row[f"high{side}"],
        None,
        row["gross_or_net"],
        row[f"status{side}"],
        row[f"reason{side}"],
    )


def _told(table: FigureTable, shown: Shown | None, change: str) -> str:
    """The range before the value; in words where one of the editions did not have the figure."""
    if shown is None:
        return table.language.text(f"revisions.change.{change}")
    between = table.range(shown)
    return f"{between} ({table.value(shown)})" if between else table.value(shown)


def why(language: Language, row: dict[str, Any]) -> str:
    """The causes in words; with which kinds of delivery changed, and from which version of its definition to which."""
    text = language.text
    kinds = ", ".join(text(f"kind.{kind}") for kind in row["kinds"].split(",") if kind)
    said = []
    for cause in row["causes"].split(","):
        words = text(f"revisions.cause.{cause}")
        if cause == "definition":
            versions = {"before": row["definition_version_before"], "now": row["definition_version"]}
            words = f"{words} ({text('revisions.definition_versions', **versions)})"
        said.append(words)
    return "; ".join(said) + (f": {kinds}" if kinds else "")


def _earlier(revisions: pl.DataFrame, earlier: Sequence[EarlierPublication], language: Language) -> Iterator[Block]:
    text = language.text
    changed = revisions.select("figure_id", "causes").unique()
    not_new = changed.filter(~pl.col("causes").str.split(",").list.eval(pl.element().is_in(list(NEW_ALONE))).list.all())
    rows: list[tuple[Cell, ...]] = []
    for one in earlier:
        used = set(changed["figure_id"].to_list()) & one.figure_ids
        if used:
            to_look_at = len(set(not_new["figure_id"].to_list()) & one.figure_ids)
            rows.append((text(f"publication.{one.publication}"), one.data_date, one.edition, len(used), to_look_at))
    if not rows:
        return
    columns = (
        TableColumn(text("revisions.column.publication")),
        TableColumn(text("revisions.column.data_until"), "date"),
        TableColumn(text("revisions.column.edition")),
        TableColumn(text("revisions.column.changed"), "count"),
        TableColumn(text("revisions.column.not_only_new"), "count"),
    )
    yield Heading(text("revisions.earlier"), "earlier")
    yield Note(text("revisions.earlier_note"))
    yield Table("earlier", text("revisions.earlier_table"), columns, tuple(rows), sheet=text("revisions.earlier")[:31])
