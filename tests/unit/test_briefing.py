"""The political briefing tells one finding at a time, never more than the figures bear, and plainly, whatever a run finds."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from data_contracts.problems import ExitCode, NotFitToPublish
from data_contracts.settings import Settings
from house.rules.publication_numbers import unbound_numbers
from reports.blocks import Amount, Chart, Coded, Heading, Note, Publication, Sentence, Table, plain
from reports.briefing import political_briefing
from reports.briefing.plain import hold_readable, paragraphs
from reports.language import LANGUAGES, load_language
from reports.render.html import render_html
from tests.unit import report_input
from tests.unit.briefing_input import MOODS, briefing, public

BOTH = pytest.mark.parametrize("code", LANGUAGES)
EVERY = pytest.mark.parametrize("mood", list(MOODS))
TITLES = {
    "shown": "Femdobling er påvist: mindst 5,3 gange prognosen",
    "not_shown": "Femdobling er ikke påvist: mellem 0,8 og 4,2\u00a0gange prognosen",
    "nearly": "Femdobling er ikke påvist: mellem 4,9 og 10,3\u00a0gange prognosen",
    "no_effect": "Femdobling er ikke påvist: ingen sikker forskel til sammenligningsgruppen",
    "negative": "Femdobling er ikke påvist: de henviste ligger under sammenligningsgruppen",
    "not_trusted": "Femdobling er ikke påvist: sammenligningen er ikke til at stole på",
    "absent": "Om programmet slår prognosen, kan ikke vises",
    "simulated": "Simulerede data: femdobling kan ikke bedømmes",
    "nobody": "Ingen er henvist endnu, så der er intet at vise",
    "one_person": "Om programmet slår prognosen, kan ikke vises",
    "suppressed": "Om programmet slår prognosen, kan ikke vises",
    "nothing_made": "Om programmet slår prognosen, kan ikke vises",
}
POINT = {"da": "Bedste bud er", "en": "The best estimate is"}
CAUSAL = re.compile(r"\b(effekt\w*|virkning\w*|kontrolgruppe\w*|effects?|impact\w*|control group\w*)\b", re.IGNORECASE)


def own_words(publication: Publication) -> str:
    """All that the briefing says itself: what others have said stands in the first column of the claims."""
    said = [publication.title, publication.subtitle]
    for block in publication.blocks:
        if isinstance(block, Heading | Sentence | Note):
            said.append(block.text)
        elif isinstance(block, Chart):
            said += [block.title, block.alternative, block.does_not_show, str(block.figure)]
        elif isinstance(block, Table):
            cells = [plain(cell) for row in block.rows for cell in (row[1:] if block.name == "briefing-claims" else row)]
            said += [block.title, *(cell.words if isinstance(cell, Amount) else str(cell) for cell in cells)]
    return "\n".join(said)


@pytest.mark.parametrize("mood", list(TITLES))
def test_the_title_states_the_finding(mood: str) -> None:
    assert briefing(mood).title == TITLES[mood]


@BOTH
@EVERY
def test_every_number_comes_from_a_figure_that_is_named(mood: str, code: str) -> None:
    made, language = briefing(mood, code), load_language(code)
    facts = replace(report_input.facts(), programme_name=MOODS[mood].name)
    assert unbound_numbers(made, public(MOODS[mood])[0], language, facts) == []


@BOTH
@EVERY
def test_the_range_stands_before_the_point_in_every_paragraph(mood: str, code: str) -> None:
    between = load_language(code).text("figures.between", low="", high="").split()[0]
    told = [text for text in paragraphs(briefing(mood, code)) if POINT[code] in text]
    assert all(re.search(rf"(?i)\b{between}\b", text.partition(POINT[code])[0]) for text in told)
    assert all(text.count(POINT[code]) == 1 for text in told), "one finding in each paragraph"
    if mood == "not_shown":
        assert len(told) == 5


@BOTH
@EVERY
def test_fivefold_is_said_to_be_shown_nowhere_but_where_it_is(mood: str, code: str) -> None:
    said = own_words(briefing(mood, code))
    is_told = (
        load_language(code).text("forecast.verdict_shown") in said
        or load_language(code).text("briefing.forecast.then_shown", fold=5) in said
    )
    assert is_told == (mood == "shown")
    assert not re.search(r"femdoblet|fem gange|fivefolded|five times", said, re.IGNORECASE)


@BOTH
@EVERY
def test_the_programme_itself_is_never_said_to_have_an_effect(mood: str, code: str) -> None:
    assert CAUSAL.findall(own_words(briefing(mood, code))) == []


def test_without_a_comparison_group_a_change_is_no_saving_and_nobody_knows_what_would_have_been() -> None:
    said = own_words(briefing("absent")).replace("\u00a0", " ")
    assert (
        "Ingen kan se, hvad der ville være sket uden programmet. Forskellen kan ikke opgøres, fordi der er ingen sammenligningsgruppe."
        in said
    )
    assert "ydelserne ændret med mellem −11,7 og −8,1 mio. kr. Bedste bud er −9,9 mio. kr. Det er en ændring og ikke en besparelse." in said
    assert "De viser ikke, hvad der ville være sket uden programmet." in said
    assert not [block for block in briefing("absent").blocks if isinstance(block, Chart)]


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("shown", "Det er en besparelse, målt mod sammenligningsgruppen."),
        ("not_shown", "Spændet går hen over nul. Derfor er en besparelse ikke påvist."),
        ("negative", "Programmet koster altså mere, end der er sparet i ydelser."),
        ("not_trusted", "Men sammenligningen holder ikke. Derfor er en besparelse ikke påvist."),
    ],
)
def test_a_saving_is_one_only_where_the_whole_range_says_so(mood: str, words: str) -> None:
    money = [text for text in paragraphs(briefing(mood)) if text.startswith("Sparede ydelser")]
    assert [words in text for text in money] == [True]


@BOTH
def test_what_is_hidden_is_said_to_be_and_shows_no_number(code: str) -> None:
    language = load_language(code)
    made = briefing("suppressed", code)
    said = "\n".join(paragraphs(made))
    assert said.count(language.text("not_shown.suppressed")) >= 5
    figures = next(block for block in made.blocks if isinstance(block, Table) and block.name == "briefing-figures")
    hidden = {plain(row[2]) for row in figures.rows[:-1] if "femdobling" not in str(row[0])}
    assert language.text("not_shown.suppressed") in hidden
    assert not [cell for cell in hidden if isinstance(cell, Amount) and cell.number > 5]


def test_one_person_cannot_be_found() -> None:
    one = MOODS["one_person"]
    shown, _ = public(one)
    assert shown.filter(pl.col("figure_id") == "participation.referred")["status"].to_list() == ["suppressed"]
    assert "1\u00a0person" not in own_words(briefing("one_person"))


@BOTH
@EVERY
def test_it_reads_easily_in_every_mood(mood: str, code: str) -> None:
    limit = Settings().briefing.highest_lix
    assert 15 < hold_readable(briefing(mood, code), limit, load_language(code)) < limit


def test_a_briefing_that_is_too_hard_stops_and_names_the_paragraph() -> None:
    made, danish = briefing("not_shown"), load_language("da")
    hard = (
        "Beskæftigelsesindsatsens virksomhedsrettede foranstaltninger tilvejebringer erfaringsmæssigt væsentligt forbedrede"
        " selvforsørgelsesmuligheder lokalområdet igennem."
    )
    spoiled = replace(made, blocks=(*made.blocks, *[Sentence(hard)] * 40))
    with pytest.raises(NotFitToPublish) as stopped:
        hold_readable(spoiled, Settings().briefing.highest_lix, danish)
    assert stopped.value.exit_code == ExitCode.NOT_FIT_TO_PUBLISH
    assert stopped.value.parameters["paragraph"] == hard
    said = danish.text(f"problem.{stopped.value.key}", **stopped.value.parameters)
    assert hard in said
    assert "grænsen i indstillingerne er 45" in said


@BOTH
def test_what_can_be_said_stands_beside_what_has_been_said(code: str) -> None:
    language = load_language(code)
    claims = next(block for block in briefing("not_shown", code).blocks if isinstance(block, Table) and block.name == "briefing-claims")
    assert len(claims.rows) == 5
    said, verdict, instead = claims.rows[0]
    assert language.text("claims.fivefold_2023.statement") in str(said)
    assert verdict == language.text("claims.verdict.not_supported")
    assert isinstance(instead, Coded)
    assert "4,2" in str(instead.content) or "4.2" in str(instead.content)
    simulated = next(block for block in briefing("simulated", code).blocks if isinstance(block, Table))
    assert {row[1] for row in simulated.rows} == {language.text("claims.verdict.cannot_be_judged")}


@BOTH
@EVERY
def test_the_page_says_the_same_and_leaves_no_place_open(mood: str, code: str) -> None:
    page = render_html(briefing(mood, code), load_language(code), "../assets", "../data/passports.html", (("PDF", "briefing-da.pdf"),))
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "None" not in page
    assert "{" not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    assert 'href="briefing-da.pdf"' in page
    assert ("SIMULERET" in page) == MOODS[mood].is_simulated or code == "da"


def test_only_public_figures_are_read_and_counts_are_rounded() -> None:
    assert "1.160\u00a0personer" in own_words(briefing("not_shown"))
    assert "1.158" not in own_words(briefing("not_shown"))
    assert "nærmeste fem" in own_words(briefing("not_shown"))


def test_no_claims_leave_no_table() -> None:
    shown, judged = public(MOODS["not_shown"])
    made = political_briefing(shown, judged.clear(), report_input.facts(), load_language("da"))
    assert [block.name for block in made.blocks if isinstance(block, Table)] == ["briefing-figures"]
