"""How often the 95 percent ranges of our estimators hold the truth, in small and lopsided designs, beside those of other packages.

Three families, each cell drawn anew many times: a difference of two means with few treated of another spread; a difference in
differences with few treated clusters; a cumulative incidence of which part of the persons is lost. Asked for: 93 to 97 percent. What
statsmodels, pyfixest, diff-diff and scikit-survival give for the same draws stands beside ours, the slow ones for the first of them alone;
where no range is given the table says how often.

    make peers                                      # the other packages, which nothing else needs
    python -m benchmarks.estimator_coverage [DRAWS]
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyfixest
import statsmodels.api as sm
from diff_diff import DifferenceInDifferences
from sksurv.nonparametric import cumulative_incidence_competing_risks

from assets.statistics.asked_columns import NotEstimableError
from assets.statistics.differences import Estimate, difference_in_differences, difference_in_means
from assets.statistics.incidence import cumulative_incidence, incidence_at

DRAWS = 2_000
SLOW_DRAWS = 200
"""How many draws the packages that take tens of milliseconds each are asked about."""
LOWEST, HIGHEST = 0.93, 0.97
PERIODS = 12
PAGE = Path(__file__).resolve().parents[1] / "docs" / "estimator_coverage.md"
Range = tuple[float, float] | None
Asked = Callable[[], Range]
Draw = Callable[[np.random.Generator], Sequence[Asked]]
"""Draws data and returns what to ask of it: ours first, then the peers in the family's order."""
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """One design: what it is called, the true value, how ranges are drawn (ours first, then the peers'), whether the limits hold for it."""

    name: str
    truth: float
    draw: Draw
    is_asked: bool = True


@dataclass(frozen=True)
class Found:
    """Of one estimator in one cell: the share of given ranges that hold the truth (None: none given), and the share given."""

    held: float | None
    given: float


def means() -> Iterator[Cell]:
    """Few treated, who spread three times as much as the others, as much, or a third."""
    for treated in (2, 3, 5, 10, 20, 50):
        for spread in (1.0, 3.0, 1 / 3):
            yield Cell(f"{treated} of {treated + 200} treated, spread x {spread:.2g}", 1.0, _means(treated, spread), treated >= 10)


def _means(treated: int, spread: float) -> Draw:
    is_treated = np.arange(treated + 200) < treated

    def draw(rng: np.random.Generator) -> Sequence[Asked]:
        outcome = is_treated + rng.normal(size=len(is_treated)) * np.where(is_treated, spread, 1.0)
        frame = pl.DataFrame({"y": outcome, "d": is_treated})
        design = sm.add_constant(is_treated.astype(float))
        return [
            lambda: _given(lambda: difference_in_means(frame, "y", "d")),
            lambda: _least_squares(outcome, design, 1, cov_type="nonrobust"),
            lambda: _least_squares(outcome, design, 1, cov_type="HC3"),
        ]

    return draw


def changes() -> Iterator[Cell]:
    """Twenty and fifty clusters of equal or unequal size, few of them treated; each has a level and a shock of its own in each period."""
    for clusters, sizes in ((20, "equal"), (20, "unequal"), (50, "equal")):
        for treated in (1, 2, 3, 4, 5, 6, 8, 10):
            name = f"{treated} of {clusters} clusters treated, {sizes} sizes"
            yield Cell(name, 1.0, _changes(clusters, treated, is_equal=sizes == "equal"), treated >= 4)


def _changes(clusters: int, treated: int, *, is_equal: bool) -> Draw:
    def draw(rng: np.random.Generator) -> Sequence[Asked]:
        sizes = np.full(clusters, 10) if is_equal else rng.integers(4, 21, clusters)
        cluster = np.repeat(np.arange(clusters), 2 * sizes)
        after = np.concatenate([np.repeat([0.0, 1.0], size) for size in sizes])
        is_treated = (cluster < treated).astype(float)
        level, shock = rng.normal(size=clusters), rng.normal(size=(clusters, 2)) * 0.5
        outcome = is_treated * after + level[cluster] + shock[cluster, after.astype(int)] + rng.normal(size=len(cluster))
        frame = pl.DataFrame({"y": outcome, "d": is_treated, "t": after, "unit": cluster})
        design = np.column_stack([np.ones(len(cluster)), is_treated, after, is_treated * after])
        return [
            lambda: _given(lambda: difference_in_differences(frame, "y", "d", "t", "unit")),
            lambda: _least_squares(outcome, design, 3, cov_type="cluster", cov_kwds={"groups": cluster}, use_t=True),
            lambda: _bias_reduced(frame),
            lambda: _jackknife(frame),
        ]

    return draw


def _bias_reduced(frame: pl.DataFrame) -> Range:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = DifferenceInDifferences(cluster="unit", vcov_type="hc2_bm").fit(frame.to_pandas(), outcome="y", treatment="d", post="t")
    low, high = found.conf_int
    return (float(low), float(high)) if np.isfinite(low) and np.isfinite(high) else None


def _jackknife(frame: pl.DataFrame) -> Range:
    ends = pyfixest.feols("y ~ d * t", frame.to_pandas(), vcov={"CRV3": "unit"}).confint().loc["d:t"]
    return float(ends.iloc[0]), float(ends.iloc[1])


def incidences() -> Iterator[Cell]:
    """Two causes over twelve periods; nobody, a quarter or half of the persons lost on the way."""
    for persons in (50, 100, 400):
        for share in (0.02, 0.1, 0.3):
            for lost in (0.0, 0.25, 0.5):
                draw, truth = _incidence(persons, share, lost)
                yield Cell(f"{truth * 100:.1f} % of {persons}, {lost * 100:.0f} % lost", truth, draw, persons * share >= 5)


def _incidence(persons: int, share: float, lost: float) -> tuple[Draw, float]:
    rival = 0.2
    own, other = -np.log(1 - share) / PERIODS, -np.log(1 - rival) / PERIODS
    leave = -np.log(1 - lost) / PERIODS if lost else 0.0
    left = (1 - own - other) ** np.arange(PERIODS)
    truth = float((left * own).sum())

    def draw(rng: np.random.Generator) -> Sequence[Asked]:
        drawn = rng.random((persons, PERIODS))
        event = np.where(drawn < own, 1, np.where(drawn < own + other, 2, 0))
        first = np.where(event.any(axis=1), (event > 0).argmax(axis=1) + 1, PERIODS)
        cause = np.where(event.any(axis=1), event[np.arange(persons), first - 1], 0)
        gone = rng.geometric(leave, persons) if leave else np.full(persons, PERIODS + 1)
        cause = np.where(gone < first, 0, cause)
        until = np.minimum(first, gone)
        return [lambda: _ours(until, cause), lambda: _log_log(until, cause)]

    return draw, truth


def _ours(until: Integers, cause: Integers) -> Range:
    found = incidence_at(cumulative_incidence(until, cause), 1, PERIODS, at_risk=int((until >= PERIODS).sum()))
    return found.low, found.high


def _log_log(until: Integers, cause: Integers) -> Range:
    # It knows no single cause (findings/one-cause-alone-has-no-incidence.sh).
    if not ((cause == 1).any() and (cause == 2).any()):
        return None
    _, _, ends = cumulative_incidence_competing_risks(cause, until, conf_type="log-log")
    return float(ends[1, 0, -1]), float(ends[1, 1, -1])


def _given(asked: Callable[[], Estimate]) -> Range:
    try:
        found = asked()
    except NotEstimableError:
        return None
    return found.low, found.high


def _least_squares(outcome: Floats, design: Floats, which: int, **how: object) -> Range:
    low, high = sm.OLS(outcome, design).fit(**how).conf_int()[which]
    return float(low), float(high)


def measured(cell: Cell, draws: int, slow: Sequence[int]) -> list[Found]:
    """Ours and each peer's coverage in one cell; the peers at the places `slow` are asked about the first SLOW_DRAWS draws alone."""
    rng = np.random.default_rng(2026)
    ranges: list[list[Range]] = []
    for number in range(draws):
        asked = cell.draw(rng)
        ranges += [[] for _ in asked[len(ranges) :]]
        for place, ask in enumerate(asked):
            if number < SLOW_DRAWS or place not in slow:
                ranges[place].append(ask())
    return [_found(given, cell.truth) for given in ranges]


def _found(ranges: Sequence[Range], truth: float) -> Found:
    given = [one for one in ranges if one is not None]
    held = sum(low <= truth <= high for low, high in given) / len(given) if given else None
    return Found(held, len(given) / len(ranges))


FAMILIES = (
    ("Difference of means", means, ("ours (HC2)", "statsmodels, one variance", "statsmodels, HC3"), ()),
    ("Difference in differences", changes, ("ours (CR2)", "statsmodels, CR1", "diff-diff, CR2", "pyfixest, CRV3"), (2, 3)),
    ("Cumulative incidence", incidences, ("ours", "scikit-survival, log-log"), ()),
)


def _words(found: Found) -> str:
    if found.held is None:
        return "no range"
    return f"{found.held * 100:.1f} %" + (f" (given in {found.given * 100:.1f} %)" if found.given < 1 else "")


def main(arguments: Sequence[str]) -> int:
    """Writes the page; 1 where a cell that is asked for lies outside the limits."""
    draws = int(arguments[0]) if arguments else DRAWS
    missed = []
    lines = [
        "# How often the estimators' ranges hold the truth",
        "",
        f"`python -m benchmarks.estimator_coverage`: {draws} draws a cell. Asked for: {LOWEST * 100:g} to {HIGHEST * 100:g} percent where "
        f"`asked` says so; chance alone moves a share by one percentage point either way. diff-diff and pyfixest: {SLOW_DRAWS} draws.",
    ]
    for title, cells, columns, slow in FAMILIES:
        lines += ["", f"## {title}", "", f"| design | asked | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
        for cell in cells():
            found = measured(cell, draws, slow)
            lines.append(f"| {cell.name} | {'yes' if cell.is_asked else ''} | {' | '.join(_words(one) for one in found)} |")
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
            held = found[0].held
            if cell.is_asked and (held is None or not LOWEST <= held <= HIGHEST):
                missed.append(cell.name)
    lines += ["", f"Outside the limits: {'; '.join(missed) or 'none'}."]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(lines[-1] + "\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
