"""Who is covered and on benefit in which week: the sweep over runs gives what a plain walk from week to week gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from assets.core.benefit_runs import build_benefits
from data_contracts.settings import Settings
from tests.examples import examples

FIRST = date(2023, 1, 2)
WEEKS = [FIRST + timedelta(weeks=number) for number in range(26)]
LAG_MONTHS = 2
BENEFITS = {"Kontanthjælp": "benefit", "Særlig støtte": "supplement", "Førtidspension": "benefit"}
CODES = {0: "none", 121: "none", 730: "benefit", 998: "folkepension", 996: "unknown", 997: "unknown", 999: "unknown", 555: "unknown"}


@dataclass(frozen=True)
class World:
    """One person: referrals (day, municipality), status events, spells of Ydelsesrefusion, who speaks for which week, DREAM."""

    referrals: list[tuple[date, int]]
    events: list[tuple[str, date]]
    spells: list[tuple[str, int, int, int]]
    speakers: dict[int, tuple[int, int, date]]
    unknown: list[int]
    dream: tuple[date, list[int]] | None


places = st.integers(0, len(WEEKS) - 1)
days = st.integers(0, 181).map(lambda number: FIRST + timedelta(days=number))
spans = st.tuples(places, places).map(sorted)
deliveries = st.sampled_from([date(2023, 6, 15), date(2023, 8, 15), date(2023, 10, 15)])
WORLDS = st.builds(
    World,
    referrals=st.lists(st.tuples(days, st.sampled_from([851, 813])), min_size=1, max_size=2, unique_by=lambda told: told[0]),
    events=st.lists(
        st.tuples(st.sampled_from(["fraflyttet", "bosiddende", "udrejst", "død"]), days), max_size=3, unique_by=lambda told: told[1]
    ),
    spells=st.lists(
        st.tuples(st.sampled_from(sorted(BENEFITS)), spans, st.integers(100, 300_000)).map(lambda one: (one[0], *one[1], one[2])),
        max_size=4,
    ),
    speakers=st.dictionaries(st.sampled_from([851, 813]), st.tuples(spans, deliveries).map(lambda one: (*one[0], one[1])), max_size=2),
    unknown=st.lists(places, max_size=2, unique=True),
    dream=st.none() | st.tuples(deliveries, st.lists(st.sampled_from(sorted(CODES)), min_size=len(WEEKS), max_size=len(WEEKS))),
)


def home(world: World, week: date) -> int | None:
    """The municipality that a person lives in on the week's Thursday."""
    thursday = week + timedelta(days=3)
    told = [(day, 1, municipality) for day, municipality in world.referrals] + [(day, 2, status) for status, day in world.events]
    deaths = [day for status, day in world.events if status == "død"]
    if world.dream:
        codes = world.dream[1]
        for place, code in enumerate(codes):
            begins = place == 0 or codes[place - 1] != code
            if begins and code in (997, 999):
                told.append((WEEKS[place] + timedelta(days=3), 2, "udrejst"))
                deaths += [WEEKS[place] + timedelta(days=3)] if code == 999 else []
            if place and codes[place - 1] == 997 and code not in (997, 999):
                told.append((WEEKS[place] + timedelta(days=3), 2, "bosiddende"))
    if deaths and min(deaths) <= thursday:
        return None
    municipality: int | None = min(world.referrals)[1]
    is_home = True
    for _, _, what in sorted((one for one in told if one[0] <= thursday), key=lambda one: (one[0], one[1], one[2] != "bosiddende")):
        if isinstance(what, int):
            municipality, is_home = what, True
        else:
            is_home = what == "bosiddende"
    return municipality if is_home else None


def is_gone(world: World, week: date) -> bool:
    """Dead on the week's Thursday, or abroad: emigrated and neither told to live here again nor referred anew since."""
    thursday = week + timedelta(days=3)
    codes = world.dream[1] if world.dream else []
    gone_abroad = False
    for day in (FIRST + timedelta(days=number) for number in range((thursday - FIRST).days + 1)):
        place, told = (day - FIRST).days // 7, {status for status, on in world.events if on == day}
        is_thursday = (day - FIRST).days % 7 == 3
        code, before = (codes[place], codes[place - 1] if place else None) if codes and is_thursday else (None, None)
        if "død" in told or code == 999:
            return True
        if any(on == day for on, _ in world.referrals) or "bosiddende" in told or (before == 997 and code not in (997, 999)):
            gone_abroad = False
        if "udrejst" in told or (code == 997 and before != 997):
            gone_abroad = True
    return gone_abroad


def completes(delivered_on: date, week: date) -> bool:
    thursday = week + timedelta(days=3)
    return (delivered_on.year - thursday.year) * 12 + delivered_on.month - thursday.month > LAG_MONTHS


def plainly(world: World) -> dict[date, tuple[bool, bool, bool, int, bool]]:
    """Of each week of which anything is known: covered, complete, benefit, øre, disagreement."""
    found = {}
    for place, week in enumerate(WEEKS):
        municipality = home(world, week)
        speaker = world.speakers.get(municipality) if municipality is not None else None
        is_refund = speaker is not None and speaker[0] <= place <= speaker[1]
        code = CODES[world.dream[1][place]] if world.dream else "unknown"
        is_dream = code != "unknown"
        on_refund = any(BENEFITS[name] == "benefit" and first <= place <= last for name, first, last, _ in world.spells)
        on_dream = code in ("benefit", "folkepension")
        oere = sum(size for _, first, last, size in world.spells if first <= place <= last)
        is_unknown = place in world.unknown or is_gone(world, week) or bool(world.dream and code == "unknown")
        is_benefit = on_refund or on_dream
        is_covered = is_benefit or ((is_refund or is_dream) and not is_unknown)
        is_complete = bool(
            (is_refund and speaker and completes(speaker[2], week)) or (is_dream and world.dream and completes(world.dream[0], week))
        ) and (is_benefit or not is_unknown)
        disagrees = is_refund and is_dream and not is_unknown and code != "folkepension" and on_refund != on_dream
        if is_covered or oere:
            found[week] = (is_covered, is_complete, is_benefit, oere, disagrees)
    return found


def swept(world: World) -> dict[date, tuple[bool, bool, bool, int, bool]]:
    """The same from `core.benefit_states`, laid out week by week."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA core; CREATE SCHEMA deliveries")
        fill(connection, world)
        build_benefits(connection, Settings())
        rows = connection.sql("""
            SELECT unnest(generate_series(first_week, last_week, INTERVAL 7 DAY))::DATE AS week,
                   is_covered, is_complete, is_benefit, weekly_oere, is_disagreement
            FROM core.benefit_states
        """).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {week: tuple(state) for week, *state in rows}  # type: ignore[misc]  # as many as there are columns


def fill(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """The tables that `build_benefits` reads."""
    tables: dict[str, tuple[str, Sequence[tuple[Any, ...]]]] = {
        "core.referrals": ("person_key VARCHAR, referred_on DATE, municipality_code INTEGER", [("p", *one) for one in world.referrals]),
        "core.comparison_persons": ("person_key VARCHAR, municipality_code INTEGER", []),
        "core.person_status": ("person_key VARCHAR, status VARCHAR, status_from_on DATE", [("p", *one) for one in world.events]),
        "deliveries.benefit_weeks": (
            "person_key VARCHAR, municipality_code INTEGER, benefit VARCHAR, first_week DATE, last_week DATE, weekly_oere BIGINT, "
            "weekly_refund_oere BIGINT, weekly_cofinancing_oere BIGINT, refund_rate_percent DECIMAL(14,2), "
            "cofinancing_rate_percent DECIMAL(14,2)",
            [("p", 851, name, WEEKS[first], WEEKS[last], size, 0, 0, 0, 0) for name, first, last, size in world.spells],
        ),
        "deliveries.benefit_weeks_speakers": (
            "source VARCHAR, period DATE, delivered_on DATE",
            [(str(code), WEEKS[place], day) for code, (first, last, day) in world.speakers.items() for place in range(first, last + 1)],
        ),
        "deliveries.benefit_weeks_unknown": ("person_key VARCHAR, period DATE", [("p", WEEKS[place]) for place in world.unknown]),
        **{f"deliveries.{kind}_files": ("status VARCHAR", []) for kind in ("person_status", "dream", "benefit_weeks")},
    }
    for table, (columns, rows) in tables.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("""
        CREATE TABLE deliveries.dream (person_key VARCHAR, delivered_on DATE, file_id INTEGER, first_week DATE, last_week DATE,
                                       codes STRUCT(first_week DATE, last_week DATE, code INTEGER)[])
    """)
    if world.dream:
        day, codes = world.dream
        starts = [place for place, code in enumerate(codes) if place == 0 or codes[place - 1] != code]
        runs = [(WEEKS[a], WEEKS[b - 1], codes[a]) for a, b in zip(starts, [*starts[1:], len(codes)], strict=True)]
        values = ", ".join(f"{{first_week: DATE '{first}', last_week: DATE '{last}', code: {code}}}" for first, last, code in runs)
        connection.execute(f"INSERT INTO deliveries.dream VALUES ('p', ?, 1, ?, ?, [{values}])", [day, WEEKS[0], WEEKS[-1]])


@examples(30, of=400)
@given(world=WORLDS)
def test_every_weeks_state_is_what_a_plain_walk_finds(world: World) -> None:
    assert swept(world) == plainly(world)
