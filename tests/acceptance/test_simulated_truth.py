"""On simulated deliveries every figure equals the truth, which comes from latent lives and never from the pipeline's own code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import narwhals as nw
import pytest

import simulation
from assets.core import panel as core_panel
from assets.core import tables
from tests.acceptance.conftest import Compute

SAVED = ("saved_dkk", "municipal_saved_dkk", "state_saved_dkk", "saved_after_cost_dkk", "break_even_month")
ESTIMATES = ("net_effect.", "forecast_comparison.", "published_aggregates.", *(f"municipal_economy.{name}" for name in SAVED))
"""What is estimated against comparison persons and not counted, and what does not come from deliveries."""
WITHOUT_TRUTH = ("claimed.",)
"""Counts up to the day of a public claim: nobody claims anything of make-believe people. tests/spec/test_claimed.py counts them by hand."""


def differences(truth: simulation.Truth, output: Path) -> list[tuple[str, ...]]:
    """Keys of figures that are missing or differ from the truth by more than the last stored decimal, and of numbers nobody knows of."""
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql('SELECT figure_id, population, "window", dimensions, value FROM figures.figures').fetchall()
    found = {(figure, population, window, dimensions): value for figure, population, window, dimensions, value in rows}
    wrong = [key for key, value in truth.figures.items() if found.get(key) is None or abs(found[key] - value) > Decimal("0.000001")]
    return wrong + [
        key
        for key, value in found.items()
        if value is not None and key not in truth.figures and not key[0].startswith((*ESTIMATES, *WITHOUT_TRUTH))
    ]


def run_simulated(compute: Compute, tmp_path: Path, seed: int) -> tuple[simulation.Truth, Path]:
    truth = simulation.simulate(tmp_path / "inbox", candidates=200, comparison=50, seed=seed)
    compute(tmp_path / "inbox", tmp_path / "out")
    return truth, tmp_path / "out"


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_every_figure_equals_the_truth(compute: Compute, tmp_path: Path, seed: int) -> None:
    truth, output = run_simulated(compute, tmp_path, seed)
    assert len(truth.figures) > 400
    assert differences(truth, output) == []


@pytest.mark.long
def test_a_panel_that_is_one_month_off_is_found_out(compute: Compute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = core_panel.person_months

    def one_month_off(*frames: object) -> nw.LazyFrame[object]:
        panel = honest(*frames)  # type: ignore[arg-type]  # handed on as they came
        return panel.with_columns(months_since_entry=nw.col("months_since_entry") + 1)

    monkeypatch.setattr(core_panel, "person_months", one_month_off)
    truth, output = run_simulated(compute, tmp_path, 1)
    assert any(key[0] == "full_time.reached_share_12m" for key in differences(truth, output))


@pytest.mark.long
def test_a_dropped_correction_is_found_out(compute: Compute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = tables.PAID_HOURS.replace("FROM deliveries.paid_hours", "FROM deliveries.paid_hours WHERE hours >= 0")
    assert without != tables.PAID_HOURS
    monkeypatch.setattr(tables, "STATEMENTS", {**tables.STATEMENTS, "paid_hours": without})
    truth, output = run_simulated(compute, tmp_path, 1)
    assert any(key[0] == "participation.paid_hours" for key in differences(truth, output))
