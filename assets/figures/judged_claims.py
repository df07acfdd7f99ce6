"""Claims judged: what the programme has said in public, held against the figures that an audience may see.

Belongs here: the verdict and its reason, from rows to rows. Does not belong here: which figure a claim is bound to and what fits it
(`data_contracts/bound_claims.py`), the figures (`assets/effects/claimed`) and every sentence (`reports`).

A verdict rests on published figures alone, so it never tells more than they do: where a count is rounded for the public, every count that
it may stand for must fit the claim, or none; otherwise nobody can judge by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from assets.figures.disclosure import Audience
from data_contracts.bound_claims import (
    AT_LEAST_THAT,
    BINDINGS,
    CLAIM_COLUMNS,
    UNDERMINING,
    Accepted,
    Claim,
    ClaimBinding,
    FigureKey,
    Verdict,
    accepted,
    read_claims,
)
from data_contracts.figure import COUNT_UNITS

SIMULATED = "simulated"
NO_EFFECT, FIVEFOLD, NOT_FIVEFOLD = "no_demonstrated_effect", "fivefold_shown", "fivefold_not_shown"
MISSING = "not_yet_built"
ROUNDED = "rounded_for_protection"
TYPES = {"DATE": pl.Date(), "DECIMAL(24,6)": pl.Decimal(24, 6)}
CLAIM_SCHEMA = {name: TYPES.get(sql_type.removesuffix(" NOT NULL"), pl.String()) for name, sql_type in CLAIM_COLUMNS.items()}

Row = Mapping[str, Any]
Judged = tuple[Verdict, tuple[str, ...]]
Rows = Mapping[tuple[str, str, str, str], Row]


def judge(
    figures: pl.DataFrame,
    audience: Audience,
    *,
    is_simulated: bool,
    data_date: date,
    claims: Collection[Claim] | None = None,
    bindings: Collection[ClaimBinding] = BINDINGS,
) -> pl.DataFrame:
    """One row per claim (CLAIM_COLUMNS), in the claims' order.

    `figures`: rows of FIGURE_COLUMNS after disclosure control for the audience. On simulated deliveries every verdict is
    `cannot_be_judged`. Raises KeyError for a claim that is not bound: `require_bindings` comes first.
    """
    rows = {(row["figure_id"], row["population"], row["window"], row["dimensions"]): row for row in figures.iter_rows(named=True)}
    bound = {binding.claim_id: binding for binding in bindings}
    found = []
    for claim in read_claims() if claims is None else claims:
        binding = bound[claim.claim_id]
        verdict, reasons = ("cannot_be_judged", (SIMULATED,)) if is_simulated else verdict_of(claim, binding, rows, audience, data_date)
        found.append(_row(claim, binding, rows) | {"verdict": verdict, "reason": ",".join(dict.fromkeys(reasons))})
    return pl.DataFrame(found, schema=CLAIM_SCHEMA)


def verdict_of(claim: Claim, binding: ClaimBinding, rows: Rows, audience: Audience, data_date: date) -> Judged:
    """The verdict on real deliveries, and its reasons."""
    if binding.place is None or binding.rule is None:
        return "cannot_be_judged", (str(binding.not_judged),)
    row = rows.get(_key(binding.place))
    if row is None or row["status"] != "published":
        return "cannot_be_judged", (MISSING,) if row is None else _words(row)
    undermined = tuple(word for word in _words(row) if word in UNDERMINING or (word in AT_LEAST_THAT and row["unit"] not in COUNT_UNITS))
    if undermined:
        return "cannot_be_judged", undermined
    fits = accepted(claim, binding.rule)
    if binding.rule == "fivefold":
        verdict, reasons = _fivefold(fits, row)
        return verdict, (*reasons, *(("judged_on_data_to_date",) if data_date > claim.stated_on else ()))
    if binding.rule == "forecast_range":
        is_right = (row["low"], row["high"]) == (fits.low, fits.high)
        return ("supported_in_part", (str(binding.at_best),)) if is_right else ("not_supported", ("differs_from_forecast",))
    return _by_number(binding, fits, row, rows, audience)


def _by_number(binding: ClaimBinding, fits: Accepted, row: Row, rows: Rows, audience: Audience) -> Judged:
    """The verdict where the figure's value decides."""
    fit = fits.fit(*span(row, audience))
    lacking = tuple(word for word in _words(row) if word in AT_LEAST_THAT)
    beside = "fell_by_less" if binding.rule == "fell_by_more_than" else f"{fit}_claim"
    if fit == "inside":
        if binding.at_best is not None:
            return "supported_in_part", (binding.at_best, *lacking, *binding.limits)
        return "supported", ("fits_claim", *lacking, *binding.limits)
    if fit == "unsure":
        return "cannot_be_judged", (ROUNDED, *lacking)
    if fit == "below" and lacking:
        return "cannot_be_judged", lacking
    for nearby in binding.nearby:
        other = rows.get(_key(nearby.place))
        if other is not None and other["status"] == "published" and fits.fit(*span(other, audience)) == "inside":
            return "supported_in_part", (beside, nearby.reason, *lacking, *binding.limits)
    return "not_supported", (beside, *lacking)


def _fivefold(fits: Accepted, row: Row) -> Judged:
    """Of the main line, trusted by now: its lower limit decides."""
    if row["low"] is None:
        return "cannot_be_judged", (MISSING,)
    if fits.holds(row["low"]):
        return "supported", (FIVEFOLD,)
    return "not_supported", (NOT_FIVEFOLD, NO_EFFECT) if row["low"] <= 0 else (NOT_FIVEFOLD,)


def span(row: Row, audience: Audience) -> tuple[Decimal, Decimal]:
    """Least and most of what a published value may stand for, before it was rounded for the audience."""
    value: Decimal = row["value"]
    half = Decimal(audience.base) / 2
    if audience.base == 1:
        return value, value
    if row["unit"] in COUNT_UNITS:
        return value - (audience.base - 1) // 2, value + (audience.base - 1) // 2
    whole = row["denominator_count"]
    if row["unit"] == "share" and row["gross_or_net"] == "gross" and whole is not None and whole > half:
        # Part and whole were each rounded by up to half a step.
        reach = (half + half * value) / (Decimal(whole) - half)
        return max(value - reach, Decimal(0)), min(value + reach, Decimal(1))
    return value, value


def _row(claim: Claim, binding: ClaimBinding, rows: Rows) -> dict[str, Any]:
    """Everything of the claim but its verdict."""
    place, fits = binding.place, None if binding.rule is None else accepted(claim, binding.rule)
    row = None if place is None else rows.get(_key(place))
    return {
        "claim_id": claim.claim_id,
        "stated_on": claim.stated_on,
        "stated_by": claim.stated_by,
        "statement_en": claim.statement_en,
        "quantity": claim.quantity,
        "claimed_value": claim.value or None,
        "claimed_low": None if fits is None else fits.low,
        "claimed_high": None if fits is None else fits.high,
        **{name: None if place is None else getattr(place, name) for name in ("figure_id", "population", "window", "dimensions")},
        **{name: None if row is None else row[name] for name in ("value", "low", "high", "unit", "status")},
    }


def _key(place: FigureKey) -> tuple[str, str, str, str]:
    return place.figure_id, place.population, place.window, place.dimensions


def _words(row: Row) -> tuple[str, ...]:
    return tuple(word for word in (row["reason"] or "").split(",") if word)
