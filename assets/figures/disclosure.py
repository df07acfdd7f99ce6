"""Disclosure control: what an audience may see of a figure.

Belongs here: what is small in a figure, what goes by its meaning, rounding for the public. Does not belong here: what a figure is (its
definition), thresholds (`protection/audience.py`), how figures are linked (`linked.py`), which others have to go (`protection`), and
wording of what is not shown. docs/disclosure.md tells the attacker that it is held against.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from assets.figures.coarse import coarse, is_below_its_grid
from assets.figures.contributions import WHOLE, Contributions, FigureWindow
from assets.figures.exceptions import NOT_PROTECTED_FROM_CHANGES
from assets.figures.linked import Row, before, is_share_of_persons, link, part_of
from assets.figures.protection.audience import AUDIENCES, Audience, to_base
from assets.figures.protection.earlier import remember
from assets.figures.protection.primary import dominates, primary
from assets.figures.protection.protected_tables import protect
from assets.figures.protection.suppression import suppress
from assets.statistics.intervals import wilson
from data_contracts.figure import COUNT_UNITS, exact
from data_contracts.figure_facts import FigureFacts
from data_contracts.made_of import HEADLINE

__all__ = ["AUDIENCES", "Audience", "disclose", "disclosure_action", "primary", "protect"]

NUMBERS = ("value", "low", "high", "interval_method", "numerator", "denominator_count")
OF_ONE = "too_few_persons"
"""Why a mean of one person is not computable: told, it would say that a hidden one is of more."""


@dataclass(frozen=True)
class Earlier:
    """An earlier edition's figures as the audience saw them and, where these are at hand, as the house did; and id of a sum of hours or
    kroner and window → by how much each company's contribution has changed since."""

    shown: pl.DataFrame
    exact: pl.DataFrame | None = None
    changed: Contributions = field(default_factory=dict)


def disclose(
    figures: pl.DataFrame,
    audience: Audience,
    facts: FigureFacts,
    *,
    earlier: Sequence[Earlier] = (),
    contributions: Contributions | None = None,
    persons: Mapping[FigureWindow, int] | None = None,
) -> pl.DataFrame:
    """The figures that the audience may see: same columns and rows, small counts suppressed, the rest rounded.

    A suppressed row carries no number in any column, and its reason does not tell by which rule it went. A count of zero is shown: nobody
    can be found in it. With each small count go as many others as it takes that no hidden count, no small group between two nested counts
    and no small rest of a whole can be narrowed down to fewer than four numbers by anybody who knows the rules, all that is shown here and
    all that `earlier` editions showed. `contributions`: id and window of a sum of hours or kroner → what each company contributed;
    where the two largest are more than 85 %, it goes, and for the public so it does where they are of what has changed since an earlier
    edition. `persons`: of how many persons such a sum is. The public sees means and sums on a grid (`coarse.py`).
    Raises UndefinedFigureError for a figure that no definition says anything of: nothing of it is shown.
    """
    rows = list(figures.iter_rows(named=True))
    given, behind = contributions or {}, persons or {}
    hidden = {
        place
        for place, row in enumerate(rows)
        if _is_bound(row, facts)
        and (
            _is_small(row, audience, facts)
            or _tells_of_everybody(row, facts)
            or dominates(given.get(_sum_of(row), ()))
            or audience.is_small(behind.get(_sum_of(row), 0))
        )
    }
    if audience.name not in NOT_PROTECTED_FROM_CHANGES:
        hidden |= {place for place, row in enumerate(rows) if _is_bound(row, facts) and any(_is_change_of_few(row, one) for one in earlier)}
    while True:
        hidden |= _worked_out(rows, hidden, audience, facts, earlier)
        more = _by_meaning(rows, hidden, facts) - hidden
        if not more:
            break
        hidden |= more
    return pl.DataFrame([_row(row, place in hidden, audience, facts) for place, row in enumerate(rows)], schema=figures.schema)


def _worked_out(rows: Sequence[Row], hidden: set[int], audience: Audience, facts: FigureFacts, earlier: Sequence[Earlier]) -> set[int]:
    """Places of the rows that have to go so that nobody works out what is hidden."""
    linked = link(rows, audience, facts, lambda place: place in hidden)
    linked.draft.hide_what_would_bound()
    for one in earlier:
        told = before(linked, list(one.shown.iter_rows(named=True)), [] if one.exact is None else list(one.exact.iter_rows(named=True)))
        remember(linked.draft, told, are_changes_protected=audience.name not in NOT_PROTECTED_FROM_CHANGES)
    if not linked.draft.rows:
        return set()
    gone = suppress(linked.draft.cells()).hidden
    return {place for place, row in enumerate(linked.row_of) if row is not None and gone[row]}


def _second_months(rows: Sequence[Row], hidden: set[int], facts: FigureFacts) -> set[int]:
    """The month with the fewest hours still shown where one alone is hidden: the total less all others would tell it."""
    found = set()
    for figure in facts.sums_of_hosts("months"):
        own = [place for place, row in enumerate(rows) if row["figure_id"] == figure and _is_bound(row, facts)]
        months = [place for place in own if rows[place]["window"] != WHOLE]
        shown = [place for place in months if place not in hidden and Decimal(str(rows[place]["value"])) > 0]
        if len(set(months) & hidden) == 1 and shown:
            found.add(min(shown, key=lambda place: (Decimal(str(rows[place]["value"])), place)))
    return found


def _by_meaning(rows: Sequence[Row], hidden: set[int], facts: FigureFacts) -> set[int]:
    """Places of the rows that go because others have: a count's share, means that tell of a count, totals of a figure, second means."""
    gone = {(rows[place]["figure_id"], *_cell(rows[place])) for place in hidden}
    headlines = {rows[place]["figure_id"] for place in hidden if rows[place]["dimensions"] == HEADLINE}
    counts = {(figure, window, by) for figure, _, window, by in gone}
    means = {mean for (figure, by), told in facts.means_of.items() if (figure, WHOLE, by) in counts for mean in told}
    found = {
        place
        for place, row in enumerate(rows)
        if _is_bound(row, facts)
        and (
            (facts.part(str(row["figure_id"])), *_cell(row)) in gone
            or (row["figure_id"], row["dimensions"]) in means
            or facts.multiplied(str(row["figure_id"])) in headlines
        )
    }
    return found | _second_means(rows, hidden, facts) | _second_months(rows, hidden, facts)


def _second_means(rows: Sequence[Row], hidden: set[int], facts: FigureFacts) -> set[int]:
    """The smallest mean still shown where one alone of a breakdown is hidden: means are not rounded, and the whole's tells the last one."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(rows):
        if not _is_bound(row, facts) or row["unit"] in COUNT_UNITS or is_share_of_persons(row):
            continue
        dimensions = json.loads(str(row["dimensions"]))
        for name in (name for name in facts.parts(str(row["figure_id"])) if name in dimensions):
            others = json.dumps({one: value for one, value in dimensions.items() if one != name}, sort_keys=True)
            groups.setdefault((row["figure_id"], row["population"], row["window"], name, others), []).append(place)
    found = set()
    for places in groups.values():
        shown = [place for place in places if place not in hidden and rows[place]["denominator_count"]]
        if len(set(places) & hidden) == 1 and shown:
            found.add(min(shown, key=lambda place: (Decimal(str(rows[place]["denominator_count"])), place)))
    return found


def disclosure_action(row: Mapping[str, object], audience: Audience, facts: FigureFacts) -> str:
    """What disclosure control did with a figure as the audience sees it: `suppressed`, `rounded`, `exact`, or `nothing_to_protect`.

    It says what was done to figures of that sort, not whether this one's number moved: that would tell the number behind it.
    """
    if row["status"] == "suppressed":
        return "suppressed"
    if not _is_bound(row, facts):
        return "nothing_to_protect"
    return "rounded" if audience.base > 1 else "exact"


def _row(row: dict[str, object], is_hidden: bool, audience: Audience, facts: FigureFacts) -> dict[str, object]:
    if is_hidden or (audience.base > 1 and row["status"] == "not_computable" and OF_ONE in str(row["reason"]).split(",")):
        return {**row, **dict.fromkeys(NUMBERS), "status": "suppressed", "reason": "suppressed"}
    return row if audience.base == 1 or not _is_bound(row, facts) else _rounded(row, audience.base, facts)


def _is_bound(row: Row, facts: FigureFacts) -> bool:
    return row["status"] == "published" and not facts.is_public_already(str(row["figure_id"]))


def _cell(row: Row) -> tuple[object, ...]:
    return row["population"], row["window"], row["dimensions"]


def _sum_of(row: Row) -> FigureWindow:
    return str(row["figure_id"]), str(row["window"])


def _is_small(row: Row, audience: Audience, facts: FigureFacts) -> bool:
    """Whether the figure rests on 1 to threshold - 1 persons: its count, its share's part or rest, or all that it is taken of."""
    whole = None if row["denominator_count"] is None else Decimal(str(row["denominator_count"]))
    counts = [] if whole is None else [whole]
    if row["unit"] in COUNT_UNITS:
        counts.append(Decimal(str(row["value"])))
    if is_share_of_persons(row) and whole is not None:
        part = part_of(row, whole)
        counts += [part, whole - part]
    return any(audience.is_small(float(number)) for number in counts) or (audience.base > 1 and is_below_its_grid(row, facts))


def _is_change_of_few(row: Row, earlier: Earlier) -> bool:
    """Whether what a sum has become since an edition that published it is for the most part one or two companies' hours."""
    if not dominates(earlier.changed.get(_sum_of(row), ())):
        return False
    same = pl.all_horizontal(*(pl.col(name) == row[name] for name in ("figure_id", "population", "window", "dimensions")))
    return not earlier.shown.filter(same & (pl.col("status") == "published")).is_empty()


def _tells_of_everybody(row: Row, facts: FigureFacts) -> bool:
    """A share of all: whoever is known to be in the group is known to have what the share tells of."""
    return facts.tells_of_each(str(row["figure_id"])) and is_share_of_persons(row) and row["value"] == 1 and bool(row["denominator_count"])


def _rounded(row: dict[str, object], base: int, facts: FigureFacts) -> dict[str, object]:
    """Counts to the nearest multiple of `base`; shares and their intervals anew from what is then shown."""
    figure = str(row["figure_id"])
    whole = None if row["denominator_count"] is None else to_base(row["denominator_count"], base)
    shown: dict[str, object] = {**row, "denominator_count": whole}
    if row["unit"] in COUNT_UNITS and not facts.counts_nobody(figure):
        value = to_base(row["value"], base)
        return {**shown, "value": exact(value), "numerator": exact(value)}
    if is_share_of_persons(row) and whole:
        return {**shown, **_rounded_share(row, whole, base)}
    if facts.multiplied(figure) and whole:
        return {**shown, **coarse({**row, **_rounded_total(row, whole)}, whole, facts), "numerator": None}
    if facts.is_told_as_it_is(figure):
        return {**shown, "numerator": None}
    return {**shown, **coarse(row, whole, facts), "numerator": None}


def _rounded_total(row: dict[str, object], whole: int) -> dict[str, object]:
    """Value and range for as many persons as are then shown."""
    scale = Decimal(whole) / Decimal(str(row["denominator_count"]))
    ends = {name: exact(Decimal(str(row[name])) * scale) for name in ("value", "low", "high") if row[name] is not None}
    return {**ends, "numerator": None}


def _rounded_share(row: dict[str, object], whole: int, base: int) -> dict[str, object]:
    exact_whole = Decimal(str(row["denominator_count"]))
    if row["interval_method"] == "wilson":
        part = min(to_base(row["numerator"], base), whole)
        low, high = wilson(part, whole)
        return {"value": exact(part / whole), "low": exact(low), "high": exact(high), "numerator": exact(part)}
    ends = {
        name: exact(Decimal(min(to_base(Decimal(str(row[name])) * exact_whole, base), whole)) / whole)
        for name in ("value", "low", "high")
        if row[name] is not None
    }
    return {**ends, "numerator": None}
