"""The job ladder's bands and moves, on both engines."""

from __future__ import annotations

import polars as pl
import pytest

from assets.effects.job_ladder.rule import bands_over_time, figures_of, months_looked_at, moves, with_bands
from assets.panel.common import collected
from tests.spec.panels import ENGINES, FULL, Engine, panel

LAST = 2022 * 12 + 12
"""December 2022 as a number of months."""
pytestmark = pytest.mark.parametrize("engine", ENGINES)


def outcome(start: int, end: int | None, engine: Engine) -> str | None:
    months = [start, *[start] * 5, end]
    frame = collected(moves(panel({"p": months}, engine))).filter(window="6m")
    return None if frame.is_empty() else frame["outcome"][0]


@pytest.mark.parametrize(
    ("hundredths", "band"),
    [(0, 0), (1, 1), (3899, 1), (3900, 2), (7799, 2), (7800, 3), (11699, 3), (11700, 4), (FULL - 1, 4), (FULL, 5)],
)
def test_a_band_begins_at_its_lower_limit_to_the_hundredth(engine: Engine, hundredths: int, band: int) -> None:
    assert collected(with_bands(panel({"p": [hundredths]}, engine)))["band"][0] == band


def test_up_down_same_and_out_are_four_outcomes(engine: Engine) -> None:
    assert outcome(3900, 7800, engine) == "moved_up"
    assert outcome(7800, 3900, engine) == "moved_down"
    assert outcome(3900, 7799, engine) == "unchanged"
    assert outcome(3900, 0, engine) == "left_work"


def test_who_is_full_time_or_out_of_work_at_the_start_is_not_on_the_ladder(engine: Engine) -> None:
    assert outcome(FULL, 3900, engine) is None
    assert outcome(0, 3900, engine) is None


def test_an_unknown_end_month_is_no_outcome(engine: Engine) -> None:
    assert outcome(3900, None, engine) is None


def test_to_end_looks_from_the_entry_month_to_the_last_complete_month(engine: Engine) -> None:
    frame = collected(moves(panel({"p": [3900, 0, 0, 7800, 7800]}, engine, complete=3))).filter(window="to_end")
    assert frame["outcome"].to_list() == ["moved_up"]
    assert (frame["start_band"][0], frame["end_band"][0]) == (2, 3)


def test_leavers_and_down_moves_are_published_beside_up_moves(engine: Engine) -> None:
    people = {"up": [3900, *[3900] * 5, 7800], "down": [7800, *[3900] * 6], "out": [3900, *[3900] * 5, 0], "same": [3900] * 7}
    frame = collected(moves(panel(people, engine)))
    empty = pl.DataFrame(schema={"person_key": pl.String, "month": pl.Date, "ordinary_hours_hundredths": pl.Int64})
    bands = pl.DataFrame(schema={"months_since_first_full_month": pl.Int64, "band": pl.Int64, "persons": pl.Int64})
    looked_at = collected(months_looked_at(panel(people, engine), LAST))
    found = {(f.definition.figure_id, f.window): f.value for f in figures_of(frame, bands, empty, looked_at)}
    for measure in ("moved_up", "moved_down", "left_work", "unchanged"):
        assert found[f"job_ladder.{measure}", "6m"] == 1
        assert found[f"job_ladder.{measure}_share", "6m"] == 0.25


def test_who_has_no_month_after_entry_has_not_been_followed_to_an_end(engine: Engine) -> None:
    assert collected(moves(panel({"p": [3900]}, engine))).is_empty()


def test_unknown_start_and_end_months_count_and_ends_of_those_off_the_ladder_do_not(engine: Engine) -> None:
    people = {"below": [3900] * 7, "lost": [3900, *[3900] * 5, None], "unseen": [None] * 6 + [3900], "out": [0] * 6 + [None]}
    found = {
        row[0]: row[1:]
        for row in collected(months_looked_at(panel(people, engine), LAST - 5)).select("window", "looked_at", "unknown").rows()
    }
    assert found["6m"] == (7, 2), "the end month of who is out of work at the start is not looked at"
    assert found["to_end"] == (7, 1)
    assert "12m" not in found, "month 12 could not be complete"


def test_a_month_that_is_unknown_has_no_band(engine: Engine) -> None:
    found = collected(bands_over_time(panel({"p": [3900, None, 7800]}, engine), LAST))
    assert sorted(found.select("months_since_first_full_month", "band").rows()) == [(0, 2), (1, None), (2, 3)]
