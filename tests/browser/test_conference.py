"""The conference kit in other programs: pictures drawn by Chromium in one session, sheets set around them."""

from __future__ import annotations

import io

import pypdf
import pytest

from reports.conference.charts import charts_of
from reports.language import load_language
from reports.render.pictures import find_browser, svg_of
from reports.render.sheets import CHART_OF, CHART_WIDTHS, SIZES, render_cards, render_sheet
from tests.unit import conference_input

pytestmark = pytest.mark.browser


def test_sheets_and_cards_are_set_around_the_charts_and_are_the_same_again() -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-all again")
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
        assert all(len(card) > 20_000 and card != plain[name] for name, card in render_cards(size, kit, danish, found[size]).items())
