"""What draws pictures can open no socket to any network, and what it starts cannot either."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from reports.render.offline import SOCKET

LOCKED = """
import socket, subprocess, sys
from reports.render.offline import forbid_networks
inner = "import socket\\nfor family in (socket.AF_INET, socket.AF_INET6):\\n  for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\\n    "
inner += "try: socket.socket(family, kind); print('opened')\\n    except PermissionError: print('refused')\\n"
inner += "socket.socketpair(); print('within')"
assert forbid_networks()
exec(inner)
subprocess.run([sys.executable, "-c", inner], check=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux") or platform.machine() not in SOCKET, reason="only Linux has such a lock")
def test_sockets_out_of_the_machine_are_refused_for_good_and_those_within_are_not() -> None:
    told = subprocess.run([sys.executable, "-u", "-c", LOCKED], capture_output=True, text=True, check=True).stdout.split()
    assert told == [*["refused"] * 4, "within"] * 2
