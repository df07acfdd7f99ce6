"""Pages in a real browser, offline from a file: charts are drawn, nothing is refused, nothing is asked of the network."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reports.language import load_language
from reports.management import management_report
from reports.render.html import render_html, write_page_assets
from tests.unit import report_input

pytestmark = pytest.mark.browser
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=8000", "--enable-logging=stderr", "--v=0",
]  # fmt: skip


@pytest.fixture
def browser() -> str:
    """Debian's Chromium; `make test-all` needs it."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-all again")
    return found


def test_every_chart_is_drawn_and_the_browser_complains_of_nothing(browser: str, tmp_path: Path) -> None:
    publication = management_report(report_input.published(), report_input.facts(is_simulated=True), load_language("da"))
    (tmp_path / "management").mkdir()
    page = tmp_path / "management" / "index.html"
    page.write_text(render_html(publication, load_language("da"), "../assets", "passports.html"), encoding="utf-8")
    write_page_assets(tmp_path / "assets")
    command = [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    charts = re.findall(r'class="chart', done.stdout)
    drawn = re.findall(r'class="main-svg"', done.stdout)
    assert len(charts) >= 4
    assert len(drawn) >= len(charts)
    assert "Content Security Policy" not in done.stderr
    assert "ERR_" not in done.stderr
