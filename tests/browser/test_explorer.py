"""The explorer in a real browser: under every choice it says what the database of public figures says, and nothing else."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Page

from reports.explorer.choices import FIELDS, MAIN_LINE, NET, REFERRED, STARTING_POINT, Choice, every_choice
from reports.figures import FigureTable, Shown
from reports.language import load_language
from tests.browser import measuring
from tests.browser.conftest import Opened
from tests.defined import known

pytestmark = pytest.mark.browser
PAGES = {"da": "explorer/index.html", "en": "explorer/index.en.html"}
FIVEFOLD = {"da": "emdobling", "en": "ivefold"}
SAID = """
(choice) => {
  for (const [name, option] of Object.entries(choice))
    document.querySelector(`input[name="${name}"][value="${option}"]`).click();
  const read = (id) => document.getElementById(id).textContent;
  return {
    finding: read("finding"), range: read("range"), verdict: read("verdict"), notes: read("notes"), sources: read("sources"),
    reached: document.querySelectorAll(".dots circle.own").length, dots: document.querySelectorAll(".dots circle").length,
    hatched: document.querySelectorAll("rect[fill^='url']").length, line: document.querySelectorAll(".threshold").length,
    address: location.hash, chosen: read("chosen"),
  };
}
"""


def words(edition: Path, code: str) -> FigureTable:
    """The public database's figures in a language."""
    with duckdb.connect(str(edition / "published.duckdb"), read_only=True) as connection:
        figures = connection.sql("FROM figures").pl()
        (day,) = connection.sql("SELECT value FROM about WHERE name = 'data_date'").fetchall()[0]
    return FigureTable(figures, load_language(code), pl.Series([day]).str.to_date()[0], known().taken)


def said(page: Page, choice: Choice) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(SAID, asdict(choice))
    return found


def factor(table: FigureTable, choice: Choice) -> Shown:
    dimensions = {"forecast_population": int(choice.forecast), "scenario": choice.scenario}
    return table.find("forecast_comparison.factor_net_fte", "referred", "12m", **dimensions)


def check_gross(table: FigureTable, choice: Choice, shown: dict[str, Any]) -> None:
    """The count by the chosen rule, of the chosen persons; the forecast beside it, and no factor at all."""
    cell = table.find("full_time.reached_count", choice.population, "total", months=int(choice.months), norm=choice.norm)
    of = table.find("full_time.at_risk", choice.population)
    total = table.find("published_aggregates.forecast_fte", "target_group", scenario=choice.scenario)
    assert cell.code in shown["sources"]
    assert table.range(total) in shown["notes"]
    assert shown["line"] == 0
    unit = table.language.text("unit.ratio")
    assert f"\u00a0{unit}" not in shown["finding"] + shown["range"] + shown["verdict"] + shown["notes"]
    assert table.language.text("reason.differs_gross_or_net_gross_net") in shown["verdict"]
    if not cell.is_published:
        assert table.absence(cell) in shown["finding"]
        assert (shown["dots"], shown["hatched"], shown["range"]) == (0, 1, "")
        return
    assert table.value(cell) in shown["range"]
    assert table.precision(cell) in shown["range"]
    assert shown["finding"].startswith(table.number(cell))
    assert (shown["reached"], shown["dots"]) == (cell.count, max(cell.count or 0, of.count or 0))


def check_net(table: FigureTable, choice: Choice, shown: dict[str, Any]) -> None:
    """The factor of the chosen line with its range, in words of its own; only the main line has the threshold."""
    found = factor(table, choice)
    if choice.population != REFERRED or not found.is_published:
        why = table.absence(found) if choice.population == REFERRED else table.language.text("reason.no_comparison_for_job_starters")
        assert why in shown["finding"]
        assert (shown["hatched"], shown["range"]) == (1, "")
        return
    assert table.range(found).lower() in shown["finding"].lower()
    assert table.value(found) in shown["notes"]
    assert table.source(found) in shown["sources"]
    assert all(bridge in shown["notes"] for bridge in table.bridges(found))
    assert (shown["line"] > 0) == choice.is_main_line


@pytest.mark.parametrize("code", ["da", "en"])
def test_every_choice_says_what_the_database_says(edition: Path, opened: Opened, code: str) -> None:
    table, published = words(edition, code), 0
    with opened(edition / PAGES[code]) as seen:
        for choice in every_choice():
            shown = said(seen.page, choice)
            (check_net if choice.count == NET else check_gross)(table, choice, shown)
            assert shown["address"] == f"#{urlencode(asdict(choice))}"
            assert FIVEFOLD[code] in shown["verdict"], choice
            published += bool(shown["range"])
        assert seen.complaints == []
    assert 32 <= published < 256, "the run must hold numbers that are shown and numbers that are not"


def test_only_the_main_line_may_carry_fivefold(edition: Path, opened: Opened) -> None:
    table = words(edition, "da")
    with opened(edition / PAGES["da"]) as seen:
        for choice in every_choice():
            verdict = said(seen.page, choice)["verdict"]
            if choice.is_main_line:
                assert "bedømmes" in verdict, "simulated data is never judged"
            elif choice.count == NET and choice.population == REFERRED and factor(table, choice).is_published:
                assert verdict.startswith(table.language.text("explorer.only_main"))


def test_the_page_holds_no_number_that_is_not_public(edition: Path) -> None:
    with duckdb.connect(str(edition / "published.duckdb"), read_only=True) as connection:
        hidden = connection.sql("SELECT count(*) FROM figures WHERE status = 'suppressed' AND value IS NOT NULL").fetchone()
    assert hidden == (0,)
    for place in PAGES.values():
        page = html.unescape((edition / place).read_text(encoding="utf-8"))
        data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
        assert set(data) == {"start", "matters", "contents", "answers"}
        assert "default-src 'none'" in page
        assert "unsafe-inline" not in page
        assert len(page) < 200_000


def test_a_choice_is_shared_by_the_address_and_kept_in_the_other_language(edition: Path, opened: Opened) -> None:
    choice = Choice(count="net", scenario="optimistic", forecast="158000", months="6")
    with opened(edition / PAGES["da"], fragment=urlencode(asdict(choice))) as seen:
        page = seen.page
        finding = page.locator("#finding").inner_text()
        assert finding == said(page, choice)["finding"]
        page.locator(".languages a").click()
        assert page.locator("html").get_attribute("lang") == "en"
        chosen = {name: page.locator(f"input[name={name}]:checked").get_attribute("value") for name in FIELDS}
        assert chosen == asdict(choice)


def test_an_address_that_asks_for_what_there_is_not_begins_at_the_starting_point(edition: Path, opened: Opened) -> None:
    with opened(edition / PAGES["da"], fragment="norm=1&months=<b>&count=factor") as seen:
        chosen = {name: seen.page.locator(f"input[name={name}]:checked").get_attribute("value") for name in FIELDS}
        assert chosen == asdict(STARTING_POINT)
        assert seen.complaints == []


def test_the_arrow_keys_move_the_definition_and_the_answer_is_announced(edition: Path, opened: Opened) -> None:
    with opened(edition / PAGES["da"]) as seen:
        page = seen.page
        page.locator("input[name=months]:checked").focus()
        before = page.locator("#finding").inner_text()
        page.keyboard.press("ArrowLeft")
        assert page.locator("input[name=months]:checked").get_attribute("value") == "1"
        assert page.locator("#finding").inner_text() != before
        assert page.locator("#answer").get_attribute("aria-live") == "polite"
        page.get_by_text("Vis hovedlinjen").press("Enter")
        assert page.locator("input[name=count]:checked").get_attribute("value") == MAIN_LINE.count


@pytest.mark.parametrize("width", [360, 1440])
def test_what_a_finger_meets_is_large_enough(edition: Path, opened: Opened, width: int) -> None:
    with opened(edition / PAGES["da"], width) as seen:
        assert seen.page.evaluate(measuring.SMALL_TARGETS) == []


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("code", ["da", "en"])
def test_every_choice_is_readable(edition: Path, opened: Opened, code: str, width: int) -> None:
    with opened(edition / PAGES[code], width) as seen:
        for count in FIELDS["count"]:
            for population in FIELDS["population"]:
                said(seen.page, Choice(count=count, population=population))
                assert seen.page.evaluate(measuring.SIDEWAYS) <= 0
                assert seen.page.evaluate(measuring.CUT) == []
                assert seen.page.evaluate(measuring.OVERLAPS) == []


def test_the_chosen_definition_is_printed_and_the_form_is_not(edition: Path, opened: Opened) -> None:
    with opened(edition / PAGES["da"], 718, media="print", fragment=urlencode(asdict(MAIN_LINE))) as seen:
        assert seen.page.locator("#choices").is_hidden()
        assert "Forskel til sammenligningsgruppen (netto)" in seen.page.locator("#chosen").inner_text()
        assert seen.page.locator("#finding").is_visible()
        assert len(seen.page.pdf()) > 10_000
