"""The inbox: which files there are, whose they are, of what kind and of which day.

Belongs here: walking the folders and naming what is found. Does not belong here: opening the files beyond their SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assets.deliveries.notations import CPR_DAY, CPR_MONTH, INVISIBLE
from data_contracts.contract import kind_of, load_contract
from data_contracts.problems import WrongUse

SETTINGS_FILE = "programme.toml"
SIMULATED_MARKER = "SIMULERET.txt"
"""A delivery folder that holds this file is make-believe, whatever the settings say."""


CPR_IN_NAME = re.compile(rf"(?<!\d){CPR_DAY}{CPR_MONTH}\d\d[-_ ]?\d{{4}}(?!\d)")
"""What may be a CPR number in the name of a file or folder."""

UNSEEN = re.compile(f"[\\n\\r\\t]|{INVISIBLE}")


@dataclass(frozen=True)
class DeliveredFile:
    """One thing found in the inbox. `status`: `to_read`, `unrecognised` or `ignored`; `reason` says why it is not read."""

    file_id: int
    path: Path
    supplier: str
    delivered_on: date | None
    kind: str | None
    status: str
    reason: str | None = None
    reason_parameters: dict[str, str | int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the file is called wherever it is told of: as it is, with stars for what may be a CPR number."""
        contract = load_contract(self.kind) if self.kind else None
        # The name of Ydelsesrefusion's files has a number and a date in a row, which looks like one and is none.
        is_read = contract is not None and contract.file_name_pattern is not None
        return self.path.name if is_read else without_cpr(self.path.name)

    @property
    def place(self) -> str:
        """Supplier, day and name: where it stands in the inbox, as it is told of."""
        return "/".join(part for part in (self.supplier, str(self.delivered_on or ""), self.name) if part)

    def sha256(self) -> str:
        """The file's SHA-256 in hexadecimal; blank for a folder."""
        if not self.path.is_file():
            return ""
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True)
class Inbox:
    """The inbox as known on a day: deliveries after `as_of` are as if they had never come."""

    folder: Path
    as_of: date | None = None

    def settings_file(self) -> Path | None:
        """The inbox's own settings, where it has any."""
        path = self.folder / SETTINGS_FILE
        return path if path.is_file() else None

    def files(self) -> list[DeliveredFile]:
        """Everything in the inbox, in order of delivery. Raises WrongUse where there is no such folder."""
        if not self.folder.is_dir():
            raise WrongUse("inbox_missing", folder=str(self.folder))
        found: list[tuple[Path, str, date | None, str | None, str, str | None]] = []
        for entry in sorted(self.folder.iterdir()):
            if entry.is_dir() and not _is_hidden(entry):
                found += self._supplier(entry)
            elif entry.name != SETTINGS_FILE:
                found.append((entry, "", None, None, "ignored", "ignored"))
        found.sort(key=lambda item: (item[2] or date.min, item[1], item[0].name))
        return [DeliveredFile(file_id, *item) for file_id, item in enumerate(found, start=1)]

    def data_date(self) -> date:
        """The day that the run stands on: `as_of`, or else the newest delivery's. Raises WrongUse in an inbox without deliveries."""
        if self.as_of is not None:
            return self.as_of
        days = [file.delivered_on for file in self.files() if file.delivered_on is not None and file.status != "ignored"]
        if not days:
            raise WrongUse("inbox_empty", folder=str(self.folder))
        return max(days)

    def is_simulated(self) -> bool:
        """Whether any delivery that counts is marked as make-believe."""
        return any(file.path.with_name(SIMULATED_MARKER).exists() for file in self.files() if file.delivered_on is not None)

    def _supplier(self, folder: Path) -> list[tuple[Path, str, date | None, str | None, str, str | None]]:
        found: list[tuple[Path, str, date | None, str | None, str, str | None]] = []
        supplier = without_cpr(folder.name)
        for entry in sorted(folder.iterdir()):
            day = _date(entry.name)
            if _is_hidden(entry) or entry.is_file():
                found.append((entry, supplier, None, None, "ignored", "ignored"))
            elif day is None:
                found.append((entry, supplier, None, None, "unrecognised", "folder_is_no_date"))
            elif self.as_of is None or day <= self.as_of:
                found += [item for path in sorted(entry.iterdir()) if (item := _delivered(path, supplier, day))]
        return found


def _delivered(path: Path, supplier: str, day: date) -> tuple[Path, str, date | None, str | None, str, str | None] | None:
    if path.name == SIMULATED_MARKER:
        return None
    if _is_hidden(path):
        return path, supplier, day, None, "ignored", "ignored"
    kind = kind_of(path.name) if path.is_file() else None
    if kind is None:
        return path, supplier, day, None, "unrecognised", "unrecognised_name"
    return path, supplier, day, kind, "to_read", None


def without_cpr(name: str) -> str:
    """A name with stars in place of each digit of what may be a CPR number, without what turns its direction or speaks to a terminal."""
    return CPR_IN_NAME.sub(lambda found: re.sub(r"\d", "*", found[0]), UNSEEN.sub("", name))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if len(name) == 10 else None
    except ValueError:
        return None
