"""The headline figures with their ranges, who waits and who works right now, and the funnel as people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data_contracts.figure_facts import FigureFacts, FigurePlace
from data_contracts.figure_ids import (
    FULL_TIME_AT_RISK,
    FULL_TIME_REACHED_COUNT,
    FULL_TIME_REACHED_SHARE_12M,
    FULL_TIME_REACHED_SHARE_24M,
    JOB_LADDER_MEAN_WEEKLY_HOURS,
    PARTICIPATION_EMPLOYED,
    PARTICIPATION_EMPLOYED_SHARE,
    PARTICIPATION_EVER_IN_WORK,
    PARTICIPATION_PARTNERS_ACTIVE,
    PARTICIPATION_REFERRED,
    PARTICIPATION_RUNNING_PLACEMENTS,
    PARTICIPATION_WAITING,
    PARTICIPATION_WEEKS_TO_FIRST_JOB,
)
from reports.blocks import Block, Cell, Chart, Heading, HeadlineFigure, Note, Sentence, Table, TableColumn
from reports.charts import FunnelStep, people_dots, persons_per_dot
from reports.figures import FigureTable, Shown
from reports.language import capital

MORE = (
    (PARTICIPATION_WAITING, "referred", "day"),
    (PARTICIPATION_RUNNING_PLACEMENTS, "placements", "day"),
    (PARTICIPATION_PARTNERS_ACTIVE, "partners", "month"),
    (PARTICIPATION_WEEKS_TO_FIRST_JOB, "job_starters", "total"),
    (JOB_LADDER_MEAN_WEEKLY_HOURS, "placements", "total"),
)
"""Figure, population, and what its number is of: the day of the data, the last month shown, or the whole period."""


def blocks(table: FigureTable, definitions: FigureFacts, stamp: str) -> Iterator[Block]:
    """Headlines, then further figures in a table, then the funnel."""
    text = table.language.text
    yield Heading(text("management.headlines"), "headlines")
    if table.is_benefit_ignored:
        yield Note(text("management.benefit_ignored"), "warning")
    referred = table.find(PARTICIPATION_REFERRED, "referred")
    employed = table.find(PARTICIPATION_EMPLOYED, "referred")
    share = table.find(PARTICIPATION_EMPLOYED_SHARE, "referred")
    yield _headline(table, share, "employed", {"employed": employed, "referred": referred})
    ever = table.find(PARTICIPATION_EVER_IN_WORK, "referred")
    yield _headline(table, ever, "ever_in_work", {"ever": ever, "referred": referred})
    for months, share_of_reached in ((12, FULL_TIME_REACHED_SHARE_12M), (24, FULL_TIME_REACHED_SHARE_24M)):
        incidence = table.find(share_of_reached, "referred", f"{months}m")
        reached = table.find(FULL_TIME_REACHED_COUNT, "referred", f"{months}m")
        at_risk = table.find(FULL_TIME_AT_RISK, "referred")
        yield _headline(table, incidence, "full_time", {"reached": reached, "at_risk": at_risk}, months=months)
    yield _more(table)
    yield from _funnel(table, definitions.section("funnel"), stamp)


def _headline(table: FigureTable, shown: Shown, name: str, counts: Mapping[str, Shown], **parameters: object) -> HeadlineFigure:
    """Title, range, point, limit, source. A title of counts needs them all; else it names the share, or says that there is no number."""
    text = table.language.text
    if not shown.is_published:
        title, between, point = text(f"headline.{name}.absent", **parameters), "", f"{capital(table.absence(shown))}."
    else:
        numbers = {key: table.number(count) for key, count in counts.items()} | parameters
        has_counts = all(count.is_published for count in counts.values())
        title = text(f"headline.{name}.{'title' if has_counts else 'title_value'}", value=capital(table.value(shown)), **numbers)
        between = text(f"headline.{name}.range", range=capital(table.precision(shown)), **parameters)
        point = text(f"headline.{name}.point", value=table.value(shown), **parameters)
    limit = text(f"headline.{name}.limit")
    ids = tuple(count.figure_id for count in counts.values())
    return HeadlineFigure(title, between, point, limit, table.source(shown), shown.figure_id, shown.status, ids)


def _more(table: FigureTable) -> Table:
    text = table.language.text
    rows: list[tuple[Cell, ...]] = []
    for figure_id, population, period in MORE:
        months = table.series(figure_id, population) if period == "month" else []
        shown = months[-1] if months else table.find(figure_id, population)
        when = text("window.on_day", date=table.language.day(table.data_date)) if period == "day" else table.window(shown)
        rows.append((table.name(figure_id), when, table.precision(shown), table.cell(shown), table.reference(shown)))
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("figure", "window", "range", "value", "code"))
    return Table("more", text("management.more"), columns, tuple(rows), tuple(figure_id for figure_id, *_ in MORE))


def _funnel(table: FigureTable, steps: Sequence[FigurePlace], stamp: str) -> Iterator[Block]:
    text = table.language.text
    found = [table.find(*place) for place in steps]
    ids = tuple(shown.figure_id for shown in found)
    yield Heading(text("management.funnel"), "funnel")
    referred, employed, reached = (
        table.find(figure_id, "referred") for figure_id in (PARTICIPATION_REFERRED, PARTICIPATION_EMPLOYED, FULL_TIME_REACHED_COUNT)
    )
    if not referred.count:
        nobody = text("management.nobody_referred")
        yield Note(nobody if referred.is_published else f"{table.name(referred.figure_id)}: {table.absence(referred)}.")
        return
    drawn = [FunnelStep(table.name(shown.figure_id), shown.count, table.value(shown)) for shown in found]
    each = persons_per_dot(drawn)
    sentence = " ".join(f"{step.label}: {step.text}." for step in drawn)
    yield Sentence(text("management.dots_one") if each == 1 else text("management.dots_many", persons=each), ids)
    columns = (TableColumn(text("column.figure")), TableColumn(text("column.value")))
    yield Chart(
        "funnel",
        _funnel_title(table, referred, employed, reached),
        people_dots(drawn, stamp=stamp),
        sentence,
        Table(
            "funnel-table",
            text("management.funnel"),
            columns,
            tuple((table.name(shown.figure_id), table.cell(shown)) for shown in found),
            ids,
        ),
        table.source(referred),
        ids,
        text("management.funnel_limit"),
    )


def _funnel_title(table: FigureTable, referred: Shown, employed: Shown, full_time: Shown) -> str:
    """The finding, as far as its numbers are shown."""
    text = table.language.text
    numbers = {"referred": table.number(referred), "employed": table.number(employed), "full_time": table.number(full_time)}
    if not employed.is_published:
        return text("management.funnel_title_referred", **numbers)
    return text("management.funnel_title" if full_time.is_published else "management.funnel_title_employed", **numbers)
