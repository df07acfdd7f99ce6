"""Claims: what the programme has said in public, and which figure each sentence is bound to.

Belongs here: reading the sentences, one binding for each, what a number may be to fit its own rounding, and the check that none is left
unbound. Does not belong here: the figures (`assets/effects/claimed`), the verdict (`assets/figures/judged_claims.py`), its words
(`reports`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Literal

from data_contracts.figure_ids import (
    CLAIMED_AGREED_WEEKLY_HOURS,
    CLAIMED_COMPANIES_WITH_PLACEMENT,
    CLAIMED_EMPLOYED,
    CLAIMED_GROSS_CHANGE_DKK,
    CLAIMED_MEAN_WEEKLY_HOURS,
    CLAIMED_OFF_BENEFIT_SHARE,
    CLAIMED_OFF_BENEFIT_SHARE_SINCE,
    CLAIMED_PARTNER_COMPANIES,
    CLAIMED_PLACEMENTS,
    CLAIMED_REFERRED,
    CLAIMED_TASK_FORCE_COMPANIES,
    CLAIMED_TASK_FORCE_LISTED,
    CLAIMED_WEEKS_TO_FIRST_JOB,
    FORECAST_COMPARISON_FACTOR_NET_FTE,
    PUBLISHED_AGGREGATES_FORECAST_FTE,
)

Verdict = Literal["supported", "supported_in_part", "not_supported", "cannot_be_judged"]
ClaimRule = Literal["rounded", "at_least", "more_than", "fell_by_more_than", "fivefold", "forecast_range"]
ClaimClock = Literal["calendar", "referred", "job_starters"]
Fit = Literal["inside", "below", "above", "unsure"]

VERDICTS: Final[tuple[Verdict, ...]] = ("supported", "supported_in_part", "not_supported", "cannot_be_judged")
CLAIMS_FILE: Final = Path(__file__).parent / "reference" / "claims.csv"
SHOWN_FILE: Final = "data_contracts/reference/claims.csv"
COMPARISONS: Final[Mapping[ClaimRule, str]] = {
    "rounded": "equals",
    "forecast_range": "equals",
    "at_least": "at_least",
    "more_than": "at_least",
    "fell_by_more_than": "at_least",
    "fivefold": "at_least",
}
"""What claims.csv must say of a claim that a rule judges."""
UNDERMINING: Final = frozenset({"not_to_be_trusted", "unknown_months", "nobody_followed_that_long"})
"""Warnings under which a number can carry no verdict, whatever it is."""
RECORDS_BEGIN_LATER, ROWS_IN_QUARANTINE = "records_begin_later", "rows_in_quarantine"
AT_LEAST_THAT: Final = frozenset({RECORDS_BEGIN_LATER, ROWS_IN_QUARANTINE})
"""Warnings under which a count is at least what it is; anything but a count can carry no verdict under them."""

CLAIM_COLUMNS: Final[Mapping[str, str]] = {
    "claim_id": "VARCHAR NOT NULL",
    "stated_on": "DATE NOT NULL",
    "stated_by": "VARCHAR NOT NULL",
    "statement_en": "VARCHAR NOT NULL",
    "quantity": "VARCHAR NOT NULL",
    "claimed_value": "VARCHAR",
    "claimed_low": "DECIMAL(24,6)",
    "claimed_high": "DECIMAL(24,6)",
    "figure_id": "VARCHAR",
    "population": "VARCHAR",
    "window": "VARCHAR",
    "dimensions": "VARCHAR",
    "value": "DECIMAL(24,6)",
    "low": "DECIMAL(24,6)",
    "high": "DECIMAL(24,6)",
    "unit": "VARCHAR",
    "status": "VARCHAR",
    "verdict": "VARCHAR NOT NULL",
    "reason": "VARCHAR NOT NULL",
}
"""The `claims` table: one row per claim. `claimed_value` as it was said; `claimed_low` and `claimed_high` what fits it, in the unit of the
figure (a blank end: none). `status` is the figure's; `reason` lists keys of the text catalogue (`reason.<key>`)."""


class UnboundClaimError(ValueError):
    """A claim without a binding, a binding without a claim, or one to a figure that nobody defines; names file and line."""


@dataclass(frozen=True)
class Claim:
    """A public sentence with a number in it, as a line of claims.csv tells it."""

    claim_id: str
    stated_on: date
    stated_by: str
    statement_en: str
    quantity: str
    unit: str
    value: str
    comparison: str
    line: int


@dataclass(frozen=True)
class Accepted:
    """Which numbers fit a claim. A blank end is open; with `is_beyond` the ends themselves do not fit."""

    low: Decimal | None
    high: Decimal | None
    is_beyond: bool = False

    def holds(self, number: Decimal) -> bool:
        """Whether the number fits."""
        return not (self._is_below(number) or self._is_above(number))

    def fit(self, least: Decimal, most: Decimal) -> Fit:
        """How a number stands to the claim of which is known that it lies from `least` to `most`."""
        if self._is_below(most):
            return "below"
        if self._is_above(least):
            return "above"
        return "inside" if self.holds(least) and self.holds(most) else "unsure"

    def _is_below(self, number: Decimal) -> bool:
        return self.low is not None and (number <= self.low if self.is_beyond else number < self.low)

    def _is_above(self, number: Decimal) -> bool:
        return self.high is not None and (number >= self.high if self.is_beyond else number > self.high)


@dataclass(frozen=True)
class FigureKey:
    """A figure's key. `dimensions` is JSON as in the table of figures."""

    figure_id: str
    population: str
    window: str = "total"
    dimensions: str = "{}"


@dataclass(frozen=True)
class Nearby:
    """Another figure that the number may fit instead, and the reason key that says so."""

    place: FigureKey
    reason: str


@dataclass(frozen=True)
class ClaimBinding:
    """What a claim is judged by: the figure's place (population, window, dimensions), the clock, the period, the rule.

    `clock`: what months and weeks of the figure are counted from. `period_from`: first day of what is counted, blank since the programme
    began; `period_to`: last day, blank the day it was stated. `records_from`: records that begin later may lack something. `instead`: the
    figure of which something can be said, where it is another. `at_best`: why the claim can never be more than supported in part.
    `limits`: what of the sentence no figure looks at. Without a place, `not_judged` is the reason.
    """

    claim_id: str
    rule: ClaimRule | None = None
    place: FigureKey | None = None
    clock: ClaimClock = "calendar"
    period_from: date | None = None
    period_to: date | None = None
    records_from: date | None = None
    nearby: tuple[Nearby, ...] = ()
    instead: FigureKey | None = None
    at_best: str | None = None
    limits: tuple[str, ...] = ()
    not_judged: str | None = None

    def __post_init__(self) -> None:
        if (self.place is None) != (self.rule is None) or (self.place is None) != (self.not_judged is not None):
            raise ValueError(f"{self.claim_id}: a binding has a figure and a rule, or the reason why it has neither")


def claimed(figure_id: str, claim_id: str, population: str, window: str = "total") -> FigureKey:
    """The place of a figure of `assets/effects/claimed`, which has a row of its own for each claim."""
    dimensions = json.dumps({"claim": claim_id}, separators=(",", ":"))
    return FigureKey(figure_id, population, window, dimensions)


YEAR_BEGINS = date(2021, 1, 1)
BY_THE_FIRST_QUARTER = date(2021, 3, 31)
"""Referrals of 2021 are on record as a whole where the first of all lies no later; a quiet start of a year is no gap."""
SINCE_THE_BEGINNING = date(2018, 12, 31)
"""The programme was launched in 2017 and calls 2018 the year it was established."""

BINDINGS: Final[tuple[ClaimBinding, ...]] = (
    ClaimBinding(
        "task_force_2017",
        "rounded",
        claimed(CLAIMED_TASK_FORCE_COMPANIES, "task_force_2017", "partners"),
        period_to=date(2017, 12, 31),
        nearby=(Nearby(claimed(CLAIMED_TASK_FORCE_LISTED, "task_force_2017", "partners"), "fits_task_force_listed"),),
    ),
    ClaimBinding(
        "partners_2021",
        "at_least",
        claimed(CLAIMED_COMPANIES_WITH_PLACEMENT, "partners_2021", "partners"),
        records_from=SINCE_THE_BEGINNING,
    ),
    ClaimBinding(
        "candidates_2021",
        "more_than",
        claimed(CLAIMED_EMPLOYED, "candidates_2021", "referred"),
        records_from=SINCE_THE_BEGINNING,
        limits=("job_identity_not_measured",),
    ),
    ClaimBinding(
        "candidates_2023",
        "rounded",
        claimed(CLAIMED_EMPLOYED, "candidates_2023", "referred"),
        records_from=SINCE_THE_BEGINNING,
        nearby=(Nearby(claimed(CLAIMED_REFERRED, "candidates_2023", "referred"), "fits_referred"),),
        limits=("long_term_not_examined",),
    ),
    ClaimBinding(
        "partners_2023",
        "rounded",
        claimed(CLAIMED_PARTNER_COMPANIES, "partners_2023", "partners"),
        records_from=SINCE_THE_BEGINNING,
        nearby=(Nearby(claimed(CLAIMED_COMPANIES_WITH_PLACEMENT, "partners_2023", "partners"), "fits_companies_with_placement"),),
        limits=("place_not_examined",),
    ),
    ClaimBinding("fivefold_2023", "fivefold", FigureKey(FORECAST_COMPARISON_FACTOR_NET_FTE, "referred", "12m"), "referred"),
    ClaimBinding(
        "forecast_scope_2023",
        "forecast_range",
        FigureKey(PUBLISHED_AGGREGATES_FORECAST_FTE, "target_group"),
        at_best="forecast_covers_all_recommendations",
    ),
    ClaimBinding("small_jobs_mentions_2023", not_judged="report_not_in_records"),
    ClaimBinding("benefits_above_crisis_2023", not_judged="no_series_since_crisis"),
    ClaimBinding(
        "referred_2021",
        "rounded",
        claimed(CLAIMED_REFERRED, "referred_2021", "referred"),
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
    ),
    ClaimBinding(
        "employed_2021",
        "rounded",
        claimed(CLAIMED_EMPLOYED, "employed_2021", "referred"),
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
    ),
    ClaimBinding(
        "employments_2021",
        "rounded",
        claimed(CLAIMED_PLACEMENTS, "employments_2021", "placements"),
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
    ),
    ClaimBinding(
        "self_support_2021",
        "rounded",
        claimed(CLAIMED_OFF_BENEFIT_SHARE, "self_support_2021", "job_starters", "12m"),
        "job_starters",
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
        instead=claimed(CLAIMED_OFF_BENEFIT_SHARE_SINCE, "self_support_2021", "job_starters", "12m"),
    ),
    ClaimBinding(
        "weeks_to_job_2021",
        "rounded",
        claimed(CLAIMED_WEEKS_TO_FIRST_JOB, "weeks_to_job_2021", "job_starters"),
        "referred",
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
    ),
    ClaimBinding(
        "weekly_hours_2021",
        "rounded",
        claimed(CLAIMED_MEAN_WEEKLY_HOURS, "weekly_hours_2021", "placements"),
        period_from=YEAR_BEGINS,
        records_from=BY_THE_FIRST_QUARTER,
        nearby=(Nearby(claimed(CLAIMED_AGREED_WEEKLY_HOURS, "weekly_hours_2021", "placements"), "fits_agreed_hours"),),
    ),
    ClaimBinding(
        "saved_benefits_2021",
        "fell_by_more_than",
        claimed(CLAIMED_GROSS_CHANGE_DKK, "saved_benefits_2021", "referred", "12m"),
        "referred",
        records_from=SINCE_THE_BEGINNING,
        at_best="gross_change_only",
    ),
)


@cache
def read_claims(path: Path = CLAIMS_FILE) -> tuple[Claim, ...]:
    """The claims of a file in its order, each with the line it ends on."""
    names = ("claim_id", "stated_by", "statement_en", "quantity", "unit", "value", "comparison")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return tuple(
            Claim(**{name: row[name] for name in names}, stated_on=date.fromisoformat(row["stated_on"]), line=reader.line_num)
            for row in reader
        )


def claim_and_binding(claim_id: str) -> tuple[Claim, ClaimBinding]:
    """A claim and what it is bound to. Raises UnboundClaimError where either is missing."""
    claim = next((claim for claim in read_claims() if claim.claim_id == claim_id), None)
    binding = next((binding for binding in BINDINGS if binding.claim_id == claim_id), None)
    if claim is None or binding is None:
        raise UnboundClaimError(f"{SHOWN_FILE}:{1 if claim is None else claim.line}: {claim_id} has no {'binding' if claim else 'claim'}")
    return claim, binding


def half_a_step(value: str) -> Decimal:
    """Half of what a number was rounded to: a multiple of ten to tens, any other to its last digit ("500" is 495-505, "35" 34.5-35.5)."""
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(5).scaleb(exponent - 1)
    return Decimal(5) if number and number % 10 == 0 else Decimal("0.5")


def accepted(claim: Claim, rule: ClaimRule) -> Accepted:
    """What fits the claim, in the unit of its figure: shares for percentages, a change below zero for what was saved."""
    if rule == "forecast_range":
        low, high = (Decimal(end) for end in claim.value.split("-"))
        return Accepted(low, high)
    scale = Decimal(100) if claim.unit == "percent" else Decimal(1)
    number = Decimal(claim.value) / scale
    if rule == "rounded":
        half = half_a_step(claim.value) / scale
        return Accepted(number - half, number + half)
    if rule == "fell_by_more_than":
        return Accepted(None, -number, is_beyond=True)
    return Accepted(number, None, is_beyond=rule == "more_than")


@dataclass(frozen=True)
class BindingProblem:
    """What is wrong with a binding, and the line of the claims' file that it concerns (1, its head, where no line does)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def check_bindings(
    known_figure_ids: Collection[str], bindings: Collection[ClaimBinding] = BINDINGS, path: Path = CLAIMS_FILE
) -> Iterator[BindingProblem]:
    """Every claim without a binding, binding without a claim, figure that nobody defines, and rule that claims.csv contradicts."""
    file = SHOWN_FILE if path == CLAIMS_FILE else str(path)
    claims = {claim.claim_id: claim for claim in read_claims(path)}
    bound = [binding.claim_id for binding in bindings]
    for claim in claims.values():
        if bound.count(claim.claim_id) != 1:
            message = f"the claim {claim.claim_id} has {bound.count(claim.claim_id) or 'no'} binding{'s' * (claim.claim_id in bound)}"
            yield BindingProblem(file, claim.line, f"{message} in data_contracts/bound_claims.py")
    for binding in bindings:
        own = claims.get(binding.claim_id)
        if own is None:
            yield BindingProblem(file, 1, f"the binding {binding.claim_id} of data_contracts/bound_claims.py has no claim")
            continue
        places = [binding.place, binding.instead, *(nearby.place for nearby in binding.nearby)]
        for place in places:
            if place is not None and place.figure_id not in known_figure_ids:
                yield BindingProblem(file, own.line, f"{own.claim_id} is bound to {place.figure_id}, which no effect defines")
        if binding.rule is not None and COMPARISONS[binding.rule] != own.comparison:
            yield BindingProblem(file, own.line, f"{own.claim_id} says {own.comparison}; its binding judges by {binding.rule}")


def binding_problems(known_figure_ids: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """The same as file, line and message, for the rules that stop the build."""
    for problem in check_bindings(known_figure_ids):
        yield problem.file, problem.line, problem.message


def require_bindings(known_figure_ids: Collection[str], bindings: Collection[ClaimBinding] = BINDINGS, path: Path = CLAIMS_FILE) -> None:
    """Raises UnboundClaimError with every problem of `check_bindings`, one a line; nothing where there is none."""
    found = [str(problem) for problem in check_bindings(known_figure_ids, bindings, path)]
    if found:
        raise UnboundClaimError("\n".join(found))
