"""The forecast in the report: the verdict in words, ranges before points, and no verdict on make-believe data."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from assets.figures.verdicts import without_verdicts
from data_contracts.figure import figure_code
from reports.blocks import Amount, Chart, Heading, HeadlineFigure, Note, Publication, Sentence, Table, plain
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from reports.render.html import render_html
from tests.unit import forecast_input, report_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
SHOWN, NOT_SHOWN = forecast_input.net(0.15, 0.12, 0.18), forecast_input.net(0.046, 0.019, 0.073)
MOODS: dict[str, tuple[pl.DataFrame, str]] = {
    "shown": (SHOWN, "Femdobling er påvist: mindst 5,3 gange prognosen"),
    "not_shown": (NOT_SHOWN, "Femdobling er ikke påvist: mellem 0,8 og 4,2\u00a0gange prognosen"),
    "nearly": (forecast_input.net(0.15, 0.1124, 0.18), "Femdobling er ikke påvist: mellem 4,9 og 10,3\u00a0gange prognosen"),
    "no_effect": (
        forecast_input.net(0.01, -0.01, 0.03),
        "Femdobling er ikke påvist: ingen sikker forskel til sammenligningsgruppen",
    ),
    "negative": (
        forecast_input.net(-0.05, -0.07, -0.03),
        "Femdobling er ikke påvist: de henviste ligger under sammenligningsgruppen",
    ),
    "untrusted": (
        forecast_input.net(0.15, 0.12, 0.18, "not_to_be_trusted"),
        "Femdobling er ikke påvist: sammenligningen er ikke til at stole på",
    ),
    "absent": (forecast_input.no_net("no_comparison_group"), "Om programmet slår prognosen, kan ikke vises"),
}


def figures(net: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([report_input.published(), net, forecast_input.rows(net), forecast_input.published()])


def section(net: pl.DataFrame, code: str = "da", *, is_simulated: bool = False) -> list[Any]:
    shown = without_verdicts(figures(net)) if is_simulated else figures(net)
    report = management_report(shown, report_input.facts(is_simulated=is_simulated), load_language(code))
    anchors = [block.anchor if isinstance(block, Heading) and block.level == 2 else "" for block in report.blocks]
    begins = anchors.index("forecast")
    ends = next(place for place, anchor in enumerate(anchors) if place > begins and anchor)
    return list(report.blocks[begins:ends])


def words(blocks: list[Any]) -> str:
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Sentence | Note):
            said.append(block.text)
        elif isinstance(block, HeadlineFigure):
            said += [block.title, block.range_text, block.point_text, block.source]
        elif isinstance(block, Chart):
            said += [block.title, block.alternative, block.source, str(block.figure)]
        elif isinstance(block, Table):
            said += [str(row) for row in block.rows]
    return "\n".join(said)


@pytest.mark.parametrize("mood", list(MOODS))
def test_the_title_states_the_finding(mood: str) -> None:
    net, title = MOODS[mood]
    headline = next(block for block in section(net) if isinstance(block, HeadlineFigure))
    assert headline.title == title
    assert not headline.range_text or headline.range_text.startswith("Mellem ")


@BOTH
@pytest.mark.parametrize("mood", list(MOODS))
def test_the_page_reads_well_in_every_mood(mood: str, code: str) -> None:
    report: Publication = management_report(figures(MOODS[mood][0]), report_input.facts(), load_language(code))
    page = re.sub(r"<script.*?</script>", "", render_html(report, load_language(code), "..", "passports.html"), flags=re.S)
    assert "None" not in page
    assert "{" not in page


@pytest.mark.parametrize("mood", [mood for mood in MOODS if mood != "shown"])
def test_fivefold_is_said_to_be_shown_nowhere_but_where_it_is(mood: str) -> None:
    assert "er påvist på hovedlinjen" not in words(section(MOODS[mood][0]))
    assert "Femdobling er påvist" not in words(section(MOODS[mood][0]))
    assert "Femdobling er påvist" in words(section(SHOWN))


@BOTH
def test_on_simulated_data_no_verdict_is_given_and_the_published_numbers_are_told_apart(code: str) -> None:
    text = load_language(code).text
    blocks = section(SHOWN, code, is_simulated=True)
    said = words(blocks)
    assert text("forecast.title_simulated") in said
    assert text("reason.fivefold_shown") not in said
    assert text("forecast.verdict_shown") not in said
    assert Note(text("published.not_simulated"), "warning") in blocks
    assert text("published.not_simulated") not in words(section(SHOWN, code))
    assert "fivefold_shown" not in "".join(without_verdicts(figures(SHOWN))["reason"].drop_nulls())
    assert without_verdicts(figures(MOODS["absent"][0])).equals(figures(MOODS["absent"][0]))


def test_the_picture_draws_both_ranges_the_threshold_and_the_verdict() -> None:
    chart = next(block for block in section(NOT_SHOWN) if isinstance(block, Chart))
    lines = [tuple(round(end, 4) for end in trace["x"]) for trace in chart.figure["data"] if trace["mode"] == "lines"]
    assert lines == [(1.9, 7.3), (1.75, 2.25), (3.5, 4.5)]
    assert {shape["x0"] for shape in chart.figure["layout"]["shapes"]} == {11.25}
    notes = [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert "Femdobling: 11,25" in notes
    assert "<b>Femdobling er ikke påvist</b>" in notes
    left, right = chart.figure["layout"]["xaxis"]["range"]
    assert left == 0
    assert right > 11.25


def test_a_range_below_zero_is_drawn_whole() -> None:
    chart = next(block for block in section(MOODS["negative"][0]) if isinstance(block, Chart))
    assert chart.figure["layout"]["xaxis"]["range"][0] < -7


def test_the_bridge_stands_with_every_factor() -> None:
    tables = [block for block in section(NOT_SHOWN) if isinstance(block, Table) and block.name.startswith("forecast-factor")]
    assert [len(table.rows) for table in tables] == [4, 4, 4]
    assert all("de henviste regnes for en stikprøve af målgruppen" in table.title for table in tables)
    assert "brutto er en øvre grænse" in tables[2].title
    volume = next(block for block in section(NOT_SHOWN) if isinstance(block, Table) and block.name == "forecast-volume")
    assert "de henviste regnes for en stikprøve af målgruppen" in volume.title


def test_fivefold_stands_in_the_row_of_the_main_line_alone() -> None:
    tables = [block for block in section(SHOWN) if isinstance(block, Table) and block.name.startswith("forecast-factor")]
    told = [row for table in tables for row in table.rows if "femdobling" in str(row)]
    assert [row[0] for row in told] == ["central, 200.000 personer"]
    assert plain(told[0][-1]) == figure_code(
        "forecast_comparison.factor_net_fte", "referred", "12m", '{"forecast_population":200000,"scenario":"central"}'
    )


def test_the_forecast_is_said_to_cover_all_recommendations_in_every_mood() -> None:
    for net, _ in MOODS.values():
        assert "alle 48 anbefalinger" in words(section(net))


def test_without_a_net_effect_there_is_no_picture_but_the_reason() -> None:
    blocks = section(MOODS["absent"][0])
    assert not [block for block in blocks if isinstance(block, Chart)]
    assert "kan ikke tegnes på samme skala: kan ikke opgøres, fordi der er ingen sammenligningsgruppe" in words(blocks)
    assert "brutto" in words(blocks)


def test_gross_is_told_as_at_most_and_net_is_not() -> None:
    tables = {block.name: block for block in section(NOT_SHOWN) if isinstance(block, Table)}
    for row in tables["forecast-factor-gross-fte"].rows:
        assert str(row[1]).startswith("højst ")
        told = plain(row[2])
        assert isinstance(told, Amount)
        assert told.words.startswith("højst ")
    assert "højst" not in str(tables["forecast-factor-net-fte"].rows)
