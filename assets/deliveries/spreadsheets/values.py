"""Values: typed cells as a person would write them, so that a number, a date or a duration reads the same as in CSV.

Belongs here: one cell. Does not belong here: where it stood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

ISO_DURATION: Final = re.compile(r"(-?)PT([0-9]+)H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]+)?S")
"""How calamine hands over a duration of an ODS file that is no time of a day."""


def written(cell: Any) -> str:
    """A typed cell as a person would write it: a decimal comma cannot be taken for a thousands point."""
    writer = next((writer for kind, writer in WRITERS if isinstance(cell, kind)), str)
    return "" if cell is None else writer(cell)


def percent(cell: Any) -> str:
    """A number that is shown with a percent sign; anything else as it is."""
    return f"{_number(float(cell) * 100)} %" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else written(cell)


def _text(text: str) -> str:
    duration = ISO_DURATION.fullmatch(text)
    return text if duration is None else duration[1] + _hours(int(duration[2]), int(duration[3]), int(duration[4]))


def _moment(moment: datetime) -> str:
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")


def _duration(length: timedelta) -> str:
    """Hours, which may be more than a day has, minutes and, where there are any, seconds; their parts are a binary fraction's noise."""
    seconds = round(abs(length).total_seconds())
    minutes, second = divmod(seconds, 60)
    return ("-" if length < timedelta() and seconds else "") + _hours(*divmod(minutes, 60), second)


def _time(of_day: time) -> str:
    return _duration(timedelta(hours=of_day.hour, minutes=of_day.minute, seconds=of_day.second, microseconds=of_day.microsecond))


def _hours(hour: int, minute: int, second: int) -> str:
    return f"{hour}:{minute:02}" + (f":{second:02}" if second else "")


def _number(number: float) -> str:
    """Ten decimals take the noise off a binary fraction and leave more than anybody counts in; no number is blank."""
    if math.isnan(number):
        return ""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".").replace(".", ",")


WRITERS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (str, _text),
    (bool, lambda is_true: "ja" if is_true else "nej"),
    (datetime, _moment),
    (date, date.isoformat),
    (time, _time),
    (timedelta, _duration),
    (float, _number),
)
"""The first that fits: a boolean is a number to Python, and a moment is a day."""
