"""Drift of figures: coverage and main figures of this run against those of the last published edition.

Belongs here: finding both sides of a comparison and holding them against the limits. Does not belong here: the limits
(each figure's definition), where the last edition is found (`assets/publications/previous.py`), and what changed in figures that
moved within their limits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from data_contracts.drift_limits import DriftLimits, Finding, Outcome, Reason, Told
from data_contracts.figure import COUNT_UNITS, exact
from data_contracts.figure_rows import BENEFIT_IGNORED
from data_contracts.made_of import HEADLINE

Row = Mapping[str, Any]


def judge_figures(
    figures: pl.DataFrame,
    shown: pl.DataFrame,
    previous: pl.DataFrame | None,
    limits: Sequence[DriftLimits],
    accepted: Collection[str] = (),
) -> list[Finding]:
    """One finding for each figure that has limits and that the last edition told and this run can be compared with.

    `figures`: exact ones of this run; `shown`: what its internal audience may see of them; `previous`: what the last edition's internal
    audience saw, None where there is none (all FIGURE_COLUMNS). A figure is judged by its exact value, and hidden numbers are not told. Not
    judged: what the last edition hid, could not compute or took of too few, and a figure whose definition or population is another now.
    """
    if previous is None:
        return []
    now, seen, before = _by_place(figures), _by_place(shown), _by_place(previous)
    found = []
    for limit in limits:
        place = limit.figure_id, limit.population, limit.window, HEADLINE
        if place in before and place in now and place in seen:
            finding = _judged(limit, before[place], now[place], seen[place], accepted)
            if finding is not None:
                found.append(finding)
    return found


def _by_place(figures: pl.DataFrame) -> dict[tuple[str, str, str, str], Row]:
    """Rows by figure, population (whether or not benefits are set aside), window and dimensions."""
    return {
        (row["figure_id"], row["population"].removesuffix(BENEFIT_IGNORED), row["window"], row["dimensions"]): row
        for row in figures.iter_rows(named=True)
    }


def _judged(limit: DriftLimits, before: Row, now: Row, seen: Row, accepted: Collection[str]) -> Finding | None:
    is_same = all(before[name] == now[name] for name in ("population", "definition_version", "unit"))
    if not is_same or before["value"] is None or _size(before) < limit.fewest:
        return None
    outcome: Outcome = limit.gone
    reason: Reason = "gone"
    change: Decimal | None = None
    crossed: Decimal | None = None
    if now["value"] is not None:
        change = _change(limit, Decimal(before["value"]), Decimal(now["value"]))
        if change is None:
            return None
        outcome, reason, crossed = limit.bounds.judge(change)
        if outcome != "passed" and before["low"] is not None and before["low"] <= now["value"] <= before["high"]:
            outcome, reason, crossed = "passed", "within_range", None
    is_accepted = outcome == "stopped" and limit.name_in_settings in accepted
    return Finding(
        subject=limit.subject,
        name=limit.figure_id,
        key=f"{now['population']}/{limit.window}/{HEADLINE}",
        older="",
        accepted_as=limit.name_in_settings,
        unit=now["unit"],
        gross_or_net=now["gross_or_net"],
        before=_told(before),
        now=_told(seen),
        measure=limit.change,
        change=None if change is None or seen["value"] is None else exact(change),
        limit=crossed,
        outcome="warned" if is_accepted else outcome,
        reason=reason,
        is_accepted=is_accepted,
    )


def _size(row: Row) -> Decimal:
    """The count itself, or the persons that a share or mean is taken of."""
    is_count = row["unit"] in COUNT_UNITS or row["denominator_count"] is None
    return Decimal(row["value"] if is_count else row["denominator_count"])


def _change(limit: DriftLimits, before: Decimal, now: Decimal) -> Decimal | None:
    """The change as the limits measure it; None where it is measured against nothing."""
    if limit.change == "difference":
        return now - before
    return (now - before) / before if before else None


def _told(row: Row) -> Told:
    return Told(row["value"], row["low"], row["high"], row["status"], row["reason"] if row["value"] is None else None)
