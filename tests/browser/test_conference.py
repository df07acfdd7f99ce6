"""The conference kit in other programs: pictures drawn by Chromium in one session, sheets set around them."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from reports.conference.kit_charts import charts_of
from reports.language import LANGUAGES, load_language
from reports.render.pictures import DrawingSession, find_browser, svg_of
from reports.render.sheets import CHART_OF, CHART_WIDTHS, SIZES, render_cards, render_sheet
from reports.render.typesetting import FONTS
from tests.unit import conference_input

pytestmark = pytest.mark.browser


def test_sheets_and_cards_are_set_around_the_charts_and_are_the_same_again() -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-more again")
    kit, danish = conference_input.kit("not shown", "da"), load_language("da")
    charts = {f"{width}/{name}": chart for width, pixels in CHART_WIDTHS.items() for name, chart in charts_of(kit, danish, pixels).items()}
    drawn = svg_of(charts)
    assert drawn == svg_of(charts)
    assert len(drawn) == 10
    found = {
        place: {name: drawn[f"{width}/{name}"] for name in ("people", "hours", "full-time", "difference", "forecast")}
        for place, width in CHART_OF.items()
    }
    for sheet, most in (("poster", 1), ("handout", 2)):
        made = render_sheet(sheet, kit, danish, found[sheet])
        assert made == render_sheet(sheet, kit, danish, found[sheet])
        pages = pypdf.PdfReader(io.BytesIO(made)).pages
        assert len(pages) <= most
        assert kit.slide("hours").title.text in " ".join(" ".join(page.extract_text().split()) for page in pages)
    for size in SIZES:
        plain = render_cards(size, kit, danish, {})
        assert render_cards(size, kit, danish, found[size]) == render_cards(size, kit, danish, found[size])
        assert all(len(card) > 20_000 and card != plain[name] for name, card in render_cards(size, kit, danish, found[size]).items())


def test_a_session_starts_one_browser_and_draws_each_chart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_browser()
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-more again")
    counting, started = tmp_path / "browser", tmp_path / "started"
    counting.write_text(f'#!/bin/sh\necho once >> "{started}"\nexec "{found}" "$@"\n')
    counting.chmod(0o700)
    monkeypatch.setenv("BROWSER_PATH", str(counting))
    charts = charts_of(conference_input.kit("not shown", "da"), load_language("da"), CHART_WIDTHS["wide"])
    asked: list[str] = []

    class Noting(DrawingSession):
        """A session that notes what reaches the browser."""

        def _ask(self, charts: str, browser: str) -> list[str]:
            asked.append(charts)
            return super()._ask(charts, browser)

    with Noting() as session:
        first = session.svg_of({name: charts[name] for name in ("people", "hours")})
        again = session.svg_of(charts)
        assert session.svg_of(charts) == again
    assert first == {name: again[name] for name in first}
    assert len(asked) == 2
    assert started.read_text() == "once\n"


def face(weight: int) -> str:
    content = base64.b64encode((FONTS / f"inter-latin-{weight}-normal.woff2").read_bytes()).decode()
    return f"@font-face {{ font-family: Inter; font-weight: {weight}; src: url(data:font/woff2;base64,{content}); }}"


FACES = face(400) + face(600)
OUTSIDE = """() => {
  const edge = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("svg text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < edge.left - 0.5 || box.right > edge.right + 0.5 || box.top < edge.top - 0.5
      || box.bottom > edge.bottom + 0.5);
  }).map((text) => text.textContent);
}"""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("mood", ["not shown", "shown", "not trusted", "partly suppressed", "nobody"])
def test_every_word_of_a_picture_stands_within_it(browser: Browser, mood: str, code: str) -> None:
    kit, language = conference_input.kit(mood, code), load_language(code)
    charts = {f"{width}/{name}": one for width in CHART_WIDTHS for name, one in charts_of(kit, language, CHART_WIDTHS[width]).items()}
    page = browser.new_page()
    for name, svg in svg_of(charts).items():
        page.set_content(f"<style>{FACES}</style><body style='margin: 50px'>{svg}")
        page.evaluate("() => document.fonts.ready.then(() => true)")
        assert page.evaluate(OUTSIDE) == [], name
    page.close()
