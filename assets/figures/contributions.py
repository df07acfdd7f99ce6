"""What each company contributed to the sums of hours that are published, so that disclosure control can see who stands for most of them.

Hours of the programme's own payroll are worked at host companies: of a month with one host, they are that one's invoice.

Belongs here: reading contributions. Does not belong here: the rule (`protection/primary.py`) and which sums they are known of (their
definitions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from data_contracts.figure_facts import FigureFacts

WHOLE = "total"
FigureWindow = tuple[str, str]
"""Figure id and window."""
Contributions = Mapping[FigureWindow, Sequence[float]]
"""Sum → hundredths of an hour of each host company; none where there are none."""


def company_contributions(connection: duckdb.DuckDBPyConnection, facts: FigureFacts) -> Contributions:
    """What each company contributed, in all and to the hours paid in each month."""
    found = _by_figure(
        connection.sql("""
            SELECT sum(hours_hundredths) FROM core.invoices GROUP BY host_cvr ORDER BY sum(hours_hundredths) DESC, host_cvr
        """).fetchall(),
        facts,
    )
    months: dict[FigureWindow, list[float]] = {}
    for month, hundredths in connection.sql("""
        SELECT strftime(month, '%Y-%m'), sum(hours_hundredths) FROM core.invoices GROUP BY month, host_cvr ORDER BY ALL
    """).fetchall():
        for figure in facts.sums_of_hosts("months"):
            months.setdefault((figure, month), []).append(float(hundredths))
    return {**found, **months}


def persons_behind(connection: duckdb.DuckDBPyConnection, payroll_cvr: Sequence[str], facts: FigureFacts) -> Mapping[FigureWindow, int]:
    """Sum of hours paid in a month → of how many persons: those whose month is complete, since the figure counts no other."""
    query = """
        SELECT strftime(month, '%Y-%m'), count(DISTINCT person_key)
        FROM core.paid_hours SEMI JOIN (FROM core.person_months WHERE is_hours_complete) USING (person_key, month)
        WHERE payroll_cvr IN (SELECT unnest(?)) AND hours_hundredths <> 0 GROUP BY ALL
    """
    found = connection.execute(query, [list(payroll_cvr)]).fetchall()
    return {(figure, month): persons for figure in facts.sums_of_hosts("months") for month, persons in found}


def contributed_since(connection: duckdb.DuckDBPyConnection, day: date, facts: FigureFacts) -> Contributions:
    """By how much each company's contribution, up or down, differs from what deliveries up to a day told: what two editions tell by
    subtraction. A company that differs by nothing is left out."""
    query = """
        WITH earlier AS (
            SELECT invoice_id, host_cvr, (hours * 100)::BIGINT AS hours_hundredths FROM deliveries.invoices WHERE delivered_on <= ?
            QUALIFY row_number() OVER (PARTITION BY invoice_id ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
        ), told AS (
            SELECT host_cvr, hours_hundredths FROM core.invoices UNION ALL SELECT host_cvr, -hours_hundredths FROM earlier
        ), changed AS (
            SELECT host_cvr, abs(sum(hours_hundredths)) AS hours_hundredths FROM told GROUP BY host_cvr
        )
        SELECT hours_hundredths FROM changed WHERE hours_hundredths > 0 ORDER BY hours_hundredths DESC, host_cvr
    """
    return _by_figure(connection.execute(query, [day]).fetchall(), facts)


def _by_figure(rows: Sequence[tuple[int]], facts: FigureFacts) -> Contributions:
    hours = [float(hundredths) for (hundredths,) in rows]
    return {(figure, WHOLE): hours for figure in facts.sums_of_hosts("whole")} if hours else {}
