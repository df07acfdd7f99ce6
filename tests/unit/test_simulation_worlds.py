"""Simulated worlds: what the programme adds is known, who is referred is known to differ and in what, quality is what was asked for."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from data_contracts.problems import WrongUse
from pipelines.command_line import main
from simulation import Truth, simulate
from simulation.calendar import months_of_days
from simulation.calibration import FIRST_MARK, Programme, with_tables
from simulation.drawn_lives import lives_of_candidates, lives_of_comparison
from simulation.lives import Lives
from simulation.people import draw_people, entry_months
from simulation.residents import NEVER_MONTH, STAYS, Residents, draw_comparison
from simulation.simulator import world_of
from simulation.spoiling import ERROR_PAGE_NAME
from simulation.true_effects import TrueEffects
from tests.unit.plain_files import PATTERNS, kind_of
from tests.unit.plain_reader import Inbox

PAGE = Path(__file__).resolve().parents[2] / "docs" / "simulation.md"
CODES = Path(__file__).resolve().parents[3] / "shared" / "facts" / "dream_codes.csv"


@pytest.mark.parametrize(("effect", "sign"), [("positive", 1), ("zero", 0), ("negative", -1)])
def test_the_true_effect_is_what_was_asked_for(effect: str, sign: int) -> None:
    world = world_of(candidates=1500, effect=effect)  # type: ignore[arg-type]  # one of the three words
    people, effects = draw_people(world), TrueEffects(world)
    for lives in lives_of_candidates(world, people):
        effects.add(people, lives)
    for means in effects.means().values():
        assert means["persons"] > 500
        assert np.sign(float(means["fte_12m"])) == sign
        assert np.sign(float(means["benefit_weeks_52w"])) == -sign


def test_without_an_effect_hours_and_benefits_are_those_that_would_have_been_anyway() -> None:
    world = world_of(candidates=300, effect="zero")
    (lives,) = lives_of_candidates(world, draw_people(world))
    assert lives.untreated is not None
    assert lives.weeks is not None
    assert (lives.ordinary == lives.untreated.ordinary).all()
    assert (lives.weeks.paid == lives.untreated.paid).all()
    assert lives.hours[:, 0].any(), "the programme pays some of these hours"


def test_the_referred_enter_at_their_lowest_point_and_would_have_recovered_in_part() -> None:
    world = world_of(candidates=4000)
    people = draw_people(world)
    (lives,) = lives_of_candidates(world, people)
    assert lives.untreated is not None
    entry = entry_months(people) - world.first_month
    seen = (entry >= 12) & (entry + 12 < world.months)
    rows = np.flatnonzero(seen)
    hours = [lives.untreated.ordinary[rows, entry[rows] + month].mean() for month in (-12, 0, 12)]
    assert hours[1] < hours[0] / 3
    assert hours[2] > hours[1] * 2


def _strata(world_first: int, residents: Residents, ordinary: np.ndarray, month: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]  # of any numbers
    """Age in five years, and whether there was work in months -12 to -7, of those without any in -6 to 0 (else -1)."""
    rows = np.arange(month.size)
    before = ordinary[rows[:, None], np.maximum(month[:, None] - np.arange(13), 0)]
    age = (month + world_first - months_of_days(residents.birth_day)) // 60
    is_plain = (residents.event == STAYS) & (residents.pension_month == NEVER_MONTH) & (before[:, :7].sum(axis=1) == 0)
    return np.where(is_plain, age * 2 + (before[:, 7:].sum(axis=1) > 0), -1)


def test_whoever_has_the_same_twelve_months_behind_them_would_have_fared_alike() -> None:
    """The mean of the referred without the programme, against comparison persons of the same age and past at random months."""
    world = world_of(candidates=12_000, comparison=12_000)
    people = draw_people(world)
    referred = [_pairs(world.first_month, world.months, lives, people.entry_day) for lives in lives_of_candidates(world, people)]
    rng = np.random.Generator(np.random.PCG64(5))
    pool = draw_comparison(world)
    days = (rng.random(world.candidates + world.first_comparison + 2 * world.comparison) * 365 * 4.5 + 17_900).astype(np.int64)
    compared = [_pairs(world.first_month, world.months, lives, days) for lives in lives_of_comparison(world, pool)]
    strata, later = (np.concatenate([block[part] for block in referred]) for part in range(2))
    of_pool, later_of_pool = (np.concatenate([block[part] for block in compared]) for part in range(2))
    gap = weight = variance = 0.0
    for stratum in np.unique(strata[strata >= 0]):
        one, other = later[strata == stratum], later_of_pool[of_pool == stratum]
        if one.size > 20 and other.size > 20:
            gap += one.size * (one.mean() - other.mean())
            variance += one.size**2 * (one.var() / one.size + other.var() / other.size)
            weight += one.size
    assert weight > 4000
    assert abs(gap) < 3 * variance**0.5
    assert abs(later.mean() - later_of_pool.mean()) > 3 * (later.var() / later.size + later_of_pool.var() / later_of_pool.size) ** 0.5


def _pairs(first_month: int, months: int, lives: Lives, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]  # as above
    """Stratum and hours twelve months later, without the programme, of those who can be followed both ways."""
    assert lives.weeks is not None
    ordinary = lives.ordinary if lives.untreated is None else lives.untreated.ordinary
    month = months_of_days(days[lives.persons]) - first_month
    seen = (month >= 12) & (month + 12 < months)
    rows = np.flatnonzero(seen)
    strata = _strata(first_month, lives.weeks.residents.of(seen), ordinary[seen], month[seen])
    return strata, ordinary[rows, month[rows] + 12]


def test_the_referred_are_younger_than_the_pool_they_come_from() -> None:
    world = world_of(comparison=2000)
    assert draw_people(world).residents.birth_day.mean() > draw_comparison(world).birth_day.mean() + 365


def test_more_comparison_persons_or_another_quality_do_not_change_the_lives_of_the_referred(tmp_path: Path) -> None:
    truths = [
        simulate(tmp_path / str(number), candidates=150, comparison=comparison, persons=persons, months=40)
        for number, (comparison, persons) in enumerate([(0, 25), (70, 0)])
    ]
    of_others = ("selection.",)
    without_others = [{key: value for key, value in truth.figures.items() if not key[0].startswith(of_others)} for truth in truths]
    assert without_others[0] == without_others[1]
    assert truths[0].effects == truths[1].effects


def test_the_files_are_the_same_under_both_settings_of_the_benefit_condition(tmp_path: Path) -> None:
    required = simulate(tmp_path / "required", candidates=80, comparison=20, months=30)
    ignored = simulate(tmp_path / "ignored", benefit_condition="ignored", candidates=80, comparison=20, months=30)
    assert required.files == ignored.files
    populations = {key[1] for key in ignored.figures if key[0].startswith("full_time.")}
    assert populations == {"referred_benefit_ignored", "job_starters_benefit_ignored"}
    assert {key[1] for key in required.figures if key[0].startswith("full_time.")} == {"referred", "job_starters"}


def _refused(truth: Truth) -> int:
    return sum(account.quarantined.total() for account in truth.files.values())


def test_quality_decides_how_many_rows_are_refused(tmp_path: Path) -> None:
    clean, normal, bad = (
        simulate(tmp_path / quality, candidates=300, comparison=40, quality=quality) for quality in ("clean", "normal", "bad")
    )
    assert _refused(clean) == 0
    assert 0 < _refused(normal) < _refused(bad) / 4
    pages = list((tmp_path / "bad").glob(f"*/*/{ERROR_PAGE_NAME}"))
    assert [page.read_text().startswith("<!DOCTYPE html>") for page in pages] == [True]
    texts = [path.read_bytes() for path in (tmp_path / "bad").glob("*/*/loentimer*.csv")]
    assert all("µ".encode() in text or "°".encode() in text for text in texts)
    assert not any("°".encode() in path.read_bytes() for path in (tmp_path / "normal").glob("*/*/*.csv"))
    placements = list((tmp_path / "bad").glob("*/*/ans*ttelser.csv"))
    assert all(b"; CPR-NUMMER ;" in path.read_bytes() for path in placements)
    assert placements


def test_every_kind_is_delivered(tmp_path: Path) -> None:
    simulate(tmp_path / "inbox", candidates=120, comparison=30)
    assert {kind_of(path.name) for path in (tmp_path / "inbox").glob("*/*/*")} - {None} == set(PATTERNS)


@pytest.mark.shared
@pytest.mark.skipif(not CODES.is_file(), reason="the list of DREAM codes is not in ../shared/facts")
def test_dream_says_only_what_the_list_of_codes_knows(tmp_path: Path) -> None:
    simulate(tmp_path / "inbox", candidates=500, comparison=200)
    with CODES.open(encoding="utf-8") as file:
        spans = [(int(row["code_from"]), int(row["code_to"])) for row in csv.DictReader(file) if row["code_from"]]
    known = {0} | {code for first, last in spans for code in range(first, last + 1)}
    found = {code for codes in Inbox(tmp_path / "inbox").dream.values() for code in codes.values()}
    assert found <= known
    assert {0, 121, 730, 783, 996, 998} <= found


@pytest.mark.parametrize(("option", "word"), [("effect", "large"), ("quality", "excellent")])
def test_a_word_that_no_option_knows_is_refused(tmp_path: Path, option: str, word: str) -> None:
    with pytest.raises(WrongUse) as refused:
        simulate(tmp_path / "inbox", **{option: word})
    assert refused.value.key == "simulate_option_unknown"


def test_the_command_writes_the_truth_beside_the_inbox_and_never_into_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox, truth = tmp_path / "inbox", tmp_path / "truth.json"
    words = ["simulate", "--output", str(inbox), "--candidates", "40", "--comparison", "10", "--effect", "zero", "--truth"]
    with pytest.raises(SystemExit) as ended:
        main.main(args=[*words, str(inbox / "truth.json")])
    assert ended.value.code == 2
    assert not inbox.exists()
    assert "indbakken" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main.main(args=[*words, str(truth)])
    assert ended.value.code == 0
    record = json.loads(truth.read_text("utf-8"))
    assert float(record["effects"]["referred"].get("fte_12m", 0)) == 0
    assert {row["figure_id"] for row in record["figures"]} > {"participation.referred", "benefit_weeks.persons_paired"}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_calibrated_figure_lies_within_its_published_rounding(seed: int) -> None:
    rows = Programme(world_of(seed=seed)).rows()
    assert len(rows) > 10
    assert [row.what for row in rows if not row.is_within] == []


def test_the_page_shows_the_figures_of_the_default_world() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert FIRST_MARK in page
    assert page == with_tables(page, Programme(world_of())), "run .venv/bin/python -m benchmarks.calibration"
