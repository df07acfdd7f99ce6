"""Retention: whose time in the programme is so long over that their data have to go, and which shown rows of quarantine.

Belongs here: finding them by a day and a number of months. Does not belong here: taking persons out (`erasure.py`), how long anything is
kept (`[retention]` in the settings), and editions (`assets/publications/generation.py`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from assets.warehouse.database import Warehouse

DELIVERY_DAY = re.compile(r"_(\d{4}-\d\d-\d\d)_[a-z0-9_]+\.csv")
LAST_SIGNS = """
    SELECT person_key, max(sign) AS last_sign FROM (
        SELECT person_key, referred_on AS sign FROM deliveries.referrals
        UNION ALL SELECT person_key, coalesce(ended_on, DATE '9999-12-31') FROM deliveries.placements
        UNION ALL SELECT person_key, delivered_on FROM deliveries.comparison_persons
    ) WHERE person_key IS NOT NULL GROUP BY person_key
"""
"""Of each person the last day that ties them to the programme: a referral, the end of a placement (one that runs on never ends), or the
newest delivery that lists them for comparison."""


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before a day's."""
    first = day.year * 12 + day.month - 1 - months
    return date(first // 12, first % 12 + 1, 1)


def persons_past(warehouse: Warehouse, day: date, months: int) -> list[str]:
    """Pseudonyms of all whose last sign lies more than so many months before the day; nobody where there is no warehouse yet."""
    tables = ("referrals", "placements", "comparison_persons")
    if not all(warehouse.has(f"deliveries.{table}") for table in tables):
        return []
    with warehouse.connect(read_only=True) as connection:
        query = f"SELECT person_key FROM ({LAST_SIGNS}) WHERE last_sign < ? ORDER BY person_key"
        return [key for (key,) in connection.execute(query, [months_before(day, months)]).fetchall()]


def forget_quarantine(folder: Path, since: date) -> int:
    """Removes the files of deliveries before a day; returns how many."""
    gone = 0
    for path in sorted(folder.glob("*.csv")):
        found = DELIVERY_DAY.search(path.name)
        if found is not None and date.fromisoformat(found[1]) < since:
            path.unlink()
            gone += 1
    return gone
