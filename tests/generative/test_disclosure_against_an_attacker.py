"""What is published tells no hidden count: an attacker with integer programmes of its own, on random sets of linked tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from assets.figures.disclosure import protect
from tests.examples import many, number
from tests.generative.attack_runs import attack
from tests.generative.disclosure_attacker import pinned, read
from tests.generative.random_tables import chains, count, draw_persons, draw_plan


@many
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_hidden_count_of_two_editions_is_narrowed_down_to_fewer_than_four_numbers(audience: str) -> None:
    outcomes = [attack(seed, 24, audience) for seed in range(number(3, of=10))]
    assert sum(outcome.attacked for outcome in outcomes) > 10  # an attack on nothing would prove nothing
    assert [outcome.found for outcome in outcomes if outcome.found] == []


def test_the_attacker_finds_a_suppression_that_is_too_weak() -> None:
    """Hiding the small counts alone: the totals bring them back."""
    frame = pl.DataFrame(
        {
            "measure": ["referred"] * 9,
            "sex": ["f", "m", None] * 3,
            "place": ["a"] * 3 + ["b"] * 3 + [None] * 3,
            "count": [None, 10, 12, 20, 15, 35, 22, 25, 47],
            "status": ["suppressed", *["published"] * 8],
        }
    )
    system = read([{"table": frame}], "internal")
    assert pinned(system) == [(system.places[0, "referred", (("place", "a"), ("sex", "f"))],)]


def test_the_attacker_finds_what_two_editions_tell_together() -> None:
    def edition(hidden: tuple[int, ...]) -> pl.DataFrame:
        numbers = [2, 10, 12, 30, 54]
        return pl.DataFrame(
            {
                "measure": ["referred"] * 5,
                "place": ["a", "b", "c", "d", None],
                "count": [None if place in hidden else number for place, number in enumerate(numbers)],
                "status": ["suppressed" if place in hidden else "published" for place in range(5)],
            }
        )

    together = [{"table": edition((0, 1))}, {"table": edition((0, 2))}]
    closed = [("referred", (("place", place),)) for place in "abcd"] + [("referred", ())]
    assert pinned(read(together[:1], "internal")) == []
    assert len(pinned(read(together, "internal", unchanged=closed))) > 0


def test_what_is_published_adds_up_to_what_is_true_within_the_rounding() -> None:
    random = np.random.default_rng(5)
    plan = draw_plan(random, 40)
    truth = count(plan, draw_persons(random, plan, 200))
    shown = protect(truth.tables, "public", nested=chains(plan))
    for name, frame in truth.tables.items():
        for exact, told in zip(frame["count"], shown[name]["shown"], strict=True):
            assert told is None or (told == 0) == (exact == 0)
            assert told is None or abs(told - exact) <= 2  # half a base of five
