"""Every figure of the effects is the same on DuckDB, on Polars and by the slow plain oracle, over random lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.effects.benefit_mix import rule as benefit_mix
from assets.effects.benefit_weeks import rule as benefit_weeks
from assets.effects.employment import rule as employment
from assets.effects.full_time import full_time_months
from assets.effects.full_time import rule as full_time
from assets.effects.full_time.runs import RunRule, decidable, first_starts
from assets.effects.job_ladder import rule as job_ladder
from assets.effects.municipal_economy import rule as municipal_economy
from assets.effects.participation import rule as participation
from assets.effects.partner_network import rule as partner_network
from assets.effects.self_support import rule as self_support
from assets.effects.wellbeing import rule as wellbeing
from assets.panel.clocks import CLOCK_STARTS, CLOCKS
from assets.panel.common import collected, figures_frame
from assets.panel.competing import first_competing, with_competing
from assets.panel.money_sides import money_sides
from assets.panel.unknown import last_month_of_anybody
from data_contracts.figure import FIGURE_COLUMNS, Figure
from data_contracts.settings import FullTimeSettings, ProgrammeSettings, Settings
from simulation.calendar import first_day
from simulation.observed_bureau import ObservedBureau
from simulation.oracle import Life
from simulation.oracle import full_time as full_time_of
from simulation.oracle_benefits import off_benefit
from simulation.truth import Tally
from tests.examples import examples
from tests.generative.random_lives import PROGRAMME, Frames, Lazy, World, draw_world, on_duckdb, on_polars

OBSERVED = ("death", "emigration", "folkepension", "førtidspension")
NOT_HERE = ("coverage.", "selection.")
"""Two effects that only count rows of a core table; simulated deliveries hold them against the truth."""
SETTINGS = Settings(programme=ProgrammeSettings(programme_payroll_cvr=(PROGRAMME,)), full_time=FullTimeSettings())


def bureau_of(world: World, rng: Random) -> ObservedBureau:
    """Costs, invoices, partners and answers for the world."""
    months = sorted({month for life in world.lives.values() for month in life.hours})
    answers: dict[object, dict[Any, int]] = {}
    for key, life in world.lives.items():
        for _ in range(rng.choice((0, 1, 2, 3))):
            answers.setdefault(key, {})[life.entry_on + timedelta(days=rng.choice((0, 3, 13, 14, 200, 900)))] = rng.randrange(101)
    return ObservedBureau(
        cost_ore={"kommune": 1_000_000, "fond": rng.randrange(10**7)},
        invoiced_hundredths={month: rng.randrange(-500, 20_000) for month in months if rng.random() < 0.9} or None,
        joined={partner: first_day(24250 + rng.randrange(40)) for partner in range(4)},
        answers={key: list(own.items()) for key, own in answers.items()},
    )


def figures_on(lazy: Lazy, frames: Frames, bureau: ObservedBureau) -> Iterator[Figure]:
    """All figures, every rule computed on the engine that `lazy` puts frames on."""
    world, panel, placements = frames.world, lazy(frames.panel), lazy(frames.placements)
    hours = collected(employment.hours_in_window_months(panel)).sort("person_key", "months_since_entry")
    yield from employment.figures_of(hours, collected(employment.window_months(panel)), frames.groups, has_payroll=True)
    yield from _full_time(lazy, frames)
    yield from _self_support(lazy, frames)
    yield from _money(lazy, frames, bureau)
    moves = collected(job_ladder.moves(panel)).sort("window", "person_key")
    last = last_month_of_anybody(panel, "is_hours_complete") or 0
    bands = collected(job_ladder.bands_over_time(panel, last)).select("months_since_first_full_month", "band", "persons")
    running = collected(job_ladder.months_in_running_placements(panel, placements, last)).sort("person_key", "month")
    yield from job_ladder.figures_of(moves, bands, running, collected(job_ladder.months_looked_at(panel, last)))
    yield from _participation(lazy, frames)
    yield from partner_network.company_figures(
        collected(partner_network.companies(placements, world.data_date)).sort("host_cvr"), world.data_date
    )
    partners = pl.DataFrame(
        {"host_cvr": [f"{place}" for place in bureau.joined or ()], "partner_since": list((bureau.joined or {}).values())}
    )
    joined = collected(partner_network.joined_partners(lazy(partners), placements, world.data_date)).sort("host_cvr")
    yield from partner_network.partner_figures(joined)
    invoiced = bureau.invoiced_hundredths or {}
    invoices = pl.DataFrame(
        [(first_day(month), hundredths) for month, hundredths in invoiced.items()],
        schema={"month": pl.Date, "hours_hundredths": pl.Int64},
        orient="row",
    )
    yield partner_network.invoiced_figure(sum(invoiced.values()) if invoiced else None)
    months = partner_network.reconciled(lazy(invoices), lazy(frames.paid_hours), panel, (PROGRAMME,))
    yield partner_network.unreconciled_figure(months, has_invoices=bool(invoiced), has_payroll=True)
    told = [(key, day, score) for key, own in bureau.answers.items() for day, score in own]
    answers = pl.DataFrame(told, schema={"person_key": pl.String, "answered_on": pl.Date, "who5": pl.Int64}, orient="row")
    spans = collected(wellbeing.first_and_last(lazy(answers), lazy(frames.persons), world.data_date)).sort("person_key")
    yield from wellbeing.figures_of(spans, frames.persons.height)


def _full_time(lazy: Lazy, frames: Frames) -> Iterator[Figure]:
    for clock in CLOCKS:
        panel = lazy(frames.panel)
        persons = collected(full_time_months.outcomes(panel, clock, 3, is_benefit_required=True)).sort("person_key")
        competing = first_competing(frames.events, frames.persons, CLOCK_STARTS[clock])
        persons = full_time_months.with_ends(persons, competing, frames.starts(CLOCK_STARTS[clock]).select("person_key", "month_0"), 3)
        forgiven = decidable(panel, is_benefit_required=True, is_sickness_forgiven=True)
        persons = persons.join(collected(first_starts(forgiven, clock, {"forgiven_month": RunRule(3)}, 1)), on="person_key", how="left")
        spans = collected(full_time_months.spans_known(panel, clock, is_benefit_required=True))
        grid = full_time_months.grid_runs(panel, clock, is_benefit_required=True)
        yield from full_time.figures_of(persons.sort("person_key"), spans, grid, clock, SETTINGS, OBSERVED, frames.groups)


def _self_support(lazy: Lazy, frames: Frames) -> Iterator[Figure]:
    states, panel = lazy(frames.states), lazy(frames.panel)
    for clock in CLOCKS:
        starts = frames.starts(CLOCK_STARTS[clock])
        weeks = self_support.with_months(collected(self_support.first_off_benefit(states, lazy(starts))).sort("person_key"), starts)
        seen = weeks.join(collected(self_support.months_seen(panel, clock)), on="person_key", how="left")
        competing = first_competing(frames.events, frames.persons, CLOCK_STARTS[clock])
        persons = with_competing(seen, competing, starts.select("person_key", "month_0"), 0).sort("person_key")
        yield from self_support.figures_of(persons, collected(self_support.spans_known(panel, clock)), clock, OBSERVED, frames.groups)


def _money(lazy: Lazy, frames: Frames, bureau: ObservedBureau) -> Iterator[Figure]:
    states, spells, entries = lazy(frames.states), lazy(frames.spells), lazy(frames.entries())
    sides = collected(money_sides(states, entries)).sort("person_key")
    before_and_after = collected(benefit_weeks.before_and_after(states, entries)).sort("person_key")
    yield from benefit_weeks.figures_of(before_and_after, sides, frames.groups, has_source=True)
    yield from benefit_mix.figures_of(collected(benefit_mix.weeks_by_benefit(spells, states, entries)), sides)
    yield from municipal_economy.cost_figures(bureau.cost_ore or {})
    yield from municipal_economy.gross_figures(municipal_economy.with_changes(sides).sort("person_key"))


def _participation(lazy: Lazy, frames: Frames) -> Iterator[Figure]:
    panel, started, day = lazy(frames.panel), frames.placements, frames.world.data_date
    first = started["started_on"].dt.month_start().min()
    months = pl.date_range(first, day, "1mo", eager=True) if started.height else pl.Series([], dtype=pl.Date)
    calendar = pl.DataFrame({"month": months}, schema={"month": pl.Date}).with_columns(month_end=pl.col("month").dt.month_end())
    complete = panel.filter(nw.col("is_hours_complete")).select("person_key", "month")
    paid = collected(participation.own_payroll_hours(lazy(frames.paid_hours), complete, (PROGRAMME,)))
    own_hours = collected(complete.select("month").unique()).join(paid, on="month", how="left").fill_null(0)
    yield from participation.figures_of(
        frames.persons,
        frames.groups,
        started,
        collected(participation.ever_in_work(panel)).height,
        collected(participation.running_by_month(lazy(started), lazy(calendar))),
        own_hours,
        collected(participation.months_told(panel)),
        day,
    )


def rows_of(figures: Iterator[Figure]) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Figures as they are stored, by key."""
    rows = figures_frame(list(figures)).iter_rows(named=True)
    names = ("figure_id", "population", "window", "dimensions")
    return {tuple(row[name] for name in names): tuple(value for name, value in row.items() if name not in names) for row in rows}


def truth_of(world: World, bureau: ObservedBureau) -> dict[tuple[str, ...], int | Decimal]:
    """What the oracle says."""
    tally = Tally(world.data_date)
    tally.add(world.lives.values())
    tally.bureau = bureau
    return {key: value for key, value in tally.figures().items() if not key[0].startswith(NOT_HERE)}


def unknown_plainly(world: World) -> dict[tuple[str, str, str], bool]:
    """Figure id, population and dimensions → whether more than a tenth of the months that the incidence looks at is unknown."""
    found = {}
    for clock in CLOCKS:
        starts = {key: life.entry_month if clock == "referred" else life.job_month for key, life in world.lives.items()}
        on_clock = {key: (world.lives[key], month_0) for key, month_0 in starts.items() if month_0 is not None}
        for figure, look_ahead in (("full_time.reached_share_12m", 2), ("self_support.off_benefit_share_12m", 1)):
            months = {key: _judged(figure, life, month_0) for key, (life, month_0) in on_clock.items()}
            horizon = max((max(known, default=-1) for known, _, _ in months.values()), default=-1)
            groups: dict[str, list[str]] = {"{}": [*months]}
            for key, (life, _) in on_clock.items() if clock == "referred" else ():
                groups.setdefault(f'{{"sex":"{life.traits.sex}"}}', []).append(key)
                groups.setdefault(f'{{"referral_year":{life.entry_on.year}}}', []).append(key)
            for dimensions, members in groups.items():
                looked_at = unknown = 0
                for known, month_0, stop in (months[key] for key in members):
                    for month in range(month_0 + 1, min(horizon - look_ahead, stop) + 1):
                        looked_at += 1
                        unknown += month not in known
                found[figure, clock, dimensions] = unknown * 10 > looked_at
    return found


def _judged(figure: str, life: Life, month_0: int) -> tuple[frozenset[int], int, int]:
    """The months from month 0 on that are known, month 0, and the last month after which nothing is looked at."""
    known = frozenset(month for month in life.benefits.known_months if month >= month_0)
    if figure.startswith("full_time"):
        known &= life.complete
        outcome = full_time_of(life, month_0, needs_no_benefit=True)
        event, rival = outcome.reached, life.benefits.competing(month_0)
        if outcome.is_at_entry:
            return known, month_0, month_0
    else:
        event, rival = off_benefit(life.benefits, month_0, 60), life.benefits.competing(month_0)
    stop = min([10_000, *([] if event is None else [event]), *([] if rival is None else [rival[0] - 1])])
    return known, month_0, month_0 + stop


@examples(3, of=30)
@given(seed=st.integers(0, 2**32), persons=st.integers(1, 9), months=st.integers(3, 40))
def test_figures_are_the_same_on_both_engines_and_by_the_oracle(seed: int, persons: int, months: int) -> None:
    check(draw_world(seed, persons, months), Random(seed))  # noqa: S311 - drawn for a test


REASON = [name for name in FIGURE_COLUMNS if name not in ("figure_id", "population", "window", "dimensions")].index("reason")


def _row(rows: dict[tuple[str, ...], tuple[object, ...]], key: tuple[str, str, str]) -> tuple[object, ...]:
    return rows.get((key[0], key[1], "12m", key[2]), (None,) * len(FIGURE_COLUMNS))


def check(world: World, rng: Random) -> None:
    """Raises AssertionError where the engines or the oracle differ on any figure of the world."""
    bureau, frames = bureau_of(world, rng), Frames(world)
    by_polars = rows_of(figures_on(on_polars, frames, bureau))
    with duckdb.connect() as connection:
        by_duckdb = rows_of(figures_on(on_duckdb(connection), frames, bureau))
    assert {key: (by_polars[key], by_duckdb.get(key)) for key in by_polars if by_polars[key] != by_duckdb.get(key)} == {}
    assert set(by_duckdb) == set(by_polars)
    values = {key: row[1] for key, row in by_polars.items() if row[1] is not None}
    truth = truth_of(world, bureau)
    wrong = {
        key: (values.get(key), wanted) for key, wanted in truth.items() if key not in values or abs(values[key] - wanted) > Decimal("1e-6")
    }  # type: ignore[operator]  # stored as decimals
    assert wrong == {}
    warned = {key: is_warned for key, is_warned in unknown_plainly(world).items() if _row(by_polars, key)[1] is not None}
    assert {key: "unknown_months" in str(_row(by_polars, key)[REASON]) for key in warned} == warned
    assert set(values) - set(truth) == set()
