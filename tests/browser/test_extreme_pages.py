"""Pages at the edges: nobody yet, one person, everything hidden, no net effect. They say so in words, and stay readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import simulation
from assets.figures.disclosure import AUDIENCES, disclose
from pipelines.command_line import main
from reports.explorer import explorer
from reports.explorer.choices import FIELDS, STARTING_POINT
from reports.language import load_language
from reports.management import management_report
from reports.render.explorer_page import render_explorer
from reports.render.html import render_html, write_page_assets
from tests.acceptance.inboxes import PLACEMENTS, write_inbox
from tests.browser import measuring
from tests.browser.conftest import KEY, Opened, Seen
from tests.defined import known
from tests.unit import explorer_input, report_input
from tests.unit.briefing_input import MOODS, briefing
from tests.unit.test_pdf import assert_nothing_is_cut_or_covered

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)
MANAGEMENT = {
    "published": report_input.published,
    "not_computable": report_input.not_computable,
    "all_hidden": report_input.suppressed,
    "partly_hidden": report_input.partly_suppressed,
    "nobody_yet": explorer_input.nobody_yet,
}
PUBLIC = ("one_person", "nobody_yet")


def check(seen: Seen) -> None:
    """Quiet, within the screen, and every text whole and by itself."""
    assert seen.complaints == []
    assert seen.page.evaluate(measuring.SIDEWAYS) <= 0
    assert seen.page.evaluate(measuring.CUT) == []
    assert seen.page.evaluate(measuring.OVERLAPS) == []
    marks = seen.page.evaluate(measuring.MARKS)
    assert {chart: number for chart, number in marks.items() if not number} == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("mood", MANAGEMENT)
@pytest.mark.parametrize("code", ["da", "en"])
def test_the_management_report_is_readable_in_every_mood(tmp_path: Path, opened: Opened, mood: str, code: str, width: int) -> None:
    language = load_language(code)
    publication = management_report(MANAGEMENT[mood](), report_input.facts(is_simulated=True), language)
    page = tmp_path / "management" / "index.html"
    page.parent.mkdir()
    page.write_text(render_html(publication, language, "../assets", "passports.html"), encoding="utf-8")
    write_page_assets(tmp_path / "assets")
    with opened(page, width) as seen:
        check(seen)


def explorer_file(folder: Path, figures: pl.DataFrame, code: str, *, is_simulated: bool = False) -> Path:
    language, facts = load_language(code), report_input.facts(is_simulated=is_simulated)
    page = folder / "index.html"
    page.write_text(render_explorer(explorer(figures, facts, language), facts, language), encoding="utf-8")
    return page


def public(mood: str) -> pl.DataFrame:
    """A mood's figures as the public may see them."""
    figures: Callable[[], pl.DataFrame] = explorer_input.MOODS[mood]
    return disclose(figures(), AUDIENCES["public"], known()) if mood in PUBLIC else figures()


@pytest.mark.parametrize("mood", explorer_input.MOODS)
@pytest.mark.parametrize("code", ["da", "en"])
def test_the_explorer_is_readable_in_every_mood(tmp_path: Path, opened: Opened, mood: str, code: str) -> None:
    page = explorer_file(tmp_path, public(mood), code)
    for width in WIDTHS:
        with opened(page, width) as seen:
            for count in FIELDS["count"]:
                seen.page.locator(f"input[name=count][value={count}]").check()
                check(seen)
                assert seen.page.locator("#finding").inner_text()
                assert seen.page.locator("#verdict").inner_text()


def finding(seen: Seen, count: str) -> str:
    seen.page.locator(f"input[name=count][value={count}]").check()
    return seen.page.locator("#finding").inner_text().replace("\u00a0", " ")


def test_hidden_missing_and_zero_never_look_alike(tmp_path: Path, opened: Opened) -> None:
    said = {}
    for mood in explorer_input.MOODS:
        with opened(explorer_file(tmp_path, public(mood), "da")) as seen:
            said[mood] = finding(seen, STARTING_POINT.count), finding(seen, "net")
    assert said["all_hidden"][0] == "Tallet vises ikke af hensyn til den enkelte"
    assert said["one_person"][0] == "Tallet vises ikke af hensyn til den enkelte"
    assert said["nobody_yet"][0] == "0 af 0 henviste er kommet i fuldtidsarbejde"
    assert said["nothing_made"][0].startswith("Tallet kan ikke opgøres, fordi")
    assert said["no_net_effect"][1] == "Tallet kan ikke opgøres, fordi der er ingen sammenligningsgruppe"
    assert said["shown"][1].startswith("Mellem ")


def test_fivefold_is_said_of_real_data_where_it_holds_and_of_the_main_line_alone(tmp_path: Path, opened: Opened) -> None:
    with opened(explorer_file(tmp_path, explorer_input.shown(), "da")) as seen:
        finding(seen, "net")
        assert seen.page.locator("#verdict").inner_text().startswith("Femdobling er påvist")
        seen.page.locator("input[name=scenario][value=optimistic]").check()
        assert "er påvist" not in seen.page.locator("#verdict").inner_text()
        seen.page.locator("input[name=count][value=gross]").check()
        assert seen.page.locator("#verdict").inner_text().startswith("Femdobling kan ikke siges om dette tal")


@pytest.mark.parametrize("mood", sorted(MOODS))
@pytest.mark.parametrize("code", ["da", "en"])
def test_the_briefing_is_readable_in_every_mood(tmp_path: Path, opened: Opened, mood: str, code: str) -> None:
    page = tmp_path / "briefing" / "index.html"
    page.parent.mkdir()
    page.write_text(render_html(briefing(mood, code), load_language(code), "../assets", "passports.html"), encoding="utf-8")
    write_page_assets(tmp_path / "assets")
    for width in WIDTHS:
        with opened(page, width) as seen:
            check(seen)


def edition_of(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """The whole edition of an inbox in the folder, made through the command line."""
    key = folder / "pseudonym.key"
    key.write_text(KEY)
    key.chmod(0o600)
    patch.setenv("SMAAJOB_KEY_FILE", str(key))
    with pytest.raises(SystemExit) as ended:
        main.main(args=["run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")])
    assert ended.value.code == 0
    return folder / "out" / "current"


def check_edition(current: Path, opened: Opened) -> None:
    """Every page at every width, and every paper."""
    for path in sorted(current.rglob("*.html")):
        for width in WIDTHS:
            with opened(path, width) as seen:
                check(seen)
    for path in sorted(current.rglob("*.pdf")):
        assert_nothing_is_cut_or_covered(path.read_bytes())


def test_a_programme_of_one_person_has_an_edition_that_reads_well(tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation.write_inbox(tmp_path / "inbox", candidates=1, comparison=0, months=36, quality="clean")
    current = edition_of(tmp_path, monkeypatch)
    check_edition(current, opened)
    with opened(current / "explorer" / "index.html") as seen:
        assert "vises ikke" in finding(seen, "gross")
        assert "kan ikke opgøres" in finding(seen, "net")


def test_a_programme_without_placements_has_an_edition_that_reads_well(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inbox(tmp_path / "inbox", {"ansaettelser.csv": PLACEMENTS.splitlines()[0]})
    current = edition_of(tmp_path, monkeypatch)
    check_edition(current, opened)
