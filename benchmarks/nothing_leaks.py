"""Do CPR numbers, names or the key stand in any byte that a run writes, and can an erased person be told from one who never was?

python -m benchmarks.nothing_leaks [RUNS [MINUTES]]        (makes docs/nothing_leaks.md; 100 runs take about 20 minutes of CPU)

Each run is a process of its own with a home, a temporary folder and a working folder of its own; afterwards every file below them, below
the output folder, and everything the process said is opened and searched. A run that is killed is searched as it lies.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data_contracts.figure_ids import FULL_TIME_REACHED_COUNT, PARTICIPATION_REFERRED
from tests.acceptance.lives import numbers
from tests.acceptance.monthly import LAST_DELIVERY, Programme, deliver
from tests.looking import Secrets, files_below, leaks

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "nothing_leaks.md"
KEY = bytes.fromhex("5eC4e7" * 10 + "a17f")
SURNAME = "Quistzebulon"
SHORT = "0113901234"
"""Stands in a file without its leading zero. Of month 13, so nobody's: replacement numbers (day + 60) never begin with a zero."""
OWN_NAMES = re.compile(r"[0-9a-f]{64}|\d{4}-\d\d-\d\d-[0-9a-f]{10}")
OF_THE_FILES = re.compile(r'"(?:erasures|bytes)": \d+')


@dataclass(frozen=True)
class House:
    """A run's surroundings, all below one folder."""

    folder: Path

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def output(self) -> Path:
        return self.folder / "out"

    def prepare(self) -> House:
        """Folders, and the key where the house looks for it."""
        for name in ("home", "tmp", "cwd", "dagster"):
            (self.folder / name).mkdir(parents=True)
        key = self.key
        key.parent.mkdir(parents=True, mode=0o700)
        key.write_text(KEY.hex())
        key.chmod(0o600)
        return self

    @property
    def key(self) -> Path:
        return self.folder / "home" / ".config" / "smaajob" / "pseudonym.key"

    def run(self, *words: str | Path, said: str = "", kill_after: float | None = None, browser: bool = False) -> tuple[int, bytes]:
        """Runs the command; returns its exit code and all that it said. Killed with its children after so many seconds."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "DAGSTER_HOME": str(self.folder / "dagster"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            **({} if browser else {"BROWSER_PATH": "/nowhere"}),
        }
        command = [sys.executable, "-c", "from pipelines.command_line import main; main()", *map(str, words)]
        process = subprocess.Popen(
            command, env=environment, cwd=self.folder / "cwd", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            out, _ = process.communicate(said.encode(), timeout=kill_after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, _ = process.communicate()
        return process.returncode, out

    def leaks(self, secrets: Secrets, said: bytes) -> list[str]:
        """Everything written or said, but for the inbox and the key's own file."""
        places = [self.output, *(self.folder / name for name in ("home", "tmp", "cwd", "dagster"))]
        return leaks(secrets, [place for place in places if place.exists()], [("said", said)], frozenset({self.key}), may_be_cut=True)


def named(inbox: Path) -> None:
    """Adds a column of names that no contract knows to every file about persons, and a title line with a name above one of them."""
    for path in inbox.rglob("*.csv"):
        lines = _text(path).splitlines()
        if "CPR" in lines[0] and not path.name.startswith("yr-"):
            rows = [f"{line};Person{place} {SURNAME}" for place, line in enumerate(lines[1:])]
            path.write_text("\n".join([f"{lines[0]};Navn", *rows]) + "\n", encoding="utf-8", newline="\r\n")


def numbers_in(inbox: Path) -> frozenset[str]:
    """Every CPR number that stands in the inbox, as ten digits."""
    found = {SHORT}
    for path in inbox.rglob("*.csv"):
        for row in csv.reader(path.read_bytes().decode("utf-8", "replace").splitlines(), delimiter=";"):
            found |= {digits for cell in row if len(digits := re.sub(r"\D", "", cell)) == 10}
    return frozenset(found)


Break = Callable[[Path, random.Random], None]


def _text(path: Path) -> str:
    content = path.read_bytes()
    return content.decode("utf-16" if content.startswith(codecs.BOM_UTF16_LE) else "utf-8", "replace")


def _any(inbox: Path, chance: random.Random, pattern: str = "*.csv") -> Path:
    return chance.choice(sorted(inbox.rglob(pattern)))


def _cells(inbox: Path, chance: random.Random) -> None:
    """Numbers in every wrong place: in other columns, beyond the header, with letters. A name in free text is known for one by nobody."""
    for path in sorted(inbox.rglob("*.csv")):
        lines = _text(path).splitlines()
        for _ in range(8):
            cells = chance.choice(lines[1:]).split(";") if len(lines) > 1 else [""]
            place = chance.randrange(len(cells))
            wrong = chance.choice(
                [numbers(5)[2], f"{numbers(5)[3]}x", f"nr. {numbers(5)[4]}/640465-1203", "640465-1203 x", "=1+1", "x" * 10_000]
            )
            cells[place] = wrong
            lines.append(";".join([*cells, *(["6404651203"] if chance.random() < 0.2 else [])]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _headless(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    path.write_text("\n".join(_text(path).splitlines()[1:]), encoding="utf-8")


def _half_a_header(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    head, *rest = _text(path).splitlines()
    cells = [cell if place % 2 else "640465-1203" for place, cell in enumerate(head.split(";"))]
    path.write_text("\n".join([";".join(cells), *rest]), encoding="utf-8")


def _cut(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    path.write_bytes(path.read_bytes()[: chance.randrange(1, max(2, path.stat().st_size))])


def _noise(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    path.write_bytes(chance.choice([b"PK\x03\x04", b"PAR1", b"", b"%PDF", b"{"]) + chance.randbytes(500) + b"6404651203")


def _required_gone(inbox: Path, chance: random.Random) -> None:
    _any(inbox, chance, "henvisninger.csv").unlink()


def _number_in_names(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    path.rename(path.with_name(f"{path.stem} 6404651203.csv"))
    (path.parent / "640465-1203 notat.txt").write_text("x")


def _utf16(inbox: Path, chance: random.Random) -> None:
    path = _any(inbox, chance)
    path.write_bytes(_text(path).encode("utf-16"))


def _correction(inbox: Path, chance: random.Random) -> None:
    """A correction of a person that finds nothing."""
    head = "Rettelse-id;Fil;Leverandør;CPR-nummer;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato\n"
    line = f"R1;løntimer;aalborg;6404651203;Måned;03-2023;Løntimer;{chance.randrange(99)},00;64,00;Tastefejl;dataansvarlig;10-06-2023\n"
    (inbox / "fokus" / LAST_DELIVERY.isoformat() / "rettelser.csv").write_text(head + line, encoding="utf-8")


def _settings(inbox: Path, chance: random.Random) -> None:
    wrong = chance.choice(["[programme]\nname = 5\n", "[full_time]\nmonths = 99\n", "640465-1203 = {", '[x]\na = "6404651203"\n'])
    (inbox / "programme.toml").write_text(wrong)


BREAKS: tuple[Break, ...] = (
    _cells, _headless, _half_a_header, _cut, _noise, _required_gone, _number_in_names, _utf16, _correction, _settings,
)  # fmt: skip


class Search:
    """All runs so far, and what was found."""

    def __init__(self, folder: Path, runs: int, minutes: float) -> None:
        self.folder, self.runs, self.until = folder, runs, time.monotonic() + 60 * minutes
        self.chance = random.Random(1)  # noqa: S311 - the same runs every time
        self.kinds: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()
        self.found: list[str] = []
        self.files = self.bytes = 0
        self.secrets = Secrets()

    def base(self) -> House:
        """An inbox with persons' names in it, published once."""
        house = House(self.folder / "base").prepare()
        deliver(house.inbox, Programme.usual(), LAST_DELIVERY)
        named(house.inbox)
        extra = house.inbox / "aalborg" / LAST_DELIVERY.isoformat() / "henvisninger_2.csv"
        extra.write_text(f"CPR;Henvist;Målgruppe;Kommune;Navn\n{SHORT[1:]};01-02-2023;dagpenge;851;Kort {SURNAME}\n", encoding="utf-8")
        known = numbers_in(house.inbox) | set(numbers(60)) | {"6404651203"}
        self.secrets = Secrets(frozenset(known), (SURNAME,), (KEY,))
        self.one(house, "good", "run", "--inbox", house.inbox, "--output", house.output, browser=True)
        return house

    def another(self, base: House, *, published: bool = False) -> House:
        """The same inbox in a house of its own; with `published`, and what was published from it."""
        house = House(self.folder / str(sum(self.kinds.values()))).prepare()
        shutil.copytree(base.inbox, house.inbox)
        if published:
            shutil.copytree(base.output, house.output, symlinks=True)
        return house

    def one(
        self, house: House, kind: str, *words: str | Path, said: str = "", kill_after: float | None = None, browser: bool = False
    ) -> int:
        """Runs one command and searches everything."""
        code, out = house.run(*words, said=said, kill_after=kill_after, browser=browser)
        found = house.leaks(self.secrets, out)
        self.kinds[kind] += 1
        self.codes[code] += 1
        self.found += [f"{kind}: {place}" for place in found]
        written = list(files_below(*(place for place in house.folder.iterdir() if place != house.inbox)))
        self.files += len(written)
        self.bytes += sum(path.stat().st_size for path in written)
        sys.stdout.write(f"{sum(self.kinds.values()):4} {kind:28} exit {code:4} {len(found)} found  {'; '.join(sorted(set(found))[:3])}\n")
        sys.stdout.flush()
        return code

    def all(self) -> None:
        """The runs, in turn."""
        base = self.base()
        started = time.monotonic()
        house = self.another(base)
        self.one(house, "good", "run", "--inbox", house.inbox, "--output", house.output)
        lasts = time.monotonic() - started
        shutil.rmtree(house.folder)
        turns: tuple[Callable[[House, float], None], ...] = (
            self._broken,
            self._killed,
            self._broken,
            self._small,
            self._gate,
            self._erased,
        )
        turn = 0
        while sum(self.kinds.values()) < self.runs and time.monotonic() < self.until:
            turns[turn % len(turns)](base, lasts)
            turn += 1

    def _broken(self, base: House, _: float) -> None:
        house = self.another(base)
        chosen = self.chance.sample(BREAKS, self.chance.choice([1, 1, 2]))
        for one in chosen:
            one(house.inbox, self.chance)
        only = ["--only", "quality"] if self.chance.random() < 0.8 else []
        kind = f"broken ({', '.join(one.__name__.strip('_') for one in chosen)})"
        self.one(house, "broken", "run", "--inbox", house.inbox, "--output", house.output, *only)
        self.one(house, "check of broken", "check", "--inbox", house.inbox, "--html", house.folder / "cwd" / "check.html")
        sys.stdout.write(f"     {kind}\n")
        shutil.rmtree(house.folder)

    def _killed(self, base: House, lasts: float) -> None:
        house = self.another(base)
        self.one(
            house, "killed", "run", "--inbox", house.inbox, "--output", house.output, kill_after=lasts * self.chance.uniform(0.2, 0.95)
        )
        shutil.rmtree(house.folder)

    def _small(self, base: House, _: float) -> None:
        house = self.another(base, published=True)
        self.one(house, "explain", "explain", PARTICIPATION_REFERRED, "--output", house.output)
        self.one(house, "wrong use", "explain", "640465-1203", "--output", house.output)
        self.one(house, "wrong use", "erase", "--output", house.output, said="640465-120\n")
        self.one(house, "explain", "explain", FULL_TIME_REACHED_COUNT, "--output", house.output, "--json")
        self.one(house, "retain", "retain", "--output", house.output, "--inbox", house.inbox, "--on", "2026-01-01")
        self.one(house, "check as JSON", "check", "--inbox", house.inbox, "--json")
        self.one(house, "wrong use", "run", "--inbox", house.inbox, "--output", house.output, "--as-of", "2023-13-01")
        shutil.rmtree(house.folder)

    def _gate(self, base: House, _: float) -> None:
        house = self.another(base, published=True)
        with (house.inbox / "programme.toml").open("a") as file:
            file.write("release_gate = true\n")
        self.one(house, "candidate", "run", "--inbox", house.inbox, "--output", house.output)
        self.one(house, "diff", "diff", "--output", house.output)
        self.one(house, "approve", "approve", "--output", house.output, "--by", "leder", "--why", "set igennem")
        shutil.rmtree(house.folder)

    def _erased(self, base: House, _: float) -> None:
        house = self.another(base, published=True)
        person = self.chance.choice(sorted(Programme.usual().persons))
        self.one(house, "erase", "erase", "--output", house.output, said=f"{person[:6]}-{person[6:]}\n")
        self.one(house, "run after an erasure", "run", "--inbox", house.inbox, "--output", house.output, "--only", "data")
        shutil.rmtree(house.folder)


def texts(output: Path) -> Iterator[tuple[str, str]]:
    """Every file of the current edition by place, as what it says; names that come of the delivered files' own bytes left out."""
    current = (output / "current").resolve()
    for path in files_below(current):
        content = path.read_bytes()
        if path.suffix in (".html", ".json", ".csv"):
            text = OF_THE_FILES.sub("", OWN_NAMES.sub("", content.decode("utf-8")))
            yield str(path.relative_to(current)), text
        elif path.suffix != ".duckdb":
            yield str(path.relative_to(current)), repr(content)


def erased_beside_never(folder: Path) -> tuple[int, list[str]]:
    """How many files were compared, and those that tell an erased person from one who never was."""
    erased, never = House(folder / "erased").prepare(), House(folder / "never").prepare()
    gone = list(Programme.usual().persons)[2]
    for house in (erased, never):
        deliver(house.inbox, Programme.usual(), LAST_DELIVERY)
    for path in never.inbox.rglob("*.csv"):
        path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(keepends=True) if gone.encode() not in line))
    erased.run("erase", "--output", erased.output, said=gone)
    for house in (erased, never):
        code, said = house.run("run", "--inbox", house.inbox, "--output", house.output, browser=True)
        if code:
            raise SystemExit(said.decode())
    one, other = dict(texts(erased.output)), dict(texts(never.output))
    return len(one), sorted(place for place in {*one, *other} if one.get(place) != other.get(place))


def main(runs: int, minutes: float) -> int:
    """Runs all and writes the page; 1 where anything was found."""
    with tempfile.TemporaryDirectory() as folder:
        search = Search(Path(folder), runs, minutes)
        compared, differ = erased_beside_never(Path(folder))
        sys.stdout.write(f"{compared} files compared, different: {differ}\n")
        search.all()
    told = {"runs": sum(search.kinds.values()), "kinds": dict(search.kinds), "exit": dict(search.codes), "found": search.found}
    sys.stdout.write(json.dumps({**told, "differ": differ}, indent=1) + "\n")
    lines = [
        "# What a run writes holds no CPR number, no name and no key",
        "",
        f"`python -m benchmarks.nothing_leaks {runs}`: {told['runs']} runs, each with a home, a temporary and a working folder of its own.",
        f"After each, every file there and in the output folder and all that the process said were searched, {search.files:,} files and",
        f"{search.bytes / 1e9:.1f} GB in all: ZIP parts, books within slides, PDF streams and metadata, PNG chunks, Parquet, every table",
        f"of DuckDB. Looked for: {len(search.secrets.numbers)} CPR numbers in every spelling, a surname that stands beside each person,",
        "the key (raw, hexadecimal, Base64).",
        "",
        "| run | times |",
        "|---|---|",
        *(f"| {kind} | {times} |" for kind, times in sorted(search.kinds.items())),
        "",
        "Exit codes: " + ", ".join(f"{code} ({times})" for code, times in sorted(search.codes.items())) + " (-9: killed).",
        "",
        f"**Found: {len(search.found)}**" + "".join(f"\n- {place}" for place in sorted(set(search.found))),
        "",
        f"An erased person beside one who never was in any file: {compared} files of the editions compared (databases by their tables, in",
        f"`tests/acceptance/test_erasure.py`), SHA-256 of deliveries and names of editions left out. **Different: {len(differ)}**"
        + "".join(f"\n- {place}" for place in differ),
    ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(bool(search.found or differ))


if __name__ == "__main__":
    asked = [float(word) for word in sys.argv[1:]]
    sys.exit(main(int(asked[0]) if asked else 100, asked[1] if len(asked) > 1 else 600))
