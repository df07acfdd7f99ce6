"""Limits: what the figures do not show, and what could change the conclusion. They begin the second page.

Belongs here: which sentence fits which state. Does not belong here: the findings (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.blocks import Block, Heading, Sentence
from reports.briefing.state import DIFFERENCE, FACTOR, FIVEFOLD, NOBODY, found, outcome_of_all, said
from reports.figures import FigureTable
from reports.published import hundredfold

COUNTED = frozenset({"shown", "not_shown", "no_effect", "negative"})
"""Outcomes of a comparison that can be used."""


def blocks(table: FigureTable) -> Iterator[Block]:
    """Both parts, a sentence or two in each paragraph."""
    text = table.language.text
    has_difference = found(table, DIFFERENCE).is_published
    yield Heading(text("briefing.limits.heading"), "limits", starts_page=True)
    for names in (("target", "scope"), ("comparison" if has_difference else "no_comparison",), ("gross", "duration")):
        yield Sentence(" ".join(text(f"briefing.limits.{name}") for name in names))
    yield Heading(text("briefing.change.heading"), "change")
    yield _change(table)
    if outcome_of_all(table) in COUNTED:
        yield Sentence(text("briefing.change.more"))
    yield Sentence(text("briefing.change.longer"))


def _change(table: FigureTable) -> Sentence:
    """The first thing that would have to be otherwise."""
    text = table.language.text
    outcome, factor, threshold = outcome_of_all(table), found(table, FACTOR), found(table, FIVEFOLD)
    if outcome in COUNTED and threshold.value is not None:
        return said(text(f"briefing.change.{outcome}", threshold=hundredfold(table, threshold.value)), threshold)
    if outcome in ("simulated", "not_trusted", NOBODY):
        return Sentence(text(f"briefing.change.{outcome}"))
    if factor.status == "suppressed":
        return Sentence(text("briefing.change.hidden"))
    missing = factor if not factor.is_published else threshold
    return said(text("briefing.change.absent", why="; ".join(table.reasons(missing))), missing)
