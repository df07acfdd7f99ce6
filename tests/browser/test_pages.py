"""Every page of a small real run, in both languages, in a real browser: drawn, quiet, offline, readable, for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import measuring
from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser
WIDTHS = (360, 768, 1440)
PAPER = 718
"""The width of an A4 page within its margins, in pixels."""
LEAST_PICTURE = 0.15
MOST_STOPS = 2500


def test_both_languages_have_the_same_pages(edition: Path, pages: list[Path]) -> None:
    names = {path.relative_to(edition).as_posix() for path in pages}
    danish = {name for name in names if not name.endswith((".en.html", "-en.html"))}
    assert {"index.html", "management/index.html", "explorer/index.html", "data/passports.html"} <= danish
    assert {name.replace(".html", ".en.html") for name in danish} <= names


def test_the_browser_complains_of_nothing_and_asks_for_nothing_outside_the_folder(edition: Path, pages: list[Path], opened: Opened) -> None:
    inside = edition.resolve().as_uri(), edition.as_uri()
    for path in pages:
        with opened(path) as seen:
            assert seen.complaints == [], path
            assert [url for url in seen.asked if not url.startswith((*inside, "data:", "blob:"))] == [], path


def test_the_explorer_asks_for_no_other_file(edition: Path, opened: Opened) -> None:
    for name in ("index.html", "index.en.html"):
        with opened(edition / "explorer" / name) as seen:
            assert [url for url in seen.asked if not url.startswith("data:")] == [(edition / "explorer" / name).as_uri()]


@pytest.mark.parametrize("width", WIDTHS)
def test_charts_are_drawn_no_page_moves_sideways_and_no_text_is_cut_or_lies_on_another(
    pages: list[Path], opened: Opened, width: int
) -> None:
    drawn = 0
    for path in pages:
        with opened(path, width) as seen:
            marks, shares = seen.page.evaluate(measuring.MARKS), seen.page.evaluate(measuring.PICTURE_SHARE)
            assert {chart: number for chart, number in marks.items() if not number} == {}, path
            assert {chart: share for chart, share in shares.items() if share < LEAST_PICTURE} == {}, path
            assert seen.page.evaluate(measuring.SIDEWAYS) <= 0, path
            assert seen.page.evaluate(measuring.CUT) == [], path
            assert seen.page.evaluate(measuring.OVERLAPS) == [], path
            assert seen.page.evaluate(measuring.SMALLEST_TEXT) >= 11, path
            drawn += len(marks)
    assert drawn >= 10


def test_what_is_printed_is_readable_and_stamped(pages: list[Path], opened: Opened) -> None:
    for path in pages:
        with opened(path, PAPER, media="print") as seen:
            assert seen.page.evaluate(measuring.CUT) == [], path
            assert seen.page.evaluate(measuring.OVERLAPS) == [], path
            assert "SIMULERE" in seen.page.locator(".stamp").inner_text(), path


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_no_violation(pages: list[Path], opened: Opened, width: int) -> None:
    found = {}
    for path in pages:
        with opened(path, width) as seen:
            violations = Axe().run(seen.page).response["violations"]
            told = {one["id"]: [node["html"][:120] for node in one["nodes"][:3]] for one in violations}
            if told:
                found[f"{path.parent.name}/{path.name}"] = told
    assert found == {}


def test_the_keyboard_reaches_everything_and_shows_where_it_is(pages: list[Path], opened: Opened) -> None:
    for path in pages:
        with opened(path) as seen:
            seen.page.evaluate(measuring.WATCH_FOCUS)
            for presses in range(MOST_STOPS):
                seen.page.keyboard.press("Tab")
                if presses % 25 == 0 and seen.page.evaluate(measuring.IS_ROUND_DONE):
                    break
            assert seen.page.evaluate(measuring.UNREACHED) == [], path
            assert seen.page.evaluate(measuring.UNSEEN) == [], path


def test_every_link_leads_somewhere(pages: list[Path], opened: Opened) -> None:
    script = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"
    anchors: dict[Path, str] = {path.resolve(): path.read_text(encoding="utf-8") for path in pages}
    for path in pages:
        with opened(path) as seen:
            for address in set(seen.page.evaluate(script)):
                place, _, anchor = address.removeprefix("file://").partition("#")
                target = Path(place).resolve()
                assert target.exists(), f"{path}: {address}"
                if anchor and "=" not in anchor:
                    assert f'id="{anchor}"' in anchors[target], f"{path}: {address}"


def test_each_page_leads_to_itself_in_the_other_language(pages: list[Path], opened: Opened) -> None:
    for path in pages:
        with opened(path) as seen:
            link = seen.page.locator(".languages a")
            own = seen.page.locator("html").get_attribute("lang")
            other = "da" if own == "en" else "en"
            assert (link.get_attribute("lang"), link.get_attribute("hreflang")) == (other, other), path
            link.click()
            assert seen.page.locator("html").get_attribute("lang") == other, path
