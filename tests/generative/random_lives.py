"""Random lives of a few persons, and the same lives as the frames that effects compute from.

Belongs here: drawing persons, months and weeks that no supplier would deliver so, and laying them out as rows. Does not belong here: what
they amount to: that say the oracle (`simulation.oracle*`) and the effects, each for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import duckdb
import narwhals as nw
import polars as pl

from assets.panel.weeks import week_of as week_number
from assets.warehouse.frames import LazyFrame
from simulation.calendar import date_of, first_day, last_day, month_number, thursday
from simulation.oracle import Job, Life, MonthHours, Traits
from simulation.oracle_benefits import Benefits, month_of, weeks_of_month

FIRST = month_number(date(2021, 6, 1))
PROGRAMME, OTHER = "10000009", "10000017"
GROUPS = ("kontanthjaelp", "sygedagpenge", "uddannelseshjaelp")
DREAM_CODES = {"kontanthjaelp": 730, "sygedagpenge": 890, "uddannelseshjaelp": 720}
HOURS = (0, 0, 0, 100, 3899, 3900, 7800, 11699, 13900, 16032, 16033, 16033, 20000)
ENDINGS = ("", "sygdom", "andet")

Lazy = Callable[[pl.DataFrame], LazyFrame]


@dataclass(frozen=True)
class World:
    """Persons by key with their lives, and the day of the data."""

    lives: dict[str, Life]
    data_date: date


def draw_world(seed: int, persons: int, months: int) -> World:
    """A world of so many persons, the first of them followed to the end so that an event of somebody else can be told."""
    rng = Random(seed)  # noqa: S311 - drawn for a test
    lives = {f"p{number:03d}": _life(rng, months, is_anchor=number == 0) for number in range(persons)}
    return World(lives, last_day(FIRST + months - 1))


def _complete(rng: Random, months: int) -> frozenset[int]:
    last = months - rng.choice((0, 0, 1, 3))
    return frozenset(FIRST + month for month in range(rng.choice((0, 0, 2)), last) if rng.random() > 0.03)


def _life(rng: Random, months: int, *, is_anchor: bool) -> Life:
    every = frozenset(range(FIRST, FIRST + months))
    covered = every if is_anchor else frozenset(month for month in every if rng.random() > 0.04)
    complete = covered if is_anchor else covered & _complete(rng, months)
    entry = first_day(FIRST + rng.randrange(months)) + timedelta(days=rng.randrange(28))
    jobs = []
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        start = first_day(FIRST + rng.randrange(months)) + timedelta(days=rng.choice((0, 0, 3, 14, 27)))
        end = None if rng.random() < 0.3 else start + timedelta(days=rng.randrange(200))
        end = end if end is not None and end <= last_day(FIRST + months - 1) else None
        jobs.append(Job(start, end, rng.randrange(4), "" if end is None else rng.choice(ENDINGS)))
    return Life(
        entry_on=entry,
        referrals=rng.choice((1, 1, 2)),
        jobs=tuple(sorted(jobs, key=lambda job: job.started_on)),
        hours=_hours(rng, covered),
        covered=covered,
        complete=complete,
        benefits=_benefits(rng, months, every if is_anchor else _complete(rng, months), is_anchor=is_anchor),
        traits=Traits(rng.choice(("mand", "kvinde")), rng.randrange(1955, 2003), rng.choice(("sygedagpenge", "revalidering")), 851),
    )


def _hours(rng: Random, covered: frozenset[int]) -> dict[int, MonthHours]:
    hours, level = {}, 0
    for month in sorted(covered):
        level = rng.choice(HOURS) if rng.random() < 0.25 else level
        kind = rng.choice(("salaried", "salaried", "hourly", "untyped"))
        own = rng.choice((0, level, level // 2))
        subsidised = rng.choice((0, 0, 0, 5000))
        if level or subsidised:
            hours[month] = MonthHours(**{kind: level}, subsidised=subsidised, programme=own, programme_ordinary=own)
    return hours


def _benefits(rng: Random, months: int, complete: frozenset[int], *, is_anchor: bool) -> Benefits:
    weeks = [week for month in range(FIRST - 14, FIRST + months) for week in weeks_of_month(month)]
    spanned = frozenset(week for week in weeks if is_anchor or rng.random() > 0.02)
    groups: dict[int, str] = {}
    group: str | None = rng.choice(GROUPS)
    for week in weeks:
        group = rng.choice((*GROUPS, None, None)) if rng.random() < 0.08 else group
        if group is not None and week in spanned:
            groups[week] = group
    ore = {week: rng.choice((150_000, 275_631)) for week in groups}
    gone = first_day(FIRST + rng.randrange(months)) if not is_anchor and months > 15 and rng.random() < 0.1 else None
    if gone is not None and month_number(gone) > FIRST + months - 14:
        gone = None  # an event so late could be seen only because it happened
    return Benefits(
        paid=frozenset(groups),
        unnamed=frozenset(week for week in spanned if not is_anchor and rng.random() < 0.004),
        ore=ore,
        spanned=spanned,
        dream=_dream(rng, weeks, groups) if not is_anchor and rng.random() < 0.3 else {},
        complete=complete | frozenset(range(FIRST - 14, FIRST)),
        municipal_ore={week: ore[week] * rng.choice((2, 6, 8)) // 10 for week in ore},
        groups=groups,
        died_on=gone if gone is not None and rng.random() < 0.5 else None,
        emigrated_on=gone if gone is not None and rng.random() < 0.5 else None,
    )


def _dream(rng: Random, weeks: list[int], groups: dict[int, str]) -> dict[int, int]:
    """Mostly what the municipality says, at times another thing, or that nobody knows."""
    codes = {week: DREAM_CODES[groups[week]] if week in groups else 0 for week in weeks if rng.random() > 0.02}
    return {week: rng.choice((0, 121, 730, 890, 996)) if rng.random() < 0.02 else code for week, code in codes.items()}


class Frames:
    """The world as rows: what the core tables would hold. `lazy` puts a frame on an engine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.persons = pl.DataFrame([_person(key, life) for key, life in world.lives.items()], schema_overrides=DATES)
        self.groups = pl.DataFrame([_groups(key, life) for key, life in world.lives.items()])
        self.panel = pl.DataFrame(
            [row for key, life in world.lives.items() for row in _months(key, life, world)],
            schema_overrides=NUMBERS,
            infer_schema_length=None,
        )
        self.placements = pl.DataFrame(
            [
                {
                    "person_key": key,
                    "host_cvr": f"{job.partner}",
                    "started_on": job.started_on,
                    "ended_on": job.ended_on,
                    "end_reason": job.end_reason or None,
                }
                for key, life in world.lives.items()
                for job in life.jobs
            ],
            schema={"person_key": pl.String, "host_cvr": pl.String, "started_on": pl.Date, "ended_on": pl.Date, "end_reason": pl.String},
        )
        everybody = {key: life.benefits for key, life in world.lives.items()}
        self.states = pl.DataFrame([row for key, told in everybody.items() for row in _states(key, told)], schema=STATES)
        self.spells = pl.DataFrame(
            [
                {"person_key": key, "first_week": _week(week), "last_week": _week(week), "benefit_group": group}
                for key, told in everybody.items()
                for week, group in told.groups.items()
            ],
            schema={"person_key": pl.String, "first_week": pl.Int64, "last_week": pl.Int64, "benefit_group": pl.String},
        )
        self.events = pl.DataFrame(
            [
                {"person_key": key, "event": event, "first_month": first_day(month_number(on)), "last_month": first_day(month_number(on))}
                for key, told in everybody.items()
                for event, on in (("death", told.died_on), ("emigration", told.emigrated_on))
                if on is not None
            ],
            schema={"person_key": pl.String, "event": pl.String, "first_month": pl.Date, "last_month": pl.Date},
        )
        self.paid_hours = pl.DataFrame(
            [row for key, life in world.lives.items() for row in _paid(key, life)],
            schema={"person_key": pl.String, "month": pl.Date, "payroll_cvr": pl.String, "hours_hundredths": pl.Int64},
        )

    def starts(self, month_0: str) -> pl.DataFrame:
        """person_key, month_0 and month_1_week of everybody on the clock."""
        on_clock = self.persons.filter(pl.col(month_0).is_not_null()).select("person_key", month_0=month_0)
        thursday_of_first = pl.col("month_0").dt.offset_by("1mo") + pl.duration(days=3)
        days = (thursday_of_first - pl.lit(date(1970, 1, 5))).dt.total_days()
        return on_clock.with_columns(month_1_week=days // 7)

    def entries(self) -> pl.DataFrame:
        """person_key and entry_week."""
        days = (pl.col("entry_on") - pl.lit(date(1970, 1, 5))).dt.total_days()
        return self.persons.select("person_key", entry_week=days // 7)


DATES = dict.fromkeys(("job_start_on", "job_start_month", "first_full_month"), pl.Date)
NUMBERS = {"ordinary_hours_hundredths": pl.Int64, "own_payroll_ordinary_hours_hundredths": pl.Int64, "benefit_weeks": pl.Int64} | {
    f"months_since_{clock}": pl.Int64 for clock in ("entry", "job_start", "first_full_month")
}
STATES = {
    "person_key": pl.String,
    "first_week": pl.Int64,
    "last_week": pl.Int64,
    "is_complete": pl.Boolean,
    "is_benefit": pl.Boolean,
    "is_amount_known": pl.Boolean,
    "weekly_oere": pl.Int64,
    "weekly_municipal_oere": pl.Int64,
    "weekly_unsplit_oere": pl.Int64,
}


def on_polars(frame: pl.DataFrame) -> LazyFrame:
    """The frame on Polars."""
    return nw.from_native(frame.lazy())


def on_duckdb(connection: duckdb.DuckDBPyConnection) -> Lazy:
    """Puts a frame on DuckDB."""
    return lambda frame: nw.from_native(connection.from_arrow(frame.to_arrow())).lazy()


def _week(week: int) -> int:
    """A week of the oracle as the effects number it."""
    return week_number(date_of(thursday(week)))


def _person(key: str, life: Life) -> dict[str, object]:
    first = life.jobs[0].started_on if life.jobs else None
    full = None if first is None else first_day(month_number(first) + (first.day != 1))
    return {
        "person_key": key,
        "referrals": life.referrals,
        "entry_on": life.entry_on,
        "entry_month": first_day(life.entry_month),
        "job_start_on": first,
        "job_start_month": None if first is None else first_day(month_number(first)),
        "first_full_month": full,
    }


def _groups(key: str, life: Life) -> dict[str, object]:
    year, traits = life.entry_on.year, life.traits
    return {
        "person_key": key,
        "referral_year": year,
        "target_group": traits.target_group,
        "sex": traits.sex,
        "age_band": traits.age_band(year),
        "municipality": traits.municipality,
    }


def _months(key: str, life: Life, world: World) -> list[dict[str, object]]:
    full = _person(key, life)["first_full_month"]
    first_full = month_number(full) if isinstance(full, date) else None
    rows = []
    for month in range(FIRST - 14, month_number(world.data_date) + 1):
        is_covered, is_known = month in life.covered, month in life.benefits.known_months
        weeks = [week for week in weeks_of_month(month) if life.benefits.said(week) == "benefit"]
        rows.append(
            {
                "person_key": key,
                "month": first_day(month),
                "months_since_entry": month - life.entry_month,
                "months_since_job_start": None if life.job_month is None else month - life.job_month,
                "months_since_first_full_month": None if first_full is None else month - first_full,
                "ordinary_hours_hundredths": life.month(month).ordinary if is_covered else None,
                "own_payroll_ordinary_hours_hundredths": life.month(month).programme_ordinary if is_covered else None,
                "norm_hundredths": life.month(month).norm,
                "is_hours_covered": is_covered,
                "is_hours_complete": month in life.complete,
                "benefit_weeks": len(weeks) if is_known or weeks else None,
                "sickness_weeks": sum(life.benefits.is_sickness_alone(week) for week in weeks),
                "is_benefit_covered": is_known,
                "is_benefit_complete": is_known,
            }
        )
    return rows


def _states(key: str, told: Benefits) -> list[dict[str, object]]:
    weeks = sorted({*told.spanned, *told.dream})
    return [
        {
            "person_key": key,
            "first_week": _week(week),
            "last_week": _week(week),
            "is_complete": told.is_covered(week),
            "is_benefit": told.said(week) == "benefit",
            "is_amount_known": told.is_amount_known(week),
            "weekly_oere": told.ore.get(week, 0),
            "weekly_municipal_oere": told.municipal_ore.get(week, 0),
            "weekly_unsplit_oere": 0,
        }
        for week in weeks
        if told.said(week) != "unknown" and month_of(week) >= FIRST - 14
    ]


def _paid(key: str, life: Life) -> list[dict[str, object]]:
    return [
        {"person_key": key, "month": first_day(month), "payroll_cvr": cvr, "hours_hundredths": hundredths}
        for month, hours in life.hours.items()
        for cvr, hundredths in ((PROGRAMME, hours.programme), (OTHER, hours.ordinary - hours.programme_ordinary))
        if hundredths
    ]
