"""An effect's asset follows from what the effect says of itself: what it reads, what it waits for, what it keeps."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.effects.effect import Effect, Outcome, UnfitRuleError
from assets.effects.factory import compute, effect_asset
from assets.panel.common import collected, count
from assets.panel.core_sources import Source, quarantined_rows, table
from assets.warehouse.database import Warehouse
from assets.warehouse.frames import LazyFrame
from data_contracts.settings import Settings
from pipelines.effects import effects

ROOT = Path(__file__).parents[2]
DAY = date(2023, 6, 15)
DEFINITION = next(one for one in effects()["participation"].definitions if one.figure_id == "participation.referred")


def persons_of(people: LazyFrame, data_date: date) -> Outcome:
    own = collected(people.select("person_key")).with_columns(on=pl.lit(data_date))
    return Outcome((count(DEFINITION, own.height, population="referred", window="total"),), own)


def an_effect(**sources: Source) -> Effect:
    return Effect("Counts.", (DEFINITION,), sources, persons_of)


def waits_for(effect: Effect) -> set[str]:
    return {key.to_user_string() for key in effect_asset("made_up", effect).dependency_keys}


def test_a_rule_is_given_its_sources_and_what_it_finds_is_kept(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.transaction() as connection:
        connection.execute("CREATE TABLE core.persons AS SELECT 'p' || range AS person_key FROM range(7)")
    assert compute("made_up", an_effect(people=table("core.persons")), warehouse, Settings(), DAY) == 1
    assert warehouse.read("effects.made_up_figures")["value"].to_list() == [7]
    assert warehouse.read("effects.made_up_definitions")["figure_id"].to_list() == ["participation.referred"]
    assert warehouse.read("effects.made_up")["on"].to_list() == [DAY] * 7


def test_an_effect_waits_for_every_table_that_a_query_of_its_names() -> None:
    query = "WITH own AS (FROM core.persons) SELECT * FROM own JOIN core.paid_hours USING (person_key)"
    assert waits_for(an_effect(people=Source(query))) == {"core/persons", "core/paid_hours"}


def test_an_effect_waits_for_the_effect_whose_figures_or_outcomes_it_reads() -> None:
    assert waits_for(an_effect(people=table("effects.net_effect_figures"))) == {"effects/net_effect"}
    assert waits_for(an_effect(people=table("effects.self_support"))) == {"effects/self_support"}


def test_accounts_of_deliveries_are_there_before_the_core() -> None:
    assert quarantined_rows("invoices").tables == {"deliveries.files", "deliveries.invoices_files", "deliveries.invoices_quarantine"}
    assert waits_for(an_effect(people=quarantined_rows("invoices"))) == set()


@pytest.mark.parametrize(
    "named", [{}, {"persons": table("core.persons")}, {"people": table("core.persons"), "more": table("core.partners")}]
)
def test_a_rule_that_asks_for_something_else_than_the_effects_sources_stops_the_build(named: dict[str, Source]) -> None:
    with pytest.raises(UnfitRuleError, match=rf"{Path(__file__).name}:\d+: .*(people|more)"):
        an_effect(**named)


def test_a_table_that_an_effect_may_do_without_is_no_frame_where_it_is_missing(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    with warehouse.connect() as connection:
        assert Source("FROM effects.net_effect", is_optional=True).frame(connection) is None


def test_no_effect_knows_dagster_or_opens_the_warehouse() -> None:
    for path in ROOT.glob("assets/effects/*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in getattr(node, "names", ())]
            assert not [name for name in named if name.split(".")[0] in ("dagster", "duckdb") or name == "assets.warehouse.database"], path
