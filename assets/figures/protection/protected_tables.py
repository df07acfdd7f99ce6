"""Linked tables protected: the same tables, with what may be shown of each cell and why the rest is not.

Belongs here: `protect`, and the cells and sums that tables hold. Does not belong here: reading frames (`table_frames.py`), earlier
publications (`earlier.py`), the search (`suppression.py`). The attacker that it is held against stands in docs/disclosure.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from assets.figures.protection.audience import AUDIENCES, Audience
from assets.figures.protection.draft import Draft, Key
from assets.figures.protection.earlier import Before, remember
from assets.figures.protection.levels import level_sums
from assets.figures.protection.primary import dominates, upward_need
from assets.figures.protection.suppression import suppress
from assets.figures.protection.table_frames import CellKey, Line, Table, read_tables, write_table

Named = str | tuple[str, Mapping[str, Any]]
"""A table or measure, with all its cells, or one cell of it: its name and its dimensions."""
COST_OF_HIDING_AGAIN = 0.9
"""What was hidden before is hidden again rather than another cell: two patterns together tell more than one."""
COST_OF_A_TOTAL = 0.05
"""A total costs a little more than a part, so that of two equal choices the part goes."""
SHARE_OF_LARGEST = 0.15
"""A hidden sum must be open by at least this part of its largest contribution, or of itself where contributions are not told."""


def protect(
    tables: Any,
    audience: Audience | str = "public",
    *,
    nested: Iterable[Sequence[Named]] = (),
    earlier: Sequence[Any] = (),
    is_repeated: bool = False,
) -> Any:
    """The same tables as the audience may see them: numbers rounded or gone, `status`, `reason` and `shown` beside them.

    `tables`: a frame that Narwhals reads (Polars, pandas, Arrow), a sequence of frames, or a mapping from name to frame. Every column is a
    dimension but `count` (whole numbers; also `n`, `antal`), `value` (a sum of hours or kroner; also `sum`) with `largest` and
    `second_largest` or `contributions` (a list per row: one number per company), `measure`, `status`, `reason` and `shown`. A total over a
    dimension has nothing there, or `total`, `i alt`, `all`, `alle`. Cells with the same dimensions and measure are one cell, in whichever
    tables they stand; tables without `measure` all count the same, unless they disagree about a cell. Totals that no table holds can be
    added up all the same, and count. Parts missing from a total are a cell that nobody publishes.
    `audience`: `internal`, `public` or an Audience.
    `nested`: chains from the smallest to the largest, (`"full_time_12m"`, `"full_time_24m"`): whoever is in one is in the next. Names of
    tables or measures (cells with the same dimensions), or one cell as (`name`, {dimension: value}).
    `earlier`: earlier publications of the tables, each as this function returned it, or a pair of that and the tables that it was made
    from, where these are still at hand: then it need not be guessed which hidden counts have changed since. What they showed is known.
    `is_repeated`: whether the tables will be published again. Then counts go as well that would bound what a later publication has to hide:
    for the house a 3 that holds others; for the public there is none.

    Returns what came in (frame, list or mapping), the same rows in the same order, with `count` and `value` as shown (null where hidden),
    `shown` (the count as shown, or the value where there is no count), `status` (`published`, `suppressed`) and `reason`: `small_count` or
    `dominance` (its own number), `complement` (others could be worked out from it), `differencing` (so they could with an earlier
    publication), null where shown. The reason is for whoever publishes, never to be published: it would tell which numbers are small.
    Contributions are never handed back. Raises ValueError for tables that cannot be read so, and for a nested count larger than its larger.
    """
    told = AUDIENCES[audience] if isinstance(audience, str) else audience  # type: ignore[index]  # an unknown name is a KeyError
    chains = [tuple(chain) for chain in nested]
    names = [name if isinstance(name, str) else name[0] for chain in chains for name in chain]
    read = read_tables(tables, frozenset(names))
    hidden, reasons = _hidden(read, told, chains, (), is_repeated=is_repeated)
    if earlier:
        pairs = [before if isinstance(before, tuple) else (before, None) for before in earlier]
        befores = [
            _told(read_tables(shown, frozenset(names)), told, () if truth is None else read_tables(truth, frozenset(names)))
            for shown, truth in pairs
        ]
        alone = hidden
        hidden, reasons = _hidden(read, told, chains, befores, is_repeated=is_repeated)
        reasons = {row: "differencing" if why == "complement" and row not in alone else why for row, why in reasons.items()}
    shown = [write_table(table, [_shown(line, told, reasons, hidden) for line in table.lines]) for table in read]
    if isinstance(tables, Mapping):
        return dict(zip(tables, shown, strict=True))
    return shown if isinstance(tables, list | tuple) else shown[0]


def _shown(
    line: Line, audience: Audience, reasons: Mapping[tuple[str, CellKey], str], hidden: frozenset[tuple[str, CellKey]]
) -> tuple[float | None, float | None, str, str | None]:
    place = line.measure, line.key
    if place in hidden:
        return None, None, "suppressed", reasons[place]
    return None if line.count is None else audience.shown(line.count), line.value, "published", None


def _hidden(
    tables: Sequence[Table], audience: Audience, chains: Sequence[Sequence[Named]], earlier: Sequence[Before], *, is_repeated: bool
) -> tuple[frozenset[tuple[str, CellKey]], dict[tuple[str, CellKey], str]]:
    """The cells that go, each with its reason."""
    draft = Draft(audience)
    rows: dict[tuple[str, CellKey], int] = {}
    why: dict[tuple[str, CellKey], str] = {}
    for table in tables:
        for line in table.lines:
            if (line.measure, line.key) not in rows:
                rows[line.measure, line.key] = _row(draft, line, why)
    for table in tables:
        _add_sums(draft, table.lines)
    names = {table.name: {line.measure for line in table.lines} for table in tables}
    for chain in chains:
        for smaller, larger in pairwise(chain):
            _nest(draft, smaller, larger, names)
    if is_repeated:
        draft.hide_what_would_bound()
    for before in earlier:
        for place, row in rows.items():
            draft.costs[row] *= COST_OF_HIDING_AGAIN if ("count", *place) in before.hidden else 1.0
        remember(draft, before)
    gone = suppress(draft.cells()).hidden
    hidden = frozenset(place for place, row in rows.items() if gone[row])
    return hidden, {place: why.get(place, "complement") for place in hidden}


def _row(draft: Draft, line: Line, why: dict[tuple[str, CellKey], str]) -> int:
    """The row of a line, with its count and its value; notes the reason where it must go for its own sake."""
    place = line.measure, line.key
    cells, is_small, is_nothing = [], False, True
    if line.count is not None:
        cell = draft.cell(("count", *place), line.count)
        draft.entries[cell].can_be_zero = False
        cells.append(cell)
        is_small, is_nothing = draft.audience.is_small(line.count), line.count == 0
    if line.value is not None:
        cell = draft.cell(("value", *place), line.value, is_count=False)
        entry = draft.entries[cell]
        entry.can_be_zero = not is_nothing or line.count is None
        largest, of_two, is_dominated = _two_largest(line)
        entry.least_width = max(upward_need(line.value, of_two), SHARE_OF_LARGEST * largest)
        if is_dominated:
            why[place] = "dominance"
        cells.append(cell)
    if is_small:
        why[place] = "small_count"
    size = line.count if line.count is not None else abs(line.value or 0.0)
    cost = 1.0 + COST_OF_A_TOTAL * (not line.key) + 0.01 * float(np.log1p(size)) / 10
    return draft.row(cells, cost=cost, must_go=place in why)


def _two_largest(line: Line) -> tuple[float, float, bool]:
    """The largest contribution, the two largest together, and whether they dominate."""
    if line.parts is not None:
        sizes = sorted((abs(part) for part in line.parts), reverse=True)
        return (sizes[0] if sizes else 0.0), sum(sizes[:2]), dominates(sizes)
    if line.largest is None:
        return abs(line.value or 0.0), 0.0, False
    two = [abs(line.largest), abs(line.second or 0.0)]
    rest = max(0.0, abs(line.value or 0.0) - sum(two))
    return two[0], sum(two), dominates([*two, rest]) if rest <= two[1] or not two[1] else _is_most(sum(two), rest)


def _is_most(of_two: float, rest: float) -> bool:
    """Dominance where the rest is more than one contributor, and so may be larger than the second."""
    return dominates([of_two, rest], n=1) if of_two >= rest else False


def _told(before: Sequence[Table], audience: Audience, truth: Sequence[Table]) -> Before:
    """What an earlier publication told of each count and value, and how they add up."""
    true: dict[Key, float] = {}
    for line in (line for table in truth for line in table.lines):
        true |= {
            (kind, line.measure, line.key): number for kind, number in (("count", line.count), ("value", line.value)) if number is not None
        }
    bounds: dict[Key, tuple[float, float]] = {}
    hidden: set[Key] = set()
    sums: list[tuple[Key, tuple[Key, ...]]] = []
    for table in before:
        kinds = [kind for kind, column in (("count", table.count_column), ("value", table.value_column)) if column]
        for line in table.lines:
            for kind, number in (("count", line.count), ("value", line.value)):
                key = (kind, line.measure, line.key)
                if kind in kinds and line.status == "suppressed":
                    bounds[key] = (1.0 if kind == "count" else -math.inf if true.get(key, 0.0) < 0 else 0.0, math.inf)
                    hidden.add(key)
                elif number is not None:
                    bounds[key] = audience.window(int(number)) if kind == "count" else (number, number)
        for kind in kinds:
            for measure in dict.fromkeys(line.measure for line in table.lines):
                keys = {line.key for line in table.lines if line.measure == measure and (kind, measure, line.key) in bounds}
                for whole, parts in level_sums(keys):
                    sums.append(((kind, measure, whole), tuple((kind, measure, part) for part in parts)))
    keys_told = {*bounds, *(whole for whole, _ in sums)}
    return Before(
        bounds, frozenset(hidden), sums, true, frozenset(key for key in keys_told if isinstance(key, tuple) and key[0] == "value")
    )


def _add_sums(draft: Draft, lines: Sequence[Line]) -> None:
    """Every sum that a table holds, of counts and of values."""
    for kind in ("count", "value"):
        for measure in dict.fromkeys(line.measure for line in lines):
            keys = {line.key for line in lines if line.measure == measure and (kind, measure, line.key) in draft.places}
            for whole, parts in level_sums(keys):
                cells = [draft.places[kind, measure, part] for part in parts]
                total = sum(draft.entries[cell].value for cell in cells)
                draft.sum(draft.cell((kind, measure, whole), total, is_count=kind == "count"), cells)


def _nest(draft: Draft, smaller: Named, larger: Named, names: Mapping[str, set[str]]) -> None:
    """Says that a cell, or every cell of a measure, lies within another."""
    found = [_cells_of(draft, one, names) for one in (smaller, larger)]
    if not all(found):
        raise ValueError(f"nested: no cells of {(smaller, larger)[0 if not found[0] else 1]!r}")
    if isinstance(smaller, str) and isinstance(larger, str):
        for key in sorted(found[0].keys() & found[1].keys(), key=sorted):
            draft.nested(found[1][key], found[0][key])
        return
    for inner in found[0].values():
        for outer in found[1].values():
            draft.nested(outer, inner)


def _cells_of(draft: Draft, named: Named, names: Mapping[str, set[str]]) -> dict[CellKey, int]:
    name, by = (named, None) if isinstance(named, str) else named
    measures = names.get(name, {name})
    wanted = None if by is None else frozenset((dimension, str(value)) for dimension, value in by.items())
    found = {}
    for key, place in draft.places.items():
        if isinstance(key, tuple) and key[0] == "count" and key[1] in measures and (wanted is None or key[2] == wanted):
            found[key[2]] = place
    return found
