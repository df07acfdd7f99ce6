"""What earlier publications told: numbers that are known still, and changes between publications that are small groups themselves.

Belongs here: linking earlier cells to today's. Does not belong here: finding earlier editions (`assets/warehouse/editions.py`).

Only what was published is read. A cell whose number today would have been published alike before is taken not to have changed: an attacker
may know that its past is closed. Where sums of the earlier publication cannot hold so, the fewest changes are assumed that let them hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from assets.figures.protection.cells import TOLERANCE
from assets.figures.protection.draft import Draft, Key

NODES = 1000
PRICE_OF_A_BROKEN_SUM = 1e3


@dataclass(frozen=True)
class Before:
    """An earlier publication: key → least and greatest number that was told so, the keys that it hid, and its sums (whole, parts).

    `true`: the numbers themselves, as far as they are still at hand. `amounts`: the keys of hours and kroner, which count nobody.
    """

    bounds: Mapping[Key, tuple[float, float]]
    hidden: frozenset[Key]
    sums: Sequence[tuple[Key, tuple[Key, ...]]]
    true: Mapping[Key, float] = field(default_factory=dict)
    amounts: frozenset[Key] = frozenset()


def remember(draft: Draft, before: Before, *, are_changes_protected: bool = True) -> None:
    """Adds to a draft what an earlier publication told.

    `are_changes_protected`: whether a small difference to what was told before is a group of its own, which nobody may work out.
    """
    nested = _nested(draft, before)
    sums = [(whole, parts, _has_rest(draft, whole, parts)) for whole, parts in before.sums] + [(*pair, True) for pair in nested]
    numbers, is_broken = _least_changed(draft, before, sums)
    number = sum(1 for key in draft.places if isinstance(key, tuple) and key[0] == "edition")
    draft.cell(("edition", number), 0.0)
    places: dict[Key, int] = {}
    for key, value in numbers.items():
        low, high = before.bounds.get(key, (0.0, math.inf))
        is_amount = key in before.amounts
        if key in draft.places and abs(draft.entries[draft.places[key]].value - value) < TOLERANCE:
            places[key] = draft.places[key]
            draft.know(places[key], low, high)
            continue
        places[key] = draft.cell(("before", number, key), value, is_count=not is_amount)
        draft.know(places[key], low, high)
        draft.entries[places[key]].is_implied = key in before.hidden
        if (
            are_changes_protected
            and not is_amount
            and key in draft.places
            and draft.audience.is_small(abs(draft.entries[draft.places[key]].value - value))
        ):
            draft.change(draft.places[key], places[key])
    for (whole, parts, can_have_rest), broken in zip(sums, is_broken, strict=True):
        if not broken:
            draft.sum(places[whole], [places[part] for part in parts], can_have_rest=can_have_rest)


def _nested(draft: Draft, before: Before) -> list[tuple[Key, tuple[Key, ...]]]:
    """Pairs of earlier cells that lie within one another as today's do; totals that nobody lists are cells, too."""
    keys = {place: key for key, place in draft.places.items()}
    known = {*before.bounds, *(key for whole, parts in before.sums for key in (whole, *parts))}
    pairs = [key[1:] for key in draft.places if isinstance(key, tuple) and key[0] == "between"]
    return [(keys[larger], (keys[smaller],)) for larger, smaller in pairs if keys[larger] in known and keys[smaller] in known]


def _has_rest(draft: Draft, whole: Key, parts: Sequence[Key]) -> bool:
    """Whether today's whole is more than its parts, so that the earlier one may have been as well."""
    if whole not in draft.places:
        return False
    return (
        draft.entries[draft.places[whole]].value - sum(draft.entries[draft.places[part]].value for part in parts if part in draft.places)
        > TOLERANCE
    )


def _least_changed(draft: Draft, before: Before, sums: Sequence[tuple[Key, tuple[Key, ...], bool]]) -> tuple[dict[Key, float], list[bool]]:
    """Numbers that the earlier cells can have had, as near to today's as their sums allow; and which sums cannot have held at all."""
    keys = list(dict.fromkeys([*before.bounds, *(key for whole, parts, _ in sums for key in (whole, *parts))]))
    place = {key: number for number, key in enumerate(keys)}
    told = [(before.true[key],) * 2 if key in before.true else before.bounds.get(key, (0.0, math.inf)) for key in keys]
    low, high = np.array([least for least, _ in told]), np.array([most for _, most in told])
    now = np.array([draft.entries[draft.places[key]].value if key in draft.places else low[place[key]] for key in keys])
    nearest = np.clip(now, low, high)
    # Columns: up and down from the nearest possible number, then what each sum lacks or has too much.
    wide, lines = len(keys), len(sums)
    entries: list[tuple[int, int, float]] = []
    for line, (whole, parts, _) in enumerate(sums):
        for key, sign in [(whole, 1.0), *((part, -1.0) for part in parts)]:
            entries += [(line, place[key], sign), (line, wide + place[key], -sign)]
        entries += [(line, 2 * wide + line, 1.0), (line, 2 * wide + lines + line, -1.0)]
    if not entries:
        return dict(zip(keys, nearest.tolist(), strict=True)), []
    row, column, signs = (np.array(one) for one in zip(*entries, strict=True))
    off = np.array([nearest[place[whole]] - sum(nearest[place[part]] for part in parts) for whole, parts, _ in sums])
    rest = np.array([0.0 if has_rest else PRICE_OF_A_BROKEN_SUM for *_, has_rest in sums])
    is_whole = np.array([key not in before.amounts for key in keys])
    is_whole = np.concatenate([is_whole, is_whole, *[[whole not in before.amounts for whole, _, _ in sums]] * 2])
    found = milp(
        np.concatenate([np.ones(2 * wide), np.full(lines, PRICE_OF_A_BROKEN_SUM), rest]),
        constraints=LinearConstraint(coo_array((signs, (row, column)), shape=(lines, 2 * (wide + lines))).tocsr(), -off, -off),
        bounds=Bounds(0, np.concatenate([high - nearest, nearest - low, np.full(2 * lines, np.inf)])),
        integrality=is_whole.astype(np.int64),
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return dict(zip(keys, nearest.tolist(), strict=True)), [True] * lines
    by = np.where(is_whole, np.round(found.x), found.x)
    numbers = nearest + by[:wide] - by[wide : 2 * wide]
    lacks, spare = by[2 * wide : 2 * wide + lines], by[2 * wide + lines :]
    is_broken = [
        bool(lack > TOLERANCE or (more > TOLERANCE and not sums[line][2]))
        for line, (lack, more) in enumerate(zip(lacks, spare, strict=True))
    ]
    return dict(zip(keys, numbers.tolist(), strict=True)), is_broken
