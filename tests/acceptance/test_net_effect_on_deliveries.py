"""The net effect from deliveries to figures: near what the simulated programme really did, and silent where nothing can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

import simulation
from tests.acceptance.figures_alone import figures_alone

Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]


def run(folder: Path, key_file: Path, **options: Any) -> tuple[simulation.Truth, Rows]:
    """Simulates, runs and reads every figure."""
    truth = simulation.simulate(folder / "inbox", **options)
    figures_alone(folder / "inbox", folder / "out", key_file)
    with duckdb.connect(str(folder / "out" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.table("figures.figures").pl().to_dicts()
    return truth, {(row["figure_id"], row["window"], row["dimensions"]): row for row in rows}


@pytest.fixture(scope="module")
def simulated(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[simulation.Truth, Rows]:
    """One run that several tests look at."""
    return run(tmp_path_factory.mktemp("net"), key_file, candidates=300, comparison=900, seed=3, quality="clean")


@pytest.mark.parametrize("name", ["fte_12m", "ordinary_hours_12m", "benefit_weeks_52w"])
def test_estimates_lie_near_what_the_programme_really_did(simulated: tuple[simulation.Truth, Rows], name: str) -> None:
    truth, rows = simulated
    found = rows[f"net_effect.{name}", "12m", "{}"]
    really = float(truth.effects["referred_with_24_months_before"][name])
    standard_error = float(found["high"] - found["low"]) / 3.92
    assert abs(float(found["value"]) - really) < 3.5 * standard_error
    assert found["gross_or_net"] == "net"


def test_the_difference_begins_after_entry(simulated: tuple[simulation.Truth, Rows]) -> None:
    _, rows = simulated
    by_month = {month: rows["net_effect.fte_by_month", "12m", f'{{"month":{month}}}'] for month in range(-24, 13)}
    assert by_month[12]["low"] > 0
    assert by_month[12]["value"] == rows["net_effect.fte_12m", "12m", "{}"]["value"]
    assert max(abs(by_month[month]["value"]) for month in range(-24, 0)) < by_month[12]["value"] / 2


def test_the_verdict_follows_from_the_figures_that_it_rests_on(simulated: tuple[simulation.Truth, Rows]) -> None:
    _, rows = simulated
    reasons = set((rows["net_effect.fte_12m", "12m", "{}"]["reason"] or "").split(",")) - {""}
    placebo, matched = rows["net_effect.placebo_fte", "12m", "{}"], rows["net_effect.matched_share", "12m", "{}"]
    balance = [row["value"] for (figure, _, at), row in rows.items() if figure == "net_effect.standardised_difference" and "after" in at]
    wanted = set()
    wanted |= set() if placebo["low"] <= 0 <= placebo["high"] else {"placebo_differs"}
    wanted |= {"many_unmatched"} if matched["value"] < 0.8 else set()
    wanted |= {"unbalanced"} if any(abs(value) >= 0.1 for value in balance) else set()
    assert len(balance) == 6
    assert reasons == (wanted | {"not_to_be_trusted"} if wanted else set())
    factor = rows["forecast_comparison.factor_net_fte", "12m", "{}"]
    if wanted:
        assert "fivefold_shown" not in factor["reason"].split(",")


def test_what_is_saved_carries_the_verdict_of_its_own_comparison(simulated: tuple[simulation.Truth, Rows]) -> None:
    _, rows = simulated
    whole, parts = rows["municipal_economy.saved_dkk", "12m", "{}"], ("municipal_saved_dkk", "state_saved_dkk")
    assert whole["status"] == "published"
    assert sum(rows[f"municipal_economy.{part}", "12m", "{}"]["value"] for part in parts) == pytest.approx(whole["value"])
