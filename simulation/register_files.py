"""Register files: comparison persons and moves, emigration and deaths, as the municipality delivers them.

Belongs here: the rows of `sammenligning` and `borgerstatus`. Does not belong here: who the persons are and what happens to them
(`residents.py`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.reference import reference_values
from simulation.calendar import Integers, date_of, day_number
from simulation.made_up_numbers import cpr_numbers
from simulation.people import People
from simulation.residents import DIES, EMIGRATES, MOVES, NEVER, Residents
from simulation.spoiling import copies
from simulation.world import UNNAMED_ROWS, Delivery, World
from simulation.writing import DANISH, DANISH_UTF8, INTERNATIONAL, Account, FileColumn, Style, cpr_texts, picked, write_table

COMPARISON_COLUMNS = (
    FileColumn("CPR-nummer", "cpr"),
    FileColumn("Kommunekode", "code", "integer"),
    FileColumn("Målgruppe", "target_group"),
)
STATUS_COLUMNS = (FileColumn("CPR-nummer", "cpr"), FileColumn("Status", "status"), FileColumn("Fra", "from", "date"))
STYLES = (DANISH, INTERNATIONAL, DANISH_UTF8)
STATUSES = {DIES: "død", EMIGRATES: "udrejst", MOVES: "fraflyttet"}
RESIDENT = "bosiddende"
LISTED_TOO = 40
"""One in so many of the referred was in the pool that the municipality drew, too."""


def write_comparison(
    inbox: Path, world: World, people: People, pool: Residents, municipality: int, delivery: Delivery
) -> tuple[str, Account] | None:
    """The municipality's comparison persons, and a few of the referred who were among those it drew. None where it has none."""
    of_pool = pool.municipality == municipality
    is_listed = (people.municipality == municipality) & (people.residents.number % LISTED_TOO == 1) & bool(world.comparison)
    number = np.concatenate((pool.number[of_pool], people.residents.number[is_listed]))
    group = np.concatenate((pool.target_group[of_pool], people.residents.target_group[is_listed]))
    if not number.size:
        return None
    frame = pl.DataFrame(
        {
            "cpr": cpr_texts(cpr_numbers(number, world.seed), number % 4 == 0),
            "code": np.full(number.size, world.municipalities[municipality].code),
            "target_group": picked([str(name) for name in reference_values("target_groups")], group),
        }
    )
    account = Account(rows=frame.height)
    extra: list[dict[str, str]] = []
    if delivery is world.municipalities[municipality].deliveries[-1]:
        number = cpr_numbers(np.array([world.first_refused + 4 * municipality]), world.seed)
        # No two alike: identical rows would count once.
        extra = [
            {"CPR-nummer": str(number[0]), "Kommunekode": str(999 - copy), "Målgruppe": "jobparat kontanthjælp"}
            for copy in range(copies(world))
        ]
        account.rows += len(extra)
        account.quarantined.update({"municipality_code_known": len(extra)} if extra else {})
    style = STYLES[delivery.number % len(STYLES)]
    path = write_table(inbox / delivery.folder / "sammenligning", frame, COMPARISON_COLUMNS, style, extra)
    return path.relative_to(inbox).as_posix(), account


def is_listed_for_comparison(world: World, people: People, number: int) -> bool:
    """Whether a referred person was among those that the municipality drew, too."""
    return bool(world.comparison) and int(people.residents.number[number]) % LISTED_TOO == 1


def write_status(
    inbox: Path, world: World, people: People, pool: Residents, municipality: int, delivery: Delivery
) -> tuple[str, Account] | None:
    """What the register of residents knew of the municipality's persons on the day of delivery. None where it knew of nothing."""
    parts = [_events(residents, municipality, day_number(delivery.delivered_on)) for residents in (people.residents, pool)]
    number, status, day = (np.concatenate([part[place] for part in parts]) for place in range(3))
    if not number.size:
        return None
    account = Account(rows=number.size)
    is_newest = delivery is world.municipalities[municipality].deliveries[-1]
    if is_newest:
        unnamed = world.first_unnamed + np.arange(UNNAMED_ROWS)
        number, status, day = (
            np.concatenate((number, unnamed)),
            np.concatenate((status, np.full(UNNAMED_ROWS, MOVES))),
            np.concatenate((day, np.full(UNNAMED_ROWS, day[0]))),
        )
        account.rows += UNNAMED_ROWS
        account.unnamed += UNNAMED_ROWS
    words = [STATUSES.get(kind, RESIDENT) for kind in range(max(STATUSES) + 1)]
    frame = pl.DataFrame(
        {
            "cpr": cpr_texts(cpr_numbers(number, world.seed), number % 4 == 1),
            "status": picked(words, status),
            "from": day.astype("datetime64[D]"),
        }
    )
    style = STYLES[delivery.number % len(STYLES)]
    extra = _refused(world, people, municipality, style, account) if is_newest else []
    account.rows += len(extra)
    path = write_table(inbox / delivery.folder / "borgerstatus", frame, STATUS_COLUMNS, style, extra)
    return path.relative_to(inbox).as_posix(), account


def _events(residents: Residents, municipality: int, latest: int) -> tuple[Integers, Integers, Integers]:
    """Number, kind and day of every event up to a day; kind 0 is being resident again."""
    own = residents.municipality == municipality
    events = own & np.isin(residents.event, list(STATUSES)) & (residents.event_day <= latest)
    returns = own & (residents.return_day < NEVER) & (residents.return_day <= latest)
    number = np.concatenate((residents.number[events], residents.number[returns]))
    kind = np.concatenate((residents.event[events], np.zeros(int(returns.sum()), dtype=np.int64)))
    return number, kind, np.concatenate((residents.event_day[events], residents.return_day[returns]))


def _refused(world: World, people: People, municipality: int, style: Style, account: Account) -> list[dict[str, str]]:
    """A status that no list knows, and a day that no calendar has, of the municipality's first referred person."""
    person = int(np.argmax(people.municipality == municipality))
    cpr = str(cpr_numbers(np.array([person]), world.seed)[0])
    day = date_of(int(people.entry_day[person])).strftime("%Y-%m-%d" if style.is_iso else "%d-%m-%Y")
    if copies(world):
        account.quarantined.update({"status_known": copies(world), "status_from_on_readable": copies(world)})
    rows = []
    for copy in range(copies(world)):
        impossible = f"{2023 - copy}-02-30" if style.is_iso else f"30-02-{2023 - copy}"
        rows.append({"CPR-nummer": cpr, "Status": f"ukendt {copy + 1}", "Fra": day})
        rows.append({"CPR-nummer": cpr, "Status": RESIDENT, "Fra": impossible})
    return rows
