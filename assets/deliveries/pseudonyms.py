"""Pseudonyms: a CPR number becomes a keyed digest at the door, and nothing past it knows the number.

Belongs here: the key and the digest. Does not belong here: how a number is written in a file (`notations.py`).
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from data_contracts.problems import MachineProblem, WrongUse

KEY_VARIABLE = "SMAAJOB_KEY_FILE"
KEY_BYTES = 32
COVERED = "key:"
TOMBSTONE = "erased:"
"""Set before a pseudonym, so that a tombstone is no pseudonym itself."""


class Pseudonyms:
    """HMAC-SHA256 under the deployment's key: without it not even a list of all CPR numbers leads back to a person."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def keys(self, numbers: pl.Series) -> pl.Series:
        """The digest in hexadecimal of each number of ten digits; null stays null. Each distinct number is digested once."""
        distinct = numbers.drop_nulls().unique()
        digests = [hmac.digest(self._key, number.encode(), "sha256").hex() for number in distinct]
        known = pl.Series(digests, dtype=pl.String)
        return numbers.replace_strict(distinct, known, default=None, return_dtype=pl.String).alias("person_key")

    def covered(self, texts: pl.Series) -> pl.Series:
        """A digest of each text that is no person's pseudonym: for a supplier's own key in which a CPR number stands."""
        return self.keys(pl.Series([None if text is None else f"{COVERED}{text}" for text in texts], dtype=pl.String))

    def tombstone(self, person_key: str) -> str:
        """What is kept of an erased person: a keyed digest of the pseudonym, which no table holds."""
        return hmac.digest(self._key, f"{TOMBSTONE}{person_key}".encode(), "sha256").hex()

    def erased(self, person_keys: pl.Series, tombstones: Collection[str]) -> pl.Series:
        """Which of the pseudonyms belong to somebody who was erased."""
        found = [key for key in person_keys.drop_nulls().unique() if self.tombstone(key) in tombstones]
        return pl.Series("person_key", found, dtype=pl.String)

    def __repr__(self) -> str:
        return "Pseudonyms(key not shown)"


def load_key(environment: Mapping[str, str]) -> bytes:
    """The deployment's key, from the file that SMAAJOB_KEY_FILE names or else the user's own configuration; made on first use.

    Raises WrongUse where others may read the file or it holds too little to be a key, MachineProblem where it cannot be written or read.
    """
    named = environment.get(KEY_VARIABLE)
    home = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or Path.home()) / ".config")
    path = Path(named) if named else home / "smaajob" / "pseudonym.key"
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise WrongUse("key_file_open_to_others", file=str(path))
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise MachineProblem("key_file_unusable", file=str(path)) from error
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = text.encode()
    if len(key) < KEY_BYTES:
        raise WrongUse("key_file_too_short", file=str(path), bytes=KEY_BYTES)
    return key


def _make(path: Path) -> None:
    """Two first runs at once must end with one key: whoever comes second finds the file and reads it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    arriving = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    try:
        os.link(arriving, path)  # unlike a rename, this fails where the file exists
    except FileExistsError:
        pass
    finally:
        arriving.unlink()
