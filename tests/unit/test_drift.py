"""What lies on a limit passes, what lies beyond it warns or stops; nothing is judged against too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from assets.deliveries.delivery_drift import SIZE_SCHEMA, accepted_deliveries, judge_rows
from assets.effects.coverage import definition as coverage
from assets.effects.full_time import definition as full_time
from assets.effects.net_effect import definition as net_effect
from assets.effects.participation import definition as participation
from assets.figures.disclosure import AUDIENCES, disclose
from assets.figures.figure_drift import judge_figures
from assets.panel.common import count, figures_frame
from data_contracts.contract import KINDS, load_contract
from data_contracts.drift_limits import Bounds, Drift, Finding, Outcome, finding_of
from data_contracts.figure import COMPLETE_COUNT, Figure, Interval
from tests.defined import known

LIMITS = Drift(Bounds(Decimal("0.1"), Decimal("0.5"), Decimal(4), Decimal(20)), fewest_rows=50)
FIRST = date(2022, 6, 15)
INTERNAL = AUDIENCES["internal"]


def rows(*sizes: float, accepted: Sequence[str] = (), source: str = "aalborg") -> list[Finding]:
    """Findings on deliveries of these sizes, a day apart."""
    days = [FIRST + timedelta(days=place) for place in range(len(sizes))]
    told = {"supplier": "aalborg", "source": source, "delivered_on": days, "size": [Decimal(str(size)) for size in sizes]}
    return judge_rows(pl.DataFrame(told, schema=SIZE_SCHEMA), "referrals", "rows", LIMITS, accepted, INTERNAL.threshold)


@pytest.mark.parametrize(
    ("size", "outcome", "reason"),
    [
        (99, "stopped", "fell"),
        (100, "warned", "fell"),
        (499, "warned", "fell"),
        (500, "passed", "within_limits"),
        (1000, "passed", "within_limits"),
        (4000, "passed", "within_limits"),
        (4001, "warned", "rose"),
        (20000, "warned", "rose"),
        (20001, "stopped", "rose"),
    ],
)
def test_a_delivery_on_a_limit_is_within_it(size: int, outcome: Outcome, reason: str) -> None:
    (found,) = rows(1000, size)
    assert (found.outcome, found.reason) == (outcome, reason)
    assert found.change == Decimal(size) / 1000


def test_a_first_delivery_and_one_after_a_small_one_are_not_judged() -> None:
    assert rows(1000) == []
    assert rows(49, 3) == []
    assert [found.outcome for found in rows(50, 3)] == ["stopped"]


def test_only_the_newest_delivery_is_judged_and_a_damaged_one_before_it_is_passed_over() -> None:
    (found,) = rows(1000, 10, 1010)
    assert (found.outcome, found.older) == ("passed", f"aalborg/{FIRST}")


def test_a_correction_of_a_few_rows_is_no_measure_for_the_next_whole_list() -> None:
    limits = replace(LIMITS, bounds=replace(LIMITS.bounds, stop_low=None))
    days = [FIRST + timedelta(days=place) for place in range(3)]
    told = {"supplier": "aalborg", "source": "aalborg", "delivered_on": days, "size": [Decimal(1000), Decimal(4), Decimal(400)]}
    (found,) = judge_rows(pl.DataFrame(told, schema=SIZE_SCHEMA), "placements", "rows", limits, [], INTERNAL.threshold)
    assert (found.outcome, found.older, found.change) == ("warned", f"aalborg/{FIRST}", Decimal("0.4"))


def test_a_size_that_somebody_accepted_warns_and_is_the_new_measure() -> None:
    name = f"aalborg/{FIRST + timedelta(days=1)}/referrals"
    (found,) = rows(1000, 60, accepted=[name])
    assert (found.outcome, found.is_accepted, found.accepted_as) == ("warned", True, name)
    (after,) = rows(1000, 60, 61, accepted=[name])
    assert after.outcome == "passed"


def test_a_file_that_may_tell_of_fewer_is_accepted_with_its_delivery() -> None:
    assert "aalborg/2023-06-15/paid_hours" in accepted_deliveries([], ["aalborg/2023-06-15/loentimer_2023.csv"])


def test_fewer_rows_than_may_be_told_are_not_told_and_three_are() -> None:
    (found,) = rows(1000, 2)
    assert (found.now.value, found.now.status, found.change) == (None, "suppressed", None)
    (found,) = rows(1000, 3)
    assert found.now.value == 3


def test_each_municipality_of_a_supplier_is_compared_with_itself() -> None:
    (found,) = rows(1000, 10, source="851")
    assert (found.key, found.accepted_as) == ("aalborg (851)/2022-06-16", "aalborg/2022-06-16/referrals")


@pytest.mark.parametrize("kind", KINDS)
def test_a_short_delivery_stops_only_where_it_takes_the_place_of_what_was_told_before(kind: str) -> None:
    """A correction is a new delivery, of one row where one is wrong; of extracts from registers nobody corrects one row by hand."""
    contract = load_contract(kind)
    assert contract.drift is not None
    assert (contract.drift.bounds.stop_low is not None) == (not contract.keeps_older_rows or kind in ("dream", "dream_keys"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_limits_that_enclose_no_change(kind: str) -> None:
    limits = load_contract(kind).drift
    assert limits is not None
    bounds = limits.bounds
    in_order = [bounds.stop_low, bounds.warn_low, Decimal(1), bounds.warn_high, bounds.stop_high]
    stated = [limit for limit in in_order if limit is not None]
    assert stated == sorted(stated)
    assert len(stated) > 1
    assert limits.fewest_rows >= 20


def test_every_main_outcome_is_watched_and_so_are_counts_that_only_grow_and_coverage() -> None:
    named = {limit.figure_id for limit in known().drift_limits}
    assert set(known().main_outcomes) | {"participation.referred", "participation.paid_hours", "coverage.hours_share"} <= named


def referred(number: int) -> Figure:
    return count(participation.REFERRED, number, population="referred", window="total")


def reached(value: float, low: float, high: float, persons: int = 100, population: str = "referred") -> Figure:
    definition = full_time.REACHED_SHARES[12]
    interval = Interval(low, high, "wilson_effective_size")
    return definition.figure(value, interval, population=population, window="12m", denominator_count=persons)


def hours_known(share: float) -> Figure:
    return coverage.HOURS.figure(Decimal(str(share)), COMPLETE_COUNT, population="referred", window="total")


def moved(before: Figure, now: Figure, accepted: Sequence[str] = ()) -> list[Finding]:
    """Findings on one figure, from what the internal audience saw of it to what it is."""
    exact = figures_frame([now])
    return judge_figures(
        exact, disclose(exact, INTERNAL, known()), disclose(figures_frame([before]), INTERNAL, known()), known().drift_limits, accepted
    )


def outcome(before: Figure, now: Figure, accepted: Sequence[str] = ()) -> tuple[str, str]:
    (found,) = moved(before, now, accepted)
    return found.outcome, found.reason


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (899, ("stopped", "fell")),
        (900, ("warned", "fell")),
        (999, ("warned", "fell")),
        (1000, ("passed", "within_limits")),
        (3000, ("passed", "within_limits")),
        (3001, ("warned", "rose")),
        (20000, ("warned", "rose")),
        (20001, ("stopped", "rose")),
    ],
)
def test_a_count_that_can_only_grow_warns_at_any_fall_and_stops_beyond_a_tenth(number: int, expected: tuple[str, str]) -> None:
    assert outcome(referred(1000), referred(number)) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.45, ("passed", "within_limits")),
        (0.449999, ("warned", "fell")),
        (0.35, ("warned", "fell")),
        (0.349999, ("stopped", "fell")),
        (0.55, ("passed", "within_limits")),
        (0.550001, ("warned", "rose")),
        (0.650001, ("stopped", "rose")),
    ],
)
def test_a_main_outcome_is_judged_in_points_both_ways(share: float, expected: tuple[str, str]) -> None:
    assert outcome(reached(0.5, 0.49, 0.51), reached(share, share, share)) == expected


def test_a_value_inside_the_range_that_was_told_is_no_drift() -> None:
    assert outcome(reached(0.5, 0.30, 0.70), reached(0.30, 0.20, 0.40)) == ("passed", "within_range")
    assert outcome(reached(0.5, 0.31, 0.70), reached(0.30, 0.20, 0.40)) == ("stopped", "fell")


@pytest.mark.parametrize(("share", "expected"), [(0.90, "passed"), (0.89, "warned"), (0.75, "warned"), (0.74, "stopped"), (1, "passed")])
def test_coverage_may_rise_and_warns_beyond_five_points_and_stops_beyond_twenty(share: float, expected: str) -> None:
    assert outcome(hours_known(0.95), hours_known(share))[0] == expected


def test_a_figure_that_cannot_be_computed_any_more_stops_and_an_estimate_only_warns() -> None:
    gone = coverage.HOURS.not_computable("no_hours_source", population="referred", window="total")
    assert outcome(hours_known(0.95), gone) == ("stopped", "gone")
    assert outcome(hours_known(0.95), gone, ["coverage.hours"]) == ("warned", "gone")
    definition = next(item for item in net_effect.DEFINITIONS if item.figure_id == "net_effect.fte_12m")
    place = {"population": "referred", "window": "12m"}
    estimate = definition.figure(0.1, Interval(0.0, 0.2, "cluster_robust"), denominator_count=40, **place)  # type: ignore[arg-type]  # words
    assert outcome(estimate, definition.not_computable("comparison_too_small", **place)) == ("warned", "gone")


def test_what_was_hidden_small_or_defined_otherwise_is_not_judged() -> None:
    assert moved(referred(2), referred(1000)) == []
    assert moved(referred(19), referred(3)) == []
    assert moved(reached(0.5, 0.4, 0.6, persons=29), reached(0.1, 0.0, 0.2)) == []
    assert moved(reached(0.5, 0.4, 0.6), reached(0.1, 0.0, 0.2, population="referred_benefit_ignored")) == []
    newer = replace(participation.REFERRED, version=participation.REFERRED.version + 1)
    assert moved(referred(1000), replace(referred(10), definition=newer)) == []
    assert judge_figures(figures_frame([referred(10)]), figures_frame([referred(10)]), None, known().drift_limits) == []


def test_a_number_that_is_hidden_now_is_judged_and_not_told() -> None:
    (found,) = moved(referred(1000), referred(2))
    assert found.outcome == "stopped"
    assert (found.now.value, found.now.status, found.change) == (None, "suppressed", None)


def test_accepting_one_figure_lets_no_other_through() -> None:
    before, now = [referred(1000), hours_known(0.95)], [referred(10), hours_known(0.1)]
    exact = figures_frame(now)
    found = judge_figures(exact, exact, figures_frame(before), known().drift_limits, ["participation.referred"])
    assert {finding.name: finding.outcome for finding in found} == {"participation.referred": "warned", "coverage.hours_share": "stopped"}


def test_a_finding_comes_back_from_the_warehouse_as_it_went_in() -> None:
    for found in (*rows(1000, 2), *moved(reached(0.5, 0.4, 0.6), reached(0.1, 0.05, 0.2))):
        assert finding_of(found.row()) == found
