"""A small programme that delivers month by month, and planted changes of it, each with one cause. CPR numbers are replacement numbers.

Every delivery tells everything up to its day, as suppliers do: referrals, hours, benefits, placements, companies, costs, invoices,
wellbeing, deaths and moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.acceptance.lives import (
    FIRST_MONDAY,
    LISTED,
    SETTINGS,
    Told,
    benefits_text,
    dream_text,
    hours_text,
    mondays,
    month,
    numbers,
)

PERSONS = 30
CVR = ("28052502", "28063679", "28988230", "28813651")
"""Persons are placed with the first two; all of them are invoiced, so that no two stand for most of the hours."""
PROGRAMME = "32145671"
PLACEMENT_HEADER = "Ansættelses-id;CPR-nummer;CVR-nummer;Startdato;Slutdato;Ugentlige timer;Jobfunktion;Afslutningsårsag\n"
LAST_DELIVERY, NEXT_DAY = date(2023, 6, 15), date(2023, 6, 20)
"""Both in one calendar month, so that the later one makes no further month complete."""


def _months_until(day: date) -> int:
    """How many months from January 2021 on are over by a day."""
    return (day.year - 2021) * 12 + day.month - 1


@dataclass(frozen=True)
class Programme:
    """Everybody's lives, as known in the end."""

    persons: Mapping[str, Told] = field(default_factory=dict)

    @staticmethod
    def usual() -> Programme:
        """Thirty persons: a third never get a job, a third work a little, a third work full time from some month on."""
        persons = {}
        for place, cpr in enumerate(numbers(PERSONS)):
            entry = date(2021, 3 + place % 9, 1 + place % 20)
            begins = _months_until(entry) + 3 + place % 4
            hours = {0: 0.0, 1: 43.0 + place, 2: 160.33}[place % 3]
            told = [0.0 if number < begins else hours for number in range(48)]
            free_from = month(begins) if place % 3 == 2 else date(2030, 1, 1)
            weeks = [monday for monday in mondays(FIRST_MONDAY, date(2024, 12, 30)) if monday < free_from]
            ends = "01-12-2022" if place % 6 == 1 else "18-06-2023" if place % 6 == 2 else ""
            start = month(begins) + timedelta(days=9)
            rows = [f"{CVR[place % 2]};{start:%d-%m-%Y};{ends};10;Lager;{'sygdom' if ends else ''}"] if place % 3 else []
            persons[cpr] = Told(entry, told, weeks, rows)
        return Programme(persons)


def referrals_text(programme: Programme, day: date) -> str:
    """Everybody referred by a day."""
    known = [(cpr, one) for cpr, one in programme.persons.items() if one.referred_on <= day]
    groups = ("jobparat kontanthjælp", "aktivitetsparat kontanthjælp")
    rows = [f"{cpr};{one.referred_on:%d-%m-%Y};{groups[place % 2]};851" for place, (cpr, one) in enumerate(known)]
    return "CPR-nummer;Henvist dato;Målgruppe;Kommunekode\n" + "".join(f"{row}\n" for row in rows)


def paid_hours_text(programme: Programme, day: date) -> str:
    """Hours of every month that is over."""
    over = range(_months_until(day))
    return hours_text({cpr: {number: one.hours[number] or 0.0 for number in over} for cpr, one in programme.persons.items()})


def placements_text(programme: Programme, day: date) -> str:
    """Placements begun by a day."""
    rows = []
    for place, (cpr, one) in enumerate(programme.persons.items()):
        for row in one.placements:
            start = row.split(";")[1]
            if date(int(start[6:]), int(start[3:5]), int(start[:2])) <= day:
                rows.append(f"A{place};{cpr};{row}")
    return PLACEMENT_HEADER + "".join(f"{row}\n" for row in rows)


def invoices_text(day: date, hours: Mapping[str, str] | None = None) -> str:
    """One invoice a month and company; `hours` replaces those of some."""
    rows = [
        f"F{number}-{place};{cvr};{month(number):%m-%Y};{(hours or {}).get(f'F{number}-{place}', '40,00')};6000,00"
        for number in range(12, _months_until(day))
        for place, cvr in enumerate(CVR)
    ]
    return "Fakturanr;CVR-nummer;Måned;Timer;Beløb ekskl. moms\n" + "".join(f"{row}\n" for row in rows)


def costs_text(day: date, amount: str = "100000,00", until: int | None = None) -> str:
    """What the municipality paid each month."""
    over = _months_until(day) if until is None else until
    rows = "".join(f"{month(number):%m-%Y};kommune;{amount};drift\n" for number in range(12, over))
    return f"Måned;Betaler;Beløb;Formål\n{rows}"


def wellbeing_text(programme: Programme, until: int) -> str:
    """A first answer of everybody, and a second one of the first `until`."""
    first = [f"{cpr};{one.referred_on + timedelta(days=7):%d-%m-%Y};40" for cpr, one in programme.persons.items()]
    second = [f"{cpr};{one.referred_on + timedelta(days=300):%d-%m-%Y};60" for cpr, one in list(programme.persons.items())[:until]]
    return "CPR-nummer;Svardato;WHO-5\n" + "".join(f"{row}\n" for row in first + second)


def write(inbox: Path, day: date, files: Mapping[str, str], supplier: str = "aalborg") -> None:
    """Puts files into the delivery of a day."""
    folder = inbox / supplier / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\r\n")


def last_monday(day: date) -> date:
    """The last Monday that a delivery of a day tells of: some two weeks before it."""
    earlier = day - timedelta(days=16)
    return earlier - timedelta(days=earlier.weekday())


def benefits_name(day: date) -> str:
    """The name of a day's file of Ydelsesrefusion."""
    return f"yr-ydelsesrefusion-beregning-851-{day:%y%m%d}-{day}.csv"


def deliver(inbox: Path, programme: Programme, day: date) -> None:
    """A whole delivery: what the municipality and the bureau know on a day."""
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "programme.toml").write_text(SETTINGS, encoding="utf-8")
    municipality = {
        "henvisninger.csv": referrals_text(programme, day),
        "sammenligning.csv": f"CPR-nummer;Kommunekode;Målgruppe\n{LISTED};851;jobparat kontanthjælp\n",
        "borgerstatus.csv": f"CPR-nummer;Status;Fra\n{LISTED};bosiddende;01-01-2010\n",
        "loentimer.csv": paid_hours_text(programme, day),
        benefits_name(day): benefits_text(programme.persons, last_monday(day)),
    }
    bureau = {
        "ansaettelser.csv": placements_text(programme, day),
        "virksomheder.csv": "CVR-nummer;Virksomhedsnavn;Partner siden\n" + "".join(f"{cvr};V {cvr};01-03-2019\n" for cvr in CVR),
        "fakturaer.csv": invoices_text(day),
        "omkostninger.csv": costs_text(day),
        "trivsel.csv": wellbeing_text(programme, PERSONS // 2),
    }
    write(inbox, day, municipality)
    write(inbox, day, bureau, "fokus")


MONTHLY_DAYS = tuple(date(2023, number, 15) for number in range(1, 7))


@dataclass(frozen=True)
class Planted:
    """A change after the delivery of 15 June 2023, the cause that it must be told with, and figures that must be among the changed."""

    name: str
    cause: str
    figures: tuple[str, ...]
    plant: Callable[[Path, Programme], None]
    command: tuple[str, ...] = ()
    """What is run beside: `erase`, or `definition` with the figure's id."""


def _file(name: str, text: Callable[[Programme], str], supplier: str = "aalborg") -> Callable[[Path, Programme], None]:
    return lambda inbox, programme: write(inbox, NEXT_DAY, {name: text(programme)}, supplier)


def _replaced(text: str, old: str, new: str, count: int = 1) -> str:
    if old not in text:
        raise ValueError(f"{old!r} is not in the text")
    return text.replace(old, new, count)


def _correction(file: str, key: str, value: str, column: str, expected: str, correct: str, person: str, supplier: str) -> str:
    header = "Rettelse-id;Fil;Leverandør;CPR-nummer;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato\n"
    return header + f"R1;{file};{supplier};{person};{key};{value};{column};{expected};{correct};Tastefejl;dataansvarlig;18-06-2023\n"


def _first(programme: Programme, place: int) -> str:
    return list(programme.persons)[place]


def _settings(text: str) -> Callable[[Path, Programme], None]:
    return lambda inbox, _: (inbox / "programme.toml").write_text(SETTINGS + text, encoding="utf-8") and None


def _nothing(_: Path, __: Programme) -> None:
    """Nothing arrives."""


NEWCOMER = numbers(PERSONS + 1)[-1]
DAY = LAST_DELIVERY
DREAM_WEEKS = mondays(date(2022, 1, 3), date(2023, 3, 27))
RUNS_ON, HAS_ENDED = ";;10;Lager;", ";01-05-2023;10;Lager;sygdom"
PLANTED = (
    Planted(
        "a new person is referred",
        "new",
        ("participation.referred", "participation.waiting"),
        _file("henvisninger.csv", lambda one: referrals_text(one, DAY) + f"{NEWCOMER};16-06-2023;jobparat kontanthjælp;851\n"),
    ),
    Planted(
        "a person begins in a new placement",
        "new",
        ("participation.placements",),
        _file("ansaettelser.csv", lambda one: placements_text(one, DAY) + f"N1;{_first(one, 1)};{CVR[0]};16-06-2023;;8;Lager;\n", "fokus"),
    ),
    Planted(
        "an answer about wellbeing arrives",
        "new",
        ("wellbeing.raised",),
        _file("trivsel.csv", lambda one: wellbeing_text(one, PERSONS // 2 + 3), "fokus"),
    ),
    Planted(
        "a month of invoices arrives",
        "new",
        ("partner_network.invoiced_hours",),
        _file("fakturaer.csv", lambda _: invoices_text(DAY) + f"F99;{CVR[0]};06-2023;12,00;1800,00\n", "fokus"),
    ),
    Planted(
        "costs of one more month arrive",
        "new",
        ("municipal_economy.programme_cost_dkk",),
        _file("omkostninger.csv", lambda _: costs_text(DAY, until=30), "fokus"),
    ),
    Planted(
        "a company joins",
        "new",
        ("partner_network.joined",),
        _file(
            "virksomheder.csv",
            lambda _: "CVR-nummer;Virksomhedsnavn;Partner siden\n" + "".join(f"{cvr};V {cvr};01-03-2019\n" for cvr in (*CVR, "19552101")),
            "fokus",
        ),
    ),
    Planted(
        "three deaths are told",
        "new",
        ("full_time.competing_count",),
        _file(
            "borgerstatus.csv",
            lambda one: "CPR-nummer;Status;Fra\n" + "".join(f"{_first(one, place)};død;01-10-2021\n" for place in (0, 3, 6, 9)),
        ),
    ),
    Planted(
        "a first extract of DREAM arrives",
        "new",
        ("coverage.disagreeing_weeks",),
        _file(
            "dream.csv",
            # It disagrees about some, and about few enough of those in full-time work that no figure moves too far to be published.
            lambda one: dream_text(DREAM_WEEKS, {cpr: dict.fromkeys(DREAM_WEEKS, 130) for cpr in list(one.persons)[:9]}),
        ),
    ),
    Planted(
        "hours of an old month are told otherwise",
        "restated",
        ("participation.paid_hours", "employment.mean_hours_12m"),
        _file("loentimer.csv", lambda one: paid_hours_text(one, DAY).replace("44,00", "55,00")),
    ),
    Planted(
        "weeks on benefit are told otherwise",
        "restated",
        ("self_support.off_benefit_share_12m",),
        lambda inbox, one: write(
            inbox,
            NEXT_DAY,
            {
                benefits_name(NEXT_DAY): "".join(
                    line
                    for line in benefits_text(one.persons, last_monday(DAY)).splitlines(keepends=True)
                    if not (_first(one, 0) in line and line.startswith("2022-02"))
                )
            },
        ),
    ),
    Planted(
        "a placement turns out to have ended",
        "restated",
        ("participation.ended_placements",),
        _file("ansaettelser.csv", lambda one: _replaced(placements_text(one, DAY), RUNS_ON, HAS_ENDED, 4), "fokus"),
    ),
    Planted(
        "referrals turn out to be of another target group",
        "restated",
        ("selection.referred_share",),
        _file("henvisninger.csv", lambda one: _replaced(referrals_text(one, DAY), "aktivitetsparat", "jobparat", 5)),
    ),
    Planted(
        "an invoice is told otherwise",
        "restated",
        ("partner_network.invoiced_hours",),
        _file("fakturaer.csv", lambda _: invoices_text(DAY, {"F20-0": "400,00"}), "fokus"),
    ),
    Planted(
        "costs are told otherwise",
        "restated",
        ("municipal_economy.programme_cost_dkk",),
        _file("omkostninger.csv", lambda _: costs_text(DAY, "110000,00"), "fokus"),
    ),
    Planted(
        "an old file is replaced where it stands",
        "restated",
        ("participation.ended_placements",),
        lambda inbox, one: write(inbox, DAY, {"ansaettelser.csv": _replaced(placements_text(one, DAY), RUNS_ON, HAS_ENDED, 4)}, "fokus"),
    ),
    Planted(
        "a cell of hours is corrected",
        "corrected",
        ("participation.paid_hours",),
        _file(
            "rettelser.csv",
            lambda one: _correction("løntimer", "Måned", "03-2023", "Løntimer", "44,00", "64,00", _first(one, 1), "aalborg"),
        ),
    ),
    Planted(
        "a start is corrected",
        "corrected",
        ("participation.weeks_to_first_job",),
        _file(
            "rettelser.csv",
            lambda one: _correction(
                "ansættelser",
                "Ansættelses-id",
                "A1",
                "Startdato",
                next(iter(one.persons[_first(one, 1)].placements)).split(";")[1],
                "28-12-2021",
                _first(one, 1),
                "fokus",
            ),
        ),
    ),
    Planted("a person is erased", "erased", ("participation.referred",), _nothing, ("erase",)),
    Planted("a definition is changed", "definition", ("participation.referred",), _nothing, ("definition", "participation.referred")),
    Planted("a setting is changed", "settings", ("full_time.still_followed",), _settings("\n[full_time]\nmonths = 2\n")),
    Planted(
        "only the day moves on",
        "later_day",
        ("participation.running_placements",),
        _file("trivsel.csv", lambda one: wellbeing_text(one, PERSONS // 2) + "\n\n", "fokus"),
    ),
)
"""One cause each. What else a delivery moves, it moves because its day is a later one."""
