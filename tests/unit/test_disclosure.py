"""What each audience may see."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from assets.effects.forecast_comparison import definition as forecast_comparison
from assets.effects.job_ladder import rule as job_ladder
from assets.effects.job_ladder.rule import COUNTS, IN_BAND, OUTCOMES, SHARES
from assets.effects.participation import definition as participation
from assets.effects.published_aggregates import rule as published_aggregates
from assets.figures.disclosure import AUDIENCES, Earlier, disclose
from assets.panel.common import count, figures_frame, mean, share
from data_contracts.figure import COMPLETE_COUNT, Figure, Interval
from tests.defined import defined, known

PERSONS = defined("test.persons", "persons")
SHARE = defined("test.share", "share")
KNOWN = known(PERSONS, SHARE)
PLACE: dict[str, Any] = {"population": "referred", "window": "total"}


def shown(figure: Figure, audience: str) -> dict[str, Any]:
    return disclose(figures_frame([figure]), AUDIENCES[audience], KNOWN).row(0, named=True)  # type: ignore[index]  # both names are audiences


@pytest.mark.parametrize(("audience", "hidden", "visible"), [("internal", (1, 2), (0, 3, 4)), ("public", (1, 2, 3, 4), (0, 5, 6))])
def test_a_small_count_is_hidden_and_zero_is_not(audience: str, hidden: tuple[int, ...], visible: tuple[int, ...]) -> None:
    for number in hidden:
        row = shown(count(PERSONS, number, **PLACE), audience)
        assert row["status"] == row["reason"] == "suppressed"
        assert [row[name] for name in ("value", "low", "high", "numerator", "denominator_count")] == [None] * 5
    for number in visible:
        assert shown(count(PERSONS, number, **PLACE), audience)["status"] == "published"


def test_a_share_is_hidden_when_its_part_or_its_rest_is_small() -> None:
    assert shown(share(SHARE, 2, 50, **PLACE), "internal")["status"] == "suppressed"
    assert shown(share(SHARE, 48, 50, **PLACE), "internal")["status"] == "suppressed"
    assert shown(share(SHARE, 25, 50, **PLACE), "internal")["status"] == "published"
    assert shown(share(SHARE, 1, 2, **PLACE), "internal")["status"] == "suppressed"


def test_the_house_sees_exact_numbers_and_the_public_rounded_ones() -> None:
    assert shown(count(PERSONS, 62, **PLACE), "internal")["value"] == 62
    assert shown(count(PERSONS, 62, **PLACE), "public")["value"] == 60
    assert shown(count(PERSONS, 63, **PLACE), "public")["value"] == 65


def test_a_public_share_and_its_range_follow_from_the_rounded_counts() -> None:
    row = shown(share(SHARE, 62, 1158, **PLACE), "public")
    assert (row["numerator"], row["denominator_count"]) == (60, 1160)
    assert row["value"] == Decimal("0.051724")
    assert row["low"] < row["value"] < row["high"]


def test_what_cannot_be_computed_is_not_called_suppressed() -> None:
    row = shown(PERSONS.not_computable("no_benefit_source", **PLACE), "public")
    assert (row["status"], row["reason"]) == ("not_computable", "no_benefit_source")


def ladder(up: int, same: int, down: int, out: int) -> list[Figure]:
    numbers = dict(zip(OUTCOMES, (up, same, down, out), strict=True))
    whole = sum(numbers.values())
    place: dict[str, Any] = {"population": "job_starters", "window": "12m"}
    counts = [count(COUNTS[name], number, denominator_count=whole, **place) for name, number in numbers.items()]
    return counts + [share(SHARES[name], number, whole, **place) for name, number in numbers.items()]


def test_a_part_suppressed_alone_cannot_be_had_by_subtraction() -> None:
    shown = disclose(figures_frame(ladder(10, 5, 1, 4)), AUDIENCES["internal"], KNOWN)
    hidden = set(shown.filter(status="suppressed")["figure_id"])
    assert hidden == {f"job_ladder.{name}{ending}" for name in ("moved_down", "left_work") for ending in ("", "_share")}


def test_two_small_parts_need_a_third_where_their_sum_leaves_too_few_possible_numbers_and_zero_stays_shown() -> None:
    """One and two hidden together are three: only 1 + 2 and 2 + 1 are possible, and a hidden count must have four."""
    shown = disclose(figures_frame(ladder(10, 0, 1, 2)), AUDIENCES["internal"], KNOWN)
    assert set(shown.filter(status="published")["figure_id"]) == {"job_ladder.unchanged", "job_ladder.unchanged_share"}
    shown = disclose(figures_frame(ladder(10, 0, 2, 4)), AUDIENCES["internal"], KNOWN)
    assert set(shown.filter(status="published")["figure_id"]) >= {"job_ladder.moved_up", "job_ladder.unchanged"}


def test_a_band_of_a_month_takes_a_second_one_with_it() -> None:
    persons = {"none": 20, "under_39": 1, "39_to_78": 8, "78_to_117": 0, "117_to_norm": 6, "at_norm": 9}
    figures = [
        count(IN_BAND, number, population="job_starters", window="24m", dimensions={"band": band, "month": 6}, denominator_count=44)
        for band, number in persons.items()
    ]
    shown = disclose(figures_frame(figures), AUDIENCES["internal"], KNOWN)
    assert sorted(shown.filter(status="suppressed")["dimensions"]) == ['{"band":"117_to_norm","month":6}', '{"band":"under_39","month":6}']


def test_a_group_suppressed_alone_takes_the_next_smallest_with_it_so_that_the_whole_does_not_tell_it() -> None:
    sizes = {"jobparat kontanthjælp": 40, "sygedagpenge": 2, "revalidering": 9}
    figures = [share(SHARE, 20, 51, **PLACE)] + [
        share(SHARE, size // 2, size, dimensions={"target_group": group}, **PLACE) for group, size in sizes.items()
    ]
    found = disclose(figures_frame(figures), AUDIENCES["internal"], KNOWN)
    hidden = set(found.filter(status="suppressed")["dimensions"])
    assert hidden == {f'{{"target_group":"{group}"}}' for group in ("sygedagpenge", "revalidering")}


def test_groups_of_one_kind_do_not_hide_groups_of_another() -> None:
    figures = [count(PERSONS, 2, dimensions={"sex": "mand"}, **PLACE), count(PERSONS, 60, dimensions={"sex": "kvinde"}, **PLACE)]
    figures += [count(PERSONS, 62, **PLACE)]
    figures += [count(PERSONS, 31, dimensions={"age_band": band}, **PLACE) for band in ("25_29", "30_39")]
    found = disclose(figures_frame(figures), AUDIENCES["internal"], KNOWN)
    assert set(found.filter(status="published")["dimensions"]) == {"{}", '{"age_band":"25_29"}', '{"age_band":"30_39"}'}


def flows(cells: dict[tuple[str, str], int], totals: dict[str, int]) -> list[Figure]:
    place: dict[str, Any] = {"population": "job_starters", "window": "12m"}
    whole = sum(cells.values())
    found = [count(COUNTS[name], totals[name], denominator_count=whole, **place) for name in OUTCOMES]
    for start in job_ladder.BANDS[1:-1]:
        for end in job_ladder.BANDS:
            by = {"from": start, "to": end}
            found.append(count(job_ladder.FROM_TO, cells.get((start, end), 0), dimensions=by, denominator_count=whole, **place))
    return found


def test_a_flow_hidden_alone_cannot_be_had_from_its_bands_or_from_those_who_moved_alike() -> None:
    cells = {
        ("under_39", "none"): 9, ("under_39", "under_39"): 12, ("under_39", "39_to_78"): 1, ("under_39", "at_norm"): 7,
        ("39_to_78", "none"): 5, ("39_to_78", "under_39"): 6, ("39_to_78", "39_to_78"): 8, ("39_to_78", "at_norm"): 4,
    }  # fmt: skip
    found = disclose(
        figures_frame(flows(cells, {"moved_up": 12, "unchanged": 20, "moved_down": 6, "left_work": 14})), AUDIENCES["internal"], KNOWN
    )
    hidden = {
        (by["from"], by["to"])
        for by in map(json.loads, found.filter(status="suppressed", figure_id=job_ladder.FROM_TO.figure_id)["dimensions"])
    }
    # How many began or ended in a band is told nowhere here; how many moved up is.
    assert ("under_39", "39_to_78") in hidden
    assert len({cell for cell in cells if job_ladder.BANDS.index(cell[1]) > job_ladder.BANDS.index(cell[0])} & hidden) > 1


def test_an_unpublished_whole_that_another_breakdown_adds_up_to_does_not_tell_a_hidden_part() -> None:
    figures = [count(PERSONS, number, dimensions={"sex": sex}, **PLACE) for sex, number in (("mand", 2), ("kvinde", 60))]
    figures += [count(PERSONS, 31, dimensions={"age_band": band}, **PLACE) for band in ("25_29", "30_39")]
    found = disclose(figures_frame(figures), AUDIENCES["internal"], KNOWN)
    assert found.filter(status="suppressed").height == 2


def grid(*reached: int) -> list[Figure]:
    definition = defined("full_time.reached_count", "persons")
    norms = ("117", "139", "148", "160.33")
    return [
        count(definition, number, dimensions={"months": 12, "norm": norm}, denominator_count=400, **PLACE)
        for norm, number in zip(norms, reached, strict=True)
    ]


def test_a_small_group_between_two_cells_of_the_sensitivity_grid_cannot_be_had_by_subtraction() -> None:
    found = disclose(figures_frame(grid(42, 40, 40, 29)), AUDIENCES["internal"], KNOWN)
    assert found.filter(status="suppressed").height == 1
    assert found["status"][0] == "suppressed"
    assert (disclose(figures_frame(grid(42, 40, 40, 29)), AUDIENCES["public"], KNOWN)["status"] == "published").all()


def test_a_share_of_all_is_not_shown_because_it_tells_of_everybody_in_the_group() -> None:
    off_benefit = defined("self_support.off_benefit_share_12m", "share")
    place: dict[str, Any] = {"population": "referred", "window": "12m"}
    for audience in AUDIENCES:
        assert shown(share(off_benefit, 12, 12, **place), audience)["status"] == "suppressed"
        assert shown(share(off_benefit, 0, 12, **place), audience)["status"] == "published"


def test_two_companies_that_stand_for_most_of_the_hours_hide_them_and_the_reason_does_not_say_so() -> None:
    hours = defined("partner_network.invoiced_hours", "hours")
    frame = figures_frame([hours.figure(1000, COMPLETE_COUNT, population="partners", window="total", numerator=1000)])
    of_two = {("partner_network.invoiced_hours", "total"): [500.0, 360.0, 140.0]}
    even = {("partner_network.invoiced_hours", "total"): [450.0, 400.0, 150.0]}
    for audience in AUDIENCES.values():
        row = disclose(frame, audience, KNOWN, contributions=of_two).row(0, named=True)
        assert (row["status"], row["reason"], row["value"], row["numerator"]) == ("suppressed", "suppressed", None, None)
        assert disclose(frame, audience, KNOWN, contributions=even)["status"].to_list() == ["published"]


def test_hours_that_one_company_has_added_since_the_last_edition_are_not_told_by_the_difference() -> None:
    hours = defined("partner_network.invoiced_hours", "hours")
    first, second = (figures_frame([hours.figure(n, COMPLETE_COUNT, population="partners", window="total")]) for n in (1000, 1020))
    many, one = {("partner_network.invoiced_hours", "total"): [8.0, 6.0, 6.0]}, {("partner_network.invoiced_hours", "total"): [19.0, 1.0]}

    def status(audience: str, changed: dict[tuple[str, str], list[float]], shown: pl.DataFrame = first) -> str:
        return str(disclose(second, AUDIENCES[audience], KNOWN, earlier=[Earlier(shown, changed=changed)]).row(0, named=True)["status"])

    assert (status("public", one), status("public", many), status("public", {})) == ("suppressed", "published", "published")
    assert status("internal", one) == "published"
    hidden = first.with_columns(pl.lit("suppressed").alias("status"))
    assert status("public", one, hidden) == "published"


def test_what_was_hidden_before_is_not_told_by_what_is_hidden_instead_today() -> None:
    def edition(*numbers: int) -> list[Figure]:
        places = zip(("a", "b", "c"), numbers, strict=True)
        parts = [count(PERSONS, number, dimensions={"municipality": name}, **PLACE) for name, number in places]
        return [*parts, count(PERSONS, sum(numbers), **PLACE)]

    internal = AUDIENCES["internal"]
    first = disclose(figures_frame(edition(2, 10, 12)), internal, KNOWN)
    assert first["status"].to_list() == ["suppressed", "suppressed", "published", "published"]
    later = figures_frame(edition(2, 10, 5))
    assert disclose(later, internal, KNOWN)["status"].to_list() == ["suppressed", "published", "suppressed", "published"]
    assert disclose(later, internal, KNOWN, earlier=[Earlier(first)])["status"].to_list()[:2] == ["suppressed", "suppressed"]


def test_what_everybody_can_read_already_is_neither_hidden_nor_rounded() -> None:
    figures = figures_frame(list(published_aggregates.figures_of(*published_aggregates.published_counts())))
    for audience in AUDIENCES.values():
        assert disclose(figures, audience, KNOWN).equals(figures)


def test_a_total_over_all_persons_does_not_bring_their_exact_count_back() -> None:
    place: dict[str, Any] = {"population": "referred", "window": "12m"}
    total = forecast_comparison.TOTAL_NET.figure(
        1158 * 0.05, Interval(1158 * 0.02, 1158 * 0.08, "student_t"), denominator_count=1158, **place
    )
    assert shown(total, "internal")["value"] == Decimal("57.9")
    row = shown(total, "public")
    assert row["value"] / Decimal("0.05") == row["denominator_count"] == 1160
    assert row["low"] / Decimal("0.02") == 1160


def test_a_total_goes_where_the_figure_goes_that_it_is_made_of() -> None:
    place: dict[str, Any] = {"population": "referred", "window": "12m"}
    net = defined("net_effect.fte_12m", "fte", "participants", gross_or_net="net")
    few = net.figure(0.1, Interval(0, 0.2, "student_t"), denominator_count=2, **place)
    total = forecast_comparison.TOTAL_NET.figure(100, COMPLETE_COUNT, denominator_count=1000, **place)
    rows = disclose(figures_frame([few, total]), AUDIENCES["internal"], KNOWN)
    assert rows["status"].to_list() == ["suppressed", "suppressed"]


def test_a_mean_of_everybody_in_a_hidden_count_does_not_tell_how_many_they_are() -> None:
    """However the count came to be hidden: here because it is small, elsewhere because it would tell of another."""
    employed = count(participation.EMPLOYED, 2, **PLACE)
    weeks = mean(participation.WEEKS_TO_FIRST_JOB, pl.Series([20.0, 27.0, 31.0]), population="job_starters", window="total")
    assert shown(weeks, "internal")["status"] == "published"
    rows = disclose(figures_frame([employed, weeks]), AUDIENCES["internal"], KNOWN)
    assert rows["status"].to_list() == ["suppressed"] * 2


def test_referrals_that_would_be_needed_are_no_persons_to_be_rounded() -> None:
    place: dict[str, Any] = {"population": "referred", "window": "12m"}
    needed = forecast_comparison.REFERRALS_NEEDED.figure(
        26667, Interval(19445, 37500, "conservative_range"), denominator_count=402, **place
    )
    row = shown(needed, "public")
    assert (row["value"], row["low"], row["denominator_count"]) == (26667, 19445, 400)
    few = forecast_comparison.REFERRALS_NEEDED.figure(26667, Interval(19445, 37500, "conservative_range"), denominator_count=4, **place)
    assert shown(few, "public")["status"] == "suppressed"
