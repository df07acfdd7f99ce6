"""Corrections: single cells that the programme knows to be wrong, put right before the rows are judged, until the supplier has done so.

Belongs here: finding the row, holding what it says against what the correction expects, changing it. Does not belong here: restatements,
which suppliers deliver themselves (`restating.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import duckdb
import polars as pl

from assets.deliveries.columns import read_text
from assets.deliveries.days import Limits
from assets.deliveries.encodings import folded
from assets.deliveries.rejections import FileRejected
from assets.warehouse.database import append, create_table
from data_contracts.contract import Contract
from data_contracts.problems import NotFitToPublish
from data_contracts.rules import Column

APPLIED_COLUMNS = {"supplier": "VARCHAR", "correction_id": "VARCHAR", "kind": "VARCHAR", "column_name": "VARCHAR", "rows": "BIGINT"}


def apply_corrections(connection: duckdb.DuckDBPyConnection, contract: Contract, without_erased: Collection[str] = ()) -> None:
    """Corrects `deliveries.landed_<kind>` and keeps in `deliveries.<kind>_corrected` which correction changed how many rows.

    Only a supplier's newest file of corrections counts. `without_erased`: suppliers of whose files rows about the erased were left out; a
    correction that finds nothing there may have been of such a row, and is passed over.

    Raises NotFitToPublish, naming the correction: `correction_unusable` for a column that the kind does not have or a value that cannot be
    read as that column's, `correction_finds_nothing`, `correction_ambiguous` where one delivery has several such rows,
    `correction_outdated` where the newest delivery says something else than expected.
    """
    create_table(connection, f"deliveries.{contract.kind}_corrected", APPLIED_COLUMNS)
    corrections = connection.execute(
        """
        SELECT * FROM deliveries.corrections WHERE corrected_file = ?
        QUALIFY delivered_on = max(delivered_on) OVER (PARTITION BY supplier)
        ORDER BY supplier, correction_id
        """,
        [contract.correction_name],
    ).pl()
    found = (_apply(connection, contract, correction, without_erased) for correction in corrections.iter_rows(named=True))
    applied = [one for one in found if one is not None]
    if applied:
        append(connection, f"deliveries.{contract.kind}_corrected", pl.DataFrame(applied))


def _apply(
    connection: duckdb.DuckDBPyConnection, contract: Contract, correction: Mapping[str, Any], without_erased: Collection[str]
) -> dict[str, object] | None:
    name = str(correction["correction_id"])
    column = _column(contract, str(correction["corrected_column"]), name)
    expected = _value(correction["expected_value"], column, contract, name)
    correct = _value(correction["correct_value"], column, contract, name)
    where, values = _place(contract, correction, name)
    found = connection.execute(
        f"""
        SELECT delivered_on, count(*), count(*) FILTER ({column.name} IS NOT DISTINCT FROM $expected)
        FROM deliveries.landed_{contract.kind} WHERE {where} GROUP BY delivered_on ORDER BY delivered_on DESC
        """,
        {**values, "expected": expected},
    ).fetchall()
    if not found and correction["corrected_supplier"] in without_erased:
        return None
    if not found:
        raise NotFitToPublish("correction_finds_nothing", correction=name)
    if any(as_expected > 1 for _, _, as_expected in found):
        raise NotFitToPublish("correction_ambiguous", correction=name)
    if found[0][2] == 0:
        raise NotFitToPublish("correction_outdated", correction=name, delivered_on=str(found[0][0]))
    connection.execute(
        f"""
        UPDATE deliveries.landed_{contract.kind} SET {column.name} = $correct,
            unreadable = list_filter(unreadable, lambda name: name <> '{column.name}'),
            masked = [cell[2] FOR cell IN list_zip(unreadable, masked) IF cell[1] <> '{column.name}']
        WHERE {where} AND {column.name} IS NOT DISTINCT FROM $expected
        """,
        {**values, "expected": expected, "correct": correct},
    )
    rows = sum(as_expected for _, _, as_expected in found)
    return {
        "supplier": correction["supplier"],
        "correction_id": name,
        "kind": contract.kind,
        "column_name": column.name,
        "rows": rows,
    }


def _place(contract: Contract, correction: Mapping[str, Any], name: str) -> tuple[str, dict[str, object]]:
    """The condition on rows that a correction speaks of, and its parameters."""
    conditions, values = ["supplier = $supplier"], {"supplier": correction["corrected_supplier"]}
    if correction["person_key"] is not None:
        if not contract.names_persons:
            raise NotFitToPublish("correction_unusable", correction=name)
        conditions.append("person_key = $person_key")
        values["person_key"] = correction["person_key"]
    if correction["key_column"] is not None:
        key = _column(contract, str(correction["key_column"]), name)
        conditions.append(f"{key.name} IS NOT DISTINCT FROM $key_value")
        values["key_value"] = _value(correction["key_value"], key, contract, name)
    if len(conditions) == 1:
        raise NotFitToPublish("correction_unusable", correction=name)
    return " AND ".join(conditions), values


def _column(contract: Contract, header: str, name: str) -> Column:
    """The kind's column of that name, by any of its headers; who a row is about cannot be corrected."""
    for column in contract.read_columns:
        if column.notation != "cpr" and folded(header) in {folded(known) for known in column.headers}:
            return column
    raise NotFitToPublish("correction_unusable", correction=name)


def _value(text: str | None, column: Column, contract: Contract, name: str) -> Any:
    """The text as a cell of that column would be read; None for blank."""
    try:
        read = read_text(text, column, contract, Limits.of(date.max))
    except FileRejected:
        raise NotFitToPublish("correction_unusable", correction=name) from None
    if any(value is None for value in read.filter(pl.col("text").is_not_null())["value"]):
        raise NotFitToPublish("correction_unusable", correction=name)
    return read["value"].to_list()[0] if read.height else None
