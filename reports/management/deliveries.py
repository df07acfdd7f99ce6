"""Data quality per delivery: what became of each file's rows, which files were not read, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.blocks import Block, Cell, Chart, Heading, Note, Sentence, Table, TableColumn
from reports.charts import delivery_rows
from reports.facts import OUTCOMES, FileFacts, RunFacts, total
from reports.figures import FigureTable
from reports.language import Language, capital
from reports.quality.words import file_name, not_read

SHOWN_FILES = 14
LONGEST_LABEL = 36
"""Letters of a file's name in one line beside its bar."""


def blocks(facts: RunFacts, table: FigureTable, stamp: str) -> Iterator[Block]:
    """The newest files as bars, remarks on files, files not read, figures with reservations, and where the whole account stands."""
    language, text = table.language, table.language.text
    yield Heading(text("deliveries.heading"), "data-quality")
    read = [file for file in facts.files if file.status == "read"]
    if read:
        yield _rows(read[-SHOWN_FILES:], language, stamp)
    for file in read:
        for note in file.notes:
            yield Note(f"{file_name(file)}: {language.remark(note)}.", "warning")
    missed = [file for file in facts.files if file.status not in ("read", "ignored")]
    if missed:
        rows = tuple((file_name(file), not_read(file, language)) for file in missed)
        yield Table("not-read", text("deliveries.not_read"), (TableColumn(text("column.file")), TableColumn(text("column.why"))), rows)
    yield from _reservations(table)
    yield Sentence(text("deliveries.more"))


def _rows(files: list[FileFacts], language: Language, stamp: str) -> Chart:
    text = language.text
    outcomes = [(text(f"column.{name}"), [total([file], name) for file in files]) for name in OUTCOMES]
    labels = [_label(file) for file in files]
    numbers = {name: language.number(total(files, name)) for name in OUTCOMES}
    columns = (TableColumn(text("column.file")), *(TableColumn(text(f"column.{name}"), "count") for name in OUTCOMES))
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (label.replace("<br>", ""), *(rows[place] for _, rows in outcomes)) for place, label in enumerate(labels)
    )
    return Chart(
        "delivery-rows",
        text("deliveries.title", **numbers),
        delivery_rows(labels, outcomes, [_in_quarantine(file, language) for file in files], axis=text("column.rows"), stamp=stamp),
        text("deliveries.alternative", **numbers),
        Table("delivery-rows-table", text("deliveries.table"), columns, cells, sheet=text("deliveries.heading")),
        text("deliveries.source"),
        (),
    )


def _label(file: FileFacts) -> str:
    """Name and day, the name in lines of its own where it is long."""
    lines: list[str] = []
    line = ""
    for part in re.split(r"(?<=[_-])", file.file_name):
        if line and len(line + part) > LONGEST_LABEL:
            lines.append(line)
            line = ""
        line += part
    return "<br>".join([*lines, f"{line} ({file.delivered_on:%d-%m-%Y})"])


def _in_quarantine(file: FileFacts, language: Language) -> str:
    rows = total([file], "quarantined")
    return f"{language.number(rows)} {language.text('column.quarantined').lower()}" if rows else ""


def _reservations(table: FigureTable) -> Iterator[Block]:
    """What the data cannot bear yet: figures that carry a warning, and figures that have no number because a source is missing."""
    text = table.language.text
    for name, status in (("reservations", "published"), ("not_computable", "not_computable")):
        rows = tuple((capital(why), "; ".join(map(table.name, ids))) for why, ids in table.by_reason(status).items())
        if rows:
            columns = (TableColumn(text("column.reason")), TableColumn(text("column.figure")))
            yield Table(name.replace("_", "-"), text(f"deliveries.{name}"), columns, rows)
