"""Run facts: what a publication may say about the run and its deliveries besides figures.

Belongs here: the types. Does not belong here: figures, row values, names of persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from data_contracts.drift_limits import Finding
from data_contracts.figure_facts import FigureFacts


@dataclass(frozen=True)
class FileFacts:
    """One delivered file and what became of its rows.

    `status`: `read`, `rejected`, `unrecognised` (named like nothing known) or
    `ignored`. `reason` and `reason_parameters` name a text of the catalogue (`rejected.<reason>`) where the file was not read.
    `rows` accounts for each row once: keys are `loaded`, `set_aside.<rule>`, `dropped.<rule>`, `quarantined`; the counts sum to
    `rows_in`. `notes` are remarks on a file that was read (`note.<note>` in the catalogue), for example `letters_broken`.
    """

    file_id: int
    supplier: str
    delivered_on: date | None
    file_name: str
    kind: str | None
    sha256: str
    status: str
    reason: str | None
    reason_parameters: Mapping[str, str | int]
    encoding: str | None
    rows_in: int
    rows: Mapping[str, int]
    unknown_columns: int
    notes: tuple[str, ...]


OUTCOMES = ("loaded", "set_aside", "dropped", "quarantined")


def total(files: Iterable[FileFacts], outcome: str) -> int:
    """Rows of an outcome over files, whatever rule set them aside or dropped them."""
    return sum(rows for file in files for name, rows in file.rows.items() if name.split(".")[0] == outcome)


@dataclass(frozen=True)
class RuleFacts:
    """One rule of one kind over all its landed rows: how many rows broke it, in how many of how many rows.

    `outcome`: `passed`, `warned`, `quarantined`, `blocked` or `not_evaluated`.
    """

    kind: str
    rule_id: str
    column: str | None
    action: str
    outcome: str
    violations: int
    rows: int


@dataclass(frozen=True)
class SourceFacts:
    """How far a source of hours or benefits has come. `state`: `current`, `late`, `gap` or `missing`; months are their first days."""

    kind: str
    source: str
    first_month: date | None
    last_month: date | None
    expected_month: date
    missing_months: int
    state: str


@dataclass(frozen=True)
class CorrectionFacts:
    """One manual correction that was carried out: on which kind and column, why, by whose role, and how many rows it changed."""

    correction_id: str
    kind: str
    column: str
    reason: str
    role: str
    decided_on: date
    rows: int


@dataclass(frozen=True)
class RunFacts:
    """What is known of one run. `data_date` is the newest delivery's date or `--as-of`: a run sees no clock."""

    programme_name: str
    is_simulated: bool
    data_date: date
    last_complete_month: date | None
    code_version: str
    files: tuple[FileFacts, ...]
    rules: tuple[RuleFacts, ...]
    quarantined_by_row: tuple[Mapping[str, str | int], ...]
    """At most the first hundred quarantined rows: file, row, kind, rule, column, masked."""
    definitions: FigureFacts
    """What every figure is, and where it stands."""
    sources: tuple[SourceFacts, ...] = ()
    corrections: tuple[CorrectionFacts, ...] = ()
    drift: tuple[Finding, ...] = ()
    previous_data_date: date | None = None
    """How far the data of the edition before reached; None where there was none."""
    is_rebuilt_after_erasure: bool = False
    """Whether an edition of this day of data had been published before somebody was erased."""


@dataclass(frozen=True)
class EarlierPublication:
    """A publication of an earlier edition and the ids of the figures in it."""

    data_date: date
    edition: str
    publication: str
    figure_ids: frozenset[str]
