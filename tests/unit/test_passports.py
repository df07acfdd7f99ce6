"""What a figure rests on is counted as its passport says it: files, rows, and each person once."""

from __future__ import annotations

import duckdb
import pytest

from assets.figures.passport_rows import Foundation, foundation


@pytest.mark.parametrize(("kinds", "persons"), [(("referrals",), 2), (("placements", "referrals"), 3), (("partners", "referrals"), 2)])
def test_a_person_of_whom_several_rows_tell_counts_once(kinds: tuple[str, ...], persons: int) -> None:
    rows = {"referrals": ["a", "a", "b"], "placements": ["a", "c"], "partners": []}
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA deliveries")
        for kind, told in rows.items():
            connection.execute(f"CREATE TABLE deliveries.{kind} AS SELECT unnest(?::VARCHAR[]) AS person_key", [told])
            connection.execute(f"CREATE TABLE deliveries.{kind}_files AS SELECT 'read' AS status UNION ALL SELECT 'rejected'")
            connection.execute(f"CREATE TABLE deliveries.{kind}_account AS SELECT 'loaded' AS outcome, ? AS rows", [len(told)])
            connection.execute(f"CREATE TABLE deliveries.{kind}_checks AS SELECT unnest(['passed', 'passed', 'warned']) AS outcome")
        size = len(kinds)
        loaded = sum(len(rows[kind]) for kind in kinds)
        assert foundation(connection, kinds) == Foundation(size, loaded, persons, 2 * size, size)
        assert foundation(connection, ()) == Foundation()
