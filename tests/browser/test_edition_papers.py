"""Every paper of a small real run, pictures and all: whole, accessible, and with everything that it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.browser.test_papers import pictures_in
from tests.unit.test_pdf import assert_nothing_is_cut_or_covered, flat

pytestmark = pytest.mark.browser
PAPERS = [
    f"{place}-{code}.pdf"
    for place in ("management/management", "briefing/briefing", "conference/poster", "conference/handout", "conference/questions")
    for code in ("da", "en")
]
PAGES = {"briefing": 2, "poster": 1, "handout": 2}
"""Papers that have a number of pages, or at most so many."""


def test_these_are_all_papers(edition: Path) -> None:
    assert sorted(path.relative_to(edition).as_posix() for path in edition.rglob("*.pdf")) == sorted(PAPERS)


@pytest.mark.parametrize("place", PAPERS)
def test_no_text_is_cut_leaves_its_page_or_lies_on_another(edition: Path, place: str) -> None:
    assert_nothing_is_cut_or_covered((edition / place).read_bytes())


@pytest.mark.parametrize("place", PAPERS)
def test_a_paper_is_tagged_and_has_its_language_title_bookmarks_and_type(edition: Path, place: str) -> None:
    document = pypdf.PdfReader(edition / place)
    name, code = Path(place).stem.rsplit("-", 1)
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == code
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert document.metadata is not None
    assert document.metadata.title
    assert flat(document.outline)
    assert len(document.pages) <= PAGES.get(name, 99)
    assert name != "briefing" or len(document.pages) == 2
    for page in document.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert re.fullmatch(r"/[A-Z]{6}\+Inter-?\w*", inner["/FontName"]), place
            assert {"/FontFile2", "/FontFile3"} & set(inner)
        assert "SIMULERE" in page.extract_text()


@pytest.mark.parametrize("place", [place for place in PAPERS if "questions" not in place])
def test_every_picture_is_told_in_words_to_those_who_do_not_see_it(edition: Path, place: str) -> None:
    told = list(pictures_in((edition / place).read_bytes()))
    assert told
    assert all(len(words) > 20 for words in told)


@pytest.mark.parametrize("place", PAPERS)
def test_verapdf_finds_it_accessible(edition: Path, place: str) -> None:
    found = shutil.which("verapdf")
    if found is None:
        pytest.skip("no veraPDF on this machine, and no package of it: its parts are checked above; see docs/gallery/README.md")
    done = subprocess.run(
        [found, "--flavour", "ua1", "--format", "text", str(edition / place)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("PASS"), done.stdout
