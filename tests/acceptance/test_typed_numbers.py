"""A CPR number that somebody typed where something else belongs is not repeated: not to the screen, and not to whoever keeps the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.inboxes import write_inbox

NUMBER = "640465-1203"


@pytest.mark.parametrize("number", [NUMBER, NUMBER.replace("-", "")])
def test_no_message_repeats_a_number(smaajob: Command, tmp_path: Path, number: str) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    (tmp_path / "settings.toml").write_text(f"[{number}]\na = 1\n")
    for words in (
        (number,),
        ("ui", "--port", number),
        ("run", "--inbox", inbox, "--output", tmp_path / "out", "--as-of", number),
        ("run", "--inbox", inbox, "--output", tmp_path / "out", "--only", number),
        ("run", "--inbox", inbox, "--output", tmp_path / "out", "--settings", tmp_path / "settings.toml"),
        ("erase", number),
    ):
        answer = smaajob(*words)
        assert answer.exit_code == 2, words
        assert number not in answer.out + answer.error, words
        assert answer.error, words
