"""A change that is told says what moved, from what to what and the limit, in both languages, and never a number that is hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from data_contracts.drift_limits import Finding, Told
from reports.blocks import Heading, Sentence
from reports.drift_words import blocks, explained, in_problem, sentence
from reports.language import LANGUAGES, NO_BREAK, load_language
from reports.management import management_report
from reports.quality import quality_report
from tests.unit.report_input import facts, published

SHORT = Finding(
    "rows", "paid_hours", "aalborg/2023-06-15", "aalborg/2022-06-15", "aalborg/2023-06-15/paid_hours", "persons_a_month", "gross",
    Told(Decimal("436.1")), Told(Decimal("41.2")), "ratio", Decimal("0.094474"), Decimal("0.2"), "stopped", "fell",
)  # fmt: skip
SHARE = Finding(
    "figure", "full_time.reached_share_12m", "referred/12m/{}", "", "full_time.reached_share_12m", "share", "gross",
    Told(Decimal("0.1234"), Decimal("0.10"), Decimal("0.15")), Told(Decimal("0.0512"), Decimal("0.03"), Decimal("0.08")),
    "difference", Decimal("-0.0722"), Decimal("-0.05"), "warned", "fell",
)  # fmt: skip
REFERRED = Finding(
    "figure", "participation.referred", "referred/total/{}", "", "participation.referred", "persons", "gross",
    Told(Decimal(1158)), Told(Decimal(1157)), "relative", Decimal("-0.000864"), Decimal(0), "warned", "fell",
)  # fmt: skip
COVERAGE = replace(SHARE, subject="coverage", name="coverage.hours_share", accepted_as="coverage.hours", key="referred/total/{}")
GONE = replace(COVERAGE, now=Told(None, status="not_computable", reason="no_hours_source"), change=None, limit=None, reason="gone")
HIDDEN = Told(None, status="suppressed", reason="suppressed")
EVERY = (
    SHORT,
    replace(SHORT, name="placements"),
    replace(SHORT, reason="rose", change=Decimal(25), limit=Decimal(20)),
    SHARE,
    replace(SHARE, reason="rose"),
    REFERRED,
    replace(REFERRED, reason="rose", limit=Decimal(2), change=Decimal(3)),
    COVERAGE,
    GONE,
    replace(GONE, subject="figure"),
)


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def test_a_short_delivery_is_told_in_both_languages() -> None:
    assert plain(sentence(SHORT, load_language("da"))) == (
        "Løntimer fra aalborg, leveret 15. juni 2023: 41 personer om måneden i gennemsnit mod 436 personer om måneden i gennemsnit "
        "i leverancen 15. juni 2022. Det er 9,4 procent af antallet sidst; grænsen er 20,0 procent."
    )
    assert plain(sentence(SHORT, load_language("en"))).endswith(
        "41 persons a month on average against 436 persons a month on average in the delivery of 15 June 2022. That is 9.4 percent of last "
        "time; the limit is 20.0 percent."
    )


def test_a_share_is_told_with_its_range_and_in_points() -> None:
    words = plain(sentence(SHARE, load_language("da")))
    assert "fra 12,3 procent (mellem 10,0 og 15,0 procent) i den forrige udgave til 5,1 procent (mellem 3,0 og 8,0 procent)" in words
    assert words.endswith("Faldet er 7,2 procentpoint; grænsen er 5,0 procentpoint.")


def test_any_fall_of_what_can_only_grow_is_told_without_a_limit_of_nought() -> None:
    words = plain(sentence(REFERRED, load_language("da")))
    assert "1.158 personer" in words
    assert "1.157 personer" in words
    assert words.endswith("Tallet kan ellers kun vokse.")


def test_what_cannot_be_computed_any_more_says_why() -> None:
    assert "Now it cannot be computed" in sentence(GONE, load_language("en"))
    assert load_language("en").text("reason.no_hours_source") in sentence(GONE, load_language("en"))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: f"{finding.subject}_{finding.reason}")
def test_every_finding_explains_itself(code: str, finding: Finding) -> None:
    language = load_language(code)
    words = explained(replace(finding, is_accepted=True), language)
    assert words.startswith(sentence(finding, language))
    assert words.endswith(language.text("drift.accepted"))
    assert "{" not in words


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_hidden_number_is_told_as_hidden(code: str) -> None:
    """Neither the number nor the part that it is of what it was, which would bring it back."""
    for finding, numbers in ((SHORT, {"41", "9"}), (SHARE, {"5", "1", "7"}), (REFERRED, {"157"})):
        shown = re.findall(r"\d+", sentence(finding, load_language(code)))
        hidden = re.findall(r"\d+", sentence(replace(finding, now=HIDDEN, change=None), load_language(code)))
        assert numbers <= set(shown)
        assert [number for number in ("41", "157", "9") if number in hidden] == []
        assert len(hidden) < len(shown)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", ["drift_rows", "drift_figure", "drift_coverage"])
def test_a_run_that_stops_says_all_that_moved_and_how_to_accept_it(code: str, key: str) -> None:
    language = load_language(code)
    words = language.text(f"problem.{key}", **in_problem([SHORT, COVERAGE], language))
    assert sentence(SHORT, language) in words
    assert sentence(COVERAGE, language) in words
    assert '"aalborg/2023-06-15/paid_hours", "coverage.hours"' in words
    assert "accepted_drift" in words


def test_pages_show_warnings_and_nothing_where_there_are_none() -> None:
    language, calm = load_language("da"), facts()
    warned = replace(calm, drift=(SHARE, replace(REFERRED, outcome="passed")))
    for report in (quality_report, lambda facts, language: management_report(published(), facts, language)):
        shown = report(warned, language).blocks
        assert Sentence(explained(SHARE, language), (SHARE.name,)) in shown
        assert not any(isinstance(block, Sentence) and "1.157" in block.text for block in shown)
        assert not any(isinstance(block, Heading) and block.anchor == "drift" for block in report(calm, language).blocks)
    assert list(blocks(calm.drift, language)) == []
