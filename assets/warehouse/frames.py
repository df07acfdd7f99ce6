"""Frames: tables that rules are written on, whichever engine holds them.

Belongs here: their type. Does not belong here: what a table holds.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import narwhals as nw

LazyFrame: TypeAlias = nw.LazyFrame[Any]
"""Not yet computed, in DuckDB, Polars or Spark: a rule takes and gives such frames and asks for no engine."""
