"""Findings: one in each paragraph, the range before the point, the picture with the forecast.

Belongs here: which findings, in which order, and which sentence fits which figure. Does not belong here: what they do not show
(`limits.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import ROUND_FLOOR

from data_contracts.comparability import SAMPLE_OF_TARGET_GROUP
from reports.blocks import Block, Chart, Heading, Sentence
from reports.briefing.state import (
    CHANGE,
    DIFFERENCE,
    EMPLOYED,
    FACTOR,
    FULL_TIME,
    NOBODY,
    REFERRED,
    WORK,
    StatedFigure,
    found,
    money_place,
    outcome_of_all,
)
from reports.figures import BRIDGE, TENTH, FigureTable, Shown, said
from reports.language import capital
from reports.management.forecast import picture
from reports.management.net_effect import NOT_TRUSTED
from reports.management.net_effect import outcome_of as outcome_of_difference
from reports.published import FOLD

TOLD_BESIDES = frozenset({NOT_TRUSTED, "no_demonstrated_effect", "no_demonstrated_saving"})
"""Reservations that the sentence itself tells."""


def blocks(table: FigureTable, stamp: str) -> Iterator[Block]:
    """How many, the forecast with its picture, the difference, work, full-time, money."""
    text = table.language.text
    yield Heading(text("briefing.findings"), "findings")
    if outcome_of_all(table) == NOBODY:
        yield said(text("briefing.nobody"), found(table, REFERRED))
        return
    yield _reach(table)
    factor = found(table, FACTOR)
    yield Heading(text("briefing.forecast.heading"), "forecast", 3)
    yield _forecast(table, factor)
    yield _picture(table, factor, stamp)
    yield Heading(text(f"net_effect.title_{outcome_of_difference(found(table, DIFFERENCE))}"), "difference", 3)
    yield _difference(table, found(table, DIFFERENCE))
    for name, place in (("work", WORK), ("full_time", FULL_TIME)):
        yield Heading(text(f"briefing.{name}.heading"), name.replace("_", "-"), 3)
        yield _share(table, name, place)
    yield Heading(text("briefing.economy.heading"), "economy", 3)
    yield _economy(table)


def title_of(table: FigureTable, outcome: str) -> str:
    """The main line's finding as the title of all; a factor's lower end is told downwards, so that none looks as if it reached."""
    factor = found(table, FACTOR)
    ends = {}
    if factor.low is not None:
        ends = {"range": table.range(factor), "low": table.language.number(factor.low.quantize(TENTH, ROUND_FLOOR), 1)}
    return table.language.text(f"forecast.title_{outcome}", **ends)


def _reach(table: FigureTable) -> Sentence:
    text = table.language.text
    referred, employed = found(table, REFERRED), found(table, EMPLOYED)
    if not referred.is_published:
        return said(text("briefing.reach_absent", absence=table.absence(referred)), referred)
    if not employed.is_published:
        return said(text("briefing.reach_referred", referred=table.value(referred), absence=table.absence(employed)), referred, employed)
    return said(text("briefing.reach", referred=table.value(referred), employed=table.number(employed)), referred, employed)


def _forecast(table: FigureTable, factor: Shown) -> Sentence:
    """Range, point, what follows, and the bridge that every factor stands on."""
    text = table.language.text
    if not factor.is_published:
        return said(text("briefing.forecast.absent", absence=table.absence(factor)), factor)
    parts = (
        text("briefing.forecast.published", range=table.range(factor), value=table.value(factor)),
        text(f"briefing.forecast.then_{outcome_of_all(table)}", fold=FOLD),
        text("briefing.forecast.bridge", bridge=text(f"reason.{SAMPLE_OF_TARGET_GROUP.key}")),
    )
    return said(" ".join(parts), factor)


def _picture(table: FigureTable, factor: Shown, stamp: str) -> Block:
    """The management report's picture; its finding and its reservations stand in the paragraphs around it."""
    block = picture(table, factor, stamp)
    if not isinstance(block, Chart):
        return block
    source = table.source(found(table, DIFFERENCE), is_warned=False)
    return replace(block, title=table.language.text("forecast.chart_title"), source=source)


def _difference(table: FigureTable, net: Shown) -> Sentence:
    """Per hundred persons: per person the numbers are too small to be read."""
    text = table.language.text
    if net.value is None or net.low is None or net.high is None:
        return said(text("briefing.net.absent", absence=table.absence(net)), net)
    words = text("briefing.net.published", range=table.range_per_hundred(net), value=table.hundredfold(net.value))
    return said(words + _warned(table, net), net)


def _share(table: FigureTable, name: str, place: StatedFigure) -> Sentence:
    text = table.language.text
    shown = found(table, place)
    if not shown.is_published:
        return said(text(f"briefing.{name}.absent", absence=table.absence(shown)), shown)
    words = text(f"briefing.{name}.published", range=capital(table.range(shown)), value=table.value(shown))
    return said(f"{words} {text(f'briefing.{name}.note')}{_warned(table, shown)}", shown)


def _economy(table: FigureTable) -> Sentence:
    """What is left of the saving after cost; without a comparison group, the change alone, and that it is no saving."""
    text = table.language.text
    place = money_place(table)
    shown = found(table, place)
    if not shown.is_published:
        return said(text("briefing.economy.absent", absence=table.absence(shown)), shown)
    told = {"range": table.range(shown), "value": table.value(shown)}
    if place == CHANGE:
        return said(text("briefing.economy.change", **told) + _warned(table, shown), shown)
    parts = (text("briefing.economy.published", **told), text(f"briefing.economy.then_{_outcome_of_saving(shown)}"))
    return said(" ".join(parts) + _warned(table, shown, (found(table, DIFFERENCE).reason or "").split(",")), shown)


def _outcome_of_saving(saved: Shown) -> str:
    if NOT_TRUSTED in (saved.reason or "").split(","):
        return "not_trusted"
    if saved.low is not None and saved.low > 0:
        return "saves"
    return "costs" if saved.high is not None and saved.high < 0 else "unclear"


def _warned(table: FigureTable, shown: Shown, told: Collection[str] = ()) -> str:
    """The reservations that a number carries, as a sentence behind it; bridges stand with the factor, and `told` above."""
    keys = [key for key in (shown.reason or "").split(",") if key and key not in {*TOLD_BESIDES, *told} and not key.startswith(BRIDGE)]
    warnings = "; ".join(table.language.text(f"reason.{key}") for key in keys)
    return " " + table.language.text("figures.warned", warnings=warnings) if warnings else ""
