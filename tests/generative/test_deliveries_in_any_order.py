"""Random sequences of deliveries, in any order of arrival, end in the same core tables as one delivery with the final content."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data_contracts.problems import NotFitToPublish
from tests.examples import examples
from tests.generative.any_style import CANONICAL, write_rows
from tests.generative.deliveries import MONDAYS, MONTHS, NAMES, PROGRAMMES, Rows
from tests.loading import NOUNS, core, load

DAYS = ("2023-06-15", "2023-07-14", "2023-08-15")
NOBODY = "8801659999"
"""A person whom nothing names: the rows show how far a file reaches and are dropped at the reader."""
KEYS = {
    "referrals": ("cpr", "referred_on"),
    "comparison_persons": ("cpr",),
    "placements": ("placement_id",),
    "partners": ("host_cvr",),
    "invoices": ("invoice_id",),
}
ALTERED = {
    "referrals": {"target_group": "sygedagpenge"},
    "comparison_persons": {"target_group": "sygedagpenge"},
    "placements": {"weekly_hours": Decimal(37), "ended_on": None},
    "partners": {"name": "Et andet navn", "employees": None},
    "invoices": {"hours": Decimal(1), "amount_dkk": Decimal(1)},
}
Draw = Any


def keyed(draw: Draw, kind: str, rows: Rows) -> list[Rows]:
    """For each delivery the rows that it tells: a row's final version from some delivery on, another one before it or nothing."""
    told: list[Rows] = [[] for _ in DAYS]
    for row in rows:
        final = draw(st.integers(0, len(DAYS) - 1))
        for place, delivery in enumerate(told):
            if place == final or (place > final and draw(st.booleans())):
                delivery.append(row)
            elif place < final and draw(st.booleans()):
                delivery.append(row | ALTERED[kind])
    return told


def distinct(draw: Draw, rows: Rows) -> list[Rows]:
    """Events, each told by one delivery or more."""
    told: list[Rows] = [[] for _ in DAYS]
    for row in rows:
        first = draw(st.integers(0, len(DAYS) - 1))
        for place, delivery in enumerate(told):
            if place == first or draw(st.booleans()):
                delivery.append(row)
    return told


def spans(draw: Draw, periods: list[date]) -> list[tuple[int, int]]:
    """First and last period that each delivery spans; the last delivery that spans a period speaks for it."""
    return [tuple(sorted(draw(st.tuples(*[st.integers(0, len(periods) - 1)] * 2)))) for _ in DAYS]  # type: ignore[misc]  # a pair


def restated(rows: Rows, column: str, periods: list[date], reach: list[tuple[int, int]], wrong: dict[str, Any]) -> tuple[list[Rows], Rows]:
    """What each delivery tells of periods that it spans, wrong where a newer one speaks for them, and the rows that are left in the end."""
    told: list[Rows] = [[] for _ in DAYS]
    final: Rows = []
    for row in rows:
        covering = [place for place, (first, last) in enumerate(reach) if first <= periods.index(row[column]) <= last]
        for place in covering:
            told[place].append(row if place == covering[-1] else row | wrong)
        if covering:
            final.append(row)
    for (first, last), delivery in zip(reach, told, strict=True):
        delivery += [{**rows[0], "cpr": NOBODY, column: periods[place]} for place in {first, last}]
    return told, final


@st.composite
def sequences(draw: Draw) -> tuple[list[dict[str, Rows]], dict[str, Rows]]:
    """Deliveries in order of their days, and the final content."""
    programme = draw(PROGRAMMES)
    somebody = programme["referrals"][0]["cpr"]
    told = {kind: keyed(draw, kind, programme[kind]) for kind in KEYS}
    told |= {kind: distinct(draw, programme[kind]) for kind in ("person_status", "wellbeing")}
    told["programme_costs"] = [[programme["programme_costs"][0] | {"amount_dkk": Decimal(7)}], [], programme["programme_costs"]]
    hours = [row | {"cpr": somebody} for row in programme["paid_hours"][:1]] + programme["paid_hours"][1:]
    reach = spans(draw, MONTHS)
    reach[draw(st.integers(0, len(DAYS) - 1))] = (0, len(MONTHS) - 1)
    told["paid_hours"], final_hours = restated(hours, "month", MONTHS, reach, {"hours": Decimal(12), "employment_form": "ordinær"})
    weeks = spans(draw, MONDAYS)
    told["benefit_weeks"], final_weeks = restated(programme["benefit_weeks"], "week", MONDAYS, weeks, {"amount_dkk": Decimal(99)})
    deliveries = [{kind: rows[place] for kind, rows in told.items() if rows[place]} for place in range(len(DAYS))]
    reached = {"cpr": NOBODY}
    final = programme | {
        "paid_hours": [*final_hours, hours[0] | reached],
        "benefit_weeks": [*final_weeks, programme["benefit_weeks"][0] | reached],
    }
    return deliveries, final


def put(inbox: Path, day: str, delivery: dict[str, Rows]) -> None:
    folder = inbox / "aalborg" / day
    for kind, rows in delivery.items():
        name = NAMES[kind].replace("2023-06-15", day)
        write_rows(folder, name, kind, rows, CANONICAL)


def in_order_of_arrival(deliveries: Iterable[tuple[str, dict[str, Rows]]], folder: Path) -> dict[str, pl.DataFrame]:
    """The core tables after the last delivery to arrive; the same warehouse is loaded again after each that makes a run possible."""
    warehouse = None
    for day, delivery in deliveries:
        put(folder / "inbox", day, delivery)
        with contextlib.suppress(NotFitToPublish):  # nobody who is referred so far has been paid
            warehouse = load(folder / "inbox", folder / "out")
    assert warehouse is not None
    return core(warehouse, NOUNS)


@examples(
    2,
    of=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller failure is not worth minutes of loading
)
@given(sequence=sequences(), arrival=st.permutations(range(len(DAYS))))
def test_any_order_of_arrival_ends_in_the_final_content(
    sequence: tuple[list[dict[str, Rows]], dict[str, Rows]], arrival: list[int]
) -> None:
    deliveries, final = sequence
    with TemporaryDirectory() as name:
        folder = Path(name)
        put(folder / "once" / "inbox", DAYS[-1], final)
        once = core(load(folder / "once" / "inbox", folder / "once" / "out"), NOUNS)
        found = in_order_of_arrival([(DAYS[place], deliveries[place]) for place in arrival], folder / "many")
    for table in NOUNS:
        assert_frame_equal(found[table], once[table])
