"""Published figures in words: the one place where a figure becomes text.

Belongs here: finding a figure and writing its value, range, status and source in a language. Does not belong here: which figures a
publication shows, and any number that is not a figure.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import polars as pl

from data_contracts.figure import figure_code
from data_contracts.figure_rows import BENEFIT_IGNORED
from reports.blocks import Cell, Coded, PlainCell, Sentence
from reports.language import Language
from reports.notation import NumberNotation, decimals_of, notation

BRIDGE = "bridge_"
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Shown:
    """One row of the published figures. Its numbers are None where they are suppressed or cannot be computed."""

    figure_id: str
    population: str
    window: str
    dimensions: Mapping[str, str | int]
    unit: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    denominator_count: int | None
    gross_or_net: str
    status: str
    reason: str | None
    interval_method: str | None = None

    @property
    def code(self) -> str:
        """The short code that leads to the figure's passport; blank for one that the run did not make."""
        if not self.unit:
            return ""
        dimensions = json.dumps(dict(self.dimensions), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return figure_code(self.figure_id, self.population, self.window, dimensions)

    @property
    def is_published(self) -> bool:
        """Whether there is a number to show."""
        return self.status == "published"

    @property
    def count(self) -> int | None:
        """The value as a whole number."""
        return None if self.value is None else int(self.value)

    @property
    def share(self) -> float | None:
        """The value for a chart."""
        return None if self.value is None else float(self.value)


def is_difference_of_shares(shown: Shown) -> bool:
    """Whether a share is one less another, so that it counts percentage points."""
    return shown.unit == "share" and shown.gross_or_net == "net"


def said(words: str, *shown: Shown) -> Sentence:
    """A sentence with the figures whose numbers stand in it, and their codes, each once."""
    codes = dict.fromkeys(one.code for one in shown if one.code)
    return Sentence(words, tuple(dict.fromkeys(one.figure_id for one in shown)), tuple(codes))


class FigureTable:
    """The published figures of one audience, in one language. `taken`: ids of those that rest on what others have published, not on
    deliveries.

    `population` in look-ups is the clock's plain name: `referred` also finds `referred_benefit_ignored`.
    """

    def __init__(self, figures: pl.DataFrame, language: Language, data_date: date, taken: Collection[str]) -> None:
        self.language = language
        self.data_date = data_date
        self._taken = taken
        self._rows: dict[tuple[str, str, str, str], Shown] = {}
        self.is_benefit_ignored = False
        for row in figures.iter_rows(named=True):
            shown = Shown(
                **{name: row[name] for name in Shown.__dataclass_fields__ if name != "dimensions"}, dimensions=json.loads(row["dimensions"])
            )
            self.is_benefit_ignored |= shown.population.endswith(BENEFIT_IGNORED)
            self._rows[shown.figure_id, shown.population.removesuffix(BENEFIT_IGNORED), shown.window, row["dimensions"]] = shown

    def find(self, figure_id: str, population: str, window: str = "total", **dimensions: str | int) -> Shown:
        """The figure's row; one that the run did not make is not computable, with that as its reason."""
        key = json.dumps(dimensions, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        found = self._rows.get((figure_id, population, window, key))
        return found or Shown(
            figure_id, population, window, dimensions, "", None, None, None, None, "gross", "not_computable", "not_yet_built"
        )

    def exactly(self, figure_id: str, population: str, window: str, dimensions: str) -> Shown:
        """The row under a whole key, dimensions as JSON. Raises KeyError for none."""
        return self._rows[figure_id, population.removesuffix(BENEFIT_IGNORED), window, dimensions]

    def series(self, figure_id: str, population: str) -> list[Shown]:
        """The figure's rows by calendar month, in order."""
        rows = [
            row for row in self._rows.values() if row.figure_id == figure_id and row.population == population and row.window[:4].isdigit()
        ]
        return sorted((row for row in rows if "-" in row.window), key=lambda row: row.window)

    def by_dimension(self, figure_id: str, population: str, window: str, dimension: str) -> dict[str | int, Shown]:
        """The figure's rows by the one dimension that they have."""
        return {
            row.dimensions[dimension]: row
            for (figure, whom, when, _), row in self._rows.items()
            if (figure, whom, when) == (figure_id, population, window) and set(row.dimensions) == {dimension}
        }

    def by_reason(self, status: str) -> dict[str, list[str]]:
        """Why figures of a status carry a warning (`published`) or no number, in words, and the ids that each concerns."""
        found: dict[str, set[str]] = {}
        for row in self._rows.values():
            if row.status == status and row.reason:
                for key in row.reason.split(","):
                    found.setdefault(self.language.text(f"reason.{key}"), set()).add(row.figure_id)
        return {why: sorted(found[why]) for why in sorted(found)}

    def value(self, shown: Shown) -> str:
        """The value with its unit, or in words why there is none."""
        if shown.value is None:
            return self.absence(shown)
        return self._notation(shown, shown.value).words(shown.value, self._rounding(shown))

    def amount(self, number: Decimal, unit: str) -> str:
        """A number with its unit as people say it: `619 personer`, `43,3 procent`."""
        return notation(self.language, unit, number).words(number)

    def _notation(self, shown: Shown, *numbers: Decimal) -> NumberNotation:
        return notation(self.language, shown.unit, *numbers, is_difference=is_difference_of_shares(shown))

    @staticmethod
    def _rounding(shown: Shown) -> str:
        """What is the most that can be is told upwards: rounded down, it would be exceeded."""
        return ROUND_CEILING if shown.interval_method == "upper_bound" else ROUND_HALF_UP

    def count_cell(self, shown: Shown) -> Cell:
        """The value as a whole number for a column of counts, or in words why there is none."""
        return Coded(shown.count if shown.is_published else self.absence(shown), shown.code)

    def value_cell(self, shown: Shown) -> Cell:
        """The value for a column that tells its unit, or in words why there is none."""
        if shown.value is None:
            return Coded(self.absence(shown), shown.code)
        return Coded(self._notation(shown, shown.value).amount(shown.value, self._rounding(shown), is_bare=True), shown.code)

    def end_cells(self, shown: Shown, *, is_bare: bool = True) -> tuple[Cell, Cell]:
        """Both ends of the range, written as in its words, for columns of their own; blank where there is none."""
        if shown.low is None or shown.high is None:
            return "", ""
        written, (down, up) = self._notation(shown, shown.low, shown.high), self._outwards(shown)
        return written.amount(shown.low, down, is_bare=is_bare), written.amount(shown.high, up, is_bare=is_bare)

    @staticmethod
    def _outwards(shown: Shown) -> tuple[str, str]:
        """How both ends of a range are rounded: a factor's outwards, since a threshold lies on its scale, and 4.96 must not read as 5.0."""
        return (ROUND_FLOOR, ROUND_CEILING) if shown.unit == "ratio" else (ROUND_HALF_UP, ROUND_HALF_UP)

    def word_cell(self, shown: Shown, words: str) -> Cell:
        """What is said of the figure, with its code."""
        return Coded(words, shown.code)

    def reference(self, shown: Shown) -> Cell:
        """The code itself."""
        return Coded(shown.code, shown.code)

    def cell(self, shown: Shown) -> Cell:
        """The value for a column of mixed units, or in words why there is none."""
        return Coded(self._amount(shown), shown.code)

    def _amount(self, shown: Shown) -> PlainCell:
        if shown.value is None:
            return self.absence(shown)
        return self._notation(shown, shown.value).amount(shown.value, self._rounding(shown))

    def number(self, shown: Shown) -> str:
        """The bare number, or in words why there is none."""
        return self.absence(shown) if shown.value is None else self.language.number(shown.value, decimals_of(shown.unit, shown.value))

    def range(self, shown: Shown) -> str:
        """`mellem 3,1 og 5,6 procent`; blank for a complete count."""
        if shown.low is None or shown.high is None:
            return ""
        # Both ends as the larger one is written, which carries the unit.
        written, (down, up) = self._notation(shown, shown.low, shown.high), self._outwards(shown)
        low, high = written.ends(shown.low, shown.high, down, up)
        return self.language.text("figures.between", low=low, high=high)

    def hundredfold(self, number: Decimal) -> str:
        """Full-time equivalents per 100 persons with two decimals: per person they are too small to be read."""
        return self.language.number(number * 100, 2)

    def range_per_hundred(self, shown: Shown) -> str:
        """`mellem 1,75 og 2,25`: a range of full-time equivalents per 100 persons; blank where there is none."""
        if shown.low is None or shown.high is None:
            return ""
        return self.language.text("figures.between", low=self.hundredfold(shown.low), high=self.hundredfold(shown.high))

    def precision(self, shown: Shown) -> str:
        """The range, or that the number is a complete count, an upper bound or taken from publications; blank where there is none."""
        is_taken = shown.figure_id in self._taken
        without = "figures.from_published" if is_taken else "figures.complete_count"
        if shown.interval_method == "upper_bound":
            without = "interval_method.upper_bound"
        return self.range(shown) or (self.language.text(without) if shown.is_published else "")

    def window(self, shown: Shown) -> str:
        """The window in words: `12 måneder`, `juni 2023`."""
        return self.window_name(self.language, shown.window)

    @staticmethod
    def window_name(language: Language, window: str) -> str:
        """A window's code in words."""
        return language.month(date.fromisoformat(f"{window}-01")) if "-" in window else language.text(f"window.{window}")

    def population(self, shown: Shown) -> str:
        """Whom the figure is about; says so where full-time is judged on hours alone."""
        name = self.language.text(f"population.{shown.population.removesuffix(BENEFIT_IGNORED)}")
        return self.language.text("population.benefit_ignored", who=name) if shown.population.endswith(BENEFIT_IGNORED) else name

    def absence_short(self, shown: Shown) -> str:
        """Protected or not computable, in two words, for a picture; the words below it say why."""
        return self.language.text(f"status.{shown.status}")

    def absence(self, shown: Shown) -> str:
        """Why there is no number: protected, or not computable because of what, one reason or several. Never a zero."""
        if shown.status == "suppressed":
            return self.language.text("not_shown.suppressed")
        return self.language.text("not_shown.not_computable", why="; ".join(self.reasons(shown)))

    def reasons(self, shown: Shown) -> list[str]:
        """What the row's reason says, in words."""
        return [self.language.text(f"reason.{key}") for key in (shown.reason or "").split(",") if key]

    def bridges(self, shown: Shown) -> list[str]:
        """The assumptions that a published number rests on, out of all that it carries."""
        keys = (shown.reason or "").split(",") if shown.is_published else []
        return [self.language.text(f"reason.{key}") for key in keys if key.startswith(BRIDGE)]

    def warnings(self, shown: Shown) -> list[str]:
        """What a published number carries with it."""
        return self.reasons(shown) if shown.is_published else []

    def name(self, figure_id: str) -> str:
        """The figure's name."""
        return self.language.text(f"figure.{figure_id}.name")

    def source(self, shown: Shown, *, is_warned: bool = True) -> str:
        """Code, population, window, gross or net, day of data; warnings behind it, unless they are told elsewhere."""
        text = self.language.text
        line = text(
            "figures.source",
            code=shown.code,
            figure=shown.figure_id,
            population=self.population(shown),
            window=self.window(shown),
            gross=text(f"gross_or_net.{shown.gross_or_net}"),
            date=self.language.day(self.data_date),
        )
        warned = self.warnings(shown) if is_warned else []
        return line + (" " + text("figures.warned", warnings="; ".join(warned)) if warned else "")
