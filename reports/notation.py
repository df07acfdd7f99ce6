"""Notation: how a number of a unit is written, in words and in a spreadsheet, with the same digits in both.

Belongs here: decimals, scale and unit of a number. Does not belong here: which number (`figures.py`), and sentences around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from reports.blocks import Amount
from reports.language import MILLION, NO_BREAK, Language

DECIMALS: Final = {"weeks": 1, "hours": 0, "hours_per_week": 1, "share": 1, "fte": 1, "ratio": 1, "points": 1, "standard_deviations": 2}
PLACE: Final = "\u2060"
"""Stands for the number in a unit's words until it is put in."""


def decimals_of(unit: str, number: Decimal) -> int:
    """How many decimals a number of the unit is told with: full-time equivalents of one person with four, as many as two of 100 persons
    are; of a country with none."""
    if unit == "fte" and abs(number) < 1:
        return 4
    return 0 if unit == "fte" and abs(number) >= 1000 else DECIMALS.get(unit, 0)


@dataclass(frozen=True)
class NumberNotation:
    """How numbers of a unit are written that stand together: times what, with how many decimals, and whether shares are differences."""

    language: Language
    unit: str
    scale: Decimal
    decimals: int
    is_difference: bool = False

    def bare(self, number: Decimal, rounding: str = ROUND_HALF_UP) -> str:
        """The number alone."""
        return self.language.number(self._rounded(number, rounding), self.decimals)

    def words(self, number: Decimal, rounding: str = ROUND_HALF_UP) -> str:
        """The number with its unit: `619 personer`, `43,3 procent`, `1,2 mio. kr.`."""
        bare = self.bare(number, rounding)
        return self._unit(is_one=bare == "1").replace(PLACE, bare)

    def ends(self, low: Decimal, high: Decimal, down: str, up: str) -> tuple[str, str]:
        """Two numbers that share their unit, which stands where the language puts it: `−0,9`, `2,1 mio. kr.`; `DKK −0.9`, `2.1 million`."""
        bare = self.bare(high, up)
        before, _, after = self._unit(is_one=bare == "1").partition(PLACE)
        return f"{before}{self.bare(low, down)}", f"{bare}{after}"

    def amount(self, number: Decimal, rounding: str = ROUND_HALF_UP, *, is_bare: bool = False) -> Amount:
        """The number for a cell that reads the same on a page and in a spreadsheet; `is_bare` where its column says the unit.

        A share keeps the sign of percent, and millions their unit, without which they would be another number.
        """
        digits = "." + "0" * self.decimals if self.decimals else ""
        if self.unit == "share" and not self.is_difference:
            words = f"{self.bare(number)}{NO_BREAK}%" if is_bare else self.words(number)
            return Amount(number, words, f'0{digits}" "%')
        # A spreadsheet cannot show the hundredfold without a sign of percent, nor round one way: it is given what it is to show.
        held = self._rounded(number, rounding) if self.is_difference or rounding != ROUND_HALF_UP else number
        digits = f"#,##0{digits}" + (",," if self.scale < 1 else "")
        if is_bare and self.scale == 1:
            return Amount(held, self.bare(number, rounding), digits)
        before, _, after = self._unit(is_one=self.bare(number, rounding) == "1").replace(NO_BREAK, " ").partition(PLACE)
        return Amount(held, self.words(number, rounding), "".join((_quoted(before), digits, _quoted(after))))

    def _rounded(self, number: Decimal, rounding: str) -> Decimal:
        return (number * self.scale).quantize(Decimal(1).scaleb(-self.decimals), rounding)

    def _unit(self, *, is_one: bool) -> str:
        text = self.language.text
        if self.unit == "dkk":
            return text("unit.dkk_millions" if self.scale < 1 else "unit.dkk", number=PLACE)
        if self.unit == "share":
            return f"{PLACE}{NO_BREAK}{text('unit.percentage_points' if self.is_difference else 'unit.percent')}"
        return f"{PLACE}{NO_BREAK}{text(f'unit.{self.unit}_one' if is_one else f'unit.{self.unit}')}"


def notation(language: Language, unit: str, *numbers: Decimal, is_difference: bool = False) -> NumberNotation:
    """How such numbers of a unit are written together, after the largest of them: millions and decimals are the same for all."""
    largest = max(numbers, key=abs)
    if unit == "dkk" and abs(largest) >= MILLION:
        return NumberNotation(language, unit, 1 / Decimal(MILLION), 1)
    scale = Decimal(100) if unit == "share" else Decimal(1)
    return NumberNotation(language, unit, scale, decimals_of(unit, largest), is_difference)


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
