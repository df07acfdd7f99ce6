"""What happened to the referred: who has had a job, how their hours developed, who reached full-time.

Belongs here: these three slides. Does not belong here: what the programme adds (`comparison_slides.py`).
"""

from __future__ import annotations

from decimal import Decimal

from data_contracts.figure_ids import (
    FULL_TIME_AT_RISK,
    FULL_TIME_REACHED_COUNT,
    FULL_TIME_REACHED_SHARE_12M,
    FULL_TIME_REACHED_SHARE_BY_MONTH,
    FULL_TIME_STILL_FOLLOWED,
    PARTICIPATION_EMPLOYED,
    PARTICIPATION_EMPLOYED_SHARE,
    PARTICIPATION_EVER_IN_WORK,
    PARTICIPATION_REFERRED,
)
from data_contracts.settings import FullTimeSettings
from reports.blocks import Sentence
from reports.conference.content import (
    Absent,
    Bars,
    Months,
    PictureRow,
    Slide,
    absent,
    beside,
    by_month,
    headings,
    notes,
    parts,
    said,
    source,
)
from reports.figures import FigureTable, Shown
from reports.management.full_time import MONTHS
from reports.management.ladder import COUNTS, OUTCOMES, SHARES, WINDOWS, after_window

STRICT_MONTHS, STRICT_NORM = 12, "160.33"
"""The cell of the sensitivity grid that is asked for most often."""
MARKED_MONTHS = range(3, 25, 3)
PEOPLE = (PARTICIPATION_REFERRED, PARTICIPATION_EVER_IN_WORK, PARTICIPATION_EMPLOYED)


def people(table: FigureTable) -> Slide:
    """Who is referred and in work, as counts of the same people."""
    text = table.language.text
    found = [table.find(figure_id, "referred") for figure_id in PEOPLE]
    referred, _, employed = found
    share = table.find(PARTICIPATION_EMPLOYED_SHARE, "referred")
    numbers = {"referred": table.number(referred), "employed": table.number(employed)}
    rows = tuple(PictureRow("people", table.name(shown.figure_id), table.value(shown), shown.value) for shown in found)
    alternative = text("conference.people.alternative", parts=parts(rows))
    lead = text("conference.people.lead", range=table.precision(share), value=table.value(share))
    if not share.is_published:
        lead = text("conference.people.lead_absent", why=table.absence(share))
    nobody = text("conference.people.title_nobody")
    picture: Bars | Absent = Bars("people", headings(table, "conference.label_count"), rows, alternative, is_of_people=True)
    if not any(row.value for row in rows):
        picture = absent(table, referred) if referred.count is None else Absent(nobody)
    return Slide(
        "people",
        said(text(f"conference.people.{_people_title(referred, employed)}", **numbers), referred, employed),
        picture,
        notes(
            table,
            said(text("conference.people.definition") + " " + text("conference.rounded")),
            said(text("conference.people.objection")),
            said(text("conference.people.answer")),
            *found,
            share,
        ),
        lead=said(lead, share) if share.is_published or isinstance(picture, Bars) else None,
        point=said(text("conference.people.point")) if isinstance(picture, Bars) else None,
        source=source(table, *found, share),
    )


def _people_title(referred: Shown, employed: Shown) -> str:
    if not referred.is_published:
        return "title_absent"
    if not referred.count:
        return "title_nobody"
    return "title" if employed.is_published else "title_referred"


def hours(table: FigureTable) -> Slide:
    """Up, unchanged, down and out of work in equal weight, in the first window that has numbers."""
    text = table.language.text
    window = _window(table)
    population = "referred" if window == "to_end" else "job_starters"
    counts = {name: table.find(COUNTS[name], population, window) for name in OUTCOMES}
    shares = {name: table.find(SHARES[name], population, window) for name in OUTCOMES}
    rows = tuple(
        PictureRow(name, text(f"ladder.{name}"), beside(table, shown, table.range(shown)), shown.value, shown.low, shown.high)
        for name, shown in shares.items()
    )
    after = after_window(table, window)
    if all(shown.is_published for shown in counts.values()):
        title = text("ladder.title", after=after, **{name: table.number(shown) for name, shown in counts.items()})
    else:
        is_any = any(shown.is_published for shown in counts.values())
        title = text("conference.hours.title_some", after=after) if is_any else text("conference.hours.title_absent")
    is_drawn = any(row.value is not None for row in rows)
    first = next(iter(shares.values()))
    alternative = text("conference.hours.alternative", parts=parts(rows))
    hidden = next((shown for shown in shares.values() if shown.status == "suppressed"), first)
    picture = Bars("hours", headings(table, "unit.share_title"), rows, alternative) if is_drawn else None
    return Slide(
        "hours",
        said(title, *counts.values()),
        picture or absent(table, hidden),
        notes(
            table,
            said(text("conference.hours.definition")),
            said(text("conference.hours.objection")),
            said(text("conference.hours.answer", parts=parts(rows)), *shares.values()),
            *counts.values(),
            *shares.values(),
        ),
        lead=said(text("conference.hours.lead")) if is_drawn else None,
        point=said(text("conference.hours.point")) if is_drawn else None,
        source=source(table, *shares.values()),
    )


def _window(table: FigureTable) -> str:
    """A year where it has numbers, else the window that has."""
    order = ("12m", *(name for name in WINDOWS if name != "12m"))
    for window in order:
        population = "referred" if window == "to_end" else "job_starters"
        if any(table.find(SHARES[name], population, window).is_published for name in OUTCOMES):
            return window
    return order[0]


def full_time(table: FigureTable, rule: FullTimeSettings) -> Slide:
    """The share that has reached full-time work, month by month, with the definition on the slide itself."""
    text = table.language.text
    year = table.find(FULL_TIME_REACHED_SHARE_12M, "referred", "12m")
    reached = table.find(FULL_TIME_REACHED_COUNT, "referred", "12m")
    at_risk = table.find(FULL_TIME_AT_RISK, "referred")
    strict = table.find(FULL_TIME_REACHED_COUNT, "referred", "total", months=STRICT_MONTHS, norm=STRICT_NORM)
    lead = text("conference.full_time.lead", range=table.range(year), value=table.value(year))
    if not year.is_published:
        lead = text("conference.full_time.lead_absent", why=table.absence(year))
    elif not (reached.is_published and at_risk.is_published):
        lead = text("conference.full_time.lead_value", value=table.value(year))
    point = "conference.full_time.point_ignored" if table.is_benefit_ignored else "conference.full_time.point"
    picture = _steps(table, year)
    asked = {"months": table.language.number(STRICT_MONTHS), "hours": table.language.number(Decimal(STRICT_NORM), 2)}
    definition = text("conference.full_time.definition", says=text(f"figure.{reached.figure_id}.says"))
    rule_words = text(point, months=table.language.number(rule.months))
    hidden = " " + text("conference.hatched") if isinstance(picture, Months) and picture.hidden else ""
    return Slide(
        "full-time",
        _full_time_title(table, year, reached, at_risk),
        picture,
        notes(
            table,
            said(definition),
            said(text("conference.full_time.objection", **asked), strict),
            said(text("conference.full_time.answer", value=table.value(strict)), strict),
            year,
            reached,
            at_risk,
            strict,
        ),
        lead=said(lead, year) if year.is_published or isinstance(picture, Months) else None,
        point=said(" ".join([rule_words + hidden, *_reservation(table, year)])),
        source=source(table, year, reached, at_risk),
    )


def _reservation(table: FigureTable, shown: Shown) -> list[str]:
    words = "; ".join(table.warnings(shown))
    return [table.language.text("explorer.reservations", words=words)] if words else []


def _full_time_title(table: FigureTable, year: Shown, reached: Shown, at_risk: Shown) -> Sentence:
    text = table.language.text
    if reached.is_published and at_risk.is_published and year.is_published:
        numbers = {"reached": table.number(reached), "at_risk": table.number(at_risk)}
        return said(text("conference.full_time.title", **numbers), reached, at_risk)
    if year.is_published:
        return said(text("conference.full_time.title_value", range=table.range(year)), year)
    return said(text("conference.full_time.title_absent"), year)


def _steps(table: FigureTable, year: Shown) -> Months | Absent:
    text = table.language.text
    found = [table.find(FULL_TIME_REACHED_SHARE_BY_MONTH, "referred", "24m", month=month) for month in MONTHS]
    if not any(shown.is_published for shown in found):
        return absent(table, year if not year.is_published else found[0])
    followed = [(month, table.find(FULL_TIME_STILL_FOLLOWED, "referred", "24m", month=month)) for month in MARKED_MONTHS]
    words = table.range(year) or table.absence(year)
    return Months(
        "full-time",
        headings(table, "unit.share_title"),
        **by_month(MONTHS, found),
        axis=text("conference.full_time.axis"),
        alternative=text("conference.full_time.alternative", words=words),
        is_cumulative=True,
        marks=tuple((month, shown.count) for month, shown in followed if shown.count is not None),
        marks_label=text("conference.full_time.followed"),
    )
