"""Municipal economy, the calculation: kroner of benefit before and after, beside comparison persons' and beside what the programme cost.

Belongs here: sums, matched differences and the break-even month. Does not belong here: who pays which part
(`assets/panel/refund_ladder.py`), what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.municipal_economy.definition import AFTER_COST, BREAK_EVEN, GROSS, PARTS, PROGRAMME_COST, SAVED
from assets.panel.before_and_after import warning_of
from assets.panel.common import ROWS_IN_QUARANTINE, collected, has_rows, joined_warnings, total_of_means
from assets.panel.comparison import NOT_TRUSTED, REASONS, matched, missing
from assets.panel.money_sides import FEWEST_KNOWN_WEEKS, SIDES, WINDOW_WEEKS, money_sides
from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.differences import Estimate
from assets.statistics.matching import Match, doubts, effect
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition, Interval, Whole

SPANS = {**SIDES, "early": (-2 * WINDOW_WEEKS, -WINDOW_WEEKS - 1)}
"""The placebo lies in the year before the year that is compared."""
OERE_PER_KRONE = 100
HUNDREDTHS = 100
MONTHS = 12
PAYERS = ("kommune", "fond", "virksomheder", "stat")
BY_LADDER = "municipal_part_by_ladder"
PLACE: Whole = {"population": "referred", "window": "12m"}


def cost_figures(oere_by_payer: Mapping[str, int], warning: str | None = None) -> Iterator[Figure]:
    """The sum in kroner, in all and by payer; not computable where no cost was delivered. `warning` goes with all of them."""
    place: Whole = {"population": "months", "window": "total"}
    if not oere_by_payer:
        yield PROGRAMME_COST.not_computable("no_costs", **place)
        return
    total = Decimal(sum(oere_by_payer.values())) / OERE_PER_KRONE
    yield PROGRAMME_COST.figure(total, COMPLETE_COUNT, numerator=total, warning=warning, **place)
    for payer, oere in sorted(oere_by_payer.items()):
        kroner = Decimal(oere) / OERE_PER_KRONE
        yield PROGRAMME_COST.figure(kroner, COMPLETE_COUNT, numerator=kroner, dimensions={"payer": payer}, warning=warning, **place)


def with_changes(sides: pl.DataFrame) -> pl.DataFrame:
    """The rows of `money_sides` known well enough, with the change of each part in kroner: all, and low and high of the other two.

    Where the sides have weeks of the year before, `early_dkk` is what they cost, empty where too few of them are known.
    """
    is_known = pl.all_horizontal(pl.col(f"known_weeks_{side}") >= FEWEST_KNOWN_WEEKS for side in SIDES)
    known = sides.filter(is_known)
    scale = OERE_PER_KRONE * HUNDREDTHS
    municipal = {bound: pl.col(f"municipal_{bound}_after") - pl.col(f"municipal_{bound}_before") for bound in ("low", "high")}
    paid = (pl.col("oere_after") - pl.col("oere_before")) * HUNDREDTHS
    changed = known.with_columns(
        all_low=paid / scale,
        all_high=paid / scale,
        municipal_low=municipal["low"] / scale,
        municipal_high=municipal["high"] / scale,
        state_low=(paid - municipal["low"]) / scale,
        state_high=(paid - municipal["high"]) / scale,
    )
    if "oere_early" not in known.columns:
        return changed
    is_early_known = pl.col("known_weeks_early") >= FEWEST_KNOWN_WEEKS
    return changed.with_columns(early_dkk=pl.when(is_early_known).then(pl.col("oere_early") / OERE_PER_KRONE))


def gross_figures(persons: pl.DataFrame) -> Iterator[Figure]:
    """The gross changes from `with_changes` of the participants."""
    for part, definition in GROSS.items():
        estimates = [total_of_means(persons[f"{part}_{bound}"]) for bound in ("low", "high")]
        yield _figure(definition, part, persons, estimates, warning_of(persons, "known_weeks"))


def saved_figures(rows: pl.DataFrame, cost_oere: int | None, referred: int, cost_warning: str | None = None) -> Iterator[Figure]:
    """What was saved. `rows`: both sides' rows of the net effect with the columns of `with_changes`; costs of all `referred` persons."""
    needed = [f"{part}_{bound}" for part in PARTS for bound in ("low", "high")]
    known = rows.filter("has_year")
    try:
        found = matched(known, needed)
        estimates = {name: _saved(found, name) for name in needed}
    except NotEstimableError as error:
        yield from no_saved_figures(REASONS.get(error.reason, error.reason))
        return
    own = known.join(found.matched_treated.select(pl.col("row").cast(known["row"].dtype)), on="row")
    reasons = doubts(found, _placebo(known), is_matched=True)
    warning = joined_warnings(*((NOT_TRUSTED, *reasons) if reasons else ()), warning_of(own, "known_weeks"))
    saved = {
        part: _figure(definition, part, own, [estimates[f"{part}_{bound}"] for bound in ("low", "high")], warning)
        for part, definition in SAVED.items()
    }
    yield from saved.values()
    yield from _after_cost(saved["all"], found.matched, cost_oere, referred, cost_warning)


def _placebo(known: pl.DataFrame) -> Estimate | None:
    """Kroner in the year that nobody is matched on; None where too little of it is known."""
    try:
        found = matched(known.filter(pl.col("early_dkk").is_not_null()), ("early_dkk",))
        return effect(found, found.rows["early_dkk"].to_numpy(), is_constant_allowed=True)
    except NotEstimableError:
        return None


def _saved(found: Match, outcome: str) -> Estimate:
    """The sum over participants of what was saved: the difference of changes with its sign turned."""
    mean = effect(found, found.rows[outcome].to_numpy())
    return Estimate(-mean.value * mean.n, mean.standard_error * mean.n, -mean.high * mean.n, -mean.low * mean.n, mean.n)


def _figure(
    definition: FigureDefinition, part: str, own: pl.DataFrame, estimates: Sequence[Estimate | None], warning: str | None = None
) -> Figure:
    """The figure by each person's own count of weeks, with a range that reaches to the ladder's last step as well."""
    if part != "all" and own.select(((pl.col("unrated_weeks_before") + pl.col("unrated_weeks_after")) > 0).any()).item():
        return definition.not_computable("no_refund_rate", **PLACE)
    first, second = estimates
    if first is None or second is None:
        return definition.not_computable("too_few_persons", **PLACE)
    said = joined_warnings(warning, BY_LADDER if first.value != second.value else None)
    interval = Interval(min(first.low, second.low), max(first.high, second.high), "student_t")
    return definition.figure(first.value, interval, denominator_count=first.n, warning=said, **PLACE)


def _after_cost(saved: Figure, persons: int, cost_oere: int | None, referred: int, cost_warning: str | None) -> Iterator[Figure]:
    if saved.value is None or not isinstance(saved.interval, Interval) or cost_oere is None or not referred:
        reason = "no_costs" if cost_oere is None else str(saved.reason)
        yield AFTER_COST.not_computable(reason, **PLACE)
        yield BREAK_EVEN.not_computable(reason, **PLACE)
        return
    each = cost_oere / OERE_PER_KRONE / referred
    cost = each * persons
    value, low, high = (float(number) for number in (saved.value, saved.interval.low, saved.interval.high))
    interval, warning = Interval(low - cost, high - cost, "student_t"), joined_warnings(saved.reason, cost_warning)
    yield AFTER_COST.figure(value - cost, interval, denominator_count=persons, warning=warning, **PLACE)
    if low <= 0:
        yield BREAK_EVEN.not_computable("no_demonstrated_saving", **PLACE)
        return
    months = [each / (amount / persons / MONTHS) for amount in (value, high, low)]
    interval = Interval(months[1], months[2], "student_t")
    yield BREAK_EVEN.figure(months[0], interval, denominator_count=persons, warning=warning, **PLACE)


def no_gross_figures(reason: str) -> Iterator[Figure]:
    """The gross changes, each with the reason why it is empty."""
    for definition in GROSS.values():
        yield definition.not_computable(reason, **PLACE)


def no_saved_figures(reason: str) -> Iterator[Figure]:
    """What was saved, each with the reason why it is empty."""
    for definition in (*SAVED.values(), AFTER_COST, BREAK_EVEN):
        yield definition.not_computable(reason, **PLACE)


def outcome(
    costs: LazyFrame,
    quarantined: LazyFrame,
    in_kroner: LazyFrame,
    states: LazyFrame,
    entered: LazyFrame,
    comparison_persons: LazyFrame,
    net_rows: LazyFrame | None,
) -> Outcome:
    """Costs, gross changes and, where there are comparison persons, what was saved."""
    by_payer = collected(costs.group_by("payer").agg(oere=nw.col("amount_oere").sum()))
    oere = {str(payer): amount for payer, amount in by_payer.iter_rows()}
    cost_warning = ROWS_IN_QUARANTINE if has_rows(quarantined) else None
    found = list(cost_figures(oere, cost_warning))
    if not has_rows(in_kroner):
        return Outcome([*found, *no_gross_figures("no_benefit_amounts"), *no_saved_figures("no_benefit_amounts")])
    found += gross_figures(with_changes(collected(money_sides(states, entered))).sort("person_key"))
    reason = missing(comparison_persons, states)
    if reason or net_rows is None:
        return Outcome([*found, *no_saved_figures(reason or "no_comparison_group")])
    total, referred = sum(oere.values()) if oere else None, collected(entered).height
    return Outcome([*found, *saved_figures(_rows(net_rows, states), total, referred, cost_warning)])


def _rows(net_rows: LazyFrame, states: LazyFrame) -> pl.DataFrame:
    """The rows of the net effect whose kroner are known, in their order."""
    keys = ["person_key", "entry_week"]
    sides = collected(money_sides(states, net_rows.select(*keys), SPANS))
    return with_changes(collected(net_rows).join(sides, on=keys)).sort("row")
