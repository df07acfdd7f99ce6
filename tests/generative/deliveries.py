"""Small programmes with rows of every kind, for properties of loading. All CPR numbers are replacement numbers (day + 60).

Belongs here: strategies for what deliveries hold. Does not belong here: how files are written (`any_style.py`).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]
PERSONS = [f"{day}0165{number:04d}" for number, day in enumerate(range(61, 69), start=1000)]
COMPANIES = ["28052502", "28063679", "28074840"]
MONDAYS = [date(2023, 1, 2) + timedelta(weeks=week) for week in range(12)]
MONTHS = [date(2023, month, 1) for month in range(1, 7)]
DREAM_WEEKS = [f"23{week:02d}" for week in range(1, 13)]
NAMES = {
    "referrals": "henvisninger",
    "comparison_persons": "sammenligning",
    "placements": "ansættelser",
    "partners": "virksomheder",
    "paid_hours": "løntimer",
    "benefit_weeks": "yr-ydelsesrefusion-beregning-851-1-2023-06-15",
    "person_status": "borgerstatus",
    "programme_costs": "omkostninger",
    "invoices": "fakturaer",
    "wellbeing": "trivsel",
}
persons = st.sampled_from(PERSONS)
groups = st.sampled_from(["jobparat kontanthjælp", "aktivitetsparat kontanthjælp", "ressourceforløb"])
days = st.dates(date(2023, 1, 1), date(2023, 5, 1))
kroner = st.integers(-500_000, 900_000).map(lambda oere: Decimal(oere) / 100)
some_kroner = st.integers(1, 900_000).map(lambda oere: Decimal(oere) / 100)
hours = st.integers(0, 18_000).map(lambda hundredths: Decimal(hundredths) / 100)


def rows(unique: str | tuple[str, ...], largest: int, **cells: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    """Between one and `largest` rows of these cells, no two of them alike in the columns named."""
    names = (unique,) if isinstance(unique, str) else unique
    return st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=largest, unique_by=lambda row: tuple(row[name] for name in names))


PROGRAMMES = st.fixed_dictionaries(
    {
        "referrals": rows(("cpr", "referred_on"), 6, cpr=persons, referred_on=days, target_group=groups, municipality_code=st.just(851)),
        "comparison_persons": rows("cpr", 3, cpr=persons, municipality_code=st.sampled_from([851, 813]), target_group=groups),
        "placements": rows(
            "placement_id",
            5,
            placement_id=st.integers(1, 99).map(lambda number: f"A{number}"),
            cpr=persons,
            host_cvr=st.sampled_from(COMPANIES),
            started_on=days,
            ended_on=st.none() | st.dates(date(2023, 5, 1), date(2023, 6, 1)),
            weekly_hours=st.integers(1, 74).map(lambda halves: Decimal(halves) / 2),
            end_reason=st.none() | st.sampled_from(["sygdom", "førtidspension", "andet ordinært job"]),
        ),
        "partners": rows(
            "host_cvr",
            3,
            host_cvr=st.sampled_from(COMPANIES),
            name=st.sampled_from(["Æblegården", "Ø-bageriet", "Åens Lager"]),
            employees=st.none() | st.integers(1, 4000),
            partner_since=days,
            task_force=st.none() | st.booleans(),
        ),
        "paid_hours": rows(
            ("cpr", "month", "payroll_cvr", "hours"),
            12,
            cpr=persons,
            payroll_cvr=st.sampled_from(COMPANIES),
            month=st.sampled_from(MONTHS),
            hours=st.integers(0, 13_000).map(lambda hundredths: Decimal(hundredths) / 100),
            gross_pay_dkk=st.none() | kroner,
            pay_type=st.none() | st.sampled_from(["fastløn", "timeløn"]),
            employment_form=st.sampled_from(["ordinær", "løntilskud", "skånejob", "voksenlærling"]),
            imputed=st.none() | st.booleans(),
        ),
        "benefit_weeks": rows(
            ("cpr", "week", "benefit"),
            20,
            week=st.sampled_from(MONDAYS),
            cpr=persons,
            benefit=st.sampled_from(["Kontanthjælp", "Særlig støtte", "Førtidspension", "Fleksbidrag fra staten"]),
            financing_municipality=st.none() | st.just("Aalborg"),
            amount_dkk=some_kroner,
            refund_rate_percent=st.sampled_from([Decimal(20), Decimal(30), Decimal(80)]),
            refund_dkk=some_kroner,
            cofinancing_rate_percent=st.just(Decimal(0)),
            cofinancing_dkk=st.just(Decimal(0)),
        ),
        "person_status": rows(
            ("cpr", "status"),
            3,
            cpr=persons,
            status=st.sampled_from(["bosiddende", "fraflyttet", "udrejst", "død"]),
            status_from_on=days,
        ),
        "programme_costs": rows(
            ("month", "payer"),
            4,
            month=st.sampled_from(MONTHS),
            payer=st.sampled_from(["kommune", "fond", "stat"]),
            amount_dkk=kroner,
            purpose=st.none() | st.just("Drift"),
        ),
        "invoices": rows(
            "invoice_id",
            4,
            invoice_id=st.integers(1, 99).map(lambda number: f"F{number}"),
            host_cvr=st.sampled_from(COMPANIES),
            month=st.sampled_from(MONTHS),
            hours=hours,
            amount_dkk=kroner,
        ),
        "wellbeing": rows(("cpr", "answered_on"), 4, cpr=persons, answered_on=days, who5=st.integers(0, 100)),
    }
)
DREAMS = st.dictionaries(
    persons,
    st.fixed_dictionaries({week: st.none() | st.sampled_from([121, 730, 783, 998, 996]) for week in DREAM_WEEKS}),
    min_size=1,
    max_size=3,
)
