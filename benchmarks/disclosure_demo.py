"""What stays published for the public in an output folder, and what an attacker gets from all editions' files together.

    smaajob demo --output OUT; nice python -m benchmarks.disclosure_demo OUT

The attack reads every edition's `published.duckdb`: the counts, as shown. It adds up the figures whose rows over a dimension are everybody,
holds the sensitivity grid and the windows against one another, and bounds every hidden count of every edition.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.figure_ids import (
    FULL_TIME_REACHED_COUNT,
    PARTICIPATION_ENDED_PLACEMENTS,
    PARTICIPATION_REFERRED,
    PARTNER_NETWORK_JOINED,
)
from tests.generative.disclosure_attacker import System, pinned, told

HEADLINES, BREAKDOWNS = 0.9, 0.7
SPLITS = ("band", "year", "end_reason", "referral_year", "target_group", "sex", "age_band", "municipality")
COUNTS = ("persons", "referrals", "placements", "companies")
EVERYBODY = (PARTICIPATION_REFERRED, PARTICIPATION_ENDED_PLACEMENTS, PARTNER_NETWORK_JOINED)
"""Figures whose rows over a dimension leave nobody out."""
WINDOWS = ("12m", "24m", "total")
Row = dict[str, Any]


def rows_of(database: Path) -> list[Row]:
    """The figures of an edition, as published."""
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute("FROM figures")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def name_of(row: Row) -> str:
    """The figure's key as one text."""
    return json.dumps([row["figure_id"], row["population"], row["window"], row["dimensions"]])


def attack(editions: list[list[Row]]) -> tuple[int, list[str]]:
    """How many hidden counts were attacked, and those that were pinned."""
    system = System()
    for edition, rows in enumerate(editions):
        for row in rows:
            if row["status"] == "not_computable" or row["unit"] not in COUNTS or row["figure_id"].startswith("published_"):
                continue
            place = system.place((edition, name_of(row), ()))
            if row["status"] == "published":
                system.tell(place, *told(float(row["value"]), "public"))
            else:
                system.tell(place, 1.0, system.high[place])
                system.hidden.append(place)
        _add_up(system, edition, rows)
        _order(system, edition, rows)
    names = {place: cell for cell, place in system.places.items()}
    return len(system.hidden), [str(names[place]) for (place, *_) in pinned(system)]


def _add_up(system: System, edition: int, rows: list[Row]) -> None:
    """The rows of a figure over a dimension that splits everybody add up to the whole."""
    groups: dict[str, list[int]] = {}
    for row in rows:
        place = system.places.get((edition, name_of(row), ()))
        by = json.loads(row["dimensions"])
        for split in (name for name in SPLITS if place is not None and name in by):
            others = json.dumps({name: value for name, value in by.items() if name != split}, sort_keys=True, separators=(",", ":"))
            groups.setdefault(json.dumps([row["figure_id"], row["population"], row["window"], others, split]), []).append(int(place or 0))
    for key, parts in groups.items():
        whole = system.places.get((edition, json.dumps(json.loads(key)[:4]), ()))
        if whole is not None and any(figure in key for figure in EVERYBODY):
            system.lines.append(([whole, *parts], [1.0, *[-1.0] * len(parts)], 0.0))


def _order(system: System, edition: int, rows: list[Row]) -> None:
    """Whoever reached a longer run or a higher norm reached the shorter and the lower one; whoever did by an earlier end did by a later."""
    grid = [row for row in rows if row["figure_id"] == FULL_TIME_REACHED_COUNT and (edition, name_of(row), ()) in system.places]
    for inner in grid:
        for outer in grid:
            if inner is not outer and inner["population"] == outer["population"] and _is_within(inner, outer):
                pair = [system.places[edition, name_of(row), ()] for row in (outer, inner)]
                system.lines.append((pair, [1.0, -1.0], 100_000.0))


def _is_within(inner: Row, outer: Row) -> bool:
    ours, theirs = json.loads(inner["dimensions"]), json.loads(outer["dimensions"])
    if not ours and not theirs:
        return WINDOWS.index(inner["window"]) < WINDOWS.index(outer["window"])
    if not ours or not theirs:
        return False
    return bool(ours["months"] >= theirs["months"] and float(ours["norm"]) >= float(theirs["norm"]))


def main(arguments: list[str]) -> int:
    """Prints the shares and the attack; 1 where too little is published or anything is pinned."""
    generations = [folder for folder in (Path(arguments[0]) / "generations").iterdir() if (folder / "published.duckdb").is_file()]
    folders = sorted(generations, key=lambda folder: json.loads((folder / "edition.json").read_text(encoding="utf-8"))["number"])
    editions = [rows_of(folder / "published.duckdb") for folder in folders]
    computed = [row for row in editions[-1] if row["status"] != "not_computable"]
    shares = []
    for is_headline in (True, False):
        rows = [row for row in computed if (row["dimensions"] == "{}") == is_headline]
        shown = sum(row["status"] == "published" for row in rows)
        shares.append(shown / len(rows))
        sys.stdout.write(f"{'headlines' if is_headline else 'breakdowns'}: {shown} of {len(rows)} published ({shares[-1]:.1%})\n")
    attacked, found = attack(editions)
    sys.stdout.write(f"{len(editions)} editions: {attacked} hidden counts attacked, {len(found)} pinned {found}\n")
    return int(shares[0] < HEADLINES or shares[1] < BREAKDOWNS or bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
