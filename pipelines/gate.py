"""The release gate as commands: what a candidate would change, letting it through, and erasing a person.

Belongs here: bringing the output folder and the words together. Does not belong here: either of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from assets.deliveries.erasure import Erasure, person_key_of, read_erasures, take_out, write_erasures
from assets.deliveries.pseudonyms import Pseudonyms, load_key
from assets.publications.generation import OutputFolder
from assets.publications.releasing import CandidateDifference, approve, difference
from assets.warehouse.database import Warehouse
from assets.warehouse.editions import read_editions
from data_contracts.figure import figure_code
from reports.figures import FigureTable
from reports.language import Language
from reports.passports import where
from reports.revisions import BEFORE, is_told_first, shown_of

SHOWN = 40
WAIT_SECONDS = 10


def difference_lines(output: Path, language: Language) -> Iterator[str]:
    """What the candidate would change, in words; the main figures first. Raises WrongUse where there is none."""
    found = difference(OutputFolder(output.absolute()))
    from pipelines.effects import figure_facts  # noqa: PLC0415 - brings every effect, which approving and erasing do not need

    text = language.text
    if found.current is None:
        yield text("gate.compared_none", candidate=found.candidate.name)
    else:
        yield text("gate.compared", candidate=found.candidate.name, current=found.current.name)
    if found.figures.is_empty() and not found.charts:
        yield text("gate.nothing")
        return
    yield text("gate.figures", number=language.number(found.figures.height))
    rows = found.figures.with_columns(is_main=is_told_first(figure_facts())).sort(~pl.col("is_main"), "figure_id", maintain_order=True)
    table = FigureTable(found.candidate.figures("internal"), language, found.candidate.data_date, figure_facts().taken)
    for row in rows.head(SHOWN).iter_rows(named=True):
        yield _figure(table, row)
    if rows.height > SHOWN:
        yield text("gate.more", number=language.number(rows.height - SHOWN))
    yield text("gate.charts", number=language.number(len(found.charts)))
    for chart in found.charts:
        change = text(f"gate.change.{chart['change']}")
        yield text("gate.chart", publication=text(f"publication.{chart['publication']}"), title=chart["title"], change=change)


def _figure(table: FigureTable, row: dict[str, Any]) -> str:
    row = {**row, "gross_or_net": row["gross_or_net"] or row["gross_or_net_before"], "unit": row["unit"] or row["unit_before"]}
    now, before = shown_of(row, ""), shown_of(row, BEFORE)
    one = now or before
    if one is None:
        raise ValueError(f"{row['figure_id']}: a change of nothing")
    whom, _, rest = where(table, one).partition(" · ")
    window, _, dimensions = rest.partition(" · ")
    absent = {None: table.language.text("gate.change.added" if before is None else "gate.change.removed")}
    return table.language.text(
        "gate.figure",
        code=figure_code(row["figure_id"], row["population"], row["window"], row["dimensions"]),
        name=table.name(one.figure_id),
        population=whom,
        window=window,
        dimensions=f" · {dimensions}" if dimensions else "",
        before=absent[None] if before is None else table.value(before),
        now=absent[None] if now is None else table.value(now),
    )


def difference_record(output: Path) -> str:
    """The same as JSON, whole."""
    found: CandidateDifference = difference(OutputFolder(output.absolute()))
    figures = [
        {name: value if isinstance(value, int | None) else str(value) for name, value in row.items()} for row in found.figures.to_dicts()
    ]
    told = {
        "candidate": found.candidate.name,
        "current": None if found.current is None else found.current.name,
        "figures": figures,
        "charts": [dict(chart) for chart in found.charts],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def approve_candidate(output: Path, by: str, why: str) -> str:
    """Publishes the candidate, alone in the folder; returns the generation's name. Raises as `approve` does, and MachineProblem while a run
    holds the folder."""
    folder = OutputFolder(output.absolute())
    with folder.locked(WAIT_SECONDS):
        return approve(folder, by, why).name


def erase_person(output: Path, cpr: str) -> int:
    """Erases a person from the output folder's store, keeps a tombstone, and takes back a candidate that waits for approval, since it may
    count them; returns how many rows went.

    Raises WrongUse, without the number, for what is no CPR number, and MachineProblem while a run holds the folder. Erasing somebody who
    never was changes nothing but the number of tombstones.
    """
    folder, pseudonyms = OutputFolder(output.absolute()), Pseudonyms(load_key(os.environ))
    person_key = person_key_of(cpr, pseudonyms)
    with folder.locked(WAIT_SECONDS):
        return take_out_and_remember(folder, pseudonyms, [person_key])


def take_out_and_remember(folder: OutputFolder, pseudonyms: Pseudonyms, person_keys: Sequence[str]) -> int:
    """Erases persons and keeps a tombstone of each; the caller holds the folder. Returns how many rows went.

    Tombstones come first: an erasure that is cut short brings nobody back, and can be asked for again.
    """
    known = read_erasures(folder.erasures)
    arriving = {pseudonyms.tombstone(key) for key in person_keys} - {one.tombstone for one in known}
    if arriving:
        days = [edition.data_date for edition in read_editions(folder.generations)]
        newest = max(days).isoformat() if days else None
        write_erasures(folder.erasures, [*known, *(Erasure(tombstone, newest) for tombstone in sorted(arriving))])
    folder.withdraw()
    return take_out(Warehouse(folder.warehouse_file), folder.quarantine, person_keys)
