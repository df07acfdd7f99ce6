"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing about the calculation.
settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared_machine")

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published data sets beside the project; where it is absent, the test says so aloud and is passed over."""
    if not SHARED.is_dir():
        pytest.skip("the published data sets (../shared/data) are not beside this clone: figures cannot be held against them here")
    return SHARED
