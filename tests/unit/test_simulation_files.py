"""Simulated deliveries: what stands in the files is what the truth is counted from.

A plain reader (no line of it is the pipeline's) rebuilds every life from the files by INPUTS and DEFINITIONS. Where the oracle then says
the same of the rebuilt lives as of those that were simulated, restatements, corrections, refused rows and unnamed persons were written
as the truth has them. The same reader turns the published work histories and the hand-made persons into lives, whose figures others
have worked out.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data_contracts.problems import WrongUse
from data_contracts.settings import read_settings
from simulation import Truth, simulate, write_truth
from simulation.spoiling import ERROR_PAGE_NAME
from simulation.truth import BenefitCondition, Tally
from tests.unit.plain_files import BENEFITS, SUPPLEMENT, TO_NOBODY, hundredths, is_cvr, kind_of
from tests.unit.plain_reader import Inbox

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the published data sets are not in ../shared/data")


def _figures(inbox: Inbox, benefit_condition: BenefitCondition = "required") -> dict[tuple[str, str, str, str], object]:
    tally = Tally(inbox.data_date, benefit_condition)
    tally.add(inbox.lives())
    tally.bureau = inbox.bureau()
    tally.add_comparison(inbox.comparison())
    return dict(tally.figures())


@pytest.fixture(
    scope="module",
    params=[
        {"seed": 1, "comparison": 60},
        {"candidates": 150, "comparison": 40, "suppliers": 4, "months": 30, "seed": 7, "effect": "zero"},
        {"candidates": 200, "comparison": 40, "suppliers": 3, "seed": 2, "effect": "negative", "quality": "bad"},
    ],
    ids=["default", "small", "bad"],
)
def simulated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("simulated") / "inbox"
    return folder, simulate(folder, **request.param)


@pytest.fixture(scope="module")
def inbox(simulated: tuple[Path, Truth]) -> Inbox:
    return Inbox(simulated[0])


def test_the_files_tell_exactly_the_lives_that_the_truth_was_counted_from(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    _, truth = simulated
    assert _figures(inbox) == truth.figures


def test_every_row_written_is_in_the_account(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    _, truth = simulated
    assert {name: account.rows for name, account in truth.files.items()} == {
        name: rows for name, rows in inbox.rows.items() if not name.endswith(ERROR_PAGE_NAME)
    }


def test_rows_of_people_whom_nobody_names_are_as_many_as_the_account_says(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    _, truth = simulated
    names = sorted(name for name in inbox.rows if not name.endswith(ERROR_PAGE_NAME))
    assert sum(truth.files[name].unnamed for name in names) > 0
    for kind in ("paid_hours", "benefit_weeks", "dream", "person_status", "wellbeing"):
        own = [name for name in names if kind_of(Path(name).name) == kind]
        unnamed = sum(row["cpr"].replace("-", "") not in inbox.named for *_, rows in inbox.files[kind] for row in rows)
        assert unnamed == sum(truth.files[name].unnamed for name in own), kind


def test_refused_sums_are_as_many_rows_as_the_account_says(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    _, truth = simulated
    for supplier, delivered, rows in inbox.files["paid_hours"]:
        sums: Counter[tuple[str, ...]] = Counter()
        sizes: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            key = (row["cpr"].replace("-", ""), row["cvr"].removeprefix("DK"), row["month"])
            sums[key] += hundredths(row["hours"])
            sizes[key] += 1
        refused = truth.files[f"{supplier}/{delivered}/loentimer_{delivered.year}.csv"].quarantined
        assert sum(sizes[key] for key in sums if sums[key] < 0) == refused["hours_sum_not_negative"]
        assert sum(sizes[key] for key in sums if sums[key] > 40_000) == refused["hours_sum_at_most_400"]


def test_benefit_rows_set_aside_or_refused_are_as_many_as_the_account_says(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    _, truth = simulated
    for code, delivered, rows in inbox.files["benefit_weeks"]:
        (account,) = [
            account for name, account in truth.files.items() if f"beregning-{code}-" in name and name.endswith(f"-{delivered}.csv")
        ]
        distinct = {tuple(row.items()) for row in rows}
        assert len(rows) - len(distinct) == account.identical
        sums: Counter[tuple[str, ...]] = Counter()
        sizes: Counter[tuple[str, ...]] = Counter()
        for row in map(dict, distinct):
            key = (row["week"], row["cpr"], row["benefit"])
            sums[key] += hundredths(row["amount"])
            sizes[key] += 1
        of_nothing = sum(sizes[key] for key in sums if key[2] == TO_NOBODY or (sums[key] == 0 and key[2] in BENEFITS | {SUPPLEMENT}))
        assert of_nothing == account.of_nothing
        unknown = sum(sizes[key] for key in sums if key[2] not in BENEFITS | {SUPPLEMENT, TO_NOBODY})
        assert unknown == account.quarantined["benefit_known"]


def test_refund_follows_the_ladder_and_each_persons_own_weeks(inbox: Inbox) -> None:
    rates: dict[str, list[int]] = defaultdict(list)
    code, _, rows = inbox.files["benefit_weeks"][0]
    for row in sorted(rows, key=lambda row: row["week"]):
        if row["benefit"] not in BENEFITS or row["cpr"] not in inbox.named:
            continue
        rate, share = hundredths(row["refusionssats"]), hundredths(row["medfinansieringssats"])
        is_co_financed = row["benefit"] in ("Dagpenge", "Førtidspension")
        assert (rate == 0) is is_co_financed
        assert (share == 0) is not is_co_financed
        assert abs(hundredths(row["amount"]) * rate // 10_000 - hundredths(row["refusionsbeløb"])) <= 1
        rates[row["cpr"]].append(10_000 - share if is_co_financed else rate)
    assert all(own == sorted(own, reverse=True) for own in rates.values())
    assert {rate for own in rates.values() for rate in own} == {8000, 4000, 3000, 2000}, code


def test_no_simulated_number_can_be_somebodys(inbox: Inbox) -> None:
    numbers = {row["cpr"].replace("-", "") for files in inbox.files.values() for *_, rows in files for row in rows if "cpr" in row}
    assert {len(number) for number in numbers} == {10}
    assert all(61 <= int(number[:2]) <= 91 for number in numbers)
    assert all(date(1900 + int(number[4:6]), int(number[2:4]), int(number[:2]) - 60) < date(2000, 1, 1) for number in numbers)


def test_each_delivery_says_that_it_is_simulated_and_so_do_the_settings(simulated: tuple[Path, Truth]) -> None:
    folder, _ = simulated
    assert all((delivery / "SIMULERET.txt").is_file() for delivery in folder.glob("*/*") if delivery.is_dir())
    settings = read_settings(folder / "programme.toml")
    assert settings.programme.simulated
    assert settings.full_time.benefit_condition == "required"
    assert all(is_cvr(number) for number in settings.programme.programme_payroll_cvr)


def test_hours_are_told_in_every_way_that_suppliers_have(simulated: tuple[Path, Truth], inbox: Inbox) -> None:
    folder, _ = simulated
    raw = {path.name + path.parts[-2]: path.read_bytes() for path in folder.glob("*/*/*.csv")}
    assert any(text.startswith(b"\xef\xbb\xbf") for text in raw.values())
    assert any("ø".encode("cp1252") in text for text in raw.values())
    assert {path.suffix for path in folder.glob("*/*/dream*")} == {".csv", ".parquet"}
    assert list(folder.glob("*/*/*.xlsx"))
    rows = [row for *_, rows in inbox.files["paid_hours"] for row in rows]
    assert any("-" in row["cpr"] for row in rows) and any("-" not in row["cpr"] for row in rows)  # noqa: PT018 - one statement
    assert any(hundredths(row["hours"]) < 0 for row in rows)
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
    figures = _figures(Inbox(folder, lag=0), "ignored")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    plain = expected["figures"]
    for name in ("participation.referred", "participation.employed"):
        assert figures[name, "referred", "total", "{}"] == plain[name]
    assert figures["participation.placements", "placements", "total", "{}"] == plain["participation.placements"]
    for name in ("full_time.ever_one_month_count", "full_time.reached_count", "full_time.at_end_count"):
        assert figures[name, "referred_benefit_ignored", "total", "{}"] == plain[name]
    for name, count in expected["job_ladder, window to_end, of the 519 in work below full-time in the entry month"].items():
        assert figures[name, "referred", "to_end", "{}"] == count
