"""Disclosure control: what an audience may see of a figure.

Belongs here: thresholds, suppression of small counts, rounding for the public. Does not belong here: wording of what is not shown.
Thresholds stand here and nowhere else, and no setting lowers them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from assets.figures.protection.audience import AUDIENCES, Audience
from assets.figures.protection.primary import primary
from assets.figures.protection.tables import protect
from assets.statistics.intervals import wilson
from data_contracts.figure import COUNT_UNITS, exact

__all__ = ["AUDIENCES", "Audience", "disclose", "disclosure_action", "primary", "protect"]

NUMBERS = ("value", "low", "high", "interval_method", "numerator", "denominator_count")
COMPANY_UNITS = frozenset({"companies"})
WITHOUT_PERSON_DATA = ("published_aggregates.",)
"""Effects made from published sentences and forecasts alone: rounding what everybody can read would protect nobody."""
NOBODY_COUNTED = frozenset({"forecast_comparison.referrals_needed"})
"""Whole numbers that were computed and count nobody: rounding would only make them wrong."""
PERSONS_TIMES_FIGURE: Mapping[str, str] = {"forecast_comparison.total_net_fte": "net_effect.fte_12m"}
"""Totals that are a figure times all persons: unrounded, a division would bring the count of persons, or the hidden figure, back."""


PARTITIONS = (
    ("job_ladder.moved_up", "job_ladder.unchanged", "job_ladder.moved_down", "job_ladder.left_work"),
    ("wellbeing.raised", "wellbeing.unchanged", "wellbeing.lowered"),
)
"""Figures that add up to their common denominator; each has its share under the same name with `_share`."""
PARTITIONING_DIMENSIONS = (
    "band",
    "year",
    "end_reason",
    "benefit_group",
    "referral_year",
    "target_group",
    "sex",
    "age_band",
    "municipality",
)
"""A figure's rows over one of these are its parts: their counts, or the persons that they are taken of, add up to the whole's."""


FLOWS = "job_ladder.persons_from_to"
"""Persons by band at the start and at the end: parts of the bands' persons at either end and of those who moved up, down or out."""
MOVES = {1: "job_ladder.moved_up", 0: "job_ladder.unchanged", -1: "job_ladder.moved_down"}
IN_BAND = "job_ladder.persons_in_band"
BANDS = ("none", "under_39", "39_to_78", "78_to_117", "117_to_norm", "at_norm")

Cell = tuple[str, str]
"""Figure id and dimensions."""
NESTED: Sequence[Sequence[Cell]] = (
    (("claimed.referred", '{"claim":"referred_2021"}'), ("participation.referred", '{"referral_year":2021}')),
    (("claimed.referred", '{"claim":"candidates_2023"}'), ("participation.referred", "{}")),
    (
        ("claimed.employed", '{"claim":"candidates_2021"}'),
        ("claimed.employed", '{"claim":"candidates_2023"}'),
        ("participation.employed", "{}"),
    ),
    (("claimed.employed", '{"claim":"employed_2021"}'), ("claimed.employed", '{"claim":"candidates_2023"}')),
    (
        ("claimed.companies_with_placement", '{"claim":"partners_2021"}'),
        ("claimed.companies_with_placement", '{"claim":"partners_2023"}'),
        ("participation.partners_active", "{}"),
    ),
    (("claimed.partner_companies", '{"claim":"partners_2023"}'), ("partner_network.joined", "{}")),
    (("claimed.task_force_companies", '{"claim":"task_force_2017"}'), ("claimed.task_force_listed", '{"claim":"task_force_2017"}')),
)
"""Counts each of which holds those before it: the same people or companies counted up to an earlier day. Who lies between two of them is
had by subtraction, so the smaller goes where that is too few; and one that equals a hidden one is hidden with it."""

TAKEN_OF: Mapping[Cell, Sequence[Cell]] = {
    ("claimed.employed", '{"claim":"employed_2021"}'): (
        ("claimed.weeks_to_first_job", '{"claim":"weeks_to_job_2021"}'),
        ("claimed.agreed_weekly_hours", '{"claim":"weekly_hours_2021"}'),
    )
}
"""Means that would bring a hidden count of theirs back, because they tell how many they are taken of."""


def disclose(figures: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """The figures that the audience may see: same columns and rows, small counts suppressed, the rest rounded.

    A suppressed row carries no number in any column. A count of zero is shown: nobody can be found in it. Where one part of a whole is
    suppressed alone, the next smallest goes with it, so that subtraction does not bring it back.
    """
    rows = list(figures.iter_rows(named=True))
    hidden = {
        place
        for place, row in enumerate(rows)
        if row["status"] == "published" and not _is_public_already(row) and _is_small(row, audience.threshold)
    }
    hidden |= _second_parts(rows, hidden)
    hidden |= _told_by_a_larger(rows, hidden, audience)
    gone = {rows[place]["figure_id"] for place in hidden if rows[place]["dimensions"] == "{}"}
    hidden |= {
        place for place, row in enumerate(rows) if row["status"] == "published" and PERSONS_TIMES_FIGURE.get(str(row["figure_id"])) in gone
    }
    return pl.DataFrame([_row(row, place in hidden, audience) for place, row in enumerate(rows)], schema=figures.schema)


def _told_by_a_larger(rows: Sequence[dict[str, object]], hidden: set[int], audience: Audience) -> set[int]:
    """Places of nested counts that would tell of too few beside the next larger, or what that one hides.

    Rounding takes care of small differences; a count that equals a hidden one goes for every audience.
    """
    few = audience.threshold if audience.base == 1 else 1
    told = ((place, row) for place, row in enumerate(rows) if row["window"] == "total" and row["status"] == "published")
    by_cell = {(row["figure_id"], row["dimensions"]): place for place, row in told}
    gone = set(hidden)
    for cells in NESTED:
        places = [by_cell[cell] for cell in reversed(cells) if cell in by_cell]
        for place, larger in zip(places[1:], places, strict=False):
            between = Decimal(str(rows[larger]["value"])) - Decimal(str(rows[place]["value"]))
            if between < few and (between or larger in gone) and rows[place]["value"]:
                gone.add(place)
    return gone | {by_cell[mean] for cell, means in TAKEN_OF.items() if by_cell.get(cell) in gone for mean in means if mean in by_cell}


def disclosure_action(row: Mapping[str, object], audience: Audience) -> str:
    """What disclosure control did with a figure as the audience sees it: `suppressed`, `rounded`, `exact`, or `nothing_to_protect`.

    It says what was done to figures of that sort, not whether this one's number moved: that would tell the number behind it.
    """
    if row["status"] == "suppressed":
        return "suppressed"
    if row["status"] != "published" or _is_public_already(row):
        return "nothing_to_protect"
    return "rounded" if audience.base > 1 else "exact"


def _row(row: dict[str, object], is_hidden: bool, audience: Audience) -> dict[str, object]:
    if is_hidden:
        return {**row, **dict.fromkeys(NUMBERS), "status": "suppressed", "reason": "suppressed"}
    is_exact = audience.base == 1 or row["status"] != "published" or _is_public_already(row)
    return row if is_exact else _rounded(row, audience.base)


def _is_public_already(row: Mapping[str, object]) -> bool:
    return str(row["figure_id"]).startswith(WITHOUT_PERSON_DATA)


def _second_parts(rows: Sequence[dict[str, object]], hidden: set[int]) -> set[int]:
    """Places of the parts that must go with a part suppressed alone, and of the shares of all suppressed counts.

    A part may belong to several wholes: what goes for the sake of one may leave another with a single hidden part, so it is looked again
    until nothing changes.
    """
    wholes: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(rows):
        for key in _wholes_of(row) if row["status"] == "published" else ():
            wholes.setdefault(key, []).append(place)
    gone = set(hidden)
    while more := {place for places in wholes.values() for place in _second_part(rows, places, gone)}:
        gone |= more
    counts = {(rows[place]["figure_id"], *_cell(rows[place])) for place in gone}
    shares = {
        place
        for place, row in enumerate(rows)
        if row["status"] == "published" and (str(row["figure_id"]).removesuffix("_share"), *_cell(row)) in counts
    }
    return gone | shares


def _second_part(rows: Sequence[dict[str, object]], places: Sequence[int], gone: set[int]) -> Sequence[int]:
    """The smallest part still shown, where one alone is hidden; nothing can hide it where no other part has anybody."""
    shown = [place for place in places if place not in gone and _size(rows[place])]
    return [min(shown, key=lambda place: (_size(rows[place]), place))] if len(set(places) & gone) == 1 and shown else []


def _size(row: dict[str, object]) -> Decimal:
    """How many a part stands for: its count, a share's part where it is told, else all that the share or mean is taken of."""
    told = row["value"] if row["unit"] in COUNT_UNITS else row["numerator"]
    return Decimal(str((row["denominator_count"] if told is None else told) or 0))


def _cell(row: dict[str, object]) -> tuple[object, ...]:
    return row["population"], row["window"], row["dimensions"]


def _wholes_of(row: dict[str, object]) -> Iterator[tuple[object, ...]]:
    """What the row is a part of; nothing where it is no part of a published whole."""
    figure = str(row["figure_id"])
    for parts in PARTITIONS:
        if figure in parts:
            yield parts, *_cell(row)
    dimensions = json.loads(str(row["dimensions"]))
    yield from _wholes_of_a_flow(row, figure, dimensions)
    dimension = next((name for name in PARTITIONING_DIMENSIONS if name in dimensions), None)
    if dimension is not None:
        others = {name: value for name, value in dimensions.items() if name != dimension}
        yield figure, row["population"], row["window"], dimension, json.dumps(others, sort_keys=True)


def _wholes_of_a_flow(row: dict[str, object], figure: str, dimensions: Mapping[str, object]) -> Iterator[tuple[object, ...]]:
    """Everybody of a start band, of an end band, and everybody who moved up, down, out or not at all: the flows, and the whole beside them.

    A whole that is hidden alone would be the sum of its flows, so it counts as one of them.
    """
    place = FLOWS, row["population"], row["window"]
    if figure == FLOWS:
        start, end = str(dimensions["from"]), str(dimensions["to"])
        step = BANDS.index(end) - BANDS.index(start)
        yield *place, "from", start
        yield *place, "to", end
        yield *place, "job_ladder.left_work" if end == BANDS[0] else MOVES[(step > 0) - (step < 0)]
    elif figure in PARTITIONS[0]:
        yield *place, figure
    elif figure == IN_BAND:
        yield FLOWS, row["population"], f"{dimensions['month']}m", "to", dimensions["band"]


def _is_small(row: dict[str, object], threshold: int) -> bool:
    """Whether the figure rests on 1 to threshold - 1 persons: its count, its share's part or rest, or all that it is taken of."""
    whole = row["denominator_count"]
    counts: list[Decimal] = [Decimal(str(whole))] if whole is not None else []
    if row["unit"] in COUNT_UNITS:
        counts.append(Decimal(str(row["value"])))
    if _is_share_of_persons(row) and whole is not None:
        part = Decimal(str(row["numerator"])) if row["numerator"] is not None else _part(row, Decimal(str(whole)))
        counts += [part, Decimal(str(whole)) - part]
    return any(0 < number < threshold for number in counts)


def _is_share_of_persons(row: dict[str, object]) -> bool:
    """A net share is a difference of two shares and stands for no number of persons."""
    return row["unit"] == "share" and row["gross_or_net"] == "gross"


def _part(row: dict[str, object], whole: Decimal) -> Decimal:
    """How many persons a share without a numerator of its own stands for, to the nearest."""
    return (Decimal(str(row["value"])) * whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _rounded(row: dict[str, object], base: int) -> dict[str, object]:
    """Counts to the nearest multiple of `base`; shares and their intervals anew from what is then shown."""
    whole = None if row["denominator_count"] is None else _to_base(row["denominator_count"], base)
    shown: dict[str, object] = {**row, "denominator_count": whole}
    if row["unit"] in COUNT_UNITS and row["figure_id"] not in NOBODY_COUNTED:
        value = _to_base(row["value"], base)
        return {**shown, "value": exact(value), "numerator": exact(value)}
    if _is_share_of_persons(row) and whole:
        return {**shown, **_rounded_share(row, whole, base)}
    if row["figure_id"] in PERSONS_TIMES_FIGURE and whole:
        return {**shown, **_rounded_total(row, whole)}
    return {**shown, "numerator": None}


def _rounded_total(row: dict[str, object], whole: int) -> dict[str, object]:
    """Value and range for as many persons as are then shown."""
    scale = Decimal(whole) / Decimal(str(row["denominator_count"]))
    ends = {name: exact(Decimal(str(row[name])) * scale) for name in ("value", "low", "high") if row[name] is not None}
    return {**ends, "numerator": None}


def _rounded_share(row: dict[str, object], whole: int, base: int) -> dict[str, object]:
    exact_whole = Decimal(str(row["denominator_count"]))
    if row["interval_method"] == "wilson":
        part = min(_to_base(row["numerator"], base), whole)
        low, high = wilson(part, whole)
        return {"value": exact(part / whole), "low": exact(low), "high": exact(high), "numerator": exact(part)}
    ends = {
        name: exact(Decimal(min(_to_base(Decimal(str(row[name])) * exact_whole, base), whole)) / whole)
        for name in ("value", "low", "high")
        if row[name] is not None
    }
    return {**ends, "numerator": None}


def _to_base(number: object, base: int) -> int:
    return int((Decimal(str(number)) / base).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * base
