"""Each claim is bound, has its own rounding, and gets the verdict that the figures after disclosure control bear."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.effects.claimed import definition as claimed
from assets.effects.published_aggregates import definition as published_aggregates
from assets.figures import judged_claims
from assets.figures.disclosure import AUDIENCES, disclose
from assets.figures.judged_claims import CLAIM_SCHEMA, judge, span
from assets.panel.common import count, figures_frame, mean, share
from data_contracts.bound_claims import (
    AT_LEAST_THAT,
    BINDINGS,
    CLAIM_COLUMNS,
    CLAIMS_FILE,
    UNDERMINING,
    VERDICTS,
    ClaimBinding,
    FigureKey,
    UnboundClaimError,
    accepted,
    check_bindings,
    claim_and_binding,
    half_a_step,
    read_claims,
    require_bindings,
)
from data_contracts.figure import Figure, Interval
from pipelines.effects import definitions
from reports.language import LANGUAGES, load_language
from tests.defined import defined, known
from tests.unit import forecast_input

CONSTANTS = ("SIMULATED", "NO_EFFECT", "FIVEFOLD", "NOT_FIVEFOLD", "MISSING", "ROUNDED")
DAY = date(2023, 6, 15)
IDS = {definition.figure_id for definition in definitions()}
EMPLOYED, REFERRED = claimed.EMPLOYED, claimed.REFERRED


def at(claim_id: str, population: str = "referred", window: str = "total", **more: Any) -> dict[str, Any]:
    return {"population": population, "window": window, "dimensions": {"claim": claim_id}, **more}


def verdicts(figures: list[Figure] | pl.DataFrame, audience: str = "internal", **told: Any) -> dict[str, tuple[str, str]]:
    frame = figures if isinstance(figures, pl.DataFrame) else figures_frame(figures)
    shown = disclose(frame, AUDIENCES[audience], known())  # type: ignore[index]  # both names are audiences
    options: dict[str, Any] = {"is_simulated": False, "data_date": DAY, **told}
    rows = judge(shown, AUDIENCES[audience], **options)  # type: ignore[index]
    return {row["claim_id"]: (row["verdict"], row["reason"]) for row in rows.iter_rows(named=True)}


def test_every_claim_has_a_binding_to_a_figure_that_some_effect_defines() -> None:
    assert list(check_bindings(IDS)) == []
    require_bindings(IDS)
    assert [claim.claim_id for claim in read_claims()] != []
    assert {claim.claim_id for claim in read_claims()} == {one.claim_id for one in BINDINGS}


def test_a_claim_without_a_binding_is_named_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    content = CLAIMS_FILE.read_text(encoding="utf-8")
    file.write_text(content + "jobs_2024,2024-01-01,programme,900 jobs,jobs,persons,900,equals,2024-01-01,,speech,A\n", encoding="utf-8")
    with pytest.raises(UnboundClaimError, match=rf"{file}:18: the claim jobs_2024 has no binding in data_contracts/bound_claims.py"):
        require_bindings(IDS, path=file)


def test_a_binding_without_a_claim_and_one_to_an_unknown_figure_are_refused() -> None:
    lost = ClaimBinding("never_said", "rounded", FigureKey("participation.referred", "referred"))
    with pytest.raises(UnboundClaimError, match=r"claims\.csv:1: the binding never_said .* has no claim"):
        require_bindings(IDS, (*BINDINGS, lost))
    with pytest.raises(
        UnboundClaimError, match=r"data_contracts/reference/claims.csv:5: candidates_2023 is bound to claimed.employed, which"
    ):
        require_bindings(IDS - {"claimed.employed"})
    twice = (*BINDINGS, next(one for one in BINDINGS if one.claim_id == "referred_2021"))
    with pytest.raises(UnboundClaimError, match=r"claims\.csv:11: the claim referred_2021 has 2 bindings"):
        require_bindings(IDS, twice)


def test_a_binding_that_judges_otherwise_than_the_table_says_is_refused() -> None:
    changed = tuple(
        ClaimBinding("referred_2021", "more_than", binding.place) if binding.claim_id == "referred_2021" else binding
        for binding in BINDINGS
    )
    assert [str(problem) for problem in check_bindings(IDS, changed)] == [
        "data_contracts/reference/claims.csv:11: referred_2021 says equals; its binding judges by more_than"
    ]


def test_a_binding_needs_a_figure_and_a_rule_or_a_reason() -> None:
    with pytest.raises(ValueError, match="reason why it has neither"):
        ClaimBinding("said")
    with pytest.raises(ValueError, match="reason why it has neither"):
        ClaimBinding("said", "rounded", FigureKey("a.b", "referred"), not_judged="report_not_in_records")


@pytest.mark.parametrize(
    ("claim_id", "fitting", "not_fitting"),
    [
        ("candidates_2023", ("495", "500", "505"), ("494.99", "505.01")),
        ("candidates_2021", ("200.01", "201"), ("200", "199")),
        ("partners_2021", ("75", "90"), ("74",)),
        ("self_support_2021", ("0.345", "0.35", "0.355"), ("0.34499", "0.35501")),
        ("weeks_to_job_2021", ("17.5", "18.5"), ("17.49", "18.51")),
        ("employed_2021", ("102",), ("101", "103")),
        ("referred_2021", ("155", "165"), ("154", "166")),
        ("saved_benefits_2021", ("-5000001",), ("-5000000", "0", "5000001")),
    ],
)
def test_a_claim_fits_within_its_own_rounding(claim_id: str, fitting: tuple[str, ...], not_fitting: tuple[str, ...]) -> None:
    claim, binding = claim_and_binding(claim_id)
    assert binding.rule is not None
    fits = accepted(claim, binding.rule)
    assert [number for number in fitting if not fits.holds(Decimal(number))] == []
    assert [number for number in not_fitting if fits.holds(Decimal(number))] == []


def test_half_a_step_is_that_of_the_last_digit_told() -> None:
    assert {said: half_a_step(said) for said in ("500", "160", "35", "17.5", "0")} == {
        "500": Decimal(5), "160": Decimal(5), "35": Decimal("0.5"), "17.5": Decimal("0.05"), "0": Decimal("0.5"),
    }  # fmt: skip


def test_the_four_verdicts_each_with_its_reason() -> None:
    found = verdicts(
        [
            count(REFERRED, 158, **at("referred_2021")),
            count(EMPLOYED, 90, **at("employed_2021")),
            count(EMPLOYED, 400, **at("candidates_2023")),
            count(REFERRED, 500, **at("candidates_2023")),
            count(EMPLOYED, 200, **at("candidates_2021")),
        ]
    )
    assert found["referred_2021"] == ("supported", "fits_claim")
    assert found["employed_2021"] == ("not_supported", "below_claim")
    assert found["candidates_2021"] == ("not_supported", "below_claim")
    assert found["candidates_2023"] == ("supported_in_part", "below_claim,fits_referred,long_term_not_examined")
    assert found["small_jobs_mentions_2023"] == ("cannot_be_judged", "report_not_in_records")
    assert found["benefits_above_crisis_2023"] == ("cannot_be_judged", "no_series_since_crisis")
    assert found["partners_2021"] == ("cannot_be_judged", "not_yet_built")


def test_on_simulated_deliveries_every_verdict_is_that_it_cannot_be_judged() -> None:
    figures = pl.concat([figures_frame([count(REFERRED, 160, **at("referred_2021"))]), forecast_input.published()])
    found = verdicts(figures, is_simulated=True)
    assert set(found.values()) == {("cannot_be_judged", "simulated")}
    assert len(found) == len(BINDINGS)


def test_a_suppressed_or_missing_number_cannot_carry_a_verdict() -> None:
    found = verdicts([count(claimed.COMPANIES, 2, **at("partners_2021", "partners"))])
    assert found["partners_2021"] == ("cannot_be_judged", "suppressed")
    empty = REFERRED.not_computable("data_before_statement", **at("referred_2021"))
    assert verdicts([empty])["referred_2021"] == ("cannot_be_judged", "data_before_statement")


def test_a_count_that_lacks_something_can_be_too_high_but_not_too_low() -> None:
    def of(number: int, warning: str) -> tuple[str, str]:
        return verdicts([count(EMPLOYED, number, warning=warning, **at("candidates_2021"))])["candidates_2021"]

    for warning in ("records_begin_later", "rows_in_quarantine"):
        assert of(120, warning) == ("cannot_be_judged", warning)
        assert of(201, warning) == ("supported", f"fits_claim,{warning},job_identity_not_measured")
    above = count(REFERRED, 170, warning="records_begin_later", **at("referred_2021"))
    assert verdicts([above])["referred_2021"] == ("not_supported", "above_claim,records_begin_later")


@pytest.mark.parametrize("warning", ["unknown_months", "nobody_followed_that_long", "records_begin_later", "rows_in_quarantine"])
def test_a_mean_that_lacks_something_carries_no_verdict(warning: str) -> None:
    place = at("weeks_to_job_2021", "job_starters")
    told = mean(claimed.WEEKS_TO_FIRST_JOB, pl.Series([17.0, 18.0, 19.0]), warning=warning, **place)
    assert verdicts([told])["weeks_to_job_2021"] == ("cannot_be_judged", warning)
    whole = mean(claimed.WEEKS_TO_FIRST_JOB, pl.Series([17.0, 18.0, 19.0]), **place)
    assert verdicts([whole])["weeks_to_job_2021"] == ("supported", "fits_claim")


def test_what_was_saved_is_at_best_supported_in_part_and_a_rise_is_no_fall() -> None:
    def of(value: float) -> tuple[str, str]:
        figure = claimed.GROSS_CHANGE.figure(
            value, Interval(value - 1, value + 1, "student_t"), denominator_count=60, **at("saved_benefits_2021", window="12m")
        )
        return verdicts([figure])["saved_benefits_2021"]

    assert of(-5_000_001) == ("supported_in_part", "gross_change_only")
    assert of(-5_000_000) == ("not_supported", "fell_by_less")
    assert of(6_000_000) == ("not_supported", "fell_by_less")


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        (forecast_input.net(0.15, 0.12, 0.18), ("supported", "fivefold_shown")),
        (forecast_input.net(0.15, 0.1124, 0.18), ("not_supported", "fivefold_not_shown")),
        (forecast_input.net(0.01, -0.01, 0.03), ("not_supported", "fivefold_not_shown,no_demonstrated_effect")),
        (forecast_input.net(0.15, 0.12, 0.18, "not_to_be_trusted,unbalanced"), ("cannot_be_judged", "not_to_be_trusted")),
        (forecast_input.no_net("no_comparison_group"), ("cannot_be_judged", "no_comparison_group")),
    ],
)
def test_fivefold_is_judged_by_the_lower_limit_of_a_trusted_main_line(net: pl.DataFrame, expected: tuple[str, str]) -> None:
    assert verdicts(forecast_input.rows(net))["fivefold_2023"] == expected
    later = verdicts(forecast_input.rows(net), data_date=date(2024, 1, 15))["fivefold_2023"]
    assert later == (expected if expected[0] == "cannot_be_judged" else (expected[0], f"{expected[1]},judged_on_data_to_date"))


def test_the_forecast_is_right_in_number_and_wrong_in_scope() -> None:
    in_part = ("supported_in_part", "forecast_covers_all_recommendations")
    assert verdicts(forecast_input.published())["forecast_scope_2023"] == in_part
    other = published_aggregates.FORECAST_FTE.figure(
        5000, Interval(4000, 6000, "published_range"), population="target_group", window="total"
    )
    assert verdicts([other])["forecast_scope_2023"] == ("not_supported", "differs_from_forecast")


def test_a_rounded_public_count_tells_no_more_than_it_shows() -> None:
    def of(number: int) -> tuple[str, str]:
        return verdicts([count(REFERRED, number, **at("referred_2021"))], "public")["referred_2021"]

    assert of(160) == ("supported", "fits_claim")
    # 155 stands for 153 to 157, of which the first two do not fit.
    assert of(155) == ("cannot_be_judged", "rounded_for_protection")
    assert of(150) == ("not_supported", "below_claim")
    exact = verdicts([count(EMPLOYED, 102, **at("employed_2021"))])["employed_2021"]
    assert exact == ("supported", "fits_claim")
    shown = verdicts([count(EMPLOYED, 102, **at("employed_2021"))], "public")["employed_2021"]
    assert shown == ("cannot_be_judged", "rounded_for_protection")


def test_the_span_of_a_published_number_holds_every_number_that_it_may_stand_for() -> None:
    definition = defined("test.share", "share")
    place: dict[str, Any] = {"population": "referred", "window": "total"}
    for audience in AUDIENCES.values():
        for whole in range(20, 60):
            for part in range(5, whole - 4):
                frame = figures_frame([share(definition, part, whole, **place), count(REFERRED, part, **at("x"))])
                rows = disclose(frame, audience, known(definition))
                told, counted = (rows.row(number, named=True) for number in (0, 1))
                for row, really in ((told, Decimal(part) / whole), (counted, Decimal(part))):
                    if row["status"] == "published":
                        least, most = span(row, audience)
                        assert least - Decimal("0.000001") <= really <= most + Decimal("0.000001")


def test_the_ledger_has_its_columns_and_never_says_saving_or_effect_of_the_data() -> None:
    rows = judge(figures_frame([]), AUDIENCES["public"], is_simulated=False, data_date=DAY)
    assert rows.columns == list(CLAIM_COLUMNS)
    assert dict(rows.schema) == CLAIM_SCHEMA
    assert set(rows["verdict"]) <= set(VERDICTS)
    saved = next(binding for binding in BINDINGS if binding.claim_id == "saved_benefits_2021")
    assert saved.place is not None
    assert saved.place.figure_id == "claimed.gross_change_dkk"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_of_a_binding_and_of_a_verdict_has_its_words(code: str) -> None:
    keys = {nearby.reason for binding in BINDINGS for nearby in binding.nearby}
    keys |= {key for binding in BINDINGS for key in (binding.at_best, binding.not_judged, *binding.limits) if key}
    keys |= {"simulated", "fits_claim", "below_claim", "above_claim", "fell_by_less", "differs_from_forecast", "judged_on_data_to_date"}
    keys |= {*UNDERMINING, *AT_LEAST_THAT, *(value for name, value in vars(judged_claims).items() if name in CONSTANTS)}
    keys |= {"data_before_statement", "records_begin_after_period", "year_not_over_when_stated", "no_task_force_marks"}
    assert {key for key in keys if not load_language(code).has(f"reason.{key}")} == set()


def test_nested_counts_do_not_tell_of_the_few_between_them() -> None:
    whole = defined("participation.employed", "persons")

    def hidden(employed: int, by_then: int) -> bool:
        everybody = count(whole, employed, population="referred", window="total")
        rows = disclose(figures_frame([everybody, count(EMPLOYED, by_then, **at("candidates_2023"))]), AUDIENCES["internal"], known())
        return bool((rows.filter(pl.col("figure_id") == "claimed.employed")["status"] == "suppressed").all())

    assert [hidden(500, by_then) for by_then in (500, 499, 498, 497)] == [False, True, True, False]


def test_a_count_that_equals_a_hidden_one_does_not_tell_it() -> None:
    """With everybody's number known, the year that goes with the small one is not the year that a claim tells as well."""
    by_year = defined("participation.referred", "persons")
    place: dict[str, Any] = {"population": "referred", "window": "total"}
    years = [count(by_year, number, dimensions={"referral_year": year}, **place) for year, number in ((2020, 2), (2021, 40), (2022, 90))]
    rows = disclose(
        figures_frame([*years, count(by_year, 132, **place), count(REFERRED, 40, **at("referred_2021"))]), AUDIENCES["internal"], known()
    )
    shown = dict(rows.filter(status="published").select("dimensions", "value").iter_rows())
    assert '{"referral_year":2020}' not in shown
    assert not ('{"claim":"referred_2021"}' in shown and '{"referral_year":2022}' in shown)


def test_a_mean_goes_with_the_hidden_count_that_it_is_taken_of() -> None:
    place = at("weeks_to_job_2021", "job_starters")
    weeks = mean(claimed.WEEKS_TO_FIRST_JOB, pl.Series([18.0] * 100), **place)
    persons = [count(EMPLOYED, number, **at(claim)) for claim, number in (("employed_2021", 100), ("candidates_2023", 101))]
    rows = disclose(figures_frame([weeks, *persons]), AUDIENCES["internal"], known())
    assert rows["status"].to_list() == ["suppressed", "suppressed", "published"]
    alone = disclose(figures_frame([weeks, persons[0]]), AUDIENCES["internal"], known())
    assert alone["status"].to_list() == ["published", "published"]


@pytest.mark.shared
def test_what_was_said_is_what_the_shared_list_says(shared: Path) -> None:
    file = shared.parent / "facts" / "claims.csv"
    listed = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    own = list(csv.DictReader(CLAIMS_FILE.read_text(encoding="utf-8").splitlines()))
    assert [{name: row[name] for name in listed[0]} for row in own] == listed
