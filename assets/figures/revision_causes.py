"""Revisions: which figures differ from the previous edition's, and through what.

Belongs here: holding two editions' figures against each other, and naming causes. Does not belong here: finding what the deliveries changed
(`assets/deliveries/changes.py`) and wording (`reports/revisions.py`).

A figure may have several causes: rows that are new, restated or corrected in any kind of delivery that it rests on, persons erased, its
definition, the settings. Where none of these is found it moved because the data reach to a later day, or because the program counts
otherwise; what even that does not explain is said to be unexplained.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from data_contracts.contract import KINDS, load_contract
from data_contracts.figure import figure_code

KEY = ("figure_id", "population", "window", "dimensions")
TOLD = ("unit", "value", "low", "high", "numerator", "denominator_count", "status", "reason", "definition_version")
"""What may differ between two editions."""
REVISION_COLUMNS: Mapping[str, str] = {
    "code": "VARCHAR NOT NULL",
    "figure_id": "VARCHAR NOT NULL",
    "population": "VARCHAR NOT NULL",
    "window": "VARCHAR NOT NULL",
    "dimensions": "VARCHAR NOT NULL",
    "change": "VARCHAR NOT NULL",
    "causes": "VARCHAR NOT NULL",
    "kinds": "VARCHAR NOT NULL",
    "unit": "VARCHAR",
    "gross_or_net": "VARCHAR",
    "value_before": "DECIMAL(24,6)",
    "low_before": "DECIMAL(24,6)",
    "high_before": "DECIMAL(24,6)",
    "status_before": "VARCHAR",
    "reason_before": "VARCHAR",
    "definition_version_before": "BIGINT",
    "value": "DECIMAL(24,6)",
    "low": "DECIMAL(24,6)",
    "high": "DECIMAL(24,6)",
    "status": "VARCHAR",
    "reason": "VARCHAR",
    "definition_version": "BIGINT",
}
"""The `revisions` table. `causes` in the order of CAUSES, `kinds` the kinds of delivery behind the first three, both with commas."""
CAUSES = ("definition", "settings", "erased", "corrected", "restated", "new", "later_day", "program", "unexplained")
FROM_DELIVERIES = ("corrected", "restated", "new")
BY_MONTH = frozenset(kind for kind in KINDS if load_contract(kind).month)
"""Kinds of which a figure of one calendar month uses that month's rows alone."""
MONTH_LETTERS = len("2023-06")


@dataclass(frozen=True)
class Circumstances:
    """What else differs between two editions. `naming_kinds`: the kinds whose rows are about persons, so that an erasure may show there."""

    is_erased: bool = False
    are_settings_other: bool = False
    is_program_other: bool = False
    is_later_day: bool = False
    naming_kinds: frozenset[str] = frozenset()


def revise(
    now: pl.DataFrame, before: pl.DataFrame, kinds: Mapping[str, Collection[str]], changes: pl.DataFrame, circumstances: Circumstances
) -> pl.DataFrame:
    """Every figure that differs, as rows of REVISION_COLUMNS, by key.

    `now`, `before`: FIGURE_COLUMNS of one audience. `kinds`: figure id → kinds of delivery that it rests on. `changes`: kind, cause, month
    of what the deliveries changed. `change` is `appeared`, `vanished`, `hidden` (shown before), `shown` (hidden before) or `changed`.
    """
    columns = [*KEY, *TOLD, "gross_or_net"]
    joined = now.select(columns).join(before.select(columns), on=KEY, how="full", suffix="_before", coalesce=True)
    is_same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in TOLD)
    differs = joined.filter(~is_same).sort(KEY)
    told = changes.select("kind", "cause", "month").unique()
    rows = [_row(row, kinds.get(str(row["figure_id"]), ()), told, circumstances) for row in differs.iter_rows(named=True)]
    return pl.DataFrame(rows, schema={name: _type(sql_type) for name, sql_type in REVISION_COLUMNS.items()})


def _type(sql_type: str) -> pl.DataType:
    if sql_type.startswith("DECIMAL"):
        return pl.Decimal(24, 6)
    return pl.Int64() if sql_type == "BIGINT" else pl.String()


def _row(row: dict[str, object], kinds: Collection[str], changes: pl.DataFrame, circumstances: Circumstances) -> dict[str, object]:
    causes, behind = _causes(row, kinds, changes, circumstances)
    code = figure_code(*(str(row[name]) for name in KEY))
    found = {"code": code, "change": _change(row), "causes": ",".join(causes), "kinds": ",".join(behind)}
    found |= {name: str(row[name] or row[f"{name}_before"]) for name in ("unit", "gross_or_net")}
    return {name: found.get(name, row.get(name)) for name in REVISION_COLUMNS}


def _change(row: Mapping[str, object]) -> str:
    before, now = row["status_before"], row["status"]
    if before is None:
        return "appeared"
    if now is None:
        return "vanished"
    if before != now:
        return "shown" if now == "published" else "hidden" if before == "published" else "changed"
    return "changed"


def _causes(
    row: Mapping[str, object], kinds: Collection[str], changes: pl.DataFrame, circumstances: Circumstances
) -> tuple[list[str], list[str]]:
    found: set[str] = set()
    touching = changes.filter(pl.col("kind").is_in(list(kinds)))
    window = str(row["window"])
    if len(window) == MONTH_LETTERS and window[:4].isdigit() and set(kinds) <= BY_MONTH:
        touching = touching.filter(pl.col("month").is_null() | (pl.col("month").dt.strftime("%Y-%m") == window))
    found |= set(touching["cause"].to_list())
    versions = row["definition_version_before"], row["definition_version"]
    if None not in versions and versions[0] != versions[1]:
        found.add("definition")
    if circumstances.is_erased and circumstances.naming_kinds & set(kinds):
        found.add("erased")
    if circumstances.are_settings_other:
        found.add("settings")
    if not found:
        # A program that counts otherwise may move any figure; a later day only those that look at days or at months that are now complete.
        found.add("program" if circumstances.is_program_other else "later_day" if circumstances.is_later_day else "unexplained")
    return [cause for cause in CAUSES if cause in found], sorted(touching["kind"].unique().to_list())
