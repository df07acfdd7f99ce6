"""Delivered files read as a patient person would: one cell at a time, every notation by hand. Slow, and nothing shared with the readers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from data_contracts.reference import reference_table
from simulation.calendar import day_number, week_of

Row = dict[str, str]
Week = int
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
PATTERNS = {
    "referrals": ("henvisninger*",),
    "placements": ("ansaettelser*", "ansættelser*"),
    "partners": ("virksomheder*",),
    "paid_hours": ("loentimer*", "løntimer*"),
    "benefit_weeks": ("yr-ydelsesrefusion-beregning-*",),
    "dream": ("dream*",),
    "comparison_persons": ("sammenligning*",),
    "person_status": ("borgerstatus*",),
    "programme_costs": ("omkostninger*",),
    "invoices": ("fakturaer*",),
    "wellbeing": ("trivsel*",),
}
HEADERS = {
    "cpr": ("cpr-nummer", "cpr nummer", "cpr", "personnummer", "pnr"),
    "referred_on": ("henvist dato", "henvisningsdato", "henvist"),
    "target_group": ("målgruppe",),
    "municipality_code": ("kommunekode", "bopælskommune", "kommune"),
    "placement_id": ("ansættelses-id", "ansættelsesnr", "løbenr"),
    "cvr": ("cvr-nummer", "cvr", "virksomhed cvr", "arbejdsgiver cvr", "indberetter cvr"),
    "started_on": ("startdato", "start"),
    "ended_on": ("slutdato", "slut"),
    "end_reason": ("afslutningsårsag", "årsag"),
    "weekly_hours": ("ugentlige timer", "timer pr. uge", "timetal"),
    "month": ("måned", "periode", "lønperiode"),
    "hours": ("løntimer", "timer", "antal timer", "fakturerede timer"),
    "pay_type": ("aflønningsform",),
    "form": ("ansættelsesform",),
    "week": ("uge",),
    "benefit": ("ydelse",),
    "amount": ("beregnet udbetalingsbeløb", "beløb", "beløb ekskl. moms"),
    "status": ("status",),
    "from": ("fra", "dato"),
    "payer": ("betaler",),
    "invoice_id": ("fakturanr",),
    "answered_on": ("svardato",),
    "who5": ("who-5", "score"),
    "since": ("partner siden",),
}
NAMES = {header: name for name, headers in HEADERS.items() for header in headers}
BROKEN = str.maketrans("µ°σ╞╪┼", "æøåÆØÅ")
BENEFITS = {
    "Kontanthjælp",
    "Uddannelseshjælp",
    "Selvforsørgelses- og hjemrejseydelse",
    "Integrationsydelse",
    "Sygedagpenge",
    "Ressourceforløbsydelse under jobafklaring",
    "Ressourceforløbsydelse",
    "Revalideringsydelse",
    "Ledighedsydelse",
    "Førtidspension",
    "Dagpenge",
    "Fleksløntilskud",
    "Løntilskud",
}
CO_FINANCED = ("Dagpenge", "Førtidspension")
GROUPS = {row["benefit"]: row["benefit_group"] for row in reference_table("ydelsesrefusion_benefits")}
SUPPLEMENT, TO_NOBODY = "Særlig støtte", "Fleksbidrag fra staten"
PAYERS = ("kommune", "fond", "virksomheder", "stat")


def kind_of(name: str) -> str | None:
    """The kind that a file's name announces."""
    return next((kind for kind, patterns in PATTERNS.items() if any(fnmatch(name.casefold(), pattern) for pattern in patterns)), None)


def cells(path: Path) -> Iterator[list[str]]:
    """The cells of a file as text."""
    if path.suffix == ".xlsx":
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
            yield [_cell(value) for value in row]
        return
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        yield frame.columns
        yield from ([value or "" for value in row] for row in frame.iter_rows())
        return
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    lines = text.translate(BROKEN).splitlines()
    yield from csv.reader(lines, delimiter=max(";,", key=lines[0].count))


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def rows_of(path: Path) -> list[Row]:
    """Rows by canonical column name, whatever the headers are; columns of no known name keep theirs."""
    header: list[str] | None = None
    rows = []
    for row in cells(path):
        plain = [cell.strip().casefold() for cell in row]
        if header is None:
            header = [NAMES.get(cell, cell) for cell in plain] if any(cell in NAMES for cell in plain) else None
        else:
            rows.append(dict(zip(header, row, strict=True)))
    return rows


def day(text: str) -> date | None:
    """A date in one of the notations that suppliers use."""
    for notation in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, notation).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def month(text: str) -> int | None:
    """A month number, None where no calendar has it."""
    first, second = text.split("-")
    year, number = (first, second) if len(first) == 4 else (second, first)
    return int(year) * 12 + int(number) - 1 if 1 <= int(number) <= 12 else None


def hundredths(text: str) -> int:
    """A decimal number as whole hundredths, with a comma or a point."""
    if text.count(".") and "," in text:
        text = text.replace(".", "")
    return int(Decimal(text.replace(",", ".")) * 100)


def is_cvr(text: str) -> bool:
    """Modulus 11."""
    return sum(weight * int(digit) for weight, digit in zip(CVR_WEIGHTS, text, strict=True)) % 11 == 0


def cpr_of(row: Row) -> str:
    return row["cpr"].replace("-", "")


def week_in(text: str) -> Week:
    return week_of(day_number(date.fromisoformat(text)))
