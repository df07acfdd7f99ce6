"""The panel's making: from core tables and what each source covers to `core.person_months`.

Belongs here: which tables go in. Does not belong here: the rules (`person_months.py`).
"""

from __future__ import annotations

import duckdb
import narwhals as nw

from assets.core.person_months import hours_coverage, monthly_hours, person_months
from data_contracts.settings import Settings


def lay_out_months(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes `core.person_months`: every referred person's months from the first that any source or entry knows to the last."""
    calendar = connection.sql("""
        WITH ends AS (
            SELECT period AS month FROM deliveries.paid_hours_speakers UNION SELECT entry_month FROM core.persons
            UNION SELECT first_full_month FROM core.persons WHERE first_full_month IS NOT NULL
            UNION SELECT month FROM core.benefit_months WHERE is_benefit_covered
        )
        SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM ends
    """)
    suppliers = connection.sql("""
        SELECT supplier, person_key FROM deliveries.referrals UNION SELECT supplier, person_key FROM deliveries.comparison_persons
        UNION SELECT supplier, person_key FROM deliveries.paid_hours
    """)
    speakers = connection.sql("SELECT source AS supplier, period AS month, delivered_on FROM deliveries.paid_hours_speakers")
    unknown = connection.sql("SELECT DISTINCT person_key, period AS month FROM deliveries.paid_hours_unknown")
    told = [nw.from_native(table).lazy() for table in (suppliers, speakers, unknown)]
    coverage = hours_coverage(told[0], told[1], told[2], settings)
    hours = monthly_hours(nw.from_native(connection.table("core.paid_hours")).lazy(), settings)
    persons = nw.from_native(connection.table("core.persons")).lazy()
    benefits = nw.from_native(connection.table("core.benefit_months")).lazy()
    panel = nw.to_native(person_months(persons, nw.from_native(calendar).lazy(), hours, coverage, benefits, settings))
    panel.order("person_key, month").create_view("panel")
    connection.execute("CREATE OR REPLACE TABLE core.person_months AS SELECT * FROM panel")
    connection.execute("DROP VIEW panel")
