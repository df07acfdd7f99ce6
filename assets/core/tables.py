"""The nouns: persons, referrals, placements, paid hours and the like, merged from all deliveries after DEFINITIONS.

Belongs here: the statement of a table that the contract says enough of, and one for each table of another shape. Does not belong here:
which delivery speaks for a month (`assets/deliveries`) and benefits (`benefit_runs.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from assets.warehouse.database import replace_table
from data_contracts.contract import KINDS, Contract, load_contract
from data_contracts.core_tables import own_tables
from data_contracts.rules import Column

PLACEMENTS = """
    CREATE OR REPLACE TABLE core.placements AS
    SELECT supplier, placement_id, person_key, host_cvr, started_on, ended_on, weekly_hours, job_function, end_reason
    FROM deliveries.placements
    QUALIFY row_number() OVER (PARTITION BY supplier, placement_id ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
    ORDER BY started_on, supplier, placement_id
"""
"""The newest row of a supplier's placement is the placement; one that a newer delivery leaves out stays."""

PARTNERS = """
    CREATE OR REPLACE TABLE core.partners AS
    SELECT host_cvr, name, sector, employees, partner_since, task_force AS is_in_task_force
    FROM deliveries.partners
    QUALIFY row_number() OVER (PARTITION BY host_cvr ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
    ORDER BY host_cvr
"""

COMPARISON_PERSONS = """
    CREATE OR REPLACE TABLE core.comparison_persons AS
    SELECT person_key, birth_year, sex, municipality_code, target_group
    FROM deliveries.comparison_persons
    QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
    ORDER BY person_key
"""

PROGRAMME_COSTS = """
    CREATE OR REPLACE TABLE core.programme_costs AS
    SELECT supplier, month, payer, purpose, (sum(amount_dkk) * 100)::BIGINT AS amount_oere
    FROM deliveries.programme_costs GROUP BY supplier, month, payer, purpose ORDER BY ALL
"""
"""A supplier's newest delivery has replaced its earlier ones by now; its rows add up."""

INVOICES = """
    CREATE OR REPLACE TABLE core.invoices AS
    SELECT invoice_id, host_cvr, month, (hours * 100)::BIGINT AS hours_hundredths, (amount_dkk * 100)::BIGINT AS amount_oere
    FROM deliveries.invoices
    QUALIFY row_number() OVER (PARTITION BY invoice_id ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1
    ORDER BY invoice_id
"""

PAID_HOURS = """
    CREATE OR REPLACE TABLE core.paid_hours AS
    SELECT person_key, month, payroll_cvr, employment_form, pay_type,
           (sum(hours) * 100)::BIGINT AS hours_hundredths,
           (sum(gross_pay_dkk) * 100)::BIGINT AS gross_pay_oere,
           coalesce(bool_or(imputed), false) AS has_imputed_hours
    FROM deliveries.paid_hours
    GROUP BY person_key, month, payroll_cvr, employment_form, pay_type
    ORDER BY person_key, month, payroll_cvr, employment_form, pay_type
"""
"""Suppliers add up; hours are integer hundredths and pay is integer øre from here on."""

PERSONS = """
    CREATE OR REPLACE TABLE core.persons AS
    WITH entries AS (
        SELECT person_key, min(referred_on) AS entry_on, count(*) AS referrals,
               arg_min(target_group, referred_on) AS target_group, arg_min(municipality_code, referred_on) AS municipality_code
        FROM core.referrals GROUP BY person_key
    ), traits AS (
        SELECT person_key, any_value(birth_year) AS birth_year, any_value(sex) AS sex FROM deliveries.referrals GROUP BY person_key
    ), starts AS (
        SELECT person_key, min(started_on) AS job_start_on FROM core.placements WHERE started_on <= $data_date GROUP BY person_key
    )
    SELECT person_key, birth_year, sex, target_group, municipality_code, referrals, entry_on, job_start_on,
           date_trunc('month', entry_on)::DATE AS entry_month,
           date_trunc('month', job_start_on)::DATE AS job_start_month,
           date_trunc('month', job_start_on + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE AS first_full_month
    FROM entries JOIN traits USING (person_key) LEFT JOIN starts USING (person_key)
    ORDER BY entry_on, person_key
"""
"""One row per referred person. `first_full_month`: the first calendar month that the first placement fills from its first day."""


STATEMENTS: Mapping[str, str] = {
    "comparison_persons": COMPARISON_PERSONS,
    "placements": PLACEMENTS,
    "partners": PARTNERS,
    "paid_hours": PAID_HOURS,
    "programme_costs": PROGRAMME_COSTS,
    "invoices": INVOICES,
}
"""Tables whose rows have another shape than the kind's; of all others the contract says enough."""


def newest_rows(connection: duckdb.DuckDBPyConnection, contract: Contract) -> duckdb.DuckDBPyRelation:
    """A kind's newest row of each key, in the order of the key; of a vintage every row of its own delivery."""
    vintage = ["delivered_on AS vintage_on"] if contract.keeps_vintages else []
    key = ", ".join((*(("delivered_on",) if contract.keeps_vintages else ()), *contract.key))
    named = [name for name in contract.key if name == "supplier"] + [_cell(column) for column in contract.columns]
    age = f"row_number() OVER (PARTITION BY {key} ORDER BY delivered_on DESC, file_id DESC, row_number DESC)"
    newest = connection.table(f"deliveries.{contract.kind}").select(f"*, {age} AS age").filter("age = 1").order(key)
    return newest.select(", ".join([*vintage, *named]))


def _cell(column: Column) -> str:
    """A column as core has it."""
    name = column.landed_name
    return f"coalesce({name}, false) AS {name}" if column.blank == "counts_as_no" else name


def build_tables(connection: duckdb.DuckDBPyConnection, data_date: date) -> None:
    """Writes into `core` one table per noun: those that a kind has to itself, and persons.

    A placement that starts after `data_date` is planned, not started, and gives nobody a job start.
    """
    for contract in map(load_contract, KINDS):
        for table in own_tables(contract):
            if table in STATEMENTS:
                connection.execute(STATEMENTS[table])
            else:
                replace_table(connection, f"core.{table}", newest_rows(connection, contract))
    connection.execute(PERSONS, {"data_date": data_date})
