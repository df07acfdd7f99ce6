"""Simulated deliveries: what stands in the files is what the truth is counted from.

A plain reader (no line of it is the pipeline's) rebuilds every life from the files by INPUTS and DEFINITIONS. Where the oracle then says
the same of the rebuilt lives as of those that were simulated, restatements, corrections, refused rows and unnamed persons were written
as the truth has them. The same reader turns the published work histories and the hand-made persons into lives, whose figures others
have worked out.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data_contracts.contract import CVR_WEIGHTS, KINDS, kind_of, load_contract
from data_contracts.problems import WrongUse
from data_contracts.reference import reference_values
from data_contracts.settings import read_settings
from simulation import Truth, simulate, write_truth
from simulation.calendar import month_number
from simulation.oracle import Job, Life, MonthHours
from simulation.truth import Tally

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the published data sets are not in ../shared/data")
Row = dict[str, str]


def _cells(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
            yield [_cell(value) for value in row]
        return
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else raw.decode("cp1252")
    yield from csv.reader(text.splitlines(), delimiter=max(";,", key=text.splitlines()[0].count))


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _rows(path: Path) -> list[Row]:
    """Rows by canonical column name, whatever the headers are."""
    names = {header: column.name for column in load_contract(str(kind_of(path.name))).columns for header in column.headers}
    header: list[str] | None = None
    rows = []
    for cells in _cells(path):
        if header is None:
            header = cells if any(cell in names for cell in cells) else None
        else:
            rows.append({names[name]: cell for name, cell in zip(header, cells, strict=True) if name in names})
    return rows


def _day(text: str) -> date | None:
    for notation in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, notation).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def _month(text: str) -> int | None:
    first, second = text.split("-")
    year, month = (first, second) if len(first) == 4 else (second, first)
    return int(year) * 12 + int(month) - 1 if 1 <= int(month) <= 12 else None


def _hundredths(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100)


def _is_cvr(text: str) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(CVR_WEIGHTS, text, strict=True)) % 11 == 0


class Inbox:
    """The deliveries of an inbox as lives; `rows` counts the rows of each file, `lag` are the months that a delivery may still change."""

    def __init__(self, folder: Path, lag: int = 2) -> None:
        self.lag = lag
        self.programme = set(tomllib.loads((folder / "programme.toml").read_text("utf-8"))["programme"].get("programme_payroll_cvr", ()))
        self.files: dict[str, list[tuple[str, date, list[Row]]]] = defaultdict(list)
        self.rows: dict[str, int] = {}
        for path in sorted(folder.glob("*/*/*"), key=lambda path: path.parts[-2]):
            kind = kind_of(path.name)
            if kind in KINDS:
                rows = _rows(path)
                self.rows[path.relative_to(folder).as_posix()] = len(rows)
                self.files[kind].append((path.parts[-3], date.fromisoformat(path.parts[-2]), rows))
        self.data_date = max(delivered for files in self.files.values() for _, delivered, _ in files)
        self.referrals, self.suppliers = self._referrals()
        self.jobs = self._jobs()
        self.spans = {(supplier, delivered): self._span(rows) for supplier, delivered, rows in self.files["paid_hours"]}
        self.hours, self.unknown = self._hours()

    def _referrals(self) -> tuple[dict[str, set[date]], dict[str, set[str]]]:
        dates, suppliers = defaultdict(set), defaultdict(set)
        for supplier, delivered, rows in self.files["referrals"]:
            for row in rows:
                day = _day(row["referred_on"])
                is_known = row["target_group"] in reference_values("target_groups")
                if (
                    day is None
                    or day > delivered
                    or not is_known
                    or int(row["municipality_code"]) not in reference_values("municipalities")
                ):
                    continue
                dates[row["cpr"].replace("-", "")].add(day)
                suppliers[row["cpr"].replace("-", "")].add(supplier)
        return dates, suppliers

    def _jobs(self) -> dict[str, list[Job]]:
        newest: dict[tuple[str, str], tuple[str, Job]] = {}
        for supplier, _, rows in self.files["placements"]:
            for row in rows:
                start, end, cvr = _day(row["started_on"]), _day(row["ended_on"]), row["host_cvr"].removeprefix("DK")
                if start is None or (end or start) < start or not _is_cvr(cvr) or _hundredths(row["weekly_hours"]) > 3700:
                    continue
                newest[supplier, row["placement_id"]] = (row["cpr"].replace("-", ""), Job(start, end, int(cvr)))
        jobs = defaultdict(list)
        for cpr, job in newest.values():
            jobs[cpr].append(job)
        return {cpr: sorted(own, key=lambda job: job.started_on) for cpr, own in jobs.items()}

    def _span(self, rows: list[Row]) -> range:
        months = [month for row in rows if (month := _month(row["month"])) is not None and row["cpr"].replace("-", "") in self.referrals]
        return range(min(months), max(months) + 1)

    def _hours(self) -> tuple[dict[tuple[str, int], Counter[str]], set[tuple[str, int]]]:
        sums: dict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
        for supplier, delivered, rows in self.files["paid_hours"]:
            for row in rows:
                month = _month(row["month"])
                if month is None or self._newest(supplier, month) != delivered:
                    continue
                kind = {"fastløn": "salaried", "timeløn": "hourly"}.get(row["pay_type"], "untyped")
                if row["employment_form"] != "ordinær":
                    kind = "subsidised"
                cvr = row["payroll_cvr"].removeprefix("DK")
                sums[row["cpr"].replace("-", ""), month, cvr][kind] += _hundredths(row["hours"])
        unknown = {key[:2] for key, kinds in sums.items() if not 0 <= kinds.total() <= 40_000}
        hours: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        for (cpr, month, cvr), kinds in sums.items():
            hours[cpr, month].update(kinds)
            hours[cpr, month]["programme"] += kinds.total() if cvr in self.programme else 0
        return hours, unknown

    def _newest(self, supplier: str, month: int) -> date | None:
        return max((day for (of, day), span in self.spans.items() if of == supplier and month in span), default=None)

    def lives(self) -> Iterator[Life]:
        """Everybody who is referred."""
        months: dict[str, dict[int, MonthHours]] = defaultdict(dict)
        for (cpr, month), kinds in self.hours.items():
            months[cpr][month] = MonthHours(**kinds)
        for cpr, dates in self.referrals.items():
            own = [(day, month) for (of, day), span in self.spans.items() if of in self.suppliers[cpr] for month in span]
            known = [(day, month) for day, month in own if (cpr, month) not in self.unknown]
            yield Life(
                min(dates),
                len(dates),
                tuple(self.jobs.get(cpr, ())),
                months[cpr],
                frozenset(month for _, month in known),
                frozenset(month for day, month in known if month_number(day) - month > self.lag),
            )


def _figures(inbox: Inbox) -> dict[tuple[str, str, str, str], object]:
    tally = Tally(inbox.data_date)
    tally.add(inbox.lives())
    return dict(tally.figures())


@pytest.fixture(
    scope="module", params=[{"seed": 1}, {"candidates": 150, "suppliers": 4, "months": 30, "seed": 7}], ids=["default", "small"]
)
def simulated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("simulated") / "inbox"
    return folder, simulate(folder, **request.param)


def test_the_files_tell_exactly_the_lives_that_the_truth_was_counted_from(simulated: tuple[Path, Truth]) -> None:
    folder, truth = simulated
    assert _figures(Inbox(folder)) == truth.figures


def test_every_row_written_is_in_the_account(simulated: tuple[Path, Truth]) -> None:
    folder, truth = simulated
    assert {name: account.rows for name, account in truth.files.items()} == Inbox(folder).rows


def test_rows_of_people_whom_nobody_refers_are_as_many_as_the_account_says(simulated: tuple[Path, Truth]) -> None:
    folder, truth = simulated
    inbox = Inbox(folder)
    for supplier, delivered, rows in inbox.files["paid_hours"]:
        name = f"{supplier}/{delivered}/loentimer_{delivered.year}.csv"
        unnamed = sum(row["cpr"].replace("-", "") not in inbox.referrals for row in rows)
        assert unnamed == truth.files[name].unnamed > 0


def test_refused_sums_are_as_many_rows_as_the_account_says(simulated: tuple[Path, Truth]) -> None:
    folder, truth = simulated
    for supplier, delivered, rows in Inbox(folder).files["paid_hours"]:
        sums: Counter[tuple[str, ...]] = Counter()
        sizes: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            key = (row["cpr"].replace("-", ""), row["payroll_cvr"].removeprefix("DK"), row["month"])
            sums[key] += _hundredths(row["hours"])
            sizes[key] += 1
        refused = truth.files[f"{supplier}/{delivered}/loentimer_{delivered.year}.csv"].quarantined
        assert sum(sizes[key] for key in sums if sums[key] < 0) == refused["hours_sum_not_negative"]
        assert sum(sizes[key] for key in sums if sums[key] > 40_000) == refused["hours_sum_at_most_400"]


def test_no_simulated_number_can_be_somebodys(simulated: tuple[Path, Truth]) -> None:
    folder, _ = simulated
    inbox = Inbox(folder)
    numbers = {
        row["cpr"].replace("-", "") for kind in ("referrals", "placements", "paid_hours") for *_, rows in inbox.files[kind] for row in rows
    }
    assert {len(number) for number in numbers} == {10}
    assert all(61 <= int(number[:2]) <= 91 for number in numbers)
    assert all(date(1900 + int(number[4:6]), int(number[2:4]), int(number[:2]) - 60) < date(2000, 1, 1) for number in numbers)


def test_each_delivery_says_that_it_is_simulated_and_so_do_the_settings(simulated: tuple[Path, Truth]) -> None:
    folder, _ = simulated
    assert all((delivery / "SIMULERET.txt").is_file() for delivery in folder.glob("*/*") if delivery.is_dir())
    settings = read_settings(folder / "programme.toml")
    assert settings.programme.simulated
    assert settings.full_time.benefit_condition == "ignored"
    assert all(_is_cvr(number) for number in settings.programme.programme_payroll_cvr)


def test_hours_are_told_in_every_way_that_suppliers_have(simulated: tuple[Path, Truth]) -> None:
    folder, _ = simulated
    raw = {path.name + path.parts[-2]: path.read_bytes() for path in folder.glob("*/*/*.csv")}
    assert any(text.startswith(b"\xef\xbb\xbf") for text in raw.values())
    assert any("ø".encode("cp1252") in text for text in raw.values())
    assert list(folder.glob("*/*/*.xlsx"))
    rows = [row for *_, rows in Inbox(folder).files["paid_hours"] for row in rows]
    assert any("-" in row["cpr"] for row in rows) and any("-" not in row["cpr"] for row in rows)  # noqa: PT018 - one statement
    assert any(_hundredths(row["hours"]) < 0 for row in rows)
    assert max(Counter(tuple(row.items()) for row in rows).values()) > 1


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    def written(name: str, seed: int) -> dict[str, bytes]:
        simulate(tmp_path / name, candidates=60, months=36, seed=seed)
        return {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in (tmp_path / name).rglob("*.*") if path.is_file()
        }

    first = written("first", 3)
    assert first == written("second", 3)
    assert first != written("third", 4)


def test_the_default_programme_is_as_large_as_the_public_numbers(tmp_path: Path) -> None:
    figures = simulate(tmp_path / "inbox").figures
    value = {key[0]: number for key, number in figures.items() if key[2:] == ("total", "{}")}
    assert value["participation.referred"] == 780
    assert (value["participation.employed"], value["participation.partners_active"]) == (500, 100)
    assert 16 < value["participation.weeks_to_first_job"] < 20
    assert 13 < value["job_ladder.mean_weekly_hours"] < 17
    assert figures["job_ladder.moved_down", "job_starters", "12m", "{}"] > 0


@pytest.mark.parametrize("wrong", [{"suppliers": 1}, {"months": 2}, {"candidates": 0}, {"persons": -1}, {"seed": -1}, {"suppliers": 500}])
def test_a_size_that_cannot_be_is_refused_before_anything_is_written(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(WrongUse) as refused:
        simulate(tmp_path / "inbox", **wrong)
    assert refused.value.key == "simulate_option_out_of_range"
    assert not (tmp_path / "inbox").exists()


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("kept")
    with pytest.raises(WrongUse) as refused:
        simulate(tmp_path)
    assert refused.value.key == "simulate_output_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(
    "sizes", [{"candidates": 1}, {"candidates": 5, "suppliers": 6, "months": 6}, {"candidates": 30, "persons": 0, "months": 9}]
)
def test_the_smallest_worlds_tell_their_truth_too(tmp_path: Path, sizes: dict[str, int]) -> None:
    truth = simulate(tmp_path / "inbox", **sizes)
    assert _figures(Inbox(tmp_path / "inbox")) == truth.figures


def test_the_truth_is_kept_as_json_without_floats(tmp_path: Path) -> None:
    truth = simulate(tmp_path / "inbox", candidates=40, months=24)
    write_truth(truth, tmp_path / "truth.json")
    record = json.loads((tmp_path / "truth.json").read_text("utf-8"), parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert len(record["figures"]) == len(truth.figures)
    share = next(row for row in record["figures"] if row["figure_id"] == "participation.employed_share")
    assert Decimal(share["value"]) == truth.figures["participation.employed_share", "referred", "total", "{}"]


@pytest.mark.shared
@needs_shared
def test_the_oracle_says_of_real_work_histories_what_was_published() -> None:
    folder = SHARED / "work_histories"
    figures = _figures(Inbox(folder, lag=0))
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    plain = expected["figures"]
    for name in ("participation.referred", "participation.employed"):
        assert figures[name, "referred", "total", "{}"] == plain[name]
    assert figures["participation.placements", "placements", "total", "{}"] == plain["participation.placements"]
    for name in ("full_time.ever_one_month_count", "full_time.reached_count", "full_time.at_end_count"):
        assert figures[name, "referred_benefit_ignored", "total", "{}"] == plain[name]
    for name, count in expected["job_ladder, window to_end, of the 519 in work below full-time in the entry month"].items():
        assert figures[name, "referred", "to_end", "{}"] == count


@pytest.mark.shared
@needs_shared
def test_the_oracle_says_of_the_hand_made_persons_what_was_worked_out() -> None:
    folder = SHARED / "hand_made"
    figures = _figures(Inbox(folder))
    expected = json.loads((folder / "expected_figures.json").read_text("utf-8"))["figures"]
    for name in ("referred", "referrals", "employed", "ever_in_work"):
        assert figures[f"participation.{name}", "referred", "total", "{}"] == expected[f"participation.{name}"]
    weeks = figures["participation.weeks_to_first_job", "job_starters", "total", "{}"]
    assert str(weeks) == str(expected["participation.weeks_to_first_job"])
    for name in ("moved_up", "moved_down", "unchanged", "left_work"):
        for window, count in expected[f"job_ladder.{name}"].items():
            key = (
                (f"job_ladder.{name}", "referred", "to_end") if window == "to_end" else (f"job_ladder.{name}", "job_starters", f"{window}m")
            )
            assert figures[*key, "{}"] == count, key
