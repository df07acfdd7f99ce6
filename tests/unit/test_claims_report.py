"""Claims in words: ranges before points, nothing said that the figures do not bear, and never a change called a saving."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.effects.claimed import definition as claimed
from assets.figures.disclosure import AUDIENCES, disclose
from assets.figures.judged_claims import judge
from assets.panel.common import count, figures_frame, mean
from data_contracts.figure import Figure, Interval
from house.rules.publication_numbers import unbound_numbers
from reports.blocks import Block, Sentence
from reports.claims_ledger import blocks
from reports.figures import FigureTable
from reports.language import LANGUAGES, load_language
from reports.management import management_report
from tests.defined import known
from tests.unit import forecast_input, report_input

DAY = date(2023, 6, 15)
BOTH = pytest.mark.parametrize("code", LANGUAGES)


def at(claim_id: str, population: str = "referred", window: str = "total", **more: Any) -> dict[str, Any]:
    return {"population": population, "window": window, "dimensions": {"claim": claim_id}, **more}


def section(figures: pl.DataFrame, code: str, *, is_simulated: bool = False) -> list[Block]:
    shown = disclose(figures, AUDIENCES["internal"], known())
    claims = judge(shown, AUDIENCES["internal"], is_simulated=is_simulated, data_date=DAY)
    return list(blocks(FigureTable(shown, load_language(code), DAY, known().taken), claims, is_simulated=is_simulated))


def said_of(claim_id: str, figures: pl.DataFrame, code: str = "da", *, is_simulated: bool = False) -> list[str]:
    """The two sentences of a claim."""
    found = section(figures, code, is_simulated=is_simulated)
    anchors = [getattr(block, "anchor", "") for block in found]
    place = anchors.index(f"claim-{claim_id}")
    return [block.text.replace("\u00a0", " ") for block in found[place + 1 : place + 3] if isinstance(block, Sentence)]


def test_a_factor_is_told_with_its_range_first_and_as_none_where_it_shows_none() -> None:
    not_shown = said_of("fivefold_2023", forecast_input.rows(forecast_input.net(0.046, 0.019, 0.073)))
    assert not_shown[0].startswith("Ikke belagt. Sagt 15. juni 2023. Tallet er mellem 0,8 og 4,2 gange, bedste bud 2,3 gange.")
    assert not_shown[1] == (
        "Det kan siges i stedet: Pr. henvist ligger fuldtidsstillingerne netto på mellem 0,8 og 4,2 gange prognosen pr. person i"
        " målgruppen, bedste bud 2,3 gange."
    )
    nothing = said_of("fivefold_2023", forecast_input.rows(forecast_input.net(0.01, -0.01, 0.03)))
    assert nothing[1] == "Det kan siges i stedet: Der er ikke påvist flere fuldtidsstillinger end i sammenligningsgruppen."
    untrusted = said_of("fivefold_2023", forecast_input.rows(forecast_input.net(0.15, 0.12, 0.18, "not_to_be_trusted")))
    assert untrusted[0].startswith("Kan ikke bedømmes.")
    assert untrusted[1].startswith("Der kan ikke siges noget i stedet: ")


def test_a_count_that_lacks_something_is_told_as_at_least() -> None:
    few = figures_frame([count(claimed.EMPLOYED, 120, warning="records_begin_later", **at("candidates_2021"))])
    assert said_of("candidates_2021", few)[1] == (
        "Det kan siges i stedet: Mindst 120 personer havde haft mindst én ansættelse i et lille job til og med 1. juli 2021."
    )
    weeks = mean(
        claimed.WEEKS_TO_FIRST_JOB, pl.Series([17.0, 18.0, 19.0]), warning="unknown_months", **at("weeks_to_job_2021", "job_starters")
    )
    assert said_of("weeks_to_job_2021", figures_frame([weeks]))[1] == (
        "Der kan ikke siges noget i stedet: mere end en tiendedel af månederne er ukendte."
    )


@BOTH
def test_a_suppressed_number_stands_nowhere(code: str) -> None:
    figures = figures_frame([count(claimed.COMPANIES, 2, **at("partners_2021", "partners"))])
    said = said_of("partners_2021", figures, code)
    assert "2 " not in said[1]
    assert load_language(code).text("not_shown.suppressed") in said[1]


def gross_change(value: float) -> Figure:
    interval = Interval(value - 900_000, value + 900_000, "student_t")
    return claimed.GROSS_CHANGE.figure(value, interval, denominator_count=60, **at("saved_benefits_2021", window="12m"))


def test_a_change_is_called_a_change_and_no_saving() -> None:
    said = said_of("saved_benefits_2021", figures_frame([gross_change(-5_200_000)]))
    assert said[0].startswith("Delvist belagt.")
    assert "mellem −6,1 og −4,3 mio. kr., bedste bud −5,2 mio. kr." in said[1]
    assert said[1].endswith("Det er en ændring, ikke en besparelse.")
    english = said_of("saved_benefits_2021", figures_frame([gross_change(-5_200_000)]), "en")
    assert english[1].endswith("That is a change, not a saving.")


@BOTH
def test_on_simulated_data_nothing_is_said_instead_but_what_rests_on_no_delivery(code: str) -> None:
    text = load_language(code).text
    figures = pl.concat([figures_frame([gross_change(-5_200_000)]), forecast_input.published()])
    nothing = text("claims.nothing", why=text("reason.simulated"))
    assert said_of("saved_benefits_2021", figures, code, is_simulated=True)[1] == nothing
    assert "48" in said_of("forecast_scope_2023", figures, code, is_simulated=True)[1]
    assert said_of("forecast_scope_2023", figures, code, is_simulated=True)[0].startswith(text("claims.verdict.cannot_be_judged"))


@BOTH
def test_every_claim_reads_well_without_any_figure(code: str) -> None:
    for block in section(figures_frame([]), code):
        text = str(getattr(block, "text", ""))
        assert "{" not in text
        assert "None" not in text
        assert ".." not in text


@BOTH
@pytest.mark.parametrize("is_simulated", [False, True])
def test_every_number_of_the_section_is_accounted_for(code: str, *, is_simulated: bool) -> None:
    figures = pl.concat(
        [
            report_input.published(),
            forecast_input.published(),
            forecast_input.rows(forecast_input.net(0.046, 0.019, 0.073)),
            figures_frame(
                [
                    gross_change(-5_200_000),
                    count(claimed.EMPLOYED, 120, warning="records_begin_later", **at("candidates_2021")),
                    count(claimed.EMPLOYED, 311, **at("candidates_2023")),
                    mean(claimed.WEEKS_TO_FIRST_JOB, pl.Series([17.0, 18.0, 20.0]), **at("weeks_to_job_2021", "job_starters")),
                ]
            ),
        ]
    )
    claims = judge(figures, AUDIENCES["internal"], is_simulated=is_simulated, data_date=DAY)
    language, facts = load_language(code), report_input.facts(is_simulated=is_simulated)
    report = management_report(figures, facts, language, claims=claims)
    assert unbound_numbers(report, figures, language, facts) == []
