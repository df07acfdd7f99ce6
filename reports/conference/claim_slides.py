"""Public claims on slides: what can be said, and what not to say.

Belongs here: one slide for each claim. Does not belong here: the verdict (`assets/figures/judged_claims.py`) and the sentence that can be
quoted (`reports/claims_ledger.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from data_contracts.bound_claims import claim_and_binding
from reports.blocks import Sentence
from reports.claims_ledger import ClaimRow, bound_figure, number, sayable
from reports.conference.content import Panels, Slide, notes, said, source
from reports.figures import FigureTable, Shown


def slides(table: FigureTable, claims: pl.DataFrame, *, is_simulated: bool) -> Iterator[Slide]:
    """A slide for each row of CLAIM_COLUMNS, in their order."""
    for row in claims.iter_rows(named=True):
        yield _slide(table, row, is_simulated=is_simulated)


def ledger(table: FigureTable, claims: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """Every claim as it was said, and its verdict in words."""
    text = table.language.text
    return tuple(
        (text("claims.quoted", statement=text(f"claims.{row['claim_id']}.statement")), text(f"claims.verdict.{row['verdict']}"))
        for row in claims.iter_rows(named=True)
    )


def _slide(table: FigureTable, row: ClaimRow, *, is_simulated: bool) -> Slide:
    text = table.language.text
    shown = bound_figure(table, row)
    bound = () if shown is None else (shown,)
    verdict = text(f"claims.verdict.{row['verdict']}")
    told = {
        "verdict": verdict.lower(),
        "why": "; ".join(text(f"reason.{key}") for key in row["reason"].split(",")),
        "date": table.language.day(row["stated_on"]),
        "statement": text(f"claims.{row['claim_id']}.statement"),
    }
    label, can_say = sayable(table, row, is_simulated=is_simulated)
    if label == "nothing":
        can_say = Sentence(text("conference.claim.nothing", why=can_say.text), can_say.figure_ids, can_say.codes)
    judged = text("conference.claim.definition", **told)
    if shown is not None and shown.is_published:
        judged += " " + text("conference.claim.judged_by", number=number(table, shown).rstrip("."))
    return Slide(
        f"claim-{row['claim_id']}",
        said(text("conference.claim.title", **told)),
        Panels(((text("conference.claim.say"), can_say), (text("conference.claim.do_not"), said(_do_not(table, row, shown, told["why"]))))),
        notes(
            table,
            said(judged, *bound),
            said(text("conference.claim.objection")),
            said(text("conference.claim.answer", **told), *bound),
            *bound,
        ),
        source=source(table, shown) if shown is not None else None,
    )


def _do_not(table: FigureTable, row: ClaimRow, shown: Shown | None, why: str) -> str:
    """The sentence itself where the figures do not bear it; where they do, what people would hear in it besides."""
    if row["verdict"] != "supported":
        return table.language.text("conference.claim.as_it_stands", why=why)
    _, binding = claim_and_binding(row["claim_id"])
    is_net = shown is not None and shown.gross_or_net == "net"
    return table.language.text("conference.claim.not_everybody" if is_net or binding.rule == "fivefold" else "conference.claim.not_cause")
