"""Output that cannot attack its reader: whatever stands in a delivery, nothing of it is markup, a formula or a command in what is written.

Pages of a whole edition are opened in a browser and in a spreadsheet by `tests/browser/test_hostile_text.py`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data_contracts.problems import WrongUse
from data_contracts.settings import read_settings
from reports.blocks import Publication, Table, TableColumn
from reports.language import load_language
from reports.render.workbook import render_workbook
from tests.acceptance.conftest import Command
from tests.acceptance.monthly import LAST_DELIVERY
from tests.defined import known
from tests.hostile import ATTACKS, CANARY, NAME, TURNING, hostile_inbox
from tests.loading import load

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class Elements(HTMLParser):
    """What a browser would make of a page: elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the element."""
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    """No script but the page's own, no attribute that runs, no address that does, and a policy that would stop them."""
    elements = Elements(page).found
    policies = [at["content"] or "" for tag, at in elements if tag == "meta" and at.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert "unsafe-eval" not in policies[0]
    assert "unsafe-inline" not in policies[0].replace("style-src 'self' file: 'unsafe-inline'", "").replace("style-src 'unsafe-inline'", "")
    for tag, attributes in elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        address = str(attributes.get("href") or "").lower().lstrip()
        assert not address.startswith(("javascript:", "data:", "http:", "https:", "//")), attributes
        assert tag not in ("iframe", "object", "embed", "base"), tag
        assert not (tag == "img" and attributes.get("src") == "x")


def assert_plain_cells(path: Path, separator: str) -> None:
    """No cell that a spreadsheet takes for a formula; numbers stay numbers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=separator):
            for cell in row:
                assert not cell.startswith(FORMULA_SIGNS) or NUMBER.fullmatch(cell), (path.name, cell[:40])


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_inbox(tmp_path_factory.mktemp("hostile"))


def test_what_the_check_says_and_shows_is_plain_text(smaajob: Command, inbox: Path, tmp_path: Path) -> None:
    answer = smaajob("check", "--inbox", inbox, "--html", tmp_path / "check.html")
    assert answer.exit_code == 1
    assert not set(TURNING) & set(answer.out + answer.error)
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=window.__x=4&gt;" in page, "the supplier’s name, escaped"
    assert not set(TURNING) & set(page)
    assert_harmless(page)


def test_quarantine_and_tables_hold_no_formula(inbox: Path, tmp_path: Path) -> None:
    load(inbox, tmp_path)
    files = list((tmp_path / "quarantine").iterdir())
    assert files
    for path in files:
        assert_plain_cells(path, ";")
        assert CANARY not in path.read_text(encoding="utf-8-sig").replace(path.name, "").split("\n", 1)[0]


def test_a_workbook_holds_texts_as_texts_whatever_they_begin_with(tmp_path: Path) -> None:
    rows = tuple((attack, -1) for attack in ATTACKS)
    table = Table("tabel", "=1+1", (TableColumn("=1+1"), TableColumn("Antal", "count")), rows)
    publication = Publication("management", NAME, "=1+1", "da", "internal", is_simulated=False, data_date=LAST_DELIVERY, blocks=(table,))
    render_workbook(publication, pl.DataFrame({"figure_id": []}), known().taken, load_language("da"), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert all(sheet.sheet_state == "visible" for sheet in book)


@pytest.mark.parametrize("name", ["", "  ", "a\u202eb", "a\\u001bb", "a\\nb", "x" * 201])
def test_a_programme_cannot_be_called_what_no_line_can_show(name: str, tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_text(f'[programme]\nname = "{name}"\n', encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(WrongUse):
        read_settings(path)
