"""The conference kit says what public figures bear and nothing else, in both languages and every mood."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from house.rules.publication_numbers import unbound_numbers
from reports.conference import as_publication
from reports.conference.content import Absent, Bars, Kit, Months, Panels, Ranges
from reports.conference.kit_charts import charts_of
from reports.figures import FigureTable
from reports.language import LANGUAGES, load_language
from reports.management.ladder import after_window
from tests.defined import known
from tests.unit import conference_input, report_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
EVERY = pytest.mark.parametrize("mood", conference_input.MOODS)
OPENING = ("title", "people", "hours", "full-time", "difference", "forecast", "scope", "cannot")


def words_of(kit: Kit) -> str:
    return " ".join(sentence.text for sentence in kit.sentences()).replace("\u00a0", " ")


@BOTH
@EVERY
def test_every_number_that_is_said_comes_from_a_public_figure_that_is_named(mood: str, code: str) -> None:
    told = conference_input.facts()
    kit = conference_input.kit(mood, code)
    figures = conference_input.public(mood)
    assert unbound_numbers(as_publication(kit, told), figures, load_language(code), told) == []


@BOTH
@EVERY
def test_every_slide_stands_in_every_mood_with_a_title_and_what_the_speaker_needs(mood: str, code: str) -> None:
    kit = conference_input.kit(mood, code)
    names = [slide.name for slide in kit.slides]
    assert tuple(names[:8]) == OPENING
    assert names[-1] == "sources"
    assert len(names) == len(set(names)) == 9 + len(kit.claims)
    for slide in kit.slides:
        assert slide.title.text
        assert len(slide.notes) == 4
        assert all(sentence.text for _, sentence in slide.notes)


@pytest.mark.parametrize("mood", ["suppressed", "not computable", "nothing"])
def test_where_nothing_can_be_shown_the_slides_say_so_in_words_and_draw_nothing(mood: str) -> None:
    kit = conference_input.kit(mood, "da")
    for name in ("people", "hours", "full-time", "difference", "forecast"):
        picture = kit.slide(name).picture
        assert isinstance(picture, Absent), name
        assert picture.words.startswith(("Vises ikke", "Kan ikke opgøres")), name
    assert kit.slide("people").title.text == "Hvor mange der er henvist, kan ikke vises"
    assert kit.slide("forecast").title.text == "Om programmet slår prognosen, kan ikke vises"
    assert "0 procent" not in words_of(kit)


def test_where_nobody_is_referred_that_is_the_finding() -> None:
    slide = conference_input.kit("nobody", "da").slide("people")
    assert slide.title.text == "Ingen er henvist endnu"
    assert slide.picture == Absent("Ingen er henvist endnu")
    assert slide.lead is None


@pytest.mark.parametrize(
    ("mood", "title"),
    [
        ("shown", "Femdobling er påvist"),
        ("not shown", "Femdobling er ikke påvist: mellem"),
        ("negative", "Femdobling er ikke påvist: de henviste ligger under"),
        ("nothing certain", "Femdobling er ikke påvist: ingen sikker forskel"),
        ("not trusted", "Femdobling er ikke påvist: sammenligningen er ikke til at stole på"),
        ("no comparison", "Om programmet slår prognosen, kan ikke vises"),
    ],
)
def test_the_verdict_on_fivefold_is_the_title(mood: str, title: str) -> None:
    assert conference_input.kit(mood, "da").slide("forecast").title.text.startswith(title)


def test_the_forecast_stands_there_even_where_the_programme_has_no_number() -> None:
    picture = conference_input.kit("no comparison", "da").slide("forecast").picture
    assert isinstance(picture, Ranges)
    assert [row.value is None for row in picture.rows] == [True, False, False]
    assert picture.rows[0].words == "kan ikke opgøres"


def test_up_unchanged_down_and_out_stand_in_equal_weight() -> None:
    picture = conference_input.kit("not shown", "da").slide("hours").picture
    assert isinstance(picture, Bars)
    assert [row.key for row in picture.rows] == ["moved_up", "unchanged", "moved_down", "left_work"]
    hidden = conference_input.kit("partly suppressed", "da").slide("hours").picture
    assert isinstance(hidden, Bars)
    assert [row.words for row in hidden.rows if row.value is None] == ["vises ikke af hensyn til den enkelte"]


@BOTH
def test_words_are_those_of_the_table_of_figures_with_the_range_before_the_point(code: str) -> None:
    kit, language = conference_input.kit("not shown", code), load_language(code)
    table = FigureTable(conference_input.public("not shown"), language, report_input.DAY, known().taken)
    year = table.find("full_time.reached_share_12m", "referred", "12m")
    lead = kit.slide("full-time").lead
    assert lead is not None
    assert lead.text.lower().index(table.range(year)) < lead.text.index(table.value(year))
    picture = kit.slide("hours").picture
    assert isinstance(picture, Bars)
    shares = [table.find(f"job_ladder.{row.key}_share", "job_starters", "12m") for row in picture.rows]
    assert [row.words for row in picture.rows] == [table.range(share) for share in shares]
    assert [row.value for row in picture.rows] == [share.value for share in shares]


def test_the_rule_for_full_time_is_that_of_the_settings() -> None:
    kit = conference_input.kit("not shown", "da")
    point = kit.slide("full-time").point
    assert point is not None
    assert point.text.startswith("Fuldtidsarbejde: 3 måneder i træk på fuldtid, bedømt på timer alene.")


@BOTH
def test_the_forecast_is_told_as_one_of_all_recommendations(code: str) -> None:
    slide = conference_input.kit("not shown", code).slide("scope")
    assert "48" in slide.title.text
    assert slide.lead is not None
    assert load_language(code).number(3500) in slide.lead.text


@BOTH
@pytest.mark.parametrize("verdict", ["supported", "supported_in_part", "not_supported", "cannot_be_judged"])
def test_every_claim_has_something_to_say_and_something_not_to_say(code: str, verdict: str) -> None:
    kit = conference_input.kit("not shown", code, verdict=verdict)
    slides = [slide for slide in kit.slides if slide.name.startswith("claim-")]
    assert len(slides) == 16
    for slide in slides:
        assert isinstance(slide.picture, Panels)
        (say, can), (do_not, cannot) = slide.picture.panels
        assert (say, do_not) == (load_language(code).text("conference.claim.say"), load_language(code).text("conference.claim.do_not"))
        assert can.text
        assert cannot.text


def test_on_simulated_data_no_claim_is_judged_and_the_speaker_is_told_to_say_so() -> None:
    kit = conference_input.kit("shown", "da", told=conference_input.facts(is_simulated=True))
    assert kit.stamp == "SIMULEREDE DATA – siger intet om den virkelige indsats"
    assert {verdict for _, verdict in kit.claims} == {"Kan ikke bedømmes"}
    assert kit.slide("forecast").title.text == "Simulerede data: femdobling kan ikke bedømmes"
    assert all(slide.notes[0][1].text == kit.stamp for slide in kit.slides)


def test_a_sceptic_can_ask_for_every_cell_of_the_grid_and_every_line_of_the_forecast() -> None:
    kit = conference_input.kit("not shown", "en")
    grid, forecast = kit.questions[0].questions, kit.questions[4].questions
    assert "What if you count 160.33 hours a month for 12 months?" in [asked.question for asked in grid]
    assert len(grid) == 16
    assert len(forecast) == 4
    figures = conference_input.public("not shown").filter(figure_id="full_time.reached_count", window="total")
    cells = {
        json.loads(row["dimensions"]).get("norm", ""): row["value"] for row in figures.to_dicts() if '"months":12' in row["dimensions"]
    }
    twelve = {asked.question: asked.answer.text for asked in grid if "for 12 months" in asked.question}
    assert twelve["What if you count 160.33 hours a month for 12 months?"] == f"{int(cells['160.33'])}\u00a0persons"


def test_hidden_months_are_named_and_have_no_value() -> None:
    slide = conference_input.kit("partly suppressed", "da").slide("full-time")
    assert isinstance(slide.picture, Months)
    assert slide.picture.hidden == (1, 2, 9)
    assert slide.picture.values[0] is None
    assert slide.point is not None
    assert "Skraverede måneder vises ikke af hensyn til den enkelte." in slide.point.text


@BOTH
@pytest.mark.parametrize(("times", "each"), [("0.1", 0), ("1", 10), ("1000", 100)])
def test_what_a_dot_stands_for_is_said_where_it_is_not_one_person(times: str, each: int, code: str) -> None:
    kit, language = conference_input.kit("shown", code), load_language(code)
    slide = kit.slide("people")
    assert isinstance(slide.picture, Bars)
    picture = replace(slide.picture, rows=[replace(row, value=(row.value or 0) * Decimal(times)) for row in slide.picture.rows])
    other = replace(kit, slides=[replace(one, picture=picture) if one is slide else one for one in kit.slides])
    notes = [note["text"] for note in charts_of(other, language, 620)["people"]["layout"]["annotations"]]
    assert notes[len(picture.rows) :] == ([language.text("management.dots_many", persons=each)] if each else [])


def test_a_window_without_an_end_of_its_own_is_not_told_as_one() -> None:
    table = FigureTable(conference_input.public("shown"), load_language("da"), conference_input.facts().data_date, known().taken)
    assert after_window(table, "12m") == "Efter 12 måneder"
    assert after_window(table, "to_end") == "Frem til sidste måned"
