"""Figures as linked cells: which counts each row tells, and how these counts add up and lie within one another.

Belongs here: cells out of rows, by what the figures' definitions say of links. Does not belong here: which rows go (`protection`) and how
they are shown (`disclosure.py`). A row tells its value where that counts somebody, the persons that it is taken of, and a share's part of
them; equal counts are one cell, in however many rows they stand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, pairwise

from assets.figures.protection.audience import Audience
from assets.figures.protection.draft import Draft, Key
from assets.figures.protection.earlier import Before
from data_contracts.figure import COUNT_UNITS
from data_contracts.figure_facts import FigureFacts
from data_contracts.made_of import HEADLINE, Flows, Grid

Row = Mapping[str, object]
Member = tuple[str, str]
"""Figure id and dimensions."""
TOTAL = "total"
COST_OF_A_HEADLINE = 4.0
"""A figure without dimensions goes only where four of others would have to."""
COST_OF_SIZE = 0.02
"""Of two that would do, the smaller count goes."""


@dataclass
class Linked:
    """The draft of all cells, and for each figure row the draft's row (None for what is nothing to protect) and the keys that it tells."""

    draft: Draft
    facts: FigureFacts
    row_of: list[int | None] = field(default_factory=list)
    keys_of: dict[tuple[object, ...], dict[str, Key]] = field(default_factory=dict)

    def value(self, key: Key) -> float:
        """The true number of a cell."""
        return self.draft.entries[self.draft.places[key]].value


def link(rows: Sequence[Row], audience: Audience, facts: FigureFacts, must_go: Callable[[int], bool]) -> Linked:
    """The cells of figure rows. `must_go`: whether the row at a place goes."""
    found = Linked(Draft(audience), facts)
    spans = _spans(rows)
    for place, row in enumerate(rows):
        if row["status"] != "published" or facts.counts_nobody(str(row["figure_id"])):
            found.row_of.append(None)
            continue
        counts = _counts(row, spans, found)
        keys = {name: key for name, (key, _) in counts.items()}
        cells = [found.draft.cell(key, number) for key, number in counts.values()]
        if "value" in keys and float(str(row["value"])) > 0:
            found.draft.entries[found.draft.places[keys["value"]]].can_be_zero = False
        cost = COST_OF_A_HEADLINE if row["dimensions"] == HEADLINE else 1.0
        cost += COST_OF_SIZE * math.log1p(min((number for _, number in counts.values()), default=0.0))
        found.row_of.append(found.draft.row(cells, cost=cost, must_go=must_go(place)) if cells else None)
        found.keys_of[identity(row)] = keys
    told = {identity(row): row for row in rows if identity(row) in found.keys_of}
    for sums in (_of_shares, _of_groups, _of_partitions, _of_flows):
        for whole, parts in sums(told, found):
            total = sum(found.value(part) for part in parts)
            found.draft.sum(found.draft.cell(whole, total), [found.draft.places[part] for part in parts])
    for larger, smaller in _nestings(told, found):
        if found.value(smaller) <= found.value(larger):
            found.draft.nested(found.draft.places[larger], found.draft.places[smaller])
    return found


def identity(row: Row) -> tuple[object, ...]:
    """The key of a figure."""
    return row["figure_id"], row["population"], row["window"], row["dimensions"]


def part_of(row: Row, whole: Decimal) -> Decimal:
    """How many persons a share stands for: its numerator, or to the nearest."""
    if row["numerator"] is not None:
        return Decimal(str(row["numerator"]))
    return (Decimal(str(row["value"])) * whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def is_share_of_persons(row: Row) -> bool:
    """A net share is a difference of two shares and stands for no number of persons."""
    return row["unit"] == "share" and row["gross_or_net"] == "gross"


def _dimensions(row: Row) -> dict[str, object]:
    found: dict[str, object] = json.loads(str(row["dimensions"]))
    return found


def _written(dimensions: Mapping[str, object]) -> str:
    return json.dumps(dimensions, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _spans(rows: Sequence[Row]) -> dict[tuple[object, ...], frozenset[str]]:
    """Figure, population and window with the names of dimensions → those over which the persons that a row is taken of differ."""
    groups: dict[tuple[object, ...], list[tuple[dict[str, object], object]]] = {}
    for row in rows:
        if row["status"] == "published" and row["denominator_count"] is not None:
            names = tuple(sorted(_dimensions(row)))
            key = row["figure_id"], row["population"], row["window"], names
            groups.setdefault(key, []).append((_dimensions(row), row["denominator_count"]))
    spans: dict[tuple[object, ...], frozenset[str]] = {}
    for place, members in groups.items():
        kept = set(members[0][0])
        for name in sorted(kept):
            by: dict[str, set[object]] = {}
            for dimensions, number in members:
                by.setdefault(_written({one: dimensions[one] for one in kept - {name}}), set()).add(number)
            if len(members) > 1 and all(len(numbers) == 1 for numbers in by.values()):
                kept.discard(name)
        spans[place] = frozenset(kept)
    return spans


def _counts(row: Row, spans: Mapping[tuple[object, ...], frozenset[str]], linked: Linked) -> dict[str, tuple[Key, float]]:
    """`value`, `whole` and `part` as far as the row tells them: key and number."""
    figure, population, window = str(row["figure_id"]), row["population"], row["window"]
    draft = linked.draft
    found: dict[str, tuple[Key, float]] = {}
    if row["unit"] in COUNT_UNITS:
        found["value"] = ("n", figure, population, window, row["dimensions"]), float(str(row["value"]))
    if row["denominator_count"] is None:
        return found
    dimensions = _dimensions(row)
    kept = spans[figure, population, window, tuple(sorted(dimensions))]
    own = _written({name: value for name, value in dimensions.items() if name in kept})
    whole = float(str(row["denominator_count"]))
    key: Key = ("of", row["denominator_definition"], population, window, own)
    if key in draft.places and draft.entries[draft.places[key]].value != whole:
        key = ("of", row["denominator_definition"], population, window, own, figure)
    found["whole"] = key, whole
    if is_share_of_persons(row):
        part = float(part_of(row, Decimal(str(whole))))
        beside: Key = ("n", linked.facts.part(figure), population, window, row["dimensions"])
        is_told = beside in draft.places and draft.entries[draft.places[beside]].value == part
        found["part"] = (beside if is_told else ("part", figure, population, window, row["dimensions"])), part
    return found


def _of_shares(_: Mapping[tuple[object, ...], Row], found: Linked) -> Iterator[tuple[Key, Sequence[Key]]]:
    """Nothing but the persons that a share or a count is taken of: who is not in the part is the rest."""
    for keys in found.keys_of.values():
        inner = keys.get("part", keys.get("value"))
        if inner is not None and "whole" in keys and found.value(inner) <= found.value(keys["whole"]):
            yield keys["whole"], [inner]


def _of_groups(told: Mapping[tuple[object, ...], Row], found: Linked) -> Iterator[tuple[Key, Sequence[Key]]]:
    """The parts over each dimension that splits everybody: values, parts of shares, and the persons taken of."""
    groups: dict[tuple[object, ...], list[Key]] = {}
    for place, row in told.items():
        dimensions, keys = _dimensions(row), found.keys_of[place]
        for name in (name for name in found.facts.parts(str(row["figure_id"])) if name in dimensions):
            others = _written({one: value for one, value in dimensions.items() if one != name})
            upper = (row["figure_id"], row["population"], row["window"], others)
            above = found.keys_of.get(upper, {})
            for kind, key in keys.items():
                if kind == "part" and row["numerator"] is None:
                    continue  # an incidence is no count: its groups do not add up
                if kind == "whole" and (name not in json.loads(str(key[4])) if isinstance(key, tuple) else True):
                    continue
                groups.setdefault((above.get(kind), (kind, *upper), name), []).append(key)
            if "whole" in keys and isinstance(keys["whole"], tuple) and name not in json.loads(str(keys["whole"][4])):
                inner = keys.get("value", keys.get("part"))
                if inner is not None and (row["numerator"] is not None):
                    groups.setdefault((keys["whole"], name, row["figure_id"], others), []).append(inner)
    for (whole, *of), members in groups.items():
        parts = list(dict.fromkeys(members))
        # A whole that no row tells is the same for all dimensions whose parts add up to the same.
        total = sum(found.value(part) for part in parts)
        yield (("over", of[0], total) if whole is None else whole), parts


def _of_partitions(told: Mapping[tuple[object, ...], Row], found: Linked) -> Iterator[tuple[Key, Sequence[Key]]]:
    """The outcomes that add up to the persons they are taken of."""
    for figures in found.facts.partitions:
        for _, population, window, dimensions in [place for place in told if place[0] == figures[0]]:
            places = [(figure, population, window, dimensions) for figure in figures]
            if all(place in told and "whole" in found.keys_of[place] for place in places):
                yield found.keys_of[places[0]]["whole"], [found.keys_of[place]["value"] for place in places]


def _of_flows(told: Mapping[tuple[object, ...], Row], found: Linked) -> Iterator[tuple[Key, Sequence[Key]]]:
    """Everybody of a start band, of an end band, and everybody who moved up, down, out or not at all."""
    groups: dict[Key, list[Key]] = {}
    for place, row in told.items():
        figure = str(row["figure_id"])
        if figure not in found.facts.flows:
            continue
        dimensions, key = _dimensions(row), found.keys_of[place]["value"]
        start, end = str(dimensions["from"]), str(dimensions["to"])
        move = _move(found.facts.flows[figure], start, end)
        for name, band in (("from", start), ("to", end)):
            groups.setdefault(("flows", figure, row["population"], row["window"], name, band), []).append(key)
        groups.setdefault(("n", move, row["population"], row["window"], HEADLINE), []).append(key)
    yield from groups.items()


def _move(flows: Flows, start: str, end: str) -> str:
    """The figure that counts everybody who went such a way."""
    step = flows.bands.index(end) - flows.bands.index(start)
    if end == flows.bands[0]:
        return flows.left
    return flows.rose if step > 0 else flows.fell if step < 0 else flows.stayed


def _nestings(told: Mapping[tuple[object, ...], Row], found: Linked) -> Iterator[tuple[Key, Key]]:
    """Pairs of counts, the larger first, of which the larger holds the smaller."""
    by_place: dict[Member, Key] = {
        (str(row["figure_id"]), str(row["dimensions"])): found.keys_of[place]["value"]
        for place, row in told.items()
        if row["window"] == TOTAL and "value" in found.keys_of[place]
    }
    for inner, outer in found.facts.among.items():
        holding = [by_place[one] for one in outer if one in by_place]
        if inner in by_place and holding:
            yield holding[0], by_place[inner]
    for population in dict.fromkeys(row["population"] for row in told.values()):
        for figure, grid in found.facts.grids.items():
            yield from chain(_by_window(figure, population, found), _by_step(figure, grid, population, told, found))
    for place, row in told.items():
        if bands := found.facts.bands.get(str(row["figure_id"])):
            dimensions = _dimensions(row)
            flows: Key = ("flows", bands.flows, row["population"], f"{dimensions['month']}m", "to", dimensions["band"])
            if flows in found.draft.places:
                yield found.keys_of[place]["value"], flows


def _by_window(figure: str, population: object, found: Linked) -> Iterator[tuple[Key, Key]]:
    """Who has reached it in a shorter window has in a longer one."""
    windows = sorted(found.facts.of(figure).rows.windows, key=lambda window: (window == TOTAL, len(window), window))
    of_windows = [found.keys_of.get((figure, population, window, HEADLINE), {}).get("value") for window in windows]
    held = [key for key in of_windows if key is not None]
    yield from ((larger, smaller) for smaller, larger in pairwise(held))


def _by_step(
    figure: str, grid: Grid, population: object, told: Mapping[tuple[object, ...], Row], found: Linked
) -> Iterator[tuple[Key, Key]]:
    """Who has reached it for longer or at a higher norm has reached the next shorter run and the next lower norm."""
    cells = {
        (int(str(_dimensions(row)[grid.run])), float(str(_dimensions(row)[grid.norm]))): found.keys_of[place]["value"]
        for place, row in told.items()
        if place[:2] == (figure, population) and place[3] != HEADLINE
    }
    for (run, norm), key in cells.items():
        shorter, lower = [m for m, n in cells if n == norm and m < run], [n for m, n in cells if m == run and n < norm]
        yield from ((cells[max(shorter), norm], key) for _ in shorter[:1])
        yield from ((cells[run, max(lower)], key) for _ in lower[:1])


def before(linked: Linked, shown: Sequence[Row], exact: Sequence[Row]) -> Before:
    """What an earlier publication's rows told of today's cells. `exact`: its rows for the house, where they are still at hand."""
    audience = linked.draft.audience
    bounds: dict[Key, tuple[float, float]] = {}
    hidden: set[Key] = set()
    for row in shown:
        for kind, key in linked.keys_of.get(identity(row), {}).items():
            number = _number(row, kind)
            if row["status"] == "published" and number is not None:
                bounds[key] = audience.window(int(number))
                hidden.discard(key)
            elif row["status"] == "suppressed" and key not in bounds:
                bounds[key] = (0.0, math.inf)
                hidden.add(key)
    true: dict[Key, float] = {}
    for row in exact:
        for kind, key in linked.keys_of.get(identity(row), {}).items():
            number = _number(row, kind)
            if row["status"] == "published" and number is not None and key in bounds and bounds[key][0] <= number <= bounds[key][1]:
                true[key] = float(number)
    keys = {place: key for key, place in linked.draft.places.items()}
    sums = [
        (keys[whole], tuple(keys[part] for part in parts if keys[part] in bounds))
        for whole, parts in linked.draft.sums
        if keys[whole] in bounds and not any(_is_difference(keys[part]) for part in parts)
    ]
    return Before(bounds, frozenset(hidden & bounds.keys()), [(whole, parts) for whole, parts in sums if parts], true)


def _is_difference(key: Key) -> bool:
    """Whether a cell stands for what lies between two nested ones: no part of an earlier publication's sums."""
    return isinstance(key, tuple) and key[0] == "between"


def _number(row: Row, kind: str) -> Decimal | None:
    if kind == "value":
        told = row["value"]
    elif kind == "whole":
        told = row["denominator_count"]
    elif row["denominator_count"] is None or row["value"] is None:
        return None
    else:
        return part_of(row, Decimal(str(row["denominator_count"])))
    return None if told is None else Decimal(str(told))
