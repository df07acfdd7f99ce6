"""A browser without a network, and a small run's pages to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

import simulation
from pipelines.command_line import main
from tests.browser import measuring

KEY = "d4" * 32
PATIENCE = 120_000
"""Milliseconds until a page that does not answer is given up, on a machine that does much else."""


@dataclass
class Seen:
    """A page that is open, what the browser complained of, and what it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """Keeps what the console says."""
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def requested(self, request: Request) -> None:
        """Keeps what was asked for."""
        self.asked.append(request.url)


Opened = Callable[..., AbstractContextManager[Seen]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that is installed; `make test-more` needs it."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-more again")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def opened(browser: Browser) -> Opened:
    """Opens a file at a width, on screen or as it is printed, and waits until it is drawn."""

    @contextmanager
    def open_(path: Path, width: int = 1440, *, media: str = "screen", fragment: str = "") -> Iterator[Seen]:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.emulate_media(media="print" if media == "print" else "screen")
        seen = Seen(page)
        page.on("console", seen.heard)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", seen.requested)
        page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        page.evaluate("() => document.fonts.ready.then(() => true)")
        page.wait_for_function(measuring.DRAWN)
        try:
            yield seen
        finally:
            context.close()

    return open_


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small programme's whole edition, made through the command line."""
    folder = tmp_path_factory.mktemp("edition")
    key = folder / "pseudonym.key"
    key.write_text(KEY)
    key.chmod(0o600)
    simulation.write_inbox(folder / "inbox", candidates=150, comparison=150, months=48, seed=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key))
        with pytest.raises(SystemExit) as ended:
            main.main(args=["run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")])
    assert ended.value.code == 0
    return folder / "out" / "current"


@pytest.fixture(scope="session")
def pages(edition: Path) -> list[Path]:
    """Every page of the edition, in both languages."""
    return sorted(edition.rglob("*.html"))
