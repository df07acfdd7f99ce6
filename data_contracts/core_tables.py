"""Core tables: what each holds, which columns identify a row, and which may never be missing.

Belongs here: one entry per table, from which the checks are made. Does not belong here: how the tables are filled (`assets/core`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data_contracts.contract import Rule


@dataclass(frozen=True)
class CoreTable:
    """A core table: one sentence on a row, the columns that identify it, the columns that are always filled."""

    description: str
    key: tuple[str, ...]
    filled: tuple[str, ...]
    predicates: Mapping[str, str]
    """Rule id → DuckDB expression that is true where a row cannot be."""


CORE_TABLES: Mapping[str, CoreTable] = {
    "referrals": CoreTable(
        "One row per referral: a person and a day.",
        ("person_key", "referred_on"),
        ("person_key", "referred_on", "target_group", "municipality_code"),
        {},
    ),
    "placements": CoreTable(
        "One row per employment in a small job, as its supplier last described it.",
        ("supplier", "placement_id"),
        ("supplier", "placement_id", "person_key", "host_cvr", "started_on", "weekly_hours"),
        {"placement_ends_not_before_start": "ended_on < started_on"},
    ),
    "partners": CoreTable("One row per host company.", ("host_cvr",), ("host_cvr", "name", "partner_since"), {}),
    "paid_hours": CoreTable(
        "One row per person, month, payroll company, employment form and pay type: hours in hundredths, pay in øre.",
        ("person_key", "month", "payroll_cvr", "employment_form", "pay_type"),
        ("person_key", "month", "payroll_cvr", "employment_form", "hours_hundredths"),
        {"month_is_first_of_month": "day(month) <> 1"},
    ),
    "persons": CoreTable(
        "One row per referred person, with entry and first job.",
        ("person_key",),
        ("person_key", "birth_year", "sex", "entry_on", "entry_month", "referrals"),
        {},
    ),
    "person_months": CoreTable(
        "One row per referred person and calendar month: hours, norm, and whether each source covers the month.",
        ("person_key", "month"),
        ("person_key", "month", "months_since_entry", "norm_hundredths", "is_hours_covered", "is_hours_complete"),
        {
            "unknown_hours_are_no_zero": "is_hours_covered = (ordinary_hours_hundredths IS NULL)",
            "complete_months_are_covered": "is_hours_complete AND NOT is_hours_covered",
        },
    ),
}


def core_rules(table: str) -> tuple[Rule, ...]:
    """The rules of a core table; each is blocking, because a row that breaks one is a fault of the program's own."""
    described = CORE_TABLES[table]
    listed = ", ".join(described.key)
    unique = f"count(*) OVER (PARTITION BY {listed}) > 1"
    rules = [Rule("rows_are_unique", "predicate", None, unique, "quarantine", True, columns=described.key)]
    rules += [Rule(f"{column}_is_filled", "required", column, f"{column} IS NULL", "quarantine", True) for column in described.filled]
    rules += [Rule(name, "predicate", None, violation, "quarantine", True) for name, violation in described.predicates.items()]
    return tuple(rules)
