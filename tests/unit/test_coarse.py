"""What the public sees of means and sums tells no exact number of persons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from assets.figures.coarse import grid_of
from assets.figures.disclosure import AUDIENCES, disclose
from assets.panel.common import figures_frame, mean
from data_contracts.figure import COMPLETE_COUNT
from tests.defined import defined, known

PUBLIC = AUDIENCES["public"]
PLACE: dict[str, Any] = {"population": "referred", "window": "total"}


@pytest.mark.parametrize(("unit", "step"), [("weeks", 1), ("points", 4), ("hours", 0.5)])
@pytest.mark.parametrize("persons", [5, 6, 7, 8, 13, 58, 62, 330, 517])
def test_every_number_of_persons_that_is_shown_alike_could_have_the_mean_that_is_told(unit: str, step: float, persons: int) -> None:
    definition = defined("test.mean", unit)  # type: ignore[arg-type]  # all three are units
    random = np.random.default_rng(persons)
    values = random.integers(-20, 30, persons) * step
    (row,) = disclose(figures_frame([mean(definition, _series(values), **PLACE)]), PUBLIC, known(definition)).iter_rows(named=True)
    least, most = PUBLIC.window(row["denominator_count"])
    half = float(grid_of("test.mean", unit, row["value"], row["denominator_count"], known(definition))) / 2
    assert least <= persons <= most
    for number in range(least, most + 1):
        sums = np.arange(np.floor((float(row["value"]) - half) * number / step), np.ceil((float(row["value"]) + half) * number / step) + 1)
        possible = [one for one in sums if abs(one * step / number - float(row["value"])) <= half + 1e-9]
        assert len(possible) >= 3, number
    assert row["low"] <= row["value"] <= row["high"]


def _series(values: Any) -> Any:
    return pl.Series([float(one) for one in values])


def test_the_range_is_rounded_outwards_and_the_house_sees_every_digit() -> None:
    definition = defined("test.mean", "weeks")
    frame = figures_frame([mean(definition, _series(range(400)), **PLACE)])
    (exact,), (told,) = ([*disclose(frame, AUDIENCES[name], known(definition)).iter_rows(named=True)] for name in ("internal", "public"))
    assert told["low"] <= exact["low"] <= exact["value"] <= exact["high"] <= told["high"]
    assert exact["value"] == Decimal("199.5")
    assert exact["low"] != told["low"]


@pytest.mark.parametrize(("hours", "shown"), [("0", 0), ("8.75", None), ("260.25", None), ("751.75", 1000), ("1200", 1000), ("1251", 1500)])
def test_hours_of_a_few_persons_are_not_told_and_those_of_many_on_a_grid_of_several_persons(hours: str, shown: int | None) -> None:
    definition = defined("participation.paid_hours", "hours")
    figure = definition.figure(Decimal(hours), COMPLETE_COUNT, population="months", window="total")
    (row,) = disclose(figures_frame([figure]), PUBLIC, known()).iter_rows(named=True)
    assert row["value"] == shown


def test_a_month_of_one_person_or_of_one_company_is_not_told_and_no_month_is_hidden_alone() -> None:
    definition = defined("participation.paid_hours", "hours")
    months = {"2020-01": 40, "2020-02": 4000, "2020-03": 5000, "2020-04": 6000}
    frame = figures_frame([definition.figure(n, COMPLETE_COUNT, population="months", window=month) for month, n in months.items()])
    place = ("participation.paid_hours", "2020-01")

    def status(audience: str, **behind: Any) -> list[str]:
        return disclose(frame, AUDIENCES[audience], known(), **behind)["status"].to_list()  # type: ignore[index]  # both names are audiences

    assert status("internal") == ["published"] * 4
    assert status("internal", persons={place: 1}) == ["suppressed", "suppressed", "published", "published"]
    assert status("internal", contributions={place: [30.0, 10.0]}) == ["suppressed", "suppressed", "published", "published"]
    assert status("public") == ["suppressed", "suppressed", "published", "published"]


def test_money_of_many_is_told_with_two_digits_and_the_programmes_own_accounts_as_they_are() -> None:
    saved = defined("municipal_economy.saved_dkk", "dkk", gross_or_net="net")
    cost = defined("municipal_economy.programme_cost_dkk", "dkk")
    frame = figures_frame([one.figure(Decimal("4039737.79"), COMPLETE_COUNT, population="referred", window="12m") for one in (saved, cost)])
    rows = disclose(frame, PUBLIC, known()).iter_rows(named=True)
    assert [row["value"] for row in rows] == [Decimal(4_000_000), Decimal("4039737.79")]


def test_a_mean_of_one_person_looks_as_any_hidden_one_to_the_public() -> None:
    definition = defined("test.mean", "weeks")
    frame = figures_frame([mean(definition, _series([3]), **PLACE)])
    assert disclose(frame, PUBLIC, known(definition))["status"].to_list() == ["suppressed"]
    assert disclose(frame, AUDIENCES["internal"], known(definition))["reason"].to_list() == ["too_few_persons"]
