"""Whatever happens to the inbox in mid-run: the edition is that of the list it began with, or the run stops and names the file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from assets.deliveries.inbox import SIMULATED_MARKER
from pipelines.command_line import main
from pipelines.progress import step_in_words
from reports.language import load_language
from tests.acceptance.inboxes import HOURS, REFERRALS, SETTINGS, write_inbox

DAY = Path("aalborg/2023-05-15")
MOMENTS = (
    "deliveries__files",
    "deliveries__corrections",
    "deliveries__referrals",
    "deliveries__comparison_persons",
    "deliveries__placements",
    "deliveries__paid_hours",
    "core_tables",
    "effects__full_time",
    "figures__published",
    "publications__generation",
)
"""Steps of a run; what happens to the inbox happens as the step's line is written."""


def arrive(inbox: Path) -> None:
    """A note beside the suppliers, a mark of make-believe, another file of the day and a later delivery; and other settings."""
    (inbox / "0_note.txt").write_text("to whom it may concern")
    (inbox / DAY / SIMULATED_MARKER).touch()
    (inbox / DAY / "henvisninger_2.csv").write_text(REFERRALS.replace("6404651203", "6101701208"), encoding="utf-8")
    later = inbox / "aalborg" / "2023-06-15"
    later.mkdir()
    (later / "loentimer.csv").write_text(HOURS.replace("40,00", "90,00"), encoding="utf-8")
    (inbox / "programme.toml").write_text(SETTINGS.replace("32145671", "28052502"), encoding="utf-8")


def change(inbox: Path) -> None:
    """Other hours in the same number of bytes, at the same time of change."""
    path = inbox / DAY / "loentimer.csv"
    told = path.stat()
    path.write_bytes(path.read_bytes().replace(b"40,00", b"60,00"))
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))


def grow(inbox: Path) -> None:
    """A month more."""
    with (inbox / DAY / "loentimer.csv").open("ab") as file:
        file.write("6911641216;32145671;05-2022;99,00;5820,00;timeløn;ordinær;nej\r\n".encode())


def vanish(inbox: Path) -> None:
    """The file is taken away."""
    (inbox / DAY / "loentimer.csv").unlink()


MISCHIEFS: dict[str, Callable[[Path], None]] = {"arrives": arrive, "changes": change, "grows": grow, "vanishes": vanish}
EVERY = [(mischief, moment) for mischief in MISCHIEFS for moment in MOMENTS]
QUICK = {
    ("arrives", "deliveries__corrections"),  # the first "Reading …": a note moved every file's number by one
    ("arrives", "deliveries__paid_hours"),
    ("changes", "deliveries__files"),
    ("changes", "core_tables"),
    ("grows", "deliveries__paid_hours"),
    ("vanishes", "deliveries__referrals"),
}


@dataclass
class Meddling(io.StringIO):
    """Where a run writes its lines; something is done to the inbox as one of them comes."""

    line: str
    meddle: Callable[[], None] = lambda: None
    is_done: bool = field(default=False)

    def __post_init__(self) -> None:
        super().__init__()

    def write(self, text: str) -> int:
        """Keeps the text."""
        if self.line in text and not self.is_done:
            self.is_done = True
            self.meddle()
        return super().write(text)


def run(inbox: Path, output: Path, said: Meddling) -> int:
    """`smaajob run` in this process; its exit code."""
    with pytest.raises(SystemExit) as ended, redirect_stdout(io.StringIO()), redirect_stderr(said):
        main.main(args=["run", "--inbox", str(inbox), "--output", str(output), "--only", "data"])
    assert said.is_done, said.getvalue()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module", autouse=True)
def _in_english(key_file: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(key_file))
        patch.setenv("SMAAJOB_LANGUAGE", "en")
        yield


def step_line(moment: str) -> str:
    return step_in_words(moment, load_language("en"))


@dataclass(frozen=True)
class Edition:
    """What was published, and what the account of its rows says."""

    name: str
    manifest: dict[str, object]
    figures: list[tuple[object, ...]]
    account: list[tuple[object, ...]]


def edition_in(output: Path) -> Edition:
    current = (output / "current").resolve()
    told = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    told["files"] = [file for file in told["files"] if not file["path"].endswith(".duckdb")]  # DuckDB's bytes differ from run to run
    with duckdb.connect(str(current / "figures.duckdb"), read_only=True) as connection:
        figures = connection.sql("FROM figures ORDER BY ALL").fetchall()
    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        account = connection.sql("""
            SELECT supplier, delivered_on, file_name, sha256, outcome, rule, rows FROM deliveries.files JOIN
            (FROM deliveries.referrals_account UNION ALL FROM deliveries.placements_account UNION ALL FROM deliveries.paid_hours_account)
            USING (file_id) ORDER BY ALL
        """).fetchall()
    return Edition(current.name, told, figures, account)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run in which nothing happened."""
    folder = tmp_path_factory.mktemp("undisturbed")
    inbox = write_inbox(folder / "inbox")
    assert run(inbox, folder / "out", Meddling(step_line("publications__generation"))) == 0
    listed = {file["file"]: file["sha256"] for file in edition_in(folder / "out").manifest["deliveries"]}  # type: ignore[attr-defined]  # JSON
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (inbox / DAY).iterdir()}
    return folder / "out"


def named(mischief: str, moment: str) -> object:
    """A case; all but a few take longer than the quick tests may."""
    return pytest.param(mischief, moment, marks=() if (mischief, moment) in QUICK else pytest.mark.long, id=f"{mischief} at {moment}")


@pytest.mark.parametrize(("mischief", "moment"), [named(*case) for case in EVERY])
def test_the_edition_is_that_of_the_list_or_the_run_stops_with_the_files_name(
    tmp_path: Path, undisturbed: Path, mischief: str, moment: str
) -> None:
    inbox, output = write_inbox(tmp_path / "inbox"), tmp_path / "out"
    said = Meddling(step_line(moment), lambda: MISCHIEFS[mischief](inbox))
    if mischief == "arrives" or MOMENTS.index(moment) > MOMENTS.index("deliveries__paid_hours"):
        assert run(inbox, output, said) == 0, said.getvalue()
        assert edition_in(output) == edition_in(undisturbed)
        return
    shutil.copytree(undisturbed, output, symlinks=True)
    assert run(inbox, output, said) == 1, said.getvalue()
    problem = "file_gone" if mischief == "vanishes" else "file_changed"
    lines = [line for line in said.getvalue().splitlines() if "loentimer.csv" in line]
    assert lines == [load_language("en").text(f"problem.{problem}", file=f"{DAY.as_posix()}/loentimer.csv")]
    assert [path.name for path in (output / "generations").iterdir()] == [(output / "current").resolve().name]


def test_a_second_run_in_the_same_process_lists_the_inbox_anew(tmp_path: Path, undisturbed: Path) -> None:
    inbox, output = write_inbox(tmp_path / "inbox"), tmp_path / "out"
    shutil.copytree(undisturbed, output, symlinks=True)
    arrive(inbox)
    assert run(inbox, output, Meddling(step_line("publications__generation"))) == 0
    before, now = edition_in(undisturbed), edition_in(output)
    assert len(now.manifest["deliveries"]) == len(before.manifest["deliveries"]) + 3  # type: ignore[arg-type]  # JSON
    assert (now.manifest["data_date"], now.manifest["is_simulated"]) == ("2023-06-15", True)
    assert now.account != before.account
