"""Drift: how far a delivery's size or a main figure may move from the last one before somebody has to look.

Belongs here: limits, what was found where something was held against them, and the reading of `drift.odcs.yaml`. Does not belong here: the
holding itself (`assets/deliveries/delivery_drift.py`, `assets/figures/figure_drift.py`), wording (`reports/drift_words.py`), and
restatements that erase what an older delivery told (`assets/deliveries/restating.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from open_data_contract_standard.model import OpenDataContractStandard

Subject = Literal["rows", "coverage", "figure"]
Outcome = Literal["passed", "warned", "stopped"]
Reason = Literal["within_limits", "within_range", "fell", "rose", "gone"]
"""`within_range`: beyond the limits, and inside the range that the last edition told of the figure; `gone`: told then, and not computable
now."""
Change = Literal["ratio", "relative", "difference"]
"""What a change is: now / before, (now - before) / before, or now - before in the figure's own unit."""

CONTRACT: Final = "drift.odcs.yaml"


@dataclass(frozen=True)
class Bounds:
    """Limits of a change; None: no limit on that side. A change on a limit is within it."""

    stop_low: Decimal | None
    warn_low: Decimal | None
    warn_high: Decimal | None
    stop_high: Decimal | None

    def judge(self, change: Decimal) -> tuple[Outcome, Reason, Decimal | None]:
        """The outcome, which way it went, and the limit that decided (None where all are kept)."""
        if self.stop_low is not None and change < self.stop_low:
            return "stopped", "fell", self.stop_low
        if self.stop_high is not None and change > self.stop_high:
            return "stopped", "rose", self.stop_high
        if self.warn_low is not None and change < self.warn_low:
            return "warned", "fell", self.warn_low
        if self.warn_high is not None and change > self.warn_high:
            return "warned", "rose", self.warn_high
        return "passed", "within_limits", None


@dataclass(frozen=True)
class Drift:
    """Limits of a kind of delivery: how its size may compare with the same supplier's last one (newest / previous).

    Nothing is judged where the older had fewer than `fewest_rows`. Size is rows, or persons a month or week for kinds told by period.
    """

    bounds: Bounds
    fewest_rows: int


@dataclass(frozen=True)
class FigureLimits:
    """Limits of a figure against the last edition.

    `accepted_as`: how the settings name it. `fewest`: the count, or the number of persons taken, below which the older one is not judged.
    `gone`: what follows where there is no number any more.
    """

    figure_id: str
    population: str
    window: str
    dimensions: str
    accepted_as: str
    subject: Subject
    change: Change
    bounds: Bounds
    fewest: int
    gone: Outcome


@dataclass(frozen=True)
class Told:
    """One side of a comparison. No value: hidden (`suppressed`) or, with the reasons why, `not_computable`."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    status: str = "published"
    reason: str | None = None


@dataclass(frozen=True)
class Finding:
    """What became of one comparison; it holds no number that its readers may not see.

    `name`: the kind of delivery or the figure; `key`: `<supplier>/<day>` of the newer delivery (with the municipality behind it where it
    tells of one), or population, window and dimensions; `older`: the delivery compared with, blank for figures. `change` and `limit` are
    told in `measure`; `change` is None where a side is hidden. `is_accepted`: a stop that the settings turned into a warning.
    """

    subject: Subject
    name: str
    key: str
    older: str
    accepted_as: str
    unit: str
    gross_or_net: str
    before: Told
    now: Told
    measure: Change
    change: Decimal | None
    limit: Decimal | None
    outcome: Outcome
    reason: Reason
    is_accepted: bool = False

    def row(self) -> dict[str, object]:
        """The finding as a row of a `drift` table (DRIFT_COLUMNS)."""
        sides = {f"{side}_{item.name}": getattr(getattr(self, side), item.name) for side in SIDES for item in fields(Told)}
        return {name: sides.get(name) if name in sides else getattr(self, name) for name in DRIFT_COLUMNS}


SIDES = ("before", "now")
NUMBER = "DECIMAL(24,6)"
DRIFT_COLUMNS: Final[Mapping[str, str]] = {
    "subject": "VARCHAR NOT NULL",
    "name": "VARCHAR NOT NULL",
    "key": "VARCHAR NOT NULL",
    "older": "VARCHAR NOT NULL",
    "accepted_as": "VARCHAR NOT NULL",
    "unit": "VARCHAR NOT NULL",
    "gross_or_net": "VARCHAR NOT NULL",
    **{
        f"{side}_{name}": NUMBER if name in ("value", "low", "high") else "VARCHAR"
        for side in SIDES
        for name in ("value", "low", "high", "status", "reason")
    },
    "measure": "VARCHAR NOT NULL",
    "change": NUMBER,
    "limit": NUMBER,
    "outcome": "VARCHAR NOT NULL",
    "reason": "VARCHAR NOT NULL",
    "is_accepted": "BOOLEAN NOT NULL",
}


def finding_of(row: Mapping[str, Any]) -> Finding:
    """The finding that a row of a `drift` table holds."""
    values: dict[str, Any] = {item.name: row[item.name] for item in fields(Finding) if item.name not in SIDES}
    values |= {side: Told(**{item.name: row[f"{side}_{item.name}"] for item in fields(Told)}) for side in SIDES}
    return Finding(**values)


def row_limits(own: Mapping[str, Any] | None) -> Drift | None:
    """A kind's limits from the custom property `drift` of its contract."""
    if own is None:
        return None
    bounds = (_number(own.get(name)) for name in ("stopBelow", "warnBelow", "warnAbove", "stopAbove"))
    return Drift(Bounds(*bounds), int(own["fewestRows"]))


@cache
def figure_limits() -> tuple[FigureLimits, ...]:
    """The limits of coverage and main figures, from `drift.odcs.yaml` in this package."""
    document = OpenDataContractStandard.from_string(files("data_contracts").joinpath(CONTRACT).read_text(encoding="utf-8"))
    schema = (document.schema_ or [])[0]
    own: dict[str, Any] = {str(item.property): item.value for item in schema.customProperties or []}
    coverage = [_figure(item, "coverage") for item in own["coverage"]]
    return (*coverage, *(_figure(item, "figure") for item in own["figures"]))


def _figure(item: Mapping[str, Any], subject: Subject) -> FigureLimits:
    signed = {"stopFall": -1, "warnFall": -1, "warnRise": 1, "stopRise": 1}
    limits = {name: _number(item.get(name)) for name in signed}
    bounds = Bounds(*(None if limit is None else limit * signed[name] for name, limit in limits.items()))
    return FigureLimits(
        figure_id=item["figure"],
        population=item["population"],
        window=item["window"],
        dimensions=json.dumps(item.get("dimensions", {}), sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        accepted_as=item.get("acceptedAs", item["figure"]),
        subject=subject,
        change=item["change"],
        bounds=bounds,
        fewest=int(item["fewest"]),
        gone=item["gone"],
    )


def _number(limit: Any) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))
