"""What no source can tell is unknown, and is said: the dead and emigrated, codes that tell nothing, hours that are late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance.conftest import Compute
from tests.acceptance.lives import (
    DELIVERED,
    FIRST_MONDAY,
    LAST_MONDAY,
    Deliveries,
    Told,
    benefits_text,
    dream_text,
    hours_text,
    mondays,
    numbers,
)
from tests.acceptance.test_hard_inputs_for_effects import ALWAYS, of, rows_after, told

NEWEST = f"aalborg/{DELIVERED.isoformat()}"
LEFT_ON = date(2021, 4, 15)
"""In the second month after everybody's referral."""


def test_weeks_after_death_and_emigration_that_dream_leaves_blank_are_not_off_benefit(compute: Compute, tmp_path: Path) -> None:
    persons = {cpr: Told(hours=[0.0] * 29) for cpr in numbers(20)}
    stays = [*persons][15:]
    status = [*(f"{cpr};død;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][:5])]
    status += [f"{cpr};udrejst;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][5:10]]
    status += [f"{cpr};fraflyttet;{LEFT_ON:%d-%m-%Y}\n" for cpr in [*persons][10:15]]
    codes = {cpr: {week: 130 for week in ALWAYS if week < LEFT_ON or cpr in stays} for cpr in persons}
    more = {f"{NEWEST}/borgerstatus.csv": "CPR-nummer;Status;Fra\n" + "".join(status), f"{NEWEST}/dream.csv": dream_text(ALWAYS, codes)}
    rows = rows_after(compute, tmp_path, persons, Deliveries(has_benefits=False, more=more))
    assert of(rows, "self_support.off_benefit_by_12m_count", "12m")["value"] == 5, "those who moved inside the country alone"
    share = of(rows, "self_support.off_benefit_share_12m", "12m")
    assert (share["value"], share["denominator_count"]) == (Decimal("0.25"), 20)
    # Ten have fewer than forty known weeks after entry; of the rest nobody has forty before it, as the files begin in January.
    assert of(rows, "benefit_weeks.persons_left_out")["value"] == 20


@pytest.mark.parametrize("code", [996, pytest.param(555, marks=pytest.mark.long)])
def test_a_code_that_tells_nothing_makes_the_week_unknown_though_the_municipality_covers_it(
    compute: Compute, tmp_path: Path, code: int
) -> None:
    # On benefit until March 2021 and at the norm from May on: off benefit, but for what DREAM cannot tell from April 2021 on.
    weeks = mondays(FIRST_MONDAY, date(2021, 3, 29))
    persons = told(8, [0.0] * 4 + [160.33] * 25, weeks)
    codes = {cpr: {week: 130 if week in weeks else code for week in mondays(FIRST_MONDAY, LAST_MONDAY)} for cpr in [*persons][:4]}
    rows = rows_after(compute, tmp_path, persons, Deliveries(more={f"{NEWEST}/dream.csv": dream_text(ALWAYS, codes)}))
    assert of(rows, "full_time.reached_count")["value"] == 4
    assert of(rows, "self_support.off_benefit_by_12m_count", "12m")["value"] == 4


def test_hours_of_a_supplier_that_is_late_are_unknown_and_nobody_has_left_work(compute: Compute, tmp_path: Path) -> None:
    # Aalborg tells of everybody it refers to May 2023 and knows of no hours; Fokus, who pays them, told of them to May 2022.
    persons = told(12, [], placements=["28052502;05-04-2021;;10;Lager;"])
    late = hours_text({cpr: dict.fromkeys(range(4, 17), 60.0) for cpr in persons})
    rows = rows_after(compute, tmp_path, persons, Deliveries(more={"fokus/2022-06-15/loentimer.csv": late}))
    # A delivery of June completes the months to March: month 12 after a referral in March 2021.
    assert of(rows, "employment.any_hours_share_12m", "12m")["value"] == 1
    assert of(rows, "employment.any_hours_share_24m", "24m")["reason"] == "nobody_observed"
    assert of(rows, "job_ladder.unchanged", "6m", "job_starters")["value"] == 12
    assert of(rows, "job_ladder.left_work", "6m", "job_starters")["value"] == 0
    assert of(rows, "job_ladder.left_work", "12m", "job_starters")["reason"] == "nobody_observed"


def test_the_end_is_the_last_month_known_for_benefits_too(compute: Compute, tmp_path: Path) -> None:
    # Hours are told to May 2023; Ydelsesrefusion last in February, which completes November: everybody is at the norm and off benefit.
    persons = told(8, [0.0] * 5 + [160.33] * 24, mondays(FIRST_MONDAY, date(2021, 5, 31)))
    early = {"aalborg/2023-02-15/yr-ydelsesrefusion-beregning-851-1-2023-02-15.csv": benefits_text(persons, date(2023, 2, 6))}
    rows = rows_after(compute, tmp_path, persons, Deliveries(has_benefits=False, more=early))
    assert of(rows, "full_time.at_end_count")["value"] == 8


def test_persons_whom_no_source_covers_make_their_figures_warn_and_not_those_of_other_groups(compute: Compute, tmp_path: Path) -> None:
    persons = told(20, [0.0] * 5 + [160.33] * 24, mondays(FIRST_MONDAY, date(2021, 5, 31)))
    persons |= {cpr: Told(hours=one.hours) for cpr, one in [*persons.items()][10:]}
    rows_of = "".join(
        f"{cpr};{one.referred_on:%d-%m-%Y};jobparat kontanthjælp;{851 if place < 10 else 860}\n"
        for place, (cpr, one) in enumerate(persons.items())
    )
    more = {f"{NEWEST}/henvisninger.csv": "CPR-nummer;Henvist dato;Målgruppe;Kommunekode\n" + rows_of}
    rows = rows_after(compute, tmp_path, persons, Deliveries(more=more))
    for figure, window in (
        ("full_time.reached_share_12m", "12m"),
        ("full_time.reached_count", "12m"),
        ("full_time.lasting_share_24m", "24m"),
        ("full_time.at_entry_count", "total"),
        ("full_time.at_end_count", "total"),
        ("full_time.ever_one_month_count", "total"),
        ("self_support.off_benefit_share_12m", "12m"),
        ("self_support.off_benefit_month_share_24m", "24m"),
        ("self_support.off_benefit_by_12m_count", "12m"),
    ):
        assert of(rows, figure, window)["reason"] == "unknown_months", figure
    for figure in ("full_time.reached_share_12m", "self_support.off_benefit_share_12m"):
        assert rows[figure, "referred", "12m", '{"municipality":851}']["reason"] is None, figure
        assert rows[figure, "referred", "12m", '{"municipality":860}']["reason"] == "nobody_observed", figure
    assert of(rows, "employment.any_hours_share_12m", "12m")["reason"] is None, "hours are told of everybody"


def test_off_benefit_after_emigration_is_not_counted_beside_a_share_that_does_not_count_it(compute: Compute, tmp_path: Path) -> None:
    # Half emigrate in the second month and are back in the sixth; nobody has a benefit from then on.
    persons = told(20, [0.0] * 29, mondays(FIRST_MONDAY, date(2021, 7, 26)))
    abroad = [*persons][:10]
    status = "".join(f"{cpr};udrejst;15-04-2021\n{cpr};bosiddende;01-08-2021\n" for cpr in abroad)
    more = {f"{NEWEST}/borgerstatus.csv": "CPR-nummer;Status;Fra\n" + status}
    rows = rows_after(compute, tmp_path, persons, Deliveries(more=more))
    assert of(rows, "self_support.off_benefit_by_12m_count", "12m")["value"] == 10
    assert of(rows, "self_support.off_benefit_share_12m", "12m")["value"] == Decimal("0.5")


def test_months_of_work_that_nobody_told_of_make_their_figures_warn_and_not_those_of_earlier_months(
    compute: Compute, tmp_path: Path
) -> None:
    # Six of twenty are told of to February 2022 by a delivery that completes November 2021, and by none after it.
    persons = told(20, [40.0] * 29, placements=["28052502;05-04-2021;;10;Lager;"])
    early, late = [*persons][:14], [*persons][14:]
    rows_of = {cpr: f"{cpr};01-03-2021;jobparat kontanthjælp;851\n" for cpr in persons}
    header = "CPR-nummer;Henvist dato;Målgruppe;Kommunekode\n"
    more = {
        f"{NEWEST}/henvisninger.csv": header + "".join(rows_of[cpr] for cpr in early),
        f"{NEWEST}/loentimer.csv": hours_text({cpr: dict.fromkeys(range(29), 40.0) for cpr in early}),
        "vejle/2022-02-15/henvisninger.csv": header + "".join(rows_of[cpr] for cpr in late),
        "vejle/2022-02-15/loentimer.csv": hours_text({cpr: dict.fromkeys(range(14), 40.0) for cpr in late}),
    }
    rows = rows_after(compute, tmp_path, persons, Deliveries(hours_months={}, more=more))
    warned = {
        ("employment.any_hours_share_6m", "6m", "referred"): None,
        ("employment.any_hours_share_12m", "12m", "referred"): "unknown_months",
        ("employment.mean_hours_12m", "12m", "referred"): "unknown_months",
        ("employment.other_employer_share_12m", "12m", "referred"): "unknown_months",
        ("job_ladder.unchanged", "6m", "job_starters"): None,
        ("job_ladder.unchanged", "12m", "job_starters"): "unknown_months",
        ("job_ladder.left_work_share", "12m", "job_starters"): "unknown_months",
        ("job_ladder.unchanged", "to_end", "referred"): None,
        ("job_ladder.mean_weekly_hours", "total", "placements"): "unknown_months",
        ("participation.paid_hours", "total", "months"): "unknown_months",
        ("participation.paid_hours", "2021-06", "months"): None,
        ("participation.paid_hours", "2022-06", "months"): "unknown_months",
    }
    assert {key: of(rows, *key)["reason"] for key in warned} == warned
    of_band = '{"band":"39_to_78","month":%d}'
    assert rows["job_ladder.persons_in_band", "job_starters", "24m", of_band % 3]["reason"] is None
    assert rows["job_ladder.persons_in_band", "job_starters", "24m", of_band % 12]["reason"] == "unknown_months"


def test_a_week_with_two_rows_of_a_benefit_group_counts_once_for_the_mix(compute: Compute, tmp_path: Path) -> None:
    # In the year before entry 24 weeks of rehabilitation under two names at a time, and 28 of kontanthjælp.
    persons = {cpr: Told(referred_on=date(2022, 1, 10), hours=[0.0] * 29) for cpr in numbers(6)}
    twice, then = mondays(FIRST_MONDAY, date(2021, 6, 21)), mondays(date(2021, 6, 28), LAST_MONDAY)
    lines = [
        f"{week};{cpr};{name};;1000,00;;;;\n" for cpr in persons for week in twice for name in ("Revalideringsydelse", "Forrevalidering")
    ]
    lines += [f"{week};{cpr};Kontanthjælp;;1000,00;;;;\n" for cpr in persons for week in then]
    name = f"{NEWEST}/yr-ydelsesrefusion-beregning-851-1-{DELIVERED}.csv"
    rows = rows_after(compute, tmp_path, persons, Deliveries(more={name: benefits_text({}) + "".join(lines)}))
    before = {key[3]: row["value"] for key, row in rows.items() if key[0] == "benefit_mix.persons_before_52w" and row["value"]}
    assert before == {'{"benefit_group":"kontanthjaelp"}': 6}


def test_sums_of_invoices_say_that_rows_are_in_quarantine(compute: Compute, tmp_path: Path) -> None:
    header = "Fakturanr;CVR-nummer;Måned;Fakturerede timer;Beløb ekskl. moms\n"
    lines = "F1;28052502;03-2022;20,00;3740,00\nF2;28052502;04-2022;tyve;3740,00\n"
    rows = rows_after(compute, tmp_path, told(6, [40.0] * 29), Deliveries(more={f"fokus/{DELIVERED}/fakturaer.csv": header + lines}))
    invoiced = of(rows, "partner_network.invoiced_hours", population="partners")
    assert (invoiced["value"], invoiced["reason"]) == (20, "rows_in_quarantine")
    assert of(rows, "partner_network.unreconciled_hours", population="months")["reason"] == "rows_in_quarantine"


def test_costs_say_that_rows_of_the_newest_delivery_are_in_quarantine(compute: Compute, tmp_path: Path) -> None:
    lines = "Måned;Betaler;Beløb\n03-2022;kommune;100000,00\n03-2022;region;900000,00\n"
    rows = rows_after(compute, tmp_path, told(6, [40.0] * 29), Deliveries(more={f"fokus/{DELIVERED}/omkostninger.csv": lines}))
    cost = of(rows, "municipal_economy.programme_cost_dkk", population="months")
    assert (cost["value"], cost["reason"]) == (100_000, "rows_in_quarantine")
