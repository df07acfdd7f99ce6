"""A plain reader of deliveries: rebuilds every life from files by INPUTS and DEFINITIONS, with no line of the pipeline's or simulator's.

Belongs here: rows to lives, slow and obvious. Does not belong here: what the lives amount to (the oracle that is tested says that).
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from data_contracts.reference import reference_values
from simulation.calendar import day_number, month_number, week_of
from simulation.observed_bureau import ObservedBureau
from simulation.oracle import Job, Life, MonthHours, Traits
from simulation.oracle_benefits import Benefits, month_of, weeks_of_month
from tests.unit.plain_files import (
    BENEFITS,
    CO_FINANCED,
    GROUPS,
    PAYERS,
    SUPPLEMENT,
    TO_NOBODY,
    Row,
    Week,
    cpr_of,
    day,
    hundredths,
    is_cvr,
    kind_of,
    month,
    rows_of,
    week_in,
)


class Inbox:
    """The deliveries of an inbox as lives; `rows` counts the rows of each file, `lag` are the months that a delivery may still change."""

    def __init__(self, folder: Path, lag: int = 2) -> None:
        self.lag = lag
        self.programme = set(tomllib.loads((folder / "programme.toml").read_text("utf-8"))["programme"].get("programme_payroll_cvr", ()))
        self.files: dict[str, list[tuple[str, date, list[Row]]]] = defaultdict(list)
        self.rows: dict[str, int] = {}
        for path in sorted(folder.glob("*/*/*"), key=lambda path: path.parts[-2]):
            kind = kind_of(path.name)
            if kind is not None:
                rows = rows_of(path)
                self.rows[path.relative_to(folder).as_posix()] = len(rows)
                # Ydelsesrefusion is a municipality's, whoever hands it over.
                supplier = path.name.split("-")[3] if kind == "benefit_weeks" else path.parts[-3]
                self.files[kind].append((supplier, date.fromisoformat(path.parts[-2]), rows))
        self.data_date = max(delivered for files in self.files.values() for _, delivered, _ in files)
        self.municipalities: dict[str, set[str]] = defaultdict(set)
        self.first_referral: dict[str, tuple[date, Row]] = {}
        self.referrals, self.suppliers = self._referrals()
        self.named = set(self.referrals) | {cpr_of(row) for *_, rows in self.files["comparison_persons"] for row in rows}
        self.jobs = self._jobs()
        self.spans = {(supplier, delivered): self._span(rows) for supplier, delivered, rows in self.files["paid_hours"]}
        self.hours, self.unknown = self._hours()
        self.events = self._events()
        self.week_spans = {
            (code, delivered): range(min(weeks), max(weeks) + 1)
            for code, delivered, rows in self.files["benefit_weeks"]
            if (weeks := [week_in(row["week"]) for row in rows])
        }
        self.ore: dict[str, Counter[Week]] = defaultdict(Counter)
        self.municipal_ore: dict[str, Counter[Week]] = defaultdict(Counter)
        self.paid, self.unnamed = self._benefits()
        self.dream, self.dream_complete = self._dream()

    def _referrals(self) -> tuple[dict[str, set[date]], dict[str, set[str]]]:
        dates, suppliers = defaultdict(set), defaultdict(set)
        for supplier, delivered, rows in self.files["referrals"]:
            for row in rows:
                referred = day(row["referred_on"])
                is_known = row["target_group"] in reference_values("target_groups")
                if referred is None or referred > delivered or not is_known:
                    continue
                if int(row["municipality_code"]) not in reference_values("municipalities"):
                    continue
                dates[cpr_of(row)].add(referred)
                if referred <= self.first_referral.get(cpr_of(row), (referred, row))[0]:
                    self.first_referral[cpr_of(row)] = (referred, row)
                suppliers[cpr_of(row)].add(supplier)
                self.municipalities[cpr_of(row)].add(row["municipality_code"])
        return dates, suppliers

    def _jobs(self) -> dict[str, list[Job]]:
        newest: dict[tuple[str, str], tuple[str, Job]] = {}
        for supplier, _, rows in self.files["placements"]:
            for row in rows:
                start, end, cvr = day(row["started_on"]), day(row["ended_on"]), row["cvr"].removeprefix("DK")
                if start is None or (end or start) < start or not is_cvr(cvr) or hundredths(row["weekly_hours"]) > 3700:
                    continue
                newest[supplier, row["placement_id"]] = (cpr_of(row), Job(start, end, int(cvr), row.get("end_reason", "")))
        jobs = defaultdict(list)
        for cpr, job in newest.values():
            jobs[cpr].append(job)
        return {cpr: sorted(own, key=lambda job: job.started_on) for cpr, own in jobs.items()}

    def _span(self, rows: list[Row]) -> range:
        months = [number for row in rows if (number := month(row["month"])) is not None and cpr_of(row) in self.named]
        return range(min(months), max(months) + 1)

    def _hours(self) -> tuple[dict[tuple[str, int], Counter[str]], set[tuple[str, int]]]:
        sums: dict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
        for supplier, delivered, rows in self.files["paid_hours"]:
            for row in rows:
                number = month(row["month"])
                if number is None or self._newest(supplier, number) != delivered:
                    continue
                kind = {"fastløn": "salaried", "timeløn": "hourly"}.get(row["pay_type"], "untyped")
                if row["form"] != "ordinær":
                    kind = "subsidised"
                sums[cpr_of(row), number, row["cvr"].removeprefix("DK")][kind] += hundredths(row["hours"])
        unknown = {key[:2] for key, kinds in sums.items() if not 0 <= kinds.total() <= 40_000}
        hours: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        for (cpr, number, cvr), kinds in sums.items():
            hours[cpr, number].update(kinds)
            if cvr in self.programme:
                hours[cpr, number]["programme"] += kinds.total()
                hours[cpr, number]["programme_ordinary"] += kinds.total() - kinds["subsidised"]
        return hours, unknown

    def _newest(self, supplier: str, number: int) -> date | None:
        return max((delivered for (of, delivered), span in self.spans.items() if of == supplier and number in span), default=None)

    def _events(self) -> dict[str, dict[tuple[str, date], None]]:
        events: dict[str, dict[tuple[str, date], None]] = defaultdict(dict)
        for *_, rows in self.files["person_status"]:
            for row in rows:
                since = day(row["from"])
                if since is not None and row["status"] in ("bosiddende", "fraflyttet", "udrejst", "død"):
                    events[cpr_of(row)][row["status"], since] = None
        return events

    def _benefits(self) -> tuple[dict[str, dict[Week, set[str]]], dict[str, set[Week]]]:
        paid: dict[str, dict[Week, set[str]]] = defaultdict(lambda: defaultdict(set))
        unnamed: dict[str, set[Week]] = defaultdict(set)
        for code, delivered, rows in self.files["benefit_weeks"]:
            sums: Counter[tuple[str, Week, str]] = Counter()
            for cells_of_row in {tuple(row.items()) for row in rows}:
                row = dict(cells_of_row)
                week = week_in(row["week"])
                newest = max(of for (by, of), span in self.week_spans.items() if by == code and week in span)
                if newest == delivered and row["benefit"] != TO_NOBODY:
                    sums[cpr_of(row), week, row["benefit"]] += hundredths(row["amount"])
                    if row["benefit"] in BENEFITS or row["benefit"] == SUPPLEMENT:
                        is_shared = row["benefit"] in CO_FINANCED
                        own = hundredths(row["medfinansieringsbeløb"] if is_shared else row["refusionsbeløb"])
                        self.municipal_ore[cpr_of(row)][week] += own if is_shared else hundredths(row["amount"]) - own
            for (cpr, week, benefit), ore in sums.items():
                if benefit in BENEFITS or benefit == SUPPLEMENT:
                    self.ore[cpr][week] += ore
                else:
                    unnamed[cpr].add(week)
                if benefit in BENEFITS and ore:
                    paid[cpr][week].add(benefit)
        return paid, unnamed

    def _dream(self) -> tuple[dict[str, dict[Week, int]], dict[str, set[int]]]:
        codes: dict[str, dict[Week, int]] = defaultdict(dict)
        complete: dict[str, set[int]] = defaultdict(set)
        for _, delivered, rows in self.files["dream"]:
            names = {name: _dream_week(name) for name in rows[0] if name.startswith("y_")} if rows else {}
            for row in rows:
                codes[cpr_of(row)].update({week: int(row[name].strip() or 0) for name, week in names.items()})
                complete[cpr_of(row)].update(self._complete_months(set(names.values()), delivered))
        return codes, complete

    def _complete_months(self, weeks: set[Week], delivered: date) -> set[int]:
        months = {month_of(week) for week in weeks}
        return {
            number
            for number in months
            if month_number(delivered) - number > self.lag and all(week in weeks for week in weeks_of_month(number))
        }

    def _benefits_of(self, cpr: str) -> Benefits:
        events = list(self.events.get(cpr, ()))
        away = [since for status, since in events if status == "fraflyttet"]
        back = [since for status, since in events if status == "bosiddende"] + list(self.referrals.get(cpr, ()))
        own = [(delivered, span) for (code, delivered), span in self.week_spans.items() if code in self.municipalities[cpr]]
        weeks = {week for _, span in own for week in span}
        return Benefits(
            paid=frozenset(self.paid.get(cpr, ())),
            unnamed=frozenset(self.unnamed.get(cpr, ())),
            ore=self.ore[cpr],
            spanned=frozenset(week for week in weeks if _is_here(date(1970, 1, 1) + timedelta(days=7 * week), away, back)),
            dream=self.dream.get(cpr, {}),
            complete=frozenset(
                {number for delivered, span in own for number in self._complete_months(set(span), delivered)}
                | self.dream_complete.get(cpr, set())
            ),
            disability_weeks=frozenset(week for week, names in self.paid.get(cpr, {}).items() if "Førtidspension" in names),
            municipal_ore=self.municipal_ore[cpr],
            groups={week: min(GROUPS[name] for name in names) for week, names in self.paid.get(cpr, {}).items()},
            died_on=next((since for status, since in events if status == "død"), None),
            emigrated_on=next((since for status, since in events if status == "udrejst"), None),
        )

    def comparison(self) -> Iterator[Traits]:
        """Who the comparison persons are whom nobody refers."""
        listed = {cpr_of(row): row for *_, rows in self.files["comparison_persons"] for row in rows if self._is_listed(row)}
        for cpr, row in listed.items():
            if cpr not in self.referrals:
                yield _traits(cpr, row)

    def _is_listed(self, row: Row) -> bool:
        if int(row["municipality_code"]) not in reference_values("municipalities"):
            return False
        if cpr_of(row) not in self.referrals:
            self.municipalities[cpr_of(row)].add(row["municipality_code"])
        return True

    def life(self, cpr: str) -> Life:
        """One person's."""
        months = {number: MonthHours(**kinds) for (of, number), kinds in self.hours.items() if of == cpr}
        return self._life(cpr, months)

    def _life(self, cpr: str, months: dict[int, MonthHours]) -> Life:
        dates = self.referrals[cpr]
        own = [(delivered, number) for (of, delivered), span in self.spans.items() if of in self.suppliers[cpr] for number in span]
        known = [(delivered, number) for delivered, number in own if (cpr, number) not in self.unknown]
        return Life(
            min(dates),
            len(dates),
            tuple(self.jobs.get(cpr, ())),
            months,
            frozenset(number for _, number in known),
            frozenset(number for delivered, number in known if month_number(delivered) - number > self.lag),
            self._benefits_of(cpr),
            _traits(cpr, self.first_referral[cpr][1]),
        )

    def lives(self) -> Iterator[Life]:
        """Everybody who is referred."""
        months: dict[str, dict[int, MonthHours]] = defaultdict(dict)
        for (cpr, number), kinds in self.hours.items():
            months[cpr][number] = MonthHours(**kinds)
        for cpr in self.referrals:
            yield self._life(cpr, months[cpr])

    def bureau(self) -> ObservedBureau:
        """What the bureau's files amount to beside single lives."""
        return ObservedBureau(self._cost_ore(), self._invoiced(), self._joined(), self._answers())

    def _cost_ore(self) -> dict[str, int] | None:
        newest: dict[str, list[Row]] = {supplier: rows for supplier, _, rows in self.files["programme_costs"]}
        sums: Counter[str] = Counter()
        for row in (row for own in newest.values() for row in own):
            if row["payer"] in PAYERS and month(row["month"]) is not None:
                sums[row["payer"]] += hundredths(row["amount"])
        return dict(sums) if newest else None

    def _invoiced(self) -> dict[int, int] | None:
        newest = {row["invoice_id"]: row for *_, rows in self.files["invoices"] for row in rows if is_cvr(row["cvr"].removeprefix("DK"))}
        sums: Counter[int] = Counter()
        for row in newest.values():
            sums[month(row["month"]) or 0] += hundredths(row["hours"])
        return dict(sums) if self.files["invoices"] else None

    def _joined(self) -> dict[int, date] | None:
        joined = {}
        for row in (row for *_, rows in self.files["partners"] for row in rows):
            since, cvr = day(row["since"]), row["cvr"].removeprefix("DK")
            if since is not None and is_cvr(cvr):
                joined[int(cvr)] = since
        return joined if self.files["partners"] else None

    def _answers(self) -> dict[object, list[tuple[date, int]]]:
        told: dict[object, dict[tuple[date, int], None]] = defaultdict(dict)
        for row in (row for *_, rows in self.files["wellbeing"] for row in rows):
            when, score = day(row["answered_on"]), int(row["who5"])
            if when is not None and cpr_of(row) in self.referrals and 0 <= score <= 100:
                told[cpr_of(row)][when, score] = None
        return {cpr: list(own) for cpr, own in told.items()}


def _traits(cpr: str, row: Row) -> Traits:
    """Sex and year of birth from the number, target group and municipality from a row."""
    year, seventh = int(cpr[4:6]), int(cpr[6])
    is_young = (seventh in (4, 9) and year <= 36) or (5 <= seventh <= 8 and year <= 57)
    century = 2000 if is_young else 1800 if 5 <= seventh <= 8 else 1900
    return Traits("mand" if int(cpr[-1]) % 2 else "kvinde", century + year, row["target_group"], int(row["municipality_code"]))


def _is_here(thursday: date, away: list[date], back: list[date]) -> bool:
    """Whether the last thing that happened up to a day is not a move away."""
    left = max((since for since in away if since <= thursday), default=None)
    return left is None or any(left < since <= thursday for since in back)


def _dream_week(name: str) -> Week:
    year, number = 2000 + int(name[2:4]), int(name[4:6])
    return week_of(day_number(date.fromisocalendar(year, number, 4)))
