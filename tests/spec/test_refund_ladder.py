"""Who bears a week on benefit: the law's own figures on worked examples, from the first week to long after the last step.

The steps are those of section 5, lov om kommunernes finansiering (LBK 221 of 12 February 2021); the weekly amount is kontanthjælp of 2023
for people of 30 and over without children, 11,944 kr. a month (bm.dk, Satser for 2023), which is 2,756.31 kr. a week.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import duckdb
import narwhals as nw
import polars as pl
import pytest

from assets.effects.municipal_economy.rule import gross_figures, with_changes
from assets.panel.common import collected
from assets.panel.money_sides import money_sides
from assets.panel.refund_ladder import NoRateError, municipal_percent, published_rate_dkk, split_oere
from data_contracts.figure import Interval

MONDAY = date(2023, 1, 2)
WEEK = (MONDAY - date(1970, 1, 5)).days // 7
WEEKLY_OERE = 275_631


@pytest.mark.parametrize(
    ("benefit_week", "municipal_oere"),
    [
        (1, 55_126),  # 20 percent
        (4, 55_126),
        (5, 165_379),  # 60 percent
        (26, 165_379),
        (27, 192_942),  # 70 percent
        (52, 192_942),
        (53, 220_505),  # 80 percent
        (600, 220_505),
    ],
)
def test_the_municipality_bears_more_of_a_week_the_longer_somebody_has_been_on_benefit(benefit_week: int, municipal_oere: int) -> None:
    state, municipal = split_oere(WEEKLY_OERE, benefit_week, MONDAY)
    assert municipal == municipal_oere
    assert state + municipal == WEEKLY_OERE


def test_before_the_ladder_of_2016_no_rate_is_known_and_none_is_made_up() -> None:
    assert municipal_percent(1, date(2016, 1, 4)) == 20
    with pytest.raises(NoRateError) as refused:
        municipal_percent(1, date(2015, 12, 28))
    assert refused.value.reason == "no_refund_rate"


def test_a_count_below_the_first_week_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        municipal_percent(0, MONDAY)


def test_a_rate_is_that_of_its_year_and_a_missing_year_has_none() -> None:
    assert published_rate_dkk("kontanthjaelp", "30 and over, others", date(2023, 7, 1)) == (Decimal(11944), "month")
    assert round(11_944 * 12 / 52 * 100) == WEEKLY_OERE
    for missing in (date(2022, 7, 1), date(2025, 7, 1)):  # 2021, 2023 and 2024 are known
        with pytest.raises(NoRateError) as refused:
            published_rate_dkk("kontanthjaelp", "30 and over, others", missing)
        assert refused.value.reason == "no_benefit_rate"


Run = tuple[int, int, bool, int, int]
"""First and last week after entry, whether on benefit, the municipality's own øre, øre without a known split."""


def sides(*runs: Run, entry_week: int = WEEK) -> dict[str, int]:
    """`money_sides` of one person, the same on both engines."""
    frame = pl.DataFrame(
        [
            {
                "person_key": "p",
                "first_week": entry_week + first,
                "last_week": entry_week + last,
                "is_complete": True,
                "is_benefit": is_benefit,
                "is_amount_known": True,
                "weekly_oere": (unsplit or WEEKLY_OERE) if is_benefit or unsplit else 0,
                "weekly_municipal_oere": own,
                "weekly_unsplit_oere": unsplit,
            }
            for first, last, is_benefit, own, unsplit in runs
        ]
    )
    entered = pl.DataFrame({"person_key": ["p"], "entry_week": [entry_week]})
    on_polars = collected(money_sides(nw.from_native(frame.lazy()), nw.from_native(entered.lazy()))).to_dicts()
    with duckdb.connect() as connection:
        connection.register("states", frame.to_arrow())
        connection.register("entered", entered.to_arrow())
        tables = [nw.from_native(connection.table(name)).lazy() for name in ("states", "entered")]
        on_duckdb = collected(money_sides(tables[0], tables[1])).to_dicts()
    assert on_duckdb == on_polars
    return dict(on_polars[0])


def test_a_year_on_benefit_from_the_first_week_costs_the_municipality_32_weeks_and_a_fifth() -> None:
    found = sides((1, 52, True, 0, WEEKLY_OERE))
    # 4 weeks at 20, 22 at 60 and 26 at 70 percent; the upper end takes it that everybody had been on benefit for long.
    assert found["municipal_low_after"] == (4 * 20 + 22 * 60 + 26 * 70) * WEEKLY_OERE
    assert found["municipal_high_after"] == 52 * 80 * WEEKLY_OERE
    assert found["oere_after"] == 52 * WEEKLY_OERE


def test_weeks_are_counted_across_benefits_and_over_a_break() -> None:
    # Ten weeks of one benefit, eight weeks of none, then another: that one goes on at the eleventh week.
    found = sides((-40, -31, True, 0, 455_000), (-30, -23, False, 0, 0), (1, 20, True, 0, WEEKLY_OERE))
    assert found["municipal_low_before"] == (4 * 20 + 6 * 60) * 455_000
    assert found["municipal_low_after"] == (16 * 60 + 4 * 70) * WEEKLY_OERE


def test_weeks_before_the_window_count_too() -> None:
    found = sides((-200, 10, True, 0, WEEKLY_OERE))
    assert found["municipal_low_before"] == 52 * 80 * WEEKLY_OERE
    assert found["municipal_low_after"] == 10 * 80 * WEEKLY_OERE


def test_what_ydelsesrefusion_says_goes_before_the_ladder() -> None:
    found = sides((1, 10, True, 50_000, 0))
    assert found["municipal_low_after"] == found["municipal_high_after"] == 10 * 50_000 * 100


def test_a_supplement_alone_stands_on_the_step_reached_and_does_not_raise_the_count() -> None:
    found = sides((-10, -1, True, 0, WEEKLY_OERE), (1, 4, False, 0, 100_000), (5, 5, True, 0, WEEKLY_OERE))
    assert found["municipal_low_after"] == 4 * 60 * 100_000 + 60 * WEEKLY_OERE


def test_weeks_that_need_a_ladder_of_which_none_is_known_are_counted() -> None:
    entry = (date(2016, 1, 4) - date(1970, 1, 5)).days // 7
    found = sides((-10, -1, True, 0, WEEKLY_OERE), (1, 10, True, 0, WEEKLY_OERE), entry_week=entry)
    assert (found["unrated_weeks_before"], found["unrated_weeks_after"]) == (10, 0)
    assert timedelta(weeks=entry) + date(1970, 1, 5) == date(2016, 1, 4)


def test_the_municipalitys_change_is_each_persons_own_count_and_its_range_reaches_to_the_last_step() -> None:
    # Two persons with 52 weeks before entry and 10 after it, 100 kroner a week unsplit; the second reading is 80 percent in every week.
    own_before, own_after = 4 * 20 + 22 * 60 + 26 * 70, 10 * 80
    sides = {f"known_weeks_{side}": [52, 52] for side in ("before", "after")} | {
        f"unrated_weeks_{side}": [0, 0] for side in ("before", "after")
    }
    sides |= {"oere_before": [520_000] * 2, "oere_after": [100_000] * 2, "entry_week": [2700, 2700]}
    sides |= {"municipal_low_before": [own_before * 10_000] * 2, "municipal_low_after": [own_after * 10_000] * 2}
    sides |= {"municipal_high_before": [52 * 80 * 10_000] * 2, "municipal_high_after": [10 * 80 * 10_000] * 2}
    figures = {figure.definition.figure_id: figure for figure in gross_figures(with_changes(pl.DataFrame(sides)))}
    found = figures["municipal_economy.municipal_gross_change_dkk"]
    assert found.value == 2 * (own_after - own_before)
    assert isinstance(found.interval, Interval)
    assert (found.interval.low, found.interval.high) == (2 * (10 * 80 - 52 * 80), 2 * (own_after - own_before))
    assert found.reason == "municipal_part_by_ladder"
