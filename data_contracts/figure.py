"""Figure: a number that cannot be made without saying what it is.

Belongs here: the type, its definition, the columns of the `figures` table. Does not belong here: calculation
(`assets/effects`), disclosure control (`assets/figures`) and wording (`reports`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, Self, TypedDict

from data_contracts.drift_limits import Limits
from data_contracts.figure_rows import In, Rows
from data_contracts.made_of import About, Made

Unit = Literal[
    "persons",
    "referrals",
    "placements",
    "companies",
    "hours",
    "hours_per_week",
    "weeks",
    "share",
    "dkk",
    "fte",
    "ratio",
    "points",
    "months",
    "standard_deviations",
]
GrossOrNet = Literal["gross", "net"]
Status = Literal["published", "suppressed", "not_computable"]
IntervalMethod = Literal[
    "complete_count",
    "wilson",
    "wilson_effective_size",
    "student_t",
    "cluster_robust",
    "conservative_range",
    "published_range",
    "upper_bound",
]

COUNT_UNITS: Final = frozenset({"persons", "referrals", "placements", "companies"})
WINDOW: Final = re.compile(r"^(\d+m|to_end|total|\d{4}-\d{2})$")
DECIMALS: Final = Decimal("0.000001")

FIGURE_COLUMNS: Final[Mapping[str, str]] = {
    "figure_id": "VARCHAR NOT NULL",
    "population": "VARCHAR NOT NULL",
    "window": "VARCHAR NOT NULL",
    "dimensions": "VARCHAR NOT NULL",
    "unit": "VARCHAR NOT NULL",
    "value": "DECIMAL(24,6)",
    "low": "DECIMAL(24,6)",
    "high": "DECIMAL(24,6)",
    "interval_method": "VARCHAR",
    "numerator": "DECIMAL(24,6)",
    "denominator_count": "BIGINT",
    "denominator_definition": "VARCHAR",
    "gross_or_net": "VARCHAR NOT NULL",
    "status": "VARCHAR NOT NULL",
    "reason": "VARCHAR",
    "definition_version": "INTEGER NOT NULL",
}
"""The `figures` table as DESIGN fixes it; its key is the first four columns."""


DEFINITION_COLUMNS: Final[Mapping[str, str]] = {
    "figure_id": "VARCHAR NOT NULL",
    "unit": "VARCHAR NOT NULL",
    "gross_or_net": "VARCHAR NOT NULL",
    "denominator_definition": "VARCHAR NOT NULL",
    "definition": "VARCHAR NOT NULL",
    "definition_version": "INTEGER NOT NULL",
}
"""The `definitions` table: what each figure id means."""


CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit when a code is read out."""
CODE_LENGTH: Final = 7
CODE_IN_TEXT: Final = re.compile(rf"\b([{CODE_LETTERS}]{{3}}-[{CODE_LETTERS}]{{4}})\b")


def figure_code(figure_id: str, population: str, window: str, dimensions: str) -> str:
    """The short code under which a figure's passport is found: `3KF-9QTD`, the same for the same figure in every edition.

    `dimensions` as JSON with sorted keys, as it stands in the `figures` table.
    """
    number = int.from_bytes(hashlib.sha256("\x1f".join((figure_id, population, window, dimensions)).encode()).digest(), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[place])
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


class IncompleteFigureError(ValueError):
    """A figure was made without one of the things that it must say."""


def exact(number: Decimal | float | int) -> Decimal:
    """The number as it is stored: six decimals, halves away from zero. The one place where a figure is rounded."""
    return Decimal(str(number)).quantize(DECIMALS, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Interval:
    """A range and the method that made it; both ends in the figure's unit."""

    low: Decimal | float
    high: Decimal | float
    method: IntervalMethod

    def __post_init__(self) -> None:
        if self.method in ("complete_count", "upper_bound"):
            raise IncompleteFigureError(f"a figure of the method {self.method} has no two ends: use COMPLETE_COUNT or UPPER_BOUND")
        if not self.low <= self.high:
            raise IncompleteFigureError("the lower end of an interval lies above its upper end")


class CompleteCount:
    """Says that a number counts everybody or everything concerned, so that no sampling error belongs to it."""

    method: Final = "complete_count"


COMPLETE_COUNT: Final = CompleteCount()


class UpperBound:
    """Says that a number is the most that can be, and that nothing is known of the least: no lower end that could be read as shown."""

    method: Final = "upper_bound"


UPPER_BOUND: Final = UpperBound()


@dataclass(frozen=True)
class FigureDefinition:
    """What a figure id means, and all that anybody has to know of it. Lives beside the calculation; nothing is left open.

    `definition` is one English sentence for the codebook, `formula` how it is counted; `version` goes up whenever one of these changes.
    `tables`: the core tables that it is counted from. `interval`: the method of all its rows that carry a number. `drift`: how far it may
    move between two editions; None where nobody watches. `is_main_outcome`: named before any result was seen. `sections`: where it stands
    in the management report. Raises IncompleteFigureError that names the figure and what is left open.
    """

    figure_id: str
    unit: Unit
    gross_or_net: GrossOrNet
    denominator: str
    definition: str
    _: KW_ONLY
    version: int
    formula: str
    tables: tuple[str, ...]
    about: About
    made_of: Made
    rows: Rows
    interval: IntervalMethod
    drift: Limits | None
    is_main_outcome: bool
    sections: tuple[In, ...]

    def __new__(cls, *said: object, **named: object) -> Self:
        """Looks first whether everything is said: what a dataclass says of a missing argument names no figure."""
        asked = [item.name for item in fields(cls)]
        if left_open := [name for name in asked[len(said) :] if name not in named]:
            figure = said[0] if said else named.get("figure_id", "a figure")
            raise IncompleteFigureError(f"{figure}: its definition leaves open {', '.join(left_open)}")
        return super().__new__(cls)

    def row(self) -> dict[str, object]:
        """The definition as a row of the `definitions` table (DEFINITION_COLUMNS)."""
        return {
            "figure_id": self.figure_id,
            "unit": self.unit,
            "gross_or_net": self.gross_or_net,
            "denominator_definition": self.denominator,
            "definition": self.definition,
            "definition_version": self.version,
        }

    def figure(
        self,
        value: Decimal | float | int,
        interval: Interval | CompleteCount | UpperBound,
        *,
        population: str,
        window: str,
        dimensions: Mapping[str, str | int] | None = None,
        numerator: Decimal | float | int | None = None,
        denominator_count: int | None = None,
        warning: str | None = None,
    ) -> Figure:
        """A published figure of this definition. `warning` is a reason key that travels with the number."""
        return Figure(
            self,
            population,
            window,
            "published",
            value,
            interval,
            numerator,
            denominator_count,
            warning,
            dict(dimensions or {}),
        )

    def not_computable(self, reason: str, *, population: str, window: str, dimensions: Mapping[str, str | int] | None = None) -> Figure:
        """The figure's place with the reason why it is empty. `reason` is a key of the text catalogue (`reason.<key>`)."""
        return Figure(self, population, window, "not_computable", None, None, None, None, reason, dict(dimensions or {}))


class Whole(TypedDict):
    """Whom a row of a figure is about, and over which time."""

    population: str
    window: str


class Stratum(Whole):
    """Which part of the whole a row is about."""

    dimensions: Mapping[str, str | int]


@dataclass(frozen=True)
class Figure:
    """One number with everything that it must say about itself.

    Raises IncompleteFigureError for a missing population or window, a published figure without value or interval, a count
    that is no integer, a share outside 0 to 1 (a difference of shares outside -1 to 1), an interval that does not hold its value, and an
    empty figure without a reason.
    """

    definition: FigureDefinition
    population: str
    window: str
    status: Status
    value: Decimal | float | int | None
    interval: Interval | CompleteCount | UpperBound | None
    numerator: Decimal | float | int | None = None
    denominator_count: int | None = None
    reason: str | None = None
    dimensions: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.definition.figure_id
        if not self.population:
            raise IncompleteFigureError(f"{name}: a figure needs a population")
        if not WINDOW.match(self.window):
            raise IncompleteFigureError(f"{name}: {self.window!r} is no window")
        ending = re.search(r"_(\d+m)$", name)
        if ending and ending[1] != self.window:
            raise IncompleteFigureError(f"{name}: its id names the window {ending[1]}, not {self.window}")
        if self.status == "published":
            self._check_published(name)
        elif self.value is not None or self.interval is not None or self.numerator is not None or self.denominator_count is not None:
            raise IncompleteFigureError(f"{name}: a figure that is {self.status} carries no number")
        elif not self.reason:
            raise IncompleteFigureError(f"{name}: a figure that is {self.status} needs a reason")

    def _check_published(self, name: str) -> None:
        if self.value is None or self.interval is None:
            raise IncompleteFigureError(f"{name}: a published figure needs a value, and an interval, COMPLETE_COUNT or UPPER_BOUND")
        if self.definition.unit in COUNT_UNITS and self.value != int(self.value):
            raise IncompleteFigureError(f"{name}: a count is an integer")
        lowest = -1 if self.definition.gross_or_net == "net" else 0
        if self.definition.unit == "share" and not lowest <= self.value <= 1:
            raise IncompleteFigureError(f"{name}: a share lies between 0 and 1, a difference of shares between -1 and 1")
        if isinstance(self.interval, Interval) and not exact(self.interval.low) <= exact(self.value) <= exact(self.interval.high):
            raise IncompleteFigureError(f"{name}: the interval does not hold the value")

    def row(self) -> dict[str, object]:
        """The figure as a row of the `figures` table (FIGURE_COLUMNS)."""
        interval = self.interval if isinstance(self.interval, Interval) else None
        return {
            "figure_id": self.definition.figure_id,
            "population": self.population,
            "window": self.window,
            "dimensions": json.dumps(dict(self.dimensions), sort_keys=True, ensure_ascii=False, separators=(",", ":")),
            "unit": self.definition.unit,
            "value": None if self.value is None else exact(self.value),
            "low": None if interval is None else exact(interval.low),
            "high": None if interval is None else exact(interval.high),
            "interval_method": None if self.interval is None else self.interval.method,
            "numerator": None if self.numerator is None else exact(self.numerator),
            "denominator_count": self.denominator_count,
            "denominator_definition": self.definition.denominator,
            "gross_or_net": self.definition.gross_or_net,
            "status": self.status,
            "reason": self.reason,
            "definition_version": self.definition.version,
        }
