"""The supplier's check: of each file what is right, what is wrong, where, and how to repair it; for a terminal, a program and a page.

Belongs here: words on what was found. Does not belong here: finding it (`assets/deliveries/checking.py`). Cells are told by their shape
alone, and nothing of a person stands in any of the three forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_contracts.remarks import parted
from reports.language import Language
from reports.quality.words import rule_in_words, set_aside_in_words
from reports.render.html import environment

FORMAT_VERSION = 1
"""Goes up when a program that reads the JSON would have to change."""


@dataclass(frozen=True)
class RuleInWords:
    """A rule in words: how many rows, where, and the shapes of their cells."""

    rule: str
    is_warning: bool
    words: str
    rows: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class FileReport:
    """One file in words. `verdict`: `fit`, `remarks`, `faults`, `rejected`, `unrecognised` or `ignored`."""

    name: str
    kind: str | None
    verdict: str
    summary: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    told: tuple[RuleInWords, ...]
    record: Mapping[str, Any]


def file_report(checked: Any, suggestion: str | None, language: Language) -> FileReport:
    """A file's findings in words. `checked`: a `CheckedFile`; `suggestion`: a name that an unrecognised file may have meant."""
    text = language.text
    file = checked.file
    told = tuple(
        RuleInWords(one.rule_id, one.action == "warn", rule_in_words(str(file.kind), one.rule_id, language), one.rows, one.examples)
        for one in checked.findings
    )
    wrong = tuple(_wrong(checked, suggestion, language))
    verdict = _verdict(checked, told)
    return FileReport(
        name=file.place,
        kind=file.kind,
        verdict=verdict,
        summary=text(f"check.verdict_{verdict}"),
        right=tuple(_right(checked, language)) if checked.status == "read" else (),
        wrong=wrong,
        told=told,
        record=_record(checked, verdict, wrong, told),
    )


def _verdict(checked: Any, told: Sequence[RuleInWords]) -> str:
    if checked.status != "read":
        return str(checked.status)
    if not checked.is_fit:
        return "faults"
    return "remarks" if told or checked.notes or (checked.rows or {}).get("dropped.person_not_named") else "fit"


def _right(checked: Any, language: Language) -> Iterator[str]:
    text, number = language.text, language.number
    rows = checked.rows or {}
    yield text("check.rows_loaded", loaded=number(rows.get("loaded", 0)), rows=number(checked.rows_in))
    yield text("check.columns_found", columns=", ".join(checked.columns))
    if checked.first_on and checked.last_on:
        said = language.month if checked.is_by_month else language.day
        yield text("check.span", first=said(checked.first_on), last=said(checked.last_on))
    yield from set_aside_in_words(checked.file.kind, rows, language)
    if checked.unknown_columns:
        yield text("check.unknown_columns", columns=number(checked.unknown_columns))


def _wrong(checked: Any, suggestion: str | None, language: Language) -> Iterator[str]:
    text = language.text
    if checked.reason and checked.status != "ignored":
        yield text(f"rejected.{checked.reason}", **dict(checked.reason_parameters or {}))
    if suggestion:
        yield text("check.perhaps", name=suggestion)
    for key, parameters in checked.problems:
        yield text(f"problem.{key}", **dict(parameters))
    for note in checked.notes:
        yield language.remark(note)


def _record(checked: Any, verdict: str, wrong: Sequence[str], told: Sequence[RuleInWords]) -> dict[str, Any]:
    """The file as the JSON has it; every key is always there."""
    file = checked.file
    return {
        "supplier": file.supplier,
        "delivered_on": _day(file.delivered_on),
        "file": file.name,
        "kind": file.kind,
        "status": checked.status,
        "verdict": verdict,
        "is_fit": checked.is_fit,
        "reason": checked.reason,
        "format": checked.format,
        "encoding": checked.encoding,
        "rows_in": checked.rows_in,
        "rows": dict(checked.rows or {}),
        "columns": list(checked.columns),
        "unknown_columns": checked.unknown_columns,
        "first_on": _day(checked.first_on),
        "last_on": _day(checked.last_on),
        "notes": [parted(note)[0] for note in checked.notes],
        "messages": list(wrong),
        "findings": [
            {
                "rule": one.rule,
                "severity": "warning" if one.is_warning else "error",
                "message": one.words,
                "rows": one.rows,
                "examples": [{"row": row, "masked": masked} for row, masked in one.examples],
            }
            for one in told
        ],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


ORDER = ("rejected", "faults", "unrecognised", "remarks", "fit", "ignored")


def in_order(reports: Sequence[FileReport]) -> list[FileReport]:
    """What must be repaired first."""
    return sorted(reports, key=lambda report: (ORDER.index(report.verdict), report.name))


def as_record(reports: Sequence[FileReport], missing: Sequence[str]) -> dict[str, Any]:
    """The whole check for a program; `missing`: required kinds of which there is no file."""
    return {
        "format_version": FORMAT_VERSION,
        "is_fit": all(report.record["is_fit"] for report in reports),
        "missing_kinds": list(missing),
        "files": [report.record for report in reports],
    }


def as_lines(reports: Sequence[FileReport], missing: Sequence[str], language: Language) -> Iterator[str]:
    """The check for a terminal."""
    text = language.text
    signs = {"fit": "✓", "remarks": "✓", "faults": "✗", "rejected": "✗", "unrecognised": "?", "ignored": "–"}
    for report in in_order(reports):
        yield f"{signs[report.verdict]} {report.name}: {report.summary}"
        yield from (f"    {line}" for line in (*report.wrong, *report.right))
        for one in report.told:
            key = f"check.{'warning' if one.is_warning else 'error'}{'_one' if one.rows == 1 else ''}"
            yield f"    {text(key, rows=language.number(one.rows), why=one.words)}"
            yield f"      {places(one, language)}"
    yield from (text("check.missing", kind=text(f"kind.{kind}")) for kind in missing)
    yield conclusion(reports, language)


def places(told: RuleInWords, language: Language) -> str:
    """Where the first rows stand, each with its cell's shape."""
    shown = ", ".join(f"{row} ({masked})" if masked else str(row) for row, masked in told.examples)
    more = told.rows - len(told.examples)
    return language.text("check.in_rows_and_more" if more else "check.in_rows", rows=shown, more=language.number(more))


def conclusion(reports: Sequence[FileReport], language: Language) -> str:
    """One sentence on the whole."""
    faulty = sum(not report.record["is_fit"] for report in reports)
    key = "check.conclusion_fit" if not faulty else "check.conclusion_one" if faulty == 1 else "check.conclusion_faults"
    return language.text(key, files=language.number(len(reports)), faulty=language.number(faulty))


def as_page(reports: Sequence[FileReport], missing: Sequence[str], *, is_simulated: bool, language: Language) -> str:
    """The check as one page that needs no other file and no network."""
    return (
        environment()
        .get_template("check.html")
        .render(
            mark="",
            reports=in_order(reports),
            missing=missing,
            is_simulated=is_simulated,
            language=language,
            places=places,
            conclusion=conclusion(reports, language),
        )
    )
