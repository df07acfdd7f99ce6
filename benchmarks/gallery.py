"""Pictures of every publication: each page at three widths and in print, each paper, slide and card, in both languages, with an index.

Run: `.venv/bin/python -m benchmarks.gallery [OUT] [--edition FOLDER] [--full FOLDER]` (about six minutes). OUT is `docs/gallery` where it
is not named, EDITION a generation that is there already (otherwise the demo is made), FULL a folder for every picture whole and in full
size, for whoever looks for faults. Needs Chromium; slides need LibreOffice, and without it the index says that they are missing.

Belongs here: taking the pictures and laying them out. Does not belong here: what is right and wrong (`tests/browser`).
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from reports.language import LANGUAGES
from reports.render.pictures import find_browser
from reports.render.typesetting import FONTS
from tests.browser import measuring

PATIENCE = 120_000
FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""So that LibreOffice finds the project's own type, which need not be installed."""
PAPER, GREY, GAP = "#FFFFFF", "#9AA5B1", 16


ABOUT = """# Gallery

Every publication of the demo as people see it, made by `.venv/bin/python -m benchmarks.gallery`. All data is simulated. Pages stand in
pieces side by side, from the top on the left; of long pages and papers there is the beginning (`--full FOLDER` keeps all of them).

Measured, and not only looked at: text over text, text cut off, small type, contrast, keyboard and links of every page at three widths and
in print (`tests/browser/test_pages.py`), the same in every extreme case (`test_extreme_pages.py`), and text over text, text off the page,
tags, language, title, bookmarks and fonts of every PDF (`test_edition_papers.py`). veraPDF is run there where it is installed. It is not
in Debian, on PyPI or on npm, so without it PDF/UA-1 is held by Typst, which refuses a document that is not, and by those parts."""


@dataclass(frozen=True)
class Screen:
    """A width that pages are looked at in: how high a piece of a page is, how many stand side by side, how much smaller they are kept."""

    width: int
    height: int
    beside: int
    scale: float


SCREENS = (Screen(360, 1500, 5, 0.5), Screen(768, 1800, 3, 0.42), Screen(1440, 2000, 2, 0.4))
MOST, FEWER = 2, {"passports": 1, "quality": 1, "revisions": 1}
"""Pictures kept of a page, and of one whose parts all look alike; of others, whoever looks for faults (FULL) gets them all."""
COLOURS, PAPER_WIDTH, CARD_WIDTH = 32, 560, 480
PRINTED = 4
"""Pages kept of a page that is printed."""
SLIDES, SLIDES_A_ROW = 12, 4
PAPER_PIXELS = 1240
"""Pixels that an A4 page is drawn wide; kept in the gallery at PAPER_WIDTH."""


def pieces(page: Page, screen: Screen, most: int = 0) -> list[Image.Image]:
    """The page in pieces, from the top down: all of it, or as many as `most` pictures hold."""
    high = int(page.evaluate("document.documentElement.scrollHeight"))
    high = min(high, most * screen.beside * screen.height) if most else high
    page.set_viewport_size({"width": screen.width, "height": min(high, screen.height)})
    found = []
    for top in range(0, high, screen.height):
        clip = {"x": 0, "y": top, "width": screen.width, "height": min(screen.height, high - top)}
        found.append(_opened(page.screenshot(full_page=True, clip=clip)))
    return found


def paper(content: bytes, wide: int = PAPER_PIXELS, most: int | None = None) -> list[Image.Image]:
    """A PDF's pages as pictures: all of them, or so many."""
    document = pypdfium2.PdfDocument(content)
    return [sheet.render(scale=wide / sheet.get_width()).to_pil().convert("RGB") for sheet in islice(document, most)]


def slides(path: Path, folder: Path) -> list[Image.Image]:
    """Slides as LibreOffice shows them in the type that they name; none where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return []
    settings = folder / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(fonts=FONTS, cache=folder / "fonts"), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600, env={**os.environ, "FONTCONFIG_FILE": str(settings)})
    return paper((folder / f"{path.stem}.pdf").read_bytes(), 1600)


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def laid_out(pictures: Sequence[Image.Image], beside: int) -> Image.Image:
    """Pictures side by side in lines, on grey."""
    lines = [pictures[place : place + beside] for place in range(0, len(pictures), beside)]
    wide = max(sum(one.width + GAP for one in line) for line in lines) + GAP
    high = sum(max(one.height for one in line) + GAP for line in lines) + GAP
    sheet, top = Image.new("RGB", (wide, high), GREY), GAP
    for line in lines:
        left = GAP
        for one in line:
            sheet.paste(one, (left, top))
            left += one.width + GAP
        top += max(one.height for one in line) + GAP
    return sheet


def smaller(picture: Image.Image, scale: float) -> Image.Image:
    """The picture at a part of its size."""
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


@dataclass
class Gallery:
    """The folder that pictures are kept in, the one for whole ones, and what the index says of each."""

    out: Path
    full: Path | None
    entries: list[tuple[str, str, str]]

    def keep(
        self,
        group: str,
        title: str,
        name: str,
        pictures: Sequence[Image.Image],
        beside: int,
        scale: float,
        most: int = 0,
        in_a_file: int = 0,
    ) -> None:
        """Lays pictures out, so many beside each other, and writes them, one line or `in_a_file` to a file; `most` files, or all."""
        in_a_file = in_a_file or beside
        if self.full is not None:
            for number, one in enumerate(pictures, 1):
                one.save(self.full / f"{name}-{number:02d}.png")
        kept = [pictures[place : place + in_a_file] for place in range(0, len(pictures), in_a_file)]
        for number, some in enumerate(kept[: most or len(kept)], 1):
            place = f"{name}-{number}.png" if len(kept) > 1 else f"{name}.png"
            sheet = laid_out([smaller(one, scale) for one in some], beside)
            sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(self.out / place, optimize=True)
            part = f", part {number}" if len(kept) > 1 else ""
            self.entries.append((group, f"{title}{part}", place))

    def write_index(self, missing: Sequence[str]) -> None:
        """The index: every picture under its publication."""
        lines = [ABOUT, *(f"\n**Missing:** {words}" for words in missing)]
        for group in dict.fromkeys(group for group, _, _ in self.entries):
            lines += ["", f"## {group}", ""]
            lines += [f"- [{title}]({place})" for found, title, place in self.entries if found == group]
        (self.out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def photograph_pages(browser: Browser, edition: Path, gallery: Gallery) -> None:
    """Every page at every width, and as it is printed."""
    for path in sorted(edition.rglob("*.html")):
        name = path.relative_to(edition).as_posix().removesuffix(".html").replace("/", "-")
        name, language = (name.removesuffix(".en"), "en") if name.endswith(".en") else (name, "da")
        name = name.removesuffix("-index") if name != "index" else name
        most = next((number for part, number in FEWER.items() if part in name), 0 if gallery.full else MOST)
        for screen in SCREENS:
            page = _page(browser, path, screen.width)
            found = pieces(page, screen, most)
            label = f"{name}-{language}-{screen.width}"
            gallery.keep(f"Pages: {name}", f"{language}, {screen.width} pixels", label, found, screen.beside, screen.scale, MOST)
            page.context.close()
        page = _page(browser, path, 718)
        page.emulate_media(media="print")
        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(1500)
        is_whole = gallery.full is not None and most == 0
        printed = paper(page.pdf(prefer_css_page_size=True, print_background=True), most=None if is_whole else PRINTED)
        gallery.keep(f"Pages: {name}", f"{language}, printed", f"{name}-{language}-print", printed, PRINTED, 0.33, 1)
        page.context.close()


def _page(browser: Browser, path: Path, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(path.as_uri())
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_function(measuring.DRAWN)
    return page


def photograph_files(edition: Path, gallery: Gallery) -> Iterator[str]:
    """Papers, slides and cards; yields what could not be shown."""
    for path in sorted(edition.rglob("*.pdf")):
        name, language = path.stem.rsplit("-", 1)
        found = paper(path.read_bytes())
        gallery.keep("Papers", f"{name}, {language}", f"paper-{path.stem}", found, 4, PAPER_WIDTH / PAPER_PIXELS, MOST)
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(edition.rglob("*.pptx")):
            found = slides(path, Path(folder))
            if not found:
                yield "slides, which LibreOffice shows (apt-get install libreoffice-impress)"
                break
            gallery.keep("Slides", path.stem.rsplit("-", 1)[1], path.stem, found, SLIDES_A_ROW, 0.3, in_a_file=SLIDES)
    for size in ("screen", "social"):
        for language in LANGUAGES:
            found = [_opened(path.read_bytes()) for path in sorted((edition / "conference" / size).glob(f"*-{language}.png"))]
            if found:
                gallery.keep(
                    "Pictures for screens and posts", f"{size}, {language}", f"{size}-{language}", found, 5, CARD_WIDTH / found[0].width
                )


def demo(folder: Path) -> Path:
    """The demo's generation."""
    environment = {**os.environ, "SMAAJOB_KEY_FILE": str(folder / "pseudonym.key")}
    command = [str(Path(sys.executable).with_name("smaajob")), "demo", "--output", str(folder / "demo")]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return folder / "demo" / "current"


def main(arguments: Sequence[str]) -> None:
    """Makes the gallery anew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gallery")
    parser.add_argument("out", nargs="?", type=Path, default=Path("docs/gallery"))
    parser.add_argument("--edition", type=Path)
    parser.add_argument("--full", type=Path)
    asked = parser.parse_args(arguments)
    found = find_browser()
    if found is None:
        raise SystemExit("no Chromium on this machine: apt-get install chromium")
    for folder in (asked.out, asked.full):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("*.png"):
                old.unlink()
    gallery = Gallery(asked.out, asked.full, [])
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        edition = (asked.edition or demo(Path(made))).resolve()
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        photograph_pages(browser, edition, gallery)
        browser.close()
        gallery.write_index(list(photograph_files(edition, gallery)))
    size = sum(path.stat().st_size for path in asked.out.iterdir())
    print(f"{len(gallery.entries)} pictures, {size / 1e6:.1f} MB, in {asked.out}")


if __name__ == "__main__":
    main(sys.argv[1:])
