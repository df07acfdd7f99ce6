"""The headline figures with their ranges, who waits and who works right now, and the funnel as people."""

from __future__ import annotations

from collections.abc import Iterator

from reports.blocks import Block, Chart, Column, Heading, HeadlineFigure, Note, Sentence, Table
from reports.charts import Step, people_dots, persons_per_dot
from reports.figures import FigureTable, Shown

FUNNEL = (
    ("participation.referred", "total"),
    ("participation.ever_in_work", "total"),
    ("participation.employed", "total"),
    ("full_time.reached_count", "total"),
)
NOW = (
    ("participation.waiting", "referred"),
    ("participation.running_placements", "placements"),
    ("participation.partners_active", "partners"),
    ("participation.weeks_to_first_job", "job_starters"),
    ("job_ladder.mean_weekly_hours", "placements"),
)


def blocks(table: FigureTable, stamp: str) -> Iterator[Block]:
    """Headlines, then the table of now, then the funnel."""
    text = table.language.text
    yield Heading(text("management.headlines"), "headlines")
    if table.is_benefit_ignored:
        yield Note(text("management.benefit_ignored"), "warning")
    referred = table.find("participation.referred", "referred")
    employed = table.find("participation.employed", "referred")
    share = table.find("participation.employed_share", "referred")
    yield _headline(table, share, "employed", employed=table.number(employed), referred=table.number(referred))
    for months in (12, 24):
        incidence = table.find(f"full_time.reached_share_{months}m", "referred", f"{months}m")
        reached = table.find("full_time.reached_count", "referred", f"{months}m")
        at_risk = table.find("full_time.at_risk", "referred")
        yield _headline(table, incidence, "full_time", months=months, reached=table.number(reached), at_risk=table.number(at_risk))
    yield from _now(table)
    yield from _funnel(table, stamp)


def _headline(table: FigureTable, shown: Shown, name: str, **parameters: object) -> HeadlineFigure:
    """Title, range, point, limit, source; where there is no number the title says so."""
    text = table.language.text
    if not shown.is_published:
        title = text(f"headline.{name}.absent", **{"months": "", **parameters})
        return HeadlineFigure(
            title,
            "",
            table.absence(shown)[:1].upper() + table.absence(shown)[1:] + ".",
            text(f"headline.{name}.limit"),
            table.source(shown),
            shown.figure_id,
            shown.status,
        )
    return HeadlineFigure(
        text(f"headline.{name}.title", **parameters),
        text(f"headline.{name}.range", range=_capital(table.range(shown)), **parameters),
        text(f"headline.{name}.point", value=table.value(shown), **parameters),
        text(f"headline.{name}.limit"),
        table.source(shown),
        shown.figure_id,
        shown.status,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _now(table: FigureTable) -> Iterator[Block]:
    text = table.language.text
    rows = []
    for figure_id, population in NOW:
        shown = table.find(figure_id, population)
        rows.append((table.name(figure_id), table.value(shown), table.precision(shown), figure_id))
    columns = (Column(text("column.figure")), Column(text("column.value")), Column(text("column.range")), Column(text("column.figure_id")))
    yield Table("now", text("management.now"), columns, tuple(rows), tuple(figure_id for figure_id, _ in NOW))


def _funnel(table: FigureTable, stamp: str) -> Iterator[Block]:
    text = table.language.text
    found = [table.find(figure_id, "referred", window) for figure_id, window in FUNNEL]
    ids = tuple(figure_id for figure_id, _ in FUNNEL)
    yield Heading(text("management.funnel"), "funnel")
    referred = found[0]
    if not referred.count:
        yield Note(text("management.nobody_referred"))
        return
    steps = [Step(table.name(shown.figure_id), shown.count, table.value(shown)) for shown in found]
    each = persons_per_dot(steps)
    sentence = " ".join(f"{step.label}: {step.text}." for step in steps)
    yield Sentence(text("management.dots_one") if each == 1 else text("management.dots_many", persons=each))
    columns = (Column(text("column.figure")), Column(text("column.value")))
    yield Chart(
        "funnel",
        text("management.funnel_title", referred=table.number(referred), employed=table.number(found[2]), full_time=table.number(found[3])),
        people_dots(steps, stamp=stamp),
        sentence,
        Table("funnel-table", text("management.funnel"), columns, tuple((step.label, step.text) for step in steps), ids),
        table.source(referred),
        ids,
        text("management.funnel_limit"),
    )
