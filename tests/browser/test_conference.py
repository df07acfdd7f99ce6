"""The conference kit in other programs: pictures drawn by Chromium, slides opened by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pypdf
import pytest

from reports.conference.charts import charts_of
from reports.language import LANGUAGES, load_language
from reports.render.pictures import find_browser, svg_of
from reports.render.sheets import CHART_OF, CHART_WIDTHS, SIZES, render_cards, render_sheet
from reports.render.slides import render_slides
from tests.unit import conference_input

pytestmark = pytest.mark.browser
SECONDS = 300


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


@pytest.mark.parametrize("code", LANGUAGES)
def test_libreoffice_opens_every_slide_and_shows_its_words(code: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-impress, then run make test-all again")
    kit = conference_input.kit("not shown", code, told=conference_input.facts(is_simulated=True))
    slides = tmp_path / "slides.pptx"
    slides.write_bytes(render_slides(kit, load_language(code)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(slides)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    assert "repair" not in (done.stdout + done.stderr).lower()
    with pdfplumber.open(tmp_path / "slides.pdf") as document:
        pages = [" ".join((page.extract_text() or "").split()).replace("- ", "-") for page in document.pages]
    assert len(pages) == len(kit.slides)
    for page, slide in zip(pages, kit.slides, strict=True):
        assert "SIMULERE" in page
        assert " ".join(slide.title.text.split()).replace("- ", "-") in page, slide.name
