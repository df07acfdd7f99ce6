"""Fifty-one made-up persons, each pinning one rule, come out as worked out by hand: every column of each and every figure."""

from __future__ import annotations

import csv
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.command_line import main
from tests.acceptance.conftest import KEY

pytestmark = pytest.mark.shared
BANDS = {"none": 0, "under_39": 1, "39_to_78": 2, "78_to_117": 3, "117_to_norm": 4, "at_norm": 5}
WINDOWS = {"6": "6m", "12": "12m", "24": "24m", "all": "total", "to_end": "to_end"}
CLOCKS = {"": "referred", "_from_job_start": "job_starters"}
LOOKED_AHEAD_MONTHS = 2


@pytest.fixture(scope="module")
def expected_persons(shared: Path) -> list[dict[str, str]]:
    with (shared / "hand_made" / "expected_persons.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def output(key_file: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hand-made") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        with pytest.raises(SystemExit) as ended:
            main.main(args=["run", "--inbox", str(shared / "hand_made"), "--output", str(folder), "--only", "data"])
    assert not ended.value.code
    return folder


def key_of(person: Mapping[str, str]) -> str:
    return hmac.new(bytes.fromhex(KEY), person["cpr"].encode(), "sha256").hexdigest()


def in_calendar(month_0: date | None, months: int | None) -> str:
    if month_0 is None or months is None:
        return ""
    number = month_0.year * 12 + month_0.month - 1 + months
    return f"{number // 12}-{number % 12 + 1:02d}"


def yes(value: bool) -> str:
    return "ja" if value else "nej"


def hours(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def outcome(row: Mapping[str, Any]) -> str:
    """The word for what a row of `effects.full_time` says."""
    if row["is_at_entry"]:
        return "at_entry"
    reached, competing, followed = row["reached_month"], row["competing_month"], row["followed_to_month"]
    if competing is not None and (reached is None or competing <= reached):
        return "competing"
    if reached is not None:
        return "event"
    return "censored" if followed is not None and followed - LOOKED_AHEAD_MONTHS >= 1 else "unobserved"


def full_time_columns(row: Mapping[str, Any], month_0: date | None, suffix: str) -> dict[str, str]:
    found = outcome(row)
    columns = {
        f"outcome{suffix}": "" if suffix and found == "at_entry" else found,
        f"reached_month{suffix}": in_calendar(month_0, row["reached_month"]) if found == "event" else "",
    }
    if suffix:
        return columns
    followed = row["followed_to_month"]
    return columns | {
        "followed_to_month": in_calendar(month_0, followed),
        "censor_month": in_calendar(month_0, None if followed is None else followed - LOOKED_AHEAD_MONTHS),
        "ever_one_month": yes(row["one_month"] is not None and not row["is_at_entry"]),
        "at_entry": yes(row["is_at_entry"]),
        "at_end": yes(row["is_at_end"]),
        "unconfirmed": yes(found == "censored" and row["is_at_end"]),
        "competing_event": row["competing_event"] or "",
        "competing_month": in_calendar(month_0, row["competing_month"]),
    }


def read(output: Path) -> dict[str, dict[str, str]]:
    """person_key → the columns of `expected_persons.csv` as the warehouse has them."""
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        persons = {row["person_key"]: row for row in connection.table("core.persons").pl().iter_rows(named=True)}
        tables = ("full_time", "job_ladder", "benefit_weeks", "self_support")
        effects = {name: connection.table(f"effects.{name}").pl().to_dicts() for name in tables}
        in_month_12 = connection.sql("""
            SELECT person_key, ordinary_hours_hundredths, own_payroll_ordinary_hours_hundredths FROM core.person_months
            WHERE months_since_entry = 12 AND is_hours_complete
        """).fetchall()
    found: dict[str, dict[str, str]] = {
        key: {
            "entry_month": f"{row['entry_month']:%Y-%m}",
            "referrals": str(row["referrals"]),
            "job_start_month": f"{row['job_start_month']:%Y-%m}" if row["job_start_month"] else "",
            "outcome_from_job_start": "",
            "reached_month_from_job_start": "",
            "ordinary_hours_12m": "",
            "own_payroll_hours_12m": "",
            **dict.fromkeys(("ladder_6", "ladder_12", "ladder_24", "ladder_to_end"), ""),
        }
        for key, row in persons.items()
    }
    for row in effects["full_time"]:
        suffix, start = ("", "entry_month") if row["population"] == "referred" else ("_from_job_start", "job_start_month")
        found[row["person_key"]] |= full_time_columns(row, persons[row["person_key"]][start], suffix)
    for row in effects["job_ladder"]:
        column = f"ladder_{row['window'].removesuffix('m')}"
        found[row["person_key"]][column] = f"{row['start_band']}>{row['end_band']} {row['outcome']}"
    for row in effects["benefit_weeks"]:
        for side in ("before", "after"):
            found[row["person_key"]] |= {
                f"benefit_weeks_{side}": str(row[f"benefit_weeks_{side}"]),
                f"covered_weeks_{side}": str(row[f"covered_weeks_{side}"]),
                f"benefit_dkk_{side}": hours(row[f"benefit_oere_{side}"]),
            }
    for row in (row for row in effects["self_support"] if row["population"] == "referred"):
        entry = persons[row["person_key"]]["entry_month"]
        found[row["person_key"]]["off_benefit_month"] = in_calendar(entry, row["off_benefit_month"])
    for key, ordinary, own in in_month_12:
        found[key] |= {"ordinary_hours_12m": hours(ordinary), "own_payroll_hours_12m": hours(own)}
    return found


def test_every_column_of_every_referred_person_comes_out_as_by_hand(output: Path, expected_persons: list[dict[str, str]]) -> None:
    found = read(output)
    referred = [person for person in expected_persons if person["role"] == "referred"]
    columns = [name for name in referred[0] if name not in ("case", "rule", "cpr", "role", "by_hand", "reason")]
    assert (len(referred), len(columns), len(found)) == (49, 28, 49)
    wrong = {
        (person["case"], column): (found[key_of(person)][column], person[column])
        for person in referred
        for column in columns
        if found[key_of(person)][column] != person[column]
    }
    assert wrong == {}


def test_a_comparison_person_is_kept_and_is_no_participant_and_a_person_whom_nobody_names_is_nowhere(
    output: Path, expected_persons: list[dict[str, str]]
) -> None:
    keys = {person["case"]: key_of(person) for person in expected_persons if person["role"] != "referred"}
    assert set(keys) == {"comparison_person", "only_in_hours_file"}
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        kept = {
            table: {key for (key,) in connection.sql(f"SELECT DISTINCT person_key FROM core.{table}").fetchall()}
            for table in ("paid_hours", "benefit_spells", "comparison_persons", "persons", "person_months")
        }
    assert {table for table, persons in kept.items() if keys["comparison_person"] in persons} == {
        "paid_hours",
        "benefit_spells",
        "comparison_persons",
    }
    assert {table for table, persons in kept.items() if keys["only_in_hours_file"] in persons} == set()


def expected_figures(shared: Path) -> Iterator[tuple[tuple[str, str | None, str | None, str], Decimal]]:
    """(figure id, population, window, dimensions) → number; None where the file leaves it open."""
    figures = json.loads((shared / "hand_made" / "expected_figures.json").read_text(encoding="utf-8"), parse_float=Decimal)["figures"]
    for figure, value in figures.items():
        if figure == "sensitivity.reached_count":
            for months, norms in value.items():
                for norm, number in norms.items():
                    yield ("full_time.reached_count", "referred", "total", f'{{"months":{months},"norm":"{norm}"}}'), Decimal(number)
        elif figure == "full_time.competing_count":
            for event, number in value.items():
                yield (figure, "referred", "total", f'{{"event":"{event}"}}'), Decimal(number)
        elif isinstance(value, dict):
            for place, number in value.items():
                population, window = (None, WINDOWS[place]) if place in WINDOWS else (place, None)
                yield (figure, population or ("referred" if figure.startswith("full_time") else None), window, "{}"), Decimal(number)
        else:
            yield (figure, "referred" if figure.startswith("full_time") else None, None, "{}"), Decimal(value)


def named_window(window: str) -> str | None:
    """The window itself, or None where it is one calendar month of many."""
    return None if window[:2] == "20" else window


def test_every_figure_comes_out_as_by_hand(output: Path, shared: Path) -> None:
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.sql('SELECT figure_id, population, "window", dimensions, value FROM figures.figures').fetchall()
    wrong, compared = {}, 0
    for (figure, population, window, dimensions), number in expected_figures(shared):
        found = [
            row[4]
            for row in rows
            if (row[0], row[3]) == (figure, dimensions) and population in (None, row[1]) and (window or named_window(row[2])) == row[2]
        ]
        compared += 1
        # A window in which nobody's end month is complete yet has no row of numbers; by hand that is a zero.
        values = {Decimal(value or 0).quantize(Decimal("0.000001"), ROUND_HALF_UP) for value in found}
        if values != {number.quantize(Decimal("0.000001"))}:
            wrong[figure, population, window, dimensions] = (values, number)
    assert compared == 73
    assert wrong == {}


def test_what_became_of_every_row_is_told_by_name(output: Path) -> None:
    manifest = json.loads((output / "current" / "manifest.json").read_text())
    files = [file for file in manifest["deliveries"] if file["status"] == "read"]
    assert len(files) == 24
    rules = {name for file in files for name, rows in file["rows"].items() if rows}
    assert rules == {
        "loaded",
        "quarantined",
        "dropped.person_not_named",
        "set_aside.superseded",
        "set_aside.identical_row",
        "set_aside.not_paid_to_a_person",
        "set_aside.amounts_sum_to_zero",
    }
    quarantined = {file["kind"]: file["rows"]["quarantined"] for file in files if file["rows"].get("quarantined")}
    assert quarantined == {"benefit_weeks": 1}
