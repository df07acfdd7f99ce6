"""What the figures cannot show, and where they come from.

Belongs here: these two slides. Does not belong here: the findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from data_contracts.figure_ids import MUNICIPAL_ECONOMY_SAVED_DKK
from reports.blocks import Sentence
from reports.conference.content import Panels, Slide, notes, said
from reports.figures import FigureTable
from reports.management import forecast, net_effect

SAVED = MUNICIPAL_ECONOMY_SAVED_DKK
NO_SAVING = frozenset({"no_demonstrated_saving", net_effect.NOT_TRUSTED})


def cannot_say(table: FigureTable) -> Slide:
    """What nobody may conclude, as the figures' own reservations have it."""
    text = table.language.text
    return Slide(
        "cannot",
        said(text("conference.cannot.title")),
        Panels(tuple(("", sentence) for sentence in _points(table))),
        notes(
            table,
            said(text("conference.cannot.definition")),
            said(text("conference.cannot.objection")),
            said(text("conference.cannot.answer")),
        ),
    )


def _points(table: FigureTable) -> Iterator[Sentence]:
    text = table.language.text
    main = table.find(net_effect.MAIN[0], "referred", net_effect.MAIN[1])
    yield said(text(f"conference.cannot.alone_{net_effect.outcome_of(main)}", why=table.absence(main)), main)
    factor = table.find(forecast.FACTOR_NET, "referred", "12m")
    is_shown = forecast.outcome_of(factor) == "shown"
    yield said(text("conference.cannot.fivefold_shown" if is_shown else "conference.cannot.fivefold"), factor)
    saved = table.find(SAVED, "referred")
    is_saved = saved.is_published and not NO_SAVING & set((saved.reason or "").split(","))
    yield said(text("conference.cannot.saving_net" if is_saved else "conference.cannot.saving"), saved)
    yield said(text("conference.cannot.small"))


def sources(table: FigureTable) -> Slide:
    """Where the figures come from and how to look them up."""
    text = table.language.text
    date = table.language.day(table.data_date)
    told = (
        text("conference.sources.point_records", date=date),
        *(text(f"conference.sources.point_{name}") for name in ("passports", "forecast")),
    )
    return Slide(
        "sources",
        said(text("conference.sources.title")),
        Panels(tuple(("", said(words)) for words in (*told, text("conference.rounded")))),
        notes(
            table,
            said(text("conference.sources.definition")),
            said(text("conference.sources.objection")),
            said(text("conference.sources.answer")),
        ),
    )
