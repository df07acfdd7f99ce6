"""Does this version publish the same as another one? Builds the same programmes with both and compares everything that readers get.

python -m benchmarks.same_figures BASE [--keep FOLDER] [--only PROGRAMME ...]

BASE is a folder that holds another version's packages, or a commit of this repository. The programmes: the demo, `hand_made` and
`work_histories` of `../shared/data`, and two simulated ones; two have an earlier edition, too, so that there are changes to tell.
`--keep FOLDER` keeps what the base made, so that the next comparison with it costs this version's runs alone; `--only hand_made` is quick.

Compared are every table of `figures.duckdb` and `published.duckdb` and the warehouse's `figures.figures` by key and column, workbooks by
cell, slides by their parts, papers by their text, and every other file, lists of rows set aside and simulated deliveries included, line by
line. What may differ stands in `same_figures_differences.toml` with its reason; everything else is printed, and the command ends with 1.
Names of editions and files' own hashes in the manifest are left out: they follow from what is compared. No browser is asked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.same_readings import Reading, differences

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
PACKAGES = ("assets", "data_contracts", "pipelines", "reports", "simulation")
KEY = "a1" * 32
MOST = 30
"""Differences of one file that are printed; how many more there are is said."""
CALL = """
import pathlib, sys, pipelines
assert pathlib.Path(pipelines.__file__).is_relative_to(sys.argv.pop(1)), "another version was imported"
from pipelines.command_line import main
main.main()
"""


@dataclass(frozen=True)
class Programme:
    """One inbox and the runs over it, in their order."""

    inbox: Path | None = None
    simulate: str = ""
    """Options of `smaajob simulate`, where the inbox is to be made."""
    runs: tuple[str, ...] = ("",)
    """Options of each `smaajob run`."""


PROGRAMMES = {
    "hand_made": Programme(SHARED / "hand_made", runs=("--as-of 2023-12-31 --only data", "")),
    "work_histories": Programme(SHARED / "work_histories"),
    "seed_11": Programme(simulate="--candidates 160 --comparison 160 --months 36 --seed 11"),
    "seed_12": Programme(
        simulate="--candidates 120 --comparison 80 --months 36 --seed 12 --suppliers 3 --effect zero --quality bad",
        runs=("--as-of 2022-12-31 --only data", ""),
    ),
    "demo": Programme(),
}
"""`demo` is the command `smaajob demo` itself."""


@dataclass(frozen=True)
class Version:
    """A folder with a version's packages."""

    folder: Path

    def digest(self) -> str:
        """Tells versions apart: of all that their packages hold."""
        found = hashlib.sha256()
        for package in PACKAGES:
            for path in sorted((self.folder / package).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    found.update(f"{path.relative_to(self.folder)}\0".encode() + path.read_bytes())
        return found.hexdigest()[:12]

    def build(self, programme: Programme, folder: Path) -> None:
        """Makes an inbox and runs over it into `folder`. Raises SystemExit where a command failed."""
        (folder / "key").write_text(KEY)
        (folder / "key").chmod(0o600)
        if programme.simulate:
            self._call(folder, "simulate", "--output", folder / "inbox", *programme.simulate.split())
        if programme == PROGRAMMES["demo"]:
            self._call(folder, "demo", "--output", folder / "out")
            return
        for options in programme.runs:
            self._call(folder, "run", "--inbox", programme.inbox or folder / "inbox", "--output", folder / "out", *options.split())

    def _call(self, folder: Path, *words: str | Path) -> None:
        quiet = {"GX_ANALYTICS_ENABLED": "false", "DAGSTER_DISABLE_TELEMETRY": "yes", "BROWSER_PATH": "/nowhere"}
        environment = {**os.environ, **quiet, "PYTHONPATH": str(self.folder), "SMAAJOB_KEY_FILE": str(folder / "key")}
        command = [sys.executable, "-c", CALL, str(self.folder), *map(str, words)]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{self.folder}: smaajob {words[0]} ended with {done.returncode}\n{done.stderr}")


@dataclass
class Allowed:
    """What may differ, by place, and how often it did."""

    place: str
    reason: str
    text: str = ""
    used: int = field(default=0, compare=False)

    def is_met(self, place: str, one: str | None, other: str | None) -> bool:
        """Whether this is the difference that was told beforehand."""
        if not re.fullmatch(self.place, place):
            return False
        if self.text and (one is None or other is None or re.sub(self.text, "", one) != re.sub(self.text, "", other)):
            return False
        self.used += 1
        return True


def told_to_differ() -> list[Allowed]:
    """What the file beside this one lists."""
    content = tomllib.loads(Path(__file__).with_name("same_figures_differences.toml").read_text(encoding="utf-8"))
    return [Allowed(**entry) for entry in content["differs"]]


@contextmanager
def version(base: str) -> Iterator[Version]:
    """The version in a folder or of a commit, which is checked out meanwhile."""
    if Path(base).is_dir():
        yield Version(Path(base).resolve())
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve() / "base"
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", folder, base], check=True)
        try:
            yield Version(folder)
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", folder], check=True)


def kept(base: Version, name: str, keep: Path) -> Path:
    """The folder with what the base made of a programme, made now unless it is there."""
    place = keep / base.digest() / name
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=place.parent))
        base.build(PROGRAMMES[name], making)
        if place.exists():  # somebody else was quicker
            shutil.rmtree(making)
        else:
            making.rename(place)
    return place


def compared(name: str, one: Path, other: Path, allowed: Sequence[Allowed]) -> int:
    """Prints what differs between two folders that versions built; returns how many differences that are."""
    count = 0
    before, after = Reading(one), Reading(other)
    for file in sorted(before.files.keys() | after.files.keys()):
        found = [
            difference
            for difference in differences(file, before, after)
            if not any(entry.is_met(difference.place, difference.before, difference.after) for entry in allowed)
        ]
        for difference in found[:MOST]:
            print(f"{name}: {difference}")
        if len(found) > MOST:
            print(f"{name}: {file}: and {len(found) - MOST} more")
        count += len(found)
    print(f"{name}: {len(after.files)} files, {after.rows} rows of figures and of what is told with them, {count} differences", flush=True)
    return count


def main(arguments: Sequence[str]) -> int:
    """Builds and compares; 1 where anything differs that was not told beforehand."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.same_figures")
    asked.add_argument("base", help="a folder with another version's packages, or a commit")
    asked.add_argument("--keep", type=Path, help="folder to keep in what the base made")
    asked.add_argument("--only", nargs="+", choices=list(PROGRAMMES), default=list(PROGRAMMES), help="programmes to compare")
    options = asked.parse_args(arguments)
    allowed, count = told_to_differ(), 0
    with version(options.base) as base, tempfile.TemporaryDirectory() as folder:
        keep = (options.keep or Path(folder) / "base").resolve()
        for name in options.only:
            if (inbox := PROGRAMMES[name].inbox) is not None and not inbox.is_dir():
                print(f"{name}: {inbox} is not there, not compared")
                continue
            here = Path(folder) / name
            here.mkdir()
            Version(ROOT).build(PROGRAMMES[name], here)
            count += compared(name, kept(base, name, keep), here, allowed)
            shutil.rmtree(here)
    for entry in allowed:
        print(f"told to differ, {entry.used} times: {json.dumps(entry.place)}: {entry.reason}")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
