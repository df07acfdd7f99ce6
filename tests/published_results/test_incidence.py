"""Incidence on published data: McCall's 3,343 unemployment spells (Ecdat; Cameron & Trivedi 2005, table 17.7)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.statistics.incidence import cumulative_incidence, incidence_at, survival

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def spells(shared: Path) -> pl.DataFrame:
    """time and cause: 1 full-time, 2 part-time, 3 unknown, 0 censored."""
    flags = [pl.when(pl.col(f"censor{cause}") == 1).then(cause) for cause in (1, 2, 3)]
    data = pl.read_csv(shared / "unempdur_mccall" / "UnempDur.csv")
    return data.select("spell", "censor1", cause=pl.coalesce(*flags, pl.lit(0)))


@pytest.mark.parametrize(("time", "published"), [(10, (0.315457, 0.102778, 0.176415)), (26, (0.461875, 0.144917, 0.242564))])
def test_cumulative_incidence_of_all_three_causes_to_six_digits(spells: pl.DataFrame, time: int, published: tuple[float, ...]) -> None:
    curve = cumulative_incidence(spells["spell"], spells["cause"])
    assert [round(incidence_at(curve, cause, time).incidence, 6) for cause in (1, 2, 3)] == list(published)


def test_every_published_step_of_the_curve(spells: pl.DataFrame, shared: Path) -> None:
    curve = cumulative_incidence(spells["spell"], spells["cause"])
    for row in pl.read_csv(shared / "unempdur_mccall" / "ref_aalen_johansen.csv").iter_rows(named=True):
        for cause, name in ((1, "cif_fulltime"), (2, "cif_parttime"), (3, "cif_unknown")):
            assert incidence_at(curve, cause, int(row["t"])).incidence == pytest.approx(row[name], abs=1e-9)


def test_kaplan_meier_of_the_first_period(spells: pl.DataFrame) -> None:
    first = survival(spells["spell"], spells["censor1"]).row(0, named=True)
    assert (first["events"], first["censored"]) == (294, 246)
    assert round(first["survival"], 4) == 0.9121
    assert round(first["standard_error"], 4) == 0.0049


def test_one_minus_kaplan_meier_is_the_wrong_answer(spells: pl.DataFrame) -> None:
    """Censoring competing events as if those persons could still reach full-time adds more than seventeen points."""
    naive = 1 - survival(spells["spell"], spells["censor1"]).filter(pl.col("time") <= 26)["survival"][-1]
    right = incidence_at(cumulative_incidence(spells["spell"], spells["cause"]), 1, 26).incidence
    assert round(naive, 3) == 0.635
    assert naive - right > 0.17
