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


MONDAYS: Mapping[str, str] = {
    "weeks_are_mondays": "isodow(first_week) <> 1 OR isodow(last_week) <> 1",
    "first_week_not_after_last": "first_week > last_week",
}

KNOWN_OR_NOT: Mapping[str, str] = {
    "unknown_hours_are_no_zero": "is_hours_covered = (ordinary_hours_hundredths IS NULL)",
    "complete_months_are_covered": "is_hours_complete AND NOT is_hours_covered",
    "benefit_weeks_of_covered_months_are_known": "is_benefit_covered AND benefit_weeks IS NULL",
}

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
    "comparison_persons": CoreTable(
        "One row per person listed for comparison.", ("person_key",), ("person_key", "municipality_code", "target_group"), {}
    ),
    "person_status": CoreTable(
        "One row per event of the population register: died, emigrated, moved away, resident again.",
        ("person_key", "status", "status_from_on"),
        ("person_key", "status", "status_from_on"),
        {},
    ),
    "programme_costs": CoreTable(
        "One row per supplier, month, payer and purpose: cost in øre.",
        ("supplier", "month", "payer", "purpose"),
        ("supplier", "month", "payer", "amount_oere"),
        {"month_is_first_of_month": "day(month) <> 1"},
    ),
    "invoices": CoreTable(
        "One row per invoice: hours in hundredths, kroner in øre; negative for a credit note.",
        ("invoice_id",),
        ("invoice_id", "host_cvr", "month", "hours_hundredths", "amount_oere"),
        {"month_is_first_of_month": "day(month) <> 1"},
    ),
    "wellbeing": CoreTable(
        "One row per person, day and WHO-5 score.", ("person_key", "answered_on", "who5"), ("person_key", "answered_on", "who5"), {}
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


def core_rules(table: str) -> tuple[Rule, ...]:
    """The rules of a core table; each is blocking, because a row that breaks one is a fault of the program's own."""
    described = CORE_TABLES[table]
    listed = ", ".join(described.key)
    unique = f"count(*) OVER (PARTITION BY {listed}) > 1"
    rules = [Rule("rows_are_unique", "predicate", None, unique, "quarantine", True, columns=described.key)]
    rules += [Rule(f"{column}_is_filled", "required", column, f"{column} IS NULL", "quarantine", True) for column in described.filled]
    rules += [Rule(name, "predicate", None, violation, "quarantine", True) for name, violation in described.predicates.items()]
    return tuple(rules)
