"""Municipal economy: what the programme costs, how benefit payments changed, and what was saved against a comparison group.

In words: the gross change is what benefits cost in the 52 weeks after entry less what they cost in the 52 weeks before it, summed over the
referred of whom at least 40 weeks on each side are known to the krone. It is a change: people are referred at their lowest point. What was
saved is the difference between the comparison persons' own change over the same weeks and the participants', summed over the participants
who have at least five comparison persons with the same benefit in the week of entry. The municipality's part is Ydelsesrefusion's own;
where it tells none, the refund ladder gives a range from the least that the weeks seen say to the last step. Costs are those of all payers
to date; after cost, each participant carries the mean cost of all referred. Break-even is the number of months in which the mean
participant, saving at the pace of the first year, has saved that cost. It does not say that the two groups were alike in anything but week
and benefit, nor what anybody saved after the first year; taxes, wages and other services are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import dagster as dg
import polars as pl

from assets.effects.common import collected, joined_warnings, keep, total_of_means
from assets.effects.money_sides import FEWEST_KNOWN_WEEKS, SIDES, WINDOW_WEEKS, money_sides
from assets.effects.pseudo_entries import CELL, benefit_groups, comparisons, in_group, participants, pseudo_entries
from assets.effects.weeks import crossed_breaks, state_runs
from assets.statistics.differences import Estimate, NotEstimableError
from assets.statistics.strata import stratified_difference
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition, Interval

FEWEST_COMPARISONS = 5
FEWEST_MATCHED = 30
"""With fewer participants no sum is published: a handful of people would carry it."""
OERE_PER_KRONE = 100
HUNDREDTHS = 100
MONTHS = 12
PAYERS = ("kommune", "fond", "virksomheder", "stat")
UNVERIFIED = "comparison_on_entry_and_benefit"
BY_LADDER = "municipal_part_by_ladder"
PARTS = ("all", "municipal", "state")

_PAIRED = f"referred persons of whom at least {FEWEST_KNOWN_WEEKS} weeks on each side of entry are known to the krone"
_MATCHED = f"of them those with at least {FEWEST_COMPARISONS} comparison persons on the same benefit in the week of entry"
PROGRAMME_COST = FigureDefinition(
    "municipal_economy.programme_cost_dkk",
    "dkk",
    "gross",
    "all cost rows",
    "Programme costs of all months and payers.",
    formula="sum of cost rows",
)
GROSS = {
    part: FigureDefinition(
        f"municipal_economy.{prefix}gross_change_dkk",
        "dkk",
        "gross",
        _PAIRED,
        f"Benefit payments{words} in the {WINDOW_WEEKS} weeks after entry less those in the {WINDOW_WEEKS} before it, summed over persons.",
        formula="sum over persons of (kroner after - kroner before)",
    )
    for part, prefix, words in (
        ("all", "", ""),
        ("municipal", "municipal_", " that the municipality bears"),
        ("state", "state_", " that the state bears"),
    )
}
SAVED = {
    part: FigureDefinition(
        f"municipal_economy.{prefix}saved_dkk",
        "dkk",
        "net",
        _MATCHED,
        f"Benefit payments{words} saved in the {WINDOW_WEEKS} weeks after entry, compared with comparison persons' own change.",
        formula="sum over persons of (mean change of the comparison persons of the cell - own change)",
    )
    for part, prefix, words in (
        ("all", "", ""),
        ("municipal", "municipal_", " that the municipality bears"),
        ("state", "state_", " that the state bears"),
    )
}
AFTER_COST = FigureDefinition(
    "municipal_economy.saved_after_cost_dkk",
    "dkk",
    "net",
    _MATCHED,
    "Benefit payments saved less the mean cost of a referred person, for as many persons.",
    formula="saved - persons x (programme cost / all referred)",
)
BREAK_EVEN = FigureDefinition(
    "municipal_economy.break_even_month",
    "months",
    "net",
    _MATCHED,
    "Months after entry in which the mean participant has saved the mean cost, at the pace of the first year.",
    formula="(programme cost / all referred) / (saved / persons / 12)",
)
SOURCES = (
    "Ydelsesrefusion",
    "lov om kommunernes finansiering, LBK 221 of 12 February 2021, section 5",
    "omkostninger of each supplier's newest delivery",
    "Error with reused comparison persons: Abadie & Imbens, Econometrica 2006; Liang & Zeger, Biometrika 1986",
)
DEFINITIONS = (PROGRAMME_COST, *GROSS.values(), *SAVED.values(), AFTER_COST, BREAK_EVEN)
PLACE: Mapping[str, Any] = {"population": "referred", "window": "12m"}


def cost_figures(oere_by_payer: Mapping[str, int]) -> Iterator[Figure]:
    """The sum in kroner, in all and by payer; not computable where no cost was delivered."""
    place: dict[str, Any] = {"population": "months", "window": "total"}
    if not oere_by_payer:
        yield PROGRAMME_COST.not_computable("no_costs", **place)
        return
    total = Decimal(sum(oere_by_payer.values())) / OERE_PER_KRONE
    yield PROGRAMME_COST.figure(total, COMPLETE_COUNT, numerator=total, **place)
    for payer, oere in sorted(oere_by_payer.items()):
        kroner = Decimal(oere) / OERE_PER_KRONE
        yield PROGRAMME_COST.figure(kroner, COMPLETE_COUNT, numerator=kroner, dimensions={"payer": payer}, **place)


def with_changes(sides: pl.DataFrame) -> pl.DataFrame:
    """The rows of `money_sides` known well enough, with the change of each part in kroner: all, and low and high of the other two."""
    is_known = pl.all_horizontal(pl.col(f"known_weeks_{side}") >= FEWEST_KNOWN_WEEKS for side in SIDES)
    known = sides.filter(is_known)
    scale = OERE_PER_KRONE * HUNDREDTHS
    municipal = {bound: pl.col(f"municipal_{bound}_after") - pl.col(f"municipal_{bound}_before") for bound in ("low", "high")}
    paid = (pl.col("oere_after") - pl.col("oere_before")) * HUNDREDTHS
    return known.with_columns(
        all_low=paid / scale,
        all_high=paid / scale,
        municipal_low=municipal["low"] / scale,
        municipal_high=municipal["high"] / scale,
        state_low=(paid - municipal["low"]) / scale,
        state_high=(paid - municipal["high"]) / scale,
    )


def gross_figures(persons: pl.DataFrame) -> Iterator[Figure]:
    """The gross changes from `with_changes` of the participants."""
    for part, definition in GROSS.items():
        estimates = [total_of_means(persons[f"{part}_{bound}"]) for bound in ("low", "high")]
        yield _figure(definition, part, persons, estimates, crossed_breaks(persons["entry_week"]))


def saved_figures(participants: pl.DataFrame, others: pl.DataFrame, cost_oere: int | None, referred: int) -> Iterator[Figure]:
    """What was saved. `participants` and `others`: `with_changes` with person_key and the cell; costs of all referred persons."""
    matched = matched_cells(participants, others)
    own = matched.filter("is_participant")
    if own.height < FEWEST_MATCHED:
        yield from no_saved_figures("comparison_too_small")
        return
    found: dict[str, Figure] = {}
    for part, definition in SAVED.items():
        estimates = [_saved(matched, f"{part}_{bound}") for bound in ("low", "high")]
        found[part] = _figure(definition, part, own, estimates, joined_warnings(UNVERIFIED, crossed_breaks(own["entry_week"])))
    yield from found.values()
    yield from _after_cost(found["all"], own.height, cost_oere, referred)


def matched_cells(participants: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Participants and comparison persons of the cells with enough of the latter: is_participant, cell, person_key and the changes."""
    columns = ["person_key", *CELL, *(f"{part}_{bound}" for part in PARTS for bound in ("low", "high")), "unrated_weeks"]
    sizes = others.group_by(*CELL).agg(size=pl.len()).filter(pl.col("size") >= FEWEST_COMPARISONS)
    both = pl.concat(
        [
            participants.with_columns(_unrated()).select(*columns, is_participant=pl.lit(True)),
            others.with_columns(_unrated()).select(*columns, is_participant=pl.lit(False)),
        ]
    )
    cell = pl.format("{} {} {}", *CELL)
    used = both.join(sizes, on=list(CELL), how="semi").with_columns(cell=cell)
    return used.join(used.filter("is_participant"), on="cell", how="semi").sort("cell", "is_participant", "person_key")


def _unrated() -> pl.Expr:
    return (pl.col("unrated_weeks_before") + pl.col("unrated_weeks_after")).alias("unrated_weeks")


def _saved(matched: pl.DataFrame, outcome: str) -> Estimate | None:
    """The sum over participants of what was saved: the difference of changes with its sign turned."""
    try:
        mean = stratified_difference(matched, outcome, "is_participant", "cell", "person_key")
    except NotEstimableError:
        return None
    return Estimate(-mean.value * mean.n, mean.standard_error * mean.n, -mean.high * mean.n, -mean.low * mean.n, mean.n)


def _figure(
    definition: FigureDefinition, part: str, own: pl.DataFrame, estimates: list[Estimate | None], warning: str | None = None
) -> Figure:
    """The figure between two readings of the ladder: the middle of both, and a range that holds both ranges."""
    unrated = "unrated_weeks" if "unrated_weeks" in own.columns else None
    is_unrated = bool((own[unrated] > 0).any()) if unrated else bool(own.select((_unrated() > 0).any()).item())
    if part != "all" and is_unrated:
        return definition.not_computable("no_refund_rate", **PLACE)
    first, second = estimates
    if first is None or second is None:
        return definition.not_computable("too_few_persons", **PLACE)
    said = joined_warnings(warning, BY_LADDER if first.value != second.value else None)
    interval = Interval(min(first.low, second.low), max(first.high, second.high), "student_t")
    return definition.figure((first.value + second.value) / 2, interval, denominator_count=first.n, warning=said, **PLACE)


def _after_cost(saved: Figure, persons: int, cost_oere: int | None, referred: int) -> Iterator[Figure]:
    if saved.value is None or not isinstance(saved.interval, Interval) or cost_oere is None or not referred:
        reason = "no_costs" if cost_oere is None else str(saved.reason)
        yield AFTER_COST.not_computable(reason, **PLACE)
        yield BREAK_EVEN.not_computable(reason, **PLACE)
        return
    each = cost_oere / OERE_PER_KRONE / referred
    cost = each * persons
    value, low, high = (float(number) for number in (saved.value, saved.interval.low, saved.interval.high))
    interval = Interval(low - cost, high - cost, "student_t")
    yield AFTER_COST.figure(value - cost, interval, denominator_count=persons, warning=saved.reason, **PLACE)
    if low <= 0:
        yield BREAK_EVEN.not_computable("no_demonstrated_saving", **PLACE)
        return
    months = [each / (amount / persons / MONTHS) for amount in (value, high, low)]
    yield BREAK_EVEN.figure(
        months[0], Interval(months[1], months[2], "student_t"), denominator_count=persons, warning=saved.reason, **PLACE
    )


def no_gross_figures(reason: str) -> Iterator[Figure]:
    """The gross changes, each with the reason why it is empty."""
    for definition in GROSS.values():
        yield definition.not_computable(reason, **PLACE)


def no_saved_figures(reason: str) -> Iterator[Figure]:
    """What was saved, each with the reason why it is empty."""
    for definition in (*SAVED.values(), AFTER_COST, BREAK_EVEN):
        yield definition.not_computable(reason, **PLACE)


@dg.asset(
    key=["effects", "municipal_economy"],
    group_name="effects",
    deps=[
        dg.AssetKey(["core", table]) for table in ("programme_costs", "persons", "comparison_persons", "benefit_spells", "benefit_states")
    ],
    description="What the programme costs, how benefit payments changed, what was saved against comparison persons.",
)
def municipal_economy(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Costs, gross changes and, where there are comparison persons, what was saved."""
    with warehouse.connect(read_only=True) as connection:
        costs = {
            str(payer): int(oere)
            for payer, oere in connection.sql("SELECT payer, sum(amount_oere) FROM core.programme_costs GROUP BY payer").fetchall()
        }
        found = list(cost_figures(costs))
        has_kroner = connection.sql("SELECT 1 FROM core.benefit_spells WHERE source = 'ydelsesrefusion' LIMIT 1").fetchone() is not None
        if has_kroner:
            states, groups = state_runs(connection), benefit_groups(connection)
            entered = in_group(participants(connection), groups)
            placed = collected(entered).sort("person_key")
            keys = ["person_key", "entry_week"]
            own = with_changes(collected(money_sides(states, entered)).join(placed, on=keys)).sort(keys)
            listed = comparisons(connection)
            beside = pseudo_entries(entered, listed, groups)
            cells = collected(beside)
            others = with_changes(collected(money_sides(states, beside)).join(cells, on=keys)).sort(keys)
            found += gross_figures(own)
            has_group = not collected(listed.head(1)).is_empty()
            saved = saved_figures(own, others, sum(costs.values()) if costs else None, placed.height)
            found += saved if has_group else no_saved_figures("no_comparison_group")
        else:
            found += no_gross_figures("no_benefit_amounts")
            found += no_saved_figures("no_benefit_amounts")
    return keep(warehouse, "municipal_economy", None, found, DEFINITIONS)
