"""Passports: what each published figure rests on, in one row: definition, kinds of delivery, rows and persons, checks, disclosure.

Belongs here: putting the row together for each audience. Does not belong here: wording (`reports/passports.py`), and the lists that all
figures share (deliveries with their SHA-256, contracts, checks, settings), which stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import duckdb
import polars as pl

from assets.figures.disclosure import Audience, disclosure_action
from data_contracts.contract import load_contract
from data_contracts.figure import figure_code
from data_contracts.figure_facts import FigureFacts
from data_contracts.problems import MachineProblem

PASSPORT_COLUMNS: Mapping[str, str] = {
    "code": "VARCHAR NOT NULL",
    "figure_id": "VARCHAR NOT NULL",
    "population": "VARCHAR NOT NULL",
    "window": "VARCHAR NOT NULL",
    "dimensions": "VARCHAR NOT NULL",
    "definition_version": "INTEGER NOT NULL",
    "kinds": "VARCHAR NOT NULL",
    "deliveries": "BIGINT NOT NULL",
    "rows_used": "BIGINT",
    "persons_used": "BIGINT",
    "checks_passed": "BIGINT NOT NULL",
    "checks_warned": "BIGINT NOT NULL",
    "disclosure": "VARCHAR NOT NULL",
}
"""The `passports` table; `kinds` with commas, blank for a figure made from published numbers alone. Rows and persons as the audience may
see them: null where there are too few."""


@dataclass(frozen=True)
class Foundation:
    """What the figures of some kinds of delivery rest on: files that were read, rows loaded from them, persons named in these rows, rules
    of their contracts that every row held, and rules that some row broke."""

    deliveries: int = 0
    rows: int = 0
    persons: int = 0
    passed: int = 0
    warned: int = 0


def foundation(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> Foundation:
    """Counted from the warehouse of the run."""
    if not kinds:
        return Foundation()
    outcomes = [outcome for kind in kinds for (outcome,) in connection.table(f"deliveries.{kind}_checks").select("outcome").fetchall()]
    passed = outcomes.count("passed")
    return Foundation(
        deliveries=sum(len(connection.table(f"deliveries.{kind}_files").filter("status = 'read'")) for kind in kinds),
        rows=sum(_loaded(connection, kind) for kind in kinds),
        persons=_persons(connection, [kind for kind in kinds if load_contract(kind).names_persons]),
        passed=passed,
        warned=len(outcomes) - passed,
    )


def _loaded(connection: duckdb.DuckDBPyConnection, kind: str) -> int:
    account = connection.table(f"deliveries.{kind}_account").filter("outcome = 'loaded'").select("rows").fetchall()
    return sum(int(rows) for (rows,) in account)


def _persons(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str]) -> int:
    """Persons in the rows of any of the kinds, each once."""
    named = [connection.table(f"deliveries.{kind}").select("person_key") for kind in kinds]
    return len(reduce(duckdb.DuckDBPyRelation.union, named).distinct()) if named else 0


def passports(
    shown: pl.DataFrame,
    kinds: Mapping[str, Sequence[str]],
    foundations: Mapping[tuple[str, ...], Foundation],
    audience: Audience,
    facts: FigureFacts,
) -> pl.DataFrame:
    """A passport for each figure of an audience (FIGURE_COLUMNS, after disclosure control). Raises MachineProblem where two figures have
    one code."""
    rows = []
    for row in shown.iter_rows(named=True):
        behind = tuple(kinds[row["figure_id"]])
        base = foundations[behind]
        rows.append(
            {
                "code": figure_code(row["figure_id"], row["population"], row["window"], row["dimensions"]),
                **{name: row[name] for name in ("figure_id", "population", "window", "dimensions", "definition_version")},
                "kinds": ",".join(behind),
                "deliveries": base.deliveries,
                "rows_used": _as_seen(base.rows, audience),
                "persons_used": _as_seen(base.persons, audience) if base.persons else None,
                "checks_passed": base.passed,
                "checks_warned": base.warned,
                "disclosure": disclosure_action(row, audience, facts),
            }
        )
    found = pl.DataFrame(rows, schema={name: pl.String if "VARCHAR" in sql else pl.Int64 for name, sql in PASSPORT_COLUMNS.items()})
    twice = found.filter(pl.col("code").is_duplicated())
    if twice.height:
        raise MachineProblem("figure_code_twice", figure=twice["figure_id"][0])
    return found


def _as_seen(number: int, audience: Audience) -> int | None:
    """A number of rows or persons: not shown where there are too few, rounded where the audience gets nothing exact."""
    if 0 < number < audience.threshold:
        return None
    return (number + audience.base // 2) // audience.base * audience.base
