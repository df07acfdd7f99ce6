"""The quality page: for data officers and suppliers, which file, which row, what to do. Cells are masked, persons are not in it.

Belongs here: files, rules and quarantined rows in words. Does not belong here: figures, but for those that moved too far since last time.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports import drift_words
from reports.blocks import Block, Cell, Heading, Note, Publication, Sentence, Table, TableColumn
from reports.facts import OUTCOMES, RuleFacts, RunFacts, total
from reports.language import Language
from reports.quality.words import file_name, not_read, rule_in_words, set_aside_in_words, source_in_words, source_name


def quality_report(facts: RunFacts, language: Language) -> Publication:
    """The page from the run's facts alone."""
    return Publication(
        name="quality",
        title=language.text("quality.title", programme=facts.programme_name),
        subtitle=language.text("quality.subtitle"),
        language=language.code,
        audience="internal",
        is_simulated=facts.is_simulated,
        data_date=facts.data_date,
        blocks=(
            *drift_words.blocks(facts.drift, language),
            *_files(facts, language),
            *_sources(facts, language),
            *_corrections(facts, language),
            *_rules(facts, language),
            *_rows(facts, language),
        ),
    )


def _files(facts: RunFacts, language: Language) -> Iterator[Block]:
    text = language.text
    yield Heading(text("quality.files"), "files")
    read = [file for file in facts.files if file.status == "read"]
    numbers = {name: language.number(total(read, name)) for name in OUTCOMES}
    yield Sentence(text("quality.account", files=language.number(len(read)), rows=language.number(sum(f.rows_in for f in read)), **numbers))
    columns = (
        TableColumn(text("column.file")),
        TableColumn(text("column.kind")),
        TableColumn(text("column.encoding")),
        TableColumn(text("column.rows_in"), "count"),
        *(TableColumn(text(f"column.{name}"), "count") for name in OUTCOMES),
        TableColumn(text("column.unknown_columns"), "count"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            file_name(file),
            text(f"kind.{file.kind}"),
            file.encoding or "–",
            file.rows_in,
            *(total([file], name) for name in OUTCOMES),
            file.unknown_columns,
        )
        for file in read
    )
    yield Table("files-read", text("quality.files_read"), columns, rows)
    remarks = {
        file_name(file): [*(language.remark(note) for note in file.notes), *set_aside_in_words(file.kind, file.rows, language)]
        for file in read
    }
    noted: tuple[tuple[Cell, ...], ...] = tuple((name, remark) for name, said in remarks.items() for remark in said)
    if noted:
        yield Table(
            "files-notes", text("quality.files_notes"), (TableColumn(text("column.file")), TableColumn(text("column.notes"))), noted
        )
    missed = tuple((file_name(file), not_read(file, language)) for file in facts.files if file.status != "read")
    if missed:
        yield Table(
            "files-not-read", text("deliveries.not_read"), (TableColumn(text("column.file")), TableColumn(text("column.why"))), missed
        )


def _sources(facts: RunFacts, language: Language) -> Iterator[Block]:
    """Who has delivered up to which month, those first who are behind."""
    text = language.text
    yield Heading(text("quality.sources"), "sources")
    behind = [source for source in facts.sources if source.state != "current"]
    numbers = {"sources": language.number(len(facts.sources)), "behind": language.number(len(behind))}
    yield Sentence(text("quality.sources_behind" if behind else "quality.sources_current", **numbers))
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("kind", "source", "first_month", "last_month", "state"))
    rows = tuple(
        (
            text(f"kind.{source.kind}"),
            source_name(source),
            "–" if source.first_month is None else language.month(source.first_month),
            "–" if source.last_month is None else language.month(source.last_month),
            source_in_words(source, language),
        )
        for source in sorted(facts.sources, key=lambda source: (source.state == "current", source.kind, source.source))
    )
    if rows:
        yield Table("sources", text("quality.sources"), columns, rows)


def _corrections(facts: RunFacts, language: Language) -> Iterator[Block]:
    text = language.text
    if not facts.corrections:
        return
    yield Heading(text("quality.corrections"), "corrections")
    yield Sentence(text("quality.corrections_are", corrections=language.number(len(facts.corrections))))
    names = ("correction", "kind", "column", "reason", "role", "decided_on")
    columns = (*(TableColumn(text(f"column.{name}")) for name in names), TableColumn(text("column.rows_changed"), "count"))
    rows = tuple(
        (one.correction_id, text(f"kind.{one.kind}"), one.column, one.reason, one.role, language.day(one.decided_on), one.rows)
        for one in facts.corrections
    )
    yield Table("corrections", text("quality.corrections"), columns, rows)


def _rules(facts: RunFacts, language: Language) -> Iterator[Block]:
    text = language.text
    yield Heading(text("quality.rules"), "rules")
    broken = [rule for rule in facts.rules if _really_broken(rule, facts)]
    yield Sentence(text("quality.rules_held", rules=language.number(len(facts.rules)), broken=language.number(len(broken))))
    if not broken:
        return
    columns = (
        TableColumn(text("column.kind")),
        TableColumn(text("column.rule")),
        TableColumn(text("column.what_follows")),
        TableColumn(text("column.violations"), "count"),
        TableColumn(text("column.rows"), "count"),
    )
    rows = tuple(
        (
            text(f"kind.{rule.kind}"),
            rule_in_words(rule.kind, rule.rule_id, language),
            text(f"outcome.{rule.outcome}"),
            _really_broken(rule, facts),
            rule.rows,
        )
        for rule in broken
    )
    yield Table("rules-broken", text("quality.rules_broken"), columns, rows)


def _really_broken(rule: RuleFacts, facts: RunFacts) -> int:
    """Rows that broke the rule; a cell that cannot be read is told once, not as missing too."""
    unread = rule.rule_id.removesuffix("_required") + "_readable" if rule.rule_id.endswith("_required") else ""
    return rule.violations - sum(other.violations for other in facts.rules if (other.kind, other.rule_id) == (rule.kind, unread))


def _rows(facts: RunFacts, language: Language) -> Iterator[Block]:
    text = language.text
    yield Heading(text("quality.rows"), "rows")
    if not facts.quarantined_by_row:
        yield Note(text("quality.no_rows"))
        return
    yield Sentence(text("quality.masked"))
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("file", "row", "what_is_wrong", "masked"))
    rows = tuple(
        (str(row["file"]), str(row["row"]), rule_in_words(str(row["kind"]), str(row["rule"]), language), str(row["masked"]))
        for row in facts.quarantined_by_row
    )
    yield Table("rows-quarantined", text("quality.rows_quarantined"), columns, rows)
