"""The net effect is the same on DuckDB, on Polars and by patient loops over random lives: rows, outcomes, months and the estimate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.effects.municipal_economy.rule import SPANS, saved_figures, with_changes
from assets.effects.net_effect.rule import figures_of
from assets.panel.common import collected, figures_frame
from assets.panel.comparison import EXACT, NEAREST, side_by_side
from assets.panel.histories import around_each_month, comparison_rows, month_by_month, participant_rows, told
from assets.panel.money_sides import money_sides
from tests.examples import examples
from tests.generative.random_lives import Lazy, on_duckdb, on_polars
from tests.unit.plain_matching import Row, plain_effect

FIRST, MONTHS, FULL = 2020 * 12, 64, 16033
MONDAY_ZERO = date(1970, 1, 5)
WEEKLY_OERE = 275_600


@dataclass(frozen=True)
class Life:
    """Hours by month (None: unknown), weeks with benefit or without (None: unknown), by number; entry as day, None for the others."""

    sex: str
    birth_year: int
    home: int
    hours: Mapping[int, int | None]
    weeks: Mapping[int, bool | None]
    groups: Mapping[int, str]
    entry_on: date | None
    referred_month: int | None
    is_listed: bool

    def knows(self, month: int) -> bool:
        return self.hours.get(month) is not None and self.knows_weeks(month)

    def knows_weeks(self, month: int) -> bool:
        return all(self.weeks.get(week) is not None for week in weeks_of(month))

    def on_benefit(self, month: int) -> int:
        return sum(self.weeks[week] is True for week in weeks_of(month))


def day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def weeks_of(month: int) -> range:
    """Weeks whose Thursday lies in the month, counted in days from the first Monday of 1970."""
    first, after = day(month), day(month + 1)
    start = -(-((first - MONDAY_ZERO).days - 3) // 7)
    return range(start, -(-((after - MONDAY_ZERO).days - 3) // 7))


def draw(seed: int, participants: int, others: int) -> dict[str, Life]:
    """Few kinds of lives, so that many are alike."""
    rng = Random(seed)  # noqa: S311 - drawn for a test
    lives = {}
    for number in range(participants + others):
        is_own = number < participants
        level, works = rng.choice((0, 0, 4000, FULL)), rng.random()
        months = range(FIRST, FIRST + MONTHS)
        hours = {month: (None if rng.random() < 0.002 else level if rng.random() < works else 0) for month in months}
        habit = rng.choice((0.0, 0.5, 1.0, 1.0))
        weeks = {week: (None if rng.random() < 0.0004 else rng.random() < habit) for month in months for week in weeks_of(month)}
        entry = day(FIRST + rng.choice((25, 26, 26, 30))) + timedelta(days=rng.randrange(28)) if is_own else None
        referred = entry.year * 12 + entry.month - 1 if entry else FIRST + 26 if rng.random() < 0.1 else None
        groups = {month: rng.choice(("kontanthjaelp", "kontanthjaelp", "sho")) for month in months}
        is_listed = not is_own or rng.random() < 0.1
        lives[f"x{number:03d}"] = Life(
            rng.choice(("kvinde", "mand")), rng.choice((1980, 1984)), 851, hours, weeks, groups, entry, referred, is_listed
        )
    return lives


class Tables:
    """The lives as the frames that the effect reads."""

    def __init__(self, lives: Mapping[str, Life]) -> None:
        own, listed = {k: v for k, v in lives.items() if v.entry_on}, {k: v for k, v in lives.items() if v.is_listed}
        self.panels = [self._panel(part) for part in (own, listed)]
        states = [
            {
                "person_key": key,
                "first_week": week,
                "last_week": week,
                "is_complete": True,
                "is_benefit": says,
                "is_amount_known": True,
                "weekly_oere": WEEKLY_OERE if says else 0,
                "weekly_municipal_oere": WEEKLY_OERE // 5 if says else 0,
                "weekly_unsplit_oere": 0,
            }
            for key, life in lives.items()
            for week, says in life.weeks.items()
            if says is not None
        ]
        self.states = pl.DataFrame(states)
        groups = [(key, day(month), name) for key, life in lives.items() for month, name in life.groups.items() if any_benefit(life, month)]
        self.groups = pl.DataFrame(groups, schema=["person_key", "month", "benefit_group"], orient="row")
        entries = [
            (key, day(e.year * 12 + e.month - 1), life.sex, life.birth_year, life.home, (e - MONDAY_ZERO).days // 7)
            for key, life in own.items()
            if (e := life.entry_on)
        ]
        names = ["person_key", "month", "sex", "birth_year", "municipality_code", "entry_week"]
        self.entries = pl.DataFrame(entries, schema=names, orient="row")
        people = [
            (key, life.sex, life.birth_year, life.home, 10**6 if life.referred_month is None else life.referred_month + 1)
            for key, life in listed.items()
        ]
        self.people = pl.DataFrame(
            people, schema=["person_key", "sex", "birth_year", "municipality_code", "referred_month_number"], orient="row"
        )

    @staticmethod
    def _panel(lives: Mapping[str, Life]) -> pl.DataFrame:
        rows = [
            {
                "person_key": key,
                "month": day(month),
                "ordinary_hours_hundredths": hundredths,
                "is_hours_complete": hundredths is not None,
                "benefit_weeks": sum(life.weeks[week] is True for week in weeks_of(month)),
                "is_benefit_complete": life.knows_weeks(month),
                "is_benefit_covered": life.knows_weeks(month),
            }
            for key, life in lives.items()
            for month, hundredths in life.hours.items()
        ]
        return pl.DataFrame(rows, schema_overrides={"ordinary_hours_hundredths": pl.Int64})


def any_benefit(life: Life, month: int) -> bool:
    return any(life.weeks[week] is True for week in weeks_of(month))


def figures_on(lazy: Lazy, tables: Tables) -> tuple[pl.DataFrame, dict[tuple[str, ...], dict[str, Any]]]:
    """Both sides' rows, and all figures, made on one engine."""
    groups, states = lazy(tables.groups), lazy(tables.states)
    own = collected(participant_rows(lazy(tables.entries), around_each_month(lazy(tables.panels[0])), groups))
    found = comparison_rows(lazy(tables.people), around_each_month(lazy(tables.panels[1])), groups, lazy(own))
    rows = side_by_side(told(own, states, lazy), told(collected(found), states, lazy))
    names = ("person_key", "month", "ordinary_hours_hundredths")
    everybody = nw.concat([lazy(panel).select(*names) for panel in tables.panels]).unique()

    def hours_of(used: pl.DataFrame, months: int) -> pl.DataFrame:
        return collected(month_by_month(lazy(used), everybody, -24, months))

    figures = figures_frame(list(figures_of(rows, hours_of)))
    return rows, {(row["figure_id"], row["window"], row["dimensions"]): row for row in figures.sort("figure_id").iter_rows(named=True)}


def plain_rows(lives: Mapping[str, Life]) -> Iterator[tuple[Row, float]]:
    """Row for row whom the main outcome is known of, on both sides, with the level before."""
    own = [(key, life, life.entry_on.year * 12 + life.entry_on.month - 1) for key, life in lives.items() if life.entry_on]
    cells = {(month, life.sex, (month // 12 - life.birth_year) // 5, group_of(life, month)) for _, life, month in own}
    sides = [(key, life, month, True) for key, life, month in own]
    for key, life in lives.items():
        for month in sorted({month for month, *_ in cells}):
            cell = (month, life.sex, (month // 12 - life.birth_year) // 5, group_of(life, month))
            is_free = life.referred_month is None or life.referred_month > month
            if life.is_listed and is_free and life.knows_weeks(month) and cell in cells:
                sides.append((key, life, month, False))
    for key, life, month, is_own in sides:
        cell = (month, life.sex, (month // 12 - life.birth_year) // 5, group_of(life, month))
        if all(life.knows(month + k) for k in range(-24, 0)) and all(life.hours.get(month + k) is not None for k in range(13)):
            year, first, second = (range(a, b) for a, b in ((-12, 0), (-12, -6), (-6, 0)))
            near = [float(sum(life.on_benefit(month + k) for k in part)) for part in (year, first, second)]
            near += [float(sum(life.hours[month + k] or 0 for k in part)) for part in (year, first, second)]
            level = sum(life.hours[month + k] or 0 for k in range(-24, -12)) / 12 / FULL
            yield Row(key, is_own, cell, tuple(near), (life.hours[month + 12] or 0) / FULL - level), level


def group_of(life: Life, month: int) -> str:
    return life.groups[month] if any_benefit(life, month) else "none"


def check_outcomes(rows: pl.DataFrame, lives: Mapping[str, Life]) -> None:
    """Weeks on benefit, four weeks off it and work that lasts, of every row of which they are known, counted week by week."""
    for row in rows.iter_rows(named=True):
        life, month, week = lives[row["person_key"]], row["month"].year * 12 + row["month"].month - 1, row["entry_week"]
        after, early = range(week + 1, week + 53), range(week - 104, week - 52)
        is_known = all(life.weeks.get(one) is not None for span in (after, early) for one in span)
        assert row["is_weeks_known"] == is_known
        if is_known:
            assert row["weeks"] == sum(life.weeks[one] is True for one in after)
            assert row["weeks_early"] == sum(life.weeks[one] is True for one in early)
        for name, first, last in (("is_off", 1, 12), ("is_off_early", -24, -13)):
            begins = range(weeks_of(month + first).start, weeks_of(month + last).stop)
            assert row[name] == any(all(life.weeks.get(one + k) is False for k in range(4)) for one in begins)
        year = [life.hours.get(month + k) for k in range(13, 25)]
        if row["is_known_24"]:
            worked = [hours or 0 for hours in year]
            assert row["lasting_fte"] == pytest.approx(sum(worked) / 12 / FULL if all(worked) else 0)


@examples(2, of=12)
@given(seed=st.integers(0, 2**32), participants=st.integers(6, 25), others=st.integers(20, 70))
def test_rows_figures_and_estimate_are_the_same_on_both_engines_and_by_loops(seed: int, participants: int, others: int) -> None:
    lives = draw(seed, participants, others)
    tables = Tables(lives)
    rows, by_polars = figures_on(on_polars, tables)
    with duckdb.connect() as connection:
        same, by_duckdb = figures_on(on_duckdb(connection), tables)
    assert rows.select(same.columns).equals(same)
    assert by_duckdb == by_polars
    check_outcomes(rows, lives)
    plain = list(plain_rows(lives))
    known = rows.filter("has_history", "is_known_12")
    keys = {(row["person_key"], row["is_participant"]) for row in known.iter_rows(named=True)}
    assert keys == {(row.person, row.is_treated) for row, _ in plain}
    main = by_polars["net_effect.fte_12m", "12m", "{}"]
    if main["status"] == "published":
        wanted = plain_effect([row for row, _ in plain])
        assert float(main["value"]) == pytest.approx(wanted.value, abs=2e-6)
        assert float(main["high"] - main["low"]) / 2 >= 1.9 * wanted.standard_error - 2e-6
        assert main["denominator_count"] == wanted.matched
        by_month = by_polars["net_effect.fte_by_month", "12m", '{"month":12}']
        assert by_month["value"] == main["value"]
        placebo = plain_effect([Row(row.person, row.is_treated, row.exact, row.near, level) for row, level in plain])
        assert float(by_polars["net_effect.placebo_fte", "12m", "{}"]["value"]) == pytest.approx(placebo.value, abs=2e-6)


def saved_on(lazy: Lazy, tables: Tables, rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """What was saved, its weeks summed on one engine."""
    keys = ["person_key", "entry_week"]
    sides = collected(money_sides(lazy(tables.states), lazy(rows.select(*keys)), SPANS))
    both = with_changes(rows.join(sides, on=keys)).sort("row")
    found = figures_frame(list(saved_figures(both, 1_000_000_00, 100)))
    return {row["figure_id"]: row for row in found.iter_rows(named=True)}


def changes(lives: Mapping[str, Life], rows: pl.DataFrame) -> Iterator[Row]:
    """Kroner after less kroner before of everybody who is known well enough, week by week."""
    for row in rows.filter("has_year").iter_rows(named=True):
        life, week = lives[row["person_key"]], row["entry_week"]
        sides = [[life.weeks.get(one) for one in span] for span in (range(week - 52, week), range(week + 1, week + 53))]
        if all(sum(one is not None for one in side) >= 40 for side in sides):
            before, after = (sum(one is True for one in side) * WEEKLY_OERE / 100 for side in sides)
            near = tuple(float(row[name]) for name in NEAREST)
            yield Row(row["person_key"], row["is_participant"], tuple(row[name] for name in EXACT), near, after - before)


@examples(2, of=10)
@given(seed=st.integers(0, 2**32), participants=st.integers(6, 25), others=st.integers(20, 70))
def test_what_was_saved_is_the_same_on_both_engines_and_by_loops(seed: int, participants: int, others: int) -> None:
    lives = draw(seed, participants, others)
    tables = Tables(lives)
    rows, _ = figures_on(on_polars, tables)
    by_polars = saved_on(on_polars, tables, rows)
    with duckdb.connect() as connection:
        assert saved_on(on_duckdb(connection), tables, rows) == by_polars
    saved = by_polars["municipal_economy.saved_dkk"]
    if saved["status"] == "published":
        wanted = plain_effect(list(changes(lives, rows)))
        assert float(saved["value"]) == pytest.approx(-wanted.value * wanted.matched, abs=0.01)
        assert saved["denominator_count"] == wanted.matched
        assert float(by_polars["municipal_economy.municipal_saved_dkk"]["value"]) == pytest.approx(float(saved["value"]) / 5, abs=0.01)
        after_cost = by_polars["municipal_economy.saved_after_cost_dkk"]["value"]
        assert float(after_cost) == pytest.approx(float(saved["value"]) - wanted.matched * 10_000, abs=0.01)
