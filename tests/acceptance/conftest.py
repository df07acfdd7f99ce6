"""The command line as a user meets it, run inside the test's own process so that heavy imports are paid once."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

import simulation
from pipelines.command_line import main
from tests.acceptance.figures_alone import figures_alone
from tests.acceptance.monthly import LAST_DELIVERY, Programme, deliver
from tests.conftest import BuiltOnce

KEY = "b7" * 32


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    exit_code: int
    out: str
    error: str


Command = Callable[..., Answer]
Compute = Callable[..., None]


NO_BROWSER = "BROWSER_PATH", "/nowhere"


@pytest.fixture(scope="package", autouse=True)
def _without_browser() -> Iterator[None]:
    """Charts on paper take a browser five seconds a run; tests/browser, which may share the process, looks at them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*NO_BROWSER)
        yield


OUTWARD = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})


def _refuse_networks(event: str, arguments: tuple[Any, ...]) -> None:
    """Ends whatever would speak to an address outside this machine; what the interpreter tells of itself cannot be evaded."""
    if event in OUTWARD:
        address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(address, tuple) or event not in ("socket.connect", "socket.sendto"):
            assert host in (None, "", "localhost", "127.0.0.1", "::1"), f"{event} {host!r}: nothing here may ask the network"


@pytest.fixture(scope="session", autouse=True)
def _without_network() -> None:
    """For the rest of this process, since such a hook cannot be taken off."""
    sys.addaudithook(_refuse_networks)


@pytest.fixture(scope="session")
def key_file(built_once: BuiltOnce) -> Path:
    """A pseudonym key of the tests' own."""

    def write(folder: Path) -> None:
        (folder / "pseudonym.key").write_text(KEY)
        (folder / "pseudonym.key").chmod(0o600)

    return built_once("key", write) / "pseudonym.key"


@pytest.fixture
def compute(key_file: Path) -> Compute:
    """Computes every figure of an inbox into an output folder, `as_of` a day, and publishes nothing."""
    return partial(figures_alone, key_file=key_file)


@pytest.fixture
def smaajob(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], key_file: Path) -> Command:
    """Runs `smaajob` with the given words; messages in English unless told otherwise."""

    def command(*words: str | Path, language: str = "en") -> Answer:
        monkeypatch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        monkeypatch.setenv("SMAAJOB_LANGUAGE", language)
        with pytest.raises(SystemExit) as ended:
            main.main(args=[str(word) for word in words])
        captured = capfd.readouterr()
        return Answer(int(ended.value.code or 0), captured.out, captured.err)

    return command


def headline(output: Path) -> dict[tuple[str, str], Decimal | None]:
    """(figure id, window) → value of every row without dimensions in the confidential figures; the clock of job starters left out."""
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql("""
            SELECT figure_id, "window", value FROM figures.figures
            WHERE dimensions = '{}' AND NOT (figure_id LIKE 'full_time.%' AND population LIKE 'job_starters%')
        """).fetchall()
    return {(figure, window): value for figure, window, value in rows}


def _published(folder: Path, key_file: Path) -> None:
    """Runs over `folder/inbox` into `folder/out`; what the run said stands beside them in `said.txt`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*NO_BROWSER)
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        said = io.StringIO()
        with pytest.raises(SystemExit) as ended, redirect_stdout(said), redirect_stderr(said):
            main.main(args=["run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")])
    assert ended.value.code == 0, said.getvalue()
    (folder / "said.txt").write_text(said.getvalue(), encoding="utf-8")


@pytest.fixture(scope="session")
def edition(built_once: BuiltOnce, key_file: Path) -> Path:
    """A small simulated programme's whole edition, without a browser; nobody changes it."""

    def build(folder: Path) -> None:
        simulation.write_inbox(folder / "inbox", candidates=90, comparison=60, months=36, seed=4)
        _published(folder, key_file)

    return built_once("edition", build) / "out" / "current"


@pytest.fixture(scope="session")
def usual(built_once: BuiltOnce, key_file: Path) -> tuple[Path, Path]:
    """Inbox and output of the usual programme's whole edition after its last delivery; nobody changes them."""

    def build(folder: Path) -> None:
        deliver(folder / "inbox", Programme.usual(), LAST_DELIVERY)
        _published(folder, key_file)

    folder = built_once("usual", build)
    return folder / "inbox", folder / "out"
