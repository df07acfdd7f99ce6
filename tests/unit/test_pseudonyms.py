"""A CPR number leads to its key only under the deployment's own secret, and the secret is nobody else's to read."""

from __future__ import annotations

import hashlib
import hmac
import threading
from pathlib import Path

import polars as pl
import pytest

from assets.deliveries.pseudonyms import KEY_BYTES, Pseudonyms, load_key
from data_contracts.problems import MachineProblem, WrongUse

KEY = b"k" * KEY_BYTES
NUMBER = "6404651203"


def key_file(path: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    path.write_text(text)
    path.chmod(mode)
    return {"SMAAJOB_KEY_FILE": str(path)}


def test_a_key_is_the_hmac_of_the_ten_digits() -> None:
    expected = hmac.new(KEY, NUMBER.encode(), hashlib.sha256).hexdigest()
    assert Pseudonyms(KEY).keys(pl.Series([NUMBER])).to_list() == [expected]


def test_the_same_person_has_the_same_key_and_no_number_has_none() -> None:
    keys = Pseudonyms(KEY).keys(pl.Series([NUMBER, None, "6911641216", NUMBER], dtype=pl.String))
    assert keys[0] == keys[3] != keys[2]
    assert keys[1] is None
    assert Pseudonyms(KEY).keys(pl.Series([None], dtype=pl.String)).to_list() == [None]
    assert Pseudonyms(KEY).keys(pl.Series([], dtype=pl.String)).dtype == pl.String


def test_another_secret_gives_another_key() -> None:
    number = pl.Series([NUMBER])
    assert Pseudonyms(KEY).keys(number)[0] != Pseudonyms(b"x" * KEY_BYTES).keys(number)[0]


def test_a_dictionary_of_all_numbers_leads_to_nobody_without_the_secret() -> None:
    """Every number of one birthday, digested in all the ways that one would try first; a tombstone is no pseudonym either."""
    person = Pseudonyms(KEY).keys(pl.Series(["6101701234"])).item()
    tombstone = Pseudonyms(KEY).tombstone(person)
    told = {person, tombstone}
    assert len(told) == 2
    for number in (f"610170{running:04d}".encode() for running in range(10_000)):
        tried = {hashlib.new(name, number).hexdigest() for name in ("sha256", "sha1", "md5", "sha512", "blake2b")}
        tried |= {hmac.digest(key, number, "sha256").hex() for key in (b"", b"\0" * 32, number, b"smaajob")}
        assert not tried & told


def test_the_secret_does_not_show() -> None:
    assert "kkk" not in repr(Pseudonyms(KEY))
    assert "kkk" not in str(Pseudonyms(KEY))


def test_the_secret_is_made_on_first_use_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    key = load_key(environment)
    made = tmp_path / "config" / "smaajob" / "pseudonym.key"
    assert len(key) == KEY_BYTES
    assert (made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert load_key(environment) == key
    assert [path.name for path in made.parent.iterdir()] == ["pseudonym.key"]


def test_without_a_configuration_folder_the_secret_lies_under_the_home_folder(tmp_path: Path) -> None:
    load_key({"HOME": str(tmp_path)})
    assert (tmp_path / ".config" / "smaajob" / "pseudonym.key").exists()


def test_two_first_runs_at_once_end_with_one_secret(tmp_path: Path) -> None:
    environment = {"SMAAJOB_KEY_FILE": str(tmp_path / "secret")}
    keys: list[bytes] = []
    runs = [threading.Thread(target=lambda: keys.append(load_key(environment))) for _ in range(8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o620])
def test_a_secret_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(WrongUse) as caught:
        load_key(key_file(tmp_path / "secret", "ab" * KEY_BYTES, mode))
    assert caught.value.key == "key_file_open_to_others"


@pytest.mark.parametrize("text", ["", "\n", "ab" * 31, "x" * 31])
def test_a_secret_that_is_too_short_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongUse) as caught:
        load_key(key_file(tmp_path / "secret", text))
    assert caught.value.key == "key_file_too_short"
    assert "x" * 31 not in str(caught.value)


def test_a_secret_in_hexadecimal_or_in_words_is_taken_as_it_is(tmp_path: Path) -> None:
    assert load_key(key_file(tmp_path / "hex", "ab" * KEY_BYTES + "\n")) == b"\xab" * KEY_BYTES
    assert load_key(key_file(tmp_path / "words", "en lang hemmelighed i mange ord og lidt til")).startswith(b"en lang")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MachineProblem) as caught:
        load_key({"SMAAJOB_KEY_FILE": str(tmp_path / "file" / "secret")})
    assert caught.value.key == "key_file_unusable"
