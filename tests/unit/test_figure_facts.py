"""What follows from the definitions: nothing is shown of a figure that none describes, and what one says holds everywhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assets.figures.disclosure import AUDIENCES, disclose
from assets.panel.common import count, figures_frame, share
from data_contracts.drift_limits import GROWS
from data_contracts.figure import COUNT_UNITS
from data_contracts.figure_facts import FigureFacts, UndefinedFigureError
from data_contracts.figure_rows import In
from data_contracts.made_of import (
    ABOUT_EACH_PERSON,
    ABOUT_NOBODY,
    Count,
    Estimate,
    Incidence,
    PublicAlready,
    Reckoned,
    Share,
    Sum,
    some_of,
)
from tests.defined import defined, known

FACTS = known()
PLACE = {"population": "referred", "window": "total"}
PERSONS, SHARE = defined("test.persons", "persons"), defined("test.share", "share")


def test_nothing_is_shown_of_a_figure_that_no_definition_describes() -> None:
    frame = figures_frame([count(PERSONS, 40, **PLACE)])
    for audience in AUDIENCES.values():
        with pytest.raises(UndefinedFigureError, match=r"test\.persons is defined nowhere"):
            disclose(frame, audience, FACTS)
        assert disclose(frame, audience, known(PERSONS))["status"].to_list() == ["published"]


def test_a_new_effect_on_oneself_is_protected_by_what_its_definition_says_of_whom_it_is_about() -> None:
    frame = figures_frame([share(SHARE, 12, 12, **PLACE)])
    for about, status in ((SHARE.about, "published"), (ABOUT_EACH_PERSON, "suppressed")):
        facts = known(replace(SHARE, about=about))
        assert disclose(frame, AUDIENCES["internal"], facts)["status"].to_list() == [status]


def test_a_count_of_some_of_those_whom_another_counts_does_not_tell_of_the_few_between_them() -> None:
    some = replace(defined("test.some", "persons", "others"), made_of=some_of("test.persons"))
    frame = figures_frame([count(PERSONS, 40, **PLACE), count(some, 39, **PLACE)])
    alone = known(PERSONS, replace(some, made_of=PERSONS.made_of))
    assert disclose(frame, AUDIENCES["internal"], alone)["status"].to_list() == ["published"] * 2
    assert "suppressed" in disclose(frame, AUDIENCES["internal"], known(PERSONS, some))["status"].to_list()


def test_a_link_to_a_figure_that_is_none_does_not_load() -> None:
    with pytest.raises(UndefinedFigureError, match=r"test\.persons"):
        FigureFacts([replace(PERSONS, figure_id="test.some", made_of=some_of("test.persons"))])


def test_a_row_stands_only_where_its_definition_says() -> None:
    (row,) = figures_frame([count(PERSONS, 40, **PLACE)]).iter_rows(named=True)
    facts = known(PERSONS)
    facts.require([row, {**row, "population": "referred_benefit_ignored"}, {**row, "dimensions": '{"sex":"mand"}'}])
    for wrong in ({"population": "partners"}, {"window": "12m"}, {"dimensions": '{"band":"none"}'}, {"interval_method": "wilson"}):
        with pytest.raises(UndefinedFigureError, match=r"test\.persons is"):
            facts.require([{**row, **wrong}])
    running = FACTS.of("participation.running_placements").rows
    assert running.holds("placements", "2023-06", ())
    assert not running.holds("placements", "12m", ())


def test_every_figure_is_made_of_what_its_unit_says() -> None:
    for name, one in FACTS.definitions.items():
        if isinstance(one.made_of, PublicAlready):
            assert one.about == ABOUT_NOBODY, name
        elif one.unit in COUNT_UNITS:
            assert isinstance(one.made_of, Count | Reckoned), name
        elif one.unit == "share":
            assert isinstance(one.made_of, Share | Incidence if one.gross_or_net == "gross" else Estimate), name
        elif one.unit in ("hours", "weeks") and one.interval == "complete_count":
            assert isinstance(one.made_of, Sum), name


def test_every_partition_has_one_denominator_and_each_outcome_its_share() -> None:
    assert [len(names) for names in FACTS.partitions] == [4, 3]
    for names in FACTS.partitions:
        assert len({FACTS.of(name).denominator for name in names}) == 1
        parts = [FACTS.part(name) for name in FACTS.definitions]
        assert all(parts.count(name) == 1 for name in names)


def test_no_two_figures_stand_in_one_place_of_the_report() -> None:
    places = [one for definition in FACTS.definitions.values() for one in definition.sections]
    assert len(set(places)) == len(places)
    assert [name for name, *_ in FACTS.section("wellbeing")] == [
        "wellbeing.answered",
        "wellbeing.who5_change",
        "wellbeing.raised_share",
        "wellbeing.unchanged_share",
        "wellbeing.lowered_share",
    ]


def test_a_new_figure_stands_in_the_section_that_it_names_and_is_watched_within_its_limits() -> None:
    new = replace(PERSONS, sections=(In("wellbeing", 15),), drift=GROWS, is_main_outcome=True)
    facts = known(new)
    assert facts.section("wellbeing")[1] == ("test.persons", "referred", "total")
    assert "test.persons" in facts.main_outcomes
    (limit,) = [one for one in facts.drift_limits if one.figure_id == "test.persons"]
    assert (limit.population, limit.window, limit.name_in_settings) == ("referred", "total", "test.persons")


def test_coverage_is_judged_before_the_figures_that_rest_on_it() -> None:
    subjects = [limit.subject for limit in FACTS.drift_limits]
    assert subjects == sorted(subjects, key=lambda subject: subject != "coverage")
    assert {limit.name_in_settings for limit in FACTS.drift_limits if limit.subject == "coverage"} == {"coverage.hours", "coverage.benefit"}


def test_a_reason_that_holds_for_a_whole_effect_is_told_once() -> None:
    assert list(FACTS.exceptions) == [
        "forecast_comparison.referrals_needed",
        "full_time.reached_share_by_month",
        "municipal_economy.programme_cost_dkk",
        "published_aggregates",
    ]


def test_sums_of_hours_are_told_on_the_grid_of_several_persons() -> None:
    sums = {name: FACTS.least_sum(name) for name in FACTS.definitions if FACTS.least_sum(name) is not None}
    assert sums == {
        "coverage.disagreeing_weeks": Decimal(10),
        "participation.paid_hours": Decimal(500),
        "partner_network.invoiced_hours": Decimal(500),
        "partner_network.unreconciled_hours": Decimal(500),
    }
