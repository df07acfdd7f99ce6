"""`smaajob check` tells a supplier of each file what is right, what is wrong, where and how to repair it, and nothing of any person."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.acceptance.conftest import Answer, Command
from tests.acceptance.inboxes import HOURS, PLACEMENTS, REFERRALS, write_inbox
from tests.acceptance.test_restatements import hours, referrals, weeks
from tests.loading import deliver

CANARIES = ("6404651203", "640465-1203", "6911641216", "28052502", "Virksomhed 1", "Kanariefuglen")


def record(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.out)
    return found


def of_file(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(file for file in found["files"] if file["file"] == name)


def rules(file: dict[str, Any]) -> dict[str, list[int]]:
    return {finding["rule"]: [example["row"] for example in finding["examples"]] for finding in file["findings"]}


def test_a_clean_delivery_is_fit_and_says_what_was_found(smaajob: Command, tmp_path: Path) -> None:
    page = tmp_path / "kontrol.html"
    answer = smaajob("check", "--inbox", write_inbox(tmp_path / "inbox"), "--html", page, language="da")
    assert answer.exit_code == 0, answer.error
    assert "3 af 3 rækker kan bruges" in answer.out
    assert "kolonner fundet: CPR-nummer, Henvist dato, Målgruppe, Kommunekode" in answer.out
    assert "fra marts 2022 til april 2022" in answer.out
    assert "Alt kan bruges" in page.read_text(encoding="utf-8")


def test_nothing_is_left_behind_but_the_page_that_was_asked_for(smaajob: Command, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert smaajob("check", "--inbox", inbox).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Udtræk fra fagsystem"])
        sheet.write_row(3, 0, ["CPR-nummer", "Henvist dato", "Målgruppe", "Kommunekode"])
        sheet.write_row(4, 0, ["6404651203", "17-01-2022", "jobparat kontanthjælp", 851])
        sheet.write_row(5, 0, ["6911641216", "31-02-2022", "jobparat kontanthjælp", 851])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("ansaettelser.csv", PLACEMENTS.replace("Startdato", "Begyndt"), "missing_columns"),
        ("loentimer.csv", "<!DOCTYPE html><html>504</html>", "not_a_table"),
        ("loentimer.csv", "", "empty_file"),
        ("loentimer.csv", HOURS[:-30], "cut_off"),
        ("yr-ydelsesrefusion-beregning.csv", weeks(0, 3), "file_name_incomplete"),
        ("dream.csv", "lobenr;y_2301\n17;730\n", "lobenr_without_key"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_reason(
    smaajob: Command, tmp_path: Path, name: str, content: str, reason: str
) -> None:
    inbox = write_inbox(tmp_path / "inbox", {name: content})
    answer = smaajob("check", "--inbox", inbox, "--json")
    assert answer.exit_code == 1
    file = of_file(record(answer), name)
    assert (file["verdict"], file["reason"], file["is_fit"]) == ("rejected", reason, False)
    assert len(file["messages"][0]) > 20


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("henvisninger.csv", REFERRALS.replace("18-01-2022", "31-02-2022"), {"referred_on_readable": [3]}),
        ("henvisninger.csv", REFERRALS.replace("691164", "699964"), {"cpr_readable": [3]}),
        ("loentimer.csv", HOURS.replace("36,00", "436,00"), {"hours_sum_at_most_400": [4]}),
        ("ansaettelser.csv", PLACEMENTS.replace("sygdom", "Kanariefuglen"), {"end_reason_known": [3]}),
        ("henvisninger.xlsx", workbook(), {"referred_on_readable": [6]}),
    ],
)
def test_a_row_that_would_be_quarantined_is_told_by_rule_row_and_shape(
    smaajob: Command, tmp_path: Path, name: str, content: str | bytes, found: dict[str, list[int]]
) -> None:
    changes: dict[str, str | bytes | None] = {name: content}
    if name.endswith("xlsx"):
        changes["henvisninger.csv"] = None
    answer = smaajob("check", "--inbox", write_inbox(tmp_path / "inbox", changes), "--json")
    assert answer.exit_code == 1
    assert rules(of_file(record(answer), name)) == found


def test_broken_letters_doubled_rows_and_unknown_columns_are_remarks_and_no_faults(smaajob: Command, tmp_path: Path) -> None:
    lines = referrals().replace("Målgruppe", "Mσlgruppe;Sagsnr").replace(";dagpenge", ";dagpenge;17").splitlines()
    content = "\n".join([lines[0], *lines[1:], *lines[1:], ""])
    answer = smaajob("check", "--inbox", write_inbox(tmp_path / "inbox", {"henvisninger.csv": content}), "--json")
    file = of_file(record(answer), "henvisninger.csv")
    assert (file["verdict"], file["unknown_columns"]) == ("remarks", 1)
    assert file["notes"] == ["every_row_twice", "letters_broken"]


def test_a_file_that_would_erase_history_is_named_although_each_of_its_rows_is_right(smaajob: Command, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    deliver(inbox, "aalborg", "2023-05-15", {"henvisninger.csv": referrals(), "loentimer.csv": hours(range(1, 5))})
    deliver(inbox, "aalborg", "2023-06-15", {"loentimer.csv": hours([1, 2, 4, 5])})
    answer = smaajob("check", "--inbox", inbox / "aalborg" / "2023-06-15", "--json")
    assert answer.exit_code == 1
    found = record(answer)
    assert [file["delivered_on"] for file in found["files"]] == ["2023-06-15"]
    assert found["files"][0]["verdict"] == "faults"
    assert "aalborg/2023-05-15/loentimer.csv" in found["files"][0]["messages"][0]


def test_one_file_of_a_delivery_may_be_checked_by_itself(smaajob: Command, tmp_path: Path) -> None:
    inbox = write_inbox(tmp_path / "inbox", {"ansaettelser.csv": ""})
    answer = smaajob("check", "--inbox", inbox / "aalborg" / "2023-05-15" / "loentimer.csv", "--json")
    assert answer.exit_code == 0
    assert [file["file"] for file in record(answer)["files"]] == ["loentimer.csv"]
    assert record(answer)["files"][0]["rows"] == {"loaded": 3}


def test_an_unknown_name_is_answered_with_the_name_that_was_perhaps_meant(smaajob: Command, tmp_path: Path) -> None:
    answer = smaajob("check", "--inbox", write_inbox(tmp_path / "inbox", {"lontimer.csv": HOURS}))
    assert "? aalborg/2023-05-15/lontimer.csv" in answer.out
    assert "loentimer.csv?" in answer.out


@pytest.mark.parametrize("name", ["nowhere", "file.csv"])
def test_a_place_that_holds_no_delivery_is_wrong_use(smaajob: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "file.csv").write_text(REFERRALS, encoding="utf-8")
    assert smaajob("check", "--inbox", tmp_path / name).exit_code == 2


def test_a_required_kind_that_is_missing_is_said(smaajob: Command, tmp_path: Path) -> None:
    answer = smaajob("check", "--inbox", write_inbox(tmp_path / "inbox", {"loentimer.csv": None}), "--json")
    assert record(answer)["missing_kinds"] == ["paid_hours"]


def test_nothing_of_a_person_or_company_stands_in_any_form(smaajob: Command, tmp_path: Path) -> None:
    page = tmp_path / "kontrol.html"
    changes: dict[str, str | bytes | None] = {
        "ansaettelser.csv": PLACEMENTS.replace("sygdom", "Kanariefuglen").replace("14-03-2022;;", "14-03-2022;6404651203;"),
        "henvisninger.csv": REFERRALS.replace("Målgruppe", "640465-1203") + "6404651203x;6404651203;Kanariefuglen;28052502\n",
    }
    inbox = write_inbox(tmp_path / "inbox", changes)
    answers = [smaajob("check", "--inbox", inbox, *more) for more in ((), ("--json",), ("--html", page))]
    text = "".join(answer.out + answer.error for answer in answers) + page.read_text(encoding="utf-8")
    assert [canary for canary in CANARIES if canary in text] == []


def test_the_page_needs_nothing_from_elsewhere_and_runs_no_script(smaajob: Command, tmp_path: Path) -> None:
    page = tmp_path / "kontrol.html"
    smaajob("check", "--inbox", write_inbox(tmp_path / "inbox"), "--html", page)
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert [part for part in ("<script", "http:", "https:", "src=", "url(", "@import") if part in text] == []
