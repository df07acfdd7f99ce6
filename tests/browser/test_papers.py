"""Papers with their pictures, drawn by a real browser: still two pages, each picture with its words for those who do not see it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

import simulation
from reports.blocks import Publication
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from reports.render.pdf import PICTURE_WIDTH, page_count, render_pdf
from reports.render.pictures import find_browser, svg_of
from reports.ticks import in_language
from tests.unit import report_input
from tests.unit.briefing_input import MOODS, briefing
from tests.unit.test_pdf import assert_nothing_is_cut_or_covered, text_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def _browser() -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, then run make test-more again")


def with_pictures(publications: dict[str, Publication]) -> dict[str, bytes]:
    """Every publication on paper, all charts drawn in one session."""
    charts = {
        f"{name}/{block.name}": in_language(block.figure, load_language(one.language))
        for name, one in publications.items()
        for block in one.charts()
    }
    drawn = svg_of(charts, PICTURE_WIDTH)
    assert set(drawn) == set(charts)
    return {
        name: render_pdf(
            one,
            load_language(one.language),
            {key.removeprefix(f"{name}/"): svg for key, svg in drawn.items() if key.startswith(f"{name}/")},
        )
        for name, one in publications.items()
    }


def pictures_in(document: bytes) -> Iterator[str]:
    """What the tags say of every picture to those who do not see it."""
    root: Any = pypdf.PdfReader(io.BytesIO(document)).trailer["/Root"]
    waiting: list[Any] = [root["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                yield str(node["/Alt"])
            waiting += [node["/K"]] if "/K" in node else []


def test_the_briefing_has_two_pages_with_its_picture_in_every_mood_and_language() -> None:
    publications = {f"{mood}-{code}": briefing(mood, code) for mood in MOODS for code in LANGUAGES}
    for name, document in with_pictures(publications).items():
        assert page_count(document) == 2, name
        assert_nothing_is_cut_or_covered(document)
        charts = list(publications[name].charts())
        assert list(pictures_in(document)) == [chart.alternative for chart in charts], name
        for chart in charts:
            said = " ".join(text_of(document).split())
            assert chart.table.columns[1].title not in said, "the picture stands in place of its table"
            for note in chart.figure["layout"]["annotations"]:
                assert note["text"].replace("<b>", "").replace("</b>", "").split("  ")[0] in said, name


def test_a_run_draws_its_charts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.running import run_publish  # noqa: PLC0415 - as the command does

    key = tmp_path / "key"
    key.write_text("b7" * 32)
    key.chmod(0o600)
    monkeypatch.setenv("SMAAJOB_KEY_FILE", str(key))
    inbox = tmp_path / "inbox"
    simulation.write_inbox(inbox, candidates=60, comparison=0, months=36, seed=3)
    run_publish({"inbox": str(inbox), "output": str(tmp_path / "output")}, language="en", only="management")
    document = (tmp_path / "output" / "current" / "management" / "management-da.pdf").read_bytes()
    assert len(list(pictures_in(document))) >= 3


def test_every_picture_of_the_management_report_is_on_paper_and_the_same_each_time() -> None:
    publication = management_report(report_input.partly_suppressed(), report_input.facts(is_simulated=True), load_language("da"))
    first, second = (with_pictures({"management": publication})["management"] for _ in range(2))
    assert first == second
    charts = list(publication.charts())
    assert list(pictures_in(first)) == [chart.alternative for chart in charts]
    assert len(charts) >= 4


def test_files_of_millions_of_rows_have_room_for_their_numbers() -> None:
    facts = report_input.facts(is_simulated=True)
    files = tuple(replace(file, rows={name: rows * 32_000 for name, rows in file.rows.items()}) for file in facts.files)
    publication = management_report(report_input.partly_suppressed(), replace(facts, files=files), load_language("da"))
    document = with_pictures({"management": publication})["management"]
    assert "2.560.000" in " ".join(text_of(document).split())
    assert_nothing_is_cut_or_covered(document)
