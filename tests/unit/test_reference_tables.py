"""Reference tables say of every row from when to when it holds and where it comes from, and no two rows hold at once."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest

from data_contracts.reference import reference_table

TABLES = sorted(path.name.removesuffix(".csv") for path in files("data_contracts.reference").iterdir() if path.name.endswith(".csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_its_source_and_dates_that_can_be(name: str) -> None:
    for row in reference_table(name):
        assert row["source"], row
        begins, ends = (date.fromisoformat(row[day]) if row[day] else None for day in ("valid_from", "valid_to"))
        assert begins is None or ends is None or begins <= ends, row


def test_no_code_of_dream_means_two_things() -> None:
    spans = [range(int(row["code_from"]), int(row["code_to"]) + 1) for row in reference_table("dream_codes")]
    assert [(first, second) for first, second in combinations(spans, 2) if set(first) & set(second)] == []
    assert {row["handling"] for row in reference_table("dream_codes")} == {"benefit", "none", "unknown"}


def test_only_holiday_from_work_is_free_of_benefit_and_only_three_codes_are_unknown() -> None:
    by_handling: dict[str, set[int]] = {}
    for row in reference_table("dream_codes"):
        by_handling.setdefault(row["handling"], set()).update(range(int(row["code_from"]), int(row["code_to"]) + 1))
    assert by_handling["none"] == {121, 122, 123}
    assert by_handling["unknown"] == {996, 997, 999}


def test_the_refund_ladder_is_the_laws_and_without_a_gap() -> None:
    steps = reference_table("refund_ladder")
    assert [(row["from_week"], row["to_week"], row["state_refund_share"]) for row in steps] == [
        ("1", "4", "0.80"),
        ("5", "26", "0.40"),
        ("27", "52", "0.30"),
        ("53", "", "0.20"),
    ]


def test_a_rate_holds_for_one_year_and_no_year_is_filled_in() -> None:
    seen = [(row["benefit"], row["recipient_group"], row["valid_from"]) for row in reference_table("benefit_rates")]
    assert len(set(seen)) == len(seen)
    assert all(row["valid_from"][:4] == row["valid_to"][:4] for row in reference_table("benefit_rates"))


def test_every_municipality_is_an_area_and_copenhagen_has_two_names() -> None:
    codes = {row["municipality_code"] for row in reference_table("municipalities")}
    areas = [row for row in reference_table("areas") if row["level"] == "municipality"]
    assert {row["municipality_code"] for row in areas} == codes
    assert {row["area"] for row in areas if row["municipality_code"] == "101"} == {"København", "Copenhagen"}


def test_the_forecast_is_of_all_recommendations_and_its_range_is_the_commissions() -> None:
    rows = {row["scenario"]: row for row in reference_table("forecasts")}
    assert {name: (row["low"], row["high"], row["population"], row["unit"]) for name, row in rows.items()} == {
        "central": ("3500", "4500", "200000", "fte"),
        "optimistic": ("7000", "9000", "200000", "fte"),
    }
    for row in rows.values():
        assert "all 48 recommendations" in row["covers"]
        assert row["valid_from"] == row["published_on"]


def test_a_claim_has_a_day_a_speaker_and_an_id_of_its_own() -> None:
    claims = reference_table("claims")
    assert len({row["claim_id"] for row in claims}) == len(claims)
    assert all(row["valid_from"] == row["stated_on"] and row["stated_by"] and row["statement_en"] for row in claims)
    assert {row["comparison"] for row in claims} == {"equals", "at_least", "greater_than"}
