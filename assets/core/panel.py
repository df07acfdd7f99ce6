"""The panel's making: from core tables and what each source covers to `core.person_months` and `core.comparison_months`.

Belongs here: which tables go in. Does not belong here: the rules (`person_months.py`).
"""

from __future__ import annotations

import duckdb
import narwhals as nw

from assets.core.person_months import hours_coverage, monthly_hours, person_months
from assets.warehouse.database import replace_table
from data_contracts.settings import Settings

NOT_ON_A_CLOCK = """
    SELECT person_key, NULL::DATE AS entry_month, NULL::DATE AS job_start_month, NULL::DATE AS first_full_month FROM core.comparison_persons
"""
CALENDAR_COLUMNS = (
    "person_key",
    "month",
    "ordinary_hours_hundredths",
    "norm_hundredths",
    "is_hours_covered",
    "is_hours_complete",
    "benefit_weeks",
    "is_benefit_covered",
    "is_benefit_complete",
)
"""What is kept of comparison persons' months: they have no clock of their own."""


def lay_out_months(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes `core.person_months` and `core.comparison_months`: everybody's months from the first that any source or entry knows to the
    last. Who is referred and listed for comparison is in both."""
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
    benefits = nw.from_native(connection.table("core.benefit_months")).lazy()
    for table, persons in (("person_months", connection.table("core.persons")), ("comparison_months", connection.sql(NOT_ON_A_CLOCK))):
        everybody = nw.from_native(persons).lazy()
        panel = nw.to_native(person_months(everybody, nw.from_native(calendar).lazy(), hours, coverage, benefits, settings))
        columns = "*" if table == "person_months" else ", ".join(CALENDAR_COLUMNS)
        replace_table(connection, f"core.{table}", panel.select(columns).order("person_key, month"))
