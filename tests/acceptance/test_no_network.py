"""Nothing of these tests may ask the network (`conftest.py`); `benchmarks/no_network.py` has the kernel count, the browser included."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from assets.warehouse import expectations
from pipelines.web import INSTANCE_SETTINGS


def test_whatever_would_ask_the_network_is_ended() -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match="nothing here may ask the network"):
        one.connect(("203.0.113.1", 443))
    with pytest.raises(AssertionError, match="nothing here may ask the network"):
        socket.getaddrinfo("example.dk", 443)


def test_no_library_reports_home() -> None:
    assert expectations.__name__
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert "telemetry:\n  enabled: false" in INSTANCE_SETTINGS
    running = (Path(__file__).parents[2] / "pipelines" / "running.py").read_text(encoding="utf-8")
    assert 'os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"' in running
