"""Limits: what the figures do not show, and what could change the conclusion. They begin the second page where there is a picture.

Belongs here: which sentence fits which state. Does not belong here: the findings (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.blocks import Block, Heading, Sentence
from reports.briefing.state import DIFFERENCE, FACTOR, FIVEFOLD, NOBODY, found, outcome_of_all
from reports.figures import FigureTable, said

COUNTED = frozenset({"shown", "not_shown", "no_effect", "negative"})
"""Outcomes of a comparison that can be used."""
WITHOUT_NUMBER = frozenset({"absent", NOBODY})


def blocks(table: FigureTable, *, starts_page: bool) -> Iterator[Block]:
    """Both parts, a sentence or two in each paragraph."""
    text = table.language.text
    outcome = outcome_of_all(table)
    yield Heading(text("briefing.limits.heading"), "limits", starts_page=starts_page)
    for names in _limits(table, outcome):
        yield Sentence(" ".join(text(f"briefing.limits.{name}") for name in names))
    yield Heading(text("briefing.change.heading"), "change")
    yield _change(table)
    if outcome in COUNTED:
        yield Sentence(text("briefing.change.more"))
    if outcome not in WITHOUT_NUMBER:
        yield Sentence(text("briefing.change.longer"))


def _limits(table: FigureTable, outcome: str) -> tuple[tuple[str, ...], ...]:
    """What is not shown, by paragraph; of nobody, only what the forecast is about."""
    if outcome == NOBODY:
        return (("scope",), ("no_comparison",))
    comparison = "comparison" if found(table, DIFFERENCE).is_published else "no_comparison"
    return (("target", "scope"), (comparison,), ("gross", "duration"))


def _change(table: FigureTable) -> Sentence:
    """The first thing that would have to be otherwise."""
    text = table.language.text
    outcome, factor, threshold = outcome_of_all(table), found(table, FACTOR), found(table, FIVEFOLD)
    if outcome in COUNTED and threshold.value is not None:
        return said(text(f"briefing.change.{outcome}", threshold=table.hundredfold(threshold.value)), threshold)
    if outcome in ("simulated", "not_trusted", NOBODY):
        return Sentence(text(f"briefing.change.{outcome}"))
    if factor.status == "suppressed":
        return Sentence(text("briefing.change.hidden"))
    missing = factor if not factor.is_published else threshold
    return said(text("briefing.change.absent", why="; ".join(table.reasons(missing))), missing)
