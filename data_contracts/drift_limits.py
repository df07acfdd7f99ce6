"""Drift: how far a delivery's size or a main figure may move from the last one before somebody has to look.

Belongs here: limits, and what was found where something was held against them. Does not belong here: which figure has which limits (its
definition), the holding itself (`assets/deliveries/delivery_drift.py`, `assets/figures/figure_drift.py`), wording
(`reports/drift_words.py`), and restatements that erase what an older delivery told (`assets/deliveries/restating.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Final, Literal

Subject = Literal["rows", "coverage", "figure"]
Outcome = Literal["passed", "warned", "stopped"]
Reason = Literal["within_limits", "within_range", "fell", "rose", "gone"]
"""`within_range`: beyond the limits, and inside the range that the last edition told of the figure; `gone`: told then, and not computable
now."""
Change = Literal["ratio", "relative", "difference"]
"""What a change is: now / before, (now - before) / before, or now - before in the figure's own unit."""


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
class Limits:
    """How far a figure may move from the last edition. A value inside the range that the edition before told of it is no drift.

    `accepted_as`: how the settings name it; None: by its id. `fewest`: the count, or the number of persons taken, below which the older
    one is not judged. `gone`: what follows where there is no number any more.
    """

    accepted_as: str | None
    subject: Subject
    change: Change
    bounds: Bounds
    fewest: int
    gone: Outcome


@dataclass(frozen=True, kw_only=True)
class DriftLimits(Limits):
    """Limits, and the figure's place that is held against them; it is the one without dimensions."""

    figure_id: str
    population: str
    window: str

    @property
    def name_in_settings(self) -> str:
        """What stands under `accepted_drift` where somebody has accepted it."""
        return self.accepted_as or self.figure_id


def _limits(change: Change, fall: tuple[str, str], rise: tuple[str, str] | None, fewest: int, gone: Outcome) -> Limits:
    """`fall`, `rise`: beyond the first it warns, beyond the second it stops."""
    warn_low, stop_low = (-Decimal(limit) for limit in fall)
    warn_high, stop_high = (None, None) if rise is None else map(Decimal, rise)
    return Limits(None, "figure", change, Bounds(stop_low, warn_low, warn_high, stop_high), fewest, gone)


def coverage_limits(accepted_as: str) -> Limits:
    """Of a share of months known. A source that is late as a whole lowers nothing, because coverage is taken up to the last month that it
    has completed for anybody. From year to year it moved by one point at the most in simulated programmes and by three in the hand-made
    one. Five points are a supplier that left persons out, twenty a source that is not there."""
    limits = _limits("difference", ("0.05", "0.20"), None, 0, "stopped")
    return replace(limits, accepted_as=accepted_as, subject="coverage")


ONLY_GROWS_THREEFOLD: Final = _limits("relative", ("0", "0.10"), ("2", "19"), 20, "stopped")
ONLY_GROWS_FIVEFOLD: Final = _limits("relative", ("0", "0.10"), ("4", "19"), 20, "stopped")
"""Counts that can only grow: nobody is un-referred. Any fall is a row taken back, a tenth is a list cut short. A programme may triple
between two editions a year apart, and what it does with its people may grow more."""
GROWS: Final = _limits("relative", ("0.02", "0.10"), None, 20, "stopped")
HOURS_GROW: Final = _limits("relative", ("0.02", "0.10"), None, 100, "stopped")
"""Restated hours take a little back; a first month and then years of hours are ordinary, so no rise is judged."""
SHARE_OF_PERSONS: Final = _limits("difference", ("0.05", "0.15"), ("0.05", "0.15"), 30, "stopped")
WEEKS_OF_PERSONS: Final = _limits("difference", ("3", "8"), ("3", "8"), 30, "stopped")
"""Main outcomes, either way. Everybody who was counted before is counted again: in simulated programmes a share moved by less than five
points from year to year, weeks by one and a half."""
ESTIMATE: Final = replace(SHARE_OF_PERSONS, gone="warned")
"""An estimate may come to rest on too little and be left out with its reason; that is told and stops nothing."""


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


def row_limits(own: Mapping[str, Any]) -> Drift:
    """A kind's limits from the custom property `drift` of its contract."""
    bounds = (_number(own.get(name)) for name in ("stopBelow", "warnBelow", "warnAbove", "stopAbove"))
    return Drift(Bounds(*bounds), int(own["fewestRows"]))


def _number(limit: Any) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))
