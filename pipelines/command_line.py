"""The command line: `smaajob`, for people who run the system by hand.

Belongs here: options, what is printed, exit codes. Does not belong here: work; imports of heavy libraries wait until a command needs them.
"""

from __future__ import annotations

import gc
import io
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from data_contracts.problems import ExitCode, NotFitToPublish, Problem, WrongUse
from data_contracts.publications import PUBLICATIONS

CPR_LIKE = re.compile(r"\d{6}[- ]?\d{4}")
"""What may be a CPR number in words that a problem repeats: somebody may have typed one where something else belongs."""
PLACES = frozenset({"file", "older", "earlier", "folder", "place"})
"""Parameters of problems that name files and folders."""
LANGUAGES = click.Choice(["da", "en"])
EFFECTS = click.Choice(["positive", "zero", "negative"])
QUALITIES = click.Choice(["clean", "normal", "bad"])


class Commands(click.Group):
    """Commands whose problems become one line on standard error and DESIGN's exit codes."""

    def main(self, *arguments: Any, **keywords: Any) -> Any:
        """Runs a command and ends the process with its exit code; a fault of the program's own ends with 3 and shows no row value."""
        # The libraries make a million objects that live to the end; looking through them every 700 new ones costs a tenth of a run.
        gc.set_threshold(100_000, 50, 50)
        keywords["standalone_mode"] = False
        try:
            super().main(*arguments, **keywords)
        except Problem as problem:
            _complain(f"problem.{problem.key}", **_in_words(problem.parameters))
            sys.exit(int(problem.exit_code))
        except click.UsageError as error:
            told = io.StringIO()
            error.show(told)
            click.echo(_covered(told.getvalue()), err=True, nl=False)
            sys.exit(int(ExitCode.WRONG_USE))
        except (KeyboardInterrupt, click.Abort):
            _complain("problem.interrupted")
            sys.exit(int(ExitCode.INTERRUPTED))
        except click.exceptions.Exit as leaving:
            sys.exit(leaving.exit_code)
        except OSError as error:
            _complain("problem.machine", kind=type(error).__name__, place=error.filename or "")
            sys.exit(int(ExitCode.MACHINE))
        except Exception as error:  # a fault of ours: its kind and place help, its message may hold a row value
            _complain("problem.fault", kind=type(error).__name__, place=_place(error))
            sys.exit(int(ExitCode.MACHINE))
        sys.exit(int(ExitCode.DONE))


def _in_words(parameters: Mapping[str, object]) -> dict[str, object]:
    """A problem's parameters with the kind of delivery as the reader calls it, and what drifted in sentences."""
    from data_contracts.contract import KINDS  # noqa: PLC0415 - only a failed command needs it
    from reports.drift_words import in_problem  # noqa: PLC0415 - as above

    if "findings" in parameters:
        return in_problem(parameters["findings"], _language())  # type: ignore[arg-type]  # findings are what a drift problem carries
    told = {name: value if name in PLACES else _covered(str(value)) for name, value in parameters.items()}
    kind = parameters.get("kind")
    return {**told, "kind": _language().text(f"kind.{kind}")} if kind in KINDS else told


def _covered(words: str) -> str:
    return CPR_LIKE.sub("******-****", words)


def _place(error: BaseException) -> str:
    """File and line of the innermost frame, without any value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _language() -> Any:
    from reports.language import load_language  # noqa: PLC0415 - `--help` speaks without a catalogue

    return load_language(os.environ.get("SMAAJOB_LANGUAGE", "da"))


def _complain(key: str, **parameters: object) -> None:
    click.echo(_language().text(key, **parameters), err=True)


def _say(key: str, **parameters: object) -> None:
    click.echo(_language().text(key, **parameters))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="smaajob")
@click.option("--language", type=LANGUAGES, default=None, help="Sprog i beskeder / language of messages: da or en (SMAAJOB_LANGUAGE).")
def main(language: str | None) -> None:
    """From a programme's deliveries to published figures."""
    if language is not None:
        os.environ["SMAAJOB_LANGUAGE"] = language


@main.command()
@click.option(
    "--inbox", required=True, type=click.Path(path_type=Path), help="An inbox, a supplier's folder, one delivery or one file of a delivery."
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON instead of words.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a page for the supplier to this file, too.")
def check(inbox: Path, is_json: bool, page: Path | None) -> None:
    """Hold deliveries against their contracts; load nothing. Ends with 1 where a file or row would be refused."""
    from pipelines.supplier_check import supplier_check  # noqa: PLC0415 - brings DuckDB and Polars, a second

    found = supplier_check(inbox, _language())
    click.echo(found.record if is_json else "\n".join(found.lines))
    if page is not None:
        page.write_text(found.page, encoding="utf-8")
    if not found.is_fit:
        sys.exit(int(ExitCode.NOT_FIT_TO_PUBLISH))


@main.command()
@click.option("--inbox", required=True, type=click.Path(path_type=Path), help="Folder of deliveries: <supplier>/<YYYY-MM-DD>/.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--settings", type=click.Path(path_type=Path), help="Settings file; else programme.toml in the inbox, else defaults.")
@click.option("--as-of", help="Day (YYYY-MM-DD): later deliveries are as if they had never come.")
@click.option("--only", type=click.Choice(list(PUBLICATIONS)), help="Make this publication alone.")
@click.option("--by", help="Who starts the run: whom the settings allow to skip the release gate publishes at once.")
def run(inbox: Path, output: Path, settings: Path | None, as_of: str | None, only: str | None, by: str | None) -> None:
    """Read the inbox, compute every figure, publish a new generation, or leave it to be approved."""
    place = {"inbox": str(inbox), "output": str(output), "settings": str(settings or ""), "as_of": as_of or "", "by": by or ""}
    _run(place, output, only)


def _run(place: dict[str, str], output: Path, only: str | None = None) -> None:
    from pipelines.running import run_publish  # noqa: PLC0415 - only commands that run need it

    try:
        generation, is_candidate = run_publish(place, language=os.environ.get("SMAAJOB_LANGUAGE", "da"), only=only)
    except NotFitToPublish:
        _summarise(output, is_published=False)
        raise
    _summarise(output, is_published=True)
    if is_candidate:
        _say("gate.candidate", generation=generation, folder=str(output))
    else:
        _say("run.published", generation=generation, page=str(output / "current" / "index.html"))


def _summarise(output: Path, *, is_published: bool) -> None:
    from pipelines.summary import run_summary  # noqa: PLC0415 - brings DuckDB and Polars, a second

    for line in run_summary(output, _language(), is_published=is_published):
        click.echo(line, err=True)


@main.command()
@click.argument("figure")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder of the runs.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON instead of words.")
def explain(figure: str, output: Path, is_json: bool) -> None:
    """Say what a figure, by its id or its code, means and rests on."""
    from pipelines.explaining import explain as explained  # noqa: PLC0415 - brings DuckDB and Polars, half a second

    click.echo(explained(output, figure, _language(), is_json=is_json))


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder of the runs.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON instead of words.")
def diff(output: Path, is_json: bool) -> None:
    """Say which figures and charts the candidate would change."""
    from pipelines.gate import difference_lines, difference_record  # noqa: PLC0415 - brings DuckDB and Polars, half a second

    click.echo(difference_record(output) if is_json else "\n".join(difference_lines(output, _language())))


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder of the runs.")
@click.option("--by", required=True, help="Who approves.")
@click.option("--why", required=True, help="On what grounds.")
def approve(output: Path, by: str, why: str) -> None:
    """Publish the candidate, with who and why on record."""
    from pipelines.gate import approve_candidate  # noqa: PLC0415 - brings DuckDB and Polars, half a second

    _say("gate.approved", generation=approve_candidate(output, by, why), page=str(output / "current" / "index.html"))


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder of the runs.")
def erase(output: Path) -> None:
    """Erase a person: the CPR number comes on standard input, never as an argument."""
    from pipelines.gate import erase_person  # noqa: PLC0415 - brings DuckDB and Polars, half a second

    prompt = _language().text("erase.prompt")
    cpr = click.prompt(prompt, hide_input=True, prompt_suffix="") if sys.stdin.isatty() else sys.stdin.readline()
    waited = (output / "candidate").is_symlink()
    _say("erase.done", rows=_language().number(erase_person(output, cpr)))
    if waited:
        _say("erase.withdrawn")


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder of the runs.")
@click.option("--inbox", type=click.Path(path_type=Path), help="Whose programme.toml says how long; else SMAAJOB_INBOX.")
@click.option("--settings", type=click.Path(path_type=Path), help="Settings file; else programme.toml in the inbox, else defaults.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day that months are counted back from; else today.")
def retain(output: Path, inbox: Path | None, settings: Path | None, day: datetime | None) -> None:
    """Erase what has been kept longer than the settings allow."""
    from pipelines.retention import apply_retention, settings_for  # noqa: PLC0415 - brings Dagster, two seconds

    months = settings_for(settings, inbox or os.environ.get("SMAAJOB_INBOX")).retention
    done = apply_retention(output, months, (day or datetime.now(UTC)).date())
    number = _language().number
    _say("retain.done", persons=number(done.persons), files=number(done.quarantine_files), editions=number(len(done.editions)))


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Folder for the make-believe inbox; must be empty or new.")
@click.option("--candidates", default=780, show_default=True, type=click.IntRange(min=1), help="Persons referred.")
@click.option("--comparison", default=500, show_default=True, type=click.IntRange(min=0), help="Persons listed for comparison.")
@click.option("--persons", default=0, show_default=True, type=click.IntRange(min=0), help="Persons besides, whom nobody names.")
@click.option("--suppliers", default=2, show_default=True, type=click.IntRange(min=2, max=20), help="Suppliers of deliveries.")
@click.option("--months", default=72, show_default=True, type=click.IntRange(min=12, max=240), help="Months of the programme.")
@click.option("--effect", default="positive", show_default=True, type=EFFECTS, help="What the programme adds to what would happen anyway.")
@click.option("--quality", default="normal", show_default=True, type=QUALITIES, help="How much goes wrong before delivery.")
@click.option("--seed", default=1, show_default=True, type=int, help="Same seed, same files.")
@click.option("--truth", type=click.Path(path_type=Path, dir_okay=False), help="File for the true figures and effects; not in the inbox.")
def simulate(output: Path, truth: Path | None, **options: Any) -> None:
    """Write make-believe deliveries, each marked as such."""
    import simulation  # noqa: PLC0415 - brings NumPy and Polars, a second

    if truth is None:
        simulation.write_inbox(output, **options)
    else:
        if truth.resolve().is_relative_to(output.resolve()):
            raise WrongUse("simulate_truth_in_inbox")
        simulation.write_truth(simulation.simulate(output, **options), truth)
    _say("simulate.done", folder=str(output))


@main.command()
@click.option("--output", default=Path("demo"), show_default=True, type=click.Path(path_type=Path), help="Folder to write to.")
def demo(output: Path) -> None:
    """Make-believe deliveries through the whole way to published pages."""
    import simulation  # noqa: PLC0415 - brings NumPy and Polars, a second

    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        simulation.write_inbox(inbox)
        _run({"inbox": str(inbox), "output": str(output), "by": "demo"}, output)


@main.command()
@click.option("--output", type=click.Path(path_type=Path), help="Folder whose runs are shown; else SMAAJOB_OUTPUT.")
@click.option("--port", default=3000, show_default=True, type=int, help="Port on this machine's loopback address.")
def ui(output: Path | None, port: int) -> None:
    """Dagster's web interface on this project, on loopback only."""
    from pipelines.web import serve  # noqa: PLC0415 - only this command needs it

    serve(output, port)
