"""The supplier's check as a command: what was found, in words, for a terminal, a program or a page.

Belongs here: bringing finding and wording together. Does not belong here: either of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from assets.deliveries.checking import CheckedFile, check
from data_contracts.contract import KINDS, load_contract
from reports.check import as_lines, as_page, as_record, file_report
from reports.language import Language


@dataclass(frozen=True)
class SupplierCheck:
    """The three forms, and whether every file is fit."""

    lines: tuple[str, ...]
    record: str
    page: str
    is_fit: bool


def supplier_check(path: Path, language: Language) -> SupplierCheck:
    """Holds what the path names against the contracts. Raises as `check` does."""
    checked = check(path)
    reports = [file_report(one, _suggestion(one), language) for one in checked.files]
    kinds = {one.file.kind for one in checked.files}
    required = [kind for kind in KINDS if load_contract(kind).is_required_to_publish]
    missing = [kind for kind in required if kind not in kinds] if checked.is_whole else []
    record = as_record(reports, missing)
    page = as_page(reports, missing, is_simulated=checked.is_simulated, language=language)
    lines = tuple(as_lines(reports, missing, language))
    return SupplierCheck(lines, json.dumps(record, ensure_ascii=False, indent=1), page, bool(record["is_fit"]))


def _suggestion(one: CheckedFile) -> str | None:
    """The name that a file with an unknown one was perhaps meant to have."""
    if one.status != "unrecognised" or one.reason != "unrecognised_name":
        return None
    names = {pattern.split("*")[0]: kind for kind in KINDS for pattern in load_contract(kind).file_patterns}
    close = get_close_matches(one.file.path.stem.casefold(), [name for name in names if name], n=1, cutoff=0.5)
    return f"{close[0]}{one.file.path.suffix}" if close else None
