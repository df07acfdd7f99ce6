"""The oracle's rules on lives of a few months, worked out by hand from DEFINITIONS; its incidence on published unemployment spells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from data_contracts.problems import WrongUse
from simulation.calendar import month_name, month_number
from simulation.exact_incidence import ExactIncidence
from simulation.made_up_numbers import CPR_SPACE, broken_cvr, cpr_numbers, cvr_numbers
from simulation.oracle import Job, Life, MonthHours, band, first_run, full_time, has_ever_worked, is_at_norm, ladder_start, move
from simulation.rounding import six_decimals
from simulation.truth import Tally

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ENTRY = month_number(date(2022, 1, 1))
FULL = 16033


def life(hours: Sequence[int | MonthHours], *, jobs: Sequence[Job] = (), unknown: Sequence[int] = (), incomplete: int = 0) -> Life:
    """A life whose months from entry (January 2022) hold these hours, salaried where they are plain numbers."""
    paid = [month if isinstance(month, MonthHours) else MonthHours(salaried=month) for month in hours]
    months = {ENTRY + place: month for place, month in enumerate(paid)}
    covered = frozenset(months) - {ENTRY + place for place in unknown}
    complete = covered - {ENTRY + place for place in range(len(hours) - incomplete, len(hours))}
    return Life(date(2022, 1, 17), 1, tuple(jobs), months, covered, complete)


def test_hourly_paid_work_has_its_own_norm_and_a_tie_takes_the_salaried_one() -> None:
    assert MonthHours(hourly=13900).norm == 13900
    assert MonthHours(hourly=7250, salaried=7250).norm == 16033
    assert MonthHours(untyped=14500).norm == 16033
    assert MonthHours(hourly=7500, salaried=7000).norm == 13900


def test_full_time_needs_three_months_that_sum_to_their_norms_to_the_hundredth() -> None:
    assert first_run(life([0, 15000, 16500, 16599]), ENTRY + 1, 3) == ENTRY + 1
    assert first_run(life([0, 15000, 16500, 16598]), ENTRY + 1, 3) is None


def test_a_month_without_hours_breaks_the_run_however_large_the_sum() -> None:
    assert first_run(life([0, 24050, 0, 24050]), ENTRY + 1, 3) is None


def test_a_month_that_is_unknown_or_not_complete_breaks_the_run() -> None:
    assert first_run(life([0, FULL, FULL, FULL, FULL, FULL], unknown=[2]), ENTRY + 1, 3) == ENTRY + 3
    assert first_run(life([0, FULL, FULL, FULL], incomplete=1), ENTRY + 1, 3) is None


def test_subsidised_hours_are_never_ordinary() -> None:
    subsidised = life([0, *[MonthHours(subsidised=FULL)] * 6])
    assert first_run(subsidised, ENTRY, 1) is None
    assert not has_ever_worked(subsidised)


def test_a_person_full_time_in_month_0_is_left_out_of_events_but_stands_at_the_end() -> None:
    outcome = full_time(life([FULL] * 8), ENTRY)
    assert (outcome.is_at_entry, outcome.is_at_end, outcome.is_unconfirmed) == (True, True, False)
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life([FULL] * 8), life([0] * 8)])
    figures = tally.figures()
    assert figures["full_time.at_risk", "referred_benefit_ignored", "total", "{}"] == 1
    assert figures["full_time.reached_count", "referred_benefit_ignored", "total", '{"months":1,"norm":"117"}'] == 0
    assert figures["full_time.at_end_count", "referred_benefit_ignored", "total", "{}"] == 1


def test_who_reached_the_norm_too_late_to_be_judged_is_unconfirmed() -> None:
    outcome = full_time(life([0, 4000, 4000, FULL, FULL]), ENTRY)
    assert (outcome.reached, outcome.followed, outcome.is_unconfirmed) == (None, 2, True)


def test_nobody_is_at_risk_whose_month_1_cannot_be_judged() -> None:
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life([0, 4000, 4000]), life([0, 4000, 4000, 4000])])
    assert tally.figures()["full_time.at_risk", "referred_benefit_ignored", "total", "{}"] == 1


def test_the_grid_begins_in_month_0_while_the_headline_begins_in_month_1() -> None:
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life([14000, 14000, 14000, 4000, 0])])
    figures = tally.figures()
    assert figures["full_time.reached_count", "referred_benefit_ignored", "total", "{}"] == 0
    assert figures["full_time.reached_count", "referred_benefit_ignored", "total", '{"months":3,"norm":"139"}'] == 1
    assert figures["full_time.reached_count", "referred_benefit_ignored", "total", '{"months":3,"norm":"148"}'] == 0


def test_the_grid_counts_only_persons_of_the_headline() -> None:
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life([14000, 14000, 14000]), life([0] * 8)])
    figures = tally.figures()
    assert figures["full_time.at_risk", "referred_benefit_ignored", "total", "{}"] == 1
    assert figures["full_time.reached_count", "referred_benefit_ignored", "total", '{"months":1,"norm":"139"}'] == 0


def test_the_ladder_starts_in_the_first_full_month() -> None:
    assert ladder_start(life([0], jobs=[Job(date(2022, 3, 1), None, 1)])) == ENTRY + 2
    assert ladder_start(life([0], jobs=[Job(date(2022, 3, 2), None, 1)])) == ENTRY + 3
    assert ladder_start(life([0])) is None


def test_bands_are_closed_below_and_open_above() -> None:
    worked = life([0, 3899, 3900, 7800, 11700, 16032, FULL, MonthHours(hourly=13900)])
    assert [band(worked, ENTRY + month) for month in range(8)] == [0, 1, 2, 3, 4, 4, 5, 5]


def test_zero_hours_at_the_end_have_left_work_and_not_moved_down() -> None:
    worked = life([8000, 4000, 0, 12000, FULL])
    outcomes = [move(worked, ENTRY, ENTRY + months) for months in range(6)]
    assert outcomes == ["unchanged", "moved_down", "left_work", "moved_up", "moved_up", None]
    assert move(worked, ENTRY + 4, ENTRY) is None


def test_work_in_a_month_not_yet_complete_counts_as_work_but_not_as_full_time() -> None:
    late = life([0, 0, FULL], incomplete=1)
    assert has_ever_worked(late)
    assert not is_at_norm(late, ENTRY + 2)


def test_a_placement_runs_in_each_month_that_it_touches() -> None:
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life([4000] * 4, jobs=[Job(date(2022, 2, 28), date(2022, 3, 1), 7)])] * 2)
    figures = tally.figures()
    running = {key[2]: number for key, number in figures.items() if key[0] == "participation.running_placements"}
    assert {window for window, number in running.items() if number} == {"2022-02", "2022-03"}
    assert running["total"] == 0
    assert figures["participation.partners_active", "partners", "total", "{}"] == 1
    assert figures["participation.weeks_to_first_job", "job_starters", "total", "{}"] == Decimal("6.000000")
    # 40 hours in each of two months: 40 x 12 / 52.
    assert figures["job_ladder.mean_weekly_hours", "placements", "total", "{}"] == Decimal("9.230769")


def test_the_programmes_own_hours_count_in_complete_months_only() -> None:
    own = [MonthHours(salaried=4000, programme=4000), MonthHours(subsidised=5050, programme=5050), MonthHours(hourly=9, programme=9)]
    tally = Tally(date(2023, 6, 15), "ignored")
    tally.add([life(own, incomplete=1)])
    hours = {key[2]: number for key, number in tally.figures().items() if key[0] == "participation.paid_hours"}
    assert hours == {"total": Decimal("90.5"), "2022-01": Decimal(40), "2022-02": Decimal("50.5")}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the published data sets are not in ../shared/data")
def test_incidence_is_the_published_survival_of_unemployment_spells() -> None:
    with (SHARED / "unempdur_mccall" / "UnempDur.csv").open(encoding="utf-8") as file:
        spells = [(int(row["spell"]), row["censor1"] == "1") for row in csv.DictReader(file)]
    incidence = ExactIncidence()
    for length, found_full_time in spells:
        incidence.add(length if found_full_time else None, length)
    assert (incidence.persons, incidence.events[1], incidence.censored[1]) == (3343, 294, 246)
    with (SHARED / "unempdur_mccall" / "ref_km_fulltime_censor1.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            month = int(float(row[""]))
            assert float(1 - incidence.share(month)) == pytest.approx(float(row["S"]), abs=1e-12)


def test_without_censoring_incidence_is_the_plain_share() -> None:
    incidence = ExactIncidence()
    for month in (1, 2, 2, 5):
        incidence.add(month, 24)
    incidence.add(None, 24)
    assert [incidence.share(month) for month in (1, 2, 4, 24)] == [Fraction(1, 5), Fraction(3, 5), Fraction(3, 5), Fraction(4, 5)]
    assert [incidence.at_risk(month) for month in (1, 2, 3, 6)] == [5, 4, 2, 1]


def test_figures_round_halves_away_from_zero() -> None:
    assert six_decimals(Fraction(1, 2_000_000)) == Decimal("0.000001")
    assert six_decimals(Fraction(5, 2_000_000)) == Decimal("0.000003")


def test_cpr_numbers_never_repeat_and_mostly_pass_the_check_digit() -> None:
    numbers = cpr_numbers(np.arange(200_000), seed=5)
    assert np.unique(numbers).size == numbers.size
    digits = np.array([numbers // 10**place % 10 for place in range(9, -1, -1)])
    passes = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) @ digits % 11 == 0
    assert 0.88 < passes.mean() < 0.94
    with pytest.raises(WrongUse):
        cpr_numbers(np.array([CPR_SPACE]), seed=5)


def test_cvr_numbers_pass_modulus_11_until_they_are_broken() -> None:
    numbers = cvr_numbers(5_000)
    assert np.unique(numbers).size == 5_000
    for number, holds in [(int(numbers[-1]), True), (broken_cvr(int(numbers[-1])), False)]:
        total = sum(weight * int(digit) for weight, digit in zip((2, 7, 6, 5, 4, 3, 2, 1), str(number), strict=True))
        assert (total % 11 == 0) is holds


def test_months_are_named_as_in_the_table_of_figures() -> None:
    assert [month_name(month_number(day)) for day in (date(2022, 12, 31), date(2023, 1, 1))] == ["2022-12", "2023-01"]
