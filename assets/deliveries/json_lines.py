"""JSON lines: one object a line, as some interfaces answer, whatever the file is called.

Belongs here: objects as rows of text under the first object's names. Does not belong here: what cells mean (`notations.py`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl

from assets.deliveries.delimited import BEYOND, FindHeader
from assets.deliveries.encodings import decode
from assets.deliveries.rejections import FileRejected
from assets.deliveries.text_tables import ROW_NUMBER, TextTable, read_table

NOT_A_ROW = "not a row"
"""Column of rows that are no object with any of the table's names, for example a message that an interface sent instead of data."""


def read_json_lines(content: bytes, find_header: FindHeader) -> TextTable:
    """Reads JSON lines; a file that does not begin with an object is read as any other table.

    The table's rows have the further column NOT_A_ROW. Raises FileRejected as `read_table` does; `not_a_table` where no object has the
    names looked for.
    """
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        table = read_table(content, find_header)
        return replace(table, rows=table.rows.with_columns(pl.lit(False).alias(NOT_A_ROW)))
    text, encoding = decode(content)
    lines = [(number, _object(line)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    header = next((names for _, names in lines if names is not None and find_header([list(names)]) is not None), None)
    if header is None:
        raise FileRejected("not_a_table")
    rows = [(number, None if found is None or not header.keys() & found.keys() else found) for number, found in lines]
    columns = {str(place): [_written(found.get(name)) if found else "" for _, found in rows] for place, name in enumerate(header)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(
        pl.lit(False).alias(BEYOND),
        pl.Series(ROW_NUMBER, [number for number, _ in rows], dtype=pl.Int64),
        pl.Series(NOT_A_ROW, [found is None for _, found in rows], dtype=pl.Boolean),
    )
    return TextTable(tuple(header), frame, "json", encoding)


def _object(line: str) -> dict[str, Any] | None:
    """The line's object with numbers as they are written; None where it holds none."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _written(value: object) -> str:
    """A value as text; what holds further values says nothing that a cell could."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return value if isinstance(value, str) else ""
