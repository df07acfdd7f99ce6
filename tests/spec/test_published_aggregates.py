"""What 160 referred, 102 in work and 36 off benefit can say beside a forecast of full-time equivalents, and what they cannot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from assets.effects.factory import compute
from assets.effects.published_aggregates import EFFECT
from assets.effects.published_aggregates.rule import AmbiguousClaimError, figures_of, persons_behind, published_counts
from assets.warehouse.database import Warehouse
from data_contracts.settings import Settings
from pipelines.published_claims import main, published_lines
from reports.language import LANGUAGES
from tests.unit.forecast_input import published


def of(name: str) -> dict[str, Any]:
    rows = published().filter((pl.col("figure_id") == f"published_aggregates.{name}") & (pl.col("dimensions") == "{}"))
    return rows.row(0, named=True)


def test_thirty_five_percent_of_the_employed_are_thirty_six_persons_and_no_other_number() -> None:
    assert published_counts() == (160, 102, 36)
    assert persons_behind(Decimal(35), 102) == 36
    for whole in (1000, 7):
        with pytest.raises(AmbiguousClaimError):
            persons_behind(Decimal(35), whole)


def test_the_published_shares_stand_with_wilsons_interval() -> None:
    employed, off_benefit = of("employed_share"), of("off_benefit_share")
    assert [round(employed[end], 3) for end in ("value", "low", "high")] == [Decimal("0.638"), Decimal("0.561"), Decimal("0.708")]
    assert [round(off_benefit[end], 3) for end in ("value", "low", "high")] == [Decimal("0.225"), Decimal("0.167"), Decimal("0.296")]
    assert (off_benefit["numerator"], off_benefit["denominator_count"], off_benefit["gross_or_net"]) == (36, 160, "gross")


def test_thirty_six_of_a_hundred_and_sixty_over_the_forecast_is_refused_with_every_difference() -> None:
    row = of("off_benefit_factor")
    assert (row["status"], row["value"], row["low"], row["high"]) == ("not_computable", None, None, None)
    assert row["reason"].split(",") == [
        "differs_unit_fte_persons_off_benefit",
        "differs_gross_or_net_gross_net",
        "differs_denominator_referred_person_target_group_member",
        "differs_population_referred_target_group",
        "differs_window_structural_within_a_year_of_job_start",
    ]


def test_the_reconstructed_factors_stand_nowhere() -> None:
    # 22.3 percent over 4.5, 3.5, 2.25 and 1.75 percent: the divisions that are refused.
    for row in published().filter(pl.col("unit") == "ratio").iter_rows(named=True):
        for number in (row["value"], row["low"], row["high"]):
            assert number is None or min(abs(number - Decimal(factor)) for factor in ("4.96", "6.4", "9.9", "12.7", "11.25", "10")) > 1


def test_a_bound_from_above_has_no_lower_end_and_names_what_it_rests_on() -> None:
    row = of("off_benefit_factor_at_most")
    assert round(row["value"], 1) == Decimal("16.9")  # 0.2957 / 0.0175
    assert (row["low"], row["high"], row["interval_method"]) == (None, None, "upper_bound")
    assert {"bridge_only_off_benefit_count", "bridge_gross_upper_bound", "bridge_sample_of_target_group"} <= set(row["reason"].split(","))
    assert of("employed_factor_at_most")["value"] > row["value"]


def test_fivefold_needs_more_than_eleven_net_full_time_jobs_per_hundred_and_eighteen_of_the_published() -> None:
    assert of("fivefold_threshold_fte")["value"] == Decimal("0.1125")
    assert of("fivefold_needed_fte")["value"] == 18


def test_the_asset_needs_no_delivery(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.transaction():
        pass
    compute("published_aggregates", EFFECT, warehouse, Settings(), date(2023, 12, 31))
    assert warehouse.read("effects.published_aggregates_figures").equals(published())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_command_prints_the_refusal_the_need_the_bounds_and_the_correction(code: str) -> None:
    answer = CliRunner().invoke(main, ["--language", code])
    assert answer.exit_code == 0
    assert answer.output.splitlines() == published_lines(code)
    words = {
        "da": ("kan ikke deles", "11,25", "mindst 18", "højst 16,9", "48"),
        "en": ("cannot be divided", "11.25", "least 18", "most 16.9", "48"),
    }
    for word in words[code]:
        assert word in answer.output
    assert "None" not in answer.output
    assert "{" not in answer.output


def test_where_the_published_are_too_few_that_is_said() -> None:
    found = {figure.definition.figure_id: figure for figure in figures_of(160, 102, 12)}
    needed = found["published_aggregates.fivefold_needed_fte"].value
    assert needed is not None
    assert needed > 12
