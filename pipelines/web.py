"""The web interface: Dagster's own, on loopback, with its storage inside the output folder.

Belongs here: starting it with the right environment. Does not belong here: log-in; a reverse proxy does that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from data_contracts.problems import WrongUse

INSTANCE_SETTINGS = """# Written by `smaajob ui`: nothing is reported home, and one run at a time; a second one waits its turn.
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
"""


def serve(output: Path | None, port: int) -> None:
    """Runs `dagster dev` until it is interrupted. Raises WrongUse where no output folder is named."""
    folder = output or (Path(os.environ["SMAAJOB_OUTPUT"]) if os.environ.get("SMAAJOB_OUTPUT") else None)
    if folder is None:
        raise WrongUse("place_missing", variable="SMAAJOB_OUTPUT")
    home = folder.absolute() / "dagster"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(INSTANCE_SETTINGS, encoding="utf-8")
    environment = {**os.environ, "DAGSTER_HOME": str(home), "SMAAJOB_OUTPUT": str(folder.absolute()), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", "127.0.0.1", "-p", str(port)]
    subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own interpreter and module
