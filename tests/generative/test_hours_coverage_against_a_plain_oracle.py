"""Which months of hours are covered and complete for whom: the rule gives on both engines what a plain look at every supplier gives."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assets.core.person_months import hours_coverage
from assets.panel.common import collected
from data_contracts.settings import Settings
from tests.examples import examples
from tests.generative.random_lives import Lazy, on_duckdb, on_polars

MONTHS = [date(2022 + number // 12, number % 12 + 1, 1) for number in range(14)]
SUPPLIERS, PERSONS = ("aalborg", "fokus", "vejle"), ("p", "q", "r")
LAG_MONTHS = 2
DAYS = (date(2022, 8, 15), date(2023, 1, 15), date(2023, 6, 15))
Told = dict[str, dict[int, date]]
"""For each supplier the day of the delivery that speaks for a month, by its place in MONTHS."""

tellings = st.dictionaries(
    st.sampled_from(SUPPLIERS),
    st.dictionaries(st.integers(0, len(MONTHS) - 1), st.sampled_from(DAYS), max_size=len(MONTHS)),
)
speakers = st.sets(st.tuples(st.sampled_from(SUPPLIERS), st.sampled_from(PERSONS)))
spoiled = st.sets(st.tuples(st.sampled_from(PERSONS), st.integers(0, len(MONTHS) - 1)), max_size=3)


def completes(told: dict[int, date], place: int) -> bool:
    """Whether a supplier's months hold one that a late enough delivery speaks for."""
    day = told.get(place)
    return day is not None and (day.year - MONTHS[place].year) * 12 + day.month - MONTHS[place].month > LAG_MONTHS


def plainly(told: Told, speak: set[tuple[str, str]], unknown: set[tuple[str, int]]) -> dict[tuple[str, date], bool]:
    """Whether the month is complete, of each person and covered month."""
    found = {}
    for person in PERSONS:
        own = [told[supplier] for supplier in SUPPLIERS if (supplier, person) in speak and told.get(supplier)]
        for place, month in enumerate(MONTHS):
            if any(place in one for one in own) and (person, place) not in unknown:
                found[person, month] = all(completes(one, place) for one in own if min(one) <= place)
    return found


def by_rule(lazy: Lazy, told: Told, speak: set[tuple[str, str]], unknown: set[tuple[str, int]]) -> dict[tuple[str, date], bool]:
    """The same from `hours_coverage`."""
    names = {"supplier": pl.String, "person_key": pl.String}
    suppliers = pl.DataFrame(sorted(speak), schema=names, orient="row")
    months = pl.DataFrame(
        [(supplier, MONTHS[place], day) for supplier, own in told.items() for place, day in own.items()],
        schema={"supplier": pl.String, "month": pl.Date, "delivered_on": pl.Date},
        orient="row",
    )
    spoilt = pl.DataFrame(
        [(person, MONTHS[place]) for person, place in unknown], schema={"person_key": pl.String, "month": pl.Date}, orient="row"
    )
    found = collected(hours_coverage(lazy(suppliers), lazy(months), lazy(spoilt), Settings()))
    assert found["is_hours_covered"].all()
    return {(row["person_key"], row["month"]): row["is_hours_complete"] for row in found.iter_rows(named=True)}


@examples(20, of=200)
@given(told=tellings, speak=speakers, unknown=spoiled)
def test_a_month_is_complete_once_every_supplier_that_has_begun_has_completed_it(
    told: Told, speak: set[tuple[str, str]], unknown: set[tuple[str, int]]
) -> None:
    wanted = plainly(told, speak, unknown)
    assert by_rule(on_polars, told, speak, unknown) == wanted
    with duckdb.connect() as connection:
        assert by_rule(on_duckdb(connection), told, speak, unknown) == wanted
