"""Frames read as tables of counts or magnitudes: which columns are dimensions, which rows are totals, which tables count the same.

Belongs here: reading what a caller hands over, and writing the same frames back. Does not belong here: protection.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

CellKey = frozenset[tuple[str, str]]
TOTALS = frozenset({"", "total", "totals", "i alt", "ialt", "all", "alle"})
COUNT_COLUMNS = ("count", "n", "antal")
VALUE_COLUMNS = ("value", "sum")
LARGEST, SECOND, CONTRIBUTIONS, MEASURE = "largest", "second_largest", "contributions", "measure"
STATUS, REASON, SHOWN = "status", "reason", "shown"


@dataclass(frozen=True)
class Line:
    """One row of a table. `key`: its dimensions without those over which it is a total; `parts`: contributions, where they are told."""

    measure: str
    key: CellKey
    count: float | None
    value: float | None
    largest: float | None
    second: float | None
    parts: Sequence[float] | None
    status: str | None


@dataclass(frozen=True)
class Table:
    """A frame with the lines read from it, in its order."""

    name: str
    frame: nw.DataFrame[Any]
    lines: tuple[Line, ...]
    count_column: str | None
    value_column: str | None


def read_tables(tables: Any, apart: frozenset[str] = frozenset()) -> tuple[Table, ...]:
    """The tables of a frame, a sequence of frames or a mapping from name to frame.

    Tables without a column `measure` count the same (`count`), and so are linked, unless they disagree about a cell that both hold, or are
    named in `apart`: then each has its own name as its measure. Raises ValueError for a table without numbers, a count that is negative or
    no whole number, and a cell that a table holds twice with different numbers.
    """
    if isinstance(tables, Mapping):
        named = list(tables.items())
    else:
        named = [(f"table_{place}", frame) for place, frame in enumerate(tables if isinstance(tables, list | tuple) else [tables])]
    found: list[Table] = []
    agreed: dict[tuple[str, CellKey], tuple[float | None, float | None]] = {}
    for name, frame in named:
        table = _table(str(name), nw.from_native(frame, eager_only=True), str(name) if name in apart else "count")
        if any(agreed.get((line.measure, line.key), (line.count, line.value)) != (line.count, line.value) for line in table.lines):
            table = _table(str(name), table.frame, str(name))
        for line in table.lines:
            if line.status != "suppressed":
                agreed[line.measure, line.key] = (line.count, line.value)
        found.append(table)
    return tuple(found)


def _table(name: str, frame: nw.DataFrame[Any], measure: str) -> Table:
    columns = frame.columns
    count = next((column for column in COUNT_COLUMNS if column in columns), None)
    value = next((column for column in VALUE_COLUMNS if column in columns), None)
    if count is None and value is None and CONTRIBUTIONS not in columns:
        raise ValueError(f"{name}: a table needs a column `count` or `value`; it has {', '.join(columns)}")
    others = {count, value, LARGEST, SECOND, CONTRIBUTIONS, MEASURE, STATUS, REASON, SHOWN}
    dimensions = [column for column in columns if column not in others]
    lines = tuple(_line(row, dimensions, count, value, measure) for row in frame.iter_rows(named=True))
    twice: dict[tuple[str, CellKey], float | None] = {}
    for line in lines:
        if twice.setdefault((line.measure, line.key), line.count) != line.count:
            raise ValueError(f"{name}: holds the cell {dict(sorted(line.key))} twice, with different counts")
    return Table(name, frame, lines, count, value)


def _line(row: Mapping[str, Any], dimensions: Sequence[str], count: str | None, value: str | None, measure: str) -> Line:
    key = frozenset((name, str(row[name])) for name in dimensions if not is_total(row[name]))
    parts = row.get(CONTRIBUTIONS)
    number = _number(row[count]) if count else None if parts is None else float(len(parts))
    if number is not None and (number < 0 or number != int(number)):
        raise ValueError(f"a count is a whole number, not {number}")
    summed = _number(row[value]) if value else None if parts is None else float(sum(parts))
    told = row.get(STATUS)
    return Line(
        str(row.get(MEASURE) or measure),
        key,
        number,
        summed,
        _number(row.get(LARGEST)),
        _number(row.get(SECOND)),
        None if parts is None else [float(part) for part in parts],
        None if told is None else str(told),
    )


def is_total(value: object) -> bool:
    """Whether a dimension's value says that the row is a total over it: nothing, or a word for all."""
    return value is None or (isinstance(value, float) and math.isnan(value)) or str(value).strip().casefold() in TOTALS


def _number(value: Any) -> float | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else float(value)


def write_table(table: Table, shown: Sequence[tuple[float | None, float | None, str, str | None]]) -> Any:
    """The frame with its numbers as they are shown; contributions as `value`. `shown`: per row count, value, status, reason."""
    counts, values = [count for count, *_ in shown], [value for _, value, *_ in shown]
    columns: dict[str, Iterator[Any] | list[Any]] = {}
    if table.count_column:
        columns[table.count_column] = [None if count is None else int(count) for count in counts]
    value_column = table.value_column or (None if table.count_column else VALUE_COLUMNS[0])
    if value_column:
        columns[value_column] = values
    columns[SHOWN] = [None if count is None else int(count) for count in counts] if table.count_column else values
    columns[STATUS] = [status for *_, status, _ in shown]
    columns[REASON] = [reason for *_, reason in shown]
    space = nw.get_native_namespace(table.frame)
    types = {STATUS: nw.String(), REASON: nw.String(), SHOWN: nw.Int64() if table.count_column else nw.Float64()}
    types |= {name: nw.Int64() for name in (table.count_column,) if name} | {name: nw.Float64() for name in (value_column,) if name}
    kept = table.frame.drop([name for name in (LARGEST, SECOND, CONTRIBUTIONS) if name in table.frame.columns])
    made = [nw.new_series(name, list(numbers), types[name], backend=space) for name, numbers in columns.items()]
    return kept.with_columns(*made).to_native()
