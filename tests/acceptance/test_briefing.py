"""The political briefing in a run: made alone or with the rest, listed, in the manifest, honest without a browser, and stopped when it is
too hard to read."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from reports.language import load_language
from tests.acceptance.conftest import Command
from tests.acceptance.inboxes import SETTINGS, write_inbox

FILES = {"index.html", "index.en.html", "briefing-da.pdf", "briefing-en.pdf"}


@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])
def test_made_alone_without_a_browser_it_says_so_once(smaajob: Command, tmp_path: Path, language: str) -> None:
    inbox, output = write_inbox(tmp_path / "inbox"), tmp_path / "output"
    answer = smaajob("run", "--inbox", inbox, "--output", output, "--only", "briefing", language=language)
    assert answer.exit_code == 0, answer.error
    assert answer.error.count(load_language(language).text("run.no_browser")) == 1
    made = output / "current" / "briefing"
    assert {path.name for path in made.iterdir()} == FILES
    for code in ("da", "en"):
        document = pypdf.PdfReader(made / f"briefing-{code}.pdf")
        assert len(document.pages) == 2
        assert document.trailer["/Root"]["/Lang"] == code
    index = (output / "current" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="briefing/{name}"' in index for name in FILES)
    files = {file["path"]: file for file in json.loads((output / "current" / "manifest.json").read_text())["files"]}
    assert "participation.referred" in files["briefing/briefing-da.pdf"]["figures"]


def test_a_run_without_any_paper_says_nothing_of_a_browser(smaajob: Command, tmp_path: Path) -> None:
    answer = smaajob("run", "--inbox", write_inbox(tmp_path / "inbox"), "--output", tmp_path / "output", "--only", "quality")
    assert answer.exit_code == 0, answer.error
    assert load_language("en").text("run.no_browser") not in answer.error


@pytest.mark.long
def test_a_briefing_above_the_limit_stops_the_run_and_what_is_published_stands(smaajob: Command, tmp_path: Path) -> None:
    inbox, output = write_inbox(tmp_path / "inbox"), tmp_path / "output"
    assert smaajob("run", "--inbox", inbox, "--output", output, "--only", "briefing").exit_code == 0
    before = (output / "current").resolve()
    (inbox / "programme.toml").write_text(f"{SETTINGS}\n[briefing]\nhighest_lix = 20\n", encoding="utf-8")
    answer = smaajob("run", "--inbox", inbox, "--output", output, "--only", "briefing", language="da")
    assert answer.exit_code == 1
    assert "Den politiske briefing er for svær at læse: LIX er " in answer.error
    assert "grænsen i indstillingerne er 20. Det sværeste afsnit har LIX " in answer.error
    assert (output / "current").resolve() == before


def test_a_browser_that_cannot_draw_ends_the_run_and_names_it(smaajob: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o700)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    inbox, output = write_inbox(tmp_path / "inbox"), tmp_path / "output"
    answer = smaajob("run", "--inbox", inbox, "--output", output, "--only", "management")
    assert answer.exit_code == 3
    assert f"The browser {broken} could not draw the charts." in answer.error
    assert not (output / "current").exists()
