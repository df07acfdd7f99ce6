"""Retention: whose time in the programme is so long over that their data have to go, and which shown rows of quarantine.

Belongs here: finding them by a day and a number of months. Does not belong here: taking persons out (`erasure.py`), how long anything is
kept (`[retention]` in the settings), and editions (`assets/publications/generation.py`).
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from assets.warehouse.database import Warehouse
from data_contracts.contract import KINDS, Contract, load_contract

DELIVERY_DAY = re.compile(r"_(\d{4}-\d\d-\d\d)_[a-z0-9_]+\.csv")
NEVER = "DATE '9999-12-31'"
"""The end of what has not ended."""


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before a day's."""
    first = day.year * 12 + day.month - 1 - months
    return date(first // 12, first % 12 + 1, 1)


def persons_past(warehouse: Warehouse, day: date, months: int) -> list[str]:
    """Pseudonyms of all whose last sign lies more than so many months before the day; nobody where there is no warehouse yet.

    The contracts say which column is a sign of life. Whoever has none, because a kind keeps persons whom no other names, is counted from
    the newest delivery that tells of them.
    """
    contracts = [contract for contract in map(load_contract, KINDS) if contract.sign_of_life or contract.persons == "whoever"]
    if not all(warehouse.has(f"deliveries.{contract.kind}") for contract in contracts):
        return []
    signs = " UNION ALL ".join(map(_signs, contracts))
    query = f"""
        SELECT person_key FROM ({signs}) WHERE person_key IS NOT NULL GROUP BY person_key
        HAVING coalesce(max(sign) FILTER (is_sign), max(sign)) < ? ORDER BY person_key
    """
    with warehouse.connect(read_only=True) as connection:
        return [key for (key,) in connection.execute(query, [months_before(day, months)]).fetchall()]


def _signs(contract: Contract) -> str:
    """Of each row the person and the day until which it ties them to the programme; what has not ended never ends."""
    sign = contract.sign_of_life or "delivered_on"
    is_ongoing = any(column.name == sign and column.blank == "ongoing" for column in contract.columns)
    day = f"coalesce({sign}, {NEVER})" if is_ongoing else sign
    return f"SELECT person_key, {day} AS sign, {contract.sign_of_life is not None} AS is_sign FROM deliveries.{contract.kind}"


def forget_quarantine(folder: Path, since: date) -> int:
    """Removes the files of deliveries before a day; returns how many."""
    gone = 0
    for path in sorted(folder.glob("*.csv")):
        found = DELIVERY_DAY.search(path.name)
        if found is not None and date.fromisoformat(found[1]) < since:
            path.unlink()
            gone += 1
    return gone
