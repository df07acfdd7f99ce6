"""Calibration: the programme's published figures beside those of the simulated programme, as a table for the page on the simulator.

Belongs here: what is compared with what, and the table. Does not belong here: how the simulated figures come about (`published_counts.py`,
`people.py`, `evaluated.py`), and the words around the table (docs/simulation.md).

Published figures and their sources: the programme's interview (July 2021), evaluation of 2021 (smaajobmedmening.dk, "Effekt på
beskæftigelse") and press release (June 2023); Benchmarkingenheden, 13 April 2023; Mandag Morgen, 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from simulation.benefits import NONE
from simulation.calendar import Integers, date_of, day_number, months_of_weeks
from simulation.drawn_lives import lives_of_candidates
from simulation.hours_files import bad_sums, written_deliveries
from simulation.lives import Lives
from simulation.observed_lives import observed_lives
from simulation.oracle import Life
from simulation.people import LOCKDOWN, RUNNING, draw_people, is_in_task_force, partner_since
from simulation.published_counts import EVALUATED_YEAR, INTERVIEW
from simulation.true_effects import ALL, TrueEffects
from simulation.truth import Tally
from simulation.world import DATA_DATE, World

EVALUATION = "evaluation 2021"
PRESS, INTERVIEW_2021 = "press release, June 2023", "interview, July 2021"
LASTING_MONTHS = 12
WEEKS_OF_LOCKDOWN = 8
FIRST_MARK, LAST_MARK = "<!-- calibration: begin -->", "<!-- calibration: end -->"


@dataclass(frozen=True)
class CalibrationRow:
    """One published figure and its counterpart. `low` and `high` are the ends of its rounding, both included unless `is_above` (then the
    figure must lie above `low`); both None where it is shown and not calibrated."""

    what: str
    published: str
    source: str
    low: Decimal | None
    high: Decimal | None
    simulated: Decimal
    unit: str = ""
    is_above: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the simulated figure lies within the published rounding."""
        if self.low is None:
            return False
        if self.is_above:
            return self.simulated > self.low
        return self.high is not None and self.low <= self.simulated <= self.high

    @property
    def rounding(self) -> str:
        """The rounding in words."""
        if self.low is None:
            return "–"
        if self.is_above:
            return f"above {self.low}"
        return f"{self.low} to {self.high}" if self.low != self.high else f"{self.low}"


class Programme:
    """A simulated programme, drawn once and looked at from several sides."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = draw_people(world)
        self.whole, self.evaluated = Tally(DATA_DATE), Tally(DATA_DATE)
        self.effects = TrueEffects(world)
        self.with_more = self.left_to_work = self.stayed = self.stopped = 0
        written = written_deliveries(world, self.people)
        for lives in lives_of_candidates(world, self.people):
            bad = [one for place, own in enumerate(written) for one in bad_sums(world, self.people, lives.of(place), place, own)]
            self._add(lives, list(observed_lives(world, self.people, written, lives, bad)))

    def _add(self, lives: Lives, told: list[Life]) -> None:
        of_year = [life for life in told if life.entry_on.year == EVALUATED_YEAR]
        self.whole.add(told)
        self.evaluated.add(of_year)
        self.effects.add(self.people, lives)
        self.with_more += sum(len(life.jobs) > 1 for life in of_year)
        self._follow_to_work(lives)

    def _follow_to_work(self, lives: Lives) -> None:
        """Who leaves benefit for work in a month: off it in all its weeks, with ordinary hours, on it in all weeks of the month before;
        and how long the hours then go on."""
        if lives.weeks is None:
            raise TypeError("lives without benefits")
        month = months_of_weeks(self.world.weeks) - self.world.first_month
        works = lives.ordinary > 0
        on = np.stack([(lives.weeks.paid[:, month == each] != NONE).all(axis=1) for each in range(self.world.months - 1)], axis=1)
        off = np.stack([(lives.weeks.paid[:, month == each] == NONE).all(axis=1) for each in range(self.world.months - 1)], axis=1)
        entry = self.people.entry_day[lives.persons]
        for place in range(lives.persons.size):
            first = (date_of(entry[place]).year * 12 + date_of(entry[place]).month - 1) - self.world.first_month
            for at in range(max(first, 1), self.world.months - 3 - LASTING_MONTHS):
                if on[place, at - 1] and off[place, at] and works[place, at]:
                    self.left_to_work += 1
                    self.stayed += bool(works[place, at : at + LASTING_MONTHS].all())
                    self.stopped += not works[place, at : at + 3].all()
                    break

    def rows(self) -> list[CalibrationRow]:
        """The calibrated figures."""
        employed = self._of(self.evaluated, "participation.employed", "referred")
        off = Decimal(self.evaluated.benefits.off["job_starters"])
        since, founders = partner_since(self.world, self.people), is_in_task_force(self.world)
        in_2017 = since < day_number(date(2018, 1, 1))
        year = f"referred in {EVALUATED_YEAR}"
        return [
            _count("employed by June 2023", "500", PRESS, 495, 505, self._of(self.whole, "participation.employed", "referred")),
            _count("companies by June 2023", "100", PRESS, 95, 105, self._of(self.whole, "participation.partners_active", "partners")),
            _count("companies in the task force at launch in 2017", "25", INTERVIEW_2021, 25, 25, int((founders & in_2017).sum())),
            _count("companies by July 2021", "75", INTERVIEW_2021, 75, 75, int((since <= INTERVIEW).sum())),
            _above("employed by July 2021", "more than 200", INTERVIEW_2021, 200, int((self.people.first_start <= INTERVIEW).sum())),
            _count(year, "160", EVALUATION, 160, 160, self._of(self.evaluated, "participation.referred", "referred")),
            _count(f"{year}: employed", "102", EVALUATION, 102, 102, employed),
            _share(f"{year}: share employed", "64 %", EVALUATION, "63.5", "64.5", employed, 160),
            _count(f"{year}: employments", "147", EVALUATION, 147, 147, self._of(self.evaluated, "participation.placements", "placements")),
            _share(
                f"{year}: two or more jobs, of the employed", "one third", EVALUATION, "32.8", "33.8", Decimal(self.with_more), employed
            ),
            _share(f"{year}: off benefit within a year of job start, of the employed", "35 %", EVALUATION, "34.5", "35.5", off, employed),
            CalibrationRow(
                f"{year}: mean weeks to first job",
                "18",
                EVALUATION,
                Decimal("17.5"),
                Decimal("18.5"),
                self._of(self.evaluated, "participation.weeks_to_first_job", "job_starters").quantize(Decimal("0.01")),
            ),
            CalibrationRow(
                f"{year}: mean hours a week in the job",
                "15",
                EVALUATION,
                Decimal("14.5"),
                Decimal("15.5"),
                self._of(self.evaluated, "job_ladder.mean_weekly_hours", "placements").quantize(Decimal("0.01")),
            ),
        ]

    def shown(self) -> list[CalibrationRow]:
        """Figures that are shown beside the simulated ones and not calibrated."""
        starts, ends = self.people.placements.start, self.people.placements.end
        ran = (starts < LOCKDOWN[0]) & (ends >= LOCKDOWN[0])
        closed = int((ran & (ends < LOCKDOWN[0] + 7 * WEEKS_OF_LOCKDOWN)).sum())
        benchmarks, dag = "Benchmarkingenheden 2023", "star.dk 2018"
        return [
            _shown_count("employed by the end of 2019", "more than 50", "as named, 2019", self._by(date(2019, 12, 31))),
            _shown_count("employed by the end of 2018", "21", "Altinget, c. 2018", self._by(date(2018, 12, 31))),
            _shown_share(
                "placements of March 2020 that ended within eight weeks", "two thirds", "Mandag Morgen 2020", closed, int(ran.sum())
            ),
            _shown_share(
                "of those who left benefit for work: hours in 12 months in a row", "50 %", benchmarks, self.stayed, self.left_to_work
            ),
            _shown_share(
                "of those who left benefit for work: stopped within 3 months", "26 %", benchmarks, self.stopped, self.left_to_work
            ),
            _shown_share("full-time within 12 months, of the referred", "20 % (other rule)", dag, *self._full_time()),
            CalibrationRow(
                "true net FTE per referred person at month 12",
                "none",
                "–",
                None,
                None,
                Decimal(self.effects.means()[ALL]["fte_12m"]).quantize(Decimal("0.001")),
            ),
        ]

    def _full_time(self) -> tuple[int, int]:
        return int(self._of(self.whole, "full_time.reached_count", "referred", "12m")), int(
            self._of(self.whole, "full_time.at_risk", "referred")
        )

    def _by(self, day: date) -> int:
        started: Integers = self.people.first_start[self.people.first_start < RUNNING]
        return int((started <= day_number(day)).sum())

    @staticmethod
    def _of(tally: Tally, figure: str, population: str, window: str = "total") -> Decimal:
        return Decimal(tally.figures()[figure, population, window, "{}"])


def _count(what: str, published: str, source: str, low: int, high: int, simulated: Decimal | int) -> CalibrationRow:
    return CalibrationRow(what, published, source, Decimal(low), Decimal(high), Decimal(simulated))


def _above(what: str, published: str, source: str, low: int, simulated: int) -> CalibrationRow:
    return CalibrationRow(what, published, source, Decimal(low), None, Decimal(simulated), is_above=True)


def _share(what: str, published: str, source: str, low: str, high: str, part: Decimal, whole: Decimal | int) -> CalibrationRow:
    return CalibrationRow(what, published, source, Decimal(low), Decimal(high), _percent(part, whole), " %")


def _shown_count(what: str, published: str, source: str, simulated: int) -> CalibrationRow:
    return CalibrationRow(what, published, source, None, None, Decimal(simulated))


def _shown_share(what: str, published: str, source: str, part: int, whole: int) -> CalibrationRow:
    return CalibrationRow(what, published, source, None, None, _percent(part, whole), " %")


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1")) if whole else Decimal(0)


def tables(programme: Programme) -> str:
    """Both tables as Markdown."""
    calibrated = [
        (row.what, row.published, row.source, row.rounding, f"{row.simulated}{row.unit}", "yes" if row.is_within else "**no**")
        for row in programme.rows()
    ]
    shown = [(row.what, row.published, row.source, f"{row.simulated}{row.unit}") for row in programme.shown()]
    return "\n".join(
        (
            FIRST_MARK,
            "### Calibrated",
            "",
            *_table(("figure", "published", "source", "its rounding", "simulated", "within"), calibrated),
            "",
            "### Shown, not calibrated",
            "",
            *_table(("figure", "published", "source", "simulated"), shown),
            LAST_MARK,
        )
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), *rows)]


def with_tables(page: str, programme: Programme) -> str:
    """The page with its tables renewed. Raises ValueError where the page has no place for them."""
    before, mark, rest = page.partition(FIRST_MARK)
    _, last, after = rest.partition(LAST_MARK)
    if not mark or not last:
        raise ValueError(f"the page has no place between {FIRST_MARK} and {LAST_MARK}")
    return before + tables(programme) + after
