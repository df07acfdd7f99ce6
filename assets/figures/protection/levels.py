"""Which cells of a table add up to which: of each level, its rows over one dimension add up to the level above.

Belongs here: the sums that keys imply, whether or not a total is listed. Does not belong here: numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assets.figures.protection.table_frames import CellKey


def level_sums(keys: Iterable[CellKey]) -> Iterator[tuple[CellKey, Sequence[CellKey]]]:
    """Each whole with its parts, the most detailed level first. A whole may be a key that is not given: a total that nobody lists."""
    levels: dict[frozenset[str], set[CellKey]] = {}
    for key in keys:
        levels.setdefault(frozenset(name for name, _ in key), set()).add(key)
    for size in range(max((len(level) for level in levels), default=0), 0, -1):
        for level in sorted((level for level in levels if len(level) == size), key=sorted):
            for dimension in sorted(level):
                parts: dict[CellKey, list[CellKey]] = {}
                for key in sorted(levels[level], key=sorted):
                    parts.setdefault(frozenset(pair for pair in key if pair[0] != dimension), []).append(key)
                levels.setdefault(level - {dimension}, set()).update(parts)
                yield from parts.items()
