"""What follows from the definitions is what was kept by hand before."""

from __future__ import annotations

from itertools import pairwise

from assets.figures import coarse, contributions, disclosure, exceptions, linked
from data_contracts.drift_limits import figure_limits
from house.effect_pages import MAIN_OUTCOMES
from pipelines.effects import definitions
from reports import revisions
from reports.management import by_group, companies, full_time, headlines, net_effect, sections
from tests.defined import facts

FACTS = facts()
IDS = sorted(FACTS.definitions)
SHARES = [name for name in IDS if FACTS.of(name).unit == "share" and FACTS.of(name).gross_or_net == "gross"]


def test_shares_that_tell_of_each_are_those_of_the_effects_about_oneself() -> None:
    assert [name for name in SHARES if FACTS.tells_of_each(name)] == [name for name in SHARES if name.startswith(disclosure.ABOUT_ONESELF)]


def test_sums_and_their_grids() -> None:
    assert {name: FACTS.least_sum(name) for name in IDS if FACTS.least_sum(name) is not None} == dict(coarse.LEAST_SUMS)


def test_steps_of_one_person() -> None:
    units = {name: coarse.STEPS.get(FACTS.of(name).unit) for name in IDS if name not in coarse.LEAST_SUMS}
    assert {name: FACTS.step(name) for name in units} == units


def test_what_is_not_protected_and_why() -> None:
    assert dict(FACTS.exceptions) == dict(exceptions.EXCEPTED)
    assert [name for name in IDS if FACTS.is_public_already(name)] == [
        name for name in IDS if name.startswith(exceptions.WITHOUT_PERSON_DATA)
    ]
    reckoned = {name for name in IDS if FACTS.counts_nobody(name) and not FACTS.is_public_already(name)}
    assert reckoned == exceptions.COUNTS_NOBODY
    assert {name for name in IDS if FACTS.is_told_as_it_is(name)} == exceptions.COUNTS_NOBODY | exceptions.OWN_ACCOUNTS


def test_sums_of_which_the_hosts_are_known() -> None:
    assert FACTS.sums_of_hosts("whole") == contributions.HOURS_OF_COMPANIES
    assert FACTS.sums_of_hosts("months") == (contributions.PAID_HOURS,)


def test_a_figure_times_all_persons() -> None:
    assert {name: FACTS.multiplied(name) for name in IDS if FACTS.multiplied(name)} == dict(disclosure.PERSONS_TIMES_FIGURE)


def test_the_count_of_a_shares_part() -> None:
    by_name = {name: name.removesuffix("_share") for name in SHARES if not FACTS.is_public_already(name)}
    assert {name: part for name in SHARES if (part := FACTS.part(name))} == {a: b for a, b in by_name.items() if a != b and b in IDS}


def test_partitions_dimensions_that_split_and_patterns() -> None:
    assert {frozenset(names) for names in FACTS.partitions} == {frozenset(names) for names in linked.PARTITIONS}
    splitting = {name: {part for row in FACTS.of(name).rows.dimensions for part in row} for name in IDS}
    assert {name: set(FACTS.parts(name)) for name in IDS} == {
        name: found & set(linked.PARTITIONING_DIMENSIONS) for name, found in splitting.items()
    }
    ((flows, pattern),) = FACTS.flows.items()
    assert (flows, pattern.bands, pattern.left) == (linked.FLOWS, linked.BANDS, "job_ladder.left_work")
    assert {1: pattern.rose, 0: pattern.stayed, -1: pattern.fell} == linked.MOVES
    assert {name: bands.flows for name, bands in FACTS.bands.items()} == {linked.IN_BAND: linked.FLOWS}
    assert list(FACTS.grids) == [linked.GRID]


def test_counts_among_others_and_means_of_counts() -> None:
    pairs = {pair for chain in linked.NESTED for pair in pairwise(chain)}
    assert {(inner, outer) for inner, outers in FACTS.among.items() for outer in outers} == pairs
    assert {of: set(means) for of, means in FACTS.means_of.items()} == {of: set(means) for of, means in linked.TAKEN_OF.items()}


def test_limits_of_drift() -> None:
    def said(limit: object) -> dict[str, object]:
        return {name: value for name, value in vars(limit).items() if name not in ("accepted_as", "dimensions")}

    now = {limit.figure_id: (limit.name_in_settings, said(limit)) for limit in FACTS.drift_limits}
    assert now == {limit.figure_id: (limit.accepted_as, said(limit)) for limit in figure_limits()}
    assert {limit.dimensions for limit in figure_limits()} == {"{}"}


def test_main_outcomes_and_sections_of_the_report() -> None:
    assert set(FACTS.main_outcomes) == set(MAIN_OUTCOMES)
    for section in sections.SECTIONS:
        assert FACTS.section(section.name) == section.figures, section.name  # type: ignore[arg-type]  # the names are sections
    assert {name for name, *_ in FACTS.section("changes")} == set(revisions.MAIN)
    assert [(name, window) for name, _, window in FACTS.section("full_time")] == list(full_time.AROUND)
    assert [(name, window) for name, _, window in FACTS.section("net_effect")] == list(net_effect.OUTCOMES)
    assert [(name, window) for name, _, window in FACTS.section("net_effect_design")] == list(net_effect.DESIGN)
    assert [(name, window) for name, _, window in FACTS.section("groups")] == list(by_group.MAIN)
    assert [(name, who) for name, who, _ in FACTS.section("selection")] == list(by_group.SELECTION)
    assert [name for name, *_ in FACTS.section("mix")] == list(by_group.MIX)
    assert [name for name, *_ in FACTS.section("ends")] == [by_group.ENDED]
    assert [(name, who) for name, who, _ in FACTS.section("companies")] == list(companies.SERIES)
    assert [(name, window) for name, _, window in FACTS.section("funnel")] == list(headlines.FUNNEL)


def test_every_definition_is_there_once() -> None:
    assert len(IDS) == len(list(definitions()))
