"""What each company contributed to the sums of hours that are published, so that disclosure control can see who stands for most of them.

Belongs here: reading contributions. Does not belong here: the rule (`protection/primary.py`) and sums without a company behind them
(`exceptions.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

HOURS_OF_COMPANIES = ("partner_network.invoiced_hours", "partner_network.unreconciled_hours")
"""Both are sums over host companies' invoices: whoever stands for most of these can work out the others' from either."""


def company_contributions(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Sequence[float]]:
    """Figure id → hundredths of an hour of each host company; empty where nothing was invoiced."""
    hours = [
        float(hundredths)
        for (hundredths,) in connection.sql("""
            SELECT sum(hours_hundredths) FROM core.invoices GROUP BY host_cvr ORDER BY sum(hours_hundredths) DESC, host_cvr
        """).fetchall()
    ]
    return dict.fromkeys(HOURS_OF_COMPANIES, hours) if hours else {}
