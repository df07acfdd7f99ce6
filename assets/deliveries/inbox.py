"""The inbox: which files there are, whose they are, of what kind and day, and with which bytes.

Belongs here: the inventory that a run takes once and reads by, and the proof that what is read is what was listed. Does not belong here:
what stands in the files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assets.deliveries.notations import CPR_DAY, CPR_MONTH, INVISIBLE
from assets.deliveries.rejections import FileRejected
from assets.warehouse.editions import FileKey
from data_contracts.contract import kind_of, load_contract
from data_contracts.problems import NotFitToPublish, WrongUse

SETTINGS_FILE = "programme.toml"
SIMULATED_MARKER = "SIMULERET.txt"
"""A delivery folder that holds this file is make-believe, whatever the settings say."""


CPR_IN_NAME = re.compile(rf"(?<!\d){CPR_DAY}{CPR_MONTH}\d\d[-_ ]?\d{{4}}(?!\d)")
"""What may be a CPR number in the name of a file or folder."""

UNSEEN = re.compile(f"[\\n\\r\\t]|{INVISIBLE}")


@dataclass(frozen=True)
class DeliveredFile:
    """One thing found in the inbox, known by its bytes.

    `file_id`: its place in the run's inventory. `sha256`: of its bytes, in hexadecimal; blank for a folder and for what could not be read.
    `status`: `to_read`, `unrecognised` or `ignored`; `reason` says why it is not read.
    """

    file_id: int
    path: Path
    supplier: str
    delivered_on: date | None
    kind: str | None
    status: str
    sha256: str
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

    def content(self) -> bytes:
        """The file's bytes, the very ones that were listed.

        Raises FileRejected (`unreadable`) where they could not be read when the inventory was taken, and NotFitToPublish (`file_gone`,
        `file_changed`) where the file is no longer what was listed.
        """
        if not self.sha256:
            raise FileRejected("unreadable")
        try:
            content = self.path.read_bytes()
        except OSError:
            raise NotFitToPublish("file_gone", file=self.place) from None
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise NotFitToPublish("file_changed", file=self.place)
        return content


@dataclass(frozen=True)
class Inventory:
    """The inbox as it was found once: what comes, changes or goes afterwards is not in it.

    `files`: everything found, in order of delivery; deliveries after `as_of` are as if they had never come. `settings`: the inbox's own
    settings file. `is_simulated`: whether any delivery that counts is marked as make-believe.
    """

    folder: Path
    as_of: date | None
    files: tuple[DeliveredFile, ...]
    settings: DeliveredFile | None
    is_simulated: bool

    def keys(self) -> tuple[FileKey, ...]:
        """Every delivered file, in the order in which an edition names them; what belongs to no delivery is none."""
        delivered = (file for file in self.files if file.delivered_on is not None)
        return tuple(sorted((file.supplier, str(file.delivered_on), file.name, file.sha256) for file in delivered))

    def data_date(self) -> date:
        """The day that the run stands on: `as_of`, or else the newest delivery's. Raises WrongUse in an inbox without deliveries."""
        if self.as_of is not None:
            return self.as_of
        days = [file.delivered_on for file in self.files if file.delivered_on is not None and file.status != "ignored"]
        if not days:
            raise WrongUse("inbox_empty", folder=str(self.folder))
        return max(days)


@dataclass(frozen=True)
class _Found:
    """A thing in the inbox before its bytes are looked at; `status` as of DeliveredFile, or `settings` or `marker`."""

    path: Path
    supplier: str = ""
    delivered_on: date | None = None
    kind: str | None = None
    status: str = "ignored"
    reason: str | None = "ignored"


def take_inventory(folder: Path, as_of: date | None = None) -> Inventory:
    """Lists the inbox and hashes its files, as known on a day. Raises WrongUse where there is no such folder."""
    if not folder.is_dir():
        raise WrongUse("inbox_missing", folder=str(folder))
    found = sorted(_walk(folder, as_of), key=lambda one: (one.delivered_on or date.min, one.supplier, one.path.name))
    marked = {one.path.parent for one in found if one.status == "marker"}
    hashed = [(one, sha256) for one in found if one.status != "marker" and (sha256 := _sha256(one.path)) is not None]
    delivered = [(one, sha256) for one, sha256 in hashed if one.status != "settings"]
    return Inventory(
        folder=folder,
        as_of=as_of,
        files=tuple(_delivered_file(place, one, sha256) for place, (one, sha256) in enumerate(delivered, start=1)),
        settings=next((_delivered_file(0, one, sha256) for one, sha256 in hashed if one.status == "settings"), None),
        is_simulated=any(one.path.parent in marked for one, _ in delivered if one.delivered_on is not None),
    )


def settings_file(folder: Path) -> Path | None:
    """The inbox's own settings, where it has any."""
    path = folder / SETTINGS_FILE
    return path if path.is_file() else None


def _delivered_file(place: int, found: _Found, sha256: str) -> DeliveredFile:
    return DeliveredFile(place, found.path, found.supplier, found.delivered_on, found.kind, found.status, sha256, found.reason)


def _sha256(path: Path) -> str | None:
    """SHA-256 of the bytes; blank where there are none to be read, None where the file has gone since it was found."""
    if not path.is_file():
        return "" if path.exists() or path.is_symlink() else None
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def _walk(folder: Path, as_of: date | None) -> Iterator[_Found]:
    for entry in _entries(folder):
        if entry.is_dir() and not _is_hidden(entry):
            yield from _supplier(entry, as_of)
        elif entry.name == SETTINGS_FILE:
            yield _Found(entry, status="settings", reason=None)
        else:
            yield _Found(entry)


def _supplier(folder: Path, as_of: date | None) -> Iterator[_Found]:
    supplier = without_cpr(folder.name)
    for entry in _entries(folder):
        day = _date(entry.name)
        if _is_hidden(entry) or entry.is_file():
            yield _Found(entry, supplier)
        elif day is None:
            yield _Found(entry, supplier, status="unrecognised", reason="folder_is_no_date")
        elif as_of is None or day <= as_of:
            yield from (_delivered(path, supplier, day) for path in _entries(entry))


def _delivered(path: Path, supplier: str, day: date) -> _Found:
    if path.name == SIMULATED_MARKER:
        return _Found(path, supplier, day, status="marker")
    if _is_hidden(path):
        return _Found(path, supplier, day)
    kind = kind_of(path.name) if path.is_file() else None
    if kind is None:
        return _Found(path, supplier, day, status="unrecognised", reason="unrecognised_name")
    return _Found(path, supplier, day, kind, "to_read", None)


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, by name; nothing in one that has gone since it was found."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


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
