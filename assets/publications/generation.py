"""Generations: what others read is written to a folder of its own and becomes visible by swapping one symlink.

Belongs here: the output folder, its lock, the staging of a run and the swap. Does not belong here: what the files say.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assets.warehouse.editions import MANIFEST
from data_contracts.problems import MachineProblem, WrongUse


@dataclass(frozen=True)
class OutputFolder:
    """Where a run writes. `staging` is this run's, seen by nobody until `publish` gives it a name and points `current` to it."""

    path: Path

    @property
    def warehouse_file(self) -> Path:
        """The confidential database."""
        return self.path / "warehouse.duckdb"

    @property
    def quarantine(self) -> Path:
        """Rows that broke a rule, one CSV per delivery and kind."""
        return self.path / "quarantine"

    @property
    def staging(self) -> Path:
        """The generation that this run is writing."""
        return self.path / "generations" / ".arriving"

    @property
    def current(self) -> Path:
        """The symlink that readers follow."""
        return self.path / "current"

    @property
    def generations(self) -> Path:
        """What was published, one folder each."""
        return self.path / "generations"

    @property
    def candidates(self) -> Path:
        """Where a generation waits to be approved."""
        return self.path / "candidates"

    @property
    def candidate(self) -> Path:
        """The symlink to the generation that waits; there is none where nothing waits."""
        return self.path / "candidate"

    @property
    def approvals(self) -> Path:
        """Who let which generation through, and why: one line of JSON each."""
        return self.path / "approvals.jsonl"

    @property
    def erasures(self) -> Path:
        """That persons were erased; not who."""
        return self.path / "erasures.json"

    @property
    def retentions(self) -> Path:
        """That something was kept long enough and went: one line of JSON each."""
        return self.path / "retention.jsonl"

    @contextmanager
    def locked(self, wait_seconds: float = 0) -> Iterator[None]:
        """Holds the folder for one run, with an empty staging folder, after waiting so long at most for another run to end.

        Raises MachineProblem where another run holds it, saying which process, and where the folder cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise MachineProblem("output_not_writable", folder=str(self.path)) from error
        with os.fdopen(handle, "r+") as lock:
            self._hold(lock, time.monotonic() + wait_seconds)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            self._clear()
            self.staging.mkdir(mode=0o700, parents=True)
            try:
                yield
            finally:
                self._clear()

    def is_held(self) -> bool:
        """Whether a run holds the folder now; looking takes the lock for a moment where it is free."""
        try:
            handle = os.open(self.path / ".lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        with os.fdopen(handle, "r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def _hold(self, lock: IO[str], until: float) -> None:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if time.monotonic() >= until:
                    lock.seek(0)
                    raise MachineProblem("output_locked", folder=str(self.path), process=lock.read().strip() or "?") from error
                time.sleep(0.5)
            else:
                return

    def publish(self, identity: str) -> Path:
        """Gives the staged generation its name and makes it the current one; returns its folder.

        A generation of the same name whose files are the same stays as it is: running the same inbox again changes nothing.
        """
        return self._make_current(self.staging, identity)

    def propose(self, identity: str) -> Path:
        """Gives the staged generation its name and leaves it to be approved, in place of any candidate before it; returns its folder."""
        shutil.rmtree(self.candidates, ignore_errors=True)
        self.candidates.mkdir(mode=0o700)
        target = self.candidates / identity
        _flush(self.staging)
        self.staging.rename(target)
        self._point(self.candidate, target)
        return target

    def approve(self) -> Path:
        """Makes the candidate the current generation; returns its folder. Raises WrongUse where there is no candidate.

        An approval that was cut short is taken up where it stopped.
        """
        if not self.candidate.is_symlink():
            raise WrongUse("no_candidate", folder=str(self.path))
        waiting = self.path / self.candidate.readlink()
        moved = self.generations / waiting.name
        if waiting.exists():
            target = self._make_current(waiting, waiting.name)
        elif moved.exists():
            self._point(self.current, moved)
            target = moved
        else:
            raise WrongUse("no_candidate", folder=str(self.path))
        self.candidate.unlink()
        shutil.rmtree(self.candidates, ignore_errors=True)
        return target

    def withdraw(self) -> None:
        """Takes back the candidate, where there is one: it counts somebody who has been erased since."""
        self.candidate.unlink(missing_ok=True)
        shutil.rmtree(self.candidates, ignore_errors=True)

    def forget(self, name: str) -> None:
        """Removes a published generation for good."""
        shutil.rmtree(self.generations / name)

    def _make_current(self, arriving: Path, identity: str) -> Path:
        target, number = self.generations / identity, 1
        while target.exists():
            if _content(target) == _content(arriving):
                break
            number += 1
            target = self.generations / f"{identity}-{number}"
        if not target.exists():
            _flush(arriving)
            arriving.rename(target)
        self._point(self.current, target)
        return target

    def _point(self, link: Path, target: Path) -> None:
        """Makes a link lead to a folder by one swap: whoever follows it meanwhile sees the old one or the new one."""
        arriving = self.path / f".{link.name}"
        arriving.unlink(missing_ok=True)
        arriving.symlink_to(target.relative_to(self.path), target_is_directory=True)
        arriving.replace(link)

    def _clear(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        for name in (".duckdb-temporary",):
            shutil.rmtree(self.path / name, ignore_errors=True)


def sha256(path: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _content(folder: Path) -> dict[str, str]:
    """Path and hash of every file but databases and the manifest that lists their hashes: DuckDB's bytes differ from run to run."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".duckdb" and path.name != MANIFEST)
    return {str(path.relative_to(folder)): sha256(path) for path in files}


def _flush(folder: Path) -> None:
    """Hands every file to the disk before its name becomes visible, so that a power cut leaves no empty page behind."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as content:
                os.fsync(content.fileno())
