"""Checking: deliveries held against their contracts, with nothing kept, for those who deliver them.

Belongs here: what is found out about each file. Does not belong here: sentences (`reports/check`) and the run that publishes
(`loading.py`), whose steps are used here without Great Expectations: what a supplier is told is the one pass over the rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from assets.deliveries.inbox import DeliveredFile, settings_file, take_inventory, without_cpr
from assets.deliveries.landing import Landed
from assets.deliveries.loading import keep_inventory, land_kind
from assets.deliveries.pseudonyms import KEY_BYTES, Pseudonyms
from assets.deliveries.quarantine import mark, split
from assets.deliveries.restating import keep_periods, prove_nothing_is_erased
from data_contracts.contract import KINDS, Contract, load_contract
from data_contracts.problems import NotFitToPublish, WrongUse
from data_contracts.settings import read_settings

IN_MEMORY: Final[dict[str, str | bool | int | float | list[str]]] = {
    "temp_directory": "",  # else rows that do not fit in memory go to a folder wherever the user happens to stand
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
EXAMPLES = 5
"""Rows shown of each rule; the rest is counted."""


@dataclass(frozen=True)
class Finding:
    """A rule that rows of a file broke. `examples`: row number and the cell's shape; `action`: what becomes of the row."""

    rule_id: str
    column: str | None
    action: str
    rows: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class CheckedFile:
    """One file and what a run would make of it.

    `status`: `read`, `rejected`, `unrecognised` or `ignored`. `columns`: business names found. `first_on` and `last_on`: what it tells of,
    where its rows have a date. `problems`: keys of `problem.<key>` with parameters, for what would stop a run.
    """

    file: DeliveredFile
    status: str
    reason: str | None = None
    reason_parameters: Mapping[str, Any] | None = None
    format: str | None = None
    encoding: str | None = None
    rows_in: int = 0
    unknown_columns: int = 0
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: Mapping[str, int] | None = None
    first_on: date | None = None
    last_on: date | None = None
    is_by_month: bool = False
    findings: tuple[Finding, ...] = ()
    problems: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def is_fit(self) -> bool:
        """Whether every row of it would be loaded or set aside as a matter of course, and nothing of it would stop a run."""
        return self.status not in ("rejected",) and not (self.rows or {}).get("quarantined") and not self.problems


@dataclass(frozen=True)
class Checked:
    """The files that were to be checked. `is_simulated`: whether any delivery of their inbox is make-believe; `is_whole`: whether they are
    all that the inbox holds."""

    files: tuple[CheckedFile, ...]
    is_simulated: bool
    is_whole: bool


def place_of(path: Path) -> tuple[Path, Path]:
    """The inbox that holds what the path names (an inbox, a supplier, a delivery or a file), and the path itself.

    Raises WrongUse where there is nothing, and for a file outside `<supplier>/<YYYY-MM-DD>/`.
    """
    if not path.exists():
        raise WrongUse("inbox_missing", folder=str(path))
    whole = path.absolute()
    if whole.is_file():
        if not _is_day(whole.parent.name):
            raise WrongUse("check_needs_a_delivery", file=without_cpr(path.name))
        return whole.parents[2], whole
    if _is_day(whole.name):
        return whole.parents[1], whole
    if any(_is_day(entry.name) for entry in whole.iterdir() if entry.is_dir()):
        return whole.parent, whole
    return whole, whole


def _is_day(name: str) -> bool:
    try:
        return len(name) == len("2023-05-15") and date.fromisoformat(name) is not None
    except ValueError:
        return False


def check(path: Path) -> Checked:
    """Every file that the path names, held against its contract; files around it are read too, for whom they name and what they told.

    Nothing is written, and persons are known by a key that is thrown away. Of the inbox's settings the earliest day counts. Raises what
    `place_of` and the settings raise, and NotFitToPublish where a file is no longer what it was when the check began.
    """
    inbox, wanted = place_of(path)
    inventory = take_inventory(inbox)
    files = [file for file in inventory.files if wanted == inbox or file.path.is_relative_to(wanted) or file.delivered_on]
    checked: dict[int, CheckedFile] = {
        file.file_id: CheckedFile(file, file.status, file.reason, file.reason_parameters) for file in files if file.status != "to_read"
    }
    pseudonyms = Pseudonyms(secrets.token_bytes(KEY_BYTES))
    earliest = read_settings(settings_file(inbox)).deliveries.earliest_date
    with duckdb.connect(config=IN_MEMORY) as connection:
        connection.execute("CREATE SCHEMA deliveries")
        keep_inventory(connection, files)
        for kind in KINDS:
            contract = load_contract(kind)
            landed = land_kind(connection, contract, files, pseudonyms, earliest=earliest)
            connection.execute(f"CREATE TABLE deliveries.{kind}_files AS SELECT file_id, 'read' AS status FROM deliveries.landed_{kind}")
            checked |= _of_kind(connection, contract, files, landed)
    shown = [one for one in checked.values() if one.file.path.is_relative_to(wanted)]
    return Checked(tuple(sorted(shown, key=lambda one: one.file.file_id)), inventory.is_simulated, is_whole=wanted == inbox)


def _of_kind(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: Iterable[DeliveredFile], landed: Landed
) -> dict[int, CheckedFile]:
    mark(connection, contract)
    account = [*landed.account, *split(connection, contract)]
    by_id = {file.file_id: file for file in files}
    spans, findings = _spans(connection, contract), _findings(connection, contract)
    found = {}
    for record in landed.files:
        file_id = int(str(record["file_id"]))
        own = [entry for entry in account if entry["file_id"] == file_id]
        rows: dict[str, int] = {}
        for entry in own:
            name = f"{entry['outcome']}.{entry['rule']}" if entry["rule"] else str(entry["outcome"])
            rows[name] = rows.get(name, 0) + int(str(entry["rows"]))
        first, last = spans.get(file_id, (None, None))
        found[file_id] = CheckedFile(
            file=by_id[file_id],
            status=str(record["status"]),
            reason=record["reason"],  # type: ignore[arg-type]  # a record is filled by the reader with these very types
            reason_parameters=landed.reasons.get(file_id, {}),
            format=record["format"],  # type: ignore[arg-type]  # as above
            encoding=record["encoding"],  # type: ignore[arg-type]  # as above
            rows_in=int(str(record["rows_in"])),
            unknown_columns=int(str(record["unknown_columns"])),
            columns=landed.columns.get(file_id, ()),
            notes=tuple(record["notes"]),  # type: ignore[arg-type]  # as above
            rows=rows,
            first_on=first,
            last_on=last,
            is_by_month=contract.month is not None,
            findings=tuple(findings.get(file_id, ())),
        )
    return _with_erasures(connection, contract, landed, found)


def _spans(connection: duckdb.DuckDBPyConnection, contract: Contract) -> dict[int, tuple[date, date]]:
    """From when to when a file tells."""
    told = contract.period
    if told is None:
        return {}
    rows = connection.sql(
        f"SELECT file_id, min({told.first}), max({told.last}) FROM deliveries.judged_{contract.kind} GROUP BY file_id"
    ).fetchall()
    return {file_id: (earliest, latest) for file_id, earliest, latest in rows}


def _findings(connection: duckdb.DuckDBPyConnection, contract: Contract) -> dict[int, list[Finding]]:
    """Rules broken by file: those of quarantine with masked cells, those that warn with row numbers alone."""
    kind, found = contract.kind, dict[int, list[Finding]]()
    for rule in contract.rules:
        if rule.action == "set_aside":
            continue
        if rule.action == "quarantine":
            source = f"SELECT file_id, row_number, masked_value FROM deliveries.{kind}_quarantine WHERE rule_id = ?"
        else:
            source = f"SELECT file_id, row_number, '' AS masked_value FROM deliveries.judged_{kind} WHERE list_contains(reasons, ?)"
        rows = connection.execute(
            f"""
            SELECT file_id, count(*), list((row_number, masked_value) ORDER BY row_number)[:{EXAMPLES}]
            FROM ({source}) GROUP BY file_id ORDER BY file_id
            """,
            [rule.rule_id],
        ).fetchall()
        for file_id, number, examples in rows:
            shown = tuple((int(row), str(masked)) for row, masked in (_pair(example) for example in examples))
            found.setdefault(file_id, []).append(Finding(rule.rule_id, rule.column, rule.action, number, shown))
    return found


def _pair(example: Any) -> Sequence[Any]:
    """A struct without names as DuckDB hands it over, whichever way its version does."""
    return list(example.values()) if isinstance(example, dict) else example


def _with_erasures(
    connection: duckdb.DuckDBPyConnection, contract: Contract, landed: Landed, found: dict[int, CheckedFile]
) -> dict[int, CheckedFile]:
    """Notes the file that would erase what an older one told."""
    if contract.restatement is None:
        return found
    keep_periods(connection, contract, landed.periods)
    try:
        prove_nothing_is_erased(connection, contract, ())
    except NotFitToPublish as problem:
        named = str(problem.parameters["file"])
        for file_id, one in found.items():
            if one.file.place == named:
                found[file_id] = replace(one, problems=((problem.key, problem.parameters),))
    return found
