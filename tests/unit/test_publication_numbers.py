"""Every number that a made publication says is one that its named figures, the run or the catalogue's constants account for."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from assets.figures.verdicts import without_verdicts
from house.rules.publication_numbers import unbound_numbers
from reports.blocks import HeadlineFigure, Note, Publication, Sentence
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from reports.quality import quality_report
from tests.unit import forecast_input, report_input

BOTH = pytest.mark.parametrize("code", LANGUAGES)
NET = {
    "shown": forecast_input.net(0.15, 0.12, 0.18),
    "not_shown": forecast_input.net(0.046, 0.019, 0.073),
    "negative": forecast_input.net(-0.05, -0.07, -0.03),
    "untrusted": forecast_input.net(0.15, 0.12, 0.18, "not_to_be_trusted"),
    "absent": forecast_input.no_net("no_comparison_group"),
}


def with_forecast(net: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([report_input.published(), net, forecast_input.rows(net), forecast_input.published()])


FIGURES = {
    "published": report_input.published(),
    "not_computable": report_input.not_computable(),
    "partly_suppressed": report_input.partly_suppressed(),
    "suppressed": report_input.suppressed(),
    "more than a dot each": report_input.published(referred=11_158),
    **{name: with_forecast(net) for name, net in NET.items()},
    "simulated": without_verdicts(with_forecast(NET["shown"])),
}
SAID = "full_time.reached_share_12m"
"""6 percent, between 5 and 8."""


def publication(*blocks: Sentence | Note | HeadlineFigure, code: str = "en") -> Publication:
    return replace(quality_report(report_input.facts(), load_language(code)), blocks=blocks)


@BOTH
@pytest.mark.parametrize("mood", list(FIGURES))
def test_every_number_of_the_reports_is_accounted_for(mood: str, code: str) -> None:
    language, facts = load_language(code), report_input.facts()
    for report in (management_report(FIGURES[mood], facts, language), quality_report(facts, language)):
        assert unbound_numbers(report, FIGURES[mood], language, facts) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("6.0 percent after 12 months, between 5.0 and 8.0 percent", []),
        ("7.0 percent after 12 months", ["7.0"]),
        ("6.0 percent of 1,159 persons", ["1159"]),
        ("up to 15 June 2023: between 4 and 8 percent", ["4"]),
        ("(1) one reason; (2) another", []),
        ("(7) persons", ["7"]),
    ],
)
def test_a_number_that_the_named_figure_does_not_hold_is_found(text: str, numbers: list[str]) -> None:
    english, figures = load_language("en"), report_input.published()
    for block in (Sentence(text, (SAID,)), Note(text, "plain", (SAID,)), HeadlineFigure(text, "", "", "", "", SAID, "published")):
        assert [one.number for one in unbound_numbers(publication(block), figures, english)] == numbers


def test_a_number_of_another_figure_is_no_excuse() -> None:
    found = unbound_numbers(publication(Sentence("1,158 referred")), report_input.published(), load_language("en"))
    assert [(one.number, one.kind) for one in found] == [("1158", "Sentence")]
    named = publication(Sentence("1,158 referred", ("participation.referred",)))
    assert unbound_numbers(named, report_input.published(), load_language("en")) == []


def test_counts_of_the_run_need_its_facts() -> None:
    danish, facts = load_language("da"), report_input.facts()
    report = quality_report(facts, danish)
    assert unbound_numbers(report, report_input.published(), danish, facts) == []
    assert {one.number for one in unbound_numbers(report, report_input.published(), danish)} >= {"100", "80"}
