"""Does every changed figure name the right cause? Twenty-one planted changes, each with one cause, after the same six monthly editions.

python -m benchmarks.planted_causes        (makes docs/planted_causes.md)
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from assets.effects.participation import definition as participation
from data_contracts.figure_ids import PARTICIPATION_REFERRED
from data_contracts.problems import Problem
from pipelines.gate import erase_person
from pipelines.running import run_publish
from tests.acceptance.monthly import LAST_DELIVERY, PLANTED, Planted, Programme, deliver

PAGE = Path(__file__).resolve().parents[1] / "docs" / "planted_causes.md"
KEY = "c4" * 32
PLACED = {PARTICIPATION_REFERRED: participation.REFERRED}
Found = list[tuple[str, str, str]]


@contextlib.contextmanager
def _newer_definition(figure_id: str) -> Iterator[None]:
    """A definition that has changed and says so."""
    definition = PLACED[figure_id]
    object.__setattr__(definition, "version", definition.version + 1)
    try:
        yield
    finally:
        object.__setattr__(definition, "version", definition.version - 1)


def _publish(inbox: Path, output: Path) -> None:
    run_publish({"inbox": str(inbox), "output": str(output)}, language="en", only="data")


def base(folder: Path) -> tuple[Path, Path]:
    """An inbox with one delivery, and what was published from it."""
    os.environ["SMAAJOB_KEY_FILE"] = str(folder / "key")
    (folder / "key").write_text(KEY)
    (folder / "key").chmod(0o600)
    inbox, output = folder / "inbox", folder / "output"
    deliver(inbox, Programme.usual(), LAST_DELIVERY)
    _publish(inbox, output)
    return inbox, output


def changed_after(planted: Planted, base_inbox: Path, base_output: Path, folder: Path) -> Found:
    """Plants a change in copies of inbox and output, publishes, and returns (figure id, window, causes) of every changed figure."""
    inbox, output = folder / "inbox", folder / "output"
    shutil.copytree(base_inbox, inbox)
    shutil.copytree(base_output, output, symlinks=True)
    programme = Programme.usual()
    planted.plant(inbox, programme)
    if planted.command[:1] == ("erase",):
        erase_person(output, next(iter(programme.persons)))
    with _newer_definition(planted.command[1]) if planted.command[:1] == ("definition",) else contextlib.nullcontext():
        _publish(inbox, output)
    with duckdb.connect(str(output / "current" / "figures.duckdb"), read_only=True) as connection:
        return connection.sql('SELECT figure_id, "window", causes FROM revisions ORDER BY ALL').fetchall()


def faults(planted: Planted, found: Found) -> list[str]:
    """What is wrong with what was found; nothing where every changed figure names the planted cause."""
    named = {figure for figure, _, _ in found}
    wrong = [f"{figure} is not among the changed" for figure in planted.figures if figure not in named]
    allowed = {planted.cause, "later_day"}
    wrong += [f"{figure} {window}: {causes}" for figure, window, causes in found if causes not in allowed]
    wrong += [
        f"{figure}: {causes}"
        for figure, _, causes in found
        if figure in planted.figures and causes != planted.cause and not any(one[2] == planted.cause for one in found if one[0] == figure)
    ]
    return wrong


def main() -> int:
    """Runs every case and writes the page; 1 where any cause is wrong."""
    lines, failed = [], 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        base_inbox, base_output = base(place)
        for number, planted in enumerate(PLANTED, start=1):
            try:
                found = changed_after(planted, base_inbox, base_output, place / str(number))
                wrong = faults(planted, found)
            except Problem as problem:
                found, wrong = [], [f"ended with {problem}"]
            failed += bool(wrong)
            moved = sum(causes == "later_day" for _, _, causes in found)
            told = "; ".join(wrong[:5]) or "yes"
            lines.append(f"| {planted.name} | {planted.cause} | {len(found)} | {moved} | {told} |")
            sys.stdout.write(lines[-1] + "\n")
            shutil.rmtree(place / str(number), ignore_errors=True)
    head = [
        "# Planted changes and the causes that the page of changes names",
        "",
        f"`python -m benchmarks.planted_causes`: {len(PLANTED)} changes of one cause each, after the same edition. Every changed figure",
        "must name that cause and no other; figures that look at the day itself (placements running on it) may say that the day moved on.",
        "",
        "| planted | cause | figures changed | of these by the day alone | right |",
        "|---|---|---|---|---|",
    ]
    PAGE.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
