"""What no source can tell is unknown, and is said: the dead and emigrated, codes that tell nothing, hours that are late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.lives import DELIVERED, FIRST_MONDAY, LAST_MONDAY, Deliveries, Told, dream_text, hours_text, mondays, numbers
from tests.acceptance.test_hard_inputs_for_effects import ALWAYS, of, rows_after, told

NEWEST = f"aalborg/{DELIVERED.isoformat()}"
LEFT_ON = date(2021, 4, 15)
"""In the second month after everybody's referral."""


def test_weeks_after_death_and_emigration_that_dream_leaves_blank_are_not_off_benefit(smaajob: Command, tmp_path: Path) -> None:
    persons = {cpr: Told(hours=[0.0] * 29) for cpr in numbers(20)}
    stays = [*persons][15:]
    status = [*(f"{cpr};død;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][:5])]
    status += [f"{cpr};udrejst;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][5:10]]
    status += [f"{cpr};fraflyttet;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][10:15]]
    codes = {cpr: {week: 130 for week in ALWAYS if week < LEFT_ON or cpr in stays} for cpr in persons}
    more = {f"{NEWEST}/borgerstatus.csv": "CPR-nummer;Status;Fra\n" + "".join(status), f"{NEWEST}/dream.csv": dream_text(ALWAYS, codes)}
    rows = rows_after(smaajob, tmp_path, persons, Deliveries(has_benefits=False, more=more))
    assert of(rows, "self_support.off_benefit_by_12m_count", "12m")["value"] == 5, "those who moved inside the country alone"
    share = of(rows, "self_support.off_benefit_share_12m", "12m")
    assert (share["value"], share["denominator_count"]) == (Decimal("0.25"), 20)
    # Ten have fewer than forty known weeks after entry; of the rest nobody has forty before it, as the files begin in January.
    assert of(rows, "benefit_weeks.persons_left_out")["value"] == 20


@pytest.mark.parametrize("code", [996, 555])
def test_a_code_that_tells_nothing_makes_the_week_unknown_though_the_municipality_covers_it(
    smaajob: Command, tmp_path: Path, code: int
) -> None:
    # On benefit until March 2021 and at the norm from May on: off benefit, but for what DREAM cannot tell from April 2021 on.
    weeks = mondays(FIRST_MONDAY, date(2021, 3, 29))
    persons = told(8, [0.0] * 4 + [160.33] * 25, weeks)
    codes = {cpr: {week: 130 if week in weeks else code for week in mondays(FIRST_MONDAY, LAST_MONDAY)} for cpr in [*persons][:4]}
    rows = rows_after(smaajob, tmp_path, persons, Deliveries(more={f"{NEWEST}/dream.csv": dream_text(ALWAYS, codes)}))
    assert of(rows, "full_time.reached_count")["value"] == 4
    assert of(rows, "self_support.off_benefit_by_12m_count", "12m")["value"] == 4


def test_hours_of_a_supplier_that_is_late_are_unknown_and_nobody_has_left_work(smaajob: Command, tmp_path: Path) -> None:
    # Aalborg tells of everybody it refers to May 2023 and knows of no hours; Fokus, who pays them, told of them to May 2022.
    persons = told(12, [], placements=["28052502;05-04-2021;;10;Lager;"])
    late = hours_text({cpr: {number: 60.0 for number in range(4, 17)} for cpr in persons})
    rows = rows_after(smaajob, tmp_path, persons, Deliveries(more={"fokus/2022-06-15/loentimer.csv": late}))
    # A delivery of June completes the months to March: month 12 after a referral in March 2021.
    assert of(rows, "employment.any_hours_share_12m", "12m")["value"] == 1
    assert of(rows, "employment.any_hours_share_24m", "24m")["reason"] == "nobody_observed"
    assert of(rows, "job_ladder.unchanged", "6m", "job_starters")["value"] == 12
    assert of(rows, "job_ladder.left_work", "6m", "job_starters")["value"] == 0
    assert of(rows, "job_ladder.left_work", "12m", "job_starters")["reason"] == "nobody_observed"
