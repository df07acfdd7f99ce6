"""The explorer's content: every choice has an answer from published figures, and only the main line may carry fivefold."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace

import polars as pl
import pytest

from assets.effects.full_time import definition as full_time
from assets.figures.disclosure import AUDIENCES, disclose
from assets.panel.common import figures_frame
from house.rules.publication_numbers import unbound_numbers
from reports.blocks import Sentence
from reports.explorer import Explorer, explorer, key_of
from reports.explorer.answers import answer
from reports.explorer.choices import MAIN_LINE, NET, STARTING_POINT, Choice, every_choice
from reports.figures import FigureTable
from reports.language import load_language
from reports.quality import quality_report
from reports.render.explorer_page import render_explorer
from tests.defined import known
from tests.unit import explorer_input, forecast_input, report_input

BOTH = pytest.mark.parametrize("code", ["da", "en"])
MOODS = pytest.mark.parametrize("mood", explorer_input.MOODS)


def table(figures: pl.DataFrame, code: str = "da") -> FigureTable:
    return FigureTable(figures, load_language(code), report_input.DAY, known().taken)


def content(figures: pl.DataFrame, code: str = "da") -> Explorer:
    return explorer(figures, report_input.facts(), load_language(code))


def page(figures: pl.DataFrame, code: str = "da", *, is_simulated: bool = False, is_rebuilt: bool = False) -> str:
    facts = replace(report_input.facts(is_simulated=is_simulated), is_rebuilt_after_erasure=is_rebuilt)
    language = load_language(code)
    return render_explorer(explorer(figures, facts, language), facts, language)


@BOTH
@MOODS
def test_every_choice_has_an_answer_in_words(mood: str, code: str) -> None:
    made = content(explorer_input.MOODS[mood](), code)
    for choice in every_choice():
        found = made.answers[key_of(choice)]
        assert found.finding
        assert found.verdict
        assert found.sources or mood == "nothing_made"
        assert "None" not in json.dumps(found.parts)
        assert "{" not in found.finding + found.range + found.verdict + "".join(found.notes)


def test_two_hundred_and_fifty_six_choices_lead_to_the_answers_of_what_matters() -> None:
    assert len(list(every_choice())) == 256
    assert len(content(explorer_input.shown()).answers) == 4 * 4 * 2 * 2 * 2 + 2 * 2 * 2
    assert key_of(MAIN_LINE) == key_of(replace(MAIN_LINE, norm="117", months="12"))


def test_only_the_main_line_says_that_fivefold_has_been_shown() -> None:
    figures = table(explorer_input.shown())
    shown = {choice for choice in every_choice() if "Femdobling er påvist" in answer(figures, choice).verdict}
    assert shown
    assert all(choice.is_main_line for choice in shown)
    assert {choice.norm for choice in shown} == {"117", "139", "148", "160.33"}


def test_a_threshold_that_the_low_end_does_not_reach_is_not_shown() -> None:
    figures = table(explorer_input.figures(forecast_input.net(0.20, 0.10, 0.30)))
    assert "Femdobling er ikke påvist" in answer(figures, MAIN_LINE).verdict


def test_a_comparison_that_is_not_to_be_trusted_says_so_in_the_verdict_of_every_line() -> None:
    figures = table(explorer_input.figures(forecast_input.net(0.20, 0.15, 0.25, warning="not_to_be_trusted")))
    words = figures.language.text("reason.not_to_be_trusted")
    for choice in (MAIN_LINE, Choice(count=NET, scenario="optimistic"), Choice(count=NET, forecast="158000")):
        assert words in answer(figures, choice).verdict
        assert "er påvist" not in answer(figures, choice).verdict


def test_an_effect_that_may_be_nothing_is_named_as_such() -> None:
    figures = table(explorer_input.figures(forecast_input.net(0.02, -0.02, 0.06)))
    assert answer(figures, MAIN_LINE).finding.startswith("Ingen sikker forskel til sammenligningsgruppen")


def test_gross_persons_stand_beside_the_forecast_without_a_factor() -> None:
    figures = table(explorer_input.shown())
    found = answer(figures, STARTING_POINT)
    assert found.finding == "46 af 1.000 henviste er kommet i fuldtidsarbejde"
    assert "mellem 3.500 og 4.500" in found.notes[0]
    assert not any("gange" in words for words in (found.finding, found.range, found.verdict, *found.notes))
    assert "forecast_comparison" not in json.dumps(found.parts)


def test_hidden_counts_and_counts_that_cannot_be_made_carry_no_number_and_no_zero() -> None:
    for mood, words in (("all_hidden", "vises ikke"), ("nothing_made", "kan ikke opgøres")):
        found = answer(table(explorer_input.MOODS[mood]()), STARTING_POINT)
        assert words in found.finding
        assert not re.search(r"\d", found.finding + found.range)
        assert set(found.picture) == {"hatched"}


def test_a_count_of_nobody_is_shown_as_nobody() -> None:
    found = answer(table(explorer_input.nobody_yet()), STARTING_POINT)
    assert found.finding == "0 af 0 henviste er kommet i fuldtidsarbejde"
    assert found.picture["dots"]["all"] == 0


def test_where_the_grid_was_not_made_the_reason_is_that_of_the_figure_which_it_varies() -> None:
    place = {"population": "referred", "window": "total"}
    figures = figures_frame([full_time.REACHED.not_computable("no_benefit_source", **place)])
    assert "mangler en kilde til offentlige ydelser" in answer(table(figures), STARTING_POINT).finding


def test_job_starters_have_no_net_effect_and_the_page_says_why() -> None:
    found = answer(table(explorer_input.shown()), replace(MAIN_LINE, population="job_starters"))
    assert "ikke til dem, der er begyndt i job" in found.finding
    assert "at" not in found.picture["bars"]["rows"][0]


def test_the_net_picture_has_one_scale_whatever_is_chosen() -> None:
    figures = table(explorer_input.shown())
    drawn = [answer(figures, choice).picture["bars"] for choice in every_choice() if choice.count == NET]
    assert len({json.dumps(one["ticks"]) for one in drawn}) == 1
    own = {tuple(one["rows"][0]["at"]) for one in drawn if "at" in one["rows"][0]}
    assert len(own) == 1


@BOTH
@pytest.mark.parametrize("mood", [mood for mood in explorer_input.MOODS if mood != "nothing_made"])
def test_every_number_of_an_answer_is_one_of_the_figures_that_it_names(mood: str, code: str) -> None:
    figures, language = explorer_input.MOODS[mood](), load_language(code)
    blocks = [
        Sentence(words, found.figure_ids)
        for found in content(figures, code).answers.values()
        for words in (found.finding, found.range, found.verdict, *found.notes, *found.sources, found.alternative)
    ]
    told = replace(quality_report(report_input.facts(), language), blocks=tuple(dict.fromkeys(blocks)))
    assert unbound_numbers(told, figures, language, report_input.facts()) == []


@BOTH
def test_the_page_lets_only_its_own_script_and_style_run(code: str) -> None:
    text = page(explorer_input.shown(), code)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])  # type: ignore[index]  # it is there
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for name, content_ in (
        ("script", re.findall(r"<script>(.*?)</script>", text, re.S)),
        ("style", re.findall(r"<style>(.*?)</style>", text, re.S)),
    ):
        (inline,) = content_
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not re.search(r'(?:src|href)="(?!#)', text)
    assert " style=" not in text
    assert "http" not in re.sub(r'http-equiv|"http://www.w3.org/2000/svg"', "", text)


def test_the_page_is_the_same_every_time_and_small() -> None:
    assert page(explorer_input.shown()) == page(explorer_input.shown())
    assert len(page(explorer_input.shown()).encode()) < 150_000


def test_what_is_simulated_and_what_was_made_again_says_so_on_screen_and_paper() -> None:
    text = page(explorer_input.shown(), is_simulated=True, is_rebuilt=True)
    assert text.count("SIMULEREDE DATA") == 2
    assert "@top-center" in text
    assert load_language("da").text("page.rebuilt_after_erasure") in html.unescape(text)
    assert "SIMULER" not in page(explorer_input.shown())


def test_numbers_on_the_page_are_those_that_the_public_may_see() -> None:
    exact = explorer_input.figures(forecast_input.no_net("no_comparison_group"), of=653, reached=61)
    text = page(disclose(exact, AUDIENCES["public"], known()))
    assert "60\u00a0personer" in text
    assert not re.search(r"\b61\u00a0personer", text)
