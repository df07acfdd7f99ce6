"""Drawing charts ends: with pictures, with none where there is no browser, or with an error where a browser draws nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.render import pictures

CHARTS = {"empty": {"data": [], "layout": {"height": 100}}}


def browser(folder: Path, does: str) -> Path:
    found = folder / "browser"
    found.write_text(f"#!/bin/sh\n{does}\n")
    found.chmod(0o700)
    return found


def test_without_a_browser_there_are_no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere")
    assert pictures.find_browser() is None
    assert pictures.svg_of(CHARTS) == {}


@pytest.mark.parametrize("does", ["exec sleep 100", "exit 1"])
def test_a_browser_that_draws_nothing_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(browser(tmp_path, does)))
    monkeypatch.setattr(pictures, "SECONDS", 10)
    with pytest.raises(RuntimeError, match="drew no charts"):
        pictures.svg_of(CHARTS)
