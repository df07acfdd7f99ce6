"""Releasing: whether a finished generation is shown at once or waits until somebody approves it, and the record of who let it through.

Belongs here: the release gate, the record of approvals, what a candidate would change. Does not belong here: swapping folders
(`generation.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from assets.figures.revision_causes import KEY, TOLD
from assets.publications.generation import OutputFolder
from assets.publications.press import PublishingContext
from assets.warehouse.editions import Edition, read_edition
from data_contracts.problems import WrongUse


@dataclass(frozen=True)
class Released:
    """The generation's folder, and whether it waits for approval."""

    folder: Path
    is_candidate: bool


@dataclass(frozen=True)
class Approval:
    """That somebody let an edition through. `way`: `approved`, or `skipped` where the settings allow its author to skip the gate."""

    edition: str
    way: str
    by: str
    why: str
    decided_at: str


def release(press: PublishingContext) -> Released:
    """Publishes the arriving generation; leaves it as a candidate where the settings have a release gate that its author may not skip."""
    programme = press.settings.programme
    if programme.release_gate and press.started_by not in programme.release_gate_skipped_by:
        return Released(press.output.propose(press.origin.identity), is_candidate=True)
    if programme.release_gate:
        _keep(press.output, press.origin.identity, "skipped", press.started_by, "release_gate_skipped_by")
    return Released(press.output.publish(press.origin.identity), is_candidate=False)


def approve(output: OutputFolder, by: str, why: str) -> Path:
    """Publishes the candidate with who and why on record; returns the generation's folder.

    Needs the folder's lock. Raises WrongUse where a name or a reason is missing, and where there is no candidate. The record is written
    first: an approval that is cut short stands on record and not in front of readers.
    """
    if not by.strip() or not why.strip():
        raise WrongUse("approval_incomplete")
    if not output.candidate.is_symlink():
        raise WrongUse("no_candidate", folder=str(output.path))
    _keep(output, output.candidate.readlink().name, "approved", by.strip(), why.strip())
    return output.approve()


def approvals(output: OutputFolder) -> tuple[Approval, ...]:
    """The record, oldest first."""
    if not output.approvals.exists():
        return ()
    return tuple(Approval(**json.loads(line)) for line in output.approvals.read_text(encoding="utf-8").splitlines() if line)


def _keep(output: OutputFolder, edition: str, way: str, by: str, why: str) -> None:
    told = Approval(edition, way, by, why, datetime.now(UTC).isoformat(timespec="seconds"))
    with os.fdopen(os.open(output.approvals, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(told), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class CandidateDifference:
    """What a candidate would change: `figures` with the columns of KEY and TOLD, the latter also as `<name>_before`; `charts` as
    publication, name, title and `change` (`added`, `removed`, `changed`)."""

    candidate: Edition
    current: Edition | None
    figures: pl.DataFrame
    charts: tuple[Mapping[str, str], ...]


def difference(output: OutputFolder) -> CandidateDifference:
    """The candidate beside the current generation. Raises WrongUse where there is no candidate."""
    candidate = read_edition(output.candidate.resolve()) if output.candidate.is_symlink() else None
    if candidate is None:
        raise WrongUse("no_candidate", folder=str(output.path))
    current = read_edition(output.current.resolve()) if output.current.is_symlink() else None
    now = candidate.figures("internal").select(*KEY, *TOLD, "gross_or_net")
    before = now.clear() if current is None else current.figures("internal").select(*KEY, *TOLD, "gross_or_net")
    joined = now.join(before, on=KEY, how="full", suffix="_before", coalesce=True)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in TOLD)
    shown = {} if current is None else current.shown
    return CandidateDifference(candidate, current, joined.filter(~same).sort(KEY), tuple(_charts(candidate.shown, shown)))


def _charts(now: Mapping[str, Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []
    for publication in sorted({*now, *before}):
        charts, known = (shown.get(publication, {}).get("charts", {}) for shown in (now, before))
        for name in sorted({*charts, *known}):
            change = "added" if name not in known else "removed" if name not in charts else "changed"
            if change != "changed" or charts[name]["digest"] != known[name]["digest"]:
                title = (charts.get(name) or known[name])["title"]
                found.append({"publication": publication, "name": name, "title": title, "change": change})
    return found
