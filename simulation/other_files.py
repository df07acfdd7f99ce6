"""Other files: referrals of the municipalities, placements and companies of the bureau, the settings and the marker of simulated data.

Belongs here: the rows of these files and the few that must be refused. Does not belong here: paid hours (`hours_files.py`), notations
(`writing.py`) and who is referred or placed (`people.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.reference import reference_values
from simulation.calendar import Integers, date_of, day_number
from simulation.made_up_numbers import broken_cvr, cpr_numbers
from simulation.people import REASONS, RUNNING, People, Placements, is_in_task_force, partner_since
from simulation.spoiling import copies, with_broken_letters, with_odd_headers
from simulation.world import LAG_MONTHS, UNNAMED_PLACED_PERSONS, Delivery, World
from simulation.writing import (
    DANISH,
    DANISH_UTF8,
    WORKBOOK,
    Account,
    FileColumn,
    cpr_texts,
    cvr_texts,
    picked,
    write_table,
)

MARKER = "SIMULERET.txt"
MARKER_TEXT = "Disse data er simulerede og siger intet om virkelige personer, virksomheder eller indsatser.\n"
PROGRAMME_NAME = "Små Job Med Mening (simuleret)"

REFERRAL_STYLES = (DANISH, WORKBOOK, DANISH_UTF8)
REFERRAL_COLUMNS = (
    (
        FileColumn("CPR-nummer", "cpr"),
        FileColumn("Henvist dato", "referred_on", "date"),
        FileColumn("Målgruppe", "target_group"),
        FileColumn("Kommunekode", "code", "integer"),
    ),
    (
        FileColumn("Kommune", "code", "integer"),
        FileColumn("Personnummer", "cpr"),
        FileColumn("Henvisningsdato", "referred_on", "date"),
        FileColumn("Målgruppe", "target_group"),
    ),
    (
        FileColumn("CPR nummer", "cpr"),
        FileColumn("Målgruppe", "target_group"),
        FileColumn("Henvist", "referred_on", "date"),
        FileColumn("Bopælskommune", "code", "integer"),
        FileColumn("Bemærkning", "remark"),
    ),
)
PLACEMENT_STYLES = (DANISH, DANISH_UTF8)
PLACEMENT_NAMES = ("ansaettelser", "ansættelser")
PLACEMENT_COLUMNS = (
    FileColumn("Ansættelses-id", "id"),
    FileColumn("CPR-nummer", "cpr"),
    FileColumn("CVR-nummer", "cvr"),
    FileColumn("Startdato", "started_on", "date"),
    FileColumn("Slutdato", "ended_on", "date"),
    FileColumn("Ugentlige timer", "weekly", "hundredths"),
    FileColumn("Jobfunktion", "function"),
    FileColumn("Afslutningsårsag", "reason"),
)
PARTNER_STYLES = (WORKBOOK, DANISH)
PARTNER_COLUMNS = (
    FileColumn("CVR-nummer", "cvr"),
    FileColumn("Virksomhedsnavn", "name"),
    FileColumn("Branche", "sector"),
    FileColumn("Antal ansatte", "employees", "integer"),
    FileColumn("Partner siden", "since", "date"),
    FileColumn("Task force", "task_force"),
)
FUNCTIONS = ("Lager", "Køkken", "Rengøring", "Butik", "Gartner", "Pedel", "Kontor", "Montage")
SECTORS = ("Handel", "Bygge og anlæg", "Hotel og restauration", "Transport", "Industri", "Forening", "Rådgivning")


def write_referrals(inbox: Path, world: World, people: People, municipality: int, delivery: Delivery) -> tuple[str, Account]:
    """All referrals of a municipality up to a delivery, with one row told twice; the newest file holds four kinds that must be refused."""
    day = day_number(delivery.delivered_on)
    own = people.municipality == municipality
    first = np.flatnonzero(own & (people.entry_day <= day))
    again = np.flatnonzero(own & (people.second_day > 0) & (people.second_day <= day))
    person = np.concatenate((first, first[:1], again))
    referred = np.concatenate((people.entry_day[first], people.entry_day[first[:1]], people.second_day[again]))
    frame = pl.DataFrame(
        {
            "cpr": cpr_texts(cpr_numbers(person, world.seed), person % 3 == delivery.number),
            "referred_on": referred.astype("datetime64[D]"),
            "target_group": picked([str(group) for group in reference_values("target_groups")], people.residents.target_group[person]),
            "code": np.full(person.size, world.municipalities[municipality].code),
            "remark": picked(("", "Genhenvist"), np.where(np.arange(person.size) > first.size, 1, 0)),
        }
    )
    style = DANISH_UTF8 if delivery is world.municipalities[municipality].deliveries[-1] else REFERRAL_STYLES[delivery.number]
    columns = REFERRAL_COLUMNS[REFERRAL_STYLES.index(style)]
    account = Account(rows=frame.height)
    refused: Sequence[Mapping[str, str]] = ()
    if delivery is world.municipalities[municipality].deliveries[-1]:
        refused = _refused_referrals(world, municipality, columns, account)
    path = write_table(inbox / delivery.folder / "henvisninger", frame, columns, with_broken_letters(style, world), refused)
    return path.relative_to(inbox).as_posix(), account


def _refused_referrals(world: World, municipality: int, columns: Sequence[FileColumn], account: Account) -> list[dict[str, str]]:
    """Rows that name nobody: of persons who stand in no other row of any file."""
    good = {"referred_on": "15-03-2022", "target_group": "jobparat kontanthjælp", "code": str(world.municipalities[municipality].code)}
    wrong = (
        ("referred_on_readable", "referred_on", "31-02-2022"),
        ("referred_on_not_after_delivery", "referred_on", "01-09-2023"),
        ("target_group_known", "target_group", "ukendt gruppe"),
        ("municipality_code_known", "code", "999"),
    )
    numbers = cpr_numbers(world.first_refused + municipality * len(wrong) + np.arange(len(wrong)), world.seed)
    rows = []
    for number, (rule, source, cell) in list(zip(numbers, wrong, strict=True)) * copies(world):
        cells = {**good, "cpr": str(number), source: cell}
        rows.append({column.header: cells.get(column.source, "") for column in columns})
        account.rows += 1
        account.quarantined[rule] += 1
    return rows


def write_placements(inbox: Path, world: World, people: People, delivery: Delivery) -> tuple[str, Account] | None:
    """All placements begun by a delivery, ends as known then. None where there are none yet.

    The first file has a placement that ends before it starts, which the next one puts right; the newest has rows of persons whom
    nobody names, a row that repeats another, and four that must be refused.
    """
    day = day_number(delivery.delivered_on)
    begun = people.placements.start <= day
    if not begun.any():
        return None
    is_newest = delivery is world.bureau_deliveries[-1]
    placements = people.placements
    frame = _placement_frame(world, placements, begun, day)
    account = Account(rows=frame.height)
    extra: list[dict[str, str]] = []
    if is_newest:
        extra = _extra_placements(world, frame, account)
    elif world.quality != "clean":
        frame = _with_wrong_end(frame, account)
    number = delivery.number % 2
    path = inbox / delivery.folder / PLACEMENT_NAMES[number]
    written = write_table(path, frame, PLACEMENT_COLUMNS, with_odd_headers(PLACEMENT_STYLES[number], world), extra)
    return written.relative_to(inbox).as_posix(), account


def _placement_frame(world: World, placements: Placements, begun: np.ndarray[tuple[int], np.dtype[np.bool_]], day: int) -> pl.DataFrame:
    rng = world.random(40)
    luck, weekly = rng.random(placements.person.size), 500 + (rng.random(placements.person.size) * 11).astype(np.int64) * 50
    weekly = np.select([luck < 0.04, luck < 0.1], [300, 1500], weekly)
    ended = placements.end <= day
    end = np.where(ended, placements.end, RUNNING)
    frame = pl.DataFrame(
        {
            "number": placements.number,
            "cpr": cpr_texts(cpr_numbers(placements.person, world.seed), placements.person % 4 == 0),
            "cvr": cvr_texts(world.partners[placements.partner], placements.number % 9 == 0),
            "started_on": placements.start.astype("datetime64[D]"),
            "ended_on": end.astype("datetime64[D]"),
            "weekly": weekly,
            "function": picked(FUNCTIONS, placements.number % len(FUNCTIONS)),
            "reason": picked((*REASONS, ""), np.where(ended, placements.reason, len(REASONS))),
        }
    )
    running = pl.lit(date_of(RUNNING))
    return frame.filter(pl.Series(begun)).with_columns(
        id=pl.format("A{}", pl.col("number").cast(pl.String).str.zfill(5)),
        ended_on=pl.when(pl.col("ended_on") < running).then(pl.col("ended_on")),
    )


def _with_wrong_end(frame: pl.DataFrame, account: Account) -> pl.DataFrame:
    """The first placement's end slips to before its start."""
    account.quarantined["ended_on_not_before_start"] += 1
    is_first = pl.int_range(pl.len()) == 0
    wrong = pl.col("started_on").dt.offset_by("-10d")
    return frame.with_columns(ended_on=pl.when(is_first).then(wrong).otherwise(pl.col("ended_on")))


def _extra_placements(world: World, frame: pl.DataFrame, account: Account) -> list[dict[str, str]]:
    """Rows beside the placements: a repeated one, two of persons whom nobody names, four that break a rule each."""
    row = frame.row(0, named=True)
    first = {
        "id": row["id"],
        "cpr": row["cpr"],
        "cvr": row["cvr"],
        "started_on": row["started_on"].strftime("%d-%m-%Y"),
        "ended_on": "" if row["ended_on"] is None else row["ended_on"].strftime("%d-%m-%Y"),
        "weekly": f"{row['weekly'] // 100},{row['weekly'] % 100:02d}",
        "function": row["function"],
        "reason": row["reason"],
    }
    open_ended = {**first, "ended_on": "", "reason": ""}
    unnamed = cpr_numbers(world.candidates + world.persons + np.arange(UNNAMED_PLACED_PERSONS), world.seed)
    wrong = (
        ("ended_on_not_before_start", {"started_on": "01-03-2023", "ended_on": "01-02-2023"}),
        ("host_cvr_modulus_11", {"cvr": str(broken_cvr(int(world.partners[0])))}),
        ("weekly_hours_between", {"weekly": "45,00"}),
        ("started_on_readable", {"started_on": "30-02-2023"}),
    )
    rows = [first]
    rows += [{**open_ended, "id": f"U{place:05d}", "cpr": str(number)} for place, number in enumerate(unnamed)]
    spoiled = wrong * copies(world)
    rows += [{**open_ended, "id": f"X{place:05d}", **cells} for place, (_, cells) in enumerate(spoiled)]
    account.rows += len(rows)
    account.identical += 1
    account.unnamed += UNNAMED_PLACED_PERSONS
    account.quarantined.update(rule for rule, _ in spoiled)
    return [{column.header: cells[column.source] for column in PLACEMENT_COLUMNS} for cells in rows]


def write_partners(inbox: Path, world: World, people: People, delivery: Delivery) -> tuple[str, Account] | None:
    """The companies that had joined by a delivery; the newest file has one with an impossible number. None where there are none yet."""
    since = partner_since(world, people)
    joined = np.flatnonzero(since <= day_number(delivery.delivered_on))
    if not joined.size:
        return None
    size: Integers = 2 + (world.random(41).random(since.size) ** 3 * 400).astype(np.int64)
    frame = pl.DataFrame(
        {
            "cvr": cvr_texts(world.partners[joined], joined % 5 == 1),
            "name": [f"Virksomhed {place + 1:03d}" for place in joined],
            "sector": picked(SECTORS, joined % len(SECTORS)),
            "employees": size[joined],
            "since": since[joined].astype("datetime64[D]"),
            "task_force": picked(("nej", "ja"), is_in_task_force(world)[joined].astype(np.int64)),
        }
    )
    account = Account(rows=frame.height)
    extra = []
    if delivery is world.bureau_deliveries[-1] and world.quality != "clean":
        cells = {"cvr": str(broken_cvr(int(world.partners[0]))), "name": "Virksomhed 000", "since": "01-02-2022", "task_force": "nej"}
        extra.append({column.header: cells.get(column.source, "") for column in PARTNER_COLUMNS})
        account.rows += 1
        account.quarantined["host_cvr_modulus_11"] += 1
    path = inbox / delivery.folder / "virksomheder"
    written = write_table(path, frame, PARTNER_COLUMNS, PARTNER_STYLES[delivery.number % 2], extra)
    return written.relative_to(inbox).as_posix(), account


def joined_on(world: World, people: People) -> dict[int, date]:
    """The day on which each company of the newest partner list joined, by its place in the list."""
    since = partner_since(world, people)
    last = day_number(world.bureau_deliveries[-1].delivered_on)
    return {int(place): date_of(since[place]) for place in np.flatnonzero(since <= last)}


def write_marker(folder: Path) -> None:
    """The line that says in each delivery that its data are simulated."""
    (folder / MARKER).write_text(MARKER_TEXT, encoding="utf-8")


def write_settings(inbox: Path, world: World) -> None:
    """`programme.toml` for this inbox; how full-time is judged is left to the defaults."""
    lines = (
        "[programme]",
        f'name = "{PROGRAMME_NAME}"',
        f"municipality_code = {world.municipalities[0].code}",
        f'programme_payroll_cvr = ["{world.programme_cvr}"]',
        f"lag_months = {LAG_MONTHS}",
        "simulated = true",
        "",
    )
    (inbox / "programme.toml").write_text("\n".join(lines), encoding="utf-8")
