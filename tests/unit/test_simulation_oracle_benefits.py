"""The oracle's rules on benefits, on lives written down by hand: what two sources say of a week, coverage, competing events, both sides of
entry, the way off benefit. The cases are those of the hand-made persons whose rules are easiest to get wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from simulation.calendar import day_number, month_number, week_of
from simulation.exact_incidence import ExactIncidence
from simulation.oracle import Job, Life, MonthHours, full_time
from simulation.oracle_benefits import Benefits, month_of, off_benefit, sides, weeks_of_month
from simulation.truth import Tally

ENTRY_ON = date(2022, 1, 17)
ENTRY = month_number(ENTRY_ON)
FULL = 16033
MONTHS = range(ENTRY - 12, ENTRY + 26)
WEEKS = frozenset(week for month in MONTHS for week in weeks_of_month(month))


def week(year: int, month: int, day: int) -> int:
    """The week of a date."""
    return week_of(day_number(date(year, month, day)))


def until(last: int) -> frozenset[int]:
    """All weeks up to one."""
    return frozenset(each for each in WEEKS if each <= last)


def benefits(
    paid: Iterable[int] = (),
    *,
    unnamed: Iterable[int] = (),
    not_spanned: Iterable[int] = (),
    dream: dict[int, int] | None = None,
    disability: Iterable[int] = (),
    died_on: date | None = None,
    emigrated_on: date | None = None,
) -> Benefits:
    """Benefits of a person whom Ydelsesrefusion covers throughout, in months that are all complete."""
    return Benefits(
        paid=frozenset(paid) | frozenset(disability),
        unnamed=frozenset(unnamed),
        spanned=WEEKS - frozenset(not_spanned),
        dream=dream or {},
        complete=frozenset(MONTHS),
        disability_weeks=frozenset(disability),
        died_on=died_on,
        emigrated_on=emigrated_on,
    )


def life(told: Benefits, full_from: int = 3, hours: int = FULL, until_month: int = 26) -> Life:
    """A person referred on 17 January 2022 with so many salaried hours a month from `full_from` months after entry."""
    months = {ENTRY + month: MonthHours(salaried=hours) for month in range(full_from, until_month)}
    covered = frozenset(MONTHS)
    return Life(ENTRY_ON, 1, (Job(date(2022, 3, 14), None, 1),), months, covered, covered, told)


def reached(told: Benefits, **more: int) -> int | None:
    """The month, counted from entry, of full-time without benefit."""
    return full_time(life(told, **more), ENTRY, needs_no_benefit=True).reached


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    assert month_of(week(2022, 8, 29)) == month_number(date(2022, 9, 1))
    assert month_of(week(2022, 10, 31)) == month_number(date(2022, 11, 1))
    assert month_of(week(2022, 12, 26)) == month_number(date(2022, 12, 1))


def test_full_time_begins_in_the_first_month_without_a_week_of_benefit() -> None:
    assert reached(benefits()) == 3
    # Thursday 5 May: May is out, the three months begin in June. In August the week of Monday 29 August is September's.
    assert reached(benefits(until(week(2022, 5, 2)))) == 5
    assert reached(benefits(until(week(2022, 8, 29)))) == 9


def test_one_week_of_benefit_within_the_three_months_is_enough_to_fail_them() -> None:
    assert reached(benefits([week(2022, 6, 13)])) == 6


def test_where_the_condition_is_ignored_benefits_change_nothing() -> None:
    on_benefit = life(benefits(WEEKS))
    assert full_time(on_benefit, ENTRY, needs_no_benefit=True).reached is None
    assert full_time(on_benefit, ENTRY).reached == 3


def test_holiday_paid_out_of_a_job_is_no_benefit_but_any_other_code_is() -> None:
    assert reached(benefits(dream={week(2022, 5, 9): 121})) == 3
    assert reached(benefits(dream={week(2022, 5, 9): 124})) == 5


def test_benefit_wins_where_the_sources_disagree_and_the_week_is_counted() -> None:
    in_dream_alone = benefits(dream={week(2022, 7, 11): 730})
    assert in_dream_alone.said(week(2022, 7, 11)) == "benefit"
    assert in_dream_alone.disagreeing_weeks() == 1
    in_ydelsesrefusion_alone = benefits([week(2022, 7, 11)], dream={week(2022, 7, 11): 0})
    assert in_ydelsesrefusion_alone.said(week(2022, 7, 11)) == "benefit"
    assert in_ydelsesrefusion_alone.disagreeing_weeks() == 1


def test_neither_folkepension_nor_holiday_nor_an_unknown_week_is_a_disagreement() -> None:
    told = benefits(unnamed=[week(2022, 5, 2)], dream={week(2022, 5, 2): 730, week(2022, 5, 9): 121, week(2022, 5, 16): 998})
    assert told.disagreeing_weeks() == 0


def test_an_unknown_benefit_name_makes_its_week_unknown_and_not_free() -> None:
    told = benefits(unnamed=[week(2022, 8, 8)])
    assert told.said(week(2022, 8, 8)) == "unknown"
    assert reached(told, full_from=6) == 8
    assert sides(told, ENTRY_ON).covered_after == 51


def test_dream_codes_that_tell_nothing_make_their_week_unknown() -> None:
    for code in (996, 997, 999):
        assert benefits(dream={week(2022, 5, 9): code}).said(week(2022, 5, 9)) == "unknown"


def test_dream_covers_a_person_whom_no_municipality_covers() -> None:
    nowhere = dict.fromkeys(WEEKS, 0)
    assert benefits(not_spanned=WEEKS).said(week(2022, 5, 9)) == "unknown"
    assert benefits(not_spanned=WEEKS, dream=nowhere).said(week(2022, 5, 9)) == "free"


def test_whoever_no_source_covers_is_in_no_calculation() -> None:
    outcome = full_time(life(benefits(not_spanned=WEEKS)), ENTRY, needs_no_benefit=True)
    assert (outcome.reached, outcome.has_one_month, outcome.is_at_end, outcome.is_in_headline) == (None, False, False, False)


def test_whoever_moves_is_followed_to_the_month_before() -> None:
    moved = benefits(until(week(2023, 3, 6)), not_spanned=[each for each in WEEKS if each > week(2023, 3, 6)])
    person = life(moved, full_from=16)
    assert person.last_followed_with_benefits == month_number(date(2023, 2, 1))
    outcome = full_time(person, ENTRY, needs_no_benefit=True)
    assert (outcome.reached, outcome.followed, outcome.is_at_end) == (None, 11, False)


def test_death_and_emigration_make_weeks_unknown_from_their_day() -> None:
    # 9 July 2022 was a Saturday, 12 October a Wednesday: the Thursday decides.
    assert benefits(died_on=date(2022, 7, 9)).said(week(2022, 7, 4)) == "free"
    assert benefits(died_on=date(2022, 7, 9)).said(week(2022, 7, 11)) == "unknown"
    assert benefits(emigrated_on=date(2022, 10, 12)).said(week(2022, 10, 10)) == "unknown"
    dead, gone = benefits(WEEKS, died_on=date(2022, 7, 9)), benefits(WEEKS, emigrated_on=date(2022, 10, 12))
    assert (sides(dead, ENTRY_ON).covered_after, sides(gone, ENTRY_ON).covered_after) == (24, 37)


def test_what_comes_first_counts_and_in_the_same_month_the_competing_event() -> None:
    died = benefits(died_on=date(2022, 10, 10))
    before, after = full_time(life(died), ENTRY, needs_no_benefit=True), full_time(life(died, full_from=20), ENTRY, needs_no_benefit=True)
    assert (before.reached, before.competing) == (3, None)
    assert (after.reached, after.competing) == (None, (9, "death"))
    same = full_time(life(benefits(dream={week(2022, 4, 25): 998})), ENTRY)
    assert (same.reached, same.competing) == (None, (3, "folkepension"))


def test_a_pension_that_runs_in_month_0_does_not_compete() -> None:
    since_october = [each for each in WEEKS if each >= week(2022, 10, 3)]
    assert benefits(disability=since_october).competing(ENTRY) == (9, "førtidspension")
    assert benefits(disability=since_october).competing(month_number(date(2022, 10, 1))) is None
    assert benefits(disability=WEEKS).competing(ENTRY) is None
    assert benefits(dream={week(2022, 10, 3): 783}).competing(ENTRY) == (9, "førtidspension")
    assert benefits(dream={week(2023, 4, 3): 998}).competing(ENTRY) == (15, "folkepension")


def test_before_and_after_leave_the_entry_week_out_and_need_forty_covered_weeks() -> None:
    entry = week_of(day_number(ENTRY_ON))
    told = sides(benefits([entry, entry - 52, entry - 53, entry + 1, entry + 52, entry + 53]), ENTRY_ON)
    assert (told.before, told.covered_before, told.after, told.covered_after) == (1, 52, 2, 52)
    few = benefits(not_spanned=[each for each in WEEKS if each < entry - 39])
    assert sides(few, ENTRY_ON).covered_before == 39
    assert not sides(few, ENTRY_ON).is_paired


def test_a_month_that_its_source_has_not_completed_is_not_covered() -> None:
    late = Benefits(spanned=WEEKS, complete=frozenset(MONTHS) - {ENTRY + 5})
    assert ENTRY + 5 not in late.known_months
    assert not late.is_covered(weeks_of_month(ENTRY + 5)[0])
    assert reached(late) == 6


def test_off_benefit_takes_four_covered_weeks_in_a_row_dated_by_the_first() -> None:
    on = set(WEEKS)
    free = [week(2022, 6, 27) + step for step in range(4)]
    assert off_benefit(benefits(on - set(free)), ENTRY, 12) == 5
    assert off_benefit(benefits(on - set(free[:3])), ENTRY, 12) is None
    assert off_benefit(benefits(on - set(free), unnamed=free[2:3]), ENTRY, 12) is None
    late = [week(2023, 1, 30) + step for step in range(4)]
    assert off_benefit(benefits(on - set(late)), ENTRY, 12) is None
    assert off_benefit(benefits(on - set(late)), ENTRY, 24) == 13


def test_whoever_is_at_the_norm_too_late_to_be_judged_is_unconfirmed_only_without_benefit() -> None:
    late = full_time(life(benefits(), full_from=24), ENTRY, needs_no_benefit=True)
    assert (late.reached, late.is_unconfirmed) == (None, True)
    on_benefit = full_time(life(benefits(WEEKS), full_from=24), ENTRY, needs_no_benefit=True)
    assert (on_benefit.reached, on_benefit.is_unconfirmed) == (None, False)


def test_competing_events_are_counted_by_name_and_leave_the_risk_set() -> None:
    tally = Tally(date(2024, 5, 15))
    tally.add([life(benefits()), life(benefits(died_on=date(2022, 7, 9)), full_from=30), life(benefits(), full_from=30)])
    figures = tally.figures()
    assert figures["full_time.competing_count", "referred", "total", '{"event":"death"}'] == 1
    assert figures["full_time.competing_count", "referred", "total", '{"event":"førtidspension"}'] == 0
    assert figures["full_time.at_risk", "referred", "total", "{}"] == 3
    assert figures["full_time.reached_share_12m", "referred", "12m", "{}"] == Decimal("0.333333")


def test_incidence_with_a_rival_is_that_of_aalen_and_johansen() -> None:
    incidence = ExactIncidence()
    incidence.add(1, 24)
    incidence.add(None, 24, (2, "death"))
    incidence.add(3, 24)
    incidence.add(None, 2)
    incidence.add(None, 24)
    # Of five one has the event in month 1; of the four left one dies in month 2 and one is censored; of the two left one has the event.
    assert incidence.share(1) == Fraction(1, 5)
    assert incidence.share(2, "death") == Fraction(4, 5) * Fraction(1, 4)
    assert incidence.share(3) == Fraction(1, 5) + Fraction(4, 5) * Fraction(3, 4) * Fraction(1, 2)
    assert incidence.at_risk(3) == 2


def test_weeks_run_from_monday_to_sunday() -> None:
    monday = date(2022, 5, 2)
    assert {week_of(day_number(monday + timedelta(days=step))) for step in range(7)} == {week(2022, 5, 5)}
    assert week_of(day_number(monday - timedelta(days=1))) == week(2022, 5, 5) - 1
