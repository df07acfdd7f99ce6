"""Inboxes from a few lives: hours month by month and weeks on benefit, written as deliveries. CPR numbers are replacement numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

FIRST_MONTH = date(2021, 1, 1)
DELIVERED = date(2023, 6, 15)
FIRST_MONDAY, LAST_MONDAY = date(2021, 1, 4), date(2023, 5, 29)
SETTINGS = '[programme]\nprogramme_payroll_cvr = ["32145671"]\n'
HOURS_HEADER = "CPR-nummer;CVR-nummer;Måned;Løntimer;Aflønningsform;Ansættelsesform\n"
YR_HEADER = (
    "Uge;CPR nummer;Ydelse;Finansiering Kommunenavn;Beregnet udbetalingsbeløb;Refusionssats;Refusionsbeløb;Medfinansieringssats;"
    "Medfinansieringsbeløb\n"
)
LISTED = "6101701208"
"""A comparison person who is on benefit in every week, so that the municipality's file spans them all."""


@dataclass(frozen=True)
class Told:
    """One person: referred on a day, paid hours from January 2021 on (None: no row), weeks on benefit (Mondays), placements as rows."""

    referred_on: date = date(2021, 3, 1)
    hours: Sequence[float | None] = ()
    benefit_mondays: Sequence[date] = ()
    placements: Sequence[str] = ()


@dataclass(frozen=True)
class Deliveries:
    """Which months a delivery of hours holds, by its day; None: all in the last one. Benefits can be left out altogether.

    `more`: text of further files by their place in the inbox, or of the same ones in place of what is written otherwise.
    """

    hours_months: Mapping[date, range] = field(default_factory=lambda: {DELIVERED: range(29)})
    has_benefits: bool = True
    more: Mapping[str, str] = field(default_factory=dict)


def month(number: int) -> date:
    """The first day of the month so many after January 2021."""
    return date(2021 + number // 12, number % 12 + 1, 1)


def mondays(first: date, last: date) -> list[date]:
    """Mondays from a day to another."""
    monday = first + timedelta(days=-first.weekday() % 7)
    return [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]


def numbers(count: int) -> list[str]:
    """So many CPR numbers."""
    return [f"{61 + place % 28:02d}0265{1200 + place:04d}" for place in range(count)]


def write_lives(folder: Path, persons: Mapping[str, Told], deliveries: Deliveries | None = None) -> Path:
    """An inbox of one bureau and one municipality, all delivered on one day but for hours."""
    told = deliveries or Deliveries()
    newest = folder / "aalborg" / DELIVERED.isoformat()
    newest.mkdir(parents=True)
    (folder / "programme.toml").write_text(SETTINGS, encoding="utf-8")
    referrals = "".join(f"{cpr};{one.referred_on:%d-%m-%Y};jobparat kontanthjælp;851\n" for cpr, one in persons.items())
    _write(newest / "henvisninger.csv", "CPR-nummer;Henvist dato;Målgruppe;Kommunekode\n" + referrals)
    _write(newest / "sammenligning.csv", f"CPR-nummer;Kommunekode;Målgruppe\n{LISTED};851;jobparat kontanthjælp\n")
    _write(newest / "borgerstatus.csv", f"CPR-nummer;Status;Fra\n{LISTED};bosiddende;01-01-2010\n")
    rows = "".join(f"A{place};{cpr};{row}\n" for place, (cpr, one) in enumerate(persons.items()) for row in one.placements[:1])
    rows += "".join(
        f"B{place}x{again};{cpr};{row}\n"
        for place, (cpr, one) in enumerate(persons.items())
        for again, row in enumerate(one.placements[1:])
    )
    if rows:
        header = "Ansættelses-id;CPR-nummer;CVR-nummer;Startdato;Slutdato;Ugentlige timer;Jobfunktion;Afslutningsårsag\n"
        _write(newest / "ansaettelser.csv", header + rows)
    for delivered, months in told.hours_months.items():
        place = folder / "aalborg" / delivered.isoformat()
        place.mkdir(parents=True, exist_ok=True)
        _write(place / "loentimer.csv", HOURS_HEADER + _hours(persons, months))
    if told.has_benefits:
        _write(newest / f"yr-ydelsesrefusion-beregning-851-1-{DELIVERED}.csv", benefits_text(persons))
    for name, text in told.more.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _write(folder / name, text)
    return folder


def hours_text(rows: Mapping[str, Mapping[int, float]]) -> str:
    """A file of ordinary hours: by CPR number the hours of months after January 2021."""
    lines = [
        f"{cpr};32145671;{month(number):%m-%Y};{hours:.2f};fastløn;ordinær".replace(".", ",")
        for cpr, by_month in rows.items()
        for number, hours in by_month.items()
    ]
    return HOURS_HEADER + "".join(f"{line}\n" for line in lines)


def dream_text(weeks: Sequence[date], codes: Mapping[str, Mapping[date, int]]) -> str:
    """A DREAM extract: by CPR number the code of each week (Mondays), blank where there is none."""
    years = [(monday + timedelta(days=3)).isocalendar() for monday in weeks]
    header = "PNR;" + ";".join(f"y_{year % 100:02d}{week:02d}" for year, week, _ in years)
    lines = [f"{cpr};" + ";".join(str(told.get(monday, "")) for monday in weeks) for cpr, told in codes.items()]
    return "\n".join([header, *lines]) + "\n"


def _hours(persons: Mapping[str, Told], months: range) -> str:
    lines = [f"{LISTED};32145671;{month(number):%m-%Y};0,00;timeløn;ordinær" for number in months]
    for cpr, one in persons.items():
        for number, hours in enumerate(one.hours):
            if hours is not None and number in months:
                lines.append(f"{cpr};32145671;{month(number):%m-%Y};{hours:.2f};fastløn;ordinær".replace(".", ","))
    return "\n".join(lines) + "\n"


def benefits_text(persons: Mapping[str, Told], last: date = LAST_MONDAY) -> str:
    """A file of Ydelsesrefusion that spans the weeks up to a Monday."""
    weeks = [(LISTED, monday) for monday in mondays(FIRST_MONDAY, last)]
    weeks += [(cpr, monday) for cpr, one in persons.items() for monday in one.benefit_mondays]
    rows = (f"{monday};{cpr};Kontanthjælp;;2756,31;20,00;551,26;0,00;0,00\n" for cpr, monday in weeks if monday <= last)
    return YR_HEADER + "".join(rows)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\r\n")
