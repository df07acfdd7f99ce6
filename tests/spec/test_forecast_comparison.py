"""When the programme may be said to be five times the forecast, and what is said when it may not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.effects.factory import compute
from assets.effects.forecast_comparison import EFFECT
from assets.effects.forecast_comparison import rule as forecast_comparison
from assets.panel.common import FIGURE_SCHEMA
from assets.warehouse.database import Warehouse, append, create_table
from data_contracts.figure import FIGURE_COLUMNS
from data_contracts.forecasts import forecast_rate, forecast_total
from data_contracts.reference import reference_table
from data_contracts.settings import Settings
from reports.language import LANGUAGES, load_language
from tests.examples import examples
from tests.unit.forecast_input import HOURS, net, no_net, rows

NET, GROSS, LASTING = (f"forecast_comparison.{name}" for name in ("factor_net_fte", "factor_gross_fte", "factor_net_lasting_fte"))
TOTAL, NEEDED = "forecast_comparison.total_net_fte", "forecast_comparison.referrals_needed"
MAIN_LINE = {"forecast_population": 200000, "scenario": "central"}


def of(found: pl.DataFrame, figure_id: str, **dimensions: Any) -> dict[str, Any]:
    key = json.dumps(dimensions, sort_keys=True, separators=(",", ":"))
    return found.filter((pl.col("figure_id") == figure_id) & (pl.col("dimensions") == key)).row(0, named=True)


def said(row: dict[str, Any]) -> list[str]:
    return (row["reason"] or "").split(",")


def test_the_headline_is_the_central_scenario_over_two_hundred_thousand() -> None:
    found = rows(net(0.05, 0.02, 0.08))
    headline, line = of(found, NET), of(found, NET, **MAIN_LINE)
    assert {**headline, "dimensions": ""} == {**line, "dimensions": ""}
    assert headline["value"] == Decimal("2.5")
    assert headline["low"] == Decimal("0.888889")  # 0.02 / 0.0225
    assert headline["high"] == Decimal("4.571429")  # 0.08 / 0.0175
    assert (headline["interval_method"], headline["gross_or_net"], headline["denominator_count"]) == ("conservative_range", "net", 400)


def test_every_scenario_stands_over_both_target_groups() -> None:
    found = rows(net(0.05, 0.02, 0.08))
    for figure_id, window in ((NET, "12m"), (GROSS, "12m"), (LASTING, "24m")):
        own = found.filter(pl.col("figure_id") == figure_id)
        assert own.height == 5
        assert set(own["window"]) == {window}
    assert of(found, NET, forecast_population=158000, scenario="optimistic")["value"] == Decimal("0.9875")  # 0.05 / (8000 / 158000)


def test_the_smaller_target_group_is_the_one_without_the_young_outside_job_and_school() -> None:
    noted = reference_table("forecasts")[1]["population_note"]
    assert "158,000 without the 42,000 aged 15-24" in noted
    assert forecast_comparison.FORECAST_POPULATIONS == (200_000, 200_000 - 42_000)
    assert forecast_rate("central", 200_000).high == Decimal("0.0225")


def test_fivefold_is_shown_where_even_the_low_end_is_five_times_the_upper_forecast() -> None:
    assert "fivefold_shown" in said(of(rows(net(0.15, 0.1125, 0.2)), NET))
    assert "fivefold_not_shown" in said(of(rows(net(0.15, 0.1124, 0.2)), NET))


@examples(20, of=200)
@given(
    low=st.decimals(min_value=-1, max_value=1, places=6),
    up=st.decimals(min_value=0, max_value=1, places=6),
    warning=st.sampled_from([None, "not_to_be_trusted", "not_to_be_trusted,balance", "balance"]),
)
def test_fivefold_is_printed_only_on_the_main_line_where_low_is_five_and_the_design_is_trusted(
    low: Decimal, up: Decimal, warning: str | None
) -> None:
    found = rows(net(float(low + up / 2), float(low), float(low + up), warning))
    for row in found.iter_rows(named=True):
        words, is_main = said(row), row["figure_id"] == NET and row["dimensions"] in ("{}", json.dumps(MAIN_LINE, separators=(",", ":")))
        assert len({"fivefold_shown", "fivefold_not_shown"} & set(words)) == (1 if is_main else 0), row
        if "fivefold_shown" in words:
            assert row["low"] >= 5
            assert "not_to_be_trusted" not in words
        if row["unit"] in ("ratio", "fte") and row["status"] == "published":
            assert ("no_demonstrated_effect" in words) == (row["low"] <= 0), row
            assert row["low"] <= row["value"] <= row["high"]


def test_a_design_that_may_not_be_trusted_is_published_with_its_reasons_and_shows_nothing() -> None:
    found = rows(net(0.3, 0.25, 0.35, "not_to_be_trusted,placebo_not_zero"))
    for figure_id in (NET, LASTING, TOTAL, NEEDED):
        row = of(found, figure_id)
        assert row["status"] == "published"
        assert {"not_to_be_trusted", "placebo_not_zero"} <= set(said(row))
    assert of(found, NET)["low"] > 5
    assert "fivefold_not_shown" in said(of(found, NET))


def test_every_factor_carries_the_assumption_that_the_referred_are_a_sample() -> None:
    found = rows(net(0.05, 0.02, 0.08)).filter(pl.col("unit").is_in(["ratio", "referrals"]))
    assert found.height == 18
    assert all("bridge_sample_of_target_group" in said(row) for row in found.iter_rows(named=True))


def test_gross_is_at_most_what_net_can_be_and_never_fivefold() -> None:
    row = of(rows(no_net("no_comparison_group")), GROSS)
    assert row["status"] == "published"
    assert row["gross_or_net"] == "gross"
    assert row["value"] == pytest.approx(Decimal(sum(HOURS)) / len(HOURS) / 16033 / Decimal("0.02"), rel=Decimal("1e-6"))
    assert row["low"] > 5
    assert "bridge_gross_upper_bound" in said(row)
    assert not [word for word in said(row) if word.startswith("fivefold")]


@pytest.mark.parametrize("reason", ["no_comparison_group", "comparison_too_small"])
def test_where_no_net_effect_can_be_computed_every_net_row_says_the_same_and_gross_stands(reason: str) -> None:
    found = rows(no_net(reason))
    for row in found.filter(pl.col("gross_or_net") == "net").iter_rows(named=True):
        assert (row["status"], row["reason"], row["value"]) == ("not_computable", reason, None)
    assert set(found.filter(pl.col("figure_id") == GROSS)["status"]) == {"published"}


def test_a_net_effect_that_nobody_computed_is_missing_and_not_zero() -> None:
    empty = pl.DataFrame(schema=FIGURE_SCHEMA)
    assert {row["reason"] for row in rows(empty).filter(pl.col("gross_or_net") == "net").iter_rows(named=True)} == {"no_net_effect"}
    assert of(rows(empty, pl.Series([], dtype=pl.Int64), 0), GROSS)["reason"] == "nobody_observed"
    assert of(rows(empty, pl.Series([100]), 1), GROSS)["reason"] == "too_few_persons"


def test_a_net_effect_by_group_is_not_taken_for_the_headline() -> None:
    groups = net(0.2, 0.15, 0.25).with_columns(dimensions=pl.lit('{"sex":"kvinde"}'))
    assert of(rows(pl.concat([groups, net(0.05, 0.02, 0.08)])), NET)["value"] == Decimal("2.5")
    assert of(rows(groups), NET)["reason"] == "no_net_effect"


def test_the_total_is_all_referred_persons_times_the_effect() -> None:
    row = of(rows(net(0.05, -0.02, 0.12), referred=1000), TOTAL)
    assert (row["value"], row["low"], row["high"]) == (50, -20, 120)
    assert (row["denominator_count"], row["interval_method"], row["unit"]) == (1000, "cluster_robust", "fte")
    assert said(row) == ["no_demonstrated_effect"]


def test_referrals_needed_are_whole_and_rounded_up() -> None:
    found = rows(net(0.07, 0.03, 0.09))
    row = of(found, NEEDED)
    assert (row["value"], row["low"], row["high"]) == (57143, 38889, 150000)  # 4000 / 0.07, 3500 / 0.09, 4500 / 0.03
    assert {**of(found, NEEDED, scenario="central"), "dimensions": "{}"} == row
    assert of(found, NEEDED, scenario="optimistic")["low"] == 77778  # 7000 / 0.09
    assert forecast_total("optimistic").value == 8000


@pytest.mark.parametrize("low", [0.0, -0.01])
def test_no_number_of_referrals_is_known_to_be_enough_where_no_effect_is_shown(low: float) -> None:
    row = of(rows(net(0.07, low, 0.09)), NEEDED)
    assert (row["status"], row["reason"]) == ("not_computable", "no_demonstrated_effect")


@given(low=st.floats(0.001, 1), width=st.floats(0, 1))
def test_a_better_effect_never_needs_more_referrals(low: float, width: float) -> None:
    value = low + width
    worse, better = (of(rows(net(middle, middle - width, middle + width)), NEEDED) for middle in (value, value + 0.1))
    assert all(better[end] <= worse[end] for end in ("low", "value", "high"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_that_travels_with_a_figure_has_a_sentence(code: str) -> None:
    words = {
        word
        for effect in (net(0.2, 0.15, 0.3), net(0.01, -0.1, 0.1, "not_to_be_trusted"), pl.DataFrame(schema=FIGURE_SCHEMA))
        for row in rows(effect).iter_rows(named=True)
        for word in said(row)
        if word
    }
    assert {"fivefold_shown", "fivefold_not_shown", "no_demonstrated_effect", "not_to_be_trusted", "no_net_effect"} <= words
    assert not [word for word in words if not load_language(code).has(f"reason.{word}")]


def test_the_asset_reads_the_net_effect_the_hours_of_month_12_and_all_referred(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.transaction() as connection:
        create_table(connection, "effects.net_effect_figures", FIGURE_COLUMNS)
        append(connection, "effects.net_effect_figures", net(0.05, 0.02, 0.08))
        connection.execute("CREATE TABLE core.persons AS SELECT 'p' || range AS person_key FROM range(7)")
        connection.execute("""
            CREATE TABLE core.person_months AS
            SELECT 'p' || person.range AS person_key, month.range AS months_since_entry, true AS is_hours_covered,
                   person.range < 6 AS is_hours_complete, CASE WHEN month.range = 12 THEN 16033 ELSE 0 END AS ordinary_hours_hundredths
            FROM range(7) AS person, range(10, 15) AS month
        """)
    compute("forecast_comparison", EFFECT, warehouse, Settings(), date(2023, 12, 31))
    found = warehouse.read("effects.forecast_comparison_figures")
    gross = of(found, GROSS)
    assert (gross["value"], gross["denominator_count"]) == (50, 6), "six persons' month 12 is complete, each of them full-time"
    assert of(found, TOTAL)["value"] == Decimal("0.35")
    assert of(found, NET)["value"] == Decimal("2.5")
    assert warehouse.read("effects.forecast_comparison_definitions").height == 5
