"""What all tests share."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing about the calculation.
# A run says the same each time; `pytest --hypothesis-profile=search` draws anew.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same_each_time", settings.get_profile("search"), derandomize=True)
settings.load_profile("same_each_time")

Build = Callable[[Path], None]
BuiltOnce = Callable[[str, Build], Path]
SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published data sets beside the project; where it is absent, the test says so aloud and is passed over."""
    if not SHARED.is_dir():
        pytest.skip("the published data sets (../shared/data) are not beside this clone: figures cannot be held against them here")
    return SHARED


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> BuiltOnce:
    """A folder by its name, built by the first process of this test run that asks for it; the others wait. Nobody changes it."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"built-{testrun_uid}"
    place.mkdir(exist_ok=True)

    def built(name: str, build: Build) -> Path:
        folder, is_built = place / name, place / f"{name}.built"
        with (place / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_built.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                build(folder)
                is_built.touch()
        return folder

    return built
