"""What differs between two editions is found by its whole key, and each difference names what may have caused it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from assets.figures.revision_causes import Circumstances, revise
from assets.panel.common import FIGURE_SCHEMA

KINDS = {
    "participation.paid_hours": ("paid_hours",),
    "participation.referred": ("referrals",),
    "full_time.at_risk": ("dream", "paid_hours"),
}
NOTHING = pl.DataFrame(schema={"kind": pl.String, "cause": pl.String, "month": pl.Date})


def figures(*rows: tuple[str, str, int | None], version: int = 1, status: str = "published") -> pl.DataFrame:
    """Figures of (id, window, value)."""
    told: list[dict[str, Any]] = [
        {
            "figure_id": figure,
            "population": "referred",
            "window": window,
            "dimensions": "{}",
            "unit": "persons",
            "value": value,
            "gross_or_net": "gross",
            "status": status if value is not None else "suppressed",
            "definition_version": version,
        }
        for figure, window, value in rows
    ]
    return pl.DataFrame(told, schema=FIGURE_SCHEMA)


def changes(*rows: tuple[str, str, date | None]) -> pl.DataFrame:
    return pl.DataFrame([dict(zip(("kind", "cause", "month"), row, strict=True)) for row in rows], schema=NOTHING.schema)


def causes(found: pl.DataFrame) -> dict[tuple[str, str], str]:
    return {(figure, window): told for figure, window, told in found.select("figure_id", "window", "causes").iter_rows()}


def test_what_is_the_same_is_not_told() -> None:
    same = figures(("participation.referred", "total", 5))
    assert revise(same, same, KINDS, changes(("referrals", "new", None)), Circumstances(is_later_day=True)).is_empty()


def test_a_figure_of_a_month_is_moved_by_rows_of_that_month_alone() -> None:
    now = figures(("participation.paid_hours", "2023-01", 9), ("participation.paid_hours", "2023-02", 9))
    before = figures(("participation.paid_hours", "2023-01", 5), ("participation.paid_hours", "2023-02", 5))
    told = changes(("paid_hours", "restated", date(2023, 1, 1)), ("paid_hours", "new", date(2023, 2, 1)))
    found = revise(now, before, KINDS, told, Circumstances())
    assert causes(found) == {
        ("participation.paid_hours", "2023-01"): "restated",
        ("participation.paid_hours", "2023-02"): "new",
    }


def test_kinds_that_a_figure_does_not_rest_on_move_nothing() -> None:
    found = revise(
        figures(("participation.referred", "total", 6)),
        figures(("participation.referred", "total", 5)),
        KINDS,
        changes(("referrals", "new", None), ("paid_hours", "restated", None)),
        Circumstances(),
    )
    assert causes(found) == {("participation.referred", "total"): "new"}
    assert found["kinds"].to_list() == ["referrals"]


def test_several_causes_are_all_told() -> None:
    found = revise(
        figures(("full_time.at_risk", "total", 6), version=2),
        figures(("full_time.at_risk", "total", 5)),
        KINDS,
        changes(("dream", "restated", None), ("paid_hours", "new", None)),
        Circumstances(is_erased=True, naming_kinds=frozenset({"dream"})),
    )
    assert causes(found) == {("full_time.at_risk", "total"): "definition,erased,restated,new"}


@pytest.mark.parametrize(
    ("circumstances", "cause"),
    [
        (Circumstances(is_later_day=True), "later_day"),
        (Circumstances(is_program_other=True, is_later_day=True), "program"),
        (Circumstances(are_settings_other=True), "settings"),
        (Circumstances(), "unexplained"),
        (Circumstances(is_erased=True, naming_kinds=frozenset({"paid_hours"})), "unexplained"),
    ],
)
def test_without_changed_rows_the_circumstances_speak(circumstances: Circumstances, cause: str) -> None:
    now, before = figures(("participation.referred", "total", 6)), figures(("participation.referred", "total", 5))
    assert causes(revise(now, before, KINDS, NOTHING, circumstances)) == {("participation.referred", "total"): cause}


def test_coming_going_hiding_and_showing_are_told_apart() -> None:
    now = figures(("participation.referred", "12m", 5), ("participation.referred", "24m", None), ("participation.referred", "6m", 7))
    before = figures(("participation.referred", "total", 5), ("participation.referred", "24m", 5), ("participation.referred", "6m", None))
    found = revise(now, before, KINDS, changes(("referrals", "new", None)), Circumstances())
    assert dict(found.select("window", "change").iter_rows()) == {"12m": "appeared", "total": "vanished", "24m": "hidden", "6m": "shown"}
    hidden = found.filter(pl.col("window") == "24m").row(0, named=True)
    assert hidden["value"] is None
    assert hidden["value_before"] == 5
