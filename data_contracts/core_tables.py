"""Core tables: what each holds, which columns identify a row, and which may never be missing.

Belongs here: one entry per table that brings several kinds together, what the contracts say of all others, and the checks made from both.
Does not belong here: how the tables are filled (`assets/core`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from data_contracts.contract import KINDS, Contract, load_contract
from data_contracts.properties import ContractFault
from data_contracts.rules import Rule


@dataclass(frozen=True)
class CoreTable:
    """A core table: one sentence on a row, the columns that identify it, the columns that are always filled."""

    description: str
    key: tuple[str, ...]
    filled: tuple[str, ...]
    predicates: Mapping[str, str]
    """Rule id → DuckDB expression that is true where a row cannot be."""


MONDAYS: Mapping[str, str] = {
    "weeks_are_mondays": "isodow(first_week) <> 1 OR isodow(last_week) <> 1",
    "first_week_not_after_last": "first_week > last_week",
}

KNOWN_OR_NOT: Mapping[str, str] = {
    "unknown_hours_are_no_zero": "is_hours_covered = (ordinary_hours_hundredths IS NULL)",
    "complete_months_are_covered": "is_hours_complete AND NOT is_hours_covered",
    "benefit_weeks_of_covered_months_are_known": "is_benefit_covered AND benefit_weeks IS NULL",
}

DERIVED: Final[Mapping[str, CoreTable]] = {
    "persons": CoreTable(
        "One row per referred person, with entry and first job.",
        ("person_key",),
        ("person_key", "birth_year", "sex", "entry_on", "entry_month", "referrals"),
        {},
    ),
    "residences": CoreTable(
        "One row per person and spell of living in one municipality, in weeks.",
        ("person_key", "first_week"),
        ("person_key", "municipality_code", "first_week", "last_week"),
        {**MONDAYS, "one_home_at_a_time": "lead(first_week) OVER (PARTITION BY person_key ORDER BY first_week) <= last_week"},
    ),
    "benefit_spells": CoreTable(
        "One row per person, source, benefit and run of weeks with the same amount or code; amounts in øre a week.",
        ("person_key", "source", "benefit", "municipality_code", "code", "first_week", "last_week"),
        ("person_key", "source", "benefit", "handling", "first_week", "last_week"),
        MONDAYS,
    ),
    "benefit_states": CoreTable(
        "One row per person and run of weeks in which coverage, benefit and kroner stay the same.",
        ("person_key", "first_week"),
        ("person_key", "first_week", "last_week", "is_covered", "is_complete", "is_benefit", "weekly_oere", "weekly_municipal_oere"),
        {**MONDAYS, "one_state_at_a_time": "lead(first_week) OVER (PARTITION BY person_key ORDER BY first_week) <= last_week"},
    ),
    "benefit_months": CoreTable(
        "One row per person and month of which a benefit source tells.",
        ("person_key", "month"),
        ("person_key", "month", "benefit_weeks", "is_benefit_covered", "is_benefit_complete"),
        {"month_has_at_most_five_weeks": "benefit_weeks > 5"},
    ),
    "source_periods": CoreTable(
        "One row per kind and source of hours or benefits: months told, and whether it is late or missing.",
        ("kind", "source"),
        ("kind", "source", "expected_month", "missing_months", "state"),
        {},
    ),
    "competing_events": CoreTable(
        "One row per person, event that ends follow-up, and the months it runs in.",
        ("person_key", "event", "first_month", "last_month"),
        ("person_key", "event", "first_month", "last_month"),
        {},
    ),
    "context_jobindsats_y30r21": CoreTable(
        "One row per vintage, area, half-year and benefit group: expected and actual full-time persons on benefits.",
        ("vintage_on", "area", "period", "benefit_group"),
        ("vintage_on", "area", "period", "first_month", "last_month", "benefit_group", "actual_fulltime_persons"),
        {"half_year_has_six_months": "date_diff('month', first_month, last_month) <> 5"},
    ),
    "context_auk01": CoreTable(
        "One row per vintage, area, benefit, sex, age and quarter: full-time persons on benefit.",
        ("vintage_on", "area", "benefit_type", "sex_group", "age_group", "quarter_on"),
        ("vintage_on", "area", "level", "quarter_on", "persons"),
        {},
    ),
    "context_folk1a": CoreTable(
        "One row per vintage, area, sex, age, marital status and quarter: inhabitants.",
        ("vintage_on", "area", "sex_group", "age_group", "marital_status", "quarter_on"),
        ("vintage_on", "area", "level", "quarter_on", "persons"),
        {},
    ),
    "person_months": CoreTable(
        "One row per referred person and calendar month: hours, norm, and whether each source covers the month.",
        ("person_key", "month"),
        ("person_key", "month", "months_since_entry", "norm_hundredths", "is_hours_covered", "is_hours_complete"),
        KNOWN_OR_NOT,
    ),
    "comparison_months": CoreTable(
        "One row per person listed for comparison and calendar month: hours, norm, benefit weeks, and what each source covers.",
        ("person_key", "month"),
        ("person_key", "month", "norm_hundredths", "is_hours_covered", "is_hours_complete"),
        KNOWN_OR_NOT,
    ),
}
"""Tables that bring several kinds together, or put a published table's rows beside what areas and periods mean."""


@dataclass(frozen=True)
class Reshaped:
    """What a kind's table has otherwise than its rows: a sentence of its own, columns by another name, rules beside the contract's."""

    description: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    predicates: Mapping[str, str] = field(default_factory=dict)


RESHAPED: Final[Mapping[str, Reshaped]] = {
    "placements": Reshaped(
        "One row per employment in a small job, as its supplier last described it.",
        predicates={"placement_ends_not_before_start": "ended_on < started_on"},
    ),
    "paid_hours": Reshaped(
        "One row per person, month, payroll company, employment form and pay type: hours in hundredths, pay in øre.",
        {"hours": "hours_hundredths"},
    ),
    "programme_costs": Reshaped("One row per supplier, month, payer and purpose: cost in øre.", {"amount_dkk": "amount_oere"}),
    "invoices": Reshaped(
        "One row per invoice: hours in hundredths, kroner in øre; negative for a credit note.",
        {"hours": "hours_hundredths", "amount_dkk": "amount_oere"},
    ),
}
"""Tables whose statement in `assets/core` gives rows another shape."""


def own_tables(contract: Contract) -> tuple[str, ...]:
    """The tables that hold a kind's rows and nothing else."""
    return tuple(table for table in contract.core_tables if table not in DERIVED)


def _of_kind(contract: Contract, table: str) -> CoreTable:
    """A kind's own table: its key is the contract's, and what the contract requires is always filled."""
    shape = RESHAPED.get(table, Reshaped())
    keys = (*(("vintage_on",) if contract.keeps_vintages else ()), *contract.key)
    required = [shape.renamed.get(column.landed_name, column.landed_name) for column in contract.columns if column.is_required]
    months = {f"{contract.month}_is_first_of_month": f"day({contract.month}) <> 1"} if contract.month else {}
    return CoreTable(
        shape.description or contract.row_description,
        keys,
        tuple(dict.fromkeys((*(name for name in keys if name in ("vintage_on", "supplier")), *required))),
        {**months, **shape.predicates},
    )


def _own() -> dict[str, CoreTable]:
    """The own tables of all kinds. Raises ContractFault where two kinds have one to themselves."""
    found: dict[str, CoreTable] = {}
    for contract in map(load_contract, KINDS):
        for table in own_tables(contract):
            if table in found:
                raise ContractFault(f"data_contracts/{contract.kind}.odcs.yaml:1: coreTables: {table} is another kind's")
            found[table] = _of_kind(contract, table)
    return found


CORE_TABLES: Final[Mapping[str, CoreTable]] = {**_own(), **DERIVED}


def core_rules(table: str) -> tuple[Rule, ...]:
    """The rules of a core table; each is blocking, because a row that breaks one is a fault of the program's own."""
    described = CORE_TABLES[table]
    listed = ", ".join(described.key)
    unique = f"count(*) OVER (PARTITION BY {listed}) > 1"
    rules = [Rule("rows_are_unique", "predicate", None, unique, "quarantine", True, columns=described.key)]
    rules += [Rule(f"{column}_is_filled", "required", column, f"{column} IS NULL", "quarantine", True) for column in described.filled]
    rules += [Rule(name, "predicate", None, violation, "quarantine", True) for name, violation in described.predicates.items()]
    return tuple(rules)
