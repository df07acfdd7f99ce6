"""Primary rules: which cell may not be shown for its own sake. Threshold, (n,k)-dominance, p %-rule.

Belongs here: rules that look at one cell alone. Does not belong here: what has to go with it (`suppression.py`).
Rules as in Hundepool et al., Statistical Disclosure Control (2012), section 4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import polars as pl

from assets.figures.protection.audience import DOMINATING, MOST_OF_TWO


def dominates(contributions: Sequence[float], n: int = DOMINATING, k: float = MOST_OF_TWO) -> bool:
    """Whether the `n` largest contributions are more than the part `k` (0 to 1) of all; never where nothing was contributed.

    A cell of `n` contributors or fewer is always dominated. Sizes count, not signs: credit notes are contributions as well.
    """
    sizes = sorted((abs(float(size)) for size in contributions), reverse=True)
    return sum(sizes) > 0 and sum(sizes[:n]) > k * sum(sizes)


def is_within_p(contributions: Sequence[float], p: float) -> bool:
    """The p %-rule: whether the second largest contributor can work out the largest to within the part `p` (0 to 1) of its size.

    It can where all but the two largest are together less than that.
    """
    sizes = sorted((abs(float(size)) for size in contributions), reverse=True)
    return bool(sizes) and sizes[0] > 0 and sum(sizes[2:]) < p * sizes[0]


def upward_need(total: float, of_two: float, k: float = MOST_OF_TWO) -> float:
    """How much larger a dominated cell must be able to be, so that its two largest are at most the part `k` of it."""
    return max(0.0, of_two / k - total)


def primary(
    micro: Any,
    by: Sequence[str],
    value: str | None = None,
    *,
    threshold: int = 3,
    n: int = DOMINATING,
    k: float | None = None,
    p: float | None = None,
) -> pl.DataFrame:
    """One row per cell of micro-data (any frame that Narwhals reads), with what each rule says of it.

    `by`: the columns that make a cell; `value`: the column that is added up, for dominance (`n`, `k`) and the p %-rule (`p`), parts from 0
    to 1. Columns: `by`, `count`, `value`, `is_small`, `is_dominated`, `is_within_p` (false where the rule is not asked for), `is_primary`.
    """
    frame = nw.from_native(micro, eager_only=True)
    rows = pl.DataFrame({name: frame[name].to_list() for name in [*by, *([value] if value else [])]})
    cells = rows.group_by(by, maintain_order=True).agg(pl.len().alias("count"), *([pl.col(value).alias("parts")] if value else []))
    found = []
    for cell in cells.iter_rows(named=True):
        parts = [float(part) for part in cell.get("parts") or () if part is not None]
        said = {
            "is_small": 0 < cell["count"] < threshold,
            "is_dominated": k is not None and dominates(parts, n, k),
            "is_within_p": p is not None and is_within_p(parts, p),
        }
        total = sum(parts) if value else None
        found.append(
            {**{name: cell[name] for name in by}, "count": cell["count"], "value": total, **said, "is_primary": any(said.values())}
        )
    return pl.DataFrame(found).sort(by)
