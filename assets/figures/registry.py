"""The registry: all effects' figures in one table, each under a key that no other has, and what each audience may see of it.

Belongs here: collecting and proving the key. Does not belong here: which effects there are; they come as asset keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dagster as dg
import duckdb

from assets.figures.contributions import company_contributions, contributed_since, persons_behind
from assets.figures.disclosure import AUDIENCES, Earlier, disclose
from assets.figures.judged_claims import judge
from assets.figures.passport_rows import PASSPORT_COLUMNS, foundation, passports
from assets.figures.revision_causes import REVISION_COLUMNS, Circumstances, revise
from assets.figures.verdicts import without_verdicts
from assets.warehouse.database import Warehouse, append, create_table
from assets.warehouse.editions import Edition, EditionHistory
from data_contracts.bound_claims import CLAIM_COLUMNS, require_bindings
from data_contracts.contract import KINDS, load_contract
from data_contracts.figure import DEFINITION_COLUMNS, FIGURE_COLUMNS
from data_contracts.figure_facts import FigureFacts
from data_contracts.problems import MachineProblem
from data_contracts.settings import Settings


def collect(connection: duckdb.DuckDBPyConnection, effects: Sequence[str]) -> int:
    """Writes `figures.figures` and `figures.definitions` from every effect's figures and returns how many there are.

    Raises MachineProblem where two figures share the key (figure_id, population, window, dimensions).
    """
    for table, columns in (("figures", FIGURE_COLUMNS), ("definitions", DEFINITION_COLUMNS)):
        create_table(connection, f"figures.arriving_{table}", columns)
        named = ", ".join(f'"{name}"' for name in columns)
        for effect in effects:
            connection.table(f"effects.{effect}_{table}").select(named).insert_into(f"figures.arriving_{table}")
        create_table(connection, f"figures.{table}", columns)
        connection.table(f"figures.arriving_{table}").order("ALL").insert_into(f"figures.{table}")
        connection.execute(f"DROP TABLE figures.arriving_{table}")
    twice = connection.sql("""
        SELECT figure_id FROM figures.figures GROUP BY figure_id, population, "window", dimensions HAVING count(*) > 1
    """).fetchone()
    if twice:
        raise MachineProblem("figure_twice", figure=twice[0])
    total = connection.sql("SELECT count(*) FROM figures.figures").fetchone()
    return int(total[0]) if total else 0


def registry_assets(
    effect_keys: Sequence[dg.AssetKey], kinds: Mapping[str, Sequence[str]], facts: FigureFacts
) -> list[dg.AssetsDefinition]:
    """The registry over the given effects, the figures that each audience may see, their passports and what changed in them.

    `kinds`: figure id → the kinds of delivery that it rests on. `facts`: what the definitions say; a figure in a place that none of them
    names stops the run.
    """

    @dg.asset(
        key=["figures", "figures"],
        group_name="figures",
        deps=list(effect_keys),
        description="Every figure before disclosure control: confidential.",
    )
    def figures(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
        with warehouse.transaction() as connection:
            total = collect(connection, [key.path[-1] for key in effect_keys])
            facts.require(connection.sql("FROM figures.figures").pl().iter_rows(named=True))
        return dg.MaterializeResult(metadata={"figures": total})

    @dg.asset(
        key=["figures", "published"],
        group_name="figures",
        deps=[dg.AssetKey(["figures", "figures"])],
        description="Figures after disclosure control and claims judged by them, for each audience; all that a publication may read.",
    )
    def published(
        warehouse: dg.ResourceParam[Warehouse],
        settings: dg.ResourceParam[Settings],
        is_simulated: dg.ResourceParam[bool],
        data_date: dg.ResourceParam[date],
        chronicle: dg.ResourceParam[EditionHistory],
    ) -> dg.MaterializeResult[None]:
        exact_figures = warehouse.read("figures.figures")
        require_bindings(set(facts.definitions))
        if is_simulated:
            exact_figures = without_verdicts(exact_figures)
        suppressed: dict[str, int] = {}
        with warehouse.transaction() as connection:
            contributions = company_contributions(connection, facts)
            persons = persons_behind(connection, settings.programme.programme_payroll_cvr, facts)
            editions = chronicle.published_before()
            before = [(edition, contributed_since(connection, edition.data_date, facts)) for edition in editions]
            for name, audience in AUDIENCES.items():
                earlier = [Earlier(edition.figures(name), edition.figures("internal"), since) for edition, since in before]
                shown = disclose(exact_figures, audience, facts, earlier=earlier, contributions=contributions, persons=persons)
                create_table(connection, f"figures.{name}", FIGURE_COLUMNS)
                append(connection, f"figures.{name}", shown)
                create_table(connection, f"figures.claims_{name}", CLAIM_COLUMNS)
                claims = judge(shown, audience, is_simulated=is_simulated, data_date=data_date)
                append(connection, f"figures.claims_{name}", claims)
                suppressed[f"suppressed_{name}"] = int((shown["status"] == "suppressed").sum())
        return dg.MaterializeResult(metadata=dict(suppressed))

    @dg.asset(
        key=["figures", "passports"],
        group_name="figures",
        deps=[dg.AssetKey(["figures", "published"])],
        description="What each figure rests on, for each audience.",
    )
    def figure_passports(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
        with warehouse.transaction() as connection:
            foundations = {behind: foundation(connection, behind) for behind in {tuple(found) for found in kinds.values()}}
            for name, audience in AUDIENCES.items():
                found = passports(connection.sql(f"FROM figures.{name}").pl(), kinds, foundations, audience, facts)
                create_table(connection, f"figures.passports_{name}", PASSPORT_COLUMNS)
                append(connection, f"figures.passports_{name}", found)
        return dg.MaterializeResult(metadata={"passports": found.height})

    @dg.asset(
        key=["figures", "revisions"],
        group_name="figures",
        deps=[dg.AssetKey(["figures", "published"])],
        description="Which figures differ from the previous edition's, and through what.",
    )
    def revisions(warehouse: dg.ResourceParam[Warehouse], chronicle: dg.ResourceParam[EditionHistory]) -> dg.MaterializeResult[None]:
        with warehouse.transaction() as connection:
            previous = chronicle.previous
            changes = connection.sql("FROM deliveries.changes").pl()
            for name in AUDIENCES:
                create_table(connection, f"figures.revisions_{name}", REVISION_COLUMNS)
                if previous is not None:
                    now = connection.sql(f"FROM figures.{name}").pl()
                    found = revise(now, previous.figures(name), kinds, changes, _circumstances(chronicle, previous))
                    append(connection, f"figures.revisions_{name}", found)
        return dg.MaterializeResult(metadata={"previous": previous.name if previous else "none"})

    return [figures, published, figure_passports, revisions]


def _circumstances(chronicle: EditionHistory, previous: Edition) -> Circumstances:
    origin = chronicle.origin
    return Circumstances(
        is_erased=origin.erasures != previous.erasures,
        are_settings_other=_are_other(origin.settings, previous.settings),
        is_program_other=origin.versions["smaajob"] != previous.versions["smaajob"],
        is_later_day=origin.data_date > previous.data_date,
        naming_kinds=frozenset(kind for kind in KINDS if load_contract(kind).names_persons),
    )


def _are_other(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a setting that both editions know has another value; what somebody accepted of deliveries moves no figure by itself."""
    known = [(section, name) for section in now if section in before and section != "deliveries" for name in now[section]]
    return any(now[section][name] != before[section][name] for section, name in known if name in before[section])
