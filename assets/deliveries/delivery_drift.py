"""Drift of deliveries: the size of each supplier's newest delivery of a kind against its last one.

Belongs here: what size is, and holding two sizes against the limits of the contract. Does not belong here: the limits
(`data_contracts/drift_limits.py`), and newer deliveries that erase what older ones told of the same months (`restating.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from data_contracts.contract import Contract, kind_of
from data_contracts.drift_limits import Drift, Finding, Told
from data_contracts.figure import exact

SIZE_SCHEMA = pl.Schema({"supplier": pl.String(), "source": pl.String(), "delivered_on": pl.Date(), "size": pl.Decimal(24, 6)})


def delivery_sizes(connection: duckdb.DuckDBPyConnection, contract: Contract) -> pl.DataFrame:
    """How large each delivery of a kind was: supplier, source, delivered_on, size (SIZE_SCHEMA).

    Size is the rows of all the supplier's files of that day that could be read, whoever they are about. For kinds told by period it is the
    persons of a month or week, on average over those that the files tell of: spans differ from delivery to delivery, and over the months
    spanned one mistyped date would thin a whole file out. `source` is then whoever speaks (a municipality), else the supplier.
    """
    kind = contract.kind
    if not contract.is_told_by_period:
        query = f"""
            SELECT files.supplier, files.supplier AS source, files.delivered_on, sum(read.rows_in) AS size
            FROM deliveries.{kind}_files AS read JOIN deliveries.files AS files USING (file_id)
            WHERE read.status = 'read' AND files.delivered_on IS NOT NULL GROUP BY ALL
        """
    else:
        query = f"""
            WITH told AS (
                SELECT files.supplier, periods.source, files.delivered_on, units.unit, periods.period, sum(periods.persons) AS persons
                FROM deliveries.{kind}_periods AS periods JOIN deliveries.{kind}_units AS units USING (file_id, source)
                JOIN deliveries.files AS files USING (file_id) GROUP BY ALL
            ), last_told AS (
                SELECT supplier, source, delivered_on, period, arg_max(persons, unit) AS persons FROM told GROUP BY ALL
            )
            SELECT supplier, source, delivered_on, sum(persons) / count(*) AS size FROM last_told GROUP BY ALL
        """
    sizes = connection.sql(f"SELECT supplier, source, delivered_on, size::DECIMAL(24, 6) AS size FROM ({query})").pl()
    return sizes.select(list(SIZE_SCHEMA)).cast(SIZE_SCHEMA).sort("supplier", "source", "delivered_on")


def accepted_deliveries(accepted_drift: Iterable[str], accepted_restatements: Iterable[str]) -> frozenset[str]:
    """`<supplier>/<day>/<kind>` of all that may drift: named as such, or with a file that may tell of fewer than what it replaces."""
    restated = (file.split("/", 2) for file in accepted_restatements)
    return frozenset(accepted_drift) | {f"{supplier}/{day}/{kind_of(name)}" for supplier, day, name in restated}


def judge_rows(sizes: pl.DataFrame, kind: str, unit: str, limits: Drift, accepted: Collection[str], threshold: int) -> list[Finding]:
    """One finding for each source's newest delivery that has an older one large enough to be compared with.

    `sizes` as `delivery_sizes` returns them, of one kind; `accepted` as `accepted_deliveries` does; a size from 1 to below `threshold` is
    not told. What is compared with is the last delivery before it that was large enough and not itself beyond the limits: once a whole
    file has come again, the damaged one before it stops nobody, and a correction of a few rows is no measure.
    """
    found = []
    for (supplier, source), rows in sizes.sort("delivered_on").group_by("supplier", "source", maintain_order=True):
        place = str(supplier) if source == supplier else f"{supplier} ({source})"
        judged = list(_judged(rows, kind, place, str(supplier), unit, limits, accepted, threshold))
        if judged and judged[-1] is not None:
            found.append(judged[-1])
    return found


def _judged(
    rows: pl.DataFrame, kind: str, place: str, supplier: str, unit: str, limits: Drift, accepted: Collection[str], threshold: int
) -> Iterator[Finding | None]:
    """What becomes of each delivery of one source, in order; None where there is nothing to compare it with."""
    older: tuple[date, Decimal] | None = None
    for day, size in rows.select("delivered_on", "size").iter_rows():
        if older is None or older[1] < limits.fewest_rows:
            yield None
            older = day, size
            continue
        change = size / older[1]
        outcome, reason, limit = limits.bounds.judge(change)
        name = f"{supplier}/{day}/{kind}"
        is_accepted = outcome == "stopped" and name in accepted
        is_hidden = 0 < size < threshold
        yield Finding(
            subject="rows",
            name=kind,
            key=f"{place}/{day}",
            older=f"{place}/{older[0]}",
            accepted_as=name,
            unit=unit,
            gross_or_net="gross",
            before=Told(exact(older[1])),
            now=Told(None, status="suppressed") if is_hidden else Told(exact(size)),
            measure="ratio",
            change=None if is_hidden else exact(change),
            limit=limit,
            outcome="warned" if is_accepted else outcome,
            reason=reason,
            is_accepted=is_accepted,
        )
        if size >= limits.fewest_rows and (outcome != "stopped" or is_accepted):
            older = day, size
