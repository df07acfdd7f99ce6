"""Slides and workbooks in LibreOffice: opened without repair, shown as pictures, and every number as we say that it is shown."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import openpyxl
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageColor

from reports.language import LANGUAGES, load_language
from reports.theme import ACCENT
from tests.acceptance import printed

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("code", LANGUAGES)
SECONDS = 600
DAY = re.compile(r"\d{8}$")
NEAR = 24
"""How far each of a pixel's three colours may lie from the one that is looked for."""


@dataclass(frozen=True)
class Opened:
    """The files of an edition, and what LibreOffice made of them: papers, and the workbooks' cells as it shows them."""

    slides: dict[str, Path]
    books: dict[str, Path]
    folder: Path

    def paper(self, path: Path) -> pdfium.PdfDocument:
        """The file as LibreOffice prints it."""
        return pdfium.PdfDocument(str(self.folder / f"{path.stem}.pdf"))


@pytest.fixture(scope="module")
def opened_files(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Both languages' slides and workbooks, opened by LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-impress libreoffice-calc, then run make test-more again")
    folder = tmp_path_factory.mktemp("office")
    slides = {code: edition / "conference" / f"slides-{code}.pptx" for code in LANGUAGES}
    books = {"da": edition / "management" / "smaajob.xlsx", "en": edition / "management" / "smaajob.en.xlsx"}
    for form, files in (("pdf", [*slides.values(), *books.values()]), ("html:HTML (StarCalc)", list(books.values()))):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "repair" not in said.lower()
        missing = [path.name for path in files if not (folder / f"{path.stem}.{form.partition(':')[0]}").exists()]
        if form != "pdf" and missing:
            pytest.skip("LibreOffice has no Calc on this machine: apt-get install libreoffice-calc, then run make test-more again")
        assert missing == [], said
    return Opened(slides, books, folder)


def words_of(page: pdfium.PdfPage) -> str:
    return printed.plain(page.get_textpage().get_text_range()).replace(" ", "").replace("-", "")


def unsigned(words: str) -> str:
    """Without signs and hyphens: spreadsheets have one for both."""
    return re.sub(r"[-−]", "", printed.plain(words))


def shows(picture: Image.Image, colour: str) -> bool:
    """Whether a part of the picture that can be seen has about that colour."""
    wanted = ImageColor.getrgb(colour)
    pixels = picture.convert("RGB").getcolors(maxcolors=picture.width * picture.height) or []
    near = sum(count for count, one in pixels if all(abs(a - b) <= NEAR for a, b in zip(one, wanted, strict=False)))
    return near > picture.width * picture.height / 5000


@BOTH
def test_slides_show_their_words_and_their_charts(opened_files: Opened, code: str) -> None:
    path = opened_files.slides[code]
    slides, paper = printed.slides(path), opened_files.paper(path)
    assert len(paper) == len(slides)
    for page, slide in zip(paper, slides, strict=True):
        words = words_of(page)
        assert "SIMULERE" in words
        assert [text for text in slide.texts if text.replace(" ", "").replace("-", "") not in words] == []
        if slide.charts:
            assert shows(page.render(scale=1).to_pil(), ACCENT), slide.texts[1]


@BOTH
def test_workbooks_show_every_sheet(opened_files: Opened, code: str) -> None:
    path = opened_files.books[code]
    paper, book = opened_files.paper(path), openpyxl.load_workbook(path)
    pages = [words_of(page) for page in paper]
    assert len(pages) >= len(book.sheetnames) > 30
    assert all("SIMULERE" in words for words in pages)
    whole = "".join(pages)
    titles = [printed.plain(caption).replace(" ", "").replace("-", "") for caption, _ in printed.workbook(path, load_language("en")).tables]
    assert [title for title in titles if title not in whole] == []
    assert len(paper[0].render(scale=0.5).to_pil().convert("L").getcolors() or []) > 10


@BOTH
def test_libreoffice_shows_each_number_as_we_read_it(opened_files: Opened, code: str) -> None:
    """Number formats are carried out by a program that is not ours; without a window it writes numbers as the English do."""
    path = opened_files.books[code]
    shown = lxml.html.parse(str(opened_files.folder / f"{path.stem}.html")).getroot()
    tables = shown.findall(".//table")
    ours = printed.workbook(path, load_language("en")).tables
    compared = 0
    for table, (caption, rows) in zip(tables[-len(ours) :], ours, strict=True):
        lines = [[unsigned(cell.text_content()) for cell in row.iter("td")] for row in table.iter("tr")][-len(rows) :]
        for row, line in zip(rows, lines, strict=True):
            words, theirs = [one for cell in row if (one := unsigned(cell.words))], [one for one in line if one]
            assert [pair for pair in zip(words, theirs, strict=True) if pair[0] != pair[1] and not DAY.match(pair[1])] == [], caption
            compared += sum(any(sign.isdigit() for sign in word) for word in words)
    assert compared > 1000
