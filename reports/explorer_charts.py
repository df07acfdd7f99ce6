"""The explorer's pictures as parts that the page's own script draws: places in thousandths of the width, and ready-made words.

Belongs here: geometry. Does not belong here: which numbers are shown and what they are called (`reports/explorer`), and drawing
(`reports/render/static/explorer.js`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from reports.charts import FunnelStep, persons_per_dot
from reports.language import Language

ROOM = 1.06
MOST_TICKS = 5
THOUSAND = 1000


@dataclass(frozen=True)
class Bar:
    """One range: its label, the words of its range, its ends and the point in it; without ends it is hatched."""

    label: str
    words: str
    low: float | None
    value: float | None
    high: float | None
    is_own: bool


@dataclass(frozen=True)
class ExplorerAxis:
    """An axis from `left` to `right` with a tick every `step`."""

    left: float
    right: float
    step: float

    @classmethod
    def over(cls, ends: Iterable[float]) -> ExplorerAxis:
        """The scale that holds zero and all ends, with a few round ticks."""
        found = [0.0, *ends]
        left, right = min(found) * ROOM, max(found) * ROOM or 1.0
        rough = (right - left) / MOST_TICKS
        ten = 10.0 ** floor(log10(rough))
        step = next(ten * size for size in (1, 2, 5, 10) if ten * size >= rough)
        return cls(left, right, step)

    def place(self, number: float) -> int:
        """Where a number lies, in thousandths of the width."""
        return round((number - self.left) / (self.right - self.left) * THOUSAND)

    def ticks(self) -> list[float]:
        """Round numbers from left to right."""
        return [number * self.step for number in range(ceil(self.left / self.step), floor(self.right / self.step) + 1)]


def dots(language: Language, reached: int, of: int, reached_words: str, rest_words: str) -> dict[str, object]:
    """People as dots, those who reached it first."""
    every = max(reached, of)
    each = persons_per_dot([FunnelStep("", every, "")])
    told = language.text("management.dots_one") if each == 1 else language.text("management.dots_many", persons=each)
    parts = {"reached": round(reached / each), "all": ceil(every / each), "own": reached_words, "rest": rest_words, "each": told}
    return {"dots": parts}


def hatched(words: str) -> dict[str, object]:
    """Nothing to draw, and its name."""
    return {"hatched": words}


def bars(language: Language, rows: Sequence[Bar], scale: ExplorerAxis, mark: tuple[float, str] | None, axis: str) -> dict[str, object]:
    """Ranges under each other on one axis, a labelled line at `mark`."""
    decimals = max(0, -floor(log10(scale.step)))
    drawn = [
        {"label": bar.label, "words": bar.words, "own": bar.is_own}
        | ({} if bar.low is None or bar.high is None else {"at": [scale.place(end or 0.0) for end in (bar.low, bar.value, bar.high)]})
        for bar in rows
    ]
    ticks = [{"at": scale.place(tick), "words": language.number(tick, decimals)} for tick in scale.ticks()]
    line = {} if mark is None else {"mark": {"at": scale.place(mark[0]), "words": mark[1]}}
    return {"bars": {"rows": drawn, "ticks": ticks, "axis": axis, **line}}
