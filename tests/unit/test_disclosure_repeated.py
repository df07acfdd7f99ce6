"""What is published again and again: what later editions would tell of earlier ones, and the hours added in between."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from assets.figures.contributions import company_contributions, contributed_since
from assets.figures.disclosure import protect
from tests.defined import known


def test_a_count_that_holds_others_and_would_pin_them_later_goes_where_tables_are_published_again() -> None:
    frame = pl.DataFrame({"place": ["a", "b", None, "a", None], "year": [1, 1, 1, None, None], "count": [3, 0, 3, 3, 40]})
    once, again = (protect(frame, "internal", is_repeated=is_repeated)["status"].to_list() for is_repeated in (False, True))
    assert once.count("suppressed") == 0
    assert again[2] == "suppressed"
    public = pl.DataFrame({"place": ["a", "b", None], "count": [5, 0, 5]})
    assert protect(public, "public", is_repeated=True)["status"].to_list() == ["published"] * 3


def test_what_companies_have_added_since_a_day_is_read_from_invoices_as_they_were_told_by_then() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA core; CREATE SCHEMA deliveries")
        connection.execute("""
            CREATE TABLE deliveries.invoices AS SELECT * FROM (VALUES
                ('1', 'a', 10.5, DATE '2023-01-15', 1, 1), ('2', 'b', 5.0, DATE '2023-01-15', 1, 2),
                ('1', 'a', 11.0, DATE '2023-02-15', 2, 1), ('3', 'c', -4.0, DATE '2023-02-15', 2, 2)
            ) AS t (invoice_id, host_cvr, hours, delivered_on, file_id, row_number)
        """)
        connection.execute("""
            CREATE TABLE core.invoices AS
            SELECT invoice_id, host_cvr, DATE '2023-01-01' AS month, (hours * 100)::BIGINT AS hours_hundredths FROM deliveries.invoices
            QUALIFY row_number() OVER (PARTITION BY invoice_id ORDER BY delivered_on DESC) = 1
        """)
        assert company_contributions(connection, known())["partner_network.invoiced_hours", "total"] == [1100.0, 500.0, -400.0]
        assert contributed_since(connection, date(2023, 1, 15), known())["partner_network.invoiced_hours", "total"] == [400.0, 50.0]
        assert contributed_since(connection, date(2023, 2, 15), known()) == {}
