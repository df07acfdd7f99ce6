"""The index leads to everything that is there, by audience, and to nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.index import index_page, language_of, stem_of
from reports.language import load_language
from tests.unit import report_input

FILES = (
    "management/index.html",
    "management/index.en.html",
    "management/smaajob.xlsx",
    "explorer/index.html",
    "briefing/index.html",
    "briefing/brief-da.pdf",
    "briefing/brief-en.pdf",
    "conference/talk-en.pptx",
    "conference/pictures/factor-da.png",
    "data/figures.csv",
    "published.duckdb",
    "figures.duckdb",
)


def written(folder: Path, *files: str) -> Path:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 3000)
    return folder


def addresses(page: str) -> list[str]:
    return re.findall(r'href="((?:briefing|conference|explorer|data|management|revisions|quality)/[^"]+|[a-z]+\.(?:duckdb|json))"', page)


@pytest.mark.parametrize("code", ["da", "en"])
def test_everything_that_is_there_has_a_link_and_nothing_else(tmp_path: Path, code: str) -> None:
    page = index_page(written(tmp_path, *FILES), report_input.facts(), load_language(code))
    assert set(addresses(page)) == {*FILES, "manifest.json", "edition.json"}


def test_the_public_comes_before_the_house_and_each_file_stands_with_its_audience(tmp_path: Path) -> None:
    page = index_page(written(tmp_path, *FILES), report_input.facts(), load_language("da"))
    public, internal = page.split('class="group internal"')
    assert "figures.duckdb" not in public
    assert "management/" not in public
    assert not re.search(r'href="(explorer|briefing|conference|data)/', internal)


def test_a_file_is_told_with_its_language_and_its_size(tmp_path: Path) -> None:
    page = index_page(written(tmp_path, *FILES), report_input.facts(), load_language("da"))
    assert re.search(r'hreflang="en">PDF: brief</a>[^<]*<span class="about">engelsk · 3\u00a0kB', page)
    assert re.search(r"<details><summary>Billeder</summary>.*factor-da\.png", page, re.S)
    assert "Data til og med 15. juni 2023" in page


def test_a_reader_is_led_to_the_page_in_their_own_language_first(tmp_path: Path) -> None:
    folder = written(tmp_path, *FILES)
    assert '<h3><a href="management/index.html"' in index_page(folder, report_input.facts(), load_language("da"))
    english = index_page(folder, report_input.facts(), load_language("en"))
    assert '<h3><a href="management/index.en.html"' in english
    assert '<h3><a href="explorer/index.html" hreflang="da"' in english, "a page in one language alone is better than none"


def test_a_publication_that_was_not_made_is_not_mentioned(tmp_path: Path) -> None:
    page = index_page(written(tmp_path, "quality/index.html"), report_input.facts(), load_language("da"))
    assert "Datakvalitet" in page
    assert "Ledelsesrapport" not in page


def test_the_size_of_what_differs_from_run_to_run_is_not_told(tmp_path: Path) -> None:
    page = index_page(written(tmp_path, *FILES), report_input.facts(), load_language("da"))
    (link,) = re.findall(r'href="figures\.duckdb".*?</li>', page, re.S)
    assert "kB" not in link


def test_the_language_of_a_file_is_in_its_name() -> None:
    told = {name: (language_of(Path(name)), stem_of(Path(name))) for name in ("index.en.html", "brief-da.pdf", "index.html", "a-b.csv")}
    assert told == {
        "index.en.html": ("en", "index"),
        "brief-da.pdf": ("da", "brief"),
        "index.html": ("da", "index"),
        "a-b.csv": ("", "a-b"),
    }
