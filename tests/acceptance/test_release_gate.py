"""With a release gate a run proposes and a person decides: nothing is shown before, and who let it through stands on record."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from assets.publications.generation import OutputFolder
from pipelines.definitions import build_definitions
from tests.acceptance.conftest import Command
from tests.acceptance.inboxes import PLACEMENTS, REFERRALS, SETTINGS, write_inbox
from tests.acceptance.lives import numbers

SHORT = ("--only", "management")
"""Whatever is published passes the same gate; the run that is killed writes everything."""
GATE = SETTINGS.replace("[programme]\n", '[programme]\nrelease_gate = true\nrelease_gate_skipped_by = ["Karen Holm"]\n')


def gated(folder: Path, day: str = "2023-05-15", placements: str = PLACEMENTS, referrals: str = REFERRALS) -> Path:
    """A small inbox whose settings have a release gate."""
    inbox = write_inbox(folder, {"ansaettelser.csv": placements, "henvisninger.csv": referrals}, day=day)
    (inbox / "programme.toml").write_text(GATE, encoding="utf-8")
    return inbox


def test_a_candidate_waits_and_is_published_with_who_and_why(tmp_path: Path, smaajob: Command) -> None:
    inbox, output = gated(tmp_path / "inbox"), tmp_path / "out"
    ran = smaajob("run", "--inbox", inbox, "--output", output, *SHORT)
    assert ran.exit_code == 0, ran.error
    assert "awaits approval" in ran.out
    assert not (output / "current").exists()
    assert (output / "candidate" / "index.html").exists()
    assert "no current one" in smaajob("diff", "--output", output).out

    without_reason = smaajob("approve", "--output", output, "--by", "Karen Holm", "--why", " ")
    assert without_reason.exit_code == 2
    assert not (output / "current").exists()
    approved = smaajob("approve", "--output", output, "--by", "Karen Holm", "--why", "gennemgået på mødet 20. maj")
    assert approved.exit_code == 0, approved.error
    assert (output / "current" / "management" / "index.html").exists()
    assert not (output / "candidate").exists()
    (line,) = (output / "approvals.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["by"], record["why"], record["way"]) == ("Karen Holm", "gennemgået på mødet 20. maj", "approved")
    assert record["edition"] == (output / "current").resolve().name
    assert oct((output / "approvals.jsonl").stat().st_mode)[-3:] == "600"
    assert smaajob("approve", "--output", output, "--by", "Karen Holm", "--why", "igen").exit_code == 2, "nothing waits any more"


@pytest.mark.long
def test_the_difference_names_figures_and_charts_and_nothing_is_touched_until_approval(tmp_path: Path, smaajob: Command) -> None:
    inbox, output = gated(tmp_path / "inbox"), tmp_path / "out"
    assert smaajob("run", "--inbox", inbox, "--output", output, "--by", "Karen Holm", *SHORT).exit_code == 0
    first = (output / "current").resolve()
    assert json.loads((output / "approvals.jsonl").read_text().splitlines()[0])["way"] == "skipped"

    others = numbers(6)
    placed = PLACEMENTS + "".join(f"B{place};{cpr};28063679;02-05-2023;;12;Lager;\n" for place, cpr in enumerate(others[:3]))
    referred = REFERRALS + "".join(f"{cpr};20-01-2022;jobparat kontanthjælp;851\n" for cpr in others)
    gated(tmp_path / "more", "2023-06-15", placed, referred).joinpath("aalborg", "2023-06-15").rename(inbox / "aalborg" / "2023-06-15")
    ran = smaajob("run", "--inbox", inbox, "--output", output, *SHORT)
    assert ran.exit_code == 0, ran.error
    assert (output / "current").resolve() == first
    told = smaajob("diff", "--output", output)
    assert "Placements" in told.out
    assert "Charts that change" in told.out
    record = json.loads(smaajob("diff", "--output", output, "--json").out)
    changed = {row["figure_id"]: row for row in record["figures"] if row["dimensions"] == "{}" and row["window"] == "total"}
    assert record["current"] == first.name
    (now, before) = (changed["participation.employed"][name] for name in ("status", "status_before"))
    assert (now, before) == ("published", "suppressed"), "of two persons nothing was told; of five it is"
    assert record["charts"]
    again = smaajob("run", "--inbox", inbox, "--output", output, *SHORT)
    assert again.exit_code == 0
    assert len(list((output / "candidates").iterdir())) == 1, "a newer candidate replaces the one that waited"


def test_the_candidate_can_be_approved_as_a_dagster_job(tmp_path: Path, smaajob: Command) -> None:
    output = tmp_path / "out"
    assert smaajob("run", "--inbox", gated(tmp_path / "inbox"), "--output", output, *SHORT).exit_code == 0
    told = {"output": str(output), "by": "Karen Holm", "why": "set efter i grænsefladen"}
    job = build_definitions().resolve_job_def("approve")
    with dg.DagsterInstance.ephemeral() as instance:
        done = job.execute_in_process(run_config={"ops": {"approve_the_candidate": {"config": told}}}, instance=instance)
    assert done.success
    assert (output / "current" / "index.html").exists()
    assert json.loads((output / "approvals.jsonl").read_text(encoding="utf-8"))["why"] == told["why"]


@pytest.mark.long
def test_an_approval_cut_short_leaves_the_published_one_and_can_be_taken_up(
    tmp_path: Path, smaajob: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, output = gated(tmp_path / "inbox"), tmp_path / "out"
    assert smaajob("run", "--inbox", inbox, "--output", output, "--by", "Karen Holm", *SHORT).exit_code == 0
    first = (output / "current").resolve()
    (inbox / "programme.toml").write_text(GATE.replace("release_gate = true", "lag_months = 1\nrelease_gate = true"), encoding="utf-8")
    assert smaajob("run", "--inbox", inbox, "--output", output, *SHORT).exit_code == 0

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "_point", killed)
        assert smaajob("approve", "--output", output, "--by", "Karen Holm", "--why", "set efter").exit_code == 130
    assert (output / "current").resolve() == first
    assert smaajob("approve", "--output", output, "--by", "Karen Holm", "--why", "set efter").exit_code == 0
    assert (output / "current").resolve() != first
    assert not (output / "candidate").is_symlink()


@pytest.mark.long
def test_a_run_that_is_killed_leaves_the_published_one_and_the_next_run_goes_on(tmp_path: Path, smaajob: Command, key_file: Path) -> None:
    inbox, output = gated(tmp_path / "inbox"), tmp_path / "out"
    assert smaajob("run", "--inbox", inbox, "--output", output, "--by", "Karen Holm", *SHORT).exit_code == 0
    first = (output / "current").resolve()
    (inbox / "programme.toml").write_text(GATE.replace("release_gate = true", "lag_months = 1\nrelease_gate = true"), encoding="utf-8")
    program = "from pipelines.command_line import main; import sys; main.main(args=sys.argv[1:])"
    command = [sys.executable, "-c", program, "run", "--inbox", str(inbox), "--output", str(output)]
    with subprocess.Popen(command, env={**os.environ, "SMAAJOB_KEY_FILE": str(key_file)}, stdout=-3, stderr=-3) as running:
        written = output / "generations" / ".arriving" / "management"
        deadline = time.monotonic() + 120
        while not written.exists() and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL, "killed while it wrote its publications"
    assert (output / "current").resolve() == first
    assert not (output / "candidate").exists()
    assert smaajob("run", "--inbox", inbox, "--output", output, *SHORT).exit_code == 0
    assert (output / "current").resolve() == first
    assert (output / "candidate" / "index.html").exists()
